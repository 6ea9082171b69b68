//! Pictures from the roadside: judged by content, redacted in the DCT domain, shown in parts.
//!
//! ```text
//! bytes -> inspect -> redact -> (jpeg, manifest) -> seal
//!                                     jpeg -> mask_more / keep_only, when more must go
//!                                     jpeg -> plate_crop / work_size, when an officer looks
//! ```
//!
//! [`inspect`] walks every segment and decodes every entropy-coded bit into coefficients, without decoding a pixel.
//! [`redact`] writes a new picture that has the coefficients of kept regions as they are and one value for each mosaic
//! cell of the rest. [`verify_manifest`] checks a stored picture against its manifest.

mod bits;
mod crop;
mod cursor;
mod encode;
mod entropy;
mod exif;
mod frame;
mod grid;
mod huffman;
mod inspect;
mod layout;
mod limits;
mod manifest;
mod mask;
mod mosaic;
mod optimal;
mod picture;
mod progress;
mod progressive;
mod redact;
mod refusal;
mod regions;
mod scan;
mod sequential;
mod verify;
mod views;
mod walk;

#[cfg(test)]
mod tests;

pub use crop::{crop_area, plate_crop};
pub use inspect::{Inspected, inspect};
pub use limits::Limits;
pub use manifest::{Cell, GreyCause, Manifest, MaskedArea};
pub use mask::{keep_only, mask_more};
pub use redact::{RedactError, Redacted, redact};
pub use refusal::{Foreign, JpegRefusal};
pub use regions::{case_plate, regions_outside};
pub use verify::{Breach, verify_manifest};
pub use views::{ViewError, work_size};
