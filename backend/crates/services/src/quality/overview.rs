//! What a coordinator sees of quality. No plates, no pictures, no officer's score.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{Act, CaseRef, CaseState, DismissalReason, LocationId, Permission, UnitId};
use poortwacht_store::{Connection, Scope, accounts, cases, locations, units};

use super::judge::AGREES;
use super::sample::drawn;
use super::settings::SecondLookSettings;
use crate::export::{Condition, Effect, GateFinding};
use crate::figures::{Decided, decisions};
use crate::log_book::walk;
use crate::{Actor, ServiceError, Services};

/// Weeks over which cameras are compared.
const WEEKS: i64 = 4;
/// More cases than these are counted for a condition, but not named.
const MOST_NAMED: usize = 20;

/// Dismissals that say that a camera misread.
const MISREAD: [DismissalReason; 2] =
    [DismissalReason::PlateUnreadable, DismissalReason::WrongPlateOrCountry];

/// How far the sample of the last days is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SampleFigures {
    /// Decisions drawn.
    pub drawn: u64,
    /// Of those, not looked at yet.
    pub open: u64,
    /// The second officer agreed.
    pub agreed: u64,
    /// The second officer disagreed.
    pub disagreed: u64,
}

/// One camera.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CameraLine {
    /// Its name.
    pub unit: String,
    /// The location's name.
    pub location: String,
    /// Its cases that officers decided.
    pub decided: u64,
    /// Of those, dismissed because plate or country were misread, or decided after an officer corrected them.
    pub misread: u64,
    /// Of those, dismissed.
    pub dismissed: u64,
    /// Dismissals by reason, the most frequent first.
    pub reasons: Vec<(DismissalReason, u64)>,
}

/// What a condition of the gate did to the cases there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldLine {
    /// Code of the condition.
    pub condition: &'static str,
    /// What it did: the cases wait for it, need attention, lie on the desk again or ended by it.
    pub effect: Effect,
    /// How many.
    pub count: u64,
    /// The first of them, the earliest act first.
    pub cases: Vec<CaseRef>,
}

/// A case on a desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimLine {
    /// The case.
    pub reference: CaseRef,
    /// The location's name.
    pub location: String,
    /// The officer's display name.
    pub officer: String,
    /// When the claim runs out unless it is renewed.
    pub until: Timestamp,
}

/// The page.
#[derive(Debug, Clone)]
pub struct Overview {
    /// Weeks over which cameras are compared.
    pub weeks: i64,
    /// How the sample is drawn.
    pub settings: SecondLookSettings,
    /// How far the sample is.
    pub sample: SampleFigures,
    /// Cameras with decided cases, the highest share of dismissals first.
    pub cameras: Vec<CameraLine>,
    /// What the gate holds.
    pub held: Vec<HeldLine>,
    /// What lies on desks.
    pub claims: Vec<ClaimLine>,
}

/// The coordinator's view of quality. Logged as [`Act::QualityListed`].
///
/// # Errors
/// [`ServiceError::Refused`] without the permission; those of store and ledger.
pub async fn overview(services: &Services, actor: &Actor) -> Result<Overview, ServiceError> {
    actor.require(Permission::WatchQuality)?;
    services.enter(actor.log(), actor.entry(Act::QualityListed).detail("page", "overview")).await?;
    let (settings, now, actor) = (services.config().second_look, services.now(), actor.clone());
    services.store().read(move |conn| gather(conn, &actor, settings, now)).await
}

fn gather(
    conn: &mut Connection,
    actor: &Actor,
    settings: SecondLookSettings,
    now: Timestamp,
) -> Result<Overview, ServiceError> {
    let scope = actor.scope();
    let from = now.saturating_sub(SignedDuration::from_hours(24 * 7 * WEEKS)).unwrap_or(now);
    let decided = decisions(conn, &actor.log(), from, just_after(now))?;
    Ok(Overview {
        weeks: WEEKS,
        settings,
        sample: sample(conn, actor, settings, now)?,
        cameras: cameras(conn, &scope, &decided)?,
        held: held(conn, &scope)?,
        claims: claims(conn, &scope, now)?,
    })
}

/// The end of a period that the present moment belongs to.
fn just_after(now: Timestamp) -> Timestamp {
    now.saturating_add(SignedDuration::from_secs(1)).unwrap_or(now)
}

/// The locations' names.
pub(crate) fn place_names(
    conn: &mut Connection,
    scope: &Scope,
) -> Result<BTreeMap<LocationId, String>, ServiceError> {
    let all = locations::all(conn, scope)?;
    Ok(all.into_iter().map(|place| (place.id, place.dossier.name)).collect())
}

