//! Where shards end moves forward one entry at a time, whoever appends.

use poortwacht_domain::testing::SequenceRng;
use poortwacht_domain::{Act, CaseId, MunicipalityId};
use poortwacht_store::ledger_rows::{
    self, HalfYear, Indexed, LogName, NewEntry, ShardName, StoredCheckpoint,
};
use poortwacht_store::{Plan, Scope, Store, StoreError, Tx};

use crate::support::{everything, fresh, now};

fn log() -> LogName {
    LogName::municipality(MunicipalityId::random(&SequenceRng::new(fresh())))
}

fn shard(log: &LogName) -> ShardName {
    ShardName::new(log.clone(), HalfYear::of(now()))
}

/// Appends an entry whose leaf is its position; this level does not know how hashes are made.
fn append(tx: &mut Tx<'_>, log: &LogName, case: Option<CaseId>) -> Result<u64, StoreError> {
    let position = match ledger_rows::open_shard(tx, log)? {
        Some(end) => end.size,
        None => {
            ledger_rows::begin_shard(tx, &shard(log), now())?;
            0
        }
    };
    let mut leaf = [0; 32];
    leaf[..8].copy_from_slice(&position.to_be_bytes());
    let index = Indexed { case, account: None, act: Act::CaseShown, outcome: "done", at: now() };
    let subtrees = if position % 256 == 255 { vec![leaf] } else { Vec::new() };
    let entry = NewEntry {
        entry: format!("entry {position}").into_bytes(),
        leaf,
        subtrees,
        edge: vec![leaf],
        index: Some(index),
    };
    ledger_rows::append(tx, log, entry)
}

fn append_to(store: &Store, log: &LogName, times: u64) {
    let appended = log.clone();
    let closure = move |tx: &mut Tx<'_>| (0..times).try_for_each(|_| append(tx, &appended, None).map(drop));
    store.write_blocking(Plan::new().log(log.clone()), closure).unwrap().into_inner();
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

/// Whether the log holds this many entries, each at its place.
fn holds(store: &Store, log: &LogName, size: u64) -> bool {
    let entries = store.read_blocking(|conn| ledger_rows::log_entries(conn, log, None, 100_000)).unwrap();
    let places = entries.iter().zip(0..).all(|(entry, position)| {
        entry.place.position == position && entry.entry == format!("entry {position}")
    });
    let end = store.read_blocking(|conn| ledger_rows::shard(conn, &shard(log))).unwrap().unwrap().end;
    places && entries.len() as u64 == size && end.size == size
}

on_both_databases! {
    fn a_log_has_no_shard_before_its_first_entry(database: &Database) {
        let (store, log) = (database.open(), log());
        assert_eq!(store.read_blocking(|conn| ledger_rows::shard(conn, &shard(&log))).unwrap(), None);
        append_to(&store, &log, 1);
        assert!(holds(&store, &log, 1));
    }

    fn appending_to_a_log_that_the_plan_does_not_name_is_refused(database: &Database) {
        let (store, log) = (database.open(), log());
        let closure = move |tx: &mut Tx<'_>| append(tx, &log, None);
        let outcome = store.write_blocking(Plan::new().log(LogName::system()), closure);
        assert!(matches!(outcome, Err(StoreError::UndeclaredLog(_))), "{outcome:?}");
    }

    fn an_undone_append_leaves_no_hole(database: &Database) {
        let (store, log) = (database.open(), log());
        for fails in [true, false, true, false] {
            let appended = log.clone();
            let closure = move |tx: &mut Tx<'_>| {
                append(tx, &appended, None)?;
                if fails { Err(StoreError::NotFound) } else { Ok(()) }
            };
            assert_eq!(store.write_blocking(Plan::new().log(log.clone()), closure).is_err(), fails);
        }
        assert!(holds(&store, &log, 2));
    }

    fn bundles_fill_however_the_entries_come(database: &Database) {
        let (store, log) = (database.open(), log());
        let mut size = 0;
        for times in [1, 254, 1, 256, 255, 2, 700] {
            append_to(&store, &log, times);
            size += times;
            assert!(holds(&store, &log, size), "{size}");
        }
        let name = shard(&log);
        let tile = |level, number, width| {
            store.read_blocking(|conn| ledger_rows::tile(conn, &name, level, number, width)).unwrap()
        };
        assert_eq!(tile(0, 0, 256).map(|hashes| hashes.len()), Some(256 * 32));
        assert_eq!(tile(0, 5, 189).map(|hashes| hashes.len()), Some(189 * 32));
        assert_eq!((tile(0, 5, 190), tile(0, 6, 1), tile(0, 0, 0)), (None, None, None));
        assert_eq!(tile(1, 0, 5).map(|hashes| hashes.len()), Some(5 * 32));
        assert_eq!(tile(1, 0, 6), None);
    }

    fn a_checkpoint_only_moves_forward(database: &Database) {
        let (store, log) = (database.open(), log());
        append_to(&store, &log, 3);
        for (size, stored) in [(2, true), (2, false), (1, false), (3, true)] {
            let (name, note) = (shard(&log), format!("note {size}"));
            let closure = move |tx: &mut Tx<'_>| {
                let checkpoint = StoredCheckpoint { size, note: note.clone(), at: now() };
                ledger_rows::set_checkpoint(tx, &name, &checkpoint)
            };
            assert_eq!(store.write_blocking(Plan::new(), closure).unwrap().into_inner(), stored, "{size}");
        }
        let found = store.read_blocking(|conn| ledger_rows::shard(conn, &shard(&log))).unwrap().unwrap();
        assert_eq!(found.checkpoint.unwrap().note, "note 3");
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
            assert!(holds(&stores[0], log, 2 * u64::from(TIMES)));
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
            found.into_iter().map(|entry| entry.place.position).collect()
        };
        assert_eq!(positions(Scope::municipality(own)), [0, 2]);
        assert_eq!(positions(everything()), [0, 2]);
        assert!(positions(Scope::municipality(other)).is_empty());
        let heads = |scope: Scope| store.read_blocking(move |conn| ledger_rows::heads(conn, &scope)).unwrap().len();
        assert_eq!((heads(Scope::municipality(own)), heads(Scope::municipality(other))), (1, 0));
    }
}
