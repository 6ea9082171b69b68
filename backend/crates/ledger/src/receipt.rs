//! Receipts: proof that an act is in the log, durably, before anything is shown.

use poortwacht_domain::act::Act;
use poortwacht_domain::ids::CaseId;
use poortwacht_store::Committed;
use poortwacht_store::ledger_rows::EntryPlace;

use crate::append::Pending;
use crate::entry::{Entry, Outcome};

/// Proof that an entry is committed. It has no public constructor: it comes from `Committed<Pending>`, or from
/// [`redeem`](crate::redeem), which reads the committed entry back.
#[derive(Debug)]
pub struct Receipt {
    place: EntryPlace,
    case: Option<CaseId>,
    act: Act,
    outcome: Outcome,
}

impl Receipt {
    pub(crate) fn of(place: EntryPlace, entry: &Entry) -> Self {
        Self { place, case: entry.case, act: entry.act, outcome: entry.outcome }
    }

    /// Where the entry stands: its shard and its index there.
    pub fn place(&self) -> &EntryPlace {
        &self.place
    }

    /// The case the entry is about.
    pub fn case(&self) -> Option<CaseId> {
        self.case
    }

    /// The act the entry records.
    pub fn act(&self) -> Act {
        self.act
    }

    /// Whether the entry records that something was done. One that records a refusal opens nothing.
    pub fn discloses(&self) -> bool {
        self.outcome == Outcome::Done
    }
}

impl From<Committed<Pending>> for Receipt {
    fn from(committed: Committed<Pending>) -> Self {
        committed.into_inner().into_receipt()
    }
}

/// Receipts of several entries of one transaction, in the order they were appended.
pub fn receipts(committed: Committed<Vec<Pending>>) -> Vec<Receipt> {
    committed.into_inner().into_iter().map(Pending::into_receipt).collect()
}

/// The receipt of an entry that a transaction wrote only in some cases.
pub fn optional_receipt(committed: Committed<Option<Pending>>) -> Option<Receipt> {
    committed.into_inner().map(Pending::into_receipt)
}
