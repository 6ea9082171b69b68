use super::encode::{Sheet, SheetPlane};
use super::grid::{Cells, Grid, Treatment};
use super::manifest::Manifest;
use super::picture::{Block, Picture, Plane};

/// Mid grey in every component, whatever the colour model: sample 128.
const GREY: Block = Block::flat(0);

/// The picture with everything destroyed that the manifest does not keep.
pub(super) fn apply<'a>(picture: &'a Picture, manifest: &Manifest) -> Sheet<'a> {
    sheet(picture, |plane, grid| {
        let treatments = grid.treatments(manifest);
        match manifest.mosaic.and_then(|cell| grid.cells(cell)) {
            Some(cells) => mosaicked(plane, &cells, &treatments),
            None => greyed(plane, &treatments),
        }
    })
}

/// A redacted picture with only the manifest's grey areas applied: its mosaic is there already and must not be averaged
/// again over what has since become grey.
pub(super) fn grey_only<'a>(picture: &'a Picture, manifest: &Manifest) -> Sheet<'a> {
    sheet(picture, |plane, grid| greyed(plane, &grid.treatments(manifest)))
}

fn sheet<'a>(picture: &'a Picture, blocks: impl Fn(&Plane, &Grid) -> Vec<Block>) -> Sheet<'a> {
    let planes = picture.planes.iter().zip(Grid::of(&picture.frame));
    Sheet {
        frame: picture.frame.clone(),
        colour: picture.colour,
        quantisation: &picture.quantisation,
        planes: planes
            .map(|(plane, grid)| SheetPlane { blocks: blocks(plane, &grid), tokens: &plane.tokens })
            .collect(),
    }
}

fn greyed(plane: &Plane, treatments: &[Treatment]) -> Vec<Block> {
    let treated = |(block, treatment): (&Block, &Treatment)| match treatment {
        Treatment::Grey => GREY,
        Treatment::Keep | Treatment::Mosaic => *block,
    };
    plane.blocks.iter().zip(treatments).map(treated).collect()
}

fn mosaicked(plane: &Plane, cells: &Cells, treatments: &[Treatment]) -> Vec<Block> {
    let means = means(plane, cells, treatments);
    let treated = |((block, treatment), cell): ((&Block, &Treatment), usize)| match treatment {
        Treatment::Keep => *block,
        Treatment::Grey => GREY,
        Treatment::Mosaic => means.get(cell).map_or(GREY, |mean| Block::flat(*mean)),
    };
    plane.blocks.iter().zip(treatments).zip(cells.of_blocks()).map(treated).collect()
}

/// The mean DC of each cell over **all** its blocks. Kept blocks count too, and masked ones count as grey: a
/// mean over only the few blocks that show it would be finer than the cell.
fn means(plane: &Plane, cells: &Cells, treatments: &[Treatment]) -> Vec<i16> {
    let mut totals: Vec<(i64, i64)> = vec![(0, 0); cells.len()];
    for ((block, treatment), cell) in plane.blocks.iter().zip(treatments).zip(cells.of_blocks()) {
        if let Some((sum, count)) = totals.get_mut(cell) {
            *sum += if *treatment == Treatment::Grey { 0 } else { i64::from(block.dc) };
            *count += 1;
        }
    }
    totals.into_iter().map(|(sum, count)| rounded(sum, count)).collect()
}

fn rounded(sum: i64, count: i64) -> i16 {
    let count = count.max(1);
    // A mean of i16 values is an i16.
    (2 * sum + count).div_euclid(2 * count) as i16
}
