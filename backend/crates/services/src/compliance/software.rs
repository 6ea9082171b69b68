//! What the software is made of: the lock file that it was built from, compiled in, as a CycloneDX document.

use std::sync::OnceLock;

use aws_lc_rs::digest::{SHA256, digest};
use poortwacht_domain::{Fact, Finding, Promise, PromiseLine};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::ServiceError;

/// Exact versions and digests of everything that this program is built and tested with.
const LOCK_FILE: &str = include_str!("../../../../../Cargo.lock");

/// A component.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Component {
    /// Its name on the registry.
    pub name: String,
    /// Its exact version.
    pub version: String,
    /// Where it comes from; nothing for our own crates.
    pub source: Option<String>,
    /// SHA-256 of what the registry delivered.
    pub checksum: Option<String>,
}

#[derive(Deserialize)]
struct LockFile {
    package: Vec<Component>,
}

/// Everything in the lock file.
///
/// # Errors
/// [`ServiceError::Damaged`] when it does not parse.
pub fn components() -> Result<&'static [Component], ServiceError> {
    static READ: OnceLock<Option<Vec<Component>>> = OnceLock::new();
    let read = READ.get_or_init(|| toml::from_str::<LockFile>(LOCK_FILE).ok().map(|file| file.package));
    read.as_deref().ok_or_else(|| ServiceError::Damaged("the list of components does not parse".to_owned()))
}

/// The components as a CycloneDX 1.6 document.
///
/// # Errors
/// As [`components`].
pub fn bill_of_materials() -> Result<Value, ServiceError> {
    let listed: Vec<Value> = components()?.iter().map(listed).collect();
    let version = env!("CARGO_PKG_VERSION");
    let own = json!({ "type": "application", "name": "poortwacht", "version": version });
    Ok(json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": { "component": own },
        "components": listed,
    }))
}

fn listed(component: &Component) -> Value {
    let Component { name, version, source, checksum } = component;
    let purl = source.as_ref().map(|_| format!("pkg:cargo/{name}@{version}"));
    let hashes = checksum.as_ref().map(|checksum| json!([{ "alg": "SHA-256", "content": checksum }]));
    let members = [
        ("type", Some(json!("library"))),
        ("name", Some(json!(name))),
        ("version", Some(json!(version))),
        ("purl", purl.map(Value::from)),
        ("hashes", hashes),
    ];
    let there = members.into_iter().filter_map(|(member, value)| Some((member.to_owned(), value?)));
    Value::Object(there.collect())
}

pub(super) fn known() -> PromiseLine {
    let listed = components().map(<[Component]>::len).unwrap_or_default();
    let whole = hex::encode(digest(&SHA256, LOCK_FILE.as_bytes()));
    let facts = vec![
        (Fact::Version, Finding::Words(env!("CARGO_PKG_VERSION").to_owned())),
        (Fact::Components, Finding::Number(super::number(listed))),
        (Fact::ComponentsDigest, Finding::Words(whole)),
    ];
    PromiseLine::judged(Promise::SoftwareKnown, is_whole(components().unwrap_or_default()), facts)
}

/// Everything that came from outside has its digest.
fn is_whole(components: &[Component]) -> bool {
    let bare = |component: &Component| component.source.is_some() && component.checksum.is_none();
    !components.is_empty() && !components.iter().any(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_component_from_outside_is_listed_with_its_digest() {
        let listed = components().unwrap();
        assert!(is_whole(listed));
        assert!(listed.iter().any(|component| component.name == "rustls" && component.checksum.is_some()));
        let document = bill_of_materials().unwrap();
        assert_eq!(document["components"].as_array().unwrap().len(), listed.len());
        assert_eq!(document["specVersion"], "1.6");
    }

    #[test]
    fn a_component_without_a_digest_breaks_the_promise() {
        let mut bare = components().unwrap().to_vec();
        let outside = bare.iter_mut().find(|component| component.source.is_some()).unwrap();
        outside.checksum = None;
        assert!(!is_whole(&bare));
        assert!(!is_whole(&[]));
    }
}
