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
    /// Bits read ahead, the next one at the top. Below the first `count` stand zeros or the bits that follow.
    ahead: u64,
    count: u32,
}

impl<'a> Bits<'a> {
    pub(super) fn new(data: &'a [u8]) -> Self {
        Self { data, at: 0, ahead: 0, count: 0 }
    }

    /// The next bits, the first at the top; [`Self::need`] says how many of them count.
    #[inline]
    pub(super) fn ahead(&self) -> u64 {
        self.ahead
    }

    /// Reads one Huffman code.
    #[inline]
    pub(super) fn symbol(&mut self, table: &HuffmanTable) -> Result<u8, CodeError> {
        self.need(16);
        let (symbol, length) =
            table.look_up((self.ahead >> 48) as u16).ok_or(CodeError::Invalid("no such code"))?;
        self.skip(length)?;
        Ok(symbol)
    }

    /// Reads `count` (at most 16) bits as a number.
    #[inline]
    pub(super) fn value(&mut self, count: u32) -> Result<u32, CodeError> {
        if count == 0 {
            return Ok(0);
        }
        self.need(16);
        let value = (self.ahead >> (64 - count)) as u32;
        self.skip(count)?;
        Ok(value)
    }

    /// Reads a coefficient or difference of `size` (at most 16) bits (T.81 F.2.2.1, EXTEND).
    #[inline]
    pub(super) fn signed(&mut self, size: u32) -> Result<i32, CodeError> {
        self.value(size).map(|bits| extend(bits, size))
    }

    /// Leaves at least `count` (at most 56) bits ahead unless the data ends.
    #[inline]
    pub(super) fn need(&mut self, count: u32) {
        if self.count < count {
            self.fill();
        }
    }

    #[inline]
    pub(super) fn skip(&mut self, count: u32) -> Result<(), CodeError> {
        self.count = self.count.checked_sub(count).ok_or(CodeError::Short)?;
        self.ahead <<= count;
        Ok(())
    }

    /// Whole bytes left over. Up to seven bits of padding do not count.
    pub(super) fn left_over(&mut self) -> usize {
        let mut bytes = self.count as usize / 8;
        while self.at < self.data.len() {
            self.at += if self.data.get(self.at) == Some(&0xFF) { 2 } else { 1 };
            bytes += 1;
        }
        bytes
    }

    /// Reads ahead as far as whole bytes fit: eight at once where none of them is 0xFF, the only byte that is stuffed.
    #[inline]
    fn fill(&mut self) {
        let next = self.data.get(self.at..).and_then(|rest| rest.first_chunk());
        match next.map(|bytes| u64::from_be_bytes(*bytes)) {
            Some(word) if !has_ff(word) => {
                self.ahead |= word >> self.count;
                let bytes = (63 - self.count) / 8;
                self.at += bytes as usize;
                self.count += 8 * bytes;
            }
            _ => self.fill_by_bytes(),
        }
    }

    #[inline(never)]
    fn fill_by_bytes(&mut self) {
        while self.count <= 56 {
            let Some(byte) = self.data.get(self.at) else { return };
            // In an interval every 0xFF is followed by its stuffed zero (see `Cursor::interval`).
            self.at += if *byte == 0xFF { 2 } else { 1 };
            self.ahead |= u64::from(*byte) << (56 - self.count);
            self.count += 8;
        }
    }
}

/// The number that `size` extra bits mean: the lower half stands for negative numbers.
#[inline]
pub(super) fn extend(bits: u32, size: u32) -> i32 {
    let value = bits.cast_signed();
    if size > 0 && bits >> (size - 1) == 0 { value - (1 << size) + 1 } else { value }
}

/// Whether one of the eight bytes is 0xFF.
#[inline]
pub(super) fn has_ff(word: u64) -> bool {
    const ONES: u64 = 0x0101_0101_0101_0101;
    (!word).wrapping_sub(ONES) & word & (ONES << 7) != 0
}
