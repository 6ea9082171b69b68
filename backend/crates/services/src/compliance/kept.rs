//! What is kept dies in time, and what is kept is whole.

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{Fact, Finding, PicturePlace, Promise, PromiseLine, RetentionClass, TermsHistory};
use poortwacht_store::job_runs::{self, RunOutcome};
use poortwacht_store::maintenance::{self, HeldHour, Overdue};
use poortwacht_store::{legal_holds, picture_places, retention_terms as rows};

use super::{Look, number, scope};
use crate::ServiceError;
use crate::custody::ALARM_ALTERED;
use crate::key_store::ALARM_OLD_BACKUP;
use crate::reconcile::ALARM_CLOSED;
use crate::retention_terms::{history, not_carried_out};
use crate::sealed_pictures::ALARM_LOST;

/// The retention job runs hourly; what is this late was passed over.
const SLACK: SignedDuration = SignedDuration::from_hours(2);

/// A case whose term is over longer than this was passed over: the retention job runs hourly, and what lay there when a
/// term became shorter, or was held until now, has a day's notice.
const BEYOND: SignedDuration = SignedDuration::from_hours(26);

/// The job that compares bucket and database, nightly.
const RECONCILES: &str = "reconcile-evidence";

pub(super) fn nothing_overdue(look: &mut Look<'_>) -> Result<PromiseLine, ServiceError> {
    let before = look.now.saturating_sub(SLACK).unwrap_or(look.now);
    let overdue = sum(&maintenance::overdue(look.conn, &look.scope, before)?);
    let holdings = maintenance::holdings(look.conn, &look.scope)?;
    let mut facts =
        vec![(Fact::Overdue, Finding::Number(overdue)), (Fact::Held, Finding::Number(sum(&holdings)))];
    let next = holdings.iter().map(|holding| holding.oldest).min();
    facts.extend(next.map(|at| (Fact::NextDestruction, Finding::At(at))));
    let terms = terms(look)?;
    let beyond = beyond_term(look, &terms.in_force)?;
    facts.push((Fact::BeyondTerm, Finding::Number(beyond)));
    facts.push((Fact::TermsUnderWay, Finding::Number(terms.under_way)));
    let kept = overdue == 0 && beyond == 0 && !terms.is_late;
    Ok(PromiseLine::judged(Promise::NothingOverdue, kept, facts))
}

/// The terms in force, and those confirmed that are not carried out on what lay there.
struct InForce {
    in_force: TermsHistory,
    under_way: u64,
    is_late: bool,
}

fn terms(look: &mut Look<'_>) -> Result<InForce, ServiceError> {
    let in_force = history(look.services, &rows::all(look.conn, &look.scope)?);
    let open = not_carried_out(look.conn, &look.scope)?;
    let before = look.now.saturating_sub(SLACK).unwrap_or(look.now);
    let is_late = open.iter().filter_map(rows::TermLine::counts_since).any(|since| since < before);
    Ok(InForce { in_force, under_way: number(open.len()), is_late })
}

/// Cases older than the term in force, worked out from their passages: whatever date stands in their rows.
fn beyond_term(look: &mut Look<'_>, terms: &TermsHistory) -> Result<u64, ServiceError> {
    let before = look.now.saturating_sub(BEYOND).unwrap_or(look.now);
    let hour = SignedDuration::from_hours(1);
    let is_over = |held: &HeldHour| {
        let last = held.hour.saturating_add(hour).unwrap_or(held.hour);
        FROM_PASSAGE.contains(&held.class) && terms.destroy_after(held.class, last) < before
    };
    let held = maintenance::cases_by_hour(look.conn, &look.scope)?;
    Ok(held.iter().filter(|held| is_over(held)).map(|held| held.count).sum())
}

/// Classes whose term runs from the passage.
const FROM_PASSAGE: [RetentionClass; 4] = [
    RetentionClass::Undecided,
    RetentionClass::Confirmed,
    RetentionClass::Warned,
    RetentionClass::Sanctioned,
];

fn sum(rows: &[Overdue]) -> u64 {
    rows.iter().map(|row| row.count).sum()
}

pub(super) fn holds_reviewed(look: &mut Look<'_>) -> Result<PromiseLine, ServiceError> {
    let held = legal_holds::list(look.conn, &look.scope)?;
    let reviews: Vec<Timestamp> =
        held.iter().filter_map(|line| line.hold.placed.map(|placed| placed.review_at)).collect();
    let late = number(reviews.iter().filter(|review| **review <= look.now).count());
    let mut facts = vec![
        (Fact::Holds, Finding::Number(number(reviews.len()))),
        (Fact::UnreviewedHolds, Finding::Number(late)),
    ];
    facts.extend(reviews.iter().min().map(|at| (Fact::NextReview, Finding::At(*at))));
    Ok(PromiseLine::judged(Promise::HoldsReviewed, late == 0, facts).unless(reviews.is_empty()))
}

pub(super) fn evidence_whole(look: &mut Look<'_>) -> Result<PromiseLine, ServiceError> {
    let alarms = look.alarms(&[ALARM_LOST, ALARM_ALTERED, ALARM_CLOSED])?;
    let in_bucket = picture_places::number_in(look.conn, &look.scope, PicturePlace::Bucket)?;
    let compared = job_runs::latest(look.conn, &scope(), RECONCILES)?;
    let went_well = compared.as_ref().is_none_or(|run| run.outcome != Some(RunOutcome::Failed));
    let mut facts =
        vec![(Fact::Alarms, Finding::Number(alarms)), (Fact::InBucket, Finding::Number(in_bucket))];
    facts.extend(compared.map(|run| (Fact::CheckedAt, Finding::At(run.started_at))));
    Ok(PromiseLine::judged(Promise::EvidenceWhole, alarms == 0 && went_well, facts))
}

pub(super) fn keys_die_in_time(look: &mut Look<'_>) -> Result<PromiseLine, ServiceError> {
    let before = look.now.saturating_sub(SLACK).unwrap_or(look.now);
    let waiting = maintenance::halves_spent_before(look.conn, &look.scope, before)?;
    let alarms = look.alarms(&[ALARM_OLD_BACKUP])?;
    let cases = maintenance::transfers(look.conn, &look.scope, SignedDuration::MAX)?.count;
    let facts = vec![
        (Fact::Cases, Finding::Number(cases)),
        (Fact::HalvesWaiting, Finding::Number(waiting)),
        (Fact::Alarms, Finding::Number(alarms)),
    ];
    Ok(PromiseLine::judged(Promise::KeysDieInTime, waiting == 0 && alarms == 0, facts))
}
