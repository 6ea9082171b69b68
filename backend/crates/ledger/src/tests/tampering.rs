//! Somebody with full access to the database changes the log behind our back.

use diesel::connection::SimpleConnection;
use diesel::{Connection as _, PgConnection, SqliteConnection};
use poortwacht_store::{Backend, ledger_rows};

use super::{Ledger, municipality_log, on_both_databases};
use crate::record::link;
use crate::{Fault, Finding, KeptHead};

const ENTRIES: u64 = 10;

impl Ledger {
    /// Runs SQL past everything that guards the log.
    pub(super) fn tamper(&self, sql: &str) {
        match self.store.backend() {
            Backend::Sqlite => {
                let path = self.url.trim_start_matches("sqlite:");
                SqliteConnection::establish(path).unwrap().batch_execute(sql).unwrap();
            }
            Backend::Postgres => PgConnection::establish(&self.url).unwrap().batch_execute(sql).unwrap(),
        }
    }

    fn blob(&self, bytes: &[u8]) -> String {
        match self.store.backend() {
            Backend::Sqlite => format!("x'{}'", hex::encode(bytes)),
            Backend::Postgres => format!("decode('{}', 'hex')", hex::encode(bytes)),
        }
    }

    /// Changes the entry at `from` and makes the chain sound again from there up to `until`, exclusive.
    fn rewrite(&self, from: u64, until: u64) -> [u8; 32] {
        let log = municipality_log();
        let entries = self.store.read_blocking(|conn| ledger_rows::entries(conn, &log, from, 100)).unwrap();
        let mut previous = entries[0].previous_hash;
        for entry in entries.iter().filter(|entry| entry.position < until) {
            let text = entry.entry.replace("officer", "auditor");
            let hash = link(&previous, &text);
            self.tamper(&format!(
                "UPDATE ledger_entries SET entry = '{text}', previous_hash = {}, hash = {} WHERE position = {}",
                self.blob(&previous), self.blob(&hash), entry.position
            ));
            previous = hash;
        }
        previous
    }

    fn set_head(&self, size: u64, hash: &[u8]) {
        self.tamper(&format!("UPDATE ledger_heads SET size = {size}, head_hash = {}", self.blob(hash)));
    }

    fn hash_at(&self, position: u64) -> [u8; 32] {
        let log = municipality_log();
        self.store.read_blocking(|conn| ledger_rows::entries(conn, &log, position, 1)).unwrap()[0].hash
    }

    fn cut_from(&self, position: u64) {
        self.tamper(&format!("DELETE FROM ledger_entries WHERE position >= {position}"));
    }
}

/// Ten entries, kept outside; then `tampering`; then the first bad entry must be this one.
fn finds(position: u64, what: Fault, tampering: impl Fn(&Ledger)) {
    assert_eq!(after(&tampering, true), [Some(Finding { position, what }); 2]);
}

/// The finding on each database.
fn after(tampering: &impl Fn(&Ledger), with_kept_head: bool) -> Vec<Option<Finding>> {
    let findings = std::cell::RefCell::new(Vec::new());
    on_both_databases(|ledger| {
        ledger.append_many(&municipality_log(), ENTRIES);
        let mut kept: Vec<KeptHead> = ledger.verify(&[]).heads();
        assert_eq!(kept.len(), 1);
        assert!(ledger.verify(&kept).is_sound());
        if !with_kept_head {
            kept.clear();
        }
        tampering(ledger);
        let report = ledger.verify(&kept);
        findings.borrow_mut().push(report.logs.first().and_then(|log| log.first_bad));
    });
    findings.into_inner()
}

#[test]
fn an_edited_entry_is_named() {
    finds(5, Fault::Edited, |ledger| {
        ledger
            .tamper("UPDATE ledger_entries SET entry = replace(entry, 'done', 'failed') WHERE position = 5");
    });
}

#[test]
fn an_edited_column_is_named() {
    for change in
        ["account_id = NULL", "case_id = NULL", "at = at + 1", "entry = 'not JSON'", "case_id = 'none'"]
    {
        finds(5, Fault::Edited, |ledger| {
            ledger.tamper(&format!("UPDATE ledger_entries SET {change} WHERE position = 5"));
        });
    }
}

#[test]
fn an_edited_entry_with_a_recomputed_hash_breaks_the_next_link() {
    finds(6, Fault::LinkBroken, |ledger| {
        ledger.rewrite(5, 6);
    });
}

#[test]
fn a_hash_of_the_wrong_length_is_named() {
    finds(5, Fault::Edited, |ledger| {
        let short = ledger.blob(&[1, 2, 3]);
        ledger.tamper(&format!("UPDATE ledger_entries SET hash = {short} WHERE position = 5"));
    });
}

#[test]
fn a_deleted_entry_is_named() {
    for position in [0, 5] {
        finds(position, Fault::Missing, |ledger| {
            ledger.tamper(&format!("DELETE FROM ledger_entries WHERE position = {position}"));
        });
    }
}

