use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::signing::other_key;
use super::{Ledger, first_shard, municipality_log, on_both_databases};
use crate::LogName;
use crate::export::{ExportError, Folder};
use crate::verify::{Expected, Fault, Finding, Report, SourceError, tree_of, verify_source};

fn judged(folder: &Path, expected: &Expected) -> Report {
    verify_source(&mut Folder::open(folder).unwrap(), expected).unwrap()
}

impl Ledger {
    fn exported(&self, size: u64) -> TempDir {
        let folder = TempDir::new().unwrap();
        self.append_at_once(&municipality_log(), size);
        self.append_many(&LogName::system(), 2);
        self.sign();
        self.export(folder.path()).unwrap();
        folder
    }
}

#[test]
fn an_exported_folder_verifies_with_the_public_key_and_tells_its_database() {
    on_both_databases(|ledger| {
        let folder = ledger.exported(600);
        let expected = Expected { kept: ledger.heads(), ..ledger.signer() };
        let report = judged(folder.path(), &expected);
        assert!(report.is_sound(), "{report:?}");
        assert_eq!(report.heads(), ledger.heads());
        assert_eq!(report.shards[0].signed, Some(600));
        let mut source = Folder::open(folder.path()).unwrap();
        assert_eq!(source.database(), Some(ledger.database()));
        let tree = tree_of(&mut source, &first_shard(&municipality_log()), 600).unwrap();
        assert_eq!(tree.root(), ledger.heads()[0].root);
        let text = fs::read_to_string(folder.path().join("README.txt")).unwrap();
        assert!(text.contains("poortwacht ledger verify"));
    });
}

#[test]
fn a_later_export_goes_on_in_the_same_folder() {
    on_both_databases(|ledger| {
        let folder = ledger.exported(300);
        ledger.append_at_once(&municipality_log(), 300);
        assert_eq!(judged(folder.path(), &ledger.signer()).heads()[0].size, 300);
        ledger.sign();
        ledger.export(folder.path()).unwrap();
        assert_eq!(judged(folder.path(), &ledger.signer()).heads(), ledger.heads());
    });
}

#[test]
fn a_changed_file_of_an_export_is_named_by_its_entry() {
    on_both_databases(|ledger| {
        let folder = ledger.exported(600);
        let shard = folder.path().join(first_shard(&municipality_log()).to_string());
        let cases: [(&str, &str, u64, Fault); 4] = [
            ("tile/entries/001", "officer", 256, Fault::Edited),
            ("tile/entries/002.p/88", "officer", 512, Fault::Edited),
            ("checkpoint", "poortwacht", 599, Fault::BadSignature),
            ("tile/0/000", "", 255, Fault::HashDiffers),
        ];
        for (file, text, position, what) in cases {
            let path = shard.join(file);
            let good = fs::read(&path).unwrap();
            fs::write(&path, changed(&good, text)).unwrap();
            let first = judged_or_opened(folder.path(), &ledger.signer());
            assert_eq!(first, Some(Finding { position, what }), "{file}");
            fs::write(&path, good).unwrap();
        }
        fs::remove_file(shard.join("tile/entries/001")).unwrap();
        let first = judged_or_opened(folder.path(), &ledger.signer());
        assert_eq!(first, Some(Finding { position: 256, what: Fault::Destroyed }));
    });
}

fn judged_or_opened(folder: &Path, expected: &Expected) -> Option<Finding> {
    judged(folder, expected).first_bad().and_then(|shard| shard.first_bad)
}

/// Changes the first occurrence of a text, or the last byte; of a checkpoint a byte of its signature.
fn changed(good: &[u8], text: &str) -> Vec<u8> {
    let mut bad = good.to_vec();
    let found = bad.windows(text.len().max(1)).position(|window| window == text.as_bytes());
    let place = match text {
        "poortwacht" => bad.len() - 10,
        "" => bad.len() - 1,
        _ => found.unwrap(),
    };
    bad[place] = if bad[place] == b'A' { b'B' } else { b'A' };
    bad
}

#[test]
fn another_key_does_not_verify_an_export_and_no_export_is_made_of_its_checkpoints() {
    on_both_databases(|ledger| {
        let folder = ledger.exported(3);
        let signer = Some((other_key().public(), ledger.database()));
        let report = judged(folder.path(), &Expected { signer, ..Expected::default() });
        let bad = Some(Finding { position: 2, what: Fault::BadSignature });
        assert_eq!(report.shards[0].first_bad, bad);
        ledger.append_many(&municipality_log(), 1);
        ledger.sign_with(&other_key());
        assert!(matches!(ledger.export(folder.path()), Err(ExportError::Checkpoint { .. })));
    });
}

#[test]
fn a_folder_of_another_history_is_not_written_to() {
    on_both_databases(|ledger| {
        let folder = ledger.exported(300);
        let tile = folder.path().join(first_shard(&municipality_log()).to_string()).join("tile/0/000");
        let mut bad = fs::read(&tile).unwrap();
        bad[0] ^= 1;
        fs::write(&tile, bad).unwrap();
        ledger.append_many(&municipality_log(), 1);
        ledger.sign();
        let error = ledger.export(folder.path()).unwrap_err();
        assert!(error.to_string().contains("tile/0/000: the folder holds another history"), "{error}");
    });
}

#[test]
fn what_is_no_export_is_refused_by_the_name_of_its_file() {
    let folder = TempDir::new().unwrap();
    let open = || Folder::open(folder.path()).unwrap_err();
    assert!(open().to_string().contains("no shard of a log is here"));
    let shard = folder.path().join("system/2026-2");
    fs::create_dir_all(&shard).unwrap();
    assert!(matches!(open(), SourceError::File { path, .. } if path == shard.join("checkpoint")));
    fs::write(shard.join("checkpoint"), "no checkpoint").unwrap();
    assert!(open().to_string().contains("system/2026-2/checkpoint: this is not a checkpoint"));
    fs::create_dir(folder.path().join("other")).unwrap();
    assert!(matches!(open(), SourceError::NoExport { .. }));
}
