//! Proof that who sits at the screen is still the account's user.

use poortwacht_domain::Act;
use poortwacht_ledger::{Entry, Outcome};
use poortwacht_store::accounts::{self as rows, Account};
use poortwacht_store::login_attempts::LoginOutcome;
use poortwacht_store::{Plan, StoreError, Tx};

use crate::accounts::second_factor::SecondFactor;
use crate::accounts::{lockout, password};
use crate::flaw::Flaw;
use crate::{Actor, FieldProblem, ServiceError, Services};

/// Field of the present password.
pub(super) const CURRENT: &str = "current";
/// Field of the authenticator's present code, or a recovery code.
pub(super) const CURRENT_CODE: &str = "current_code";

/// What was typed, judged against the account as it was read.
#[derive(Clone)]
pub(super) struct Proof {
    account: Account,
    password: bool,
    /// `None` where no code is asked for.
    factor: Option<SecondFactor>,
}

/// Judges the present password, and the code where one is asked for.
pub(super) async fn weigh(
    services: &Services,
    actor: &Actor,
    password: String,
    code: Option<String>,
) -> Result<Proof, ServiceError> {
    let account = read(services, actor).await?;
    let stored = account.credentials.as_ref().map(|credentials| credentials.password_hash.clone());
    let password = password::fits(password, stored).await?;
    let factor = match code {
        Some(code) => Some(SecondFactor::read(services, Some(&account), code).await?),
        None => None,
    };
    Ok(Proof { account, password, factor })
}

/// The actor's account.
pub(super) async fn read(services: &Services, actor: &Actor) -> Result<Account, ServiceError> {
    let (scope, id) = (actor.scope(), actor.account);
    let found = services.store().read(move |conn| rows::by_id(conn, &scope, id)).await?;
    found.ok_or(ServiceError::NotFound("account"))
}

/// Makes a change if the proof holds. If not, the failure is counted and written down as a failure of `act`.
///
/// # Errors
/// [`ServiceError::Invalid`] when the proof fails; those of the change.
pub(super) async fn change<F>(
    services: &Services,
    actor: &Actor,
    act: Act,
    proof: Proof,
    change: F,
) -> Result<(), ServiceError>
where
    F: Fn(&mut Tx<'_>, Entry) -> Result<Entry, ServiceError> + Send + 'static,
{
    let (own, actor) = (services.clone(), actor.clone());
    let written = services.store().write(Plan::new().log(actor.log()), move |tx| {
        let wrong = proof.judge(&own, &actor, tx)?;
        let entry = match wrong {
            None => change(tx, actor.entry(act))?,
            Some(outcome) => actor.entry(act).outcome(Outcome::Failed).reason(outcome.as_str()),
        };
        own.record(tx, &actor.log(), &entry)?;
        Ok::<_, ServiceError>(wrong)
    });
    match written.await?.into_inner() {
        None => Ok(()),
        Some(outcome) => Err(ServiceError::Invalid(vec![complaint(outcome)])),
    }
}

impl Proof {
    /// Reads the account once more, as a login does: of many guesses at the same moment only those before the lock count.
    fn judge(
        &self,
        services: &Services,
        actor: &Actor,
        tx: &mut Tx<'_>,
    ) -> Result<Option<LoginOutcome>, ServiceError> {
        let (scope, now) = (actor.scope(), services.now());
        let account = rows::by_id(tx, &scope, actor.account)?.ok_or(ServiceError::NotFound("account"))?;
        if account.locked_until.is_some_and(|until| until > now) {
            return Ok(Some(LoginOutcome::Locked));
        }
        if account.credentials != self.account.credentials {
            return Err(ServiceError::Conflict("the credentials have just changed".to_owned()));
        }
        let wrong = self.spend(tx, actor)?;
        if wrong.is_some() {
            rows::record_failure(tx, &scope, actor.account, |failures| lockout::locked_until(failures, now))?;
        }
        Ok(wrong)
    }

    fn spend(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Option<LoginOutcome>, StoreError> {
        match &self.factor {
            _ if !self.password => Ok(Some(LoginOutcome::WrongPassword)),
            Some(factor) => factor.spend(tx, &actor.scope(), actor.account),
            None => rows::forget_failures(tx, &actor.scope(), actor.account).map(|()| None),
        }
    }
}

fn complaint(outcome: LoginOutcome) -> FieldProblem {
    match outcome {
        LoginOutcome::WrongPassword => FieldProblem::flawed(CURRENT, Flaw::WrongPassword),
        LoginOutcome::Locked => FieldProblem::flawed(CURRENT, Flaw::TooManyAttempts),
        _ => FieldProblem::flawed(CURRENT_CODE, Flaw::WrongCode),
    }
}
