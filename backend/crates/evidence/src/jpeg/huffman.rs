/// Codes up to this length are found in one step.
const SHORT: usize = 9;

/// A Huffman table as a DHT segment defines it (T.81 annex C).
#[derive(Clone)]
pub(super) struct HuffmanTable {
    /// By the first nine bits: symbol and code length, length 0 for longer codes.
    short: Box<[(u8, u8)]>,
    /// Codes longer than nine bits by length: first code, number of codes, place of the first symbol.
    long: Vec<(u32, u32, u32, usize)>,
    symbols: Vec<u8>,
}

/// Tables of a DHT segment: `(class, slot, table)`, class 0 for DC and 1 for AC.
pub(super) type Definition = (u8, usize, HuffmanTable);

impl HuffmanTable {
    /// Reads one table and returns it with the rest of the segment; `None` when it breaks T.81.
    pub(super) fn parse(segment: &[u8]) -> Option<(Definition, &[u8])> {
        let (class_slot, rest) = segment.split_first()?;
        let (counts, rest) = rest.split_at_checked(16)?;
        let total: usize = counts.iter().copied().map(usize::from).sum();
        let (symbols, rest) = rest.split_at_checked(total)?;
        let (class, slot) = (class_slot >> 4, usize::from(class_slot & 15));
        if class > 1 || slot > 3 || total > 256 {
            return None;
        }
        Some(((class, slot, Self::build(counts, symbols)?), rest))
    }

    fn build(counts: &[u8], symbols: &[u8]) -> Option<Self> {
        let mut table =
            Self { short: vec![(0, 0); 1 << SHORT].into(), long: Vec::new(), symbols: symbols.to_vec() };
        let (mut code, mut place) = (0_u32, 0_usize);
        for (length, count) in (1_usize..).zip(counts.iter().copied().map(u32::from)) {
            if code + count > 1 << length {
                return None;
            }
            if length > SHORT {
                table.long.push((length as u32, code, count, place));
            } else {
                table.fill_short(length, code, symbols.get(place..place + count as usize)?)?;
            }
            code = (code + count) << 1;
            place += count as usize;
        }
        Some(table)
    }

    fn fill_short(&mut self, length: usize, first: u32, symbols: &[u8]) -> Option<()> {
        let span = 1_usize << (SHORT - length);
        for (code, symbol) in (first as usize..).zip(symbols) {
            self.short.get_mut(code * span..(code + 1) * span)?.fill((*symbol, length as u8));
        }
        Some(())
    }

    /// The symbol whose code the 16 bits start with, and the code's length in bits.
    pub(super) fn look_up(&self, bits: u16) -> Option<(u8, u32)> {
        match self.short.get(usize::from(bits >> (16 - SHORT))) {
            Some((symbol, length)) if *length > 0 => Some((*symbol, u32::from(*length))),
            _ => self.look_up_long(bits),
        }
    }

    fn look_up_long(&self, bits: u16) -> Option<(u8, u32)> {
        self.long.iter().find_map(|(length, first, count, place)| {
            let index = (u32::from(bits) >> (16 - length)).checked_sub(*first)?;
            let symbol = (index < *count).then(|| self.symbols.get(place + index as usize))??;
            Some((*symbol, *length))
        })
    }
}
