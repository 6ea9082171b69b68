//! Writes coefficients as a baseline picture with nothing in it but what a decoder needs.

use super::bits::has_ff;
use super::frame::Frame;
use super::layout::Layout;
use super::optimal::Listing;
use super::picture::{Block, Colour, Quantisation, Token};
use std::convert::Infallible;

/// A picture to write: blocks of its own, over the tokens of the picture it was made from.
pub(super) struct Sheet<'a> {
    pub(super) frame: Frame,
    pub(super) colour: Colour,
    pub(super) quantisation: &'a [Quantisation],
    pub(super) planes: Vec<SheetPlane<'a>>,
}

/// One component of a [`Sheet`].
pub(super) struct SheetPlane<'a> {
    pub(super) blocks: Vec<Block>,
    pub(super) tokens: &'a [Token],
}

/// What coded data consists of: a Huffman symbol of a table and its extra bits.
trait Sink {
    fn symbol(&mut self, table: usize, symbol: u32, extra: u32, count: u32);
}

/// Luma has the tables 0 (DC) and 1 (AC), the other components share 2 and 3.
const TABLES: usize = 4;

/// How often each symbol occurs.
struct Census([[u32; 256]; TABLES]);

/// By table and symbol: code and length.
type Codes = [[(u32, u32); 256]; TABLES];

/// Writes the symbols with their codes.
struct Writer {
    codes: Codes,
    bytes: Vec<u8>,
    /// Bits not written yet, the last one at the bottom.
    waiting: u64,
    count: u32,
}

impl Sheet<'_> {
    /// The picture as a JPEG file.
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut census = Census([[0; 256]; TABLES]);
        self.code(&mut census);
        let listings = census.0.each_ref().map(Listing::of);
        let mut bytes = self.header(&listings);
        let codes = listings.each_ref().map(Listing::codes);
        bytes.reserve_exact(census.bytes(&codes));
        let mut writer = Writer { codes, bytes, waiting: 0, count: 0 };
        self.code(&mut writer);
        writer.finish()
    }

    /// Every symbol of the one scan, in order.
    fn code(&self, sink: &mut impl Sink) {
        let layout = Layout::of(&self.frame, &self.frame.components);
        let mut predictions = [0; 3];
        let Ok(()) = layout.visit(0..layout.mcus(), |part, place| {
            if let (Some(plane), Some(prediction)) = (self.planes.get(part), predictions.get_mut(part)) {
                let block = place.and_then(|place| plane.blocks.get(place));
                // What only fills up an MCU repeats the value before it and has no detail.
                let block = block.copied().unwrap_or(Block::flat(*prediction));
                code_block(&block, plane.tokens, *prediction, 2 * part.min(1), sink);
                *prediction = block.dc;
            }
            Ok::<(), Infallible>(())
        });
    }

    fn header(&self, listings: &[Listing; TABLES]) -> Vec<u8> {
        let mut bytes = vec![0xFF, 0xD8];
        match self.colour {
            Colour::Luma => segment(&mut bytes, 0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
            Colour::Rgb => segment(&mut bytes, 0xEE, b"Adobe\0\x64\0\0\0\0\0"),
        }
        for (slot, table) in (0..).zip(self.quantisation) {
            segment(&mut bytes, 0xDB, &quantisation(slot, table));
        }
        segment(&mut bytes, self.process(), &self.frame_header());
        let used = if self.planes.len() > 1 { TABLES } else { 2 };
        for (slot, listing) in [0x00, 0x10, 0x01, 0x11].iter().zip(listings).take(used) {
            segment(&mut bytes, 0xC4, &[&[*slot], &listing.counts[..], &listing.symbols].concat());
        }
        segment(&mut bytes, 0xDA, &self.scan_header());
        bytes
    }

    /// Baseline, unless quantisation needs what only the extended process has: 16-bit tables.
    fn process(&self) -> u8 {
        if self.quantisation.iter().any(is_wide) { 0xC1 } else { 0xC0 }
    }

    fn frame_header(&self) -> Vec<u8> {
        // Both come from 16-bit fields.
        let size = |length: u32| u16::try_from(length).unwrap_or(u16::MAX).to_be_bytes();
        let (height, width) = (size(self.frame.height), size(self.frame.width));
        let mut header = [&[8], &height[..], &width, &[self.planes.len() as u8]].concat();
        for (slot, component) in (0_u8..).zip(&self.frame.components) {
            // Of a single component the factors say nothing; not every decoder knows that.
            let (across, down) =
                if self.planes.len() == 1 { (1, 1) } else { (component.across, component.down) };
            header.extend([slot + 1, (across << 4 | down) as u8, slot]);
        }
        header
    }

    fn scan_header(&self) -> Vec<u8> {
        let parts = (1_u8..).zip(&self.planes).flat_map(|(id, _)| [id, if id == 1 { 0x00 } else { 0x11 }]);
        let mut header = vec![self.planes.len() as u8];
        header.extend(parts);
        header.extend([0, 63, 0]);
        header
    }
}

