use super::bits::extend;
use super::picture::Token;

/// Codes up to this length are found in one step.
const SHORT: usize = 9;
/// Codes up to this length **with** their extra bits are read in one step.
const QUICK: usize = 10;
/// Longest DC difference of an 8-bit picture in bits (T.81 table F.1).
pub(super) const MAX_DC_BITS: u32 = 11;
/// Longest AC coefficient of an 8-bit picture in bits (T.81 table F.2).
pub(super) const MAX_AC_BITS: u32 = 10;

/// What the next bits mean when a code and its extra bits are among the first ten.
#[derive(Clone, Copy, Default)]
pub(super) struct Quick {
    /// The bits of a [`Token`] in an AC table, the difference in a DC table.
    pub(super) value: u16,
    /// Bits of code and value together.
    pub(super) length: u8,
    /// Places the token takes in its block; [`Quick::END`] for the end of the block, 0 when there is no short cut.
    pub(super) step: u8,
}

impl Quick {
    pub(super) const END: u8 = 64;
}

/// A Huffman table as a DHT segment defines it (T.81 annex C).
#[derive(Clone)]
pub(super) struct HuffmanTable {
    /// By the first ten bits.
    quick: Box<[Quick; 1 << QUICK]>,
    /// By the first nine bits: symbol and code length, length 0 for longer codes.
    short: Box<[(u8, u8); 1 << SHORT]>,
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
        let mut table = Self::build(counts, symbols)?;
        table.fill_quick(if class == 0 { quick_dc } else { quick_ac });
        Some(((class, slot, table), rest))
    }

    fn build(counts: &[u8], symbols: &[u8]) -> Option<Self> {
        let (quick, short) = (Box::new([Quick::default(); 1 << QUICK]), Box::new([(0, 0); 1 << SHORT]));
        let mut table = Self { quick, short, long: Vec::new(), symbols: symbols.to_vec() };
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

    fn fill_quick(&mut self, read: fn(u8, u32, u32) -> Option<Quick>) {
        let entry = |(bits, _)| {
            let (symbol, length) = self.look_up(bits << (16 - QUICK))?;
            let left = (QUICK as u32).checked_sub(length)?;
            let extra = u32::from(bits) & ((1 << left) - 1);
            read(symbol, extra, left).map(|quick| Quick { length: quick.length + length as u8, ..quick })
        };
        let entries: Vec<Quick> =
            (0_u16..).zip(self.quick.iter()).map(|place| entry(place).unwrap_or_default()).collect();
        self.quick.copy_from_slice(&entries);
    }

    /// The short cut for the bits ahead, the next one at the top.
    #[inline]
    pub(super) fn quick(&self, ahead: u64) -> Quick {
        self.quick.get((ahead >> (64 - QUICK)) as usize).copied().unwrap_or_default()
    }

    /// The symbol whose code the 16 bits start with, and the code's length in bits.
    #[inline]
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

/// The first `size` of `left` bits as a signed number; `None` when there are fewer.
fn leading(extra: u32, left: u32, size: u32) -> Option<i32> {
    Some(extend(extra >> left.checked_sub(size)?, size))
}

/// Gives the length of the extra bits alone.
fn quick_dc(symbol: u8, extra: u32, left: u32) -> Option<Quick> {
    let difference = leading(extra, left, u32::from(symbol)).filter(|_| u32::from(symbol) <= MAX_DC_BITS)?;
    Some(Quick { value: (difference as i16).cast_unsigned(), length: symbol, step: 1 })
}

/// Gives the length of the extra bits alone.
fn quick_ac(symbol: u8, extra: u32, left: u32) -> Option<Quick> {
    let (run, size) = (symbol >> 4, symbol & 15);
    match (run, size) {
        (0, 0) => Some(Quick { value: 0, length: 0, step: Quick::END }),
        (15, 0) => Some(Quick { value: Token::ZEROS.bits(), length: 0, step: 16 }),
        (_, 0) => None,
        _ => {
            let value = leading(extra, left, size.into()).filter(|_| u32::from(size) <= MAX_AC_BITS)?;
            let token = Token::coefficient(run.into(), value);
            Some(Quick { value: token.bits(), length: size, step: run + 1 })
        }
    }
}
