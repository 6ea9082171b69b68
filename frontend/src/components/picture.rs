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
    view! {
        <figure class=class>
            <img class="pw-picture__image" src=paths::picture(&picture.grant) alt=words.clone() width=picture.width.to_string() height=picture.height.to_string()/>
            <figcaption class="pw-picture__caption">{words}</figcaption>
        </figure>
    }
    .into_any()
}
