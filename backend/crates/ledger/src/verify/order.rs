//! Whether the acts of a case stand in an order in which they can have happened.
//!
//! Only what was done counts: a refusal or a failure moves nothing. A case that is first met after destroyed entries may
//! be anywhere in its life.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use poortwacht_domain::act::Act;
use poortwacht_domain::ids::{AccountId, CaseId};

use crate::entry::Outcome;
use crate::record::Facts;

/// Where a case is, as far as the log tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Nothing has been entered of it.
    New,
    /// It was met after destroyed entries: it may be anywhere.
    Unknown,
    Waiting,
    Confirmed,
    Dismissed,
    InBatch,
    Accepted,
    Annulled,
    Returned,
    Warned,
    Expired,
    Destroyed,
}

use Stage::{
    Accepted, Annulled, Confirmed, Destroyed, Dismissed, Expired, InBatch, New, Returned, Unknown, Waiting,
    Warned,
};

/// All stages of a case whose data are there.
const ALIVE: &[Stage] =
    &[Waiting, Confirmed, Dismissed, InBatch, Accepted, Annulled, Returned, Warned, Expired];
/// All stages of a case that was received.
const RECEIVED: &[Stage] =
    &[Waiting, Confirmed, Dismissed, InBatch, Accepted, Annulled, Returned, Warned, Expired, Destroyed];

#[derive(Debug, Clone, Copy)]
struct Life {
    stage: Stage,
    /// Who has it on the desk; once decided, who decided.
    person: Option<AccountId>,
}

/// Who must have done it.
#[derive(Clone, Copy)]
enum By {
    Anyone,
    /// The officer who has it on the desk, or who decided it.
    Person,
}

/// What becomes of the person.
#[derive(Clone, Copy)]
enum Then {
    Keeps,
    /// Whoever acted has it.
    Takes,
    Leaves,
}

/// One line of the table: what must have come before, and what it leads to.
struct Rule {
    from: &'static [Stage],
    by: By,
    to: Option<Stage>,
    then: Then,
}

const fn rule(from: &'static [Stage], by: By, to: Option<Stage>, then: Then) -> Rule {
    Rule { from, by, to, then }
}

/// Leaves the case as it is.
const fn needs(from: &'static [Stage]) -> Rule {
    rule(from, By::Anyone, None, Then::Keeps)
}

const fn leads(from: &'static [Stage], to: Stage) -> Rule {
    rule(from, By::Anyone, Some(to), Then::Keeps)
}

/// The reason code of a view on the review desk.
const DESK: &str = "review";

/// The table. An act that is not in it may concern a case at any time, such as a look at the ledger.
fn rule_of(facts: &Facts<'_>) -> Option<Rule> {
    let by_account = facts.actor.account().is_some();
    Some(match facts.act {
        Act::CaseReceived => rule(&[New], By::Anyone, Some(Waiting), Then::Leaves),
        Act::CaseClaimed => rule(&[Waiting], By::Anyone, Some(Waiting), Then::Takes),
        Act::ClaimReleased => rule(&[Waiting], By::Anyone, Some(Waiting), Then::Leaves),
        // A return, or a second look that disagrees.
        Act::CaseSentBack => rule(&[Confirmed, Returned], By::Anyone, Some(Waiting), Then::Leaves),
        Act::CaseSkipped | Act::CaseReleased => rule(&[Waiting], By::Person, Some(Waiting), Then::Leaves),
        Act::CaseShown if facts.reason.as_deref() == Some(DESK) => {
            rule(&[Waiting], By::Person, None, Then::Keeps)
        }
        Act::PlateCorrected => rule(&[Waiting], By::Person, None, Then::Keeps),
        Act::CaseConfirmed => rule(&[Waiting], By::Person, Some(Confirmed), Then::Takes),
        Act::CaseDismissed if by_account => rule(&[Waiting], By::Person, Some(Dismissed), Then::Takes),
        // By the gate, or by an exemption that was entered later.
        Act::CaseDismissed => leads(&[Waiting, Confirmed, Returned, Warned], Dismissed),
        Act::LetterIssued => needs(&[Warned]),
        Act::DecisionUndone => rule(&[Confirmed, Dismissed], By::Person, Some(Waiting), Then::Takes),
        Act::GateChecked => return gate(facts.state.as_deref()),
        Act::BatchBuilt => leads(&[Confirmed, Returned], InBatch),
        Act::BatchGivenUp => leads(&[InBatch], Confirmed),
        Act::CaseAccepted => leads(&[InBatch], Accepted),
        Act::CaseReturned => leads(&[InBatch], Returned),
        Act::CaseAnnulled => leads(&[Accepted], Annulled),
        Act::CasePrefetched => rule(&[Waiting], By::Person, None, Then::Keeps),
        Act::CaseShown
        | Act::PictureShown
        | Act::EvidenceMasked
        | Act::WindscreenJudged
        | Act::SecondLook
        | Act::SecondLookJudged
        | Act::SampleCaseShown
        | Act::DossierIssued
        | Act::OffenderPictureIssued
        | Act::HoldAsked
        | Act::HoldPlaced
        | Act::HoldRefused
        | Act::HoldConfirmed
        | Act::HoldReleased
        | Act::CaseReclassed => needs(ALIVE),
        // A key may be used a moment after the case it was wanted for is gone, and destruction may be repeated.
        Act::KeyEvent | Act::EvidenceVerified | Act::EvidenceReconciled => needs(RECEIVED),
        Act::Destroyed => leads(RECEIVED, Destroyed),
        _ => return None,
    })
}

