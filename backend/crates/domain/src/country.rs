//! The country of a plate.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A text that is no distinguishing sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a country; give the distinguishing sign of the UN list, one to three letters, as NL, B or D")]
pub struct CountryError;

/// A country, as its distinguishing sign in international traffic (UN list): one to three letters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Country(String);

impl Country {
    /// Reads a sign, in any case.
    ///
    /// # Errors
    /// [`CountryError`] when it is not one to three ASCII letters.
    pub fn parse(text: &str) -> Result<Self, CountryError> {
        let letters = text.bytes().all(|byte| byte.is_ascii_alphabetic());
        if letters && (1..=3).contains(&text.len()) {
            Ok(Self(text.to_ascii_uppercase()))
        } else {
            Err(CountryError)
        }
    }

    /// The Netherlands, `NL`.
    #[must_use]
    pub fn netherlands() -> Self {
        Self("NL".to_owned())
    }

    /// Whether this is the Netherlands.
    #[must_use]
    pub fn is_netherlands(&self) -> bool {
        self.0 == "NL"
    }

    /// The sign in upper case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Country {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl FromStr for Country {
    type Err = CountryError;

    fn from_str(text: &str) -> Result<Self, CountryError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Country {
    type Error = CountryError;

    fn try_from(text: String) -> Result<Self, CountryError> {
        Self::parse(&text)
    }
}

impl From<Country> for String {
    fn from(country: Country) -> Self {
        country.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_one_to_three_letters_in_any_case() {
        assert_eq!(Country::parse("nl"), Ok(Country::netherlands()));
        for text in ["D", "PL", "BIH"] {
            assert_eq!(Country::parse(text).unwrap().as_str(), text);
        }
        for text in ["", "NLDX", "N1", "É", " NL"] {
            assert_eq!(Country::parse(text), Err(CountryError), "{text}");
        }
    }
}
