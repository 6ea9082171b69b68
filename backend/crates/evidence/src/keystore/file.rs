//! Key stores in files: making one, opening it, and noticing that it is gone or another one.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::Path;

use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;

/// Device and inode: tells a file that was put back or replaced from the one that was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FileIdentity(u64, u64);

impl FileIdentity {
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        std::fs::metadata(path).map(|metadata| Self(metadata.dev(), metadata.ino()))
    }
}

/// What an existing file is opened for. None of them ever makes a file: one that vanishes in between is an error, not a
/// new and empty key store.
#[derive(Debug, Clone, Copy)]
pub(super) enum Mode {
    Write,
    /// Nobody changes the file any more: no lock and no file beside it is needed.
    Unchanging,
}

impl Mode {
    fn parameters(self) -> &'static str {
        match self {
            Self::Write => "mode=rw",
            Self::Unchanging => "mode=ro&immutable=1",
        }
    }
}

pub(super) fn connect(path: &Path, mode: Mode) -> ConnectionResult<SqliteConnection> {
    let text =
        path.to_str().ok_or_else(|| ConnectionError::BadConnection("the path is not UTF-8".to_owned()))?;
    let escaped = text.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    SqliteConnection::establish(&format!("file:{escaped}?{}", mode.parameters()))
}

/// Makes an empty file, readable by its owner only, and its folder. Leaves alone what is there already.
pub(super) fn create(path: &Path) -> io::Result<()> {
    let folder = folder_of(path);
    create_folder(folder)?;
    match create_private(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        created => created,
    }?;
    sync(folder)
}

/// Makes an empty file that was not there, readable by its owner only.
pub(super) fn create_private(path: &Path) -> io::Result<()> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map(drop)
}

pub(super) fn create_folder(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Makes the contents of a file, or the names in a folder, durable.
pub(super) fn sync(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
