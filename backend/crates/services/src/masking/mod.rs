//! Masking more of a picture: what the camera did not declare and nobody may see. Rectangles, and only ever less.
//!
//! ```text
//! show -> one transaction: ledger (shown), grant -> the editor
//! mask -> ledger (key used) -> receipt -> open, mask, seal all anew under a new key
//!      -> one transaction: key, rows, event, ledger (masked); the old half is entered as spent
//!      -> the old half is destroyed in the key store
//! ```
//!
//! Until the transaction commits the case is what it was; from then on it is the new one, and the old half is destroyed
//! at once or by the sweep. From that destruction on no copy of the picture as it was opens any more, wherever it is.

mod areas;
mod editor;
mod mask;
mod reseal;
mod target;

pub use areas::{MOST_AREAS, TypedArea, between, read_area};
pub use editor::{Editor, show};
pub use mask::{MaskRequest, Masked, mask};

#[cfg(test)]
pub(crate) use mask::prepare;
pub(crate) use target::may_be_masked;
