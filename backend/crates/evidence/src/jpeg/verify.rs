//! A stored picture against its manifest.

use super::grid::{Cells, Grid, Treatment};
use super::inspect::{Inspected, inspect_in};
use super::limits::Limits;
use super::manifest::{Manifest, fingerprint};
use super::picture::{Block, Detail, Picture, Plane};
use super::refusal::JpegRefusal;

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
    /// The blocks behind the right and the lower edge, which no decoder shows, hold detail.
    #[error("component {component} holds detail outside the picture")]
    Padding {
        /// Component, 0 for luma.
        component: usize,
    },
    /// Nothing is left that should be destroyed, but these are not the bytes that redaction wrote.
    #[error("the picture is not the one the manifest was made for: its SHA-256 differs")]
    Changed,
}

/// Checks that no block outside the kept areas has detail, that each cell has one value, that masked blocks are grey,
/// and that nothing else of the picture has changed since.
///
/// # Errors
/// The first [`Breach`] found.
pub fn verify_manifest(jpeg: &[u8], manifest: &Manifest) -> Result<(), Breach> {
    checked(jpeg, manifest, Detail::Flatness)?;
    same_bytes(jpeg, manifest)
}

/// [`verify_manifest`], and gives the picture.
pub(super) fn stored(jpeg: &[u8], manifest: &Manifest) -> Result<Picture, Breach> {
    let picture = checked(jpeg, manifest, Detail::Full)?;
    same_bytes(jpeg, manifest).map(|()| picture)
}

/// [`verify_manifest`] for a picture that has just been written, and whose hash will be made of these very bytes.
pub(super) fn written(jpeg: &[u8], manifest: &Manifest) -> Result<(), Breach> {
    checked(jpeg, manifest, Detail::Flatness).map(drop)
}

fn same_bytes(jpeg: &[u8], manifest: &Manifest) -> Result<(), Breach> {
    if fingerprint(jpeg) == manifest.sha256 { Ok(()) } else { Err(Breach::Changed) }
}

fn checked(jpeg: &[u8], manifest: &Manifest, detail: Detail) -> Result<Picture, Breach> {
    let inspected = inspect_in(jpeg, &Limits::of_stored(), detail)?;
    let (segments, trailing) = (inspected.extra_segments, inspected.trailing_bytes);
    if segments > 0 || trailing > 0 {
        return Err(Breach::Extras { segments, trailing });
    }
    if (inspected.width, inspected.height) != (manifest.width, manifest.height) {
        return Err(Breach::Mismatch);
    }
    let Inspected { picture, .. } = inspected;
    verify_blocks(&picture, manifest).map(|()| picture)
}

fn verify_blocks(picture: &Picture, manifest: &Manifest) -> Result<(), Breach> {
    for (component, (plane, grid)) in picture.planes.iter().zip(Grid::of(&picture.frame)).enumerate() {
        if let Some(place) = first_unsound(plane, &grid, manifest)? {
            return Err(Breach::Block { component, x: place % grid.across, y: place / grid.across });
        }
        if plane.has_padding_detail {
            return Err(Breach::Padding { component });
        }
    }
    Ok(())
}

/// The first block of a component that is not as it should be.
fn first_unsound(plane: &Plane, grid: &Grid, manifest: &Manifest) -> Result<Option<usize>, Breach> {
    let treatments = grid.treatments(manifest);
    let blocks = plane.blocks.iter().zip(&treatments);
    let Some(cell) = manifest.mosaic else {
        return Ok(blocks.clone().position(|(block, treatment)| !is_sound(block, *treatment)));
    };
    let cells = grid.cells(cell).ok_or(Breach::Mismatch)?;
    let mut values = CellValues::new(&cells);
    let mut places = blocks.zip(cells.of_blocks());
    Ok(places.position(|((block, treatment), cell)| {
        !is_sound(block, *treatment) || *treatment == Treatment::Mosaic && !values.is_one(cell, block.dc)
    }))
}

fn is_sound(block: &Block, treatment: Treatment) -> bool {
    match treatment {
        Treatment::Keep => true,
        Treatment::Mosaic => block.is_flat(),
        Treatment::Grey => block.is_flat() && block.dc == 0,
    }
}

/// The value of each mosaic cell, as its first block shows it.
struct CellValues(Vec<Option<i16>>);

impl CellValues {
    fn new(cells: &Cells) -> Self {
        Self(vec![None; cells.len()])
    }

    fn is_one(&mut self, cell: usize, dc: i16) -> bool {
        self.0.get_mut(cell).is_some_and(|value| *value.get_or_insert(dc) == dc)
    }
}
