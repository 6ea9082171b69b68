//! Signing a folder and making one file of it.

use std::fs::File;
use std::io::{self, Seek as _};
use std::path::Path;

use poortwacht_store::municipalities::Municipality;
use tar::{Builder, HeaderMode};
use tempfile::TempDir;

use super::AuditBundle;
use super::contents::{put, unwritable};
use super::manifest::{FORMAT, Manifest, files};
use crate::blocking::off_worker;
use crate::dossier::{MANIFEST, SIGNATURE, SOFTWARE, signing_key};
use crate::{ServiceError, Services};

pub(super) async fn pack(
    services: &Services,
    municipality: &Municipality,
    folder: TempDir,
    name: String,
) -> Result<AuditBundle, ServiceError> {
    let (services, municipality) = (services.clone(), municipality.clone());
    off_worker(move || {
        sign(&services, &municipality, folder.path())?;
        let (file, length) = archive(folder.path(), &name).map_err(unwritable)?;
        Ok(AuditBundle { file_name: format!("{name}.tar"), file, length })
    })
    .await
}

fn sign(services: &Services, municipality: &Municipality, folder: &Path) -> Result<(), ServiceError> {
    let key = signing_key(services, municipality.id)?;
    let manifest = Manifest {
        format: FORMAT.to_owned(),
        municipality: municipality.name.clone(),
        made_at: services.now(),
        software: SOFTWARE.to_owned(),
        public_key: key.public_key()?.to_string(),
        files: files(folder).map_err(unwritable)?,
    };
    let signed = serde_json::to_vec_pretty(&manifest)
        .map_err(|error| ServiceError::Damaged(format!("a bundle's manifest: {error}")))?;
    put(folder, MANIFEST, &signed)?;
    put(folder, SIGNATURE, &key.sign(&signed))
}

/// Nobody's name, no time and no rights of this machine go along.
fn archive(folder: &Path, name: &str) -> io::Result<(File, u64)> {
    let mut builder = Builder::new(tempfile::tempfile_in(folder.parent().unwrap_or(folder))?);
    builder.mode(HeaderMode::Deterministic);
    builder.append_dir_all(name, folder)?;
    let mut file = builder.into_inner()?;
    let length = file.stream_position()?;
    file.rewind()?;
    Ok((file, length))
}
