//! Enumerations that are stored and sent as text: one list of names gives `as_str`, `FromStr` and `ALL`.

use thiserror::Error;

/// A text that names no value of the enumeration.
///
/// The text itself is not repeated: it may come from outside and end in a log.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not a {kind}; expected one of: {expected}")]
pub struct UnknownText {
    /// The enumeration's type name.
    pub kind: &'static str,
    /// Every accepted name, separated by commas.
    pub expected: String,
}

impl UnknownText {
    pub(crate) fn new(kind: &'static str, names: impl Iterator<Item = &'static str>) -> Self {
        Self { kind, expected: names.collect::<Vec<_>>().join(", ") }
    }
}

/// Declares an enumeration whose values have a fixed text, used in the database, in JSON and in logs.
macro_rules! text_enum {
    ($(#[$meta:meta])* pub enum $name:ident { $($body:tt)+ }) => {
        stored_enum! { $(#[$meta])* pub enum $name { $($body)+ } }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <String as ::serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(::serde::de::Error::custom)
            }
        }
    };
}

/// As [`text_enum!`], for an enumeration that a protocol spells differently: serde is left to the caller.
macro_rules! stored_enum {
    ($(#[$meta:meta])* pub enum $name:ident {
        $($(#[$variant_meta:meta])* $variant:ident = $text:literal,)+
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$variant_meta])* $variant,)+
        }

        impl $name {
            /// Every value, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The fixed text of every value, in the same order.
            pub const CODES: &'static [&'static str] = &[$($text,)+];

            /// The fixed text of this value.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                formatter.write_str(self.as_str())
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::UnknownText;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::ALL.iter().copied().find(|value| value.as_str() == text).ok_or_else(|| {
                    $crate::UnknownText::new(stringify!($name), Self::ALL.iter().map(|value| value.as_str()))
                })
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use std::fmt::{Debug, Display};
    use std::str::FromStr;

    use serde::{Serialize, de::DeserializeOwned};

    use crate::{
        Act, CaseCommand, CaseState, DismissalReason, ExemptionCategory, FieldErrorCode, ImageKind,
        PacketOutcome, Permission, RegionKind, RetentionClass, Role, SearchReason, Weekday,
    };

    fn survives_text_and_json<T>(values: &[T])
    where
        T: Copy + Debug + PartialEq + Display + FromStr + Serialize + DeserializeOwned,
        T::Err: Debug,
    {
        for value in values {
            assert_eq!(value.to_string().parse::<T>().unwrap(), *value);
            let json = serde_json::to_string(value).unwrap();
            assert_eq!(serde_json::from_str::<T>(&json).unwrap(), *value);
        }
        assert!("no such name".parse::<T>().is_err());
    }

    fn is_snake_case(names: impl Iterator<Item = &'static str>) {
        for name in names {
            assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{name}");
        }
    }

    macro_rules! every {
        ($($name:ident),+) => {
            $(survives_text_and_json($name::ALL);
            is_snake_case($name::ALL.iter().map(|value| value.as_str()));)+
        };
    }

    #[test]
    fn every_text_enumeration_survives_text_and_json_and_is_snake_case() {
        every!(
            Act,
            CaseCommand,
            CaseState,
            DismissalReason,
            ExemptionCategory,
            FieldErrorCode,
            ImageKind,
            Permission,
            RegionKind,
            RetentionClass,
            Role,
            SearchReason,
            Weekday
        );
    }

    #[test]
    fn a_packet_outcome_is_snake_case_in_the_database_and_camel_case_on_the_wire() {
        for outcome in PacketOutcome::ALL {
            assert_eq!(outcome.as_str().parse::<PacketOutcome>().unwrap(), *outcome);
        }
        is_snake_case(PacketOutcome::ALL.iter().map(|outcome| outcome.as_str()));
        let wire = serde_json::to_string(PacketOutcome::ALL).unwrap();
        assert_eq!(wire, r#"["accepted","exempt","outsideHours","locationInactive","duplicate"]"#);
        assert_eq!(serde_json::from_str::<Vec<PacketOutcome>>(&wire).unwrap(), PacketOutcome::ALL);
    }

    #[test]
    fn an_unknown_text_is_answered_with_the_accepted_names_and_not_repeated() {
        let error = "secret".parse::<Weekday>().unwrap_err().to_string();
        assert!(error.contains("monday, tuesday") && !error.contains("secret"), "{error}");
    }
}
