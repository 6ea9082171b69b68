//! Authorisations (aktes): the power of an officer to judge, at most five years at a time.

use jiff::Span;
use jiff::civil::Date;
use poortwacht_domain::calendar::{end_of_day, start_of_day};
use poortwacht_domain::{Act, RecordId, RetentionClass, Role};
use poortwacht_ledger::{Actor, Entry, LogName};
use poortwacht_store::authorisations::{self, Authorisation};
use poortwacht_store::{Plan, Scope};

use super::administration::by_login;
use crate::flaw::{Flaw, text};
use crate::{FieldProblem, ServiceError, Services};

/// The longest an authorisation lasts (Besluit buitengewoon opsporingsambtenaar).
pub(super) const YEARS: i64 = 5;
pub(super) const LONGEST: usize = 100;

/// An authorisation to be recorded.
#[derive(Debug, Clone)]
pub struct NewAuthorisation {
    /// The officer's number.
    pub number: String,
    /// Domain of offences.
    pub domain: String,
    /// Where it holds.
    pub territory: String,
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Date,
}

/// Records an officer's authorisation.
///
/// # Errors
/// [`ServiceError::NotFound`] without such an account; [`ServiceError::Invalid`] with every wrong field.
pub async fn authorise(services: &Services, login: &str, new: NewAuthorisation) -> Result<(), ServiceError> {
    let account = by_login(services, login).await?;
    let mut problems = problems(&new);
    if account.role != Role::Officer {
        problems.push(FieldProblem::new("login", "is no officer; only officers hold an authorisation"));
    }
    if !problems.is_empty() {
        return Err(ServiceError::Invalid(problems));
    }
    let valid_until = end_of_day(new.until);
    let authorisation = Authorisation {
        id: RecordId::random(services.rng().as_ref()),
        account: account.id,
        officer_number: new.number.trim().to_owned(),
        domain: new.domain.trim().to_owned(),
        territory: new.territory.trim().to_owned(),
        valid_from: start_of_day(new.from),
        valid_until,
        recorded_at: services.now(),
        destroy_after: services
            .terms(account.municipality)
            .destroy_after(RetentionClass::Authorisation, valid_until),
        suspension: None,
    };
    let (owned, log) = (services.clone(), LogName::municipality(account.municipality));
    let written = services.store().write(Plan::new().log(log.clone()), move |tx| {
        authorisations::add(tx, &Scope::municipality(account.municipality), &authorisation)?;
        let entry = Entry::new(Actor::Operator, Act::AuthorisationAdded)
            .detail("account", account.id)
            .detail("authorisation", authorisation.id);
        Ok::<_, ServiceError>(owned.record(tx, &log, &entry)?)
    });
    written.await.map(drop)
}

fn problems(new: &NewAuthorisation) -> Vec<FieldProblem> {
    let texts = [("number", &new.number), ("domain", &new.domain), ("territory", &new.territory)];
    let flawed = |(field, typed): (&str, &String)| {
        text(typed, LONGEST).err().map(|flaw| FieldProblem::flawed(field, flaw))
    };
    let mut problems: Vec<FieldProblem> = texts.into_iter().filter_map(flawed).collect();
    let latest = new.from.checked_add(Span::new().years(YEARS)).unwrap_or(Date::MAX);
    if new.until < new.from {
        problems.push(FieldProblem::flawed("until", Flaw::EndBeforeStart));
    } else if new.until > latest {
        problems
            .push(FieldProblem::new("until", format!("an authorisation lasts at most five years: {latest}")));
    }
    problems
}
