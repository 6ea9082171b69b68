//! Whose data are processed, and how it ended.

use uuid::Uuid;

use crate::ids::{CaseId, ExemptionId};

text_enum! {
    /// What a data subject is known by here. Names and numbers of persons are not: the CJIB alone finds the keeper of a
    /// vehicle.
    pub enum SubjectKind {
        /// Whoever drove or keeps the vehicle of a case, by the case's random id.
        Case = "case",
        /// The holder of an exemption, by the exemption's random id.
        ExemptionHolder = "exemption-holder",
    }
}

/// A data subject, by a random identifier that says nothing about the person or the vehicle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DataSubject {
    /// What the identifier identifies.
    pub kind: SubjectKind,
    /// The identifier; it leaves the system only as a keyed pseudonym.
    pub id: Uuid,
}

impl From<CaseId> for DataSubject {
    fn from(case: CaseId) -> Self {
        Self { kind: SubjectKind::Case, id: case.as_uuid() }
    }
}

impl From<ExemptionId> for DataSubject {
    fn from(exemption: ExemptionId) -> Self {
        Self { kind: SubjectKind::ExemptionHolder, id: exemption.as_uuid() }
    }
}

text_enum! {
    /// How a processing ended, as the standard's `status_code` has it.
    pub enum ProcessingStatus {
        /// Ended without an internal fault and without result: it was refused.
        Unset = "unset",
        /// It was done.
        Ok = "ok",
        /// It failed for an internal reason.
        Error = "error",
    }
}
