//! Logging in with password and authenticator.

use jiff::Timestamp;
use poortwacht_domain::{AccountId, Act, MunicipalityId, RecordId, RetentionClass};
use poortwacht_ledger::{self as ledger, Entry, LogName, Outcome};
use poortwacht_store::accounts::{self as rows, Account};
use poortwacht_store::login_attempts::{self, LoginAttempt, LoginOutcome};
use poortwacht_store::sessions::{self, NewSession};
use poortwacht_store::{Plan, Scope, Tx, recovery_codes};

use super::administration::normalised;
use super::second_factor::SecondFactor;
use super::{lockout, password};
use crate::access::Visitor;
use crate::flaw::{Flaw, Flaws};
use crate::{Actor, FieldProblem, ServiceError, Services, addresses, token};

/// What the login form holds. Not printable: it holds a password.
pub struct LoginRequest {
    /// Login name.
    pub login: String,
    /// Password.
    pub password: String,
    /// Code of the authenticator, or a recovery code.
    pub code: String,
}

/// A session that has just begun.
#[derive(Debug)]
pub struct SignedIn {
    /// The session's token, for the cookie; only its hash is stored.
    pub token: String,
    /// Who acts in it.
    pub actor: Actor,
    /// Recovery codes that are left, when one was used.
    pub recovery_left: Option<u64>,
}

/// Why nobody was logged in.
#[derive(Debug, thiserror::Error)]
pub enum LoginRefusal {
    /// Fields are empty (`login`, `password`, `code`).
    #[error("fields are empty")]
    Invalid(Vec<FieldProblem>),
    /// Name, password, code or address was wrong; never which.
    #[error("the credentials do not fit")]
    Refused,
    /// Too many failures; not before this instant.
    #[error("too many failures; not before {0}")]
    Wait(Timestamp),
    /// Store, ledger or key store.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

impl From<poortwacht_store::StoreError> for LoginRefusal {
    fn from(error: poortwacht_store::StoreError) -> Self {
        Self::Service(error.into())
    }
}

/// Logs in. Each attempt is recorded and goes into the ledger; a login that does not exist costs the same work and hears
/// the same answer as a wrong password.
///
/// # Errors
/// See [`LoginRefusal`].
pub async fn login(
    services: &Services,
    visitor: &Visitor,
    request: LoginRequest,
) -> Result<SignedIn, LoginRefusal> {
    check_filled(&request)?;
    let known = look_up(services, visitor, &request.login).await?;
    let stored = known.as_ref().and_then(|known| known.account.credentials.clone());
    let stored_hash = stored.as_ref().map(|credentials| credentials.password_hash.clone());
    let proof = Proof {
        password: password::fits(request.password, stored_hash).await?,
        factor: SecondFactor::read(services, known.as_ref().map(|known| &known.account), request.code)
            .await?,
    };
    let Some(known) = known else {
        return Err(stranger(services, visitor).await);
    };
    let attempt =
        Attempt { services: services.clone(), visitor: visitor.clone(), known, proof, now: services.now() };
    attempt.conclude().await
}

/// What is known of an account before anything is checked.
#[derive(Clone)]
struct Known {
    account: Account,
    /// Whether the visitor comes from one of its municipality's ranges.
    admitted: bool,
}

/// What the visitor proved.
#[derive(Clone)]
struct Proof {
    password: bool,
    factor: SecondFactor,
}

/// How an attempt ended.
enum Ended {
    In(SignedIn),
    Out(Option<Timestamp>),
}

fn check_filled(request: &LoginRequest) -> Result<(), LoginRefusal> {
    let mut flaws = Flaws::default();
    for (field, typed) in
        [("login", &request.login), ("password", &request.password), ("code", &request.code)]
    {
        if typed.trim().is_empty() {
            flaws.add(field, Flaw::Required);
        }
    }
    match flaws.check() {
        Err(ServiceError::Invalid(problems)) => Err(LoginRefusal::Invalid(problems)),
        other => Ok(other?),
    }
}

async fn look_up(services: &Services, visitor: &Visitor, login: &str) -> Result<Option<Known>, ServiceError> {
    let (login, origin) = (normalised(login), visitor.origin);
    services
        .store()
        .read(move |conn| {
            let account = rows::by_login(conn, &Scope::job("log in"), &login)?;
            let Some(account) = account else { return Ok(None) };
            let admitted = addresses::admits(conn, account.municipality, origin)?;
            Ok(Some(Known { account, admitted }))
        })
        .await
}

/// An attempt with a login that nobody has: recorded without what was typed, in the system's log.
async fn stranger(services: &Services, visitor: &Visitor) -> LoginRefusal {
    let outcome = LoginOutcome::UnknownLogin;
    let entry = failure(visitor, outcome);
    let attempt = attempt_row(services, visitor, None, outcome);
    let own = services.clone();
    let written = services.store().write(Plan::new().log(LogName::system()), move |tx| {
        login_attempts::insert(tx, &Scope::job("log in"), &attempt)?;
        Ok::<_, ServiceError>(own.record(tx, &LogName::system(), &entry)?)
    });
    written.await.map_or_else(LoginRefusal::Service, |_| LoginRefusal::Refused)
}

/// An attempt on an account that exists.
#[derive(Clone)]
struct Attempt {
    services: Services,
    visitor: Visitor,
    known: Known,
    proof: Proof,
    now: Timestamp,
}

impl Attempt {
    async fn conclude(self) -> Result<SignedIn, LoginRefusal> {
        let plan = Plan::new().log(LogName::municipality(self.known.account.municipality));
        let store = self.services.store().clone();
        match store.write(plan, move |tx| self.decide(tx)).await?.into_inner() {
            Ended::In(signed_in) => Ok(signed_in),
            Ended::Out(Some(until)) => Err(LoginRefusal::Wait(until)),
            Ended::Out(None) => Err(LoginRefusal::Refused),
        }
    }

