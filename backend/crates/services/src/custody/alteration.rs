//! What was found to differ from the ledger.

use poortwacht_domain::{CaseId, EvidencePart};

use crate::ServiceError;

/// A part of a case is not what the ledger says. Nothing of the case is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("case {case}: {part} {deviation}")]
pub struct Alteration {
    /// The case.
    pub case: CaseId,
    /// The part that differs.
    pub part: EvidencePart,
    /// In what way.
    pub deviation: Deviation,
}

/// How a part differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Deviation {
    /// Its digest is another one than was recorded.
    #[error("is not what the ledger recorded")]
    Differs,
    /// Its revision is another one than the current one: an older state was put back, or one that nobody recorded.
    #[error("stands at revision {found}, the ledger says {recorded}")]
    Revision {
        /// In the row.
        found: i64,
        /// In the ledger.
        recorded: i64,
    },
    /// The ledger knows of it, the database does not hold it (any more).
    #[error("is missing")]
    Missing,
    /// The database holds it, the ledger does not know of it.
    #[error("is not recorded in the ledger")]
    Unrecorded,
    /// The key does not open it.
    #[error("does not open under the case's key")]
    DoesNotOpen,
}

impl Deviation {
    /// The code in the ledger.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Differs => "differs",
            Self::Revision { .. } => "other_revision",
            Self::Missing => "missing",
            Self::Unrecorded => "unrecorded",
            Self::DoesNotOpen => "does_not_open",
        }
    }
}

/// An error that may say that evidence was altered.
pub(crate) trait MayBeAltered {
    /// The alteration, when that is what it says.
    fn alteration(&self) -> Option<Alteration>;
}

impl MayBeAltered for ServiceError {
    fn alteration(&self) -> Option<Alteration> {
        match self {
            Self::Altered(alteration) => Some(*alteration),
            _ => None,
        }
    }
}
