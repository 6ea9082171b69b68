//! Pictures: granted to a page whose view is in the ledger, opened when the page asks for them.

mod open;
mod rendition;

pub use open::open;
pub use rendition::{GrantedPicture, Rendition};

pub(crate) use rendition::{grant, on_case_page, on_desk, plate_size};