/// What was said is counted from the ledger: a case that went back to the desk is no longer in the sample.
fn sample(
    conn: &mut Connection,
    actor: &Actor,
    settings: SecondLookSettings,
    now: Timestamp,
) -> Result<SampleFigures, ServiceError> {
    let mut figures = SampleFigures::default();
    let days = SignedDuration::from_hours(24 * i64::from(settings.days));
    let from = now.saturating_sub(days).unwrap_or(now);
    walk(conn, &actor.log(), from, just_after(now), &mut |record| match (
        record.entry.act,
        record.entry.reason.as_deref(),
    ) {
        (Act::SecondLookJudged, Some(AGREES)) => figures.agreed += 1,
        (Act::SecondLookJudged, _) => figures.disagreed += 1,
        _ => {}
    })?;
    let drawn = drawn(conn, &actor.scope(), settings, now)?;
    let open = drawn.iter().filter(|look| look.outcome.is_none()).count();
    figures.open = u64::try_from(open).unwrap_or(u64::MAX);
    figures.drawn = figures.open.saturating_add(figures.agreed).saturating_add(figures.disagreed);
    Ok(figures)
}

fn cameras(
    conn: &mut Connection,
    scope: &Scope,
    decided: &[Decided],
) -> Result<Vec<CameraLine>, ServiceError> {
    let places = place_names(conn, scope)?;
    let mut counted: BTreeMap<UnitId, Counted> = BTreeMap::new();
    for decision in decided {
        let Some(unit) = decision.unit else { continue };
        counted.entry(unit).or_default().add(decision);
    }
    let mut lines: Vec<CameraLine> = units::all(conn, scope)?
        .into_iter()
        .filter_map(|unit| {
            let counted = counted.remove(&unit.id)?;
            let location = places.get(&unit.location).cloned().unwrap_or_default();
            Some(counted.line(unit.name, location))
        })
        .collect();
    // By share, without dividing: a/b > c/d where a·d > c·b.
    lines.sort_by(|one, other| {
        (other.dismissed * one.decided).cmp(&(one.dismissed * other.decided)).then(one.unit.cmp(&other.unit))
    });
    Ok(lines)
}

/// A camera's decisions.
#[derive(Default)]
struct Counted {
    decided: u64,
    misread: u64,
    reasons: BTreeMap<DismissalReason, u64>,
}

impl Counted {
    /// A correction tells of a misreading as a dismissal does; of one decision it counts once.
    fn add(&mut self, decision: &Decided) {
        self.decided += 1;
        let dismissed_for_it = decision.dismissal.is_some_and(|reason| MISREAD.contains(&reason));
        self.misread += u64::from(decision.corrected || dismissed_for_it);
        if let Some(reason) = decision.dismissal {
            *self.reasons.entry(reason).or_default() += 1;
        }
    }

    fn line(self, unit: String, location: String) -> CameraLine {
        let dismissed = self.reasons.values().sum();
        let mut reasons: Vec<_> = self.reasons.into_iter().collect();
        reasons.sort_by_key(|(reason, count)| (std::cmp::Reverse(*count), *reason));
        CameraLine { unit, location, decided: self.decided, misread: self.misread, dismissed, reasons }
    }
}

/// A finding counts where its case is what the finding made of it: what was mended since says nothing any more.
fn held(conn: &mut Connection, scope: &Scope) -> Result<Vec<HeldLine>, ServiceError> {
    let mut lines: BTreeMap<Condition, HeldLine> = BTreeMap::new();
    for found in cases::with_findings(conn, scope)? {
        let findings = GateFinding::parse_all(&found.findings)
            .map_err(|_| ServiceError::Damaged("gate findings do not parse".to_owned()))?;
        for condition in findings.into_iter().map(|finding| finding.condition) {
            if states_of(condition.effect()).contains(&found.state) {
                let line = lines.entry(condition).or_insert_with(|| held_line(condition));
                line.count += 1;
                if line.cases.len() < MOST_NAMED {
                    line.cases.push(found.reference.clone());
                }
            }
        }
    }
    let mut lines: Vec<HeldLine> = lines.into_values().collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.count));
    Ok(lines)
}

const fn held_line(condition: Condition) -> HeldLine {
    HeldLine { condition: condition.as_str(), effect: condition.effect(), count: 0, cases: Vec::new() }
}

/// Where a case is that such a finding had its effect on.
const fn states_of(effect: Effect) -> &'static [CaseState] {
    match effect {
        Effect::Warning | Effect::Curable => &[CaseState::Confirmed, CaseState::Ready],
        Effect::ReJudge => &[CaseState::AwaitingReview],
        Effect::Final => &[CaseState::Dismissed, CaseState::Warned, CaseState::Expired],
    }
}

fn claims(conn: &mut Connection, scope: &Scope, now: Timestamp) -> Result<Vec<ClaimLine>, ServiceError> {
    let names: BTreeMap<_, _> =
        accounts::list(conn, scope)?.into_iter().map(|account| (account.id, account.display_name)).collect();
    let lines = cases::on_desks(conn, scope, now)?.into_iter().filter_map(|case| {
        let claim = case.claim?;
        Some(ClaimLine {
            reference: case.reference,
            location: case.dossier.name,
            officer: names.get(&claim.by).cloned().unwrap_or_default(),
            until: claim.expires_at,
        })
    });
    Ok(lines.collect())
}
