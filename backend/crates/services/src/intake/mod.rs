//! What roadside units bring: packets become cases, heartbeats tell how a unit is doing, and the exemption list goes
//! back.
//!
//! ```text
//! identify -> accept: read, verify, known already? -> too old? -> enforced here and then? -> exempt?
//!                     -> inspect, redact, seal -> one transaction -> "may erase"
//! ```
//!
//! A passage that is exempt or not enforced leaves a counter and a receipt, nothing else. The unit hears "may erase"
//! only from something that is committed.

mod accept;
mod case_file;
mod exemption_check;
mod exemption_list;
mod heartbeat;
mod identity;
mod incident;
mod known;
mod passage;
mod pictures;
mod record;
mod records;
mod refusal;
mod signature;
mod stranger;
mod submission;
#[cfg(test)]
pub(crate) mod tests;

pub use accept::accept;
pub use exemption_list::{ExemptionListReply, exemption_list};
pub use heartbeat::heartbeat;
pub use identity::{UnitIdentity, identify};
pub use records::{
    CaseFacts, ExemptionFinding, PlateCorrection, PlateRecord, SignatureRecord, WindscreenJudgement,
};
pub use refusal::{IntakeRefusal, PacketFault};
pub use stranger::note_stranger;
pub use submission::{PacketPart, PacketSubmission};

pub(crate) use exemption_check::MOST_NAMED;
pub(crate) use records::lacks_windscreen;

pub(crate) use signature::verifies;

/// Alarm: a unit's clock is more than ten seconds off.
pub const ALARM_CLOCK: &str = "unit_clock_drift";

/// Alarm: packets of a unit are missing in its numbering.
pub const ALARM_GAP: &str = "unit_sequence_gap";

/// Alarm: the oldest packet that waits in a unit nears the 48 hours after which the unit erases it.
pub const ALARM_QUEUE: &str = "unit_queue_near_erasure";

/// Alarm: a unit sent a packet that is not authentic, or another packet under an identifier it had used.
pub const ALARM_AUTHENTICITY: &str = "unit_packet_not_authentic";

/// Name of the sealed field with the plate, JSON [`PlateRecord`].
pub const FIELD_PLATE: &str = "plate";

/// Name of the sealed field with the exact bytes of the packet.
pub const FIELD_PACKET: &str = "packet";

/// Name of the sealed field with the packet's signature, JSON [`SignatureRecord`].
pub const FIELD_SIGNATURE: &str = "signature";
