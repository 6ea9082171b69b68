//! What is to be told now. The domain decides on each deadline; here they are gathered and written down.

use jiff::Timestamp;
use poortwacht_domain::notice::{Deadline, NoticeKind};
use poortwacht_domain::{MunicipalityId, RecordId, RetentionClass};
use poortwacht_store::mail_notices::{self as rows, MailNotice};
use poortwacht_store::municipalities::Municipality;
use poortwacht_store::{
    Connection, Insertion, Plan, Scope, Tx, incidents, legal_holds, municipalities, person_requests,
};

use super::scope;
use super::settings::MailConfig;
use crate::{ServiceError, Services};

/// Something with a deadline: its id, what people call it, and its page.
struct Matter {
    id: String,
    reference: String,
    place: String,
    deadline: Deadline,
}

/// Writes down what is to be told now and was not told yet; how many mails.
pub(super) async fn write_due(services: &Services, config: &MailConfig) -> Result<usize, ServiceError> {
    let (own, config) = (services.clone(), config.clone());
    let new = services.store().read(move |conn| untold(conn, &own, &config)).await?;
    if new.is_empty() {
        return Ok(0);
    }
    let write = move |tx: &mut Tx<'_>| {
        let mut written = 0;
        for notice in &new {
            written += usize::from(rows::insert(tx, &scope(), notice)? == Insertion::Inserted);
        }
        Ok::<_, ServiceError>(written)
    };
    Ok(services.store().write(Plan::new(), write).await?.into_inner())
}

fn untold(
    conn: &mut Connection,
    services: &Services,
    config: &MailConfig,
) -> Result<Vec<MailNotice>, ServiceError> {
    let mut untold = Vec::new();
    for municipality in municipalities::all(conn, &scope())? {
        for notice in notices(conn, services, config, &municipality)? {
            if !rows::is_told(conn, &scope(), &notice)? {
                untold.push(notice);
            }
        }
    }
    Ok(untold)
}

/// Every stage that is reached in a municipality now, for each role that has a mailbox.
fn notices(
    conn: &mut Connection,
    services: &Services,
    config: &MailConfig,
    municipality: &Municipality,
) -> Result<Vec<MailNotice>, ServiceError> {
    let now = services.now();
    let destroy_after = services.terms(municipality.id).destroy_after(RetentionClass::MailNotice, now);
    let mut notices = Vec::new();
    for matter in matters(conn, municipality.id, now)? {
        let Deadline { kind, due, .. } = matter.deadline;
        let Some(stage) = matter.deadline.stage(now) else { continue };
        let told = kind.recipients().iter();
        for role in told.filter(|role| config.address(&municipality.code, **role).is_some()) {
            notices.push(MailNotice {
                id: RecordId::random(services.rng().as_ref()),
                municipality: municipality.id,
                role: *role,
                matter: matter.id.clone(),
                reference: matter.reference.clone(),
                place: matter.place.clone(),
                kind,
                stage,
                due_at: due,
                created_at: now,
                attempts: 0,
                destroy_after,
            });
        }
    }
    Ok(notices)
}

fn matters(
    conn: &mut Connection,
    municipality: MunicipalityId,
    now: Timestamp,
) -> Result<Vec<Matter>, ServiceError> {
    let scope = Scope::municipality(municipality);
    let mut matters = of_incidents(conn, &scope, now)?;
    matters.extend(of_requests(conn, &scope)?);
    matters.extend(of_holds(conn, &scope)?);
    Ok(matters)
}

fn of_incidents(conn: &mut Connection, scope: &Scope, now: Timestamp) -> Result<Vec<Matter>, ServiceError> {
    let all = incidents::list(conn, scope)?;
    let matter = |incident: &incidents::Incident, deadline| Matter {
        id: incident.id.to_string(),
        reference: incident.number.to_string(),
        place: format!("/incidents/{}", incident.number),
        deadline,
    };
    let of = |incident: &incidents::Incident| -> Vec<Matter> {
        incident.facts.deadlines(now).into_iter().map(|deadline| matter(incident, deadline)).collect()
    };
    Ok(all.iter().flat_map(of).collect())
}

fn of_requests(conn: &mut Connection, scope: &Scope) -> Result<Vec<Matter>, ServiceError> {
    let waiting = person_requests::list(conn, scope)?.into_iter().filter(|one| one.handled.is_none());
    let matter = |one: person_requests::PersonRequest| Matter {
        reference: one.id.to_string().chars().take(8).collect(),
        place: format!("/persons/{}", one.id),
        id: one.id.to_string(),
        deadline: Deadline { kind: NoticeKind::Answer, since: one.registered_at, due: one.due_at },
    };
    Ok(waiting.map(matter).collect())
}

fn of_holds(conn: &mut Connection, scope: &Scope) -> Result<Vec<Matter>, ServiceError> {
    let matter = |line: legal_holds::HoldLine| {
        let placed = line.hold.placed?;
        let since = placed.confirmed.map_or(placed.at, |(_, at)| at);
        Some(Matter {
            id: line.hold.case.to_string(),
            reference: line.reference.to_string(),
            place: "/holds".to_owned(),
            deadline: Deadline { kind: NoticeKind::Review, since, due: placed.review_at },
        })
    };
    Ok(legal_holds::list(conn, scope)?.into_iter().filter_map(matter).collect())
}
