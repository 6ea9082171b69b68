//! Names of the keys that the key store makes on demand.

use std::fmt;

use poortwacht_domain::ids::MunicipalityId;

/// Names the key under which a municipality's exemptions are indexed for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Generation {
    /// The municipality.
    pub municipality: MunicipalityId,
    /// Counts up.
    pub number: i64,
}

impl fmt::Display for Generation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "exemption-generation/{}/{}", self.municipality, self.number)
    }
}

/// What a long-lived key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
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
    /// Pseudonyms of one municipality's data subjects in the processing log.
    ProcessingSubject(MunicipalityId),
    /// The key pair that signs the ledger's checkpoints is derived from this one.
    LedgerSigning,
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ExemptionList => f.write_str("exemption-list"),
            Self::PacketDigest => f.write_str("packet-digest"),
            Self::Totp => f.write_str("totp"),
            Self::Enrolment => f.write_str("enrolment"),
            Self::DossierSigning(municipality) => write!(f, "dossier-signing/{municipality}"),
            Self::ProcessingSubject(municipality) => write!(f, "processing-subject/{municipality}"),
            Self::LedgerSigning => f.write_str("ledger-signing"),
        }
    }
}
