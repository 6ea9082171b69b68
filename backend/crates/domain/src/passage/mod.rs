//! What a roadside unit sends and hears (protocols.md, "Roadside unit -> intake").

mod answer;
mod exemption_list;
mod heartbeat;
mod packet;
mod shapes;
#[cfg(test)]
mod tests;
mod validate;

use jiff::SignedDuration;

pub use answer::{PacketAnswer, PacketOutcome};
pub use exemption_list::{ExemptionListAnswer, ExemptionListEntry, TAG_BITS};
pub use heartbeat::Heartbeat;
pub use packet::{
    CharacterReading, ImageDeclaration, ImageKind, PlateReading, Region, RegionKind, UnitClock,
    VehicleDescription, ViolationPacket,
};

/// Packets older than this are refused with "must erase": the unit's own duty is to keep nothing longer.
pub const MAX_AGE: SignedDuration = SignedDuration::from_hours(48);

/// How far a unit's clock may run ahead of ours before its instants are called wrong.
pub const MAX_AHEAD: SignedDuration = SignedDuration::from_mins(5);

/// How far a picture may lie from the passage it shows.
pub const MAX_PICTURE_DISTANCE: SignedDuration = SignedDuration::from_mins(2);

/// Most pictures in a packet.
pub const MAX_IMAGES: usize = 6;

/// Most regions in a picture.
pub const MAX_REGIONS: usize = 200;

/// Most bytes in a picture.
pub const MAX_IMAGE_BYTES: usize = 8 * 1024 * 1024;

/// Most bytes in all pictures of a packet.
pub const MAX_PACKET_BYTES: usize = 16 * 1024 * 1024;

/// Most pixels in a picture.
pub const MAX_PIXELS: u64 = 40_000_000;
