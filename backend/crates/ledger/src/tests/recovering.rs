//! An older database was put back, and the log goes on in a new shard.

use std::sync::Arc;

use poortwacht_domain::act::Act;
use poortwacht_store::{Plan, StoreError, ledger_rows};

use super::{Ledger, first_shard, municipality_log, on_both_databases};
use crate::{
    Actor, Entry, Fault, Finding, KeptHead, Loss, begin_after_loss, begun_after, current_heads, head_of,
    losses,
};

impl Ledger {
    fn head(&self) -> KeptHead {
        self.store.read_blocking(current_heads).unwrap().remove(0)
    }

    fn losses(&self, kept: &KeptHead) -> Vec<Loss> {
        self.store.read_blocking(|conn| losses(conn, std::slice::from_ref(kept))).unwrap()
    }

    /// Begins a shard after `lost`; its second entry says that the one before was left with `more` entries than it has.
    fn recover(&self, lost: &KeptHead, more: u64) {
        let (clock, rng, lost) = (Arc::clone(&self.clock), Arc::clone(&self.rng), lost.clone());
        let plan = Plan::new().log(lost.shard.log().clone());
        let begun = self.store.write_blocking(plan, move |tx| {
            let end = ledger_rows::open_shard(tx, lost.shard.log())?.ok_or(StoreError::NotFound)?;
            let left = head_of(end)?;
            let entry = Entry::new(Actor::Operator, Act::LedgerRecovered)
                .detail("left_shard", &left.shard)
                .detail("left_size", left.size + more)
                .detail("left_root", hex::encode(left.root));
            begin_after_loss(tx, &lost, &entry, &*clock, &*rng).map(drop)
        });
        begun.unwrap().into_inner();
    }
}

fn lost() -> KeptHead {
    KeptHead { shard: first_shard(&municipality_log()), size: 700, root: [9; 32] }
}

#[test]
fn a_log_that_continues_what_was_seen_lost_nothing_and_any_other_did() {
    on_both_databases(|ledger| {
        ledger.append_many(&municipality_log(), 5);
        let seen = ledger.head();
        assert_eq!(ledger.losses(&seen), []);
        ledger.append_many(&municipality_log(), 300);
        assert_eq!(ledger.losses(&seen), []);
        let now = ledger.head();
        let others = [
            lost(),
            KeptHead { root: [9; 32], ..seen.clone() },
            KeptHead { root: [9; 32], ..now.clone() },
            KeptHead { shard: "system/2026-2".parse().unwrap(), ..seen },
        ];
        for other in others {
            let found = ledger.losses(&other);
            let left = (other.shard == now.shard).then(|| now.clone());
            assert_eq!(found, [Loss { log: other.shard.log().clone(), lost: vec![other], left }]);
        }
    });
}

#[test]
fn a_recovered_log_verifies_says_what_was_lost_and_goes_on() {
    on_both_databases(|ledger| {
        let log = municipality_log();
        ledger.append_many(&log, 300);
        let begun =
            |lost: &KeptHead| ledger.store.read_blocking(|conn| begun_after(conn, &log, lost)).unwrap();
        assert!(!begun(&lost()));
        ledger.recover(&lost(), 0);
        assert!(begun(&lost()) && !begun(&KeptHead { size: 701, ..lost() }));
        ledger.append_many(&log, 2);
        ledger.recover(&KeptHead { size: 900, ..lost() }, 0);
        ledger.clock.set("2027-02-01T00:00:00Z".parse().unwrap());
        ledger.append_many(&log, 1);
        let report = ledger.verify(&[]);
        assert!(report.is_sound(), "{:?}", report.first_bad());
        let told = report
            .shards
            .iter()
            .map(|shard| (shard.shard.within_log(), shard.lost.as_ref().map(|lost| lost.size)));
        let shards: Vec<_> = told.collect();
        let expected = [("2026-2", None), ("2026-2.2", Some(700)), ("2026-2.3", Some(900)), ("2027-1", None)];
        assert_eq!(shards, expected.map(|(name, lost)| (name.to_owned(), lost)));
        assert!(report.shards[1].to_string().contains("had been seen with 700 entries"));
    });
}

#[test]
fn a_recovery_that_does_not_say_what_was_left_is_a_false_opening() {
    on_both_databases(|ledger| {
        ledger.append_many(&municipality_log(), 3);
        ledger.recover(&lost(), 1);
        let report = ledger.verify(&[]);
        let bad = report.first_bad().unwrap();
        assert_eq!(bad.shard.within_log(), "2026-2.2");
        assert_eq!(bad.first_bad, Some(Finding { position: 1, what: Fault::BadOpening }));
    });
}
