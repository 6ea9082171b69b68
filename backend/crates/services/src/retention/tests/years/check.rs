//! What must hold after each run and in the end.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{CaseId, CaseRef, HalfId, RetentionClass};
use poortwacht_store::cases::{self, Case};
use poortwacht_store::destruction::{self, Destruction};
use poortwacht_store::{Scope, maintenance, statistics};

use super::{DAYS, Years};
use crate::testing::{KEYS, days as of_days, start};
use crate::{ledger_heads, reconcile};

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// How often everything is looked at that a day does not change.
const SELDOM: u64 = 90;

impl Years {
    /// Everything that was due is gone, with its key; everything else is there, also by the numbers of every table.
    pub async fn check_run(&mut self, due: &[CaseId]) {
        assert_eq!(self.find_all(due.to_vec()).await, [], "outlived its term at {}", self.now());
        let halves: Vec<HalfId> = due.iter().map(|id| self.model.dead[id].half).collect();
        self.check_gone(halves);
        let now = self.now();
        let held = self.world.read(maintenance::holdings).await;
        let cases: u64 = held.iter().filter(|line| line.table == "cases").map(|line| line.count).sum();
        assert_eq!(cases, u64::try_from(self.model.alive.len()).unwrap(), "died early by {now}");
        let late = held.iter().filter(|line| line.oldest <= now && line.class != RetentionClass::LegalHold);
        assert_eq!(late.collect::<Vec<_>>(), Vec::<&maintenance::Overdue>::new(), "at {now}");
        if self.day.is_multiple_of(SELDOM) {
            self.check_all().await;
        }
    }

    /// Every living case has the date that it deserves; database and key store agree; the ledger is sound.
    pub async fn check_all(&self) {
        let all = self.find_all(self.model.alive.keys().copied().collect()).await;
        assert_eq!(all.len(), self.model.alive.len());
        all.iter().for_each(|case| self.check_dates(case));
        let services = &self.world.services;
        let compared = reconcile::run(services, false).await.unwrap();
        let strays = compared.cases_without_key + compared.keys_without_case;
        assert!(compared.is_whole() && strays == 0, "{compared:?}");
        let report = ledger_heads::verify(services, Vec::new()).await.unwrap();
        assert!(report.is_sound(), "{report:?}");
    }

    pub fn check_dates(&self, case: &Case) {
        let told = &self.model.alive[&case.id];
        let expected = match told.held_until {
            Some(review) => (RetentionClass::LegalHold, review),
            None => (told.standing.class(), told.ends()),
        };
        assert_eq!((case.retention.class, case.retention.destroy_after), expected, "{told:?}");
    }

    /// None of these halves is in the key store.
    pub fn check_gone(&self, halves: Vec<HalfId>) {
        let missing = self.world.services.keys().missing_halves(&halves).unwrap();
        assert_eq!(missing.len(), halves.len(), "a key outlived its case");
    }

    pub async fn find_all(&self, ids: Vec<CaseId>) -> Vec<Case> {
        let found = self.world.read(move |conn, scope| {
            let found: Result<Vec<_>, _> = ids.into_iter().map(|id| cases::find(conn, scope, id)).collect();
            Ok(found?.into_iter().flatten().collect())
        });
        found.await
    }

    /// All cases are gone: of none of them is anything left that opens, wherever a copy is, and the registers tell of each.
    pub async fn check_end(&self) {
        assert!(self.model.alive.is_empty());
        self.check_all().await;
        self.check_copies();
        self.check_key_store();
        let lines =
            self.world.read(|conn, scope| destruction::between(conn, scope, Timestamp::MIN, Timestamp::MAX));
        let lines = lines.await;
        let (cases, others): (Vec<_>, Vec<_>) =
            lines.into_iter().partition(|line| line.subject_kind == "case");
        others.iter().for_each(|line| self.check_line(line));
        self.check_register(cases.into_iter().map(|line| (line.subject_id.clone(), line)).collect());
        let tallies = self.world.read(statistics::list).await;
        let counted: u64 = tallies.iter().map(|(_, number)| *number).sum();
        assert_eq!(counted, u64::try_from(self.model.dead.len()).unwrap());
        self.check_sent();
        self.check_met();
    }

