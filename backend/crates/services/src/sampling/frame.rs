//! One pass over everything that a sample may be drawn from, in the memory of the sample.

use jiff::Timestamp;
use poortwacht_domain::calendar::{end_of_day, start_of_day};
use poortwacht_domain::sampling::{Drawing, Drawn, Seed};
use poortwacht_domain::{Act, CaseId, LocationId, SampleKind, SampleReach};
use poortwacht_ledger::{Outcome, Record};
use poortwacht_store::cases::{self, DecidedCase, DecidedFilter};
use poortwacht_store::samples::Line;
use poortwacht_store::{Connection, Scope};

use super::form::Draft;
use super::standing;
use crate::log_book::walk;
use crate::{Actor, ServiceError};

/// Cases that are held at a time.
const PAGE: u32 = 1_000;

/// Acts that put a case before somebody's eyes. What was sent ahead is a view only once it is shown.
const VIEWS: [Act; 4] = [Act::CaseShown, Act::PictureShown, Act::SecondLook, Act::SampleCaseShown];

/// Reason of a view that the queue of the review desk explains.
const DESK: &str = "review";

/// Draws from what the form asks for. A name is a case's identifier, or a view's place in the ledger, so that anybody who
/// reads them can draw again.
pub(super) fn draw(
    conn: &mut Connection,
    actor: &Actor,
    (draft, location): (&Draft, Option<LocationId>),
    seed: Seed,
    now: Timestamp,
) -> Result<Drawn<Line>, ServiceError> {
    let mut drawing = Drawing::new(seed, draft.size);
    let (from, until) = (start_of_day(draft.days.0), end_of_day(draft.days.1));
    match draft.kind {
        SampleKind::DecidedCases => {
            let filter = DecidedFilter { from, until, location, alive_at: now };
            decided(conn, &actor.scope(), &filter, &mut drawing)?;
        }
        SampleKind::Views => {
            let mut offer = |record: &Record| offer_view(record, draft.reach, &mut drawing);
            walk(conn, &actor.log(), from, until, &mut offer)?;
        }
    }
    let mut drawn = drawing.finish();
    for (line, number) in drawn.sample.iter_mut().zip(1..) {
        line.number = number;
        if let Some(place) = &line.entry {
            line.state = standing::at(conn, &actor.scope(), line.case, place)?;
        }
    }
    Ok(drawn)
}

fn decided(
    conn: &mut Connection,
    scope: &Scope,
    filter: &DecidedFilter,
    drawing: &mut Drawing<Line>,
) -> Result<(), ServiceError> {
    let mut after: Option<CaseId> = None;
    loop {
        let page = cases::decided_after(conn, scope, filter, after, PAGE)?;
        for case in &page {
            drawing.offer(&case.id.to_string(), || of_case(case));
        }
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(last.id);
    }
}

fn of_case(case: &DecidedCase) -> Line {
    Line {
        number: 0,
        case: case.id,
        account: case.officer,
        at: case.decided_at,
        state: Some(case.state),
        entry: None,
        judgement: None,
        judged: 0,
    }
}

fn offer_view(record: &Record, reach: SampleReach, drawing: &mut Drawing<Line>) {
    let entry = &record.entry;
    let (Some(case), Some(account)) = (entry.case, entry.actor.account()) else { return };
    let is_view = VIEWS.contains(&entry.act) && entry.outcome == Outcome::Done;
    let is_reached = reach == SampleReach::Everything || entry.reason.as_deref() != Some(DESK);
    if is_view && is_reached {
        drawing.offer(&record.place.to_string(), || Line {
            number: 0,
            case,
            account,
            at: record.at,
            state: None,
            entry: Some(record.place.clone()),
            judgement: None,
            judged: 0,
        });
    }
}
