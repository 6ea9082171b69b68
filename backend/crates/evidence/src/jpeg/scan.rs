use super::bits::CodeError;
use super::frame::{Component, Frame};
use super::huffman::HuffmanTable;

/// A scan header (SOS) whose components exist in the frame.
pub(super) struct ScanHeader {
    pub(super) parts: Vec<ScanPart>,
    /// First and last coefficient of the band, in zigzag order.
    pub(super) band: (usize, usize),
    /// Successive approximation: bit position before this scan, 0 for the first.
    pub(super) high: u8,
    /// Successive approximation: bit position after this scan.
    pub(super) low: u8,
}

/// One component in a scan.
pub(super) struct ScanPart {
    /// Place in the frame.
    pub(super) index: usize,
    pub(super) component: Component,
    pub(super) dc_slot: usize,
    pub(super) ac_slot: usize,
}

/// Huffman tables defined so far, by slot.
#[derive(Default)]
pub(super) struct Tables {
    dc: [Option<HuffmanTable>; 4],
    ac: [Option<HuffmanTable>; 4],
}

impl Tables {
    /// Takes in a DHT segment; `None` when it breaks T.81.
    pub(super) fn define(&mut self, mut segment: &[u8]) -> Option<()> {
        while !segment.is_empty() {
            let ((class, slot, table), rest) = HuffmanTable::parse(segment)?;
            let slots = if class == 0 { &mut self.dc } else { &mut self.ac };
            *slots.get_mut(slot)? = Some(table);
            segment = rest;
        }
        Some(())
    }

    pub(super) fn dc(&self, slot: usize) -> Result<&HuffmanTable, CodeError> {
        self.dc.get(slot).and_then(Option::as_ref).ok_or(UNDEFINED)
    }

    pub(super) fn ac(&self, slot: usize) -> Result<&HuffmanTable, CodeError> {
        self.ac.get(slot).and_then(Option::as_ref).ok_or(UNDEFINED)
    }
}

const UNDEFINED: CodeError = CodeError::Invalid("a scan uses a Huffman table that is not defined");

impl ScanHeader {
    /// Reads the header; `None` when it breaks T.81 or names a component twice or one that does not exist.
    pub(super) fn parse(payload: &[u8], frame: &Frame) -> Option<Self> {
        let (count, rest) = payload.split_first()?;
        let (raw, [first, last, approximation]) = rest.split_at_checked(usize::from(*count) * 2)? else {
            return None;
        };
        let parts: Vec<ScanPart> =
            raw.chunks_exact(2).map(|pair| ScanPart::parse(pair, frame)).collect::<Option<_>>()?;
        let in_order = parts.is_sorted_by(|a, b| a.index < b.index);
        let sound = !parts.is_empty() && in_order && first <= last && *last < 64;
        sound.then_some(Self {
            parts,
            band: (usize::from(*first), usize::from(*last)),
            high: approximation >> 4,
            low: approximation & 15,
        })
    }

    /// The components of the scan as the frame defines them.
    pub(super) fn components(&self) -> Vec<Component> {
        self.parts.iter().map(|part| part.component).collect()
    }

    /// Each component of the scan with its own among `planes`, which has one for each of the frame.
    pub(super) fn parts_of<'a, 'b, T>(
        &'a self,
        planes: &'b mut [T],
    ) -> impl Iterator<Item = (&'a ScanPart, &'b mut T)> {
        // The parts are in the order of the frame.
        planes
            .iter_mut()
            .enumerate()
            .filter_map(|(index, plane)| Some((self.parts.iter().find(|part| part.index == index)?, plane)))
    }
}

impl ScanPart {
    fn parse(pair: &[u8], frame: &Frame) -> Option<Self> {
        let [id, slots] = pair else { return None };
        let (index, component) = frame.components.iter().enumerate().find(|(_, c)| c.id == *id)?;
        let (dc_slot, ac_slot) = (usize::from(slots >> 4), usize::from(slots & 15));
        Some(Self { index, component: *component, dc_slot, ac_slot })
    }
}
