//! Municipalities: who enforces here.

mod delivery;

use poortwacht_domain::{Act, MunicipalityId};
use poortwacht_ledger::{Actor, Entry, LogName};
use poortwacht_store::municipalities as rows;
use poortwacht_store::{Plan, Scope};

pub use poortwacht_store::municipalities::Municipality;

use self::delivery::{Chosen, schedule_of};
pub use self::delivery::{DeliveryInput, DeliverySchedule};
use crate::flaw::text;
use crate::{FieldProblem, ServiceError, Services};

const LONGEST_NAME: usize = 100;
/// Digits of an organisation number (OIN).
const OIN_DIGITS: usize = 20;

/// A municipality to be added.
#[derive(Debug, Clone)]
pub struct NewMunicipality {
    /// The code that commands call it by: lower-case letters, digits and dashes, or `GM` and four digits.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its organisation number; without one nothing is exported.
    pub oin: Option<String>,
}

/// Adds a municipality.
///
/// # Errors
/// [`ServiceError::Invalid`] with every wrong field, also when the code is taken.
pub async fn add(services: &Services, new: NewMunicipality) -> Result<MunicipalityId, ServiceError> {
    let row = checked(services, new)?;
    let (id, owned, log) = (row.id, services.clone(), LogName::municipality(row.id));
    let plan = Plan::new().log(log.clone());
    let written = services.store().write(plan, move |tx| {
        rows::add(tx, &Scope::job("add a municipality"), &row)?;
        let entry = Entry::new(Actor::Operator, Act::MunicipalityAdded).detail("municipality", row.id);
        Ok(owned.record(tx, &log, &entry)?)
    });
    match written.await {
        Ok(_) => Ok(id),
        Err(ServiceError::Conflict(_)) => Err(taken()),
        Err(error) => Err(error),
    }
}

/// Sets a municipality's organisation number; the ledger names it as a completion of the municipality's entry.
///
/// # Errors
/// [`ServiceError::Invalid`] for a number that is none, [`ServiceError::NotFound`] for a code that is none.
pub async fn set_oin(services: &Services, code: &str, oin: &str) -> Result<(), ServiceError> {
    if !is_oin(oin) {
        return Err(ServiceError::Invalid(vec![no_oin()]));
    }
    let id = by_code(services, code).await?.id;
    let (owned, log, oin) = (services.clone(), LogName::municipality(id), oin.to_owned());
    let written = services.store().write(Plan::new().log(log.clone()), move |tx| {
        let entry =
            Entry::new(Actor::Operator, Act::MunicipalityAdded).reason("oin_set").detail("municipality", id);
        owned.record(tx, &log, &entry)?;
        Ok(rows::set_oin(tx, &Scope::municipality(id), id, &oin)?)
    });
    written.await.map(drop)
}

/// Chooses when a municipality's batches are built; the ledger names it as a completion of the municipality's entry. What
/// is left out stays as it is.
///
/// # Errors
/// [`ServiceError::Invalid`] with every field that is wrong, [`ServiceError::NotFound`] for a code that is none.
pub async fn set_delivery(
    services: &Services,
    code: &str,
    input: &DeliveryInput,
) -> Result<DeliverySchedule, ServiceError> {
    let chosen = Chosen::read(input)?;
    let id = by_code(services, code).await?.id;
    let (owned, log) = (services.clone(), LogName::municipality(id));
    let written = services.store().write(Plan::new().log(log.clone()), move |tx| {
        let schedule = chosen.over(schedule_of(tx, id)?);
        let entry = Entry::new(Actor::Operator, Act::MunicipalityAdded).reason("delivery_days_set");
        owned.record(tx, &log, &schedule.told(entry.detail("municipality", id)))?;
        let scope = Scope::municipality(id);
        rows::set_delivery_clock(tx, &scope, id, schedule.time, schedule.holidays)?;
        rows::set_delivery_days(tx, &scope, id, &schedule.days)?;
        Ok::<_, ServiceError>(schedule)
    });
    Ok(written.await?.into_inner())
}

/// All municipalities, by code.
///
/// # Errors
/// Those of the store.
pub async fn all(services: &Services) -> Result<Vec<Municipality>, ServiceError> {
    services.store().read(|conn| Ok(rows::all(conn, &Scope::job("list municipalities"))?)).await
}

/// The municipality with this code.
///
/// # Errors
/// [`ServiceError::NotFound`], or those of the store.
pub async fn by_code(services: &Services, code: &str) -> Result<Municipality, ServiceError> {
    let code = code.to_owned();
    let scope = Scope::job("find a municipality by its code");
    let found = services.store().read(move |conn| rows::by_code(conn, &scope, &code)).await?;
    found.ok_or(ServiceError::NotFound("municipality"))
}

fn checked(services: &Services, new: NewMunicipality) -> Result<Municipality, ServiceError> {
    let mut problems = Vec::new();
    if !is_code(&new.code) {
        problems.push(FieldProblem::new("code", "use 2 to 40 letters, digits and dashes"));
    }
    if let Err(flaw) = text(&new.name, LONGEST_NAME) {
        problems.push(FieldProblem::flawed("name", flaw));
    }
    if new.oin.as_deref().is_some_and(|oin| !is_oin(oin)) {
        problems.push(no_oin());
    }
    if !problems.is_empty() {
        return Err(ServiceError::Invalid(problems));
    }
    Ok(Municipality {
        id: MunicipalityId::random(services.rng().as_ref()),
        code: new.code,
        name: new.name.trim().to_owned(),
        oin: new.oin,
        exemption_version: 0,
        created_at: services.now(),
    })
}

fn is_code(code: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    (2..=40).contains(&code.len()) && code.bytes().all(allowed)
}

fn is_oin(oin: &str) -> bool {
    oin.len() == OIN_DIGITS && oin.bytes().all(|byte| byte.is_ascii_digit())
}

fn no_oin() -> FieldProblem {
    FieldProblem::new("oin", "an organisation number has 20 digits")
}

fn taken() -> ServiceError {
    ServiceError::Invalid(vec![FieldProblem::new("code", "is taken by another municipality; choose another")])
}
