//! What leaves the system about one case: the dossier for an appeal, and the picture for the offender.
//!
//! ```text
//! form -> request ─> ledger entry (with the recipient) ─> receipt ─> gather ─> content ─> pdf ─> the browser
//!                                                                      └────> manifest, signed, and the pictures attached
//! ```
//!
//! Both are disclosures: logged before anything is opened, and nothing of them stays here.

mod check;
mod closed;
mod content;
mod disclose;
mod fingerprint;
mod gather;
mod issue;
mod key;
mod manifest;
mod offender;
mod request;
mod vocabulary;

pub use check::{Checked, Difference, Unreadable, check};
pub use closed::{Closed, DisclosureError};
pub use issue::issue;
pub use key::public_key;
pub use offender::issue_picture;
pub use request::DisclosureRequest;
pub use vocabulary::Vocabulary;

pub(crate) use check::{attachments, signature_differs};
pub(crate) use closed::may_issue;
pub(crate) use content::{dutch_day, dutch_moment};
pub(crate) use fingerprint::of as fingerprint_of;
pub(crate) use issue::digest;
pub(crate) use key::signing_key;
pub(crate) use manifest::{MANIFEST, SIGNATURE, SOFTWARE, sha256};

use zeroize::Zeroizing;

/// A file to be sent, and never to be stored. Not `Debug`: it holds evidence.
pub struct Issued {
    /// File name; no plate in it.
    pub file_name: String,
    /// Media type.
    pub media_type: &'static str,
    /// The whole file; zeroed once it is sent.
    pub bytes: Zeroizing<Vec<u8>>,
}
