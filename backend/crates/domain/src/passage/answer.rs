//! What the unit hears.

use serde::{Deserialize, Serialize};

use crate::CaseRef;

stored_enum! {
    /// What became of a packet. `as_str` is the database's spelling; the protocol's is camelCase.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub enum PacketOutcome {
        /// A case now waits for review.
        Accepted = "accepted",
        /// An exemption covers the passage: nothing was stored.
        Exempt = "exempt",
        /// Outside the window or inside the pardon time: nothing was stored.
        OutsideHours = "outside_hours",
        /// The location does not enforce: nothing was stored.
        LocationInactive = "location_inactive",
        /// The same passage is known from another packet: nothing was stored.
        Duplicate = "duplicate",
    }
}

/// The answer to a packet that was dealt with for good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PacketAnswer {
    /// What became of it.
    pub outcome: PacketOutcome,
    /// Whether the unit may erase it; only ever true once the outcome is durable.
    pub may_erase: bool,
    /// The case, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_reference: Option<CaseRef>,
}
