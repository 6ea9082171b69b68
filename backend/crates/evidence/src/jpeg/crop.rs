//! A part of a stored picture, cut out of its coefficients: no pixel is decoded and nothing is coded anew, so an officer
//! judges the very blocks the camera wrote.

use super::encode::{Sheet, SheetPlane};
use super::frame::Frame;
use super::grid::Grid;
use super::inspect::inspect;
use super::limits::Limits;
use super::picture::{Block, Picture, Plane};
use super::views::ViewError;
use poortwacht_domain::Rect;

/// Whole MCUs of every supported sampling: at most four blocks of eight pixels each way.
const ALIGNMENT: u32 = 32;

/// The part of a picture that [`plate_crop`] shows for an area: the area with half its height around it, grown to
/// multiples of 32 pixels and clipped to the picture. `None` when the area is empty or lies outside.
#[must_use]
pub fn crop_area(area: Rect, width: u32, height: u32) -> Option<Rect> {
    let area = area.intersection(&Rect { x: 0, y: 0, width, height })?;
    let margin = area.height.div_ceil(2);
    let axis = |start: u32, end: u32, limit: u32| {
        let start = start.saturating_sub(margin) / ALIGNMENT * ALIGNMENT;
        let end = end.saturating_add(margin).div_ceil(ALIGNMENT).saturating_mul(ALIGNMENT).min(limit);
        (start, end - start)
    };
    let (x, width) = axis(area.x, area.right(), width);
    let (y, height) = axis(area.y, area.bottom(), height);
    Some(Rect { x, y, width, height })
}

/// The part of a stored picture that [`crop_area`] gives, with its coefficients as they are.
///
/// # Errors
/// [`ViewError`] when the picture cannot be read or the area does not touch it.
pub fn plate_crop(jpeg: &[u8], area: Rect) -> Result<Vec<u8>, ViewError> {
    let inspected =
        inspect(jpeg, &Limits::of_stored()).map_err(|refusal| ViewError::Unreadable(refusal.to_string()))?;
    let area = crop_area(area, inspected.width, inspected.height).ok_or(ViewError::Outside)?;
    Ok(cut(&inspected.picture, area).encode())
}

fn cut(picture: &Picture, area: Rect) -> Sheet<'_> {
    let planes = picture.planes.iter().zip(Grid::of(&picture.frame));
    let planes =
        planes.map(|(plane, grid)| SheetPlane { blocks: blocks(plane, &grid, &area), tokens: &plane.tokens });
    Sheet {
        frame: Frame { width: area.width, height: area.height, ..picture.frame.clone() },
        colour: picture.colour,
        quantisation: &picture.quantisation,
        planes: planes.collect(),
    }
}

fn blocks(plane: &Plane, grid: &Grid, area: &Rect) -> Vec<Block> {
    let (across, down) = grid.touched(area);
    let rows = plane.blocks.chunks_exact(grid.across).take(down.end).skip(down.start);
    rows.flat_map(|row| row.get(across.clone()).unwrap_or_default()).copied().collect()
}
