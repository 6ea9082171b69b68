//! Incidents by the municipal protocol: priority and clocks, whether a data breach must be told and what then, and the
//! steps of the register (domain.md, "Incident register").

mod breach;
mod clocks;
mod kind;
mod monthly;
mod priority;
mod step;

pub use breach::{
    BreachRisk, BreachVerdict, NOTIFICATION_CONTENTS, NOTIFY_WITHIN, NotificationPhase, PersonsDecision,
    missing_contents, notify_by,
};
pub use clocks::{ClockReading, ClockStanding, IncidentClock, IncidentFacts};
pub use kind::{IncidentKind, IncidentSource};
pub use monthly::{InTime, IncidentMonth, MonthlyIncident, PriorityMonth};
pub use priority::{Impact, Priority, Urgency};
pub use step::{FieldKind, FormField, IncidentField, IncidentStep, IncidentWords, REPORTER_FIELDS};
