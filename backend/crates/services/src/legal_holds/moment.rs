//! Where a hold is at a moment, and what a reader may do about it.

use jiff::Timestamp;
use poortwacht_domain::{AccountId, CaseId, HoldGround, Permission};
use poortwacht_store::legal_holds::{self as rows, LegalHold};
use poortwacht_store::{Connection, accounts};

use super::decide::HoldAnswer;
use crate::{Actor, ServiceError};

/// Where a hold is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    /// Somebody asked; nobody agreed yet.
    Waits,
    /// Nobody agreed in time.
    Lapsed,
    /// It is kept.
    Held,
    /// It is kept, and should have been reviewed.
    Unreviewed,
}

impl Moment {
    pub(super) fn of(hold: &LegalHold, now: Timestamp) -> Self {
        match hold.placed {
            None if hold.request.lapses_at <= now => Self::Lapsed,
            None => Self::Waits,
            Some(placed) if placed.review_at <= now => Self::Unreviewed,
            Some(_) => Self::Held,
        }
    }
}

/// A hold before a reader's eyes.
#[derive(Debug, Clone)]
pub struct HoldView {
    /// Why.
    pub ground: HoldGround,
    /// Why, in words.
    pub explanation: String,
    /// Name of who asked.
    pub asked_by: String,
    /// When.
    pub asked_at: Timestamp,
    /// Until when somebody else can agree, while it waits.
    pub lapses_at: Option<Timestamp>,
    /// Name of who agreed, and when.
    pub placed: Option<(String, Timestamp)>,
    /// Name of who reviewed it last, and when.
    pub confirmed: Option<(String, Timestamp)>,
    /// When it must be reviewed.
    pub review_at: Option<Timestamp>,
    /// Whether that moment is over.
    pub is_unreviewed: bool,
    /// When the case would be destroyed without the hold.
    pub otherwise: Option<Timestamp>,
    /// What this reader may say to it.
    pub answers: Vec<HoldAnswer>,
}

/// The hold of a case as this reader sees it; nothing once a request has lapsed.
///
/// # Errors
/// Those of the store.
pub(crate) fn view(
    conn: &mut Connection,
    actor: &Actor,
    case: CaseId,
    now: Timestamp,
) -> Result<Option<HoldView>, ServiceError> {
    match rows::of_case(conn, &actor.scope(), case)? {
        Some(hold) if Moment::of(&hold, now) != Moment::Lapsed => Ok(Some(shown(conn, actor, hold, now)?)),
        _ => Ok(None),
    }
}

/// A hold in words.
pub(super) fn shown(
    conn: &mut Connection,
    actor: &Actor,
    hold: LegalHold,
    now: Timestamp,
) -> Result<HoldView, ServiceError> {
    let answers = answers(&hold, actor, now);
    let LegalHold { request, placed, .. } = hold;
    let mut name = |id| named(conn, actor, id);
    let mut by = |who: Option<(AccountId, Timestamp)>| {
        who.map(|(id, at)| Ok::<_, ServiceError>((name(id)?, at))).transpose()
    };
    let asked = by(Some((request.asked_by, request.asked_at)))?;
    Ok(HoldView {
        ground: request.ground,
        asked_by: asked.map(|(name, _)| name).unwrap_or_default(),
        asked_at: request.asked_at,
        lapses_at: placed.is_none().then_some(request.lapses_at),
        placed: by(placed.map(|placed| (placed.by, placed.at)))?,
        confirmed: by(placed.and_then(|placed| placed.confirmed))?,
        review_at: placed.map(|placed| placed.review_at),
        is_unreviewed: placed.is_some_and(|placed| placed.review_at <= now),
        otherwise: placed.map(|placed| placed.under.destroy_after),
        explanation: request.explanation,
        answers,
    })
}

fn answers(hold: &LegalHold, reader: &Actor, now: Timestamp) -> Vec<HoldAnswer> {
    if !reader.role.allows(Permission::HoldCases) {
        return Vec::new();
    }
    match Moment::of(hold, now) {
        Moment::Waits if hold.request.asked_by == reader.account => vec![HoldAnswer::Withdraw],
        Moment::Waits => vec![HoldAnswer::Agree, HoldAnswer::Refuse],
        Moment::Held | Moment::Unreviewed => vec![HoldAnswer::Confirm, HoldAnswer::Release],
        Moment::Lapsed => Vec::new(),
    }
}

fn named(conn: &mut Connection, actor: &Actor, id: AccountId) -> Result<String, ServiceError> {
    let account = accounts::by_id(conn, &actor.scope(), id)?;
    let name = account.map(|account| account.display_name).filter(|name| !name.is_empty());
    Ok(name.unwrap_or_else(|| id.to_string()))
}
