//! Pictures of a case, each behind a grant that the page was given.

use crate::paths;
use leptos::prelude::*;

/// A picture that the reader may see now.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Its place in the packet, from 0.
    pub ordinal: u32,
    /// The grant's token, safe in a path.
    pub grant: String,
    /// Width in pixels, so that the page does not jump.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// A picture with its words.
pub(crate) fn figure(picture: &Picture, words: String, class: &'static str) -> AnyView {
    figure_in_sizes(picture, None, words, class)
}

/// A picture with its words, and a smaller form that a narrow screen takes instead: the browser asks for one of them.
pub(crate) fn figure_in_sizes(
    picture: &Picture,
    smaller: Option<&Picture>,
    words: String,
    class: &'static str,
) -> AnyView {
    let described = |picture: &Picture| format!("{} {}w", paths::picture(&picture.grant), picture.width);
    let sources = smaller.map(|smaller| format!("{}, {}", described(smaller), described(picture)));
    let sizes =
        smaller.map(|smaller| format!("(max-width: 48rem) 100vw, {}px", picture.width.max(smaller.width)));
    view! {
        <figure class=class>
            <img class="pw-picture__image" src=paths::picture(&picture.grant) srcset=sources sizes=sizes alt=words.clone() width=picture.width.to_string() height=picture.height.to_string()/>
            <figcaption class="pw-picture__caption">{words}</figcaption>
        </figure>
    }
    .into_any()
}
