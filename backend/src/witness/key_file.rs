//! The file with a witness's cosigner key: one line in the form that other people's tools for signed notes read,
//! `PRIVATE+KEY+<name>+<hash>+<base64 of the algorithm and the seed>`.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use anyhow::{Context, Result, bail};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use poortwacht_domain::rng::random_bytes;
use poortwacht_ledger::checkpoint::{Cosigner, SigningKey, WitnessKey};
use poortwacht_services::system::SystemRng;
use zeroize::Zeroizing;

const MARK: &str = "PRIVATE+KEY+";
/// Timestamped Ed25519 cosignatures ([tlog-cosignature](https://c2sp.org/tlog-cosignature)).
const ALGORITHM: u8 = 0x04;

/// Makes a key named `name`, writes it to a file that does not exist yet, readable by its owner alone, and gives what the
/// server registers.
///
/// # Errors
/// The name cannot be a key's; the file exists or cannot be written.
pub fn make(path: &Path, name: &str) -> Result<WitnessKey> {
    let seed: Zeroizing<[u8; 32]> = Zeroizing::new(random_bytes(&SystemRng::new()));
    let public = Cosigner::new(name, SigningKey::from_seed(*seed)).context("--name")?.public();
    let key = Zeroizing::new([&[ALGORITHM], seed.as_slice()].concat());
    let key = Zeroizing::new(BASE64_STANDARD.encode(&*key));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    writeln!(file, "{MARK}{}+{}", name_and_hash(&public), *key)?;
    file.sync_all()?;
    Ok(public)
}

/// Reads a key.
///
/// # Errors
/// The file cannot be read or holds no such key.
pub fn read(path: &Path) -> Result<Cosigner> {
    let text = Zeroizing::new(fs::read_to_string(path)?);
    let no_key = || "holds no cosigner key; make one with `poortwacht ledger witness-key`".to_owned();
    let line = text.trim_end().strip_prefix(MARK).with_context(no_key)?;
    let mut parts = line.splitn(3, '+');
    let (name, hash, key) = (parts.next(), parts.next(), parts.next());
    let (name, hash, key) =
        name.zip(hash).zip(key).map(|((name, hash), key)| (name, hash, key)).with_context(no_key)?;
    let cosigner = Cosigner::new(name, SigningKey::from_seed(seed(key).with_context(no_key)?))?;
    if name_and_hash(&cosigner.public()) != format!("{name}+{hash}") {
        bail!("is damaged: its key does not have its hash; put back a copy of it");
    }
    Ok(cosigner)
}

fn seed(text: &str) -> Option<[u8; 32]> {
    let key = Zeroizing::new(BASE64_STANDARD.decode(text).ok()?);
    match key.split_first() {
        Some((&ALGORITHM, seed)) => seed.try_into().ok(),
        _ => None,
    }
}

/// Name and hash, as they stand in the public text too.
fn name_and_hash(key: &WitnessKey) -> String {
    let text = key.to_string();
    text.splitn(3, '+').take(2).collect::<Vec<_>>().join("+")
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::MetadataExt as _;

    use super::*;

    #[test]
    fn a_key_that_was_made_is_read_and_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cosigner.key");
        let public = make(&path, "getuige.example").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
        assert_eq!(read(&path).unwrap().public(), public);
        assert!(make(&path, "getuige.example").is_err());
        assert_eq!(read(&path).unwrap().public(), public);
    }

    #[test]
    fn a_damaged_key_or_another_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cosigner.key");
        make(&path, "getuige").unwrap();
        let text = fs::read_to_string(&path).unwrap();
        let other = text.replacen("getuige", "ander", 1);
        for damaged in [&other, "", "PRIVATE+KEY+a+b", &text[..text.len() - 5]] {
            fs::write(&path, damaged).unwrap();
            assert!(read(&path).is_err(), "{damaged}");
        }
        assert!(make(&folder.path().join("second"), "two words").is_err());
    }
}
