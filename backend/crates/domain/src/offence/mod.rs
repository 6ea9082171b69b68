//! Offence codes (feitcodes) for closures, by date and vehicle category.

mod table;

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use table::{applicable, signs_of};

/// Why an offence code, sign or category cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum OffenceError {
    /// Not written as an offence code.
    #[error("not an offence code; write a letter, three digits and perhaps a letter, as R551b")]
    Malformed,
    /// Not written as a sign of the RVV.
    #[error("not a traffic sign; write it as C1, C12 or C22a")]
    MalformedSign,
    /// Outside 1 to 8.
    #[error("not a vehicle category; give a number from 1 to 8")]
    Category,
    /// No closure has this code.
    #[error("offence code {0} is not in the table of closures; choose one of the location's codes")]
    Unknown(OffenceCode),
    /// The code did not exist on the day of the act.
    #[error("offence code {code} is not in force on {date}; choose the code of that day")]
    NotInForce {
        /// The code.
        code: OffenceCode,
        /// The Dutch calendar day of the act.
        date: Date,
    },
    /// The code is not meant for vehicles of this category.
    #[error("offence code {code} does not apply to vehicle category {category}")]
    NotForCategory {
        /// The code.
        code: OffenceCode,
        /// The vehicle's category.
        category: VehicleCategory,
    },
}

/// Makes a validated text a value that prints, parses and serialises as its text.
macro_rules! text_value {
    ($name:ident) => {
        impl $name {
            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = OffenceError;

            fn from_str(text: &str) -> Result<Self, OffenceError> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = OffenceError;

            fn try_from(text: String) -> Result<Self, OffenceError> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0
            }
        }
    };
}

/// An offence code: a letter, three digits and perhaps a letter, as `R553b`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OffenceCode(String);

text_value!(OffenceCode);

impl OffenceCode {
    /// Reads a code in any case; the first letter becomes upper, the last one lower case.
    ///
    /// # Errors
    /// [`OffenceError::Malformed`].
    pub fn parse(text: &str) -> Result<Self, OffenceError> {
        let (head, tail) = text.split_at_checked(1).ok_or(OffenceError::Malformed)?;
        let code = head.to_ascii_uppercase() + &tail.to_ascii_lowercase();
        match code.as_bytes() {
            [letter, digits @ .., last] if digits.len() == 3 => {
                is_code(*letter, digits, Some(*last)).then_some(Self(code))
            }
            [letter, digits @ ..] => is_code(*letter, digits, None).then_some(Self(code)),
            [] => None,
        }
        .ok_or(OffenceError::Malformed)
    }
}

fn is_code(letter: u8, digits: &[u8], suffix: Option<u8>) -> bool {
    letter.is_ascii_uppercase()
        && digits.len() == 3
        && digits.iter().all(u8::is_ascii_digit)
        && suffix.is_none_or(|suffix| suffix.is_ascii_lowercase())
}

/// A sign of the RVV 1990 (annex 1), as `C1` or `C22a`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sign(String);

text_value!(Sign);

impl Sign {
    /// Reads a sign in any case.
    ///
    /// # Errors
    /// [`OffenceError::MalformedSign`].
    pub fn parse(text: &str) -> Result<Self, OffenceError> {
        let (head, tail) = text.split_at_checked(1).ok_or(OffenceError::MalformedSign)?;
        let tail = tail.to_ascii_lowercase();
        let digits = tail.strip_suffix(|last: char| last.is_ascii_lowercase()).unwrap_or(&tail);
        let numbered = (1..=2).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        if numbered && head.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            Ok(Self(head.to_ascii_uppercase() + &tail))
        } else {
            Err(OffenceError::MalformedSign)
        }
    }
}

/// A vehicle category of the offence table, 1 (motor vehicles on more than two wheels) to 8.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct VehicleCategory(u8);

impl VehicleCategory {
    /// The category with this number.
    ///
    /// # Errors
    /// [`OffenceError::Category`] outside 1 to 8.
    pub const fn new(number: u8) -> Result<Self, OffenceError> {
        match number {
            1..=8 => Ok(Self(number)),
            _ => Err(OffenceError::Category),
        }
    }

    /// The category's number, 1 to 8.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }
}

impl fmt::Display for VehicleCategory {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, formatter)
    }
}

impl TryFrom<u8> for VehicleCategory {
    type Error = OffenceError;

    fn try_from(number: u8) -> Result<Self, OffenceError> {
        Self::new(number)
    }
}

impl From<VehicleCategory> for u8 {
    fn from(category: VehicleCategory) -> Self {
        category.0
    }
}
