//! Who has which case on the desk. A claim is a lease: when it ends, the case goes to whoever asks next.

use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{AccountId, CaseId, CaseState, LocationId};

use super::queue::{FirstFree, first_free};
use super::reach::{changed, one, scoped};
use crate::columns::{Row, count, micros};
use crate::connection::Connection;
use crate::dialect::skip_locked;
use crate::error::StoreError;
use crate::schema::cases;
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

/// An officer asks for work.
#[derive(Debug, Clone)]
pub struct ClaimRequest {
    /// Who asks.
    pub officer: AccountId,
    /// This moment.
    pub now: Timestamp,
    /// How long the claim lasts unless it is renewed.
    pub lease: SignedDuration,
    /// Only cases of this location.
    pub location: Option<LocationId>,
    /// Cases the officer skipped in this session.
    pub skip: Vec<CaseId>,
}

/// A turn that finds nothing waits for the servers that hold what is left; this many means something else is wrong.
const TURNS: usize = 32;

const AWAITING: &str = CaseState::AwaitingReview.as_str();

/// No claim.
const FREE: ClaimColumns = ClaimColumns { claimed_by: None, claim_expires_at: None, claimed_at: None };

#[derive(AsChangeset)]
#[diesel(table_name = cases, treat_none_as_null = true)]
struct ClaimColumns {
    claimed_by: Option<String>,
    claim_expires_at: Option<i64>,
    claimed_at: Option<i64>,
}

/// Gives the officer the free case with the oldest act, which is the one with the nearest deadline.
///
/// One statement finds and takes the case, passing over those another server is just taking: two officers never get
/// one case, and no server starves behind a busier one. Only when every case left is in other servers' hands it waits
/// for them, since they may give one back.
///
/// # Errors
/// The store's own; `None` when nothing is free.
pub fn claim_next(tx: &mut Tx, scope: &Scope, request: &ClaimRequest) -> Result<Option<CaseId>, StoreError> {
    let pass_over = skip_locked(tx);
    for _ in 0..TURNS {
        if let Some(id) = take_first(tx, scope, request, pass_over)? {
            return Ok(Some(id));
        }
        if !anything_free(tx, scope, request)? {
            return Ok(None);
        }
        if let Some(id) = take_first(tx, scope, request, "")? {
            return Ok(Some(id));
        }
    }
    Err(StoreError::Unavailable("the queue is contended; no case could be claimed".to_owned()))
}

/// Takes the first free case. The row is judged again once it is ours: a waiting statement may have been overtaken.
fn take_first(
    tx: &mut Tx,
    scope: &Scope,
    request: &ClaimRequest,
    locking: &'static str,
) -> Result<Option<CaseId>, StoreError> {
    let now = micros(request.now);
    let first = FirstFree::new(scope, request, locking);
    let still_free = cases::claimed_by.is_null().or(cases::claim_expires_at.le(now));
    let taken = diesel::update(cases::table.filter(cases::id.eq(first)))
        .filter(still_free)
        .filter(cases::state.eq(AWAITING))
        .set((
            cases::claimed_by.eq(Some(request.officer.to_string())),
            cases::claim_expires_at.eq(Some(expiry(request.now, request.lease))),
            cases::claimed_at.eq(Some(now)),
        ))
        .returning(cases::id)
        .get_result::<String>(tx.raw())
        .optional()?;
    taken.map(|id| Row::new("cases", &id).text("id", &id)).transpose()
}

fn anything_free(conn: &mut Connection, scope: &Scope, request: &ClaimRequest) -> Result<bool, StoreError> {
    Ok(first_free(scope, request).first::<String>(conn.raw()).optional()?.is_some())
}

fn expiry(now: Timestamp, lease: SignedDuration) -> i64 {
    micros(now).saturating_add(count(lease.as_micros()))
}

