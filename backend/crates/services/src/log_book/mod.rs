//! The ledger for those who supervise: who did what, who saw a case, what stands out, and the month in numbers. Only the
//! reader's own municipality's log, never a plate, and every look is an entry itself, written before anything is read.

mod csv;
mod export;
mod heard;
mod list;
mod model;
mod names;
mod of_case;
mod patterns;
mod request;
mod settings;
mod summary;
mod walk;

pub use export::{ExportRequest, Exported, MOST_LINES, export};
pub use list::{LogView, blank, list};
pub use model::{AccountChoice, CaseMention, LogLine, LogWho};
pub use of_case::{CaseLog, Reader, of_case};
pub use patterns::{Finding, LONGEST_DAYS, Patterns, PatternsRequest, Signal, patterns};
pub use poortwacht_ledger::Outcome;
pub use request::LogRequest;
pub use settings::SignalSettings;
pub use summary::{Check, EmergencyAct, Summary, Witnessed, summary, summary_file};

pub(crate) use csv::Csv;
pub(crate) use heard::strangers;
pub(crate) use names::{lines_of, record};
pub(crate) use walk::walk;
