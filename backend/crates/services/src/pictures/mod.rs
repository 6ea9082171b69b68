//! Pictures: granted to a page whose view is in the ledger, opened when the page asks for them.

mod compare;
mod open;
mod rendition;

pub use open::{OpenedPicture, open};
pub use rendition::{GrantedPicture, Rendition};

pub(crate) use compare::compare_pictures;
pub(crate) use rendition::{grant, on_case_page, on_desk, plate_area, plate_size};
