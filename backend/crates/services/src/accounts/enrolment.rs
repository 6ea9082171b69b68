//! Enrolment by a one-time link: 24 hours, single use, from a municipal address only.

use jiff::Timestamp;
use poortwacht_domain::Act;
use poortwacht_evidence::seal::{enrolment_totp_secret, seal_totp_secret};
use poortwacht_ledger::{Actor, Entry, LogName};
use poortwacht_store::accounts::{self as rows, Account};
use poortwacht_store::{Plan, Scope};
use zeroize::Zeroizing;

use super::{password, totp};
use crate::access::Visitor;
use crate::blocking::off_worker;
use crate::flaw::{Flaw, Flaws};
use crate::{ServiceError, Services, addresses, token};

/// What the enrolment page shows. Not printable: it holds the authenticator's secret.
pub struct Enrolment {
    /// The account's login.
    pub login: String,
    /// The account's display name.
    pub name: String,
    /// The authenticator's secret in base32.
    pub secret: String,
    /// `otpauth://totp/…`.
    pub otpauth_uri: String,
    /// When the link stops working.
    pub expires_at: Timestamp,
}

/// What the user sends back. Not printable: it holds a password.
pub struct Enrolling {
    /// The link's token.
    pub token: String,
    /// The password chosen.
    pub password: String,
    /// The same once more.
    pub password_again: String,
    /// Code of the authenticator that was just coupled.
    pub code: String,
}

type Secret = Zeroizing<[u8; poortwacht_evidence::seal::TOTP_SECRET_LENGTH]>;

/// What a link offers. Changes nothing: the secret is derived from the link's token and stored only once a code proved
/// that the authenticator holds it.
///
/// # Errors
/// [`ServiceError::NotFound`] for a link that is unknown, used or expired, or from an address outside the municipality's.
pub async fn enrolment(
    services: &Services,
    visitor: &Visitor,
    link: &str,
) -> Result<Enrolment, ServiceError> {
    let (account, secret) = waiting(services, visitor, link).await?;
    let expires_at = account.enrolment.map_or(services.now(), |waiting| waiting.expires_at);
    Ok(Enrolment {
        secret: totp::base32(secret.as_slice()),
        otpauth_uri: totp::otpauth_uri(secret.as_slice(), &account.login),
        login: account.login,
        name: account.display_name,
        expires_at,
    })
}

/// What whoever enrols declares on that page: the account is theirs alone.
const STATEMENT: &str = "mine_alone";

/// Uses the link: from now on the password and the authenticator count.
///
/// # Errors
/// [`ServiceError::Invalid`] with every wrong field (`password`, `password_again`, `code`); [`ServiceError::NotFound`] as
/// for [`enrolment`], also when another request used the link first.
pub async fn enrol(services: &Services, visitor: &Visitor, enrolling: Enrolling) -> Result<(), ServiceError> {
    let (account, secret) = waiting(services, visitor, &enrolling.token).await?;
    let now = services.now();
    let step = checked(&enrolling, &account, &secret, now)?;
    let password_hash = password::hash(enrolling.password, services.rng().as_ref()).await?;
    let sealing = services.clone();
    let totp_sealed = off_worker(move || {
        let (keys, rng) = (sealing.keys(), sealing.rng());
        Ok::<_, ServiceError>(seal_totp_secret(keys.as_ref(), account.id, secret.as_slice(), rng.as_ref())?)
    })
    .await?;
    let entry = Entry::new(Actor::Account { id: account.id, role: account.role }, Act::Enrolled)
        .origin(visitor.origin)
        .trace(visitor.trace.clone())
        .detail("statement", STATEMENT);
    let (owned, log) = (services.clone(), LogName::municipality(account.municipality));
    let token_hash = token::hash(&enrolling.token);
    let written = services.store().write(Plan::new().log(log.clone()), move |tx| {
        let used = rows::Enrolling {
            token_hash: &token_hash,
            password_hash: &password_hash,
            totp_sealed: &totp_sealed,
            totp_step: step,
            at: now,
        };
        let enrolled = rows::enrol(tx, &Scope::municipality(account.municipality), &used)?;
        enrolled.ok_or(NO_LINK)?;
        Ok(owned.record(tx, &log, &entry)?)
    });
    written.await.map(drop)
}

const NO_LINK: ServiceError = ServiceError::NotFound("enrolment link");

/// The account that waits for this link, and the secret that the link offers.
async fn waiting(
    services: &Services,
    visitor: &Visitor,
    link: &str,
) -> Result<(Account, Secret), ServiceError> {
    let (own, origin, link) = (services.clone(), visitor.origin, link.to_owned());
    off_worker(move || {
        let (now, token_hash) = (own.now(), token::hash(&link));
        let account = own.store().read_blocking(|conn| {
            let scope = Scope::job("enrol by a one-time link");
            let account = rows::by_enrolment_token(conn, &scope, &token_hash, now)?.ok_or(NO_LINK)?;
            let admitted = addresses::admits(conn, account.municipality, origin)?;
            if admitted { Ok::<_, ServiceError>(account) } else { Err(NO_LINK) }
        })?;
        Ok((account, enrolment_totp_secret(own.keys().as_ref(), &link)?))
    })
    .await
}

/// Checks the form and gives the time step of the code.
fn checked(
    enrolling: &Enrolling,
    account: &Account,
    secret: &Secret,
    now: Timestamp,
) -> Result<i64, ServiceError> {
    let mut flaws = Flaws::default();
    flaws.take("password", password::check(&enrolling.password, &account.login));
    if enrolling.password != enrolling.password_again {
        flaws.add("password_again", Flaw::PasswordsDiffer);
    }
    let step = totp::step_of(secret.as_slice(), &enrolling.code, now).ok_or(Flaw::WrongCode);
    let step = flaws.take("code", step);
    flaws.check()?;
    step.ok_or(NO_LINK)
}
