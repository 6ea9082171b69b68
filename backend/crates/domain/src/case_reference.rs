//! Case references: what people write in letters and say over the telephone.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::Rng;
use crate::rng::random_bytes;

/// Length of a reference, check character included.
pub const LENGTH: usize = 10;

/// Crockford's alphabet: no I, L, O or U, so nothing is misread and nothing is spelled by accident.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Why a text is no case reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CaseRefError {
    /// Not ten characters.
    #[error("a case reference has ten characters; check whether one is missing or double")]
    Length,
    /// A character that references do not have.
    #[error("a case reference has digits and letters only, without U; check the characters")]
    Character,
    /// The check character does not fit: something was mistyped or swapped.
    #[error("the case reference is mistyped: its last character does not fit the others; read it once more")]
    Check,
}

/// A case reference: nine random characters (45 bits) and a check character that finds any one mistyped
/// character and any two swapped ones.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CaseRef(String);

impl CaseRef {
    /// A fresh reference.
    #[must_use]
    pub fn random(rng: &dyn Rng) -> Self {
        let values = random_bytes::<{ LENGTH - 1 }>(rng).map(|byte| byte & 31);
        let check = times_two(remainder(values));
        Self(values.into_iter().chain([check]).map(character).collect())
    }

    /// Reads a reference as people write it: in any case, with dashes or spaces, I and L for 1, O for 0.
    ///
    /// # Errors
    /// [`CaseRefError`] names what to look at.
    pub fn parse(text: &str) -> Result<Self, CaseRefError> {
        let written = text.chars().filter(|character| !matches!(character, '-' | ' '));
        let values = written.map(value).collect::<Option<Vec<u8>>>().ok_or(CaseRefError::Character)?;
        if values.len() != LENGTH {
            return Err(CaseRefError::Length);
        }
        if remainder(values.iter().copied()) != 0 {
            return Err(CaseRefError::Check);
        }
        Ok(Self(values.into_iter().map(character).collect()))
    }

    /// The ten characters, without dashes.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The characters as a polynomial over GF(32), evaluated at the generator: zero for a whole reference. Every
/// position has a weight of its own, which is why swaps are found at any distance.
fn remainder(values: impl IntoIterator<Item = u8>) -> u8 {
    values.into_iter().fold(0, |sum, value| times_two(sum) ^ value)
}

/// Multiplication by the generator of GF(32) modulo x⁵ + x² + 1.
const fn times_two(value: u8) -> u8 {
    let doubled = value << 1;
    if doubled & 32 == 0 { doubled } else { doubled ^ 0b10_0101 }
}

fn character(value: u8) -> char {
    ALPHABET.get(usize::from(value & 31)).copied().map_or('0', char::from)
}

fn value(written: char) -> Option<u8> {
    let meant = match written.to_ascii_uppercase() {
        'I' | 'L' => '1',
        'O' => '0',
        other => other,
    };
    (0..).zip(ALPHABET).find(|(_, character)| char::from(**character) == meant).map(|(value, _)| value)
}

impl fmt::Display for CaseRef {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl FromStr for CaseRef {
    type Err = CaseRefError;

    fn from_str(text: &str) -> Result<Self, CaseRefError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for CaseRef {
    type Error = CaseRefError;

    fn try_from(text: String) -> Result<Self, CaseRefError> {
        Self::parse(&text)
    }
}

impl From<CaseRef> for String {
    fn from(reference: CaseRef) -> Self {
        reference.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::SequenceRng;

    fn reference() -> impl Strategy<Value = CaseRef> {
        any::<u64>().prop_map(|seed| CaseRef::random(&SequenceRng::new(seed)))
    }

    proptest! {
        #[test]
        fn a_reference_survives_every_way_of_writing_it(one in reference()) {
            let text = one.as_str();
            prop_assert_eq!(text.len(), LENGTH);
            prop_assert_eq!(CaseRef::parse(text), Ok(one.clone()));
            let (left, right) = text.split_at(5);
            let sloppy = format!("{left} - {right}").to_lowercase().replace('1', "l").replace('0', "o");
            prop_assert_eq!(CaseRef::parse(&sloppy), Ok(one));
        }

        #[test]
        fn one_mistyped_character_is_found(one in reference(), at in 0..LENGTH, other in 0..32_usize) {
            let mut bytes = one.as_str().as_bytes().to_vec();
            prop_assume!(bytes[at] != ALPHABET[other]);
            bytes[at] = ALPHABET[other];
            prop_assert_eq!(CaseRef::parse(std::str::from_utf8(&bytes).unwrap()), Err(CaseRefError::Check));
        }

        #[test]
        fn two_swapped_characters_are_found(one in reference(), from in 0..LENGTH, to in 0..LENGTH) {
            let mut bytes = one.as_str().as_bytes().to_vec();
            prop_assume!(bytes[from] != bytes[to]);
            bytes.swap(from, to);
            prop_assert_eq!(CaseRef::parse(std::str::from_utf8(&bytes).unwrap()), Err(CaseRefError::Check));
        }

        #[test]
        fn no_text_makes_the_parser_panic(text in "\\PC{0,16}") {
            if let Ok(one) = CaseRef::parse(&text) {
                prop_assert_eq!(CaseRef::parse(one.as_str()), Ok(one));
            }
        }
    }

    #[test]
    fn each_refusal_names_its_cause() {
        let text = CaseRef::random(&SequenceRng::default()).to_string();
        assert_eq!(CaseRef::parse(&text[..9]), Err(CaseRefError::Length));
        assert_eq!(CaseRef::parse(""), Err(CaseRefError::Length));
        assert_eq!(CaseRef::parse("UUUUUUUUUU"), Err(CaseRefError::Character));
    }
}
