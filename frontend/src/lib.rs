//! Views of the officers' portal.
//!
//! Every page is a plain struct that the portal fills; [`render`] turns it into a complete HTML document. Nothing here
//! loads data, keeps state, or writes a script or style into the page: what a page does not show is not in it.

pub mod components;
pub mod forms;
pub mod frame;
mod layout;
pub mod pages;
pub mod paths;
mod render;
pub mod texts;
mod time;

pub use forms::{FieldErrors, Problem};
pub use frame::{AssetUrls, Frame, Section, Viewer};
pub use render::{Page, Script, render};
