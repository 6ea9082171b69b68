use aws_lc_rs::digest::{SHA256, digest};
use poortwacht_domain::Rect;
use serde::{Deserialize, Serialize};

/// What redaction did to a picture: enough to check the stored picture without the original.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Manifest {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Cells of the mosaic over everything not kept; `None` under `mask-declared`, which destroys only `grey`.
    pub mosaic: Option<Cell>,
    /// Areas whose blocks stay bit for bit, as far as they lie wholly inside one of them.
    pub kept: Vec<Rect>,
    /// Areas made grey, also inside kept ones.
    pub grey: Vec<MaskedArea>,
    /// SHA-256 of the stored picture in hexadecimal: no block of it changes unnoticed, a kept one neither.
    pub sha256: String,
}

impl Manifest {
    /// The manifest of the picture with these bytes.
    pub(super) fn sealed(self, jpeg: &[u8]) -> Self {
        Self { sha256: fingerprint(jpeg), ..self }
    }
}

/// What [`Manifest::sha256`] says of a picture.
pub(super) fn fingerprint(jpeg: &[u8]) -> String {
    hex::encode(digest(&SHA256, jpeg))
}

/// Size of a mosaic cell in pixels, whole MCUs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cell {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

/// An area made grey and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MaskedArea {
    /// Pixels of the picture.
    pub area: Rect,
    /// Why.
    pub cause: GreyCause,
}

/// Why an area is grey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GreyCause {
    /// Declared person.
    Person,
    /// Declared cyclist.
    Cyclist,
    /// Declared windscreen.
    Windscreen,
    /// Plate of a vehicle the case is not about.
    OtherPlate,
    /// Fixed mask of the camera.
    StaticMask,
    /// Masked by an officer, after intake.
    Officer,
    /// Not the vehicle of the person the picture goes to.
    NotOffender,
}