    /// Reads the account once more: of many guesses at the same moment only those before the lock count.
    fn decide(&self, tx: &mut Tx<'_>) -> Result<Ended, ServiceError> {
        let account = rows::by_id(tx, &self.scope(), self.known.account.id)?;
        let account = account.ok_or(ServiceError::NotFound("account"))?;
        let locked = account.locked_until.filter(|until| *until > self.now);
        match (self.judge(&account), locked) {
            (_, Some(until)) => self.fail(tx, LoginOutcome::Locked, Some(until)),
            (Err(outcome), None) => self.refuse(tx, outcome),
            (Ok(()), None) => match self.proof.factor.spend(tx, &self.scope(), account.id)? {
                None => self.succeed(tx, &account),
                Some(outcome) => self.refuse(tx, outcome),
            },
        }
    }

    /// What is wrong before the second factor is spent. What was typed is judged against the credentials read before, so they
    /// must still be the same.
    fn judge(&self, account: &Account) -> Result<(), LoginOutcome> {
        let unchanged = account.credentials == self.known.account.credentials;
        if account.deactivated_at.is_some() || account.credentials.is_none() || !unchanged {
            return Err(LoginOutcome::Inactive);
        }
        if !self.known.admitted {
            return Err(LoginOutcome::WrongAddress);
        }
        if !self.proof.password {
            return Err(LoginOutcome::WrongPassword);
        }
        Ok(())
    }

    /// Counts guesses; what is no guess (a wrong address, a closed account) must not lock a colleague out.
    fn refuse(&self, tx: &mut Tx<'_>, outcome: LoginOutcome) -> Result<Ended, ServiceError> {
        let guess = matches!(
            outcome,
            LoginOutcome::WrongPassword | LoginOutcome::WrongCode | LoginOutcome::SpentCode
        );
        let mut until = None;
        if guess {
            rows::record_failure(tx, &self.scope(), self.known.account.id, |failures| {
                until = lockout::locked_until(failures, self.now);
                until
            })?;
        }
        self.fail(tx, outcome, until)
    }

