use super::encode::Sheet;
use super::grid;
use super::inspect::Inspected;
use super::manifest::{Cell, Manifest};
use super::mosaic;
use super::picture::Picture;
use super::regions;
use super::verify::{self, Breach};
use poortwacht_domain::Rect;
use poortwacht_domain::RedactionPolicy;
use poortwacht_domain::Region;
use poortwacht_domain::location::FINEST_CELLS_PER_HEIGHT;

/// A picture that may be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redacted {
    /// Baseline JPEG without metadata.
    pub jpeg: Vec<u8>,
    /// What was done.
    pub manifest: Manifest,
}

/// Why a picture cannot be redacted. Nothing of it may be kept then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RedactError {
    /// Places of the declared regions that are empty or reach outside the picture.
    #[error("regions {0:?} are empty or reach outside the picture; declare them in pixels of this picture")]
    RegionsOutside(Vec<usize>),
    /// The one area that should stay is empty or lies outside the picture.
    #[error("the area is empty or lies outside the picture; give it in pixels of this picture")]
    AreaOutside,
    /// A stored picture that should lose more is not what its manifest says.
    #[error("the stored picture is not what its manifest says: {0}")]
    Stored(#[source] Breach),
    /// The written picture does not pass the checks a stored one has to pass. A defect of ours.
    #[error("the redacted picture does not pass verification: {0}")]
    Output(#[source] Breach),
}

impl RedactError {
    /// Stable code for problem documents, logs and tests.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::RegionsOutside(_) => "jpeg_regions_outside",
            Self::AreaOutside => "jpeg_area_outside",
            Self::Stored(_) => "jpeg_manifest_breach",
            Self::Output(_) => "jpeg_redaction_failed",
        }
    }
}

/// Destroys everything in a picture that may not stay readable.
///
/// Works on DCT coefficients: blocks in kept regions stay bit for bit, all others lose their detail. What the
/// kept and the grey areas are is decided in `regions.rs`; static masks are clipped to the picture.
///
/// # Errors
/// See [`RedactError`].
pub fn redact(
    inspected: &Inspected,
    regions: &[Region],
    policy: &RedactionPolicy,
    static_masks: &[Rect],
) -> Result<Redacted, RedactError> {
    let outside = regions::regions_outside(inspected, regions);
    if !outside.is_empty() {
        return Err(RedactError::RegionsOutside(outside));
    }
    let mosaic = match policy {
        RedactionPolicy::KeepDeclared { cells_per_height } => {
            Some(cell(&inspected.picture, *cells_per_height))
        }
        RedactionPolicy::MaskDeclared { .. } => None,
    };
    let manifest = Manifest {
        width: inspected.width,
        height: inspected.height,
        mosaic,
        kept: if mosaic.is_some() { regions::kept(regions) } else { Vec::new() },
        grey: regions::grey(regions, static_masks),
        sha256: String::new(),
    };
    write(&mosaic::apply(&inspected.picture, &manifest), manifest)
}

/// Writes a redacted picture. Before it may be stored, what was written is read back and checked against its manifest.
pub(super) fn write(sheet: &Sheet<'_>, manifest: Manifest) -> Result<Redacted, RedactError> {
    let jpeg = sheet.encode();
    verify::written(&jpeg, &manifest).map_err(RedactError::Output)?;
    Ok(Redacted { manifest: manifest.sealed(&jpeg), jpeg })
}

/// Cells of whole MCUs, so many in the picture's height and no more than the protocol allows.
fn cell(picture: &Picture, cells_per_height: u32) -> Cell {
    let least = picture.frame.height.div_ceil(cells_per_height.clamp(1, FINEST_CELLS_PER_HEIGHT));
    let (width, height) = grid::mcu(&picture.frame);
    Cell { width: least.next_multiple_of(width), height: least.next_multiple_of(height) }
}
