//! An exported shard before code that others wrote: Go's `sumdb/note` and `sumdb/tlog`.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::signing::key;
use super::{Ledger, first_shard, municipality_log, on_both_databases};
use crate::checkpoint::origin;
use crate::export;
use crate::verify::Database;

/// Where Debian puts the sources of Go's libraries.
const GOPATH: &str = "/usr/share/gocode";
const MISSING: &str =
    "install golang-go and golang-golang-x-mod-dev (Debian), which verify an exported log independently";

struct Outsider {
    program: PathBuf,
    _folder: TempDir,
}

impl Outsider {
    fn build() -> Self {
        let folder = TempDir::new().unwrap();
        let program = folder.path().join("outsider");
        assert!(Path::new(GOPATH).join("src/golang.org/x/mod/sumdb").is_dir(), "{MISSING}");
        let built = Command::new("go")
            .args(["build", "-o"])
            .arg(&program)
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tests/outsider/main.go"))
            .env("GO111MODULE", "off")
            .env("GOPATH", GOPATH)
            .env("GOCACHE", folder.path().join("cache"))
            .env("GOFLAGS", "")
            .output();
        let built = built.unwrap_or_else(|error| panic!("go: {error}; {MISSING}"));
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        Self { program, _folder: folder }
    }

    /// What it says against the first shard of an export; `Ok` with what it found when that is sound.
    fn judge(&self, ledger: &Ledger, folder: &Path) -> Result<String, String> {
        let shard = first_shard(&municipality_log()).to_string();
        let verifier_key = key().public().verifier_key(&origin(ledger.database(), &shard));
        let output = Command::new(&self.program).arg(folder.join(&shard)).arg(verifier_key).output().unwrap();
        let said = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        if output.status.success() { Ok(said(&output.stdout)) } else { Err(said(&output.stderr)) }
    }
}

impl Ledger {
    pub(super) fn export(&self, folder: &Path) -> Result<export::Exported, export::ExportError> {
        let (key, database) = (key().public(), self.database());
        let mut result = None;
        let read = self.store.read_blocking::<_, poortwacht_store::StoreError, _>(|conn| {
            result = Some(export::write(&mut Database::new(conn), folder, &key, database, &|_| true));
            Ok(())
        });
        read.unwrap();
        result.unwrap()
    }
}

#[test]
fn others_verify_an_exported_shard_of_any_size_and_refuse_a_changed_one() {
    let outsider = Outsider::build();
    on_both_databases(|ledger| {
        let (log, folder) = (municipality_log(), TempDir::new().unwrap());
        let mut size = 0;
        for more in [1, 1, 253, 1, 1, 256, 1_000] {
            ledger.append_at_once(&log, more);
            size += more;
            ledger.sign();
            // What is appended after the checkpoint is not in the export.
            ledger.append_many(&log, 1);
            size += 1;
            ledger.export(folder.path()).unwrap();
            let found = outsider.judge(ledger, folder.path()).unwrap();
            assert!(found.starts_with(&format!("{} entries, root ", size - 1)), "{found}");
        }
        refuses_what_was_changed(&outsider, ledger, folder.path());
    });
}

#[test]
fn others_verify_an_exported_shard_of_three_levels_of_tiles() {
    let outsider = Outsider::build();
    on_both_databases(|ledger| {
        let folder = TempDir::new().unwrap();
        ledger.append_at_once(&municipality_log(), 70_000);
        ledger.sign();
        ledger.export(folder.path()).unwrap();
        assert!(
            folder.path().join(first_shard(&municipality_log()).to_string()).join("tile/2/000.p/1").is_file()
        );
        let found = outsider.judge(ledger, folder.path()).unwrap();
        assert!(found.starts_with("70000 entries, root "), "{found}");
    });
}

fn refuses_what_was_changed(outsider: &Outsider, ledger: &Ledger, folder: &Path) {
    let shard = folder.join(first_shard(&municipality_log()).to_string());
    for (file, complaint) in [
        ("tile/entries/001", "root"),
        ("tile/0/001", "tile"),
        ("tile/1/000.p/5", "tile"),
        ("checkpoint", "signature"),
    ] {
        let path = shard.join(file);
        let good = std::fs::read(&path).unwrap();
        let mut bad = good.clone();
        let middle = bad.len() / 2;
        bad[middle] ^= 1;
        std::fs::write(&path, bad).unwrap();
        let said = outsider.judge(ledger, folder).unwrap_err();
        assert!(said.contains(complaint), "{file}: {said}");
        std::fs::write(&path, good).unwrap();
    }
    outsider.judge(ledger, folder).unwrap();
}
