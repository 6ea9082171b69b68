//! What is kept dies in time, and what is kept is whole.

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{Fact, Finding, PicturePlace, Promise, PromiseLine};
use poortwacht_store::job_runs::{self, RunOutcome};
use poortwacht_store::maintenance::{self, Overdue};
use poortwacht_store::{legal_holds, picture_places};

use super::{Look, number, scope};
use crate::ServiceError;
use crate::custody::ALARM_ALTERED;
use crate::key_store::ALARM_OLD_BACKUP;
use crate::reconcile::ALARM_CLOSED;
use crate::sealed_pictures::ALARM_LOST;

/// The retention job runs hourly; what is this late was passed over.
const SLACK: SignedDuration = SignedDuration::from_hours(2);

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
    Ok(PromiseLine::judged(Promise::NothingOverdue, overdue == 0, facts))
}

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
