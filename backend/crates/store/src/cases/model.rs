//! A case as the rest of the system sees it.

use jiff::Timestamp;
use poortwacht_domain::{
    AccountId, BatchId, CaseId, CaseRef, CaseState, DismissalReason, HalfId, LocationDossier, LocationId,
    MunicipalityId, OffenceCode, RetentionClass, UnitId, VehicleCategory,
};

/// A digest of the plate under a key of the case's own, which dies with the case: HMAC-SHA-256. Two cases of one plate
/// have nothing in common here.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PlateIndex(pub [u8; 32]);

impl std::fmt::Debug for PlateIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PlateIndex(..)")
    }
}

/// Until when a row lives, and why that long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// The class that sets the term.
    pub class: RetentionClass,
    /// From this instant on the row must be destroyed.
    pub destroy_after: Timestamp,
}

/// What a case is charged with; unknown at intake, mandatory at confirmation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// The offence code.
    pub offence_code: OffenceCode,
    /// Category of the vehicle, as the code requires.
    pub vehicle_category: VehicleCategory,
    /// Who says so: `unit`, `officer` or a register's name.
    pub vehicle_category_source: String,
}

/// The database's half of a case's key.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseHalf {
    /// Names the other half in the key store.
    pub id: HalfId,
    /// The secret half that lives here; useless without the other.
    pub half: [u8; 32],
}

impl std::fmt::Debug for DatabaseHalf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DatabaseHalf").field("id", &self.id).finish_non_exhaustive()
    }
}

/// The outcome of the last exemption check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExemptionCheck {
    /// When the plate was compared.
    pub at: Timestamp,
    /// What came out: a code of the services, never a plate.
    pub result: String,
}

/// The last decision on a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decided {
    /// The officer who decided.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
    /// Until when that officer may take it back; `None` where the state alone says so.
    pub undo_until: Option<Timestamp>,
}

/// A lease of a case by one officer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// The officer who has the case on the desk.
    pub by: AccountId,
    /// From this instant on anybody may take it over.
    pub expires_at: Timestamp,
}

/// A case without its pictures, sealed fields and events.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Random identifier; the only one that appears in the ledger.
    pub id: CaseId,
    /// Whose case it is.
    pub municipality: MunicipalityId,
    /// What officers and the CJIB call it.
    pub reference: CaseRef,
    /// Where it happened.
    pub location: LocationId,
    /// The unit that saw it.
    pub unit: UnitId,
    /// Where it is in its life.
    pub state: CaseState,
    /// Since when it is in that state.
    pub state_changed_at: Timestamp,
    /// Why it was dismissed, once it is.
    pub dismissal_reason: Option<DismissalReason>,
    /// The act.
    pub captured_at: Timestamp,
    /// When the packet became durable here.
    pub received_at: Timestamp,
    /// Our half of its key.
    pub half: DatabaseHalf,
    /// Counts re-sealings; part of what every sealed field is bound to.
    pub revision: i64,
    /// Blind index of the plate.
    pub plate: PlateIndex,
    /// What it is charged with.
    pub charge: Option<Charge>,
    /// The last exemption check.
    pub exemption: ExemptionCheck,
    /// Capture metadata, JSON; the services own its shape.
    pub facts: String,
    /// The location as it was at the act.
    pub dossier: LocationDossier,
    /// What the export gate found, JSON; the services own its shape.
    pub gate_findings: String,
    /// The last decision.
    pub decided: Option<Decided>,
    /// Who has it on the desk. An expired claim is still shown here.
    pub claim: Option<Claim>,
    /// The batch it is in, unless it was returned from it.
    pub batch: Option<BatchId>,
    /// Until when it lives.
    pub retention: Retention,
}

impl Case {
    /// Whether `officer` has this case on the desk at `now`.
    #[must_use]
    pub fn is_claimed_by(&self, officer: AccountId, now: Timestamp) -> bool {
        self.claim.is_some_and(|claim| claim.by == officer && claim.expires_at > now)
    }

    /// Where a listing that ended with this case goes on.
    #[must_use]
    pub fn cursor(&self) -> CaseCursor {
        CaseCursor { captured_at: self.captured_at, id: self.id }
    }
}

/// A place in a listing ordered by act: the next page starts after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseCursor {
    /// Act of the last case of the page before.
    pub captured_at: Timestamp,
    /// Its identifier.
    pub id: CaseId,
}

/// A case in a listing: nothing that needs a log entry of its own to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseSummary {
    /// Its identifier.
    pub id: CaseId,
    /// Its reference.
    pub reference: CaseRef,
    /// Where it happened.
    pub location: LocationId,
    /// Where it is in its life.
    pub state: CaseState,
    /// Why it was dismissed, once it is.
    pub dismissal_reason: Option<DismissalReason>,
    /// The act.
    pub captured_at: Timestamp,
    /// When it was decided, once it is.
    pub decided_at: Option<Timestamp>,
    /// Until when it lives.
    pub destroy_after: Timestamp,
}

impl CaseSummary {
    /// Where a listing that ended with this case goes on.
    #[must_use]
    pub fn cursor(&self) -> CaseCursor {
        CaseCursor { captured_at: self.captured_at, id: self.id }
    }
}

/// A case that may have the plate that is looked for: what it takes to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlateCandidate {
    /// The case.
    pub case: CaseSummary,
    /// The database's half of its key.
    pub half: DatabaseHalf,
    /// Its plate's index.
    pub index: PlateIndex,
}
