//! The processing log (standard "Logboek dataverwerkingen"): one line per act and data subject, without whoever acted.
//!
//! A line is written in the transaction of the act it tells of, into a durable outbox; [`Sender`] hands the lines to the
//! collector over OTLP and forgets each once it is confirmed. A line may arrive twice, always under the same span, and is
//! never lost. [`Services::append`](crate::Services::append) is the one place where an entry about a case gets its line.

mod collector;
mod health;
mod lines;
mod otlp;
mod pseudonym;
mod sender;
mod settings;
#[cfg(test)]
mod tests;

pub use health::{ProcessingHealth, health};
pub use pseudonym::pseudonym_of;
pub use sender::{Round, Sender, retry_rejected};
pub use settings::ProcessingLogConfig;

pub(crate) use collector::Collector;
pub(crate) use lines::{append, note, traced};

/// Alarm: the collector will not take some lines. They stay until somebody has looked.
pub const ALARM_REJECTED: &str = "processing_lines_rejected";

/// Alarm: lines wait because the collector has not confirmed any for several attempts.
pub const ALARM_WAITING: &str = "processing_lines_waiting";

/// Subject of both alarms: there is one log.
const SUBJECT: &str = "processing-log";

fn scope() -> poortwacht_store::Scope {
    poortwacht_store::Scope::job("lines for the processing log")
}
