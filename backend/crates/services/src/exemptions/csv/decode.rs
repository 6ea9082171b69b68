//! From bytes to characters, a piece at a time.

use std::str::from_utf8;

/// How the characters of a file are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    /// What Dutch spreadsheets write when they are not asked for UTF-8.
    Windows1252,
}

/// Windows-1252 from 0x80 to 0x9F; the rest is Latin-1. What it leaves out becomes the sign for that.
const HIGH: [char; 32] = [
    '€', '\u{fffd}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{fffd}', 'Ž', '\u{fffd}',
    '\u{fffd}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{fffd}', 'ž', 'Ÿ',
];

/// Reads characters that may lie across the edge of two pieces.
pub(super) struct Decoder {
    encoding: Encoding,
    /// The beginning of a character whose end is in the next piece.
    rest: Vec<u8>,
}

impl Decoder {
    pub(super) const fn new(encoding: Encoding) -> Self {
        Self { encoding, rest: Vec::new() }
    }

    /// The characters of the next piece; `None` for what is no UTF-8.
    pub(super) fn decode(&mut self, piece: &[u8]) -> Option<String> {
        if self.encoding == Encoding::Windows1252 {
            return Some(piece.iter().copied().map(windows_1252).collect());
        }
        let bytes = [std::mem::take(&mut self.rest).as_slice(), piece].concat();
        match from_utf8(&bytes) {
            Ok(text) => Some(text.to_owned()),
            Err(error) if error.error_len().is_none() => {
                let (whole, rest) = bytes.split_at(error.valid_up_to());
                self.rest = rest.to_vec();
                from_utf8(whole).ok().map(ToOwned::to_owned)
            }
            Err(_) => None,
        }
    }

    /// Whether the file ended within a character.
    pub(super) fn is_broken_off(&self) -> bool {
        !self.rest.is_empty()
    }
}

fn windows_1252(byte: u8) -> char {
    let high = byte.checked_sub(0x80).and_then(|high| HIGH.get(usize::from(high)));
    high.copied().unwrap_or_else(|| char::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_across_two_pieces_is_read_whole() {
        let mut decoder = Decoder::new(Encoding::Utf8);
        let text = "Café €".as_bytes();
        let read: Vec<String> = text.iter().map(|byte| decoder.decode(&[*byte]).unwrap()).collect();
        assert_eq!((read.concat().as_str(), decoder.is_broken_off()), ("Café €", false));
        assert_eq!(decoder.decode(&[0xc3]).as_deref(), Some(""));
        assert!(decoder.is_broken_off());
        assert_eq!(decoder.decode(b"x"), None);
    }

    #[test]
    fn windows_1252_is_read_where_it_differs_from_latin_1() {
        let mut decoder = Decoder::new(Encoding::Windows1252);
        assert_eq!(decoder.decode(b"\x80 \x92 \xe9 a").unwrap(), "€ ’ é a");
    }
}
