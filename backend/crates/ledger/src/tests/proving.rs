use jiff::Timestamp;
use poortwacht_domain::ids::CaseId;
use poortwacht_store::StoreError;
use poortwacht_store::ledger_rows::EntryPlace;
use tempfile::TempDir;
use uuid::Uuid;

use super::signing::{key, other_key};
use super::{Ledger, case, first_shard, listed, municipality_log, on_both_databases};
use crate::KeptHead;
use crate::export::Folder;
use crate::prove::{self, About, ProofError, ProveError};
use crate::verify::{Database, Source};

impl Ledger {
    fn with_source<T>(&self, read: impl FnOnce(&mut dyn Source) -> T) -> T {
        let mut result = None;
        let done = self.store.read_blocking::<_, StoreError, _>(|conn| {
            result = Some(read(&mut Database::new(conn)));
            Ok(())
        });
        done.unwrap();
        result.unwrap()
    }

    fn prove(&self, of: CaseId) -> Result<prove::Proofs, ProveError> {
        let (key, database) = (key().public(), self.database());
        self.with_source(|source| prove::case(source, of, &key, database))
    }

    fn prove_since(&self, earlier: &KeptHead) -> Result<prove::ConsistencyProof, ProveError> {
        let (key, database) = (key().public(), self.database());
        self.with_source(|source| prove::consistency(source, earlier, &key, database))
    }
}

fn other_case() -> CaseId {
    CaseId::from_uuid(Uuid::from_u128(0xd))
}

/// 300 entries, of which those at 0, 150, 256 and 299 are of the other case; then one more that is not signed.
fn with_other_case(ledger: &Ledger) {
    let log = municipality_log();
    for number in [0, 149, 105, 42] {
        ledger.append_at_once(&log, number);
        let _committed = ledger.append(&log, listed(number).case(other_case())).unwrap();
    }
    ledger.sign();
    let _committed = ledger.append(&log, listed(9).case(other_case())).unwrap();
}

#[test]
fn the_proof_of_a_case_holds_without_a_database() {
    on_both_databases(|ledger| {
        with_other_case(ledger);
        let proofs = ledger.prove(other_case()).unwrap();
        assert_eq!(proofs.unsigned.len(), 1);
        let text = proofs.to_string();
        let checked = prove::check(&text, &key().public()).unwrap();
        let positions: Vec<u64> = checked.records.iter().map(|record| record.place.position).collect();
        assert_eq!((checked.about, positions), (About::Case(other_case()), vec![0, 150, 256, 299]));
        assert_eq!((checked.unproven.len(), checked.states[0].size), (1, 300));
        assert!(prove::check(&text, &other_key().public()).is_err());
    });
}

#[test]
fn the_proof_from_an_export_is_the_one_from_the_database() {
    on_both_databases(|ledger| {
        with_other_case(ledger);
        let folder = TempDir::new().unwrap();
        ledger.export(folder.path()).unwrap();
        let mut source = Folder::open(folder.path()).unwrap();
        let from_folder = prove::case(&mut source, other_case(), &key().public(), ledger.database()).unwrap();
        assert_eq!(from_folder.shards, ledger.prove(other_case()).unwrap().shards);
    });
}

#[test]
fn a_changed_proof_does_not_hold() {
    on_both_databases(|ledger| {
        with_other_case(ledger);
        let text = ledger.prove(other_case()).unwrap().to_string();
        let (own, others) = (other_case().to_string(), case().to_string());
        for (from, to) in [("officer", "auditor"), ("2026-2/150", "2026-2/151"), ("\npath ", "\npath 00")] {
            let changed = text.replacen(from, to, 1);
            assert!(prove::check(&changed, &key().public()).is_err(), "{from}");
        }
        let other_case = text.replace(&own, &others);
        assert!(matches!(prove::check(&other_case, &key().public()), Err(ProofError::Entry(_))));
        let cut = text.replace("=== end\n", "");
        assert!(matches!(prove::check(&cut, &key().public()), Err(ProofError::Form(_))));
    });
}

#[test]
fn a_later_state_proves_that_it_begins_with_an_earlier_one() {
    on_both_databases(|ledger| {
        let log = municipality_log();
        for size in [1, 255, 1, 44] {
            ledger.append_at_once(&log, size);
            let earlier = ledger.heads().remove(0);
            assert!(matches!(ledger.prove_since(&earlier), Err(ProveError::Unsigned(_))));
            ledger.append_at_once(&log, 3);
            ledger.sign();
            let text = ledger.prove_since(&earlier).unwrap().to_string();
            let (from, to) = prove::check_consistency(&text, &key().public()).unwrap();
            assert_eq!((from, to), (earlier.clone(), ledger.heads().remove(0)));
            let other = KeptHead { root: [3; 32], ..earlier };
            assert!(matches!(ledger.prove_since(&other), Err(ProveError::Differs { .. })));
            let changed = text.replacen("=== earlier", "=== late", 1);
            assert!(prove::check_consistency(&changed, &key().public()).is_err());
        }
        assert_eq!(ledger.heads()[0].shard, first_shard(&log));
    });
}

/// The entries of the log from 100 to 299, as an extract.
fn extract(ledger: &Ledger, about: &About) -> prove::Proofs {
    let shard = first_shard(&municipality_log());
    let place = |position| EntryPlace { shard: shard.clone(), position };
    let places: Vec<_> = (100..301).map(place).collect();
    let (key, database) = (key().public(), ledger.database());
    ledger.with_source(|source| prove::period(source, about.clone(), &places, &key, database)).unwrap()
}

#[test]
fn an_extract_of_a_log_holds_without_a_database_and_only_for_its_period() {
    on_both_databases(|ledger| {
        with_other_case(ledger);
        let (from, until) = (Timestamp::UNIX_EPOCH, Timestamp::MAX);
        let whole = About::Period { log: municipality_log(), from, until };
        let text = extract(ledger, &whole).to_string();
        let checked = prove::check(&text, &key().public()).unwrap();
        let positions: Vec<u64> = checked.records.iter().map(|record| record.place.position).collect();
        assert_eq!((checked.about, positions), (whole, (100..300).collect()));
        assert_eq!(checked.unproven.len(), 1, "one is not signed yet");
        assert!(prove::check(&text, &other_key().public()).is_err());
        for (from, to) in [("officer", "auditor"), ("2026-2/150", "2026-2/151"), ("\npath ", "\npath 00")] {
            assert!(prove::check(&text.replacen(from, to, 1), &key().public()).is_err(), "{from}");
        }
        let other_period = text.replacen(&format!("until {until}"), &format!("until {from}"), 1);
        assert!(matches!(prove::check(&other_period, &key().public()), Err(ProofError::Entry(_))));
        let other_log = text.replacen(&format!("log {}", municipality_log()), "log system", 1);
        assert!(matches!(prove::check(&other_log, &key().public()), Err(ProofError::Entry(_))));
    });
}
