use super::codec;
use super::grid;
use super::inspect::{Inspected, inspect};
use super::limits::Limits;
use super::manifest::{Cell, Manifest};
use super::mosaic;
use super::refusal::JpegRefusal;
use super::regions;
use libjpeg_turbo_rs::JpegCoefficients;
use poortwacht_domain::Rect;
use poortwacht_domain::RedactionPolicy;
use poortwacht_domain::Region;

/// A cell is at least this part of the picture's height (protocols.md, "Redaction").
const CELLS_PER_HEIGHT: u32 = 20;

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
    /// The picture itself.
    #[error(transparent)]
    Picture(#[from] JpegRefusal),
    /// Places of the declared regions that are empty or reach outside the picture.
    #[error("regions {0:?} are empty or reach outside the picture; declare them in pixels of this picture")]
    RegionsOutside(Vec<usize>),
    /// The written picture does not pass the checks an incoming one has to pass. A defect of ours.
    #[error("the redacted picture does not pass inspection: {0}")]
    Output(String),
}

impl RedactError {
    /// Stable code for problem documents, logs and tests.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Picture(refusal) => refusal.code(),
            Self::RegionsOutside(_) => "jpeg_regions_outside",
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
/// See [`RedactError`]; `bytes` must be what `inspected` was made from.
pub fn redact(
    bytes: &[u8],
    inspected: &Inspected,
    regions: &[Region],
    policy: &RedactionPolicy,
    static_masks: &[Rect],
) -> Result<Redacted, RedactError> {
    let outside = regions::regions_outside(inspected, regions);
    if !outside.is_empty() {
        return Err(RedactError::RegionsOutside(outside));
    }
    let (mut coefficients, recoded) = codec::read(bytes, inspected)?;
    let mosaic = match policy {
        RedactionPolicy::KeepDeclared => Some(cell(&coefficients)),
        RedactionPolicy::MaskDeclared { .. } => None,
    };
    let manifest = Manifest {
        width: inspected.width,
        height: inspected.height,
        mosaic,
        kept: if mosaic.is_some() { regions::kept(regions) } else { Vec::new() },
        grey: regions::grey(regions, static_masks),
        recoded,
    };
    mosaic::apply(&mut coefficients, &manifest);
    forget_density(&mut coefficients);
    let jpeg = codec::write(&coefficients)?;
    check_output(&jpeg, inspected)?;
    Ok(Redacted { jpeg, manifest })
}

fn cell(coefficients: &JpegCoefficients) -> Cell {
    let least = u32::from(coefficients.height).div_ceil(CELLS_PER_HEIGHT);
    let (width, height) = grid::mcu(coefficients);
    Cell { width: least.next_multiple_of(width), height: least.next_multiple_of(height) }
}

/// The JFIF header the codec writes carries nothing from the camera.
fn forget_density(coefficients: &mut JpegCoefficients) {
    coefficients.density_unit = 0;
    coefficients.x_density = 1;
    coefficients.y_density = 1;
}

/// The codec is young: what it wrote has to pass the same walk as what came in.
fn check_output(jpeg: &[u8], original: &Inspected) -> Result<(), RedactError> {
    let written = inspect(jpeg, &Limits { max_bytes: usize::MAX, max_pixels: u64::MAX, max_scans: 1 })
        .map_err(|refusal| RedactError::Output(refusal.to_string()))?;
    let same_size = (written.width, written.height) == (original.width, original.height);
    if same_size && written.extra_segments == 0 && written.trailing_bytes == 0 {
        Ok(())
    } else {
        Err(RedactError::Output("size or segments differ".to_owned()))
    }
}
