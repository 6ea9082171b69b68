use super::frame::Frame;
use std::fmt;
use std::ops::RangeInclusive;

/// DC of 8-bit samples, quantised by 1 or more: `8 * (sample - 128)`.
const DC_RANGE: RangeInclusive<i16> = -1024..=1023;
/// Largest AC of 8-bit samples, either sign; ten bits is what baseline Huffman coding can write.
pub(super) const AC_LIMIT: u16 = 1023;

/// A quantisation table in zigzag order, as files hold it.
pub(super) type Quantisation = [u16; 64];

/// An AC coefficient that is not zero with the zeros before it, or a run of sixteen zeros.
///
/// The run takes four bits and the value eleven: an 8-bit picture has no AC outside ±1023 (T.81 table F.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token(u16);

/// One block: its DC, and where its AC tokens lie. A block without tokens is flat.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Block {
    start: u32,
    pub(super) dc: i16,
    length: u8,
}

/// How much of a picture is to be remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// Every coefficient.
    Full,
    /// The DC of every block and whether there is more to it: enough to check a picture that was just written, in a
    /// tenth of the memory. Only for sequential pictures.
    Flatness,
}

/// The blocks of one component that hold picture, row by row without padding.
pub(super) struct Plane {
    detail: Detail,
    pub(super) blocks: Vec<Block>,
    pub(super) tokens: Vec<Token>,
    /// The blocks that only fill up the last MCUs hold more than the value before them.
    pub(super) has_padding_detail: bool,
}

/// How the components are to be read as colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Colour {
    /// Luma and chroma, or grey alone.
    Luma,
    /// Red, green and blue.
    Rgb,
}

/// A picture as its coefficients, without a pixel decoded.
pub(super) struct Picture {
    pub(super) frame: Frame,
    pub(super) colour: Colour,
    /// One per component.
    pub(super) quantisation: Vec<Quantisation>,
    /// One per component.
    pub(super) planes: Vec<Plane>,
}

impl Token {
    /// Sixteen zeros, and more to come in the block (T.81 F.1.2.2.1, ZRL).
    pub(super) const ZEROS: Self = Self(15 << 11);

    /// `value` must fit eleven bits.
    pub(super) const fn coefficient(run: u32, value: i32) -> Self {
        Self(((run & 15) << 11 | value.cast_unsigned() & 0x7FF) as u16)
    }

    /// Takes back what [`Self::bits`] gave.
    pub(super) const fn from_bits(bits: u16) -> Self {
        Self(bits)
    }

    pub(super) const fn bits(self) -> u16 {
        self.0
    }

    /// Zeros in front of the value.
    pub(super) const fn run(self) -> u32 {
        (self.0 >> 11) as u32
    }

    /// 0 only in [`Self::ZEROS`].
    pub(super) const fn value(self) -> i32 {
        ((self.0 << 5).cast_signed() >> 5) as i32
    }
}

impl Block {
    /// A block of one value.
    pub(super) const fn flat(dc: i16) -> Self {
        Self { start: 0, dc, length: 0 }
    }

    pub(super) const fn is_flat(&self) -> bool {
        self.length == 0
    }

    /// The block's AC, out of its plane's tokens.
    pub(super) fn tokens<'a>(&self, tokens: &'a [Token]) -> &'a [Token] {
        let start = self.start as usize;
        tokens.get(start..start + usize::from(self.length)).unwrap_or_default()
    }
}

impl Plane {
    /// Most tokens of a block: one for each AC coefficient.
    pub(super) const MOST_TOKENS: usize = 64;

    pub(super) fn new(blocks: usize, detail: Detail) -> Self {
        let blocks = vec![Block::default(); blocks];
        Self { detail, blocks, tokens: Vec::new(), has_padding_detail: false }
    }

    /// Whether an 8-bit picture can have these values. Tokens cannot hold any other AC.
    pub(super) fn is_in_range(&self) -> bool {
        self.blocks.iter().all(|block| is_dc(block.dc))
    }

    /// Makes room for a block's tokens and tells where they start. Grows by a quarter: doubling would take too much
    /// memory for a picture of noise.
    pub(super) fn open_block(&mut self) -> usize {
        let (length, capacity) = (self.tokens.len(), self.tokens.capacity());
        if capacity - length < Self::MOST_TOKENS {
            self.tokens.reserve_exact((capacity / 4).max(4096));
        }
        length
    }

    /// Takes the tokens since `start` as those of the block at `place`.
    pub(super) fn close_block(&mut self, start: usize, place: usize, dc: i16) {
        while self.tokens.len() > start && self.tokens.last() == Some(&Token::ZEROS) {
            self.tokens.pop();
        }
        // A plane of 40 megapixel has fewer than 2^32 tokens, a block at most 64.
        let length = (self.tokens.len() - start) as u8;
        if let Some(block) = self.blocks.get_mut(place) {
            *block = Block { start: start as u32, dc, length };
        }
        if self.detail == Detail::Flatness {
            self.tokens.truncate(start);
        }
    }

    /// Drops a block outside the picture.
    pub(super) fn drop_block(&mut self, start: usize, repeats_dc: bool) {
        self.has_padding_detail |= !repeats_dc || self.tokens.len() > start;
        self.tokens.truncate(start);
    }
}

/// Whether an 8-bit picture can have this DC.
pub(super) fn is_dc(value: i16) -> bool {
    DC_RANGE.contains(&value)
}

impl fmt::Debug for Picture {
    /// Without the coefficients: they are what must not be seen.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Picture").field("frame", &self.frame).finish_non_exhaustive()
    }
}
