//! A new password.

use poortwacht_domain::Act;
use poortwacht_store::accounts as rows;

use super::proof::{self, CURRENT};
use super::sessions::end_others;
use crate::accounts::password;
use crate::flaw::{Flaw, Flaws};
use crate::{Actor, ServiceError, Services};

/// What the form holds. Not printable: it holds passwords.
pub struct ChangePassword {
    /// The present password.
    pub current: String,
    /// The new one.
    pub password: String,
    /// The new one once more.
    pub password_again: String,
}

/// Changes the actor's password and ends the other sessions.
///
/// # Errors
/// [`ServiceError::Invalid`] with every wrong field (`current`, `password`, `password_again`); those of store and ledger.
pub async fn change_password(
    services: &Services,
    actor: &Actor,
    given: ChangePassword,
) -> Result<(), ServiceError> {
    let login = proof::read(services, actor).await?.login;
    check(&given, &login)?;
    let proof = proof::weigh(services, actor, given.current, None).await?;
    let hash = password::hash(given.password, services.rng().as_ref()).await?;
    let (own, by) = (services.clone(), actor.clone());
    let change = move |tx: &mut poortwacht_store::Tx<'_>, entry: poortwacht_ledger::Entry| {
        rows::set_password(tx, &by.scope(), by.account, &hash)?;
        Ok(entry.detail("sessions_ended", end_others(&own, tx, &by)?))
    };
    proof::change(services, actor, Act::PasswordChanged, proof, change).await
}

fn check(given: &ChangePassword, login: &str) -> Result<(), ServiceError> {
    let mut flaws = Flaws::default();
    if given.current.is_empty() {
        flaws.add(CURRENT, Flaw::Required);
    }
    flaws.take("password", password::check(&given.password, login));
    if given.password != given.password_again {
        flaws.add("password_again", Flaw::PasswordsDiffer);
    }
    flaws.check()
}
