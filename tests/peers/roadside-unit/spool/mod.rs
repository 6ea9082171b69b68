//! Packets on disk: written and synced before anything is sent, erased when the server or the clock says so.
//!
//! The spool holds readable originals, as the disk of a real unit does: its folder is private to the user.

mod entry;

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use anyhow::{Context as _, bail};

pub use entry::{Entry, Header, Part};

const SUFFIX: &str = ".packet";
const UNFINISHED: &str = ".unfinished";
const MARKER: &str = "next-sequence";

/// A spool folder, held by this process alone.
#[derive(Debug)]
pub struct Spool {
    folder: PathBuf,
    numbers: Mutex<Numbers>,
    _lock: File,
}

#[derive(Debug)]
struct Numbers {
    /// The number that the next packet gets.
    next: u64,
    /// What the marker file says: at least one above every number that was erased.
    marked: u64,
}

/// What was found in a spool.
#[derive(Debug, Default)]
pub struct Recovered {
    /// Packets that wait, oldest first.
    pub headers: Vec<Header>,
    /// Half-written files that were removed: packets that nobody had promised anything about.
    pub unfinished: usize,
}

impl Spool {
    /// Opens or makes the folder and looks what a previous life left behind.
    ///
    /// # Errors
    /// Folder unusable, in use by another process, or a packet in it damaged.
    pub fn open(folder: &Path) -> anyhow::Result<(Self, Recovered)> {
        let place = || format!("spool {}", folder.display());
        DirBuilder::new().recursive(true).mode(0o700).create(folder).with_context(place)?;
        let lock = private_file(&folder.join("lock")).with_context(place)?;
        if lock.try_lock().is_err() {
            bail!("spool {} is in use by another unit", folder.display());
        }
        let recovered = recover(folder).with_context(place)?;
        let marked = read_marker(folder).with_context(place)?;
        let highest = recovered.headers.iter().map(|header| header.sequence).max().unwrap_or(0);
        let numbers = Mutex::new(Numbers { next: marked.max(highest + 1), marked });
        Ok((Self { folder: folder.to_path_buf(), numbers, _lock: lock }, recovered))
    }

    /// Takes a sequence number. It only counts once a packet with it is in the spool.
    pub fn take_sequence(&self) -> u64 {
        let mut numbers = self.numbers.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = numbers.next;
        numbers.next += 1;
        taken
    }

    /// Makes a packet durable: after this it is sent however often the unit dies.
    ///
    /// # Errors
    /// Anything the disk says; no half packet is left that would be sent.
    pub fn put(&self, entry: &Entry) -> io::Result<()> {
        let target = self.path(&entry.header);
        let unfinished = target.with_extension(UNFINISHED.trim_start_matches('.'));
        let mut file = private_file(&unfinished)?;
        file.write_all(&entry.to_bytes()?)?;
        file.sync_all()?;
        fs::rename(&unfinished, &target)?;
        sync_folder(&self.folder)
    }

    /// Reads a packet back.
    ///
    /// # Errors
    /// Anything the disk says, or damage.
    pub fn load(&self, header: &Header) -> io::Result<Entry> {
        Entry::from_bytes(&fs::read(self.path(header))?)
    }

    /// Erases a packet for good. Its number is never used again.
    ///
    /// # Errors
    /// Anything the disk says.
    pub fn erase(&self, header: &Header) -> io::Result<()> {
        self.mark(header.sequence)?;
        fs::remove_file(self.path(header))?;
        sync_folder(&self.folder)
    }

    /// Makes sure that the marker is above `sequence`, so that a restart goes on counting without it.
    fn mark(&self, sequence: u64) -> io::Result<()> {
        let mut numbers = self.numbers.lock().unwrap_or_else(PoisonError::into_inner);
        if numbers.marked > sequence {
            return Ok(());
        }
        // Not `next`: a number that was taken but not yet spooled must come again after a crash.
        let unfinished = self.folder.join("next-sequence.unfinished");
        let mut file = private_file(&unfinished)?;
        write!(file, "{}", sequence + 1)?;
        file.sync_all()?;
        fs::rename(&unfinished, self.folder.join(MARKER))?;
        sync_folder(&self.folder)?;
        numbers.marked = sequence + 1;
        Ok(())
    }

    fn path(&self, header: &Header) -> PathBuf {
        self.folder.join(format!("{:012}-{}{SUFFIX}", header.sequence, header.variant))
    }
}

