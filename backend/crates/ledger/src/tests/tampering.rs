//! Somebody with full access to the database changes the log behind our back; the database alone shows it.

use poortwacht_domain::act::Act;
use poortwacht_domain::ids::MunicipalityId;
use uuid::Uuid;

use super::rewriting::{ENTRIES, Parts, SHARD, altered};
use super::{Ledger, first_shard, municipality_log, officer, on_both_databases, shown};
use crate::verify::{Fault, Finding};
use crate::{Actor, Entry, LogName};

/// Three hundred entries, signed and sound; then `tampering`; then the first bad entry must be this one.
pub(super) fn finds(position: u64, what: Fault, tampering: impl Fn(&Ledger)) {
    on_both_databases(|ledger| {
        ledger.append_at_once(&municipality_log(), ENTRIES);
        ledger.sign();
        let before = ledger.verify_with(&ledger.signer());
        assert!(before.is_sound(), "{before:?}");
        tampering(ledger);
        assert_eq!(first_bad(ledger), Some(Finding { position, what }));
    });
}

pub(super) fn first_bad(ledger: &Ledger) -> Option<Finding> {
    let report = ledger.verify_with(&ledger.signer());
    let own = report.shards.iter().find(|shard| shard.shard == first_shard(&municipality_log()));
    own.and_then(|shard| shard.first_bad)
}

fn edit(at: usize) -> impl Fn(&mut Parts) {
    move |parts| parts[at] = altered(&parts[at])
}

#[test]
fn an_edited_entry_is_named() {
    finds(5, Fault::Edited, |ledger| ledger.edit(edit(5)));
    finds(270, Fault::Edited, |ledger| ledger.edit(edit(270)));
    finds(5, Fault::Edited, |ledger| ledger.edit(|parts| parts[5] = b"{}".to_vec()));
    finds(299, Fault::Edited, |ledger| ledger.edit(|parts| parts[299].insert(1, b' ')));
}

#[test]
fn an_edited_entry_with_its_leaf_does_not_fit_the_tree_above() {
    finds(255, Fault::HashDiffers, |ledger| ledger.edit_with_leaves(edit(5)));
    finds(299, Fault::CheckpointDiffers, |ledger| ledger.edit_with_leaves(edit(270)));
}

#[test]
fn an_edited_leaf_is_told_from_an_edited_entry() {
    finds(5, Fault::HashDiffers, |ledger| {
        let mut parts = ledger.parts();
        edit(5)(&mut parts);
        ledger.put_leaves(&parts[..256], &parts[256..]);
    });
    finds(270, Fault::HashDiffers, |ledger| {
        let mut parts = ledger.parts();
        edit(270)(&mut parts);
        ledger.put_leaves(&parts[..256], &parts[256..]);
    });
}

#[test]
fn an_edited_tile_above_the_leaves_is_named() {
    finds(255, Fault::HashDiffers, |ledger| {
        let other = ledger.blob(&[7; 32]);
        ledger.tamper(&format!("UPDATE ledger_tiles SET hashes = {other} WHERE level = 1 AND {SHARD}"));
    });
    finds(255, Fault::HashDiffers, |ledger| {
        ledger.tamper(&format!("DELETE FROM ledger_tiles WHERE level = 1 AND {SHARD}"));
    });
}

#[test]
fn an_edited_edge_is_named() {
    for bytes in [[7; 32].repeat(4), [7; 32].repeat(3)] {
        finds(299, Fault::HeadMismatch, |ledger| {
            let other = ledger.blob(&bytes);
            ledger.tamper(&format!("UPDATE ledger_shards SET edge = {other}"));
        });
    }
}

#[test]
fn a_deleted_entry_is_named() {
    for at in [0, 5, 255, 256, 270] {
        let position = u64::try_from(at).unwrap();
        finds(position, Fault::Missing, |ledger| {
            ledger.edit(|parts| {
                parts.remove(at);
            });
        });
    }
    finds(270, Fault::Missing, |ledger| {
        ledger.edit_with_leaves(|parts| {
            parts.remove(270);
        });
    });
}

