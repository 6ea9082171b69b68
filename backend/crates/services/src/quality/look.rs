//! The list for the second officer, and a case of it opened.

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{Act, CaseRef, CaseState, Permission};
use poortwacht_store::cases::{self, Case};
use poortwacht_store::{Connection, Scope};

use super::sample::{HELD, drawn, is_drawn};
use super::settings::SecondLookSettings;
use crate::case_view::{self, CaseView};
use crate::{Actor, ServiceError, Services, exemptions};

/// A decision to be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookLine {
    /// The case.
    pub reference: CaseRef,
    /// The location's name.
    pub location: String,
    /// When it was decided.
    pub decided_at: Timestamp,
    /// When it is destroyed.
    pub destroy_after: Timestamp,
}

/// The decisions that this officer may look at.
#[derive(Debug, Clone)]
pub struct LookList {
    /// Times left are told from here.
    pub now: Timestamp,
    /// Share of the decisions that is drawn, in percent.
    pub percent: u32,
    /// Days after a decision in which it may be looked at.
    pub days: u32,
    /// The decisions of colleagues, the earliest to be destroyed first.
    pub lines: Vec<LookLine>,
}

/// A case opened for a second look.
pub struct SecondLookView {
    /// The case.
    pub case: CaseView,
    /// Whether a disagreement puts it back on the desk; otherwise it is counted only.
    pub goes_back: bool,
}

/// Lists the drawn decisions of colleagues that nobody looked at yet. Logged as [`Act::QualityListed`].
///
/// # Errors
/// [`ServiceError::Refused`] without the permission; those of store and ledger.
pub async fn list(services: &Services, actor: &Actor) -> Result<LookList, ServiceError> {
    actor.require(Permission::SecondLook)?;
    services.enter(actor.log(), actor.entry(Act::QualityListed).detail("page", "second_look")).await?;
    let (settings, now, actor) = (services.config().second_look, services.now(), actor.clone());
    services.store().read(move |conn| gather(conn, &actor, settings, now)).await
}

fn gather(
    conn: &mut Connection,
    actor: &Actor,
    settings: SecondLookSettings,
    now: Timestamp,
) -> Result<LookList, ServiceError> {
    let places = super::overview::place_names(conn, &actor.scope())?;
    let open = drawn(conn, &actor.scope(), settings, now)?;
    let open = open.into_iter().filter(|look| look.outcome.is_none() && look.officer != actor.account);
    let mut lines: Vec<LookLine> = open
        .map(|look| LookLine {
            location: places.get(&look.case.location).cloned().unwrap_or_default(),
            reference: look.case.reference,
            decided_at: look.decided_at,
            destroy_after: look.case.destroy_after,
        })
        .collect();
    lines.sort_by_key(|line| (line.destroy_after, line.decided_at));
    Ok(LookList { now, percent: settings.percent, days: settings.days, lines })
}

/// Opens a drawn case for a second look. Logged as [`Act::SecondLook`] before anything is opened.
///
/// # Errors
/// [`ServiceError::NotFound`] for a case that is not drawn, was looked at already or was decided by this officer;
/// [`ServiceError::Refused`] without the permission; those of store, ledger and key store.
pub async fn show(
    services: &Services,
    actor: &Actor,
    reference: &str,
) -> Result<SecondLookView, ServiceError> {
    actor.require(Permission::SecondLook)?;
    let case = find(services, actor, reference).await?;
    let goes_back = goes_back(&case);
    let case = case_view::show_for_second_look(services, actor, reference).await?;
    Ok(SecondLookView { case, goes_back })
}

/// Whether a disagreement can still put the case back on the desk.
pub(super) fn goes_back(case: &Case) -> bool {
    matches!(case.state, CaseState::Confirmed | CaseState::Ready)
}

/// The case, as long as this officer may look at its decision.
pub(super) async fn find(services: &Services, actor: &Actor, reference: &str) -> Result<Case, ServiceError> {
    let reference = CaseRef::parse(reference).map_err(|_| NOT_FOUND)?;
    let (scope, settings, now) = (actor.scope(), services.config().second_look, services.now());
    let account = actor.account;
    let found = services.store().read(move |conn| {
        let case = cases::find_by_reference(conn, &scope, &reference)?;
        let Some(case) = case else { return Ok(None) };
        if !is_open(&case, account, settings, now) && !is_late(conn, &scope, &case, account)? {
            return Ok(None);
        }
        let looked = was_looked_at(conn, &scope, &case)?;
        Ok::<_, ServiceError>((!looked).then_some(case))
    });
    found.await?.ok_or(NOT_FOUND)
}

const NOT_FOUND: ServiceError = ServiceError::NotFound("case of the sample");

fn is_open(
    case: &Case,
    account: poortwacht_domain::AccountId,
    settings: SecondLookSettings,
    now: Timestamp,
) -> bool {
    let lasts = SignedDuration::from_hours(24 * i64::from(settings.days));
    let alive = !matches!(case.state, CaseState::AwaitingReview | CaseState::Destroyed);
    // The gate waits for a look at a confirmation, so that never comes too late.
    let held = HELD.contains(&case.state);
    alive
        && case.decided.is_some_and(|decided| {
            decided.by != account
                && (held || now.duration_since(decided.at) <= lasts)
                && is_drawn(case.id, decided.at, settings.percent)
        })
}

/// What an exemption with a start in the past dismissed is always looked at, for as long as it is there.
fn is_late(
    conn: &mut Connection,
    scope: &Scope,
    case: &Case,
    account: poortwacht_domain::AccountId,
) -> Result<bool, ServiceError> {
    if case.state != CaseState::Dismissed || case.decided.is_none_or(|decided| decided.by == account) {
        return Ok(false);
    }
    exemptions::is_late_dismissal(conn, scope, case)
}

pub(super) fn was_looked_at(conn: &mut Connection, scope: &Scope, case: &Case) -> Result<bool, ServiceError> {
    let Some(decided) = case.decided else { return Ok(false) };
    super::sample::outcome(conn, scope, case.id, decided.at).map(|outcome| outcome.is_some())
}
