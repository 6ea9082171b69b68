//! The sessions of one account, for its user to look through and end.

use std::net::IpAddr;

use aws_lc_rs::digest::{SHA256, digest};
use jiff::Timestamp;
use poortwacht_domain::{Act, RetentionClass};
use poortwacht_store::sessions::{self as rows, Session};
use poortwacht_store::{Plan, Tx};

use crate::accounts::sessions::is_live;
use crate::{Actor, ServiceError, Services};

/// One of the user's sessions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnSession {
    /// Names it in a form; of no use elsewhere.
    pub handle: String,
    /// From which address it was begun.
    pub origin: IpAddr,
    /// When it was begun.
    pub begun_at: Timestamp,
    /// The last activity, to half a minute.
    pub last_seen_at: Timestamp,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

/// The actor's live sessions, the newest first.
///
/// # Errors
/// Those of the store.
pub async fn own_sessions(services: &Services, actor: &Actor) -> Result<Vec<OwnSession>, ServiceError> {
    let (own, by) = (services.clone(), actor.clone());
    services
        .store()
        .read(move |conn| {
            let now = own.now();
            let open = rows::open_of_account(conn, &by.scope(), by.account, now)?;
            let live = open.into_iter().filter(|session| is_live(session, own.config().session_idle, now));
            Ok(live.map(|session| line(&session, &by)).collect())
        })
        .await
}

/// Ends one of the actor's other sessions.
///
/// # Errors
/// [`ServiceError::NotFound`] when no other open session has this handle; those of store and ledger.
pub async fn end_own_session(services: &Services, actor: &Actor, handle: &str) -> Result<(), ServiceError> {
    let handle = handle.to_owned();
    end(services, actor, move |session| self::handle(session) == handle, true).await
}

/// Ends all other sessions of the actor.
///
/// # Errors
/// Those of store and ledger.
pub async fn end_other_sessions(services: &Services, actor: &Actor) -> Result<(), ServiceError> {
    end(services, actor, |_| true, false).await
}

async fn end(
    services: &Services,
    actor: &Actor,
    which: impl Fn(&Session) -> bool + Send + 'static,
    must_be_there: bool,
) -> Result<(), ServiceError> {
    let (own, by) = (services.clone(), actor.clone());
    let written = services.store().write(Plan::new().log(actor.log()), move |tx| {
        let ended = end_where(&own, tx, &by, &which)?;
        if ended == 0 && must_be_there {
            return Err(ServiceError::NotFound("session"));
        }
        Ok(own.record(tx, &by.log(), &by.entry(Act::SessionsEnded).detail("sessions_ended", ended))?)
    });
    written.await.map(drop)
}

/// Ends all other sessions of the actor within a change of what opens the account. Answers how many.
pub(super) fn end_others(services: &Services, tx: &mut Tx<'_>, actor: &Actor) -> Result<usize, ServiceError> {
    end_where(services, tx, actor, &|_| true)
}

fn end_where(
    services: &Services,
    tx: &mut Tx<'_>,
    actor: &Actor,
    which: &dyn Fn(&Session) -> bool,
) -> Result<usize, ServiceError> {
    let now = services.now();
    let destroy_after = services.terms(actor.municipality).destroy_after(RetentionClass::Session, now);
    let mut ended = 0;
    for session in rows::open_of_account(tx, &actor.scope(), actor.account, now)? {
        let other = session.token_hash != actor.session_hash;
        if other && which(&session) && rows::end(tx, &actor.scope(), &session.token_hash, now, destroy_after)?
        {
            ended += 1;
        }
    }
    Ok(ended)
}

fn line(session: &Session, actor: &Actor) -> OwnSession {
    OwnSession {
        handle: handle(session),
        origin: session.origin,
        begun_at: session.created_at,
        last_seen_at: session.last_seen_at,
        is_this: session.token_hash == actor.session_hash,
    }
}

/// What is stored of a session does not stand in a page.
fn handle(session: &Session) -> String {
    let bytes = [b"poortwacht session handle v1\0".as_slice(), session.token_hash.as_bytes()].concat();
    hex::encode(digest(&SHA256, &bytes)).chars().take(32).collect()
}