#[test]
fn a_deleted_entry_whose_gap_was_closed_is_named() {
    finds(5, Fault::Reordered, |ledger| {
        ledger.tamper("DELETE FROM ledger_entries WHERE position = 5");
        for position in 6..ENTRIES {
            ledger.tamper(&format!(
                "UPDATE ledger_entries SET position = position - 1 WHERE position = {position}"
            ));
        }
    });
}

#[test]
fn exchanged_entries_are_named() {
    finds(3, Fault::Reordered, |ledger| {
        ledger.tamper("UPDATE ledger_entries SET position = 100 WHERE position = 3");
        ledger.tamper("UPDATE ledger_entries SET position = 3 WHERE position = 7");
        ledger.tamper("UPDATE ledger_entries SET position = 7 WHERE position = 100");
    });
}

#[test]
fn an_entry_put_in_between_is_named() {
    finds(5, Fault::LinkBroken, |ledger| {
        for position in (5..ENTRIES).rev() {
            ledger.tamper(&format!(
                "UPDATE ledger_entries SET position = position + 1 WHERE position = {position}"
            ));
        }
        let log = municipality_log();
        let moved = ledger.store.read_blocking(|conn| ledger_rows::entries(conn, &log, 6, 1)).unwrap();
        let text = moved[0].entry.replace("officer", "auditor");
        ledger.tamper(&format!(
            "INSERT INTO ledger_entries SELECT log, 5, {}, {}, case_id, account_id, at, '{text}' FROM ledger_entries WHERE position = 6",
            ledger.blob(&[9; 32]), ledger.blob(&link(&[9; 32], &text)),
        ));
    });
}

#[test]
fn an_entry_added_behind_the_head_is_named() {
    finds(ENTRIES, Fault::BeyondHead, |ledger| {
        let hash = ledger.hash_at(ENTRIES - 1);
        ledger.tamper(&format!(
            "INSERT INTO ledger_entries SELECT log, {ENTRIES}, {}, {}, case_id, account_id, at, entry FROM ledger_entries WHERE position = 0",
            ledger.blob(&hash), ledger.blob(&[9; 32]),
        ));
    });
}

#[test]
fn a_cut_tail_is_named() {
    finds(7, Fault::Truncated, |ledger| ledger.cut_from(7));
}

#[test]
fn a_cut_tail_with_a_rewritten_head_is_found_by_the_kept_head() {
    let cut = |ledger: &Ledger| {
        let hash = ledger.hash_at(6);
        ledger.cut_from(7);
        ledger.set_head(7, &hash);
    };
    finds(7, Fault::Truncated, cut);
    assert_eq!(after(&cut, false), [None, None], "within the database alone nothing shows it");
}

#[test]
fn a_log_rewritten_to_its_end_is_found_by_the_kept_head() {
    let rewrite = |ledger: &Ledger| {
        let hash = ledger.rewrite(5, ENTRIES);
        ledger.set_head(ENTRIES, &hash);
    };
    finds(ENTRIES - 1, Fault::Rewritten, rewrite);
    assert_eq!(after(&rewrite, false), [None, None], "within the database alone nothing shows it");
}

#[test]
fn a_log_rewritten_and_continued_is_found_by_the_kept_head() {
    finds(ENTRIES - 1, Fault::Rewritten, |ledger| {
        let hash = ledger.rewrite(5, ENTRIES);
        ledger.set_head(ENTRIES, &hash);
        ledger.append_many(&municipality_log(), 3);
    });
}

#[test]
fn a_log_that_is_gone_as_a_whole_is_found_by_the_kept_head() {
    finds(0, Fault::Truncated, |ledger| {
        ledger.cut_from(0);
        ledger.tamper("DELETE FROM ledger_heads");
    });
}

#[test]
fn a_changed_head_is_named() {
    finds(ENTRIES - 1, Fault::HeadMismatch, |ledger| ledger.set_head(ENTRIES, &[7; 32]));
}

#[test]
fn a_head_set_back_is_named() {
    finds(8, Fault::Truncated, |ledger| {
        let hash = ledger.hash_at(7);
        ledger.set_head(8, &hash);
    });
}

#[test]
fn the_report_says_which_entry_and_what() {
    on_both_databases(|ledger| {
        ledger.append_many(&municipality_log(), 3);
        let sound = ledger.verify(&[]).logs[0].to_string();
        assert!(sound.contains("3 entries, sound, head "), "{sound}");
        ledger.tamper("UPDATE ledger_entries SET at = 0 WHERE position = 1");
        let bad = ledger.verify(&[]);
        assert!(bad.logs[0].to_string().ends_with("entry 1 was edited"), "{}", bad.logs[0]);
        assert!(bad.heads().is_empty(), "a bad log's head must not replace a good one");
    });
}