#[test]
fn a_deleted_bundle_is_named() {
    finds(0, Fault::Destroyed, |ledger| {
        ledger.tamper("DELETE FROM ledger_bundles; DELETE FROM ledger_index WHERE position < 256")
    });
    finds(0, Fault::Missing, |ledger| ledger.tamper("DELETE FROM ledger_bundles; DELETE FROM ledger_tiles"));
}

#[test]
fn an_entry_put_in_between_is_named() {
    for at in [5, 270] {
        let position = u64::try_from(at).unwrap();
        let put_in = move |parts: &mut Parts| parts.insert(at, altered(&parts[at]));
        finds(position, Fault::Inserted, |ledger| ledger.edit(put_in));
    }
    finds(270, Fault::Inserted, |ledger| {
        ledger.edit_with_leaves(|parts| parts.insert(270, altered(&parts[270])))
    });
}

#[test]
fn exchanged_entries_are_named() {
    let exchange = |parts: &mut Parts| parts.swap(3, 7);
    finds(3, Fault::Reordered, |ledger| ledger.edit(exchange));
    finds(3, Fault::Reordered, |ledger| ledger.edit_with_leaves(exchange));
    finds(3, Fault::Reordered, |ledger| ledger.rewrite(exchange));
    finds(3, Fault::Reordered, |ledger| ledger.edit(|parts| parts.swap(3, 4)));
}

#[test]
fn an_entry_of_another_shard_is_named() {
    finds(5, Fault::Reordered, |ledger| {
        let other = LogName::municipality(MunicipalityId::from_uuid(Uuid::from_u128(0xff)));
        let text = String::from_utf8(ledger.parts()[5].clone()).unwrap();
        let moved = text.replace(&municipality_log().to_string(), &other.to_string());
        ledger.edit_with_leaves(|parts| parts[5] = moved.clone().into_bytes());
    });
}

#[test]
fn an_entry_behind_the_head_is_named() {
    finds(ENTRIES, Fault::BeyondHead, |ledger| ledger.edit(|parts| parts.push(altered(&parts[299]))));
    finds(9 * 256, Fault::BeyondHead, |ledger| {
        ledger
            .tamper("INSERT INTO ledger_bundles SELECT shard_id, 9, newest_at, entries FROM ledger_bundles");
    });
    finds(40, Fault::BeyondHead, |ledger| {
        ledger.tamper("INSERT INTO ledger_tail SELECT shard_id, 40, entries, leaves FROM ledger_tail");
    });
}

#[test]
fn a_cut_tail_is_named() {
    finds(290, Fault::Truncated, |ledger| ledger.edit_with_leaves(|parts| parts.truncate(290)));
    finds(256, Fault::Truncated, |ledger| ledger.tamper("DELETE FROM ledger_tail"));
    finds(290, Fault::Truncated, |ledger| ledger.rewrite(|parts| parts.truncate(290)));
}

#[test]
fn a_changed_row_of_the_index_is_named() {
    for change in
        ["case_id = NULL", "account_id = 'none'", "act = 'searched'", "outcome = 'failed'", "at = at + 1"]
    {
        finds(5, Fault::IndexDiffers, |ledger| {
            ledger.tamper(&format!("UPDATE ledger_index SET {change} WHERE position = 5"));
        });
    }
    finds(270, Fault::IndexDiffers, |ledger| {
        ledger.tamper("UPDATE ledger_index SET case_id = upper(case_id) WHERE position = 270")
    });
}

#[test]
fn a_separator_put_into_the_index_deceives_nobody() {
    for change in ["account_id = account_id || ';'", "outcome = 'done x'", "act = ''"] {
        finds(256, Fault::IndexDiffers, |ledger| {
            ledger.tamper(&format!("UPDATE ledger_index SET {change} WHERE position = 256"));
        });
    }
}

#[test]
fn a_row_of_the_index_too_few_or_too_many_is_named() {
    finds(5, Fault::IndexDiffers, |ledger| ledger.tamper("DELETE FROM ledger_index WHERE position = 5"));
    for position in [300, 9_000] {
        finds(position, Fault::IndexDiffers, |ledger| {
            ledger.tamper(&format!(
                "INSERT INTO ledger_index SELECT shard_id, {position}, case_id, account_id, act, outcome, at FROM ledger_index WHERE position = 5"
            ));
        });
    }
}

