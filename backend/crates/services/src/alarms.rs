//! Alarms that jobs raise and clear: what an operator or coordinator must look at.

use poortwacht_domain::{MunicipalityId, RecordId};
use poortwacht_store::alarms::{self as rows, NewAlarm, Raised};
use poortwacht_store::{Plan, Scope};

pub use poortwacht_store::alarms::Alarm;

use crate::{ServiceError, Services};

/// Something a job noticed that is wrong.
#[derive(Debug, Clone)]
pub struct Notice {
    /// What kind of thing, in `snake_case`.
    pub kind: &'static str,
    /// What it is wrong with: a job's name, a batch's id. With the kind it is the alarm's identity while it is open.
    pub subject: String,
    /// Whose concern it is; `None` when it is the whole instance's.
    pub municipality: Option<MunicipalityId>,
    /// More, for a reader. No personal data.
    pub detail: String,
}

/// Raises an alarm; one that is open already is only noted as seen again.
///
/// # Errors
/// [`ServiceError::Unavailable`].
pub async fn raise(services: &Services, notice: Notice) -> Result<(), ServiceError> {
    let alarm = alarm(services, &notice);
    let raise = move |tx: &mut poortwacht_store::Tx<'_>| Ok(rows::raise(tx, &scope(), &alarm)?);
    let raised: Result<_, ServiceError> = services.store().write(Plan::new(), raise).await;
    told(&notice, raised?.into_inner());
    Ok(())
}

/// As [`raise`], where the caller blocks anyway.
///
/// # Errors
/// [`ServiceError::Unavailable`].
pub(crate) fn raise_blocking(services: &Services, notice: Notice) -> Result<(), ServiceError> {
    let alarm = alarm(services, &notice);
    let raise = move |tx: &mut poortwacht_store::Tx<'_>| Ok(rows::raise(tx, &scope(), &alarm)?);
    let raised: Result<_, ServiceError> = services.store().write_blocking(Plan::new(), raise);
    told(&notice, raised?.into_inner());
    Ok(())
}

fn alarm(services: &Services, notice: &Notice) -> NewAlarm {
    NewAlarm {
        id: RecordId::random(services.rng().as_ref()),
        municipality: notice.municipality,
        kind: notice.kind.to_owned(),
        subject: notice.subject.clone(),
        detail: notice.detail.clone(),
        at: services.now(),
    }
}

fn told(Notice { kind, subject, detail, .. }: &Notice, raised: Raised) {
    if raised == Raised::New {
        metrics::counter!("poortwacht_alarms_raised_total", "kind" => *kind).increment(1);
        tracing::warn!(kind, subject, detail, "alarm raised");
    }
}

/// Clears an alarm, if it is open: what was wrong is right again.
///
/// # Errors
/// [`ServiceError::Unavailable`].
pub async fn clear(services: &Services, kind: &'static str, subject: &str) -> Result<(), ServiceError> {
    if !is_open(services, kind, subject).await? {
        return Ok(());
    }
    let (own, at) = (subject.to_owned(), services.now());
    let clear = move |tx: &mut poortwacht_store::Tx<'_>| Ok(rows::clear(tx, &scope(), kind, &own, at)?);
    let cleared: Result<_, ServiceError> = services.store().write(Plan::new(), clear).await;
    if cleared?.into_inner() {
        tracing::info!(kind, subject, "alarm cleared");
    }
    Ok(())
}

/// Everything that is wrong now, in all municipalities, the oldest first.
///
/// # Errors
/// [`ServiceError::Unavailable`].
pub async fn open(services: &Services) -> Result<Vec<Alarm>, ServiceError> {
    services.store().read(|conn| Ok(rows::open(conn, &scope())?)).await
}

async fn is_open(services: &Services, kind: &str, subject: &str) -> Result<bool, ServiceError> {
    let open = open(services).await?;
    Ok(open.iter().any(|alarm| alarm.kind == kind && alarm.subject == subject))
}

fn scope() -> Scope {
    Scope::job("alarms of the instance")
}
