//! The register of incidents (municipal protocol, AVG art. 33 and 34).
//!
//! Anybody reports: with an account, from behind the address gate without one, and the system itself from its alarms. The
//! security officer and the privacy officer take it from there, one step at a time. The row of an incident holds what the
//! clocks need; every word lies sealed in the entry of its step, which is never written over, under a key that dies with
//! the incident three years after its closure.

mod apply;
mod enter;
mod extent;
mod extract;
mod keep;
mod monthly;
mod peaks;
mod report;
mod sealing;
mod show;
mod step;
mod stop;
mod watch;
mod words;

pub use crate::statement::incident_table as month_table;
pub use extent::{Extent, ExtentRequest, Viewed, extent, extent_of};
pub use extract::{download, secure};
pub use monthly::{monthly, monthly_of, monthly_statement, monthly_statement_of, monthly_table};
pub use poortwacht_store::incidents::extracts::IncidentExtract;
pub use report::{report, report_as_visitor, report_at_machine};
pub use show::{
    EntryView, IncidentLine, IncidentOutline, IncidentView, StepForm, form, list, list_of, outline_of, show,
};
pub use step::take;
pub use stop::{StopAct, StopForm, Stops, pull, stops};
pub use words::Typed;

pub(crate) use keep::keep;

use crate::ServiceError;

/// Whatever is asked of an incident that is not in the reader's register.
const NOT_FOUND: ServiceError = ServiceError::NotFound("incident");
