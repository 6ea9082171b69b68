//! The CJIB's code for a case it refuses (uitval).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A text that is no return code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a return code; give 1 to 32 letters, digits, dashes or underscores")]
pub struct ReturnCodeError;

/// The CJIB's code for a case it refuses. Which codes exist is theirs to say; only the form is checked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ReturnCode(String);

impl ReturnCode {
    /// Reads a code.
    ///
    /// # Errors
    /// [`ReturnCodeError`] when it is empty, too long or holds other characters.
    pub fn parse(text: &str) -> Result<Self, ReturnCodeError> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        if (1..=32).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(text.to_owned()))
        } else {
            Err(ReturnCodeError)
        }
    }

    /// The code as the CJIB wrote it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ReturnCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl FromStr for ReturnCode {
    type Err = ReturnCodeError;

    fn from_str(text: &str) -> Result<Self, ReturnCodeError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for ReturnCode {
    type Error = ReturnCodeError;

    fn try_from(text: String) -> Result<Self, ReturnCodeError> {
        Self::parse(&text)
    }
}

impl From<ReturnCode> for String {
    fn from(code: ReturnCode) -> Self {
        code.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_form_of_a_return_code_is_checked() {
        assert!(ReturnCode::parse("plate-unknown_01").is_ok());
        for text in ["", "a b", "<x>", &"a".repeat(33)] {
            assert_eq!(ReturnCode::parse(text), Err(ReturnCodeError), "{text}");
        }
    }
}
