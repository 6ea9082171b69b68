//! The order in which a scan codes its blocks (T.81 A.2), for reading and for writing.

use super::frame::{Component, Frame};
use std::ops::Range;

/// The MCUs of a scan.
pub(super) struct Layout {
    /// MCUs in a row.
    across: usize,
    mcus: usize,
    units: Vec<Unit>,
}

/// One block of an MCU.
struct Unit {
    /// Place of its component in the scan.
    part: usize,
    /// Blocks of the component in an MCU, across and down.
    step: (usize, usize),
    /// This block among them.
    offset: (usize, usize),
    /// Blocks of the component that hold picture, across and down.
    blocks: (usize, usize),
}

impl Layout {
    /// The MCUs of a scan of these components: whole ones of the frame when there are several, else single blocks.
    pub(super) fn of(frame: &Frame, components: &[Component]) -> Self {
        let size = |(across, down): (u32, u32)| (across as usize, down as usize);
        let ((across, down), interleaved) = match components {
            [only] => (size(frame.blocks(only)), false),
            _ => (size(frame.mcus()), true),
        };
        let mut units = Vec::new();
        for (part, component) in components.iter().enumerate() {
            let step = if interleaved { size((component.across, component.down)) } else { (1, 1) };
            let blocks = size(frame.blocks(component));
            for offset in (0..step.1).flat_map(|y| (0..step.0).map(move |x| (x, y))) {
                units.push(Unit { part, step, offset, blocks });
            }
        }
        Self { across, mcus: across * down, units }
    }

    /// Number of MCUs.
    pub(super) fn mcus(&self) -> usize {
        self.mcus
    }

    /// Visits the blocks of some MCUs in coding order: place of the component in the scan, and place of the block in
    /// its plane, `None` for one that only fills up an MCU.
    #[inline]
    pub(super) fn visit<E>(
        &self,
        mcus: Range<usize>,
        mut visit: impl FnMut(usize, Option<usize>) -> Result<(), E>,
    ) -> Result<(), E> {
        let (mut x, mut y) = (mcus.start % self.across, mcus.start / self.across);
        for _ in mcus {
            for unit in &self.units {
                visit(unit.part, unit.place(x, y))?;
            }
            x += 1;
            if x == self.across {
                (x, y) = (0, y + 1);
            }
        }
        Ok(())
    }
}

impl Unit {
    #[inline]
    fn place(&self, mcu_x: usize, mcu_y: usize) -> Option<usize> {
        let (x, y) = (mcu_x * self.step.0 + self.offset.0, mcu_y * self.step.1 + self.offset.1);
        (x < self.blocks.0 && y < self.blocks.1).then_some(y * self.blocks.0 + x)
    }
}