    /// Whatever was lost in between, nobody is fined twice: what went out again had been returned.
    fn check_sent(&self) {
        let mut sent = BTreeSet::new();
        let again: BTreeSet<String> =
            self.cjib.cases().into_iter().filter(|case| !sent.insert(case.clone())).collect();
        let returned = self.returned.iter().map(CaseRef::to_string).collect();
        assert_eq!(again.difference(&returned).collect::<Vec<_>>(), Vec::<&String>::new());
    }

    /// What was due long ago in a database that was put back dies once it is recovered; and after the five years the clock
    /// goes from the end of one case to the next.
    fn check_line(&self, line: &Destruction) {
        let is_daily = line.destroyed_at <= start() + of_days(DAYS.try_into().unwrap());
        let is_recovery = self.recoveries.contains(&line.destroyed_at);
        let is_late = is_daily && !is_recovery && line.destroyed_at >= line.due_at + DAY;
        assert!(line.due_at <= line.destroyed_at && !is_late, "{line:?}");
    }

    /// One line for each case that died in this database or the one it was put back from.
    fn check_register(&self, mut lines: BTreeMap<String, Destruction>) {
        for (id, death) in &self.model.dead {
            let line = lines.remove(&id.to_string()).unwrap();
            let expected = (death.class, death.due, death.destroyed);
            if self.model.again.contains(id) {
                assert_eq!(line.destroyed_at, death.destroyed, "{line:?}");
            } else {
                assert_eq!((line.class, line.due_at, line.destroyed_at), expected);
                assert!(line.due_at <= line.destroyed_at, "early: {line:?}");
            }
        }
        assert_eq!(lines.len(), 0, "{lines:?}");
    }

    fn check_copies(&self) {
        for backup in &self.backups {
            let store = backup.open();
            let all =
                store.read_blocking(|conn| cases::all_after(conn, &Scope::auditor("a copy"), None, u32::MAX));
            store.shutdown();
            self.check_gone(all.unwrap().into_iter().map(|case| case.half).collect());
        }
        self.check_gone(self.model.lost.iter().copied().collect());
    }

    /// Not a trace of a half in any file of the key store: its row names it in clear.
    fn check_key_store(&self) {
        let dead = self.model.dead.values().map(|death| death.half).chain(self.model.lost.iter().copied());
        let dead: BTreeSet<Vec<u8>> = dead.map(|half| half.to_string().into_bytes()).collect();
        self.world.services.store().shutdown();
        for file in fs::read_dir(self.world.folder.path().join(KEYS)).unwrap() {
            let bytes = fs::read(file.unwrap().path()).unwrap();
            let is_name = |window: &&[u8]| [8, 13, 18, 23].iter().all(|place| window[*place] == b'-');
            assert!(!bytes.windows(36).filter(is_name).any(|name| dead.contains(name)));
        }
    }

    /// Years in which nothing happens would prove nothing.
    fn check_met(&self) {
        use RetentionClass::{Annulled, Confirmed, Dismissed, Sanctioned, Undecided, Warned};
        for class in [Undecided, Dismissed, Confirmed, Warned, Sanctioned, Annulled] {
            assert!(self.model.dead.values().any(|death| death.class == class), "{class}");
        }
        let beyond = |death: &super::model::Death| death.destroyed > death.due + DAY;
        assert!(self.model.dead.values().any(beyond), "no hold kept anything");
        assert!(!self.model.again.is_empty() && !self.model.lost.is_empty(), "no restore cost anything");
        assert!(self.died_twice > 0, "no backup of the key store brought anything back");
    }
}
