//! Heads move forward one entry at a time, whoever appends.

use poortwacht_domain::testing::SequenceRng;
use poortwacht_domain::{CaseId, MunicipalityId};
use poortwacht_store::ledger_rows::{self, EMPTY_HASH, LogName, StoredEntry};
use poortwacht_store::{Plan, Scope, Store, StoreError, Tx};

use crate::support::{everything, fresh, now};

fn log() -> LogName {
    LogName::municipality(MunicipalityId::random(&SequenceRng::new(fresh())))
}

/// Appends an entry whose hash is its position.
fn append(tx: &mut Tx<'_>, log: &LogName, case: Option<CaseId>) -> Result<u64, StoreError> {
    let (size, previous_hash) = ledger_rows::advance_head(tx, log)?;
    let mut hash = EMPTY_HASH;
    hash[..8].copy_from_slice(&size.to_be_bytes());
    let entry = StoredEntry {
        log: log.clone(),
        position: size - 1,
        previous_hash,
        hash,
        case,
        account: None,
        at: now(),
        entry: format!("{{\"position\":{}}}", size - 1),
    };
    ledger_rows::insert_entry(tx, &entry)?;
    ledger_rows::set_head(tx, log, &hash)?;
    Ok(size)
}

/// Appends `times` entries to each of the two logs, in the order given.
fn append_to_both(store: &Store, logs: [LogName; 2], times: u32) {
    for _ in 0..times {
        let plan = Plan::new().log(logs[0].clone()).log(logs[1].clone());
        let logs = logs.clone();
        let closure = move |tx: &mut Tx<'_>| {
            append(tx, &logs[0], None)?;
            append(tx, &logs[1], None)
        };
        store.write_blocking(plan, closure).unwrap().into_inner();
    }
}

fn is_linked(entries: &[StoredEntry]) -> bool {
    let positions = entries.iter().enumerate().all(|(index, entry)| entry.position == index as u64);
    positions && entries.windows(2).all(|pair| pair[1].previous_hash == pair[0].hash)
}

on_both_databases! {
    fn the_first_entry_stands_on_the_empty_hash(database: &Database) {
        let (store, log) = (database.open(), log());
        let (own, appended) = (log.clone(), log.clone());
        assert_eq!(store.read_blocking(move |conn| ledger_rows::head(conn, &own)).unwrap(), None);
        let closure = move |tx: &mut Tx<'_>| append(tx, &appended, None);
        assert_eq!(store.write_blocking(Plan::new().log(log.clone()), closure).unwrap().into_inner(), 1);
        let entries = store.read_blocking(|conn| ledger_rows::entries(conn, &log, 0, 10)).unwrap();
        assert_eq!(entries.len(), 1);
        assert_eq!(entries[0].previous_hash, EMPTY_HASH);
        let head = store.read_blocking(|conn| ledger_rows::head(conn, &log)).unwrap().unwrap();
        assert_eq!((head.size, head.head_hash), (1, entries[0].hash));
    }

    fn appending_to_a_log_that_the_plan_does_not_name_is_refused(database: &Database) {
        let (store, log) = (database.open(), log());
        let closure = move |tx: &mut Tx<'_>| append(tx, &log, None);
        let outcome = store.write_blocking(Plan::new().log(LogName::system()), closure);
        assert!(matches!(outcome, Err(StoreError::UndeclaredLog(_))), "{outcome:?}");
    }

    fn an_undone_append_leaves_no_hole(database: &Database) {
        let (store, log) = (database.open(), log());
        for fails in [false, true, false] {
            let appended = log.clone();
            let closure = move |tx: &mut Tx<'_>| {
                append(tx, &appended, None)?;
                if fails { Err(StoreError::NotFound) } else { Ok(()) }
            };
            assert_eq!(store.write_blocking(Plan::new().log(log.clone()), closure).is_err(), fails);
        }
        let entries = store.read_blocking(|conn| ledger_rows::entries(conn, &log, 0, 10)).unwrap();
        assert_eq!(entries.len(), 2);
        assert!(is_linked(&entries));
    }

    fn two_processes_that_name_two_logs_in_opposite_order_do_not_deadlock(database: &Database) {
        const TIMES: u32 = 100;
        let (one, other) = (log(), log());
        let stores = [database.open(), database.open()];
        std::thread::scope(|threads| {
            threads.spawn(|| append_to_both(&stores[0], [one.clone(), other.clone()], TIMES));
            threads.spawn(|| append_to_both(&stores[1], [other.clone(), one.clone()], TIMES));
        });
        for log in [&one, &other] {
            let log = log.clone();
            let entries = stores[0].read_blocking(move |conn| ledger_rows::entries(conn, &log, 0, 1000)).unwrap();
            assert_eq!(entries.len(), 2 * TIMES as usize);
            assert!(is_linked(&entries));
        }
        assert_eq!(stores.each_ref().map(|store| store.write_statistics().replays), [0, 0]);
    }

    fn a_case_has_its_entries_and_another_municipality_sees_none_of_them(database: &Database) {
        let store = database.open();
        let rng = SequenceRng::new(fresh());
        let (own, other) = (MunicipalityId::random(&rng), MunicipalityId::random(&rng));
        let case = CaseId::random(&rng);
        let log = LogName::municipality(own);
        for about in [Some(case), None, Some(case)] {
            let appended = log.clone();
            let closure = move |tx: &mut Tx<'_>| append(tx, &appended, about);
            store.write_blocking(Plan::new().log(log.clone()), closure).unwrap().into_inner();
        }
        let positions = |scope: Scope| -> Vec<u64> {
            let found = store.read_blocking(move |conn| ledger_rows::entries_of_case(conn, &scope, case)).unwrap();
            found.into_iter().map(|entry| entry.position).collect()
        };
        assert_eq!(positions(Scope::municipality(own)), [0, 2]);
        assert_eq!(positions(everything()), [0, 2]);
        assert!(positions(Scope::municipality(other)).is_empty());
        let heads = |scope: Scope| store.read_blocking(move |conn| ledger_rows::heads(conn, &scope)).unwrap().len();
        assert_eq!((heads(Scope::municipality(own)), heads(Scope::municipality(other))), (1, 0));
    }
}
