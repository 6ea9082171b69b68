//! Views of the officers' portal.
//!
//! Every page is a plain struct that the portal fills; [`render`] turns it into a complete HTML document. Nothing here
//! loads data, keeps state, or writes a script or style into the page: what a page does not show is not in it.

mod banner;
pub mod components;
pub mod forms;
pub mod frame;
mod language;
mod layout;
pub mod pages;
pub mod paths;
mod render;
pub mod texts;
mod time;

pub use forms::{FieldErrors, Problem};
pub use frame::{AssetUrls, Frame, Local, Section, TermWarning, Viewer};
pub use render::{Fragment, Page, render, render_fragment};
