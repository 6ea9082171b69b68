//! Pictures from the roadside: judged by content, redacted in the DCT domain, shown in parts.
//!
//! ```text
//! bytes -> inspect -> redact -> (jpeg, manifest) -> seal
//!                                     jpeg -> plate_crop / work_size, when an officer looks
//! ```
//!
//! [`inspect`] walks every segment and every entropy-coded bit without decoding a pixel, so that what reaches
//! the coefficient codec is known to be whole and within bounds. [`redact`] keeps the coefficients of kept
//! regions as they are and destroys the rest. [`verify_manifest`] checks a stored picture against its manifest.

mod audit;
mod bits;
mod codec;
mod cursor;
mod exif;
mod frame;
mod grid;
mod huffman;
mod inspect;
mod limits;
mod manifest;
mod mosaic;
mod progress;
mod redact;
mod refusal;
mod regions;
mod scan;
mod views;
mod walk;

#[cfg(test)]
mod tests;

pub use inspect::{Inspected, inspect};
pub use limits::Limits;
pub use manifest::{Breach, Cell, GreyCause, Manifest, MaskedArea, verify_manifest};
pub use redact::{RedactError, Redacted, redact};
pub use refusal::{Foreign, JpegRefusal};
pub use regions::{case_plate, regions_outside};
pub use views::{ViewError, plate_crop, work_size};
