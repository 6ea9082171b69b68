//! What nobody has to remember: alarms that are incidents become drafts, and clocks that run out become alarms.

use poortwacht_domain::incident::{IncidentField, IncidentKind, IncidentSource, IncidentWords};
use poortwacht_domain::{Act, MunicipalityId};
use poortwacht_ledger::{Actor, Entry};
use poortwacht_store::alarms::Alarm;
use poortwacht_store::incidents as rows;
use poortwacht_store::{Connection, Scope, municipalities};

use super::enter::{NewIncident, enter};
use super::watch;
use crate::{ServiceError, Services};

/// Alarms that are incidents, and what they are about.
const DRAFTED: &[(&str, IncidentKind)] = &[
    (crate::checkpoints::ALARM_WENT_BACK, IncidentKind::Alteration),
    (crate::custody::ALARM_ALTERED, IncidentKind::Alteration),
    (crate::sealed_pictures::ALARM_LOST, IncidentKind::Loss),
    (crate::intake::ALARM_AUTHENTICITY, IncidentKind::Intrusion),
    (crate::retention::ALARM_OVERDUE, IncidentKind::BrokenPromise),
    (crate::key_store::ALARM_OLD_BACKUP, IncidentKind::BrokenPromise),
    (super::peaks::ALARM_LOGINS, IncidentKind::Intrusion),
    (super::peaks::ALARM_STRANGERS, IncidentKind::Intrusion),
];

/// The job that verifies the ledger: when it fails, the ledger may be bad.
const VERIFIES: &str = "keep-ledger-heads";

/// What a run did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Kept {
    /// Incidents drafted from alarms.
    pub(crate) drafted: usize,
    /// Clocks that have run out.
    pub(crate) late: usize,
}

impl std::fmt::Display for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} incidents drafted, {} clocks run out", self.drafted, self.late)
    }
}

/// Drafts incidents from alarms and raises alarms for clocks that have run out.
///
/// # Errors
/// Those of store, ledger and key store.
pub(crate) async fn keep(services: &Services, actor: &Actor) -> Result<Kept, ServiceError> {
    super::peaks::look(services).await?;
    let wanted = services.store().read(wanted).await?;
    let mut drafted = 0;
    for (alarm, kind, municipality) in wanted {
        drafted += draft(services, actor, &alarm, kind, municipality).await?;
    }
    Ok(Kept { drafted, late: watch::raise_overdue(services).await? })
}

fn kind_of(alarm: &Alarm) -> Option<IncidentKind> {
    if alarm.kind == crate::job_runs::ALARM_JOB && alarm.subject == VERIFIES {
        return Some(IncidentKind::Alteration);
    }
    DRAFTED.iter().find(|(kind, _)| *kind == alarm.kind).map(|(_, kind)| *kind)
}

/// Open alarms that are incidents and have none yet. What is the whole installation's is every municipality's.
fn wanted(conn: &mut Connection) -> Result<Vec<(Alarm, IncidentKind, MunicipalityId)>, ServiceError> {
    let scope = Scope::job("incidents from alarms");
    let everybody: Vec<_> = municipalities::all(conn, &scope)?.into_iter().map(|one| one.id).collect();
    let mut wanted = Vec::new();
    for alarm in poortwacht_store::alarms::open(conn, &scope)? {
        let Some(kind) = kind_of(&alarm) else { continue };
        let concerned = alarm.municipality.map_or_else(|| everybody.clone(), |one| vec![one]);
        for municipality in concerned {
            if !rows::has_alarm(conn, &scope, municipality, alarm.id)? {
                wanted.push((alarm.clone(), kind, municipality));
            }
        }
    }
    Ok(wanted)
}

/// Enters the draft; `0` when another process was faster.
async fn draft(
    services: &Services,
    actor: &Actor,
    alarm: &Alarm,
    kind: IncidentKind,
    municipality: MunicipalityId,
) -> Result<usize, ServiceError> {
    let what = format!("{} ({}): {}", alarm.kind, alarm.subject, alarm.detail);
    let words =
        IncidentWords::from([(IncidentField::Kind, kind.as_str().to_owned()), (IncidentField::What, what)]);
    let new = NewIncident {
        municipality,
        kind,
        source: IncidentSource::Alarm,
        alarm: Some(alarm.id),
        by: None,
        words,
    };
    match enter(services, new, Entry::new(actor.clone(), Act::IncidentReported)).await {
        Ok(_) => Ok(1),
        Err(ServiceError::Conflict(_)) => Ok(0),
        Err(error) => Err(error),
    }
}
