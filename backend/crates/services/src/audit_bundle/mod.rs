//! Everything that the yearly audit by a third party asks for, in one file that needs no installation to be checked: every
//! promise with its evidence, what was destroyed month by month, what the software is made of, where it ran, who watches
//! it, and the ledger itself with its proofs.
//!
//! The file is a tar archive of one folder. A manifest names the digest of every file but the ledger's, whose own hashes
//! and signed checkpoints prove more than a list could; the municipality's key signs the manifest.

mod check;
mod contents;
mod manifest;
mod pack;

use std::fs::File;

use poortwacht_domain::{Act, Permission};
use poortwacht_ledger::{Entry, LogName};
use poortwacht_store::municipalities::{self, Municipality};
use poortwacht_store::{Connection, Scope};

pub use check::{BundleUnreadable, CheckedBundle, check};

use crate::statement::StatementWords;
use crate::{Actor, ServiceError, Services};

/// The folder with the ledger, below the bundle's own.
pub const LEDGER: &str = "logboek";

/// A bundle, written to a file that has no name and vanishes when it is closed.
pub struct AuditBundle {
    /// File name for whoever keeps it.
    pub file_name: String,
    /// The archive, to be read from its start.
    pub file: File,
    /// Its length in bytes.
    pub length: u64,
}

/// The bundle of the actor's municipality. Logged as [`Act::ComplianceExported`] first.
///
/// # Errors
/// [`ServiceError::Refused`] without the permission; [`ServiceError::Damaged`] for a ledger that does not fit its
/// checkpoints; those of store, key store and ledger.
pub async fn make(
    services: &Services,
    actor: &Actor,
    words: StatementWords,
) -> Result<AuditBundle, ServiceError> {
    actor.require(Permission::ViewCompliance)?;
    let entry = actor.entry(Act::ComplianceExported).detail("bundle", "audit");
    services.enter(actor.log(), entry).await?;
    let (scope, id) = (actor.scope(), actor.municipality);
    let read = move |conn: &mut Connection| municipalities::by_id(conn, &scope, id);
    let municipality = services.store().read(read).await?;
    bundle(services, municipality.ok_or(ServiceError::NotFound("municipality"))?, words).await
}

/// As [`make`], of a municipality by its code, for the operator. Logged as [`Act::LedgerExported`] first.
///
/// # Errors
/// As [`make`]; [`ServiceError::NotFound`].
pub async fn make_of(
    services: &Services,
    code: &str,
    words: StatementWords,
) -> Result<AuditBundle, ServiceError> {
    let (scope, code) = (Scope::job("an audit bundle for the operator"), code.to_owned());
    let found = services.store().read(move |conn| municipalities::by_code(conn, &scope, &code)).await?;
    let municipality = found.ok_or(ServiceError::NotFound("municipality"))?;
    let entry = Entry::new(poortwacht_ledger::Actor::Operator, Act::LedgerExported).detail("what", "bundle");
    services.enter(LogName::municipality(municipality.id), entry).await?;
    bundle(services, municipality, words).await
}

async fn bundle(
    services: &Services,
    municipality: Municipality,
    words: StatementWords,
) -> Result<AuditBundle, ServiceError> {
    let name = format!("audit-{}-{}", municipality.code, services.now().strftime("%Y-%m-%d"));
    let folder = contents::write(services, &municipality, words).await?;
    pack::pack(services, &municipality, folder, name).await
}