fn recover(folder: &Path) -> anyhow::Result<Recovered> {
    let mut recovered = Recovered::default();
    for item in fs::read_dir(folder)? {
        let path = item?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.ends_with(UNFINISHED) {
            fs::remove_file(&path)?;
            recovered.unfinished += 1;
        } else if name.ends_with(SUFFIX) {
            let entry = fs::read(&path).and_then(|bytes| Entry::from_bytes(&bytes));
            recovered.headers.push(entry.with_context(|| path.display().to_string())?.header);
        }
    }
    recovered.headers.sort_by_key(|header| (header.sequence, header.variant));
    Ok(recovered)
}

fn read_marker(folder: &Path) -> anyhow::Result<u64> {
    match fs::read_to_string(folder.join(MARKER)) {
        Ok(text) => text.trim().parse().context(MARKER),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(1),
        Err(error) => Err(error).context(MARKER),
    }
}

/// A new or emptied file that only this user can read.
fn private_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(sequence: u64) -> Entry {
        let parts = vec![Part { name: "overview".to_owned(), bytes: vec![0xFF, 0xD8, b'\n', 7] }];
        Entry {
            header: Header {
                packet_id: format!("id-{sequence}"),
                sequence,
                variant: 0,
                queued_since: "2026-11-22T08:00:00Z".parse().unwrap(),
                signature: "c2ln".to_owned(),
                sends: 1,
                fault: None,
                exempt: false,
                packet_length: 0,
                parts: Vec::new(),
            },
            packet: b"{\"a\":1}\n".to_vec(),
            parts,
        }
        .sealed()
    }

    fn put_next(spool: &Spool) -> Header {
        let entry = entry(spool.take_sequence());
        spool.put(&entry).unwrap();
        entry.header
    }

    #[test]
    fn what_was_put_is_there_after_a_restart_byte_for_byte() {
        let folder = tempfile::tempdir().unwrap();
        let (spool, _) = Spool::open(folder.path()).unwrap();
        let header = put_next(&spool);
        drop(spool);
        let (spool, recovered) = Spool::open(folder.path()).unwrap();
        assert_eq!(recovered.headers.len(), 1);
        let loaded = spool.load(&recovered.headers[0]).unwrap();
        assert_eq!((&loaded.packet, &loaded.parts), (&entry(1).packet, &entry(1).parts));
        assert_eq!(loaded.header.packet_id, header.packet_id);
    }

    #[test]
    fn a_half_written_packet_is_removed_and_its_number_comes_again() {
        let folder = tempfile::tempdir().unwrap();
        let (spool, _) = Spool::open(folder.path()).unwrap();
        put_next(&spool);
        fs::write(folder.path().join("000000000002-0.unfinished"), &entry(2).to_bytes().unwrap()[..20])
            .unwrap();
        drop(spool);
        let (spool, recovered) = Spool::open(folder.path()).unwrap();
        assert_eq!((recovered.headers.len(), recovered.unfinished), (1, 1));
        assert_eq!(spool.take_sequence(), 2);
    }

    #[test]
    fn numbers_go_on_without_gap_or_repetition_after_everything_was_erased() {
        let folder = tempfile::tempdir().unwrap();
        let (spool, _) = Spool::open(folder.path()).unwrap();
        let headers: Vec<_> = (0..3).map(|_| put_next(&spool)).collect();
        for header in headers.iter().rev() {
            spool.erase(header).unwrap();
        }
        let never_spooled = spool.take_sequence();
        drop(spool);
        let (spool, recovered) = Spool::open(folder.path()).unwrap();
        assert!(recovered.headers.is_empty());
        assert_eq!(spool.take_sequence(), never_spooled);
    }

    #[test]
    fn a_damaged_packet_and_a_second_user_are_reported() {
        let folder = tempfile::tempdir().unwrap();
        let (spool, _) = Spool::open(folder.path()).unwrap();
        put_next(&spool);
        assert!(Spool::open(folder.path()).is_err());
        drop(spool);
        fs::write(folder.path().join("000000000001-0.packet"), b"{}\nxx").unwrap();
        assert!(Spool::open(folder.path()).is_err());
    }

    #[test]
    fn nobody_else_can_read_the_spool() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("spool");
        let (spool, _) = Spool::open(&place).unwrap();
        put_next(&spool);
        assert_eq!(fs::metadata(&place).unwrap().permissions().mode() & 0o777, 0o700);
        let packet = place.join("000000000001-0.packet");
        assert_eq!(fs::metadata(packet).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
