//! Events for other systems: CloudEvents 1.0 in the NL GOV profile, posted as signed web hooks.
//!
//! ```text
//! act -> ledger entry -> one row in the outbox for each receiver that asked for it     one transaction
//! sender: row -> signed -> posted -> taken: row forgotten | not taken: later again | three days: given up, alarm
//! ```
//!
//! [`Services::append`](crate::Services::append) is the one place where an entry becomes an event: there is no event
//! without what it tells of, and none is lost. An event may come twice, always under the same id. It holds ids and codes
//! alone. Off until receivers are configured.

mod address;
mod catalogue;
mod event;
mod health;
mod receiver;
mod sender;
mod settings;
mod signature;
#[cfg(test)]
mod tests;

pub use catalogue::types;
pub use health::{EventHealth, health};
pub use sender::{EventRound, EventSender, retry};
pub use settings::{EventsConfig, ReceiverConfig};
pub use signature::{Secret, SecretError};

pub(crate) use event::note;

/// Alarm: events were given up, because their receiver did not take them in time. Its subject is the receiver.
pub const ALARM_GIVEN_UP: &str = "events_given_up";

/// Alarm: a receiver does not take events. Its subject is the receiver.
pub const ALARM_RECEIVER: &str = "event_receiver";

fn scope() -> poortwacht_store::Scope {
    poortwacht_store::Scope::job("events for other systems")
}
