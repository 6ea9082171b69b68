//! A new authenticator. What it would hold is derived from a token in the form, as at enrolment: an offer stores nothing,
//! and the old authenticator counts until a code of the new one proved that it was coupled.

use poortwacht_domain::{AccountId, Act};
use poortwacht_evidence::seal::{TOTP_SECRET_LENGTH, enrolment_totp_secret, seal_totp_secret};
use poortwacht_store::accounts as rows;
use zeroize::Zeroizing;

use super::proof::{self, CURRENT, CURRENT_CODE};
use super::sessions::end_others;
use crate::accounts::totp;
use crate::blocking::off_worker;
use crate::flaw::{Flaw, Flaws};
use crate::{Actor, ServiceError, Services, token};

/// What an offer shows. Not printable: it holds a secret.
pub struct AuthenticatorOffer {
    /// Names the offer; the form sends it back.
    pub token: String,
    /// The secret in base32.
    pub secret: String,
    /// `otpauth://totp/…`.
    pub otpauth_uri: String,
}

/// What the form holds. Not printable: it holds a password.
pub struct RenewAuthenticator {
    /// The offer's token.
    pub token: String,
    /// The present password.
    pub current: String,
    /// Code of the present authenticator, or a recovery code.
    pub current_code: String,
    /// Code of the new authenticator.
    pub code: String,
}

type Secret = Zeroizing<[u8; TOTP_SECRET_LENGTH]>;

/// Offers a secret for a new authenticator: the one of an earlier offer, so that a corrected form needs no second
/// coupling, or a fresh one.
///
/// # Errors
/// Those of store and key store.
pub async fn offer_authenticator(
    services: &Services,
    actor: &Actor,
    earlier: Option<String>,
) -> Result<AuthenticatorOffer, ServiceError> {
    let login = proof::read(services, actor).await?.login;
    let token = earlier.unwrap_or_else(|| token::fresh(services.rng().as_ref()));
    let secret = secret(services, actor.account, token.clone()).await?;
    Ok(AuthenticatorOffer {
        token,
        secret: totp::base32(secret.as_slice()),
        otpauth_uri: totp::otpauth_uri(secret.as_slice(), &login),
    })
}

/// Couples the offered authenticator in place of the present one and ends the other sessions.
///
/// # Errors
/// [`ServiceError::Invalid`] with every wrong field (`current`, `current_code`, `code`); those of store, ledger and key
/// store.
pub async fn renew_authenticator(
    services: &Services,
    actor: &Actor,
    given: RenewAuthenticator,
) -> Result<(), ServiceError> {
    let secret = secret(services, actor.account, given.token.clone()).await?;
    let step = check(&given, &secret, services)?;
    let proof = proof::weigh(services, actor, given.current, Some(given.current_code)).await?;
    let sealed = seal(services, actor.account, secret).await?;
    let (own, by) = (services.clone(), actor.clone());
    let change = move |tx: &mut poortwacht_store::Tx<'_>, entry: poortwacht_ledger::Entry| {
        rows::set_authenticator(tx, &by.scope(), by.account, &sealed, step)?;
        Ok(entry.detail("sessions_ended", end_others(&own, tx, &by)?))
    };
    proof::change(services, actor, Act::AuthenticatorRenewed, proof, change).await
}

/// The account in front keeps an offer to somebody else, and an enrolment link, from leading to the same secret.
async fn secret(services: &Services, account: AccountId, token: String) -> Result<Secret, ServiceError> {
    let own = services.clone();
    off_worker(move || Ok(enrolment_totp_secret(own.keys().as_ref(), &format!("renewal {account} {token}"))?))
        .await
}

async fn seal(services: &Services, account: AccountId, secret: Secret) -> Result<Vec<u8>, ServiceError> {
    let own = services.clone();
    off_worker(move || {
        let (keys, rng) = (own.keys(), own.rng());
        Ok(seal_totp_secret(keys.as_ref(), account, secret.as_slice(), rng.as_ref())?)
    })
    .await
}

/// Checks the form and gives the time step of the new authenticator's code.
fn check(given: &RenewAuthenticator, secret: &Secret, services: &Services) -> Result<i64, ServiceError> {
    let mut flaws = Flaws::default();
    for (field, typed) in [(CURRENT, &given.current), (CURRENT_CODE, &given.current_code)] {
        if typed.trim().is_empty() {
            flaws.add(field, Flaw::Required);
        }
    }
    let step = totp::step_of(secret.as_slice(), &given.code, services.now()).ok_or(Flaw::WrongCode);
    let step = flaws.take("code", step);
    flaws.check()?;
    step.ok_or(ServiceError::NotFound("authenticator"))
}
