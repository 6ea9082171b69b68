use super::frame::{Component, Frame};
use super::manifest::{Cell, Manifest};
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
    /// Pixels a block covers, across and down.
    block: (u32, u32),
    picture: (u32, u32),
}

/// Mosaic cells counted in blocks of one component.
#[derive(Debug)]
pub(super) struct Cells {
    /// Number of cells.
    count: usize,
    /// By block column: the cell's column.
    columns: Vec<usize>,
    /// By block row: the first cell of the row.
    rows: Vec<usize>,
}

/// Pixels of an interleaved MCU, across and down.
pub(super) fn mcu(frame: &Frame) -> (u32, u32) {
    let (across, down) = frame.max_sampling();
    (8 * across, 8 * down)
}

impl Grid {
    /// One grid per component.
    pub(super) fn of(frame: &Frame) -> Vec<Self> {
        let mcu = mcu(frame);
        let grid = |component: &Component| {
            let (across, down) = frame.blocks(component);
            Self {
                across: across as usize,
                down: down as usize,
                block: (mcu.0 / component.across, mcu.1 / component.down),
                picture: (frame.width, frame.height),
            }
        };
        frame.components.iter().map(grid).collect()
    }

    /// The treatment of every block, row by row.
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
        let axis = |cell: u32, block: u32, picture: u32, blocks: usize| {
            let whole = cell >= block && cell.is_multiple_of(block);
            let count = (picture / cell.max(1)).max(1) as usize;
            let size = (cell / block) as usize;
            whole.then(|| ((0..blocks).map(|at| (at / size).min(count - 1)).collect::<Vec<_>>(), count))
        };
        let (columns, across) = axis(cell.width, self.block.0, self.picture.0, self.across)?;
        let (rows, down) = axis(cell.height, self.block.1, self.picture.1, self.down)?;
        Some(Cells {
            count: across * down,
            columns,
            rows: rows.into_iter().map(|row| row * across).collect(),
        })
    }

    /// Blocks that share at least one pixel with an area, across and down.
    pub(super) fn touched(&self, area: &Rect) -> (Range<usize>, Range<usize>) {
        let picture = Rect { x: 0, y: 0, width: self.picture.0, height: self.picture.1 };
        let axis = |start: u32, end: u32, block: u32| (start / block) as usize..end.div_ceil(block) as usize;
        match picture.intersection(area) {
            Some(seen) => {
                (axis(seen.x, seen.right(), self.block.0), axis(seen.y, seen.bottom(), self.block.1))
            }
            None => (0..0, 0..0),
        }
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
        self.count
    }

    /// The cell of every block, row by row.
    pub(super) fn of_blocks(&self) -> impl Iterator<Item = usize> {
        self.rows.iter().flat_map(|row| self.columns.iter().map(move |column| row + column))
    }
}
