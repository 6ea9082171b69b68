//! Processing of personal data as the law has it accounted for: the record of processing activities (AVG art. 30, Wpg
//! art. 31d) and, under it, one line per act and data subject (standard "Logboek dataverwerkingen").

mod activity;
mod record;
mod subject;

pub use activity::ProcessingActivity;
pub use record::{ActivityRecord, Keeping, RECORDS, record_of};
pub use subject::{DataSubject, ProcessingStatus, SubjectKind};
