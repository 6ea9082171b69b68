use std::sync::Arc;

use poortwacht_domain::act::Act;
use poortwacht_store::ledger_rows::{self, EntryPlace, IndexText};
use poortwacht_store::{Plan, Scope, StoreError};

use super::{Ledger, case, first_shard, listed, municipality_log, officer, on_both_databases, shown};
use crate::checkpoint::Checkpoint;
use crate::{
    Entry, LedgerError, LogName, Outcome, Receipt, Record, append, current_heads, optional_receipt, receipts,
};

#[test]
fn a_committed_entry_gives_a_receipt_of_its_place_and_act() {
    on_both_databases(|ledger| {
        let log = municipality_log();
        ledger.append_many(&log, 2);
        let receipt = Receipt::from(ledger.append(&log, shown(2)).unwrap());
        assert_eq!(receipt.place(), &EntryPlace { shard: first_shard(&log), position: 2 });
        assert_eq!((receipt.case(), receipt.act()), (Some(case()), Act::CaseShown));
        assert!(receipt.discloses());
    });
}

#[test]
fn an_entry_that_records_a_refusal_discloses_nothing() {
    on_both_databases(|ledger| {
        for outcome in [Outcome::Refused, Outcome::Failed] {
            let receipt =
                Receipt::from(ledger.append(&LogName::system(), shown(0).outcome(outcome)).unwrap());
            assert!(!receipt.discloses());
        }
    });
}

#[test]
fn what_is_stored_is_the_canonical_record() {
    on_both_databases(|ledger| {
        let log = municipality_log();
        ledger.append_many(&log, 1);
        let stored =
            ledger.store.read_blocking(|conn| ledger_rows::log_entries(conn, &log, None, 10)).unwrap();
        let record = Record::of_stored(&stored[0]).unwrap();
        assert_eq!((stored.len(), &record.entry), (1, &listed(0)));
        assert_eq!(record.at.to_string(), "2026-11-22T08:00:00Z");
        assert_eq!((record.place.position, record.nonce.len()), (0, 32));
        let index = ledger.store.read_blocking(|conn| {
            let shard = ledger_rows::shard(conn, &first_shard(&log))?.ok_or(StoreError::NotFound)?;
            shard.index_text(conn, 0)
        });
        let (at, officer) = (record.at.as_microsecond(), officer().account().unwrap());
        let line = format!("0 {at} ledger_listed done +{} +{officer}", case());
        assert_eq!(index.unwrap(), IndexText { rows: 1, lines: line });
    });
}

#[test]
fn an_entry_with_a_plate_is_refused_and_the_log_does_not_grow() {
    on_both_databases(|ledger| {
        let log = municipality_log();
        ledger.append_many(&log, 1);
        let entry = Entry::new(officer(), Act::Searched).reason("ae-12-ui");
        assert!(matches!(ledger.append(&log, entry), Err(LedgerError::Text(_))));
        assert_eq!(ledger.verify(&[]).heads()[0].size, 1);
    });
}

#[test]
fn what_a_closure_appended_before_it_failed_is_not_in_the_log() {
    on_both_databases(|ledger| {
        let log = municipality_log();
        for before in [0, 3] {
            ledger.append_many(&log, before);
            let (clock, rng, failing) = (Arc::clone(&ledger.clock), Arc::clone(&ledger.rng), log.clone());
            let refused = ledger.store.write_blocking(Plan::new().log(log.clone()), move |tx| {
                let _pending = append(tx, &failing, &shown(9), &*clock, &*rng)?;
                Err::<(), LedgerError>(StoreError::NotFound.into())
            });
            assert!(refused.is_err());
        }
        ledger.append_many(&log, 1);
        let report = ledger.verify(&[]);
        assert!(report.is_sound(), "{report:?}");
        assert_eq!(report.heads()[0].size, 4);
    });
}

#[test]
fn one_transaction_can_append_several_entries_and_gives_their_receipts() {
    on_both_databases(|ledger| {
        let log = municipality_log();
        let (clock, rng, inside) = (Arc::clone(&ledger.clock), Arc::clone(&ledger.rng), log.clone());
        let committed = ledger.store.write_blocking(Plan::new().log(log), move |tx| {
            (0..3)
                .map(|number| append(tx, &inside, &shown(number), &*clock, &*rng))
                .collect::<Result<Vec<_>, _>>()
        });
        let positions: Vec<u64> =
            receipts(committed.unwrap()).iter().map(|receipt| receipt.place().position).collect();
        assert_eq!(positions, [0, 1, 2]);
        let nothing = ledger.store.write_blocking(Plan::new(), |_| Ok::<_, LedgerError>(None)).unwrap();
        assert!(optional_receipt(nothing).is_none());
    });
}

#[test]
fn a_transaction_reads_what_it_has_appended() {
    on_both_databases(|ledger| {
        let log = municipality_log();
        ledger.append_many(&log, 2);
        let (clock, rng) = (Arc::clone(&ledger.clock), Arc::clone(&ledger.rng));
        let seen = ledger.store.write_blocking(Plan::new().log(log.clone()), move |tx| {
            let _pending = append(tx, &log, &shown(2), &*clock, &*rng)?;
            let shard = first_shard(&log);
            let scope = Scope::auditor("a test reads what was written");
            let of_case = ledger_rows::entries_of_case(tx, &scope, case())?;
            let of_shard = ledger_rows::entries(tx, &shard, 1, 2)?;
            let one = ledger_rows::entry(tx, &EntryPlace { shard, position: 2 })?;
            Ok::<_, LedgerError>((of_case, of_shard, one))
        });
        let (of_case, of_shard, one) = seen.unwrap().into_inner();
        assert_eq!(of_case.iter().map(|entry| entry.place.position).collect::<Vec<_>>(), [0, 1, 2]);
        assert_eq!(of_shard, of_case[1..]);
        assert_eq!(one.as_ref(), of_case.last());
    });
}

