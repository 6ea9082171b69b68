use super::huffman::HuffmanTable;

/// Why coded data cannot be read on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CodeError {
    /// The data ends inside a code or its extra bits.
    Short,
    /// No such code, or a code that is not allowed here.
    Invalid(&'static str),
}

/// Reads bits of one restart interval, taking out the stuffed zeros.
pub(super) struct Bits<'a> {
    data: &'a [u8],
    at: usize,
    /// Bits read ahead, the next one at the top.
    ahead: u64,
    count: u32,
}

impl<'a> Bits<'a> {
    pub(super) fn new(data: &'a [u8]) -> Self {
        Self { data, at: 0, ahead: 0, count: 0 }
    }

    /// Reads one Huffman code.
    pub(super) fn symbol(&mut self, table: &HuffmanTable) -> Result<u8, CodeError> {
        self.need(16);
        let (symbol, length) =
            table.look_up((self.ahead >> 48) as u16).ok_or(CodeError::Invalid("no such code"))?;
        self.drop_bits(length)?;
        Ok(symbol)
    }

    /// Reads `count` (at most 16) bits as a number.
    pub(super) fn value(&mut self, count: u32) -> Result<u32, CodeError> {
        if count == 0 {
            return Ok(0);
        }
        self.need(16);
        let value = (self.ahead >> (64 - count)) as u32;
        self.drop_bits(count)?;
        Ok(value)
    }

    /// Whole bytes left over. Up to seven bits of padding do not count.
    pub(super) fn left_over(&mut self) -> usize {
        self.fill();
        let mut bytes = self.count as usize / 8;
        while self.at < self.data.len() {
            self.at += if self.data.get(self.at) == Some(&0xFF) { 2 } else { 1 };
            bytes += 1;
        }
        bytes
    }

    fn drop_bits(&mut self, count: u32) -> Result<(), CodeError> {
        self.count = self.count.checked_sub(count).ok_or(CodeError::Short)?;
        self.ahead <<= count;
        Ok(())
    }

    /// Leaves at least `count` bits ahead unless the data ends.
    fn need(&mut self, count: u32) {
        if self.count < count {
            self.fill();
        }
    }

    /// Reads ahead as far as whole bytes fit.
    fn fill(&mut self) {
        while self.count <= 56 {
            let Some(byte) = self.data.get(self.at) else { return };
            // In an interval every 0xFF is followed by its stuffed zero (see `Cursor::interval`).
            self.at += if *byte == 0xFF { 2 } else { 1 };
            self.ahead |= u64::from(*byte) << (56 - self.count);
            self.count += 8;
        }
    }
}
