//! Number plates. A plate never prints itself: `Debug` is redacted and there is no `Display`, so that it
//! cannot end in a log by accident.

mod confusion;
mod mention;
mod sidecode;

use std::fmt;

use thiserror::Error;

pub use mention::looks_like_plate;
pub use sidecode::Sidecode;

use crate::Country;

/// Longest normalised plate, in characters.
pub const MAX_LENGTH: usize = 12;

/// Why a text is no plate. The text is not repeated: it may be a plate after all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PlateError {
    /// Nothing is left after dropping dashes and spaces.
    #[error("the plate is empty; give 1 to 12 letters and digits")]
    Empty,
    /// More than [`MAX_LENGTH`] characters.
    #[error("the plate is too long; give at most 12 letters and digits, without dashes")]
    TooLong,
    /// A character outside `[A-Z0-9]`.
    #[error("the plate holds a character that plates do not have; use A to Z and 0 to 9 only")]
    Character,
}

/// A normalised number plate: upper-case ASCII letters and digits, no dashes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Plate(String);

impl Plate {
    /// Normalises a plate as people and cameras write it: upper case, dashes and spaces dropped.
    ///
    /// # Errors
    /// [`PlateError`] names what to change.
    pub fn parse(text: &str) -> Result<Self, PlateError> {
        let plate: String = text
            .chars()
            .filter(|character| !matches!(character, '-' | ' '))
            .map(|character| character.to_ascii_uppercase())
            .collect();
        if !plate.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()) {
            return Err(PlateError::Character);
        }
        match plate.len() {
            0 => Err(PlateError::Empty),
            1..=MAX_LENGTH => Ok(Self(plate)),
            _ => Err(PlateError::TooLong),
        }
    }

    /// The normalised form, for sealing, indexing and comparing.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The Dutch sidecode, if the plate has the form of one.
    #[must_use]
    pub fn sidecode(&self) -> Option<Sidecode> {
        Sidecode::of(self)
    }

    /// The plate as it is read aloud: dashes at the borders of its sidecode, otherwise as it is.
    #[must_use]
    pub fn display(&self) -> String {
        if let Some(sidecode) = self.sidecode() {
            return sidecode.with_dashes(self);
        }
        match sidecode::special_series(self) {
            Some((series, number)) => format!("{series}-{number}"),
            None => self.0.clone(),
        }
    }

    /// Whether the form is a usual one for the country. An unusual one is a warning to the officer, never a
    /// refusal; foreign forms are not checked.
    #[must_use]
    pub fn is_usual_for(&self, country: &Country) -> bool {
        !country.is_netherlands() || self.sidecode().is_some() || sidecode::special_series(self).is_some()
    }

    /// Whether exactly one character differs, and by a confusion that cameras make (0/O/D/Q, 8/B …).
    #[must_use]
    pub fn near_match(&self, other: &Self) -> bool {
        if self.0.len() != other.0.len() {
            return false;
        }
        let mut differing = self.0.chars().zip(other.0.chars()).filter(|(mine, theirs)| mine != theirs);
        match (differing.next(), differing.next()) {
            (Some((mine, theirs)), None) => confusion::alternatives(mine).any(|other| other == theirs),
            _ => false,
        }
    }

    /// Every plate that is one confusion away.
    pub fn confusions(&self) -> impl Iterator<Item = Self> + '_ {
        self.0.chars().enumerate().flat_map(move |(position, character)| {
            confusion::alternatives(character).map(move |other| self.with(position, other))
        })
    }

    fn with(&self, position: usize, replacement: char) -> Self {
        let replaced = self.0.chars().enumerate();
        Self(replaced.map(|(at, old)| if at == position { replacement } else { old }).collect())
    }
}

impl fmt::Debug for Plate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Plate(…)")
    }
}

#[cfg(test)]
mod tests;