#[test]
fn entries_destroyed_without_an_entry_are_named() {
    let destroy = |ledger: &Ledger| {
        ledger.tamper(
            "UPDATE ledger_bundles SET entries = NULL; DELETE FROM ledger_index WHERE position < 256",
        );
    };
    finds(0, Fault::Destroyed, destroy);
    on_both_databases(|ledger| {
        let log = municipality_log();
        ledger.append_at_once(&log, ENTRIES);
        destroy(ledger);
        let expired = Entry::new(Actor::Job("retention".to_owned()), Act::LedgerExpired);
        let expired =
            expired.detail("shard", first_shard(&log)).detail("first_bundle", 0).detail("last_bundle", 0);
        let _committed = ledger.append(&log, expired).unwrap();
        assert_eq!(first_bad(ledger), None);
        // A case met after that may be anywhere in its life.
        let _committed = ledger.append(&log, shown(1)).unwrap();
        assert_eq!(first_bad(ledger), None);
    });
    finds(0, Fault::IndexDiffers, |ledger| ledger.tamper("UPDATE ledger_bundles SET entries = NULL"));
}

#[test]
fn an_act_that_cannot_have_happened_is_named() {
    on_both_databases(|ledger| {
        let log = municipality_log();
        ledger.append_many(&log, 2);
        for act in [Act::CaseReceived, Act::CaseClaimed, Act::CaseConfirmed] {
            let _committed = ledger.append(&log, Entry::new(officer(), act).case(super::case())).unwrap();
        }
        assert_eq!(first_bad(ledger), None);
        let _committed =
            ledger.append(&log, Entry::new(officer(), Act::CaseConfirmed).case(super::case())).unwrap();
        assert_eq!(first_bad(ledger), Some(Finding { position: 5, what: Fault::OutOfOrder }));
    });
}

#[test]
fn a_shard_that_does_not_begin_with_the_end_of_the_one_before_is_named() {
    for (sql, whole) in [("", true), ("DELETE", false)] {
        on_both_databases(|ledger| {
            let log = municipality_log();
            ledger.append_many(&log, 3);
            ledger.sign();
            ledger.clock.set("2027-01-01T00:00:00Z".parse().unwrap());
            ledger.append_many(&log, 2);
            ledger.sign();
            assert!(ledger.verify_with(&ledger.signer()).is_sound());
            if whole {
                // The end of the shard before is changed, with all that belongs to it.
                ledger.tamper(&format!("UPDATE ledger_shards SET size = 0, edge = {}, checkpoint = NULL, checkpoint_size = 0 WHERE closed", ledger.blob(&[])));
                ledger.tamper(&format!(
                    "DELETE FROM ledger_tail WHERE {SHARD}; DELETE FROM ledger_bundles WHERE {SHARD}; \
                     DELETE FROM ledger_tiles WHERE {SHARD}; DELETE FROM ledger_index WHERE {SHARD}"
                ));
            } else {
                ledger.tamper(&format!("{sql} FROM ledger_tail WHERE {SHARD}; DELETE FROM ledger_bundles WHERE {SHARD}; DELETE FROM ledger_tiles WHERE {SHARD}; \
                     DELETE FROM ledger_index WHERE {SHARD}; DELETE FROM ledger_shards WHERE closed"));
            }
            let report = ledger.verify_with(&ledger.signer());
            let bad = report.first_bad().unwrap();
            assert_eq!(bad.shard.to_string(), format!("{log}/2027-1"));
            assert_eq!(bad.first_bad, Some(Finding { position: 0, what: Fault::BadOpening }));
        });
    }
}

#[test]
fn the_report_says_which_entry_and_what() {
    on_both_databases(|ledger| {
        ledger.append_at_once(&municipality_log(), ENTRIES);
        let sound = ledger.verify(&[]).shards[0].to_string();
        assert!(sound.contains("300 entries, sound, root "), "{sound}");
        ledger.edit(edit(1));
        let bad = ledger.verify(&[]);
        assert!(bad.shards[0].to_string().ends_with("entry 1 was edited"), "{}", bad.shards[0]);
        assert!(bad.heads().is_empty(), "a bad log's head must not replace a good one");
    });
}