#[test]
fn entries_are_the_same_before_and_after_they_fill_a_bundle() {
    on_both_databases(|ledger| {
        let log = municipality_log();
        let everything =
            || ledger.store.read_blocking(|conn| ledger_rows::log_entries(conn, &log, None, 10_000)).unwrap();
        ledger.append_many(&log, 3);
        ledger.append_at_once(&log, 252);
        let before = everything();
        ledger.append_at_once(&log, 1);
        assert_eq!((before.len(), &everything()[..255]), (255, &before[..]));
        // Over the end of two more bundles in one commit, and one entry more.
        ledger.append_at_once(&log, 513);
        let after = everything();
        assert_eq!((after.len(), &after[..255]), (769, &before[..]));
        assert!(after.iter().all(|stored| Record::of_stored(stored).is_ok()));
        let report = ledger.verify(&[]);
        assert!(report.is_sound(), "{report:?}");
        let since = EntryPlace { shard: first_shard(&log), position: 250 };
        let some = ledger.store.read_blocking(|conn| ledger_rows::log_entries(conn, &log, Some(&since), 300));
        assert_eq!(some.unwrap(), after[250..550]);
    });
}

#[test]
fn a_new_half_year_opens_a_shard_that_begins_with_the_last_checkpoint_of_the_one_before() {
    on_both_databases(|ledger| {
        let log = municipality_log();
        ledger.append_many(&log, 3);
        let ended = ledger.store.read_blocking(current_heads).unwrap().remove(0);
        ledger.clock.set("2027-01-01T00:00:00Z".parse().unwrap());
        let place = Receipt::from(ledger.append(&log, listed(3)).unwrap()).place().clone();
        assert_eq!(place.to_string(), format!("{log}/2027-1/1"));
        let opening = EntryPlace { position: 0, ..place };
        let stored = ledger.store.read_blocking(|conn| ledger_rows::entry(conn, &opening)).unwrap().unwrap();
        let checkpoint = Checkpoint::parse_body(&stored.entry).unwrap();
        assert_eq!((checkpoint.size, checkpoint.root), (3, ended.root));
        assert!(checkpoint.origin.ends_with(&ended.shard.to_string()), "{}", checkpoint.origin);
        // A clock that goes back a little does not open the closed shard again.
        ledger.clock.set("2026-12-31T23:59:59Z".parse().unwrap());
        assert_eq!(Receipt::from(ledger.append(&log, listed(4)).unwrap()).place().position, 2);
        let report = ledger.verify(&[ended]);
        assert!(report.is_sound(), "{report:?}");
        assert_eq!(report.heads().iter().map(|head| head.size).collect::<Vec<_>>(), [3, 3]);
    });
}

#[test]
fn a_failed_closure_opens_no_shard() {
    on_both_databases(|ledger| {
        let log = municipality_log();
        ledger.append_many(&log, 1);
        ledger.clock.set("2027-01-01T00:00:00Z".parse().unwrap());
        let entry = Entry::new(officer(), Act::Searched);
        let (clock, rng, inside) = (Arc::clone(&ledger.clock), Arc::clone(&ledger.rng), log.clone());
        let failed = ledger.store.write_blocking(Plan::new().log(log.clone()), move |tx| {
            let _pending = append(tx, &inside, &entry, &*clock, &*rng)?;
            Err::<(), LedgerError>(StoreError::NotFound.into())
        });
        assert!(failed.is_err());
        assert_eq!(ledger.verify(&[]).heads().len(), 1);
        ledger.append_many(&log, 1);
        let report = ledger.verify(&[]);
        assert!(report.is_sound(), "{report:?}");
        assert_eq!(report.heads().iter().map(|head| head.size).collect::<Vec<_>>(), [1, 2]);
    });
}

/// Appends to two logs from many tasks of several processes' stores.
fn crowd(ledger: &Ledger, logs: &[LogName; 2], appends: u64) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).build().unwrap();
    let tasks: Vec<_> = (0..appends)
        .map(|number| {
            let log = logs[usize::try_from(number % 2).unwrap()].clone();
            let (store, clock, rng) =
                (ledger.store.clone(), Arc::clone(&ledger.clock), Arc::clone(&ledger.rng));
            runtime.spawn(async move {
                let plan = Plan::new().log(log.clone());
                let write = store.write(plan, move |tx| append(tx, &log, &listed(number), &*clock, &*rng));
                write.await.map(Receipt::from)
            })
        })
        .collect();
    for task in tasks {
        runtime.block_on(task).unwrap().unwrap();
    }
}

#[test]
fn eight_hundred_concurrent_appends_to_two_logs_give_two_sound_trees() {
    on_both_databases(|ledger| {
        crowd(ledger, &[municipality_log(), LogName::system()], 800);
        let report = ledger.verify(&[]);
        assert!(report.is_sound(), "{report:?}");
        let sizes: Vec<u64> = report.heads().iter().map(|head| head.size).collect();
        assert_eq!(sizes, [400, 400]);
        assert_eq!(ledger.store.read_blocking(current_heads).unwrap(), report.heads());
    });
}
