//! Changes after which the database is sound in itself: what was kept elsewhere shows them.

use poortwacht_domain::act::Act;

use super::rewriting::{ENTRIES, SHARD, altered};
use super::signing::{key, other_key, witness};
use super::tampering::{finds, first_bad};
use super::{Ledger, first_shard, municipality_log, on_both_databases};
use crate::verify::{Expected, Fault, Finding};
use crate::{Actor, Entry};

/// Three hundred entries; their head is kept, their checkpoint signed and cosigned. After `tampering` and a signature
/// with the same key the database is sound in itself; the kept head shows the one fault, the witness the other.
fn only_found_elsewhere(position: u64, kept: Fault, witnessed: Fault, tampering: impl Fn(&Ledger)) {
    on_both_databases(|ledger| {
        ledger.append_at_once(&municipality_log(), ENTRIES);
        ledger.sign();
        let by_kept = Expected { kept: ledger.heads(), ..ledger.signer() };
        let mut by_witness = ledger.signer();
        let cosigned = ledger.cosigned(&first_shard(&municipality_log()));
        by_witness.witness(&cosigned, &witness().public()).unwrap();
        assert!(ledger.verify_with(&by_kept).is_sound() && ledger.verify_with(&by_witness).is_sound());
        tampering(ledger);
        ledger.tamper("UPDATE ledger_shards SET checkpoint = NULL, checkpoint_size = 0");
        ledger.sign();
        assert_eq!(first_bad(ledger), None, "within the database alone nothing shows it");
        for (expected, what) in [(by_kept, kept), (by_witness, witnessed)] {
            let report = ledger.verify_with(&expected);
            assert_eq!(report.shards[0].first_bad, Some(Finding { position, what }));
        }
    });
}

#[test]
fn a_cut_tail_that_was_signed_again_is_found_elsewhere() {
    only_found_elsewhere(290, Fault::Truncated, Fault::Truncated, |ledger| {
        ledger.rewrite(|parts| parts.truncate(290));
    });
}

#[test]
fn an_older_copy_put_back_and_used_further_is_found_elsewhere() {
    only_found_elsewhere(ENTRIES - 1, Fault::Rewritten, Fault::Forked, |ledger| {
        ledger.rewrite(|parts| parts.truncate(290));
        ledger.append_many(&municipality_log(), 40);
    });
}

#[test]
fn a_rewritten_history_that_was_signed_again_is_found_elsewhere() {
    only_found_elsewhere(ENTRIES - 1, Fault::Rewritten, Fault::Forked, |ledger| {
        ledger.rewrite(|parts| parts[5] = altered(&parts[5]));
    });
}

#[test]
fn a_log_that_is_gone_as_a_whole_is_found_elsewhere() {
    on_both_databases(|ledger| {
        ledger.append_at_once(&municipality_log(), ENTRIES);
        let kept = ledger.heads();
        for table in ["ledger_index", "ledger_tail", "ledger_tiles", "ledger_bundles", "ledger_shards"] {
            ledger.tamper(&format!("DELETE FROM {table}"));
        }
        assert!(ledger.verify(&[]).is_sound());
        let report = ledger.verify(&kept);
        assert_eq!(report.shards[0].first_bad, Some(Finding { position: 0, what: Fault::Truncated }));
    });
}

#[test]
fn a_checkpoint_that_the_key_did_not_sign_is_named() {
    finds(299, Fault::BadSignature, |ledger| {
        ledger.tamper("UPDATE ledger_shards SET checkpoint = NULL, checkpoint_size = 0");
        ledger.sign_with(&other_key());
    });
    finds(299, Fault::BadSignature, |ledger| {
        ledger.tamper("UPDATE ledger_shards SET checkpoint = replace(checkpoint, '300', '299')");
    });
    finds(299, Fault::BadSignature, |ledger| ledger.tamper("UPDATE ledger_shards SET checkpoint = 'none'"));
}

#[test]
fn a_signed_checkpoint_of_another_tree_is_named() {
    let put = |ledger: &Ledger, size, root| {
        let note = ledger.note(&first_shard(&municipality_log()), size, root, &key());
        ledger.tamper(&format!("UPDATE ledger_shards SET checkpoint_size = {size}, checkpoint = '{note}'"));
    };
    finds(299, Fault::CheckpointDiffers, |ledger| put(ledger, 300, [3; 32]));
    finds(99, Fault::CheckpointDiffers, |ledger| put(ledger, 100, [3; 32]));
    finds(300, Fault::Truncated, |ledger| put(ledger, 301, [3; 32]));
    finds(299, Fault::CheckpointDiffers, |ledger| {
        ledger.tamper("UPDATE ledger_shards SET checkpoint_size = 7")
    });
}

#[test]
fn a_note_that_the_witness_did_not_cosign_is_not_believed() {
    on_both_databases(|ledger| {
        ledger.append_many(&municipality_log(), 3);
        ledger.sign();
        let note = ledger.checkpoint(&first_shard(&municipality_log()));
        assert!(ledger.signer().witness(&note, &witness().public()).is_err());
    });
}

#[test]
fn a_shard_dropped_without_an_entry_is_named_and_with_one_is_sound() {
    on_both_databases(|ledger| {
        let log = municipality_log();
        ledger.append_many(&log, 3);
        ledger.sign();
        let kept = ledger.heads();
        ledger.clock.set("2027-01-01T00:00:00Z".parse().unwrap());
        ledger.append_many(&log, 2);
        ledger.sign();
        let expected = Expected { kept, ..ledger.signer() };
        assert!(ledger.verify_with(&expected).is_sound());
        ledger.tamper(&format!(
            "DELETE FROM ledger_tail WHERE {SHARD}; DELETE FROM ledger_bundles WHERE {SHARD}; \
             DELETE FROM ledger_tiles WHERE {SHARD}; DELETE FROM ledger_index WHERE {SHARD}"
        ));
        ledger.tamper("UPDATE ledger_shards SET dropped_at = 1 WHERE closed");
        let report = ledger.verify_with(&expected);
        assert_eq!(report.shards[0].first_bad, Some(Finding { position: 0, what: Fault::Destroyed }));
        let dropped = Entry::new(Actor::Job("retention".to_owned()), Act::LedgerShardDropped);
        let _committed = ledger.append(&log, dropped.detail("shard", first_shard(&log))).unwrap();
        let report = ledger.verify_with(&expected);
        assert!(report.is_sound(), "{report:?}");
        assert!(
            report.shards[0].dropped && report.shards[0].to_string().contains("destroyed after their term")
        );
        // What is left of it still counts.
        let other = ledger.note(&first_shard(&log), 3, [3; 32], &key());
        ledger.tamper(&format!("UPDATE ledger_shards SET checkpoint = '{other}' WHERE closed"));
        let report = ledger.verify_with(&expected);
        assert_eq!(report.shards[0].first_bad, Some(Finding { position: 2, what: Fault::CheckpointDiffers }));
    });
}
