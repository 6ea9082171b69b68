//! Who can get in, from where, and with what right.

use ipnetwork::IpNetwork;
use jiff::SignedDuration;
use poortwacht_domain::{AddressRange, Fact, Finding, Promise, PromiseLine, Role};
use poortwacht_store::accounts::{self, Account};
use poortwacht_store::{addresses, authorisations, maintenance, person_requests};

use super::{Look, number};
use crate::ServiceError;
use crate::access_review::ALARM_LATE;
use crate::log_book::strangers;

/// How far strangers are counted back.
const LATELY: SignedDuration = SignedDuration::from_hours(24 * 30);

pub(super) fn addresses_guarded(look: &mut Look<'_>) -> Result<PromiseLine, ServiceError> {
    let ranges = addresses::of_municipality(look.conn, &look.scope, look.municipality.id)?;
    let read = |range: &addresses::AddressRange| AddressRange::parse(&range.network.to_string());
    let wide = ranges.iter().filter(|range| read(range).is_ok_and(|range| range.is_wide())).count();
    let networks: Vec<IpNetwork> = ranges.iter().map(|range| range.network).collect();
    let is_open = AddressRange::cover_half(&networks) || ranges.iter().any(|range| read(range).is_err());
    let since = look.now.saturating_sub(LATELY).unwrap_or(look.now);
    let refused = strangers(look.conn, since, look.now)?;
    let facts = vec![
        (Fact::Ranges, Finding::Number(number(ranges.len()))),
        (Fact::WideRanges, Finding::Number(number(wide))),
        (Fact::RefusedStrangers, Finding::Number(refused)),
    ];
    // A wide range took two people; what covers the internet cannot have come in by the front door.
    let line = PromiseLine::judged(Promise::AddressesGuarded, !is_open, facts);
    Ok(line.unless(ranges.is_empty()))
}

fn in_use(look: &mut Look<'_>) -> Result<Vec<Account>, ServiceError> {
    let mut all = accounts::list(look.conn, &look.scope)?;
    all.retain(|account| account.deactivated_at.is_none() && account.credentials.is_some());
    Ok(all)
}

pub(super) fn second_factor(look: &mut Look<'_>) -> Result<PromiseLine, ServiceError> {
    let without = maintenance::without_second_factor(look.conn, &look.scope)?;
    let all = number(in_use(look)?.len());
    let facts = vec![
        (Fact::AccountsInUse, Finding::Number(all)),
        (Fact::WithoutSecondFactor, Finding::Number(without)),
    ];
    Ok(PromiseLine::judged(Promise::SecondFactor, without == 0, facts).unless(all == 0 && without == 0))
}

pub(super) fn officers_authorised(look: &mut Look<'_>) -> Result<PromiseLine, ServiceError> {
    let officers: Vec<Account> =
        in_use(look)?.into_iter().filter(|account| account.role == Role::Officer).collect();
    let mut without = 0;
    for officer in &officers {
        let held = authorisations::valid_at(look.conn, &look.scope, officer.id, look.now)?;
        without += u64::from(held.is_none());
    }
    let facts = vec![
        (Fact::Officers, Finding::Number(number(officers.len()))),
        (Fact::WithoutAuthorisation, Finding::Number(without)),
    ];
    let line = PromiseLine::judged(Promise::OfficersAuthorised, without == 0, facts);
    Ok(line.unless(officers.is_empty()))
}

pub(super) fn access_reviewed(look: &mut Look<'_>) -> Result<PromiseLine, ServiceError> {
    let late = look.alarms(&[ALARM_LATE])?;
    let facts = vec![(Fact::LateReviews, Finding::Number(late))];
    Ok(PromiseLine::judged(Promise::AccessReviewed, late == 0, facts))
}

/// AVG art. 12, a month, and the Wpg, six weeks: an answer within the term, which the law sets and a request can be given more of once.
pub(super) fn persons_answered(look: &mut Look<'_>) -> Result<PromiseLine, ServiceError> {
    let mut open = person_requests::list(look.conn, &look.scope)?;
    open.retain(|request| request.handled.is_none());
    let late = number(open.iter().filter(|request| request.due_at <= look.now).count());
    let mut facts = vec![
        (Fact::OpenRequests, Finding::Number(number(open.len()))),
        (Fact::LateRequests, Finding::Number(late)),
    ];
    facts.extend(
        open.iter().map(|request| request.due_at).min().map(|at| (Fact::NextAnswer, Finding::At(at))),
    );
    Ok(PromiseLine::judged(Promise::PersonsAnswered, late == 0, facts).unless(open.is_empty()))
}
