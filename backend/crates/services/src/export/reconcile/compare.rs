//! Two lists side by side: what is missing on one of them, what is on theirs twice, and which fields differ.

use std::collections::{BTreeMap, BTreeSet};

use poortwacht_domain::{BatchId, CaseRef, DifferenceField, DifferenceKind, looks_like_plate};
use poortwacht_store::batches::{Answer, Batch, BatchItem, BatchState};
use serde::{Deserialize, Serialize};

use crate::export::profile::{CaseAnswer, ListedBatch};

/// In place of a value from outside that reads as a plate.
const WITHHELD: &str = "withheld";
/// What has no answer yet.
const OPEN: &str = "open";
/// Longest value that is kept, in characters.
const LONGEST: usize = 80;

/// One thing in which the CJIB's list differs from ours. Batches, references and codes alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Difference {
    /// The batch.
    pub batch: BatchId,
    /// The case; `None` when it is the whole batch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseRef>,
    /// How they differ.
    pub kind: DifferenceKind,
    /// The field that differs, where both have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<DifferenceField>,
    /// Our value of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub here: Option<String>,
    /// Theirs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub there: Option<String>,
}

impl Difference {
    fn of(batch: BatchId, case: Option<&CaseRef>, kind: DifferenceKind) -> Self {
        Self { batch, case: case.cloned(), kind, field: None, here: None, there: None }
    }

    fn in_field(
        batch: BatchId,
        case: Option<&CaseRef>,
        field: DifferenceField,
        (here, there): (&str, &str),
    ) -> Self {
        let (here, there) = (Some(here.to_owned()), Some(kept(there)));
        Self { field: Some(field), here, there, ..Self::of(batch, case, DifferenceKind::Differs) }
    }
}

/// What comes from outside stays longer than the cases live, so a value that reads as a plate is not kept.
fn kept(text: &str) -> String {
    if looks_like_plate(text) { WITHHELD.to_owned() } else { text.chars().take(LONGEST).collect() }
}

/// A batch of ours with its cases.
#[derive(Debug, Clone)]
pub(super) struct Ours {
    pub(super) batch: Batch,
    pub(super) items: Vec<BatchItem>,
}

/// Everything in which `theirs` differs from `ours`, batch by batch. A batch of ours that is not among theirs is missing
/// there.
pub(super) fn compare(ours: &[Ours], theirs: &[ListedBatch]) -> Vec<Difference> {
    let mut comparison = Comparison::default();
    let own = |listed: &ListedBatch| ours.iter().find(|own| own.batch.id == listed.batch);
    // Our batches first: what they have twice is told of the batch that is not ours.
    let (known, strange): (Vec<_>, Vec<_>) = theirs.iter().partition(|listed| own(listed).is_some());
    for listed in known.into_iter().chain(strange) {
        comparison.listed(own(listed), listed);
    }
    for own in ours.iter().filter(|own| theirs.iter().all(|listed| listed.batch != own.batch.id)) {
        comparison.missing_there(own);
    }
    comparison.found
}

#[derive(Default)]
struct Comparison<'a> {
    found: Vec<Difference>,
    /// What they accepted, in any batch.
    accepted: BTreeSet<&'a CaseRef>,
}

impl<'a> Comparison<'a> {
    fn missing_there(&mut self, own: &Ours) {
        let kind = DifferenceKind::MissingThere;
        self.found.push(Difference::of(own.batch.id, None, kind));
        let cases = own.items.iter().map(|item| Difference::of(own.batch.id, Some(&item.reference), kind));
        self.found.extend(cases);
    }

    fn listed(&mut self, own: Option<&Ours>, listed: &'a ListedBatch) {
        match own {
            Some(own) => self.batch(own, listed),
            None => self.found.push(Difference::of(listed.batch, None, DifferenceKind::MissingHere)),
        }
        let mut items: BTreeMap<&CaseRef, &BatchItem> =
            own.iter().flat_map(|own| &own.items).map(|item| (&item.reference, item)).collect();
        let mut met = BTreeSet::new();
        for case in listed.cases.iter().flatten() {
            let item = items.remove(&case.reference);
            let again = !met.insert(&case.reference);
            let again_accepted = case.answer == Answer::Accepted && !self.accepted.insert(&case.reference);
            if again || again_accepted {
                self.case(listed.batch, case, DifferenceKind::Twice);
            } else if let Some(item) = item {
                self.answers(item, case);
            } else {
                self.case(listed.batch, case, DifferenceKind::MissingHere);
            }
        }
        if listed.cases.is_some() {
            let missing =
                |reference| Difference::of(listed.batch, Some(reference), DifferenceKind::MissingThere);
            self.found.extend(items.into_keys().map(missing));
        }
    }

    fn case(&mut self, batch: BatchId, case: &CaseAnswer, kind: DifferenceKind) {
        self.found.push(Difference::of(batch, Some(&case.reference), kind));
    }

    fn batch(&mut self, own: &Ours, listed: &ListedBatch) {
        let batch = &own.batch;
        let counts = (batch.case_count.to_string(), listed.count.to_string());
        let receipt = batch.receipt_number.as_deref().unwrap_or(OPEN);
        self.values(batch.id, DifferenceField::Digest, &batch.sha256, &listed.sha256);
        self.values(batch.id, DifferenceField::Oin, &batch.oin, &listed.oin);
        self.values(batch.id, DifferenceField::Count, &counts.0, &counts.1);
        self.values(batch.id, DifferenceField::Receipt, receipt, &listed.receipt.number);
        let (here, there) = (batch.state, listed.cases.as_ref().map(|_| BatchState::Processed));
        let there = there.unwrap_or(BatchState::Acknowledged);
        // A batch that they judged a moment ago is asked after by the poll.
        let on_its_way = here == BatchState::Acknowledged && there == BatchState::Processed;
        if here != there && !on_its_way {
            self.values(batch.id, DifferenceField::State, here.as_str(), there.as_str());
        }
    }

    fn values(&mut self, batch: BatchId, field: DifferenceField, here: &str, there: &str) {
        if here != there {
            self.found.push(Difference::in_field(batch, None, field, (here, there)));
        }
    }

    /// An answer that we did not take yet counts as one that differs: the poll asks every five minutes.
    fn answers(&mut self, item: &BatchItem, case: &CaseAnswer) {
        let ours = item.answer.as_ref().map(|(answer, _)| answer);
        let outcomes = (ours.map_or(OPEN, outcome), outcome(&case.answer));
        let codes = (ours.map_or(OPEN, code), code(&case.answer));
        let reference = Some(&item.reference);
        let difference = if outcomes.0 != outcomes.1 {
            Difference::in_field(item.batch, reference, DifferenceField::Outcome, outcomes)
        } else if codes.0 != codes.1 {
            Difference::in_field(item.batch, reference, DifferenceField::ReturnCode, codes)
        } else {
            return;
        };
        self.found.push(difference);
    }
}

const fn outcome(answer: &Answer) -> &'static str {
    match answer {
        Answer::Accepted => "accepted",
        Answer::Returned { .. } => "returned",
    }
}

fn code(answer: &Answer) -> &str {
    match answer {
        Answer::Accepted => "",
        Answer::Returned { code, .. } => code.as_str(),
    }
}
