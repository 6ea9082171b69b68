use super::manifest::{Cell, Manifest};
use libjpeg_turbo_rs::JpegCoefficients;
use poortwacht_domain::Rect;
use std::ops::Range;

/// What happens to a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Treatment {
    /// Coefficients stay as they are.
    Keep,
    /// One value for the whole mosaic cell.
    Mosaic,
    /// Mid grey.
    Grey,
}

/// How the blocks of one component lie on the picture's pixels.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grid {
    /// Blocks with picture in them, across and down.
    pub(super) across: usize,
    pub(super) down: usize,
    /// Blocks per stored row, padding included.
    pub(super) stride: usize,
    /// Pixels a block covers, across and down.
    block: (u32, u32),
    picture: (u32, u32),
}

/// Mosaic cells counted in blocks of one component.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cells {
    size: (usize, usize),
    count: (usize, usize),
}

/// Pixels of an interleaved MCU, across and down.
pub(super) fn mcu(coefficients: &JpegCoefficients) -> (u32, u32) {
    let across = coefficients.components.iter().map(|component| component.h_sampling).max();
    let down = coefficients.components.iter().map(|component| component.v_sampling).max();
    (8 * u32::from(across.unwrap_or(1)), 8 * u32::from(down.unwrap_or(1)))
}

impl Grid {
    /// One grid per component.
    pub(super) fn of(coefficients: &JpegCoefficients) -> Vec<Self> {
        let mcu = mcu(coefficients);
        let picture = (u32::from(coefficients.width), u32::from(coefficients.height));
        let grid = |component: &libjpeg_turbo_rs::ComponentCoefficients| {
            let block = (
                mcu.0 / u32::from(component.h_sampling.max(1)),
                mcu.1 / u32::from(component.v_sampling.max(1)),
            );
            Self {
                across: picture.0.div_ceil(block.0) as usize,
                down: picture.1.div_ceil(block.1) as usize,
                stride: component.blocks_x,
                block,
                picture,
            }
        };
        coefficients.components.iter().map(grid).collect()
    }

    /// The treatment of every block, row by row without padding.
    pub(super) fn treatments(&self, manifest: &Manifest) -> Vec<Treatment> {
        let base = if manifest.mosaic.is_some() { Treatment::Mosaic } else { Treatment::Keep };
        let mut map = vec![base; self.across * self.down];
        for kept in &manifest.kept {
            self.paint(&mut map, self.inside(kept), Treatment::Keep);
        }
        for masked in &manifest.grey {
            self.paint(&mut map, self.touched(&masked.area), Treatment::Grey);
        }
        map
    }

    /// The cells of a mosaic; `None` when they are not whole blocks. A remainder at the right or lower edge
    /// joins the cell before it: a cell is never smaller than declared.
    pub(super) fn cells(&self, cell: Cell) -> Option<Cells> {
        let whole = |cell: u32, block: u32| cell >= block && cell.is_multiple_of(block);
        if !whole(cell.width, self.block.0) || !whole(cell.height, self.block.1) {
            return None;
        }
        Some(Cells {
            size: ((cell.width / self.block.0) as usize, (cell.height / self.block.1) as usize),
            count: (
                (self.picture.0 / cell.width).max(1) as usize,
                (self.picture.1 / cell.height).max(1) as usize,
            ),
        })
    }

    /// Blocks wholly inside an area. Only the visible part of a block at the picture's edge counts.
    fn inside(&self, area: &Rect) -> (Range<usize>, Range<usize>) {
        let axis = |start: u32, end: u32, block: u32, size: u32, blocks: usize| {
            let last = if end >= size { blocks } else { (end / block) as usize };
            (start.div_ceil(block) as usize)..last
        };
        (
            axis(area.x, area.right(), self.block.0, self.picture.0, self.across),
            axis(area.y, area.bottom(), self.block.1, self.picture.1, self.down),
        )
    }

    /// Blocks that share at least one pixel with an area.
    fn touched(&self, area: &Rect) -> (Range<usize>, Range<usize>) {
        let picture = Rect { x: 0, y: 0, width: self.picture.0, height: self.picture.1 };
        let axis = |start: u32, end: u32, block: u32| (start / block) as usize..end.div_ceil(block) as usize;
        match picture.intersection(area) {
            Some(seen) => {
                (axis(seen.x, seen.right(), self.block.0), axis(seen.y, seen.bottom(), self.block.1))
            }
            None => (0..0, 0..0),
        }
    }

    fn paint(
        &self,
        map: &mut [Treatment],
        (across, down): (Range<usize>, Range<usize>),
        treatment: Treatment,
    ) {
        for row in map.chunks_exact_mut(self.across).take(down.end).skip(down.start) {
            // No blocks when the range is empty or runs backwards (an area smaller than a block).
            row.get_mut(across.clone()).unwrap_or_default().fill(treatment);
        }
    }
}

impl Cells {
    /// Number of cells.
    pub(super) fn len(&self) -> usize {
        self.count.0 * self.count.1
    }

    /// The cell of a block.
    pub(super) fn index(&self, x: usize, y: usize) -> usize {
        let (column, row) =
            ((x / self.size.0).min(self.count.0 - 1), (y / self.size.1).min(self.count.1 - 1));
        row * self.count.0 + column
    }
}
