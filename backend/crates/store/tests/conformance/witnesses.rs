//! Witnesses of the logs, and the newest cosignature of each.

use jiff::Timestamp;
use poortwacht_domain::testing::SequenceRng;
use poortwacht_domain::{MunicipalityId, RecordId};
use poortwacht_store::ledger_rows::{self, HalfYear, LogName, ShardName};
use poortwacht_store::witnesses::{self, Cosignature, Witness};
use poortwacht_store::{Committed, Plan, Scope, Store, StoreError, Tx};

use crate::support::{everything, fresh, now};
use crate::town::minutes;

fn witness(log: &LogName, name: &str, fingerprint: &str) -> Witness {
    Witness {
        id: RecordId::random(&SequenceRng::new(fresh())),
        log: log.clone(),
        name: name.to_owned(),
        certificate_fingerprint: fingerprint.to_owned(),
        cosigner_key: "getuige+00000000+AAAA".to_owned(),
        registered_at: now(),
        revoked_at: None,
    }
}

fn write<T: Send + 'static>(
    store: &Store,
    plan: Plan,
    f: impl Fn(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    store.write_blocking(plan, f).map(Committed::into_inner)
}

fn register(store: &Store, witness: &Witness) -> Result<(), StoreError> {
    let witness = witness.clone();
    write(store, Plan::new(), move |tx| witnesses::register(tx, &witness))
}

fn revoke(store: &Store, log: &LogName, name: &'static str) -> Option<RecordId> {
    let log = log.clone();
    write(store, Plan::new(), move |tx| witnesses::revoke(tx, &log, name, now())).unwrap()
}

fn take(store: &Store, cosignature: &Cosignature) -> Result<bool, StoreError> {
    let cosignature = cosignature.clone();
    write(store, Plan::new(), move |tx| witnesses::take_cosignature(tx, &cosignature))
}

fn begin(store: &Store, log: &LogName) -> ShardName {
    let name = ShardName::new(log.clone(), HalfYear::of(now()));
    let shard = name.clone();
    write(store, Plan::new().log(log.clone()), move |tx| ledger_rows::begin_shard(tx, &shard, now()))
        .unwrap();
    name
}

fn signed(shard: &ShardName, witness: RecordId, size: u64, at: Timestamp) -> Cosignature {
    Cosignature { shard: shard.clone(), witness, size, at, line: format!("— getuige {size}") }
}

on_both_databases! {
    fn a_witness_is_found_by_its_certificate_until_and_after_it_is_revoked(database: &Database) {
        let (store, log) = (database.open(), LogName::system());
        let first = witness(&log, "stadhuis", "aa");
        register(&store, &first).unwrap();
        let found = |print: &'static str| store.read_blocking(move |conn| witnesses::by_fingerprint(conn, print));
        assert_eq!(found("aa").unwrap(), Some(first.clone()));
        assert_eq!(found("bb").unwrap(), None);
        assert_eq!(revoke(&store, &log, "elsewhere"), None);
        assert_eq!(revoke(&store, &log, "stadhuis"), Some(first.id));
        assert_eq!(revoke(&store, &log, "stadhuis"), None, "twice");
        assert_eq!(found("aa").unwrap().unwrap().revoked_at, Some(now()));
    }

    fn name_and_certificate_are_registered_once_and_a_revoked_name_may_return(database: &Database) {
        let (store, log) = (database.open(), LogName::system());
        register(&store, &witness(&log, "stadhuis", "aa")).unwrap();
        for twin in [witness(&log, "stadhuis", "bb"), witness(&log, "ander", "aa")] {
            assert!(matches!(register(&store, &twin), Err(StoreError::Conflict { .. })), "{twin:?}");
        }
        revoke(&store, &log, "stadhuis").unwrap();
        register(&store, &witness(&log, "stadhuis", "bb")).unwrap();
    }

    fn a_municipality_sees_the_witnesses_of_its_own_log_alone(database: &Database) {
        let store = database.open();
        let town = |seed| MunicipalityId::random(&SequenceRng::new(seed));
        let (own, other) = (town(fresh()), town(fresh()));
        let of_own = witness(&LogName::municipality(own), "a", "aa");
        let of_other = witness(&LogName::municipality(other), "b", "bb");
        let of_system = witness(&LogName::system(), "c", "cc");
        for witness in [&of_own, &of_other, &of_system] {
            register(&store, witness).unwrap();
        }
        let all = |scope: Scope| store.read_blocking(move |conn| witnesses::all(conn, &scope)).unwrap();
        assert_eq!(all(Scope::municipality(own)), [of_own]);
        assert_eq!(all(everything()).len(), 3);
    }

    fn only_the_newest_cosignature_per_shard_and_witness_is_kept(database: &Database) {
        let (store, log) = (database.open(), LogName::system());
        let (one, two) = (witness(&log, "one", "aa"), witness(&log, "two", "bb"));
        register(&store, &one).unwrap();
        register(&store, &two).unwrap();
        let shard = begin(&store, &log);
        assert!(take(&store, &signed(&shard, one.id, 3, minutes(3))).unwrap());
        assert!(!take(&store, &signed(&shard, one.id, 2, minutes(2))).unwrap(), "an older one");
        assert!(!take(&store, &signed(&shard, one.id, 3, minutes(3))).unwrap(), "the same once more");
        assert!(take(&store, &signed(&shard, one.id, 3, minutes(4))).unwrap(), "later, over the same state");
        assert!(take(&store, &signed(&shard, two.id, 1, minutes(1))).unwrap(), "of another witness");
        let mut kept = store.read_blocking(|conn| witnesses::cosignatures(conn, &LogName::system())).unwrap();
        kept.sort_by_key(|cosignature| cosignature.size);
        let expected = [signed(&shard, two.id, 1, minutes(1)), signed(&shard, one.id, 3, minutes(4))];
        assert_eq!(kept, expected);
        let elsewhere = ShardName::new(log, "1999-1".parse().unwrap());
        assert!(matches!(take(&store, &signed(&elsewhere, one.id, 1, now())), Err(StoreError::NotFound)));
    }
}
