//! Huffman tables made for one picture (T.81 annex K.2 and K.3): flat blocks, most of a redacted picture, take two or
//! three bits.

/// Longest code that a file may hold.
const LONGEST: usize = 16;

/// A table as a DHT segment lists it.
pub(super) struct Listing {
    /// Number of codes of each length, from 1.
    pub(super) counts: [u8; LONGEST],
    /// In the order of their codes.
    pub(super) symbols: Vec<u8>,
}

/// Symbols that share a branch of the tree, by how often they occur together.
struct Branch {
    frequency: u64,
    symbols: Vec<usize>,
}

impl Listing {
    /// The table that codes these frequencies in the fewest bits, one entry per symbol.
    pub(super) fn of(frequencies: &[u32; 256]) -> Self {
        let lengths = lengths(frequencies);
        let mut symbols: Vec<u8> = (0..=255).filter(|symbol| length(&lengths, *symbol) > 0).collect();
        // Stable: symbols of one length stay in order.
        symbols.sort_by_key(|symbol| length(&lengths, *symbol));
        Self { counts: counts(&lengths), symbols }
    }

    /// The codes of the table, by symbol: code and length, length 0 for symbols that do not occur.
    pub(super) fn codes(&self) -> [(u32, u32); 256] {
        let mut codes = [(0, 0); 256];
        let mut symbols = self.symbols.iter();
        let mut code = 0;
        for (length, count) in (1..).zip(self.counts) {
            for symbol in symbols.by_ref().take(count.into()) {
                if let Some(entry) = codes.get_mut(usize::from(*symbol)) {
                    *entry = (code, length);
                }
                code += 1;
            }
            code <<= 1;
        }
        codes
    }
}

fn length(lengths: &[usize; 257], symbol: u8) -> usize {
    lengths.get(usize::from(symbol)).copied().unwrap_or(0)
}

/// Code lengths without an upper bound. The last entry belongs to a symbol that never occurs: it takes the code of all
/// ones, which a file may not use.
fn lengths(frequencies: &[u32; 256]) -> [usize; 257] {
    let mut lengths = [0; 257];
    let occurring = frequencies.iter().enumerate().filter(|(_, frequency)| **frequency > 0);
    let mut branches: Vec<Branch> = occurring
        .map(|(symbol, frequency)| Branch { frequency: (*frequency).into(), symbols: vec![symbol] })
        .collect();
    branches.push(Branch { frequency: 0, symbols: vec![256] });
    loop {
        branches.sort_by_key(|branch| std::cmp::Reverse(branch.frequency));
        let (Some(rare), Some(mut next)) = (branches.pop(), branches.pop()) else { return lengths };
        next.frequency += rare.frequency;
        next.symbols.extend(rare.symbols);
        for symbol in &next.symbols {
            if let Some(length) = lengths.get_mut(*symbol) {
                *length += 1;
            }
        }
        branches.push(next);
    }
}

/// Codes per length, none longer than allowed (T.81 figure K.3), without that of the symbol that never occurs.
fn counts(lengths: &[usize; 257]) -> [u8; LONGEST] {
    // Frequencies are below 2^32, so no code is longer than about 47 bits.
    let mut by_length = [0_u16; 64];
    for length in lengths.iter().filter(|length| **length > 0) {
        if let Some(count) = by_length.get_mut(*length) {
            *count += 1;
        }
    }
    for length in (LONGEST + 1..by_length.len()).rev() {
        while shorten(&mut by_length, length).is_some() {}
    }
    if let Some(longest) = by_length.iter_mut().rev().find(|count| **count > 0) {
        *longest -= 1;
    }
    let mut counts = [0; LONGEST];
    for (count, among) in counts.iter_mut().zip(by_length.iter().skip(1)) {
        // A table has at most 256 codes, and with the one taken off no length has them all.
        *count = u8::try_from(*among).unwrap_or(u8::MAX);
    }
    counts
}

/// Takes two codes of a length away: one moves up to their prefix, the other shares a shorter code's place.
fn shorten(by_length: &mut [u16; 64], length: usize) -> Option<()> {
    if *by_length.get(length)? < 2 {
        return None;
    }
    let shorter = (1..length - 1).rev().find(|shorter| by_length.get(*shorter).is_some_and(|n| *n > 0))?;
    for (place, change) in [(length, -2), (length - 1, 1), (shorter + 1, 2), (shorter, -1)] {
        let count = by_length.get_mut(place)?;
        *count = count.saturating_add_signed(change);
    }
    Some(())
}