/// The gate opens a case, or says that it waits; only with a state does it move one.
fn gate(state: Option<&str>) -> Option<Rule> {
    Some(match state {
        None => needs(RECEIVED),
        Some("awaiting_review") => rule(&[Confirmed, Returned], By::Anyone, Some(Waiting), Then::Leaves),
        Some("warned") => leads(&[Confirmed], Warned),
        Some("expired") => leads(&[Waiting, Confirmed, Returned], Expired),
        Some(_) => needs(ALIVE),
    })
}

impl Rule {
    fn allows(&self, life: &Life, actor: Option<AccountId>) -> bool {
        let by = match self.by {
            By::Anyone => true,
            By::Person => actor.is_some() && life.person == actor,
        };
        life.stage == Unknown || (by && self.from.contains(&life.stage))
    }

    fn apply(&self, life: Life, actor: Option<AccountId>) -> Life {
        let person = match self.then {
            Then::Keeps => life.person,
            Then::Takes => actor,
            Then::Leaves => None,
        };
        Life { stage: self.to.unwrap_or(life.stage), person }
    }
}

/// The cases of one log.
#[derive(Default)]
pub(super) struct Order {
    lives: HashMap<CaseId, Life, BuildHasherDefault<RandomIdHasher>>,
    delivered: HashSet<String>,
    holes: bool,
}

impl Order {
    /// Entries are missing here: what they said of which case is not known.
    pub(super) fn hole(&mut self) {
        self.lives.clear();
        self.holes = true;
    }

    /// Takes note of an entry. `false` when it cannot have happened.
    pub(super) fn observe(&mut self, facts: &Facts<'_>) -> bool {
        if facts.outcome != Outcome::Done {
            return true;
        }
        let Some(case) = facts.case else {
            self.note_batch(facts);
            return true;
        };
        let Some(rule) = rule_of(facts) else { return true };
        let stage = if self.holes { Unknown } else { New };
        let life = self.lives.entry(case).or_insert(Life { stage, person: None });
        let actor = facts.actor.account();
        if !rule.allows(life, actor) {
            return false;
        }
        *life = rule.apply(*life, actor);
        self.is_delivered(facts)
    }

    fn note_batch(&mut self, facts: &Facts<'_>) {
        if let (Act::BatchAcknowledged, Some(batch)) = (facts.act, &facts.batch) {
            self.delivered.insert(batch.to_string());
        }
    }

    /// The CJIB answers for batches that it has.
    fn is_delivered(&self, facts: &Facts<'_>) -> bool {
        let answered = matches!(facts.act, Act::CaseAccepted | Act::CaseReturned);
        !answered || self.holes || facts.batch.as_deref().is_some_and(|batch| self.delivered.contains(batch))
    }
}

/// For identifiers that are random already.
#[derive(Default)]
struct RandomIdHasher(u64);

impl Hasher for RandomIdHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word.iter_mut().zip(chunk).for_each(|(to, from)| *to = *from);
            self.0 = self.0.rotate_left(5) ^ u64::from_le_bytes(word);
        }
    }

    fn write_usize(&mut self, _: usize) {}
}

#[cfg(test)]
#[path = "order_tests.rs"]
mod tests;
