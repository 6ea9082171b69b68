use super::codec;
use super::grid::{Grid, Treatment};
use super::inspect::inspect;
use super::limits::Limits;
use super::refusal::JpegRefusal;
use libjpeg_turbo_rs::{ComponentCoefficients, JpegCoefficients};
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
    /// Decoded and encoded before redaction, as its coding has no coefficient path.
    pub recoded: bool,
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
}

/// A stored picture that is not what its manifest says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Breach {
    /// The picture does not pass inspection.
    #[error(transparent)]
    Picture(#[from] JpegRefusal),
    /// Another size than the manifest's, or cells that are not whole blocks.
    #[error("picture and manifest do not belong together")]
    Mismatch,
    /// Segments or trailing bytes that redaction drops.
    #[error("the picture carries {segments} metadata segments and {trailing} trailing bytes")]
    Extras {
        /// Number of segments no decoder needs.
        segments: usize,
        /// Bytes after the end marker.
        trailing: usize,
    },
    /// A block that should be flat or grey and is not.
    #[error("component {component}, block {x},{y} still holds what should be destroyed")]
    Block {
        /// Component, 0 for luma.
        component: usize,
        /// Block column.
        x: usize,
        /// Block row.
        y: usize,
    },
}

/// Checks that no block outside the kept areas has detail, that each cell has one value, and that masked blocks
/// are grey.
///
/// # Errors
/// The first [`Breach`] found.
pub fn verify_manifest(jpeg: &[u8], manifest: &Manifest) -> Result<(), Breach> {
    let inspected = inspect(jpeg, &Limits { max_bytes: usize::MAX, ..Limits::default() })?;
    let (segments, trailing) = (inspected.extra_segments, inspected.trailing_bytes);
    if segments > 0 || trailing > 0 {
        return Err(Breach::Extras { segments, trailing });
    }
    if (inspected.width, inspected.height) != (manifest.width, manifest.height) {
        return Err(Breach::Mismatch);
    }
    verify_blocks(&codec::read(jpeg, &inspected)?.0, manifest)
}

/// [`verify_manifest`] on coefficients.
fn verify_blocks(coefficients: &JpegCoefficients, manifest: &Manifest) -> Result<(), Breach> {
    let grids = Grid::of(coefficients);
    for (index, (component, grid)) in coefficients.components.iter().zip(&grids).enumerate() {
        verify_component(component, grid, manifest)?
            .map_or(Ok(()), |(x, y)| Err(Breach::Block { component: index, x, y }))?;
    }
    Ok(())
}

/// The first block of a component that is not as it should be.
fn verify_component(
    component: &ComponentCoefficients,
    grid: &Grid,
    manifest: &Manifest,
) -> Result<Option<(usize, usize)>, Breach> {
    let cells = match manifest.mosaic {
        Some(cell) => Some(grid.cells(cell).ok_or(Breach::Mismatch)?),
        None => None,
    };
    let mut values: Vec<Option<i16>> = vec![None; cells.map_or(0, |cells| cells.len())];
    for (place, treatment) in grid.treatments(manifest).into_iter().enumerate() {
        let (x, y) = (place % grid.across, place / grid.across);
        let [dc, ac @ ..] = component.blocks.get(y * grid.stride + x).ok_or(Breach::Mismatch)?;
        let is_flat = ac.iter().all(|value| *value == 0);
        let value = cells.and_then(|cells| values.get_mut(cells.index(x, y)));
        let sound = match (treatment, value) {
            (Treatment::Keep, _) => true,
            (Treatment::Grey, _) => is_flat && *dc == 0,
            (Treatment::Mosaic, Some(value)) => is_flat && *value.get_or_insert(*dc) == *dc,
            (Treatment::Mosaic, None) => false,
        };
        if !sound {
            return Ok(Some((x, y)));
        }
    }
    Ok(None)
}
