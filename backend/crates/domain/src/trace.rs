//! Identifiers of W3C Trace Context, as OpenTelemetry has them too.

use std::fmt;
use std::str::FromStr;

use crate::Rng;
use crate::rng::random_bytes;

/// A text that is no trace or span identifier: not lower-case hexadecimal of the right length, or all zeros.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier of a trace; write lower-case hexadecimal digits, not all of them zero")]
pub struct TraceIdError;

macro_rules! hexadecimal {
    ($($(#[$doc:meta])* $name:ident[$length:literal];)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; $length]);

        impl $name {
            /// A fresh one.
            #[must_use]
            pub fn random(rng: &dyn Rng) -> Self {
                loop {
                    let bytes = random_bytes(rng);
                    // All zeros is the one value that is not valid.
                    if bytes != [0; $length] {
                        return Self(bytes);
                    }
                }
            }

            /// The bytes, as the wire has them.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; $length] {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = TraceIdError;

            fn from_str(text: &str) -> Result<Self, TraceIdError> {
                let mut bytes = [0; $length];
                if text.len() != 2 * $length {
                    return Err(TraceIdError);
                }
                for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
                    let value = pair.iter().try_fold(0, |high, digit| Some((high << 4) | nibble(*digit)?));
                    *byte = value.ok_or(TraceIdError)?;
                }
                if bytes == [0; $length] { Err(TraceIdError) } else { Ok(Self(bytes)) }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(formatter, "{}({self})", stringify!($name))
            }
        }
    )+};
}

hexadecimal! {
    /// Names a trace: all that one request led to, in every system it passed.
    TraceId[16];
    /// Names one operation within a trace.
    SpanId[8];
}

/// Upper case is malformed (W3C Trace Context, 3.2.2.3).
fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::SequenceRng;

    #[test]
    fn an_identifier_survives_its_text() {
        let rng = SequenceRng::default();
        let (trace, span) = (TraceId::random(&rng), SpanId::random(&rng));
        assert_eq!(trace.to_string().parse(), Ok(trace));
        assert_eq!(span.to_string().parse(), Ok(span));
        assert_eq!(
            "00f067aa0ba902b7".parse::<SpanId>().unwrap().as_bytes(),
            &[0, 0xF0, 0x67, 0xAA, 0x0B, 0xA9, 2, 0xB7]
        );
    }

    #[test]
    fn other_spellings_are_refused() {
        for text in [
            "",
            "00f067aa0ba902b",
            "00F067AA0BA902B7",
            "0000000000000000",
            "00f067aa0ba902g7",
            "é0f067aa0ba902b",
        ] {
            assert_eq!(text.parse::<SpanId>(), Err(TraceIdError), "{text}");
        }
    }
}
