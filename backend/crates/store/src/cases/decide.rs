//! Decisions and other changes of state. Each names the state it starts from, and changes nothing when the case has
//! left it: whoever was first, wins, and the other hears so.

use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{AccountId, CaseId, CaseState, DismissalReason};

use super::due::columns;
use super::model::{Charge, Retention};
use super::reach::{alive, changed, one};
use crate::columns::{count, micros, micros_opt};
use crate::error::StoreError;
use crate::schema::cases;
use crate::scope::Scope;
use crate::tx::Tx;

/// An officer's judgement of a case on the own desk.
#[derive(Debug, Clone)]
pub struct Decision {
    /// The state the officer saw.
    pub from: CaseState,
    /// The state it becomes.
    pub to: CaseState,
    /// Why, for a dismissal.
    pub dismissal_reason: Option<DismissalReason>,
    /// What it is charged with, for a confirmation; `None` leaves the charge as it is.
    pub charge: Option<Charge>,
    /// Who judged.
    pub officer: AccountId,
    /// When.
    pub at: Timestamp,
    /// Until when the officer may take it back; `None` where the state alone says so.
    pub undo_until: Option<Timestamp>,
    /// Every decision starts another retention term.
    pub retention: Retention,
}

/// An officer takes the own decision back; the case returns to the own desk.
#[derive(Debug, Clone)]
pub struct Undo {
    /// The state the decision led to.
    pub from: CaseState,
    /// The officer who decided and now takes it back.
    pub officer: AccountId,
    /// When.
    pub at: Timestamp,
    /// How long the new claim lasts.
    pub lease: SignedDuration,
    /// Back to the undecided term.
    pub retention: Retention,
}

/// A change of state that is not an officer's judgement: the gate, the CJIB's answer, a deadline.
#[derive(Debug, Clone, Copy)]
pub struct StateChange {
    /// The state it must be in.
    pub from: CaseState,
    /// The state it becomes.
    pub to: CaseState,
    /// When.
    pub at: Timestamp,
    /// Why, when it is dismissed; an earlier reason is replaced, also by none.
    pub dismissal_reason: Option<DismissalReason>,
}

/// A state and what belongs to it; leaving a state always frees the desk.
#[derive(AsChangeset)]
#[diesel(table_name = cases, treat_none_as_null = true)]
struct StateColumns {
    state: &'static str,
    state_changed_at: i64,
    dismissal_reason: Option<&'static str>,
    claimed_by: Option<String>,
    claim_expires_at: Option<i64>,
    claimed_at: Option<i64>,
}

impl StateColumns {
    fn new(state: CaseState, at: Timestamp, reason: Option<DismissalReason>) -> Self {
        Self {
            state: state.as_str(),
            state_changed_at: micros(at),
            dismissal_reason: reason.map(DismissalReason::as_str),
            claimed_by: None,
            claim_expires_at: None,
            claimed_at: None,
        }
    }

    fn claimed_by(self, officer: AccountId, at: Timestamp, until: i64) -> Self {
        Self {
            claimed_by: Some(officer.to_string()),
            claim_expires_at: Some(until),
            claimed_at: Some(micros(at)),
            ..self
        }
    }
}

#[derive(AsChangeset)]
#[diesel(table_name = cases, treat_none_as_null = true)]
struct DecidedColumns {
    decided_by: Option<String>,
    decided_at: Option<i64>,
    undo_until: Option<i64>,
}

impl DecidedColumns {
    const NONE: Self = Self { decided_by: None, decided_at: None, undo_until: None };
}

/// `None` leaves the column alone.
#[derive(AsChangeset, Default)]
#[diesel(table_name = cases)]
struct ChargeColumns<'a> {
    offence_code: Option<&'a str>,
    vehicle_category: Option<i64>,
    vehicle_category_source: Option<&'a str>,
}

impl<'a> From<&'a Charge> for ChargeColumns<'a> {
    fn from(charge: &'a Charge) -> Self {
        Self {
            offence_code: Some(charge.offence_code.as_str()),
            vehicle_category: Some(charge.vehicle_category.number().into()),
            vehicle_category_source: Some(&charge.vehicle_category_source),
        }
    }
}

/// Records the judgement of the officer who has the case on the desk. A claim that has run out still counts as long as
/// nobody took the case: an officer who reads slowly loses nothing. What is past its term is as good as destroyed: its key
/// may be gone already.
///
/// # Errors
/// [`StoreError::NotFound`] outside the scope; [`StoreError::Conflict`] when the case left the state or the desk, or its
/// term has ended.
pub fn decide(tx: &mut Tx, scope: &Scope, id: CaseId, decision: &Decision) -> Result<(), StoreError> {
    let decided = DecidedColumns {
        decided_by: Some(decision.officer.to_string()),
        decided_at: Some(micros(decision.at)),
        undo_until: micros_opt(decision.undo_until),
    };
    let retention = columns(tx, id, &decision.retention)?;
    let rows = diesel::update(cases::table.filter(one(scope, id)))
        .filter(cases::state.eq(decision.from.as_str()))
        .filter(cases::claimed_by.eq(decision.officer.to_string()))
        .filter(alive(decision.at))
        .set((
            StateColumns::new(decision.to, decision.at, decision.dismissal_reason),
            decided,
            decision.charge.as_ref().map(ChargeColumns::from).unwrap_or_default(),
            retention,
        ))
        .execute(tx.raw())?;
    changed(tx, scope, id, rows, "state or claim")
}

/// Takes back the officer's own decision: the case awaits review again, on that officer's desk. Whether the time for
/// that has passed is the caller's to judge, from [`super::Case::decided`].
///
/// # Errors
/// [`StoreError::NotFound`] outside the scope or destroyed; [`StoreError::Conflict`] when it left the state, another
/// officer decided it, or its term has ended.
pub fn undo(tx: &mut Tx, scope: &Scope, id: CaseId, undo: &Undo) -> Result<(), StoreError> {
    let until = micros(undo.at).saturating_add(count(undo.lease.as_micros()));
    let retention = columns(tx, id, &undo.retention)?;
    let rows = diesel::update(cases::table.filter(one(scope, id)))
        .filter(cases::state.eq(undo.from.as_str()))
        .filter(cases::decided_by.eq(undo.officer.to_string()))
        .filter(alive(undo.at))
        .set((
            StateColumns::new(CaseState::AwaitingReview, undo.at, None).claimed_by(
                undo.officer,
                undo.at,
                until,
            ),
            DecidedColumns::NONE,
            retention,
        ))
        .execute(tx.raw())?;
    changed(tx, scope, id, rows, "state or officer")
}

/// Changes the state and what belongs to it. A case that goes back to the desk is undecided again.
///
/// # Errors
/// [`StoreError::NotFound`] outside the scope; [`StoreError::Conflict`] when the case left the state.
pub fn set_state(tx: &mut Tx, scope: &Scope, id: CaseId, change: &StateChange) -> Result<(), StoreError> {
    let state = StateColumns::new(change.to, change.at, change.dismissal_reason);
    let update =
        diesel::update(cases::table.filter(one(scope, id))).filter(cases::state.eq(change.from.as_str()));
    let rows = if change.to == CaseState::AwaitingReview {
        update.set((state, DecidedColumns::NONE)).execute(tx.raw())?
    } else {
        update.set(state).execute(tx.raw())?
    };
    changed(tx, scope, id, rows, "state")
}
