//! What a bundle holds, written into a folder of its own.

use std::fs;
use std::io;
use std::path::Path;

use poortwacht_domain::ComplianceReport;
use poortwacht_ledger::LogName;
use poortwacht_store::municipalities::Municipality;
use serde::Serialize;
use tempfile::TempDir;

use super::LEDGER;
use crate::retention_terms::{self, TermDocument};
use crate::statement::{self, StatementWords};
use crate::{ServiceError, Services, compliance, instances, ledger_outside, processing_register, witnesses};

const README: &str = include_str!("leesmij.txt");

/// Writes everything but the manifest. The folder vanishes with what is returned.
pub(super) async fn write(
    services: &Services,
    municipality: &Municipality,
    words: StatementWords,
) -> Result<TempDir, ServiceError> {
    let folder = own_folder(services).map_err(unwritable)?;
    put(folder.path(), "LEESMIJ.txt", README.as_bytes())?;
    let report = compliance::report(services, municipality.id).await?;
    lists(services, municipality, folder.path(), &report).await?;
    for made in statement::of_report(services, municipality.clone(), report, words).await? {
        put(folder.path(), &made.file_name, &made.bytes)?;
    }
    ledger_outside::export_of(services, municipality.id, folder.path().join(LEDGER)).await?;
    Ok(folder)
}

/// Readable by this program's user alone; beside the database where that has a folder, so that nothing of a ledger lies
/// where others write too.
fn own_folder(services: &Services) -> io::Result<TempDir> {
    match &services.config().installation.data_folder {
        Some(folder) => tempfile::tempdir_in(folder),
        None => tempfile::tempdir(),
    }
}

/// What is told as data, for other programs.
async fn lists(
    services: &Services,
    municipality: &Municipality,
    folder: &Path,
    report: &ComplianceReport,
) -> Result<(), ServiceError> {
    put_json(folder, "naleving.json", report)?;
    put_json(folder, "onderdelen.cdx.json", &compliance::bill_of_materials()?)?;
    put_json(folder, "omgevingen.json", &instances::places(services).await?)?;
    put_json(folder, "verwerkingen.json", &processing_register::register(services).await?)?;
    let terms = retention_terms::of_municipality(services, &municipality.code).await?;
    let terms: Vec<_> = terms.iter().map(|row| TermDocument::from(row).without_names()).collect();
    put_json(folder, "bewaartermijnen.json", &terms)?;
    let mut watching = witnesses::list(services).await?;
    watching
        .retain(|witness| [municipality.code.as_str(), LogName::system().as_str()].contains(&&*witness.log));
    put_json(folder, "getuigen.json", &watching)
}

fn put_json<T: Serialize>(folder: &Path, name: &str, content: &T) -> Result<(), ServiceError> {
    let bytes = serde_json::to_vec_pretty(content)
        .map_err(|error| ServiceError::Damaged(format!("{name}: {error}")))?;
    put(folder, name, &bytes)
}

pub(super) fn put(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), ServiceError> {
    fs::write(folder.join(name), bytes).map_err(unwritable)
}

/// The folder for temporary files is full or may not be written to.
pub(super) fn unwritable(error: io::Error) -> ServiceError {
    ServiceError::Unavailable(format!("the folder for temporary files: {error}"))
}
