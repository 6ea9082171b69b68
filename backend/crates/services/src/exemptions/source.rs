//! Where the bytes of a file come from, as often as it is read: a piece at a time, never whole.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use zeroize::Zeroizing;

use crate::ServiceError;

/// Bytes of a file. They hold plates and names: zeroed when dropped.
pub(super) type Piece = Zeroizing<Vec<u8>>;

/// How much is read, or sealed, at a time.
pub(super) const PIECE: usize = 256 * 1024;

/// A file that can be read from its beginning several times.
pub(super) trait Source: Send + Sync {
    /// Its pieces, from the first.
    fn pieces(&self) -> Box<dyn Iterator<Item = Result<Piece, ServiceError>> + '_>;
}

/// A file in memory.
pub(super) struct Bytes<'a>(pub(super) &'a [u8]);

impl Source for Bytes<'_> {
    fn pieces(&self) -> Box<dyn Iterator<Item = Result<Piece, ServiceError>> + '_> {
        Box::new(self.0.chunks(PIECE).map(|piece| Ok(Zeroizing::new(piece.to_vec()))))
    }
}

/// A file of the operator's.
pub(super) struct OnDisk<'a>(pub(super) &'a Path);

impl Source for OnDisk<'_> {
    fn pieces(&self) -> Box<dyn Iterator<Item = Result<Piece, ServiceError>> + '_> {
        let mut file = File::open(self.0);
        let mut ended = false;
        Box::new(std::iter::from_fn(move || {
            if ended {
                return None;
            }
            let read = match &mut file {
                Ok(file) => next(file),
                Err(error) => Err(unreadable(error)),
            };
            ended = !matches!(&read, Ok(Some(_)));
            read.transpose()
        }))
    }
}

fn next(file: &mut File) -> Result<Option<Piece>, ServiceError> {
    let mut piece = Zeroizing::new(Vec::with_capacity(PIECE));
    let limit = u64::try_from(PIECE).unwrap_or(u64::MAX);
    file.take(limit).read_to_end(&mut piece).map_err(|error| unreadable(&error))?;
    Ok((!piece.is_empty()).then_some(piece))
}

fn unreadable(error: &std::io::Error) -> ServiceError {
    ServiceError::Unavailable(format!("the file cannot be read: {error}"))
}
