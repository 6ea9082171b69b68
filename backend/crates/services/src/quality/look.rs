//! The list for the second officer, and a case of it opened.

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{Act, CaseRef, CaseState, Permission, RetentionClass, TermsHistory};
use poortwacht_store::cases::{self, Case};
use poortwacht_store::{Connection, Scope};

use super::sample::{HELD, drawn, is_drawn};
use super::settings::SecondLookSettings;
use crate::case_view::{self, CaseView};
use crate::exemptions::PendingDismissal;
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
    /// What a disagreement does.
    pub disagreement: Disagreement,
    /// The dismissal by a late exemption that waits, if one does: then that is what is looked at.
    pub pending: Option<PendingDismissal>,
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
    let (scope, now, terms) = (actor.scope(), services.now(), services.terms(actor.municipality));
    let read = move |conn: &mut Connection| {
        let disagreement = Disagreement::with(conn, &scope, &case, (now, terms.as_ref()))?;
        Ok::<_, ServiceError>((disagreement, exemptions::pending(conn, &scope, &case, now)?))
    };
    let (disagreement, pending) = services.store().read(read).await?;
    let case = case_view::show_for_second_look(services, actor, reference).await?;
    Ok(SecondLookView { case, disagreement, pending })
}

/// What a disagreement does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disagreement {
    /// The case goes back to the desk.
    BackToDesk,
    /// The dismissal by a late exemption is not carried out: administrators look at the exemption again.
    StopsDismissal,
    /// It is counted only.
    Counted,
}

impl Disagreement {
    /// With this case's decision, or its dismissal.
    pub(super) fn with(
        conn: &mut Connection,
        scope: &Scope,
        case: &Case,
        (now, terms): (Timestamp, &TermsHistory),
    ) -> Result<Self, ServiceError> {
        if exemptions::pending(conn, scope, case, now)?.is_some() {
            return Ok(Self::StopsDismissal);
        }
        let late = exemptions::always_looked_at(conn, scope, case, now)?.is_some();
        // Undecided again it would die at once where that term is over.
        let lives = now < terms.destroy_after(RetentionClass::Undecided, case.captured_at);
        Ok(match case.state {
            CaseState::Confirmed | CaseState::Ready => Self::BackToDesk,
            CaseState::Dismissed if late && lives => Self::BackToDesk,
            _ => Self::Counted,
        })
    }
}

/// The case, as long as this officer may look at its decision.
pub(super) async fn find(services: &Services, actor: &Actor, reference: &str) -> Result<Case, ServiceError> {
    let reference = CaseRef::parse(reference).map_err(|_| NOT_FOUND)?;
    let (scope, settings, now) = (actor.scope(), services.config().second_look, services.now());
    let account = actor.account;
    let found = services.store().read(move |conn| {
        let case = cases::find_by_reference(conn, &scope, &reference)?;
        let Some(case) = case else { return Ok(None) };
        let colleagues = case.decided.is_some_and(|decided| decided.by != account);
        let late = colleagues && exemptions::always_looked_at(conn, &scope, &case, now)?.is_some();
        if !late && !is_open(&case, account, settings, now) {
            return Ok(None);
        }
        let looked = was_looked_at(conn, &scope, &case, now)?;
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

/// Whether somebody said something of what is to be looked at now.
pub(super) fn was_looked_at(
    conn: &mut Connection,
    scope: &Scope,
    case: &Case,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    let Some(decided) = case.decided else { return Ok(false) };
    let since = exemptions::always_looked_at(conn, scope, case, now)?.unwrap_or(decided.at);
    super::sample::outcome(conn, scope, case.id, since).map(|outcome| outcome.is_some())
}
