//! The operator's import, from a file of his own.

use std::path::{Path, PathBuf};

use poortwacht_domain::MunicipalityId;

use super::check::{check, number};
use super::ground;
use super::run::{Import, Imported};
use crate::blocking::off_worker;
use crate::exemptions::author::Author;
use crate::exemptions::csv::Past;
use crate::exemptions::grounds::Grounds;
use crate::exemptions::source::{Bytes, OnDisk, Source};
use crate::{FieldProblem, ServiceError, Services};

/// Imports a CSV file for the operator and gives the number of exemptions, of which none may start in the past once there
/// is a case.
///
/// # Errors
/// As [`import_file`].
pub async fn import(
    services: &Services,
    municipality: MunicipalityId,
    file: &[u8],
) -> Result<usize, ServiceError> {
    let (own, file) = (services.clone(), file.to_vec());
    let imported = off_worker(move || run(&own, municipality, &Bytes(&file), None)).await?;
    Ok(usize::try_from(imported.added).unwrap_or(usize::MAX))
}

/// Imports a CSV file from the operator's disk, all of it or nothing. Lines that start in the past need grounds, and wait
/// for an administrator's agreement.
///
/// # Errors
/// [`ServiceError::Invalid`] with one problem per wrong cell (field `regel 3, kenteken`); then nothing is imported.
pub async fn import_file(
    services: &Services,
    municipality: MunicipalityId,
    file: PathBuf,
    grounds: Option<Grounds>,
) -> Result<Imported, ServiceError> {
    let own = services.clone();
    off_worker(move || run(&own, municipality, &OnDisk(Path::new(&file)), grounds)).await
}

fn run(
    services: &Services,
    municipality: MunicipalityId,
    source: &dyn Source,
    grounds: Option<Grounds>,
) -> Result<Imported, ServiceError> {
    let past = if grounds.is_some() { Past::Proposed } else { Past::Refused };
    let ground = ground(services, municipality, past)?;
    let mut wrong: Vec<FieldProblem> = Vec::new();
    let summary = check(services, municipality, source, &ground, |cell| wrong.push(cell.into()))?;
    if number(wrong.len()) != 0 || summary.wrong != 0 {
        return Err(ServiceError::Invalid(wrong));
    }
    let author = Author::operator(municipality);
    let progress = |_| Ok(());
    let import = Import {
        services,
        author: &author,
        source,
        ground: &ground,
        skip_wrong: false,
        grounds,
        progress: &progress,
    };
    import.run()
}