/// Takes one known case that awaits review, unless a colleague has it. Taking one's own again begins the claim anew: it
/// then stands after the officer's others.
///
/// # Errors
/// [`StoreError::NotFound`] outside the scope; [`StoreError::Conflict`] when a colleague has it or it was judged.
pub fn claim(
    tx: &mut Tx,
    scope: &Scope,
    id: CaseId,
    officer: AccountId,
    now: Timestamp,
    lease: SignedDuration,
) -> Result<(), StoreError> {
    let officer = officer.to_string();
    let free = cases::claimed_by.is_null().or(cases::claim_expires_at.le(micros(now)));
    let rows = diesel::update(cases::table.filter(one(scope, id)))
        .filter(cases::state.eq(AWAITING))
        .filter(free.or(cases::claimed_by.eq(officer.clone())))
        .set((
            cases::claimed_by.eq(Some(officer)),
            cases::claim_expires_at.eq(Some(expiry(now, lease))),
            cases::claimed_at.eq(Some(micros(now))),
        ))
        .execute(tx.raw())?;
    changed(tx, scope, id, rows, "claim")
}

/// Prolongs the officer's own claim; also one that has run out, as long as nobody took the case.
///
/// # Errors
/// [`StoreError::NotFound`] outside the scope; [`StoreError::Conflict`] when the claim is no longer the officer's.
pub fn renew_claim(
    tx: &mut Tx,
    scope: &Scope,
    id: CaseId,
    officer: AccountId,
    now: Timestamp,
    lease: SignedDuration,
) -> Result<(), StoreError> {
    let rows = diesel::update(cases::table.filter(one(scope, id)))
        .filter(cases::state.eq(AWAITING))
        .filter(cases::claimed_by.eq(officer.to_string()))
        .set(cases::claim_expires_at.eq(Some(expiry(now, lease))))
        .execute(tx.raw())?;
    changed(tx, scope, id, rows, "claim")
}

/// Puts the officer's case back in the queue. A claim that is no longer the officer's is left alone: the case is
/// already where it should be.
///
/// # Errors
/// The store's own.
pub fn release_claim(tx: &mut Tx, scope: &Scope, id: CaseId, officer: AccountId) -> Result<(), StoreError> {
    diesel::update(cases::table.filter(one(scope, id)))
        .filter(cases::claimed_by.eq(officer.to_string()))
        .set(FREE)
        .execute(tx.raw())?;
    Ok(())
}

/// Takes a case off whatever desk it lies on.
///
/// # Errors
/// The store's own.
pub(crate) fn take_off_desk(tx: &mut Tx, scope: &Scope, id: CaseId) -> Result<(), StoreError> {
    diesel::update(cases::table.filter(one(scope, id))).set(FREE).execute(tx.raw())?;
    Ok(())
}

/// Takes cases off desks whose claim ran out before an instant. Answers how many.
///
/// A claim that has just run out still lets its officer decide (see [`super::decide`]), so ask for an instant that no
/// session can reach back to.
///
/// # Errors
/// The store's own.
pub fn release_expired(tx: &mut Tx, scope: &Scope, before: Timestamp) -> Result<usize, StoreError> {
    let abandoned = cases::claimed_by.is_not_null().and(cases::claim_expires_at.lt(micros(before)));
    let update = diesel::update(cases::table).filter(abandoned);
    let released = within!(update, scope, cases::municipality_id).set(FREE).execute(tx.raw())?;
    Ok(released)
}

/// The cases the officer has claimed now, in the order in which they were: the first lies on the desk, the next one waits
/// beside it.
///
/// # Errors
/// The store's own.
pub fn claimed(
    conn: &mut Connection,
    scope: &Scope,
    officer: AccountId,
    now: Timestamp,
) -> Result<Vec<CaseId>, StoreError> {
    let query = scoped(scope)
        .filter(cases::claimed_by.eq(officer.to_string()))
        .filter(cases::claim_expires_at.gt(micros(now)))
        .filter(cases::state.eq(AWAITING))
        .order((cases::claimed_at, cases::captured_at, cases::id))
        .select(cases::id);
    let ids: Vec<String> = query.load(conn.raw())?;
    ids.iter().map(|id| Row::new("cases", id).text("id", id)).collect()
}
