//! Who the user is to the system.

use jiff::Timestamp;
use poortwacht_domain::{Act, Language, Role};
use poortwacht_store::{Plan, accounts as rows, authorisations, municipalities, recovery_codes};

use crate::accounts::term::{self, Term};
use crate::{Actor, ServiceError, Services};

/// What the profile page shows.
#[derive(Debug, Clone)]
pub struct Profile {
    /// What the user types in.
    pub login: String,
    /// The user's name.
    pub name: String,
    /// What the user may do.
    pub role: Role,
    /// Name of the municipality.
    pub municipality: String,
    /// In which language the user reads the portal.
    pub language: Language,
    /// Since when the account exists.
    pub created_at: Timestamp,
    /// The authorisations (aktes) that hold now or later, the first to end first; officers alone have any.
    pub terms: Vec<Term>,
    /// Recovery codes that were not used yet.
    pub recovery_left: u64,
}

/// The actor's own profile.
///
/// # Errors
/// Those of the store.
pub async fn profile(services: &Services, actor: &Actor) -> Result<Profile, ServiceError> {
    let (by, now) = (actor.clone(), services.now());
    services
        .store()
        .read(move |conn| {
            let scope = by.scope();
            let account = rows::by_id(conn, &scope, by.account)?.ok_or(ServiceError::NotFound("account"))?;
            let municipality = municipalities::by_id(conn, &scope, by.municipality)?;
            let held = authorisations::of_account(conn, &scope, by.account)?;
            Ok(Profile {
                login: account.login,
                name: account.display_name,
                role: account.role,
                municipality: municipality.ok_or(ServiceError::NotFound("municipality"))?.name,
                language: account.language,
                created_at: account.created_at,
                terms: term::current_and_later(&held, now),
                recovery_left: recovery_codes::left(conn, &scope, by.account)?,
            })
        })
        .await
}

/// Sets the language in which the actor reads the portal.
///
/// # Errors
/// Those of store and ledger.
pub async fn choose_language(
    services: &Services,
    actor: &Actor,
    language: Language,
) -> Result<(), ServiceError> {
    let (own, by) = (services.clone(), actor.clone());
    let written = services.store().write(Plan::new().log(actor.log()), move |tx| {
        rows::set_language(tx, &by.scope(), by.account, language)?;
        let entry = by.entry(Act::LanguageChosen).detail("language", language);
        Ok::<_, ServiceError>(own.record(tx, &by.log(), &entry)?)
    });
    written.await.map(drop)
}
