//! Clocks that run out are alarms, until what they ask for is done.

use jiff::Timestamp;
use poortwacht_domain::incident::{ClockStanding, IncidentClock, IncidentFacts};
use poortwacht_store::incidents::{self as rows, Incident};
use poortwacht_store::{Connection, Scope};

use crate::alarms::{self, Notice};
use crate::{ServiceError, Services};

/// Raised for an incident whose clock has run out.
pub(super) const ALARM_DEADLINE: &str = "incident_deadline";

/// Raises an alarm for every clock that has run out; how many.
pub(super) async fn raise_overdue(services: &Services) -> Result<usize, ServiceError> {
    let now = services.now();
    let read = |conn: &mut Connection| Ok::<_, ServiceError>(rows::list(conn, &scope())?);
    let open: Vec<Incident> =
        services.store().read(read).await?.into_iter().filter(|one| one.facts.closed_at.is_none()).collect();
    let mut late = 0;
    for incident in &open {
        for clock in overdue(&incident.facts, now) {
            alarms::raise(services, notice(incident, clock)).await?;
            late += 1;
        }
    }
    Ok(late)
}

fn overdue(facts: &IncidentFacts, now: Timestamp) -> Vec<IncidentClock> {
    let readings = facts.clocks(now).into_iter();
    readings
        .filter(|reading| reading.standing == ClockStanding::Overdue)
        .map(|reading| reading.clock)
        .collect()
}

fn notice(incident: &Incident, clock: IncidentClock) -> Notice {
    Notice {
        kind: ALARM_DEADLINE,
        subject: subject(incident, clock),
        municipality: Some(incident.municipality),
        detail: format!("incident {}: the time to {clock} is over", incident.number),
    }
}

fn subject(incident: &Incident, clock: IncidentClock) -> String {
    format!("{}/{clock}", incident.id)
}

/// Clears the alarms of clocks that do not run any more after a step.
pub(super) async fn clear_met(
    services: &Services,
    incident: &Incident,
    facts: &IncidentFacts,
) -> Result<(), ServiceError> {
    let running = if facts.closed_at.is_some() { Vec::new() } else { overdue(facts, services.now()) };
    for clock in IncidentClock::ALL.iter().filter(|clock| !running.contains(clock)) {
        alarms::clear(services, ALARM_DEADLINE, &subject(incident, *clock)).await?;
    }
    Ok(())
}

fn scope() -> Scope {
    Scope::job("clocks of incidents")
}
