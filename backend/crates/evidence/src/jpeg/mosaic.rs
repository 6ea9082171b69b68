use super::grid::{Cells, Grid, Treatment};
use super::manifest::Manifest;
use libjpeg_turbo_rs::{ComponentCoefficients, JpegCoefficients};

/// Mid grey in every component, whatever the colour model: sample 128.
const GREY: [i16; 64] = [0; 64];

/// Sum and number of the blocks of a cell.
type Totals = Vec<(i64, i64)>;

/// Destroys everything the manifest does not keep.
pub(super) fn apply(coefficients: &mut JpegCoefficients, manifest: &Manifest) {
    let grids = Grid::of(coefficients);
    for (component, grid) in coefficients.components.iter_mut().zip(&grids) {
        let treatments = grid.treatments(manifest);
        let cells = manifest.mosaic.and_then(|cell| grid.cells(cell));
        let means = cells.map(|cells| (cells, means(component, grid, &cells, &treatments)));
        for (place, treatment) in treatments.iter().enumerate() {
            let (x, y) = (place % grid.across, place / grid.across);
            let Some(block) = component.blocks.get_mut(y * grid.stride + x) else { continue };
            *block = match treatment {
                Treatment::Keep => continue,
                Treatment::Grey => GREY,
                Treatment::Mosaic => flat(&means, x, y),
            };
        }
    }
}

/// A block of one value. Without cells there is nothing to average over, and grey it is.
fn flat(means: &Option<(Cells, Vec<i16>)>, x: usize, y: usize) -> [i16; 64] {
    let mut block = GREY;
    if let ([dc, ..], Some((cells, means))) = (&mut block, means) {
        *dc = means.get(cells.index(x, y)).copied().unwrap_or(0);
    }
    block
}

/// The mean DC of each cell over **all** its blocks. Kept blocks count too, and masked ones count as grey: a
/// mean over only the few blocks that show it would be finer than the cell.
fn means(
    component: &ComponentCoefficients,
    grid: &Grid,
    cells: &Cells,
    treatments: &[Treatment],
) -> Vec<i16> {
    let mut totals: Totals = vec![(0, 0); cells.len()];
    for (place, treatment) in treatments.iter().enumerate() {
        let (x, y) = (place % grid.across, place / grid.across);
        let dc =
            component.blocks.get(y * grid.stride + x).and_then(|block| block.first()).copied().unwrap_or(0);
        if let Some((sum, count)) = totals.get_mut(cells.index(x, y)) {
            *sum += if *treatment == Treatment::Grey { 0 } else { i64::from(dc) };
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
