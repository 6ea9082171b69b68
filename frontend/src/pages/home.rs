//! Start page of an account whose role has no list of work.

use crate::components::alert::empty_state;
use crate::frame::Frame;
use crate::render::Page;
use crate::texts::Texts;
use leptos::prelude::*;

/// The page.
#[derive(Clone, Copy, Debug)]
pub struct HomePage;

impl Page for HomePage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.home.title.into()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let t = &frame.texts.home;
        view! { <h1 class="utrecht-heading-1">{t.title}</h1>{empty_state(t.empty_heading, t.empty)} }
            .into_any()
    }
}