    fn fail(
        &self,
        tx: &mut Tx<'_>,
        outcome: LoginOutcome,
        until: Option<Timestamp>,
    ) -> Result<Ended, ServiceError> {
        let entry = failure(&self.visitor, outcome).detail("account", self.known.account.id);
        self.note(tx, outcome, &entry)?;
        Ok(Ended::Out(until))
    }

    fn succeed(&self, tx: &mut Tx<'_>, account: &Account) -> Result<Ended, ServiceError> {
        let secret = token::fresh(self.services.rng().as_ref());
        let actor = Actor {
            account: account.id,
            municipality: account.municipality,
            role: account.role,
            session_hash: token::hash(&secret),
            origin: self.visitor.origin,
            trace: self.visitor.trace.clone(),
        };
        sessions::insert(tx, &self.scope(), &self.session(&actor))?;
        rows::record_login(tx, &self.scope(), account.id, self.now)?;
        self.note(tx, LoginOutcome::Succeeded, &actor.entry(Act::LoggedIn))?;
        let recovery_left = self.note_recovery(tx, &actor)?;
        Ok(Ended::In(SignedIn { token: secret, actor, recovery_left }))
    }

    /// Writes down that a recovery code stood in for the authenticator. Answers how many are left then.
    fn note_recovery(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Option<u64>, ServiceError> {
        let SecondFactor::Recovery(_) = self.proof.factor else { return Ok(None) };
        let left = recovery_codes::left(tx, &self.scope(), actor.account)?;
        let entry = actor.entry(Act::RecoveryCodeUsed).detail("left", left);
        self.services.record(tx, &actor.log(), &entry)?;
        Ok(Some(left))
    }

    fn session(&self, actor: &Actor) -> NewSession {
        let (config, terms) = (self.services.config(), self.services.terms(actor.municipality));
        let expires_at = self.now.saturating_add(config.session_absolute).unwrap_or(self.now);
        NewSession {
            token_hash: actor.session_hash.clone(),
            account: actor.account,
            municipality: actor.municipality,
            origin: actor.origin,
            created_at: self.now,
            expires_at,
            destroy_after: terms.destroy_after(RetentionClass::Session, expires_at),
        }
    }

    fn note(&self, tx: &mut Tx<'_>, outcome: LoginOutcome, entry: &Entry) -> Result<(), ServiceError> {
        let of = (self.known.account.municipality, self.known.account.id);
        let attempt = attempt_row(&self.services, &self.visitor, Some(of), outcome);
        login_attempts::insert(tx, &self.scope(), &attempt)?;
        Ok(self.services.record(tx, &LogName::municipality(of.0), entry)?)
    }

    fn scope(&self) -> Scope {
        Scope::municipality(self.known.account.municipality)
    }
}

fn attempt_row(
    services: &Services,
    visitor: &Visitor,
    of: Option<(MunicipalityId, AccountId)>,
    outcome: LoginOutcome,
) -> LoginAttempt {
    let now = services.now();
    let terms = of.map_or_else(|| services.first_terms(), |(municipality, _)| services.terms(municipality));
    LoginAttempt {
        id: RecordId::random(services.rng().as_ref()),
        municipality: of.map(|(municipality, _)| municipality),
        account: of.map(|(_, account)| account),
        at: now,
        origin: visitor.origin,
        outcome,
        destroy_after: terms.destroy_after(RetentionClass::LoginAttempt, now),
    }
}

/// Who failed has not shown to be the account: the system is the actor.
fn failure(visitor: &Visitor, outcome: LoginOutcome) -> Entry {
    Entry::new(ledger::Actor::System, Act::LoginFailed)
        .reason(outcome.as_str())
        .outcome(Outcome::Failed)
        .origin(visitor.origin)
        .trace(visitor.trace.clone())
}
