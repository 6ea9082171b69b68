//! Identifiers: one newtype per kind of thing, so that a unit's id cannot be passed where a case's is due.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use thiserror::Error;
use uuid::{Builder, Uuid, Version};

use crate::Rng;
use crate::rng::random_bytes;

/// A text or UUID that is no identifier of the wanted kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum IdError {
    /// Not a UUID in its hyphenated form.
    #[error("not an identifier; write a UUID as 36 characters with hyphens")]
    Malformed,
    /// A packet's identifier must be a version 7 UUID, so that it sorts by time.
    #[error("not a packet identifier; use a version 7 UUID")]
    NotVersion7,
}

fn parse_hyphenated(text: &str) -> Result<Uuid, IdError> {
    // `Uuid` also reads braces, URNs and the bare form; one spelling keeps stored keys comparable.
    if text.len() != 36 {
        return Err(IdError::Malformed);
    }
    Uuid::parse_str(text).map_err(|_| IdError::Malformed)
}

macro_rules! identifiers {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A fresh random identifier (UUID version 4).
            #[must_use]
            pub fn random(rng: &dyn Rng) -> Self {
                Self(Builder::from_random_bytes(random_bytes(rng)).into_uuid())
            }

            /// Wraps a UUID that is known to be of this kind.
            #[must_use]
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                parse_hyphenated(text).map(Self)
            }
        }

        shown_as_uuid!($name);
    )+};
}

macro_rules! shown_as_uuid {
    ($name:ident) => {
        impl $name {
            /// The UUID inside.
            #[must_use]
            pub const fn as_uuid(&self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self.0.as_hyphenated(), formatter)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(formatter, "{}({})", stringify!($name), self.0.as_hyphenated())
            }
        }
    };
}

identifiers! {
    /// A municipality: the boundary of every query.
    MunicipalityId;
    /// An enforced place, with its dossier.
    LocationId;
    /// A named set of locations that exemptions may name.
    ZoneId;
    /// A roadside unit.
    UnitId;
    /// A case; random, so that it tells nothing about what it concerns.
    CaseId;
    /// An exemption and its holder.
    ExemptionId;
    /// A person's account.
    AccountId;
    /// A municipal permit system that uses the API.
    ApiClientId;
    /// A batch for the CJIB; also its idempotency key.
    BatchId;
    /// A key half in the key store.
    HalfId;
    /// A sealed free text that a ledger entry commits to.
    TextId;
    /// One run of a scheduled job.
    RunId;
    /// Any other row: authorisations, login attempts, alarms, registers.
    RecordId;
}

/// A violation packet's identifier, made by the unit (UUID version 7), unique per unit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct PacketId(Uuid);

shown_as_uuid!(PacketId);

impl PacketId {
    /// Reads a hyphenated version 7 UUID.
    ///
    /// # Errors
    /// [`IdError`] when the text is no UUID or one of another version.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        parse_hyphenated(text).and_then(Self::from_uuid)
    }

    /// Wraps a version 7 UUID.
    ///
    /// # Errors
    /// [`IdError::NotVersion7`] for any other version.
    pub fn from_uuid(uuid: Uuid) -> Result<Self, IdError> {
        match uuid.get_version() {
            Some(Version::SortRand) => Ok(Self(uuid)),
            _ => Err(IdError::NotVersion7),
        }
    }

    /// A fresh identifier for a packet made at `at`; instants before 1970 count as 1970.
    #[must_use]
    pub fn generate(at: Timestamp, rng: &dyn Rng) -> Self {
        let milliseconds = u64::try_from(at.as_millisecond()).unwrap_or_default();
        Self(Builder::from_unix_timestamp_millis(milliseconds, &random_bytes(rng)).into_uuid())
    }
}

impl FromStr for PacketId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        Self::parse(text)
    }
}

impl<'de> Deserialize<'de> for PacketId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::testing::SequenceRng;

    #[test]
    fn random_identifiers_differ_and_survive_text_and_json() {
        let rng = SequenceRng::default();
        let ids: BTreeSet<CaseId> = (0..1_000).map(|_| CaseId::random(&rng)).collect();
        assert_eq!(ids.len(), 1_000);
        for id in ids {
            assert_eq!(id.as_uuid().get_version(), Some(Version::Random));
            assert_eq!(id.to_string().parse(), Ok(id));
            assert_eq!(serde_json::to_string(&id).unwrap(), format!("\"{id}\""));
        }
    }

    #[test]
    fn a_packet_identifier_is_version_7_and_nothing_else() {
        let rng = SequenceRng::default();
        let at: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
        let id = PacketId::generate(at, &rng);
        assert_eq!(PacketId::parse(&id.to_string()), Ok(id));
        let version_4 = CaseId::random(&rng).to_string();
        assert_eq!(PacketId::parse(&version_4), Err(IdError::NotVersion7));
        assert!(serde_json::from_str::<PacketId>(&format!("\"{version_4}\"")).is_err());
    }

    #[test]
    fn only_the_hyphenated_spelling_is_an_identifier() {
        let id = CaseId::random(&SequenceRng::default());
        for text in [format!("{{{id}}}"), id.as_uuid().simple().to_string(), String::new()] {
            assert_eq!(text.parse::<CaseId>(), Err(IdError::Malformed), "{text}");
        }
    }
}
