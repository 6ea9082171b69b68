//! Batch files against their schema, judged by a validator that is not ours.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

fn services() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../backend/crates/services")
}

fn validates(file: &str) {
    let text = std::fs::read_to_string(services().join(file)).unwrap();
    let text =
        text.replace("BATCH", "0192f7a0-0000-4000-8000-000000000000").replace("REFERENCE", "7N3QD88WSF");
    let mut validator = Command::new("xmllint")
        .args(["--noout", "--nonet", "--schema"])
        .arg(services().join("schema/cjib-mock-v1.xsd"))
        .arg("-")
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("xmllint is missing: install libxml2-utils");
    validator.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let judged = validator.wait_with_output().unwrap();
    assert!(judged.status.success(), "{file}: {}", String::from_utf8_lossy(&judged.stderr));
}

#[test]
fn the_example_in_the_documentation_is_valid() {
    validates("schema/cjib-mock-v1.example.xml");
}

/// The export's own test compares this file, byte for byte but for two identifiers, with what the export builds.
#[test]
fn what_the_export_builds_is_valid() {
    validates("src/export/tests/expected.xml");
}
