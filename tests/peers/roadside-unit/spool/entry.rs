//! One file of the spool: a line of JSON, then the packet's bytes, then the bytes of its parts.

use std::io;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// A unit keeps nothing longer than this.
const KEEP: SignedDuration = SignedDuration::from_hours(48);

/// What must be known of a packet without reading it whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Header {
    /// UUIDv7.
    pub packet_id: String,
    /// The unit's count.
    pub sequence: u64,
    /// 0, or 1 for a second packet that reuses id and number (fault `changed-duplicate`).
    pub variant: u8,
    /// When the 48 hours started.
    pub queued_since: Timestamp,
    /// Base64.
    pub signature: String,
    /// How often to send it: 2 with fault `duplicate`.
    pub sends: u8,
    /// Fault on purpose.
    pub fault: Option<String>,
    /// The plate is one of `--exempt-plates`.
    pub exempt: bool,
    /// Bytes of the packet document.
    pub packet_length: usize,
    /// Names and lengths of the parts.
    pub parts: Vec<(String, usize)>,
}

impl Header {
    /// The instant at which the unit erases the packet by itself.
    pub fn erase_at(&self) -> Timestamp {
        self.queued_since.saturating_add(KEEP).unwrap_or(Timestamp::MAX)
    }
}

/// A part of the multipart body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Part name.
    pub name: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// A packet, ready to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What is known of it.
    pub header: Header,
    /// The exact bytes that were signed.
    pub packet: Vec<u8>,
    /// Pictures.
    pub parts: Vec<Part>,
}

impl Entry {
    /// With the lengths in the header set from the content.
    pub fn sealed(mut self) -> Self {
        self.header.packet_length = self.packet.len();
        self.header.parts = self.parts.iter().map(|part| (part.name.clone(), part.bytes.len())).collect();
        self
    }

    /// Bytes in all.
    pub fn size(&self) -> usize {
        self.packet.len() + self.parts.iter().map(|part| part.bytes.len()).sum::<usize>()
    }

    /// The content of its file.
    ///
    /// # Errors
    /// The header cannot be written as JSON.
    pub fn to_bytes(&self) -> io::Result<Vec<u8>> {
        let mut bytes = serde_json::to_vec(&self.header)?;
        bytes.push(b'\n');
        bytes.extend(&self.packet);
        for part in &self.parts {
            bytes.extend(&part.bytes);
        }
        Ok(bytes)
    }

    /// Reads the content of a file.
    ///
    /// # Errors
    /// Anything but what [`Entry::to_bytes`] wrote, a missing byte included.
    pub fn from_bytes(bytes: &[u8]) -> io::Result<Self> {
        let damaged = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
        let line = bytes.iter().position(|byte| *byte == b'\n').ok_or_else(|| damaged("no header"))?;
        let (head, body) = bytes.split_at(line);
        let header: Header = serde_json::from_slice(head)?;
        let mut rest = body.get(1..).unwrap_or_default();
        let mut take = |length: usize| {
            let (taken, left) = rest.split_at_checked(length)?;
            rest = left;
            Some(taken.to_vec())
        };
        let packet = take(header.packet_length).ok_or_else(|| damaged("packet cut off"))?;
        let part =
            |(name, length): &(String, usize)| Some(Part { name: name.clone(), bytes: take(*length)? });
        let parts: Option<Vec<_>> = header.parts.iter().map(part).collect();
        let parts = parts.ok_or_else(|| damaged("part cut off"))?;
        if rest.is_empty() { Ok(Self { header, packet, parts }) } else { Err(damaged("bytes too many")) }
    }
}
