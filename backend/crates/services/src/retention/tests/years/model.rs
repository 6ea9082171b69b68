//! When a case dies, told from its facts and the table of domain.md alone: none of the program's own terms and dates, only
//! its calendar.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{CaseId, CaseRef, CaseState, HalfId, RetentionClass, add_calendar_months};

/// Where a case stands, as far as its term is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nobody judged it, or nothing came of it in time.
    Undecided,
    Dismissed(Timestamp),
    /// On its way to the CJIB, or back from there.
    Confirmed,
    Warned,
    Sanctioned,
    Annulled(Timestamp),
}

impl Standing {
    pub const fn class(self) -> RetentionClass {
        match self {
            Self::Undecided => RetentionClass::Undecided,
            Self::Dismissed(_) => RetentionClass::Dismissed,
            Self::Confirmed => RetentionClass::Confirmed,
            Self::Warned => RetentionClass::Warned,
            Self::Sanctioned => RetentionClass::Sanctioned,
            Self::Annulled(_) => RetentionClass::Annulled,
        }
    }
}

/// A living case.
#[derive(Debug, Clone)]
pub struct Told {
    pub reference: CaseRef,
    pub half: HalfId,
    pub at: Timestamp,
    pub state: CaseState,
    pub standing: Standing,
    /// The review of a legal hold on it.
    pub held_until: Option<Timestamp>,
    /// It was released from a hold, and somebody may think again until then.
    pub not_before: Option<Timestamp>,
}

impl Told {
    /// The end of its term, whatever hold lies over it.
    pub fn ends(&self) -> Timestamp {
        let undecided = add_calendar_months(self.at, 2);
        let end = match self.standing {
            Standing::Undecided => undecided,
            Standing::Dismissed(at) => undecided.min(at + SignedDuration::from_hours(24)),
            Standing::Confirmed | Standing::Warned => add_calendar_months(self.at, 4),
            Standing::Sanctioned => add_calendar_months(self.at, 60),
            Standing::Annulled(at) => add_calendar_months(at, 3).min(add_calendar_months(self.at, 60)),
        };
        self.not_before.map_or(end, |grace| grace.max(end))
    }

    /// A hold is placed or reviewed.
    pub fn hold(&mut self, now: Timestamp) {
        self.held_until = Some(add_calendar_months(now, 6));
    }

    /// When the hold on it ends by itself: nobody reviewed it for thirty days.
    pub fn released(&self) -> Option<Timestamp> {
        self.held_until.map(|review| review + SignedDuration::from_hours(24 * 30))
    }
}

/// How a case went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Death {
    pub half: HalfId,
    pub class: RetentionClass,
    /// The end of its term.
    pub due: Timestamp,
    pub destroyed: Timestamp,
}

#[derive(Debug, Clone, Default)]
pub struct Model {
    pub alive: BTreeMap<CaseId, Told>,
    pub dead: BTreeMap<CaseId, Death>,
    /// Destroyed before its end, because an older database that was put back had no key for it any more.
    pub again: BTreeSet<CaseId>,
    /// Halves of cases that were received after a backup that was put back: lost with it.
    pub lost: BTreeSet<HalfId>,
}

impl Model {
    /// Cases so far.
    pub fn met(&self) -> u64 {
        (self.alive.len() + self.dead.len() + self.lost.len()).try_into().unwrap()
    }

    /// Ends holds that nobody reviewed, then takes the cases whose term has ended out of the living.
    pub fn pass(&mut self, now: Timestamp) -> Vec<CaseId> {
        for told in self.alive.values_mut().filter(|told| told.released().is_some_and(|end| end <= now)) {
            told.held_until = None;
        }
        let due = self.alive.iter().filter(|(_, told)| told.held_until.is_none() && told.ends() <= now);
        let due: Vec<CaseId> = due.map(|(id, _)| *id).collect();
        due.iter().for_each(|id| self.bury(*id, now));
        due
    }

    pub fn bury(&mut self, id: CaseId, destroyed: Timestamp) {
        let told = self.alive.remove(&id).unwrap();
        let death = Death { half: told.half, class: told.standing.class(), due: told.ends(), destroyed };
        self.dead.insert(id, death);
    }

    /// When the next case dies.
    pub fn next_end(&self) -> Option<Timestamp> {
        let ends =
            self.alive.values().map(|told| told.released().map_or(told.ends(), |end| end.max(told.ends())));
        ends.min()
    }

    /// The model of a database of earlier that is put back now: what died since dies again, what came since is lost.
    pub fn put_back(&mut self, earlier: &Self, now: Timestamp) {
        let since = std::mem::replace(self, earlier.clone());
        let gone: Vec<CaseId> =
            self.alive.keys().filter(|id| !since.alive.contains_key(*id)).copied().collect();
        for id in gone {
            self.bury(id, now);
            self.again.insert(id);
        }
        let came = |id: &CaseId| !earlier.alive.contains_key(id) && !earlier.dead.contains_key(id);
        let alive = since.alive.iter().filter(|(id, _)| came(id)).map(|(_, told)| told.half);
        let dead = since.dead.iter().filter(|(id, _)| came(id)).map(|(_, death)| death.half);
        self.lost = since.lost.iter().copied().chain(alive).chain(dead).collect();
    }
}
