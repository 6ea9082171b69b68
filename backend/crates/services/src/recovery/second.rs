//! The second person of a recovery: present at the terminal, with the authenticator of an account that may approve.

use poortwacht_domain::{AccountId, Permission};
use poortwacht_store::{Plan, Scope, Tx};

use crate::accounts::{SecondFactor, by_login};
use crate::{FieldProblem, ServiceError, Services};

/// Who approves, and the code that the authenticator shows now, or a recovery code. Not printable.
pub struct SecondPerson {
    /// Login of the account.
    pub login: String,
    /// The code; it counts once.
    pub code: String,
}

/// Proves that the second person is there.
///
/// # Errors
/// [`ServiceError::Invalid`] for an account that may not approve or a code that does not fit.
pub(super) async fn prove(services: &Services, second: SecondPerson) -> Result<AccountId, ServiceError> {
    let problem = |field: &str, text: &str| ServiceError::Invalid(vec![FieldProblem::new(field, text)]);
    let account = by_login(services, &second.login).await?;
    if account.deactivated_at.is_some() || !account.role.allows(Permission::Approve) {
        let text = "may not approve; give the login of a security officer or an administrator";
        return Err(problem("second_person", text));
    }
    let id = account.id;
    let factor = SecondFactor::read(services, Some(&account), second.code).await?;
    let spent = services
        .store()
        .write(Plan::new(), move |tx: &mut Tx<'_>| Ok::<_, ServiceError>(factor.spend(tx, &scope(), id)?));
    match spent.await?.into_inner() {
        None => Ok(id),
        Some(_) => Err(problem("code", "does not fit or was used already; wait for the next code")),
    }
}

fn scope() -> Scope {
    Scope::job("second person of a recovery")
}
