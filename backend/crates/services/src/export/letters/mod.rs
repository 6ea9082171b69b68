//! Warning letters: in a warning period a letter takes the place of the fine.
//!
//! ```text
//! gate:  confirmed -> warned, on the list                                          with the page of the gate
//! issue: log entry -> plates opened -> exemptions once more -> handed over | dismissed   one transaction -> CSV file
//! ```
//!
//! The letter service finds the holders by the plates itself; nothing here knows a name or an address.

mod file;
mod issue;
mod list;
mod request;

pub use issue::issue;
pub use list::{IssuedBundle, LetterLine, letters};
pub use request::LetterRequest;
