//! What the roadside delivered: in time, and violations only.

use jiff::SignedDuration;
use jiff::ToSpan as _;
use poortwacht_domain::passage::PacketOutcome;
use poortwacht_domain::{Fact, Finding, Promise, PromiseLine, local_day};
use poortwacht_store::{counters, maintenance};

use super::Look;
use crate::ServiceError;

/// Units erase what is older, delivered or not (domain.md, "roadside buffer").
const BUFFER: SignedDuration = SignedDuration::from_hours(48);

/// Days over which passages are counted.
const DAYS: i32 = 30;

pub(super) fn transferred_in_time(look: &mut Look<'_>) -> Result<PromiseLine, ServiceError> {
    let transfers = maintenance::transfers(look.conn, &look.scope, BUFFER)?;
    let longest = u64::try_from(transfers.longest.as_hours()).unwrap_or_default();
    let facts = vec![
        (Fact::Cases, Finding::Number(transfers.count)),
        (Fact::LongestTransferHours, Finding::Number(longest)),
        (Fact::LateTransfers, Finding::Number(transfers.late)),
    ];
    let line = PromiseLine::judged(Promise::TransferredInTime, transfers.late == 0, facts);
    Ok(line.unless(transfers.count == 0))
}

pub(super) fn only_violations(look: &mut Look<'_>) -> Result<PromiseLine, ServiceError> {
    let today = local_day(look.now);
    let from = today.checked_sub(DAYS.days()).unwrap_or(today);
    let until = today.tomorrow().unwrap_or(today);
    let counted = counters::between(look.conn, &look.scope, from, until)?;
    let of = |outcomes: &[PacketOutcome]| {
        let own = counted.iter().filter(|counted| outcomes.contains(&counted.counter.outcome));
        Finding::Number(own.map(|counted| counted.count).sum())
    };
    let wrong = maintenance::cases_of_no_violation(look.conn, &look.scope)?;
    let facts = vec![
        (Fact::BecameCases, of(&[PacketOutcome::Accepted])),
        (Fact::Exempt, of(&[PacketOutcome::Exempt])),
        (Fact::OutsideHours, of(&[PacketOutcome::OutsideHours, PacketOutcome::LocationInactive])),
        (Fact::ExemptCases, Finding::Number(wrong)),
    ];
    Ok(PromiseLine::judged(Promise::OnlyViolations, wrong == 0, facts)
        .unless(counted.is_empty() && wrong == 0))
}