fn segment(bytes: &mut Vec<u8>, marker: u8, payload: &[u8]) {
    // The longest of ours, a Huffman table, has 273 bytes.
    let length = (payload.len() + 2) as u16;
    bytes.extend([0xFF, marker]);
    bytes.extend(length.to_be_bytes());
    bytes.extend(payload);
}

fn is_wide(table: &Quantisation) -> bool {
    table.iter().any(|value| *value > 255)
}

fn quantisation(slot: u8, table: &Quantisation) -> Vec<u8> {
    let wide = is_wide(table);
    let values = table.iter().flat_map(|value| value.to_be_bytes().into_iter().skip(usize::from(!wide)));
    [u8::from(wide) << 4 | slot].into_iter().chain(values).collect()
}

#[inline]
fn code_block(block: &Block, tokens: &[Token], prediction: i16, table: usize, sink: &mut impl Sink) {
    let (size, extra) = magnitude(i32::from(block.dc) - i32::from(prediction));
    sink.symbol(table, size, extra, size);
    let mut at = 1;
    for token in block.tokens(tokens) {
        let (size, extra) = magnitude(token.value());
        sink.symbol(table + 1, token.run() << 4 | size, extra, size);
        at += token.run() + 1;
    }
    if at < 64 {
        sink.symbol(table + 1, 0, 0, 0);
    }
}

/// Number of extra bits of a value and these bits (T.81 F.1.2.1).
#[inline]
fn magnitude(value: i32) -> (u32, u32) {
    let size = 32 - value.unsigned_abs().leading_zeros();
    let bits = (value + (value >> 31)).cast_unsigned() & ((1 << size) - 1);
    (size, bits)
}

impl Census {
    /// Bytes that the symbols take with these codes, and room for stuffing.
    fn bytes(&self, codes: &Codes) -> usize {
        let mut bits = 0;
        for (counts, codes) in self.0.iter().zip(codes) {
            for (symbol, (count, (_, length))) in (0_usize..).zip(counts.iter().zip(codes)) {
                // The lower half of an AC symbol and the whole of a DC symbol count the extra bits.
                bits += *count as usize * (*length as usize + (symbol & 15));
            }
        }
        bits / 8 + bits / 512 + 64
    }
}

impl Sink for Census {
    #[inline]
    fn symbol(&mut self, table: usize, symbol: u32, _: u32, _: u32) {
        if let Some(count) = self.0.get_mut(table).and_then(|table| table.get_mut(symbol as usize)) {
            *count += 1;
        }
    }
}

impl Sink for Writer {
    /// A code and its extra bits have at most 16 + 11 bits, and fewer than 32 are waiting.
    #[inline]
    fn symbol(&mut self, table: usize, symbol: u32, extra: u32, count: u32) {
        let codes = self.codes.get(table).and_then(|table| table.get(symbol as usize));
        let (code, length) = codes.copied().unwrap_or_default();
        self.waiting = self.waiting << (length + count) | u64::from(code << count | extra);
        self.count += length + count;
        if self.count >= 32 {
            self.count -= 32;
            self.word((self.waiting >> self.count) as u32);
        }
    }
}

impl Writer {
    #[inline]
    fn word(&mut self, word: u32) {
        if has_ff(word.into()) {
            word.to_be_bytes().into_iter().for_each(|byte| self.byte(byte));
        } else {
            self.bytes.extend_from_slice(&word.to_be_bytes());
        }
    }

    fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
        if byte == 0xFF {
            self.bytes.push(0);
        }
    }

    /// Fills up the last byte with ones (T.81 F.1.2.3) and closes the picture.
    fn finish(mut self) -> Vec<u8> {
        while self.count > 0 {
            let filled = self.waiting << 8 | 0xFF;
            self.byte((filled >> self.count) as u8);
            self.count = self.count.saturating_sub(8);
        }
        self.bytes.extend([0xFF, 0xD9]);
        self.bytes
    }
}
