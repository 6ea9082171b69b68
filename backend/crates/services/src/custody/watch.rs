//! An opening that failed because evidence was altered: logged, and somebody is called.

use poortwacht_domain::{CaseId, MunicipalityId};
use poortwacht_ledger::{Entry, LogName, Outcome};

use super::alteration::{Alteration, MayBeAltered};
use crate::alarms::{self, Notice};
use crate::{ServiceError, Services};

/// Alarm: a part of a case is not what the ledger says.
pub const ALARM_ALTERED: &str = "evidence_altered";

/// Reason code of the entry of a failed opening.
const REASON: &str = "evidence_altered";

/// Passes on what came of an opening. When a part was altered, the failed opening is written into the ledger and an alarm
/// is raised first. Should that fail too, the log of operations tells, and the opening stays refused.
///
/// `entry` is the entry of the act that was tried.
pub(crate) async fn watched<T, E: MayBeAltered>(
    services: &Services,
    municipality: MunicipalityId,
    entry: Entry,
    opened: Result<T, E>,
) -> Result<T, E> {
    if let Err(error) = &opened
        && let Some(alteration) = error.alteration()
        && let Err(failure) = report(services, municipality, entry, alteration.into()).await
    {
        tracing::error!(%alteration, %failure, "altered evidence could not be reported");
    }
    opened
}

/// What was found wrong with a case.
pub(super) struct Finding {
    pub(super) case: CaseId,
    /// Which part, as a code.
    pub(super) part: String,
    /// In what way, as a code.
    pub(super) deviation: &'static str,
    /// The same in words.
    pub(super) detail: String,
}

impl From<Alteration> for Finding {
    fn from(Alteration { case, part, deviation }: Alteration) -> Self {
        Self { case, part: part.to_string(), deviation: deviation.code(), detail: deviation.to_string() }
    }
}

/// Writes a failed opening into the ledger and raises the alarm.
pub(super) async fn report(
    services: &Services,
    municipality: MunicipalityId,
    entry: Entry,
    finding: Finding,
) -> Result<(), ServiceError> {
    let Finding { case, part, deviation, detail } = finding;
    tracing::error!(%case, part, deviation, detail, "evidence is not what the ledger says; nothing was shown");
    let entry = entry
        .case(case)
        .outcome(Outcome::Failed)
        .reason(REASON)
        .detail("part", &part)
        .detail("deviation", deviation);
    services.enter(LogName::municipality(municipality), entry).await?;
    let notice = Notice {
        kind: ALARM_ALTERED,
        subject: case.to_string(),
        municipality: Some(municipality),
        detail: format!("{part} {detail}; run: poortwacht evidence verify"),
    };
    alarms::raise(services, notice).await
}
