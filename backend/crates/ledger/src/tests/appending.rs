use std::sync::Arc;

use poortwacht_domain::act::Act;
use poortwacht_store::{Plan, StoreError, ledger_rows};

use super::{case, municipality_log, officer, on_both_databases, shown};
use crate::{
    Entry, LedgerError, LogName, Outcome, Receipt, Record, append, current_heads, optional_receipt, receipts,
};

#[test]
fn a_committed_entry_gives_a_receipt_of_its_place_and_act() {
    on_both_databases(|ledger| {
        let log = municipality_log();
        ledger.append_many(&log, 2);
        let receipt = Receipt::from(ledger.append(&log, shown(2)).unwrap());
        assert_eq!((receipt.log(), receipt.position()), (&log, 2));
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
        let stored = ledger.store.read_blocking(|conn| ledger_rows::entries(conn, &log, 0, 10)).unwrap();
        let record = Record::parse(&stored[0].entry).unwrap();
        assert_eq!(record.entry, shown(0));
        assert_eq!(record.at.to_string(), "2026-11-22T08:00:00Z");
        assert_eq!((record.position, record.log, record.nonce.len()), (0, log.clone(), 32));
        assert_eq!((stored[0].case, stored[0].account), (Some(case()), officer().account()));
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
        ledger.append_many(&log, 3);
        let (clock, rng, failing) = (Arc::clone(&ledger.clock), Arc::clone(&ledger.rng), log.clone());
        let refused = ledger.store.write_blocking(Plan::new().log(log.clone()), move |tx| {
            let _pending = append(tx, &failing, &shown(9), &*clock, &*rng)?;
            Err::<(), LedgerError>(StoreError::NotFound.into())
        });
        assert!(refused.is_err());
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
        let positions: Vec<u64> = receipts(committed.unwrap()).iter().map(Receipt::position).collect();
        assert_eq!(positions, [0, 1, 2]);
        let nothing = ledger.store.write_blocking(Plan::new(), |_| Ok::<_, LedgerError>(None)).unwrap();
        assert!(optional_receipt(nothing).is_none());
    });
}

#[test]
fn eight_hundred_concurrent_appends_to_two_logs_give_unbroken_chains() {
    on_both_databases(|ledger| {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).build().unwrap();
        let logs = [municipality_log(), LogName::system()];
        let tasks: Vec<_> = (0..800_u64)
            .map(|number| {
                let log = logs[usize::try_from(number % 2).unwrap()].clone();
                let (store, clock, rng) =
                    (ledger.store.clone(), Arc::clone(&ledger.clock), Arc::clone(&ledger.rng));
                runtime.spawn(async move {
                    let plan = Plan::new().log(log.clone());
                    let write = store.write(plan, move |tx| append(tx, &log, &shown(number), &*clock, &*rng));
                    write.await.map(Receipt::from)
                })
            })
            .collect();
        for task in tasks {
            runtime.block_on(task).unwrap().unwrap();
        }
        let report = ledger.verify(&[]);
        assert!(report.is_sound(), "{report:?}");
        let sizes: Vec<u64> = report.heads().iter().map(|head| head.size).collect();
        assert_eq!(sizes, [400, 400]);
        assert_eq!(ledger.store.read_blocking(current_heads).unwrap(), report.heads());
    });
}
