//! What a request may cost.

use std::time::Duration;

use poortwacht_domain::passage::{MAX_IMAGE_BYTES, MAX_PACKET_BYTES};

/// Most bytes of a violation packet's request: the pictures, the document and what multipart adds.
pub(crate) const MAX_BODY_BYTES: usize = MAX_PACKET_BYTES + MAX_DOCUMENT_BYTES + 64 * 1024;

/// Most bytes of the part `packet`.
pub(crate) const MAX_DOCUMENT_BYTES: usize = 512 * 1024;

/// Most bytes of the part `signature`.
pub(crate) const MAX_SIGNATURE_BYTES: usize = 1024;

/// Most bytes of any other part.
pub(crate) const MAX_PICTURE_BYTES: usize = MAX_IMAGE_BYTES;

/// Most bytes of a heartbeat.
pub(crate) const MAX_HEARTBEAT_BYTES: usize = 16 * 1024;

/// Most bytes of a cosigned checkpoint.
pub(crate) const MAX_NOTE_BYTES: usize = 16 * 1024;

/// Most parts of a request; a packet has at most eight.
pub(crate) const MAX_PARTS: usize = 32;

/// Packets that are read and judged at the same time; the next ones wait. Bounds the memory for unredacted pictures.
pub(crate) const MAX_PACKETS_AT_ONCE: usize = 32;

/// How long a request's body may take. A unit on a poor mobile connection sends 16 MiB in about a minute.
pub(crate) const BODY_TIMEOUT: Duration = Duration::from_secs(120);
