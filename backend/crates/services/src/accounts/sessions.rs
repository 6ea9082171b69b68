//! Sessions: who is asking, at every request anew.

use std::net::IpAddr;

use aws_lc_rs::digest::{SHA256, digest};
use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{Act, Language, RetentionClass, Role};
use poortwacht_store::accounts::{self, Account};
use poortwacht_store::sessions::{self as rows, Session};
use poortwacht_store::{Connection, Plan, Scope, StoreError, authorisations, municipalities};
use subtle::ConstantTimeEq;

use super::term::{self, TermWarning};
use crate::access::Visitor;
use crate::{Actor, ServiceError, Services, addresses, token};

/// Activity is written down at most this often: most requests then cost no write, and a session ends at most this much
/// early.
const TOUCH_EVERY: SignedDuration = SignedDuration::from_secs(30);

/// Who is asking, and what every page says of them.
#[derive(Debug, Clone)]
pub struct Present {
    /// Who acts.
    pub actor: Actor,
    /// The account's display name.
    pub name: String,
    /// Name of the municipality.
    pub municipality: String,
    /// Code of the municipality.
    pub municipality_code: String,
    /// In which language the account reads the portal.
    pub language: Language,
    /// What an officer must be told about the authorisation.
    pub warning: Option<TermWarning>,
}

/// Why a request has no session.
#[derive(Debug, thiserror::Error)]
pub enum SessionRefusal {
    /// Ended, idle for too long or too old, or its account is closed: log in again. It was this account's.
    #[error("the session is over")]
    Over(Box<Actor>),
    /// No session has this token.
    #[error("there is no such session")]
    Unknown,
    /// This account's, from an address outside the municipality's ranges.
    #[error("the address is not the municipality's")]
    WrongAddress(Box<Actor>),
    /// Store or ledger.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

impl From<StoreError> for SessionRefusal {
    fn from(error: StoreError) -> Self {
        Self::Service(error.into())
    }
}

/// Who is asking with this token. Checked anew at every request: the session, its age and idle time, the account, and the
/// municipality's address ranges.
///
/// # Errors
/// See [`SessionRefusal`].
pub async fn authenticate(
    services: &Services,
    secret: &str,
    visitor: &Visitor,
) -> Result<Present, SessionRefusal> {
    let (now, idle) = (services.now(), services.config().session_idle);
    let (hash, asking) = (token::hash(secret), visitor.clone());
    let (present, last_seen) = services
        .store()
        .read(move |conn| {
            let (session, account) = find(conn, &hash)?.ok_or(SessionRefusal::Unknown)?;
            let actor = actor(&account, &session, asking.origin, &asking.trace);
            if !is_live(&session, idle, now) || account.deactivated_at.is_some() {
                return Err(SessionRefusal::Over(Box::new(actor)));
            }
            let present = present(conn, account, actor, now)?;
            Ok::<_, SessionRefusal>((present, session.last_seen_at))
        })
        .await?;
    if now.duration_since(last_seen) >= TOUCH_EVERY {
        touch(services, &present.actor, now).await?;
    }
    Ok(present)
}

/// Whose session this is, whether it counts or not: for the entry about a request that was refused. It counts as no
/// activity.
///
/// # Errors
/// Those of the store.
pub async fn whose(
    services: &Services,
    secret: &str,
    visitor: &Visitor,
) -> Result<Option<Actor>, ServiceError> {
    let (hash, asking) = (token::hash(secret), visitor.clone());
    let read = move |conn: &mut Connection| {
        let found = find(conn, &hash)?;
        Ok(found.map(|(session, account)| actor(&account, &session, asking.origin, &asking.trace)))
    };
    services.store().read(read).await
}

/// Logs out.
///
/// # Errors
/// Those of store and ledger.
pub async fn log_out(services: &Services, actor: &Actor) -> Result<(), ServiceError> {
    let (own, actor) = (services.clone(), actor.clone());
    let written = services.store().write(Plan::new().log(actor.log()), move |tx| {
        let now = own.now();
        let destroy_after = own.terms(actor.municipality).destroy_after(RetentionClass::Session, now);
        if rows::end(tx, &actor.scope(), &actor.session_hash, now, destroy_after)? {
            own.record(tx, &actor.log(), &actor.entry(Act::LoggedOut))?;
        }
        Ok::<_, ServiceError>(())
    });
    written.await.map(drop)
}

/// The value of the hidden field that ties a form to the session: derived from the token, so nothing is stored and the
/// token itself never stands in a page.
#[must_use]
pub fn form_token(secret: &str) -> String {
    let bytes = [b"poortwacht form token v1\0".as_slice(), secret.as_bytes()].concat();
    hex::encode(digest(&SHA256, &bytes))
}

/// Whether a form was made for this session.
#[must_use]
pub fn is_form_token(secret: &str, given: &str) -> bool {
    form_token(secret).as_bytes().ct_eq(given.as_bytes()).into()
}

/// The session with this hash, whatever became of it, and its account.
fn find(conn: &mut Connection, hash: &str) -> Result<Option<(Session, Account)>, StoreError> {
    let session = rows::by_token_hash(conn, &Scope::job("authenticate a session"), hash)?;
    let Some(session) = session else { return Ok(None) };
    let account = accounts::by_id(conn, &Scope::municipality(session.municipality), session.account)?;
    Ok(account.map(|account| (session, account)))
}

pub(super) fn is_live(session: &Session, idle: SignedDuration, now: Timestamp) -> bool {
    session.ended_at.is_none() && session.expires_at > now && now.duration_since(session.last_seen_at) < idle
}

fn present(
    conn: &mut Connection,
    account: Account,
    actor: Actor,
    now: Timestamp,
) -> Result<Present, SessionRefusal> {
    if !addresses::admits(conn, actor.municipality, actor.origin)? {
        return Err(SessionRefusal::WrongAddress(Box::new(actor)));
    }
    let municipality = municipalities::by_id(conn, &actor.scope(), actor.municipality)?;
    let municipality = municipality.ok_or(ServiceError::NotFound("municipality"))?;
    let warning = warning(conn, &actor, now)?;
    Ok(Present {
        actor,
        name: account.display_name,
        municipality: municipality.name,
        municipality_code: municipality.code,
        language: account.language,
        warning,
    })
}

fn warning(conn: &mut Connection, actor: &Actor, now: Timestamp) -> Result<Option<TermWarning>, StoreError> {
    if actor.role != Role::Officer {
        return Ok(None);
    }
    let held = authorisations::of_account(conn, &actor.scope(), actor.account)?;
    Ok(term::warning(&held, now))
}

fn actor(account: &Account, session: &Session, origin: IpAddr, trace: &str) -> Actor {
    Actor {
        account: account.id,
        municipality: account.municipality,
        role: account.role,
        session_hash: session.token_hash.clone(),
        origin,
        trace: trace.to_owned(),
    }
}

async fn touch(services: &Services, actor: &Actor, now: Timestamp) -> Result<(), SessionRefusal> {
    let (actor, ended) = (actor.clone(), actor.clone());
    let touched = services
        .store()
        .write(Plan::new(), move |tx| rows::touch(tx, &actor.scope(), &actor.session_hash, now));
    // Ended between the two statements: it stays ended.
    if touched.await?.into_inner() { Ok(()) } else { Err(SessionRefusal::Over(Box::new(ended))) }
}
