//! Names of the keys that the key store makes on demand.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use poortwacht_domain::Month;
use poortwacht_domain::ids::MunicipalityId;

/// Classes of cases that have index keys of their own: undecided ones die within two months, kept ones within years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IndexClass {
    /// Not confirmed.
    Undecided,
    /// Confirmed and what follows.
    Kept,
}

impl IndexClass {
    fn as_str(self) -> &'static str {
        match self {
            Self::Undecided => "undecided",
            Self::Kept => "kept",
        }
    }
}

/// Names the key of the blind index of one municipality, month of capture and class; stored in the case's row, written
/// `<municipality>/<month>/<class>`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct IndexKeyName {
    /// The municipality.
    pub municipality: MunicipalityId,
    /// Month of capture on the Dutch clock.
    pub month: Month,
    /// Class of the cases.
    pub class: IndexClass,
}

impl IndexKeyName {
    /// The name for a case captured at that instant.
    pub fn new(municipality: MunicipalityId, captured_at: Timestamp, class: IndexClass) -> Self {
        Self { municipality, month: Month::of(captured_at), class }
    }
}

impl fmt::Display for IndexKeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.municipality, self.month, self.class.as_str())
    }
}

/// The text is not the name of an index key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not the name of an index key: {0:?}")]
pub struct IndexKeyNameError(String);

impl FromStr for IndexKeyName {
    type Err = IndexKeyNameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text).ok_or_else(|| IndexKeyNameError(text.to_owned()))
    }
}

fn parse(text: &str) -> Option<IndexKeyName> {
    let mut parts = text.split('/');
    let municipality = parts.next()?.parse().ok()?;
    let month = parts.next()?.parse().ok()?;
    let class = match parts.next()? {
        "undecided" => IndexClass::Undecided,
        "kept" => IndexClass::Kept,
        _ => return None,
    };
    let name = IndexKeyName { municipality, month, class };
    // Only the canonical spelling: the name is compared as text elsewhere.
    (parts.next().is_none() && name.to_string() == text).then_some(name)
}

/// What a long-lived key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Blind index of the plates of one municipality's exemptions.
    ExemptionIndex(MunicipalityId),
    /// Keys of the lists that roadside units fetch are derived from this one.
    ExemptionList,
    /// Keyed digest in packet receipts.
    PacketDigest,
    /// Seals the second factors of accounts.
    Totp,
    /// The second factor that an enrolment link offers is derived from this one.
    Enrolment,
    /// The key pair that signs one municipality's dossiers is derived from this one.
    DossierSigning(MunicipalityId),
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ExemptionIndex(municipality) => write!(f, "exemption-index/{municipality}"),
            Self::ExemptionList => f.write_str("exemption-list"),
            Self::PacketDigest => f.write_str("packet-digest"),
            Self::Totp => f.write_str("totp"),
            Self::Enrolment => f.write_str("enrolment"),
            Self::DossierSigning(municipality) => write!(f, "dossier-signing/{municipality}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn an_index_key_name_survives_its_text() {
        let municipality = MunicipalityId::from_uuid(Uuid::from_u128(7));
        for class in [IndexClass::Undecided, IndexClass::Kept] {
            let name = IndexKeyName::new(municipality, Timestamp::UNIX_EPOCH, class);
            assert_eq!(name.to_string().parse(), Ok(name));
        }
    }

    #[test]
    fn other_spellings_are_not_names() {
        let id = Uuid::from_u128(7);
        for text in [
            "",
            "x",
            "/2026-11/kept",
            &format!("{id}/2026-13/kept"),
            &format!("{id}/2026-11/KEPT"),
            &format!("{id}/2026-11"),
            &format!("{id}/2026-11/kept/"),
            &format!("{id}/2026-1/kept"),
        ] {
            assert!(text.parse::<IndexKeyName>().is_err(), "{text}");
        }
    }
}
