//! What is held and what died, in numbers.

use std::collections::BTreeMap;

use poortwacht_domain::{
    Holding, Month, MonthDestroyed, MonthHeld, RetentionClass, calendar::calendar_months_before,
};
use poortwacht_store::maintenance;

use super::Look;
use crate::ServiceError;

/// Months of destruction that are told.
const MONTHS: u32 = 12;

pub(super) fn holdings(look: &mut Look<'_>) -> Result<Vec<Holding>, ServiceError> {
    let held = maintenance::holdings(look.conn, &look.scope)?.into_iter();
    // What lies below a case has its class and date.
    let own = held.filter(|held| !held.table.starts_with("case_"));
    let holding = |held: maintenance::Overdue| Holding {
        what: held.table.to_owned(),
        class: held.class,
        count: held.count,
        earliest: held.oldest,
    };
    Ok(own.map(holding).collect())
}

pub(super) fn months(look: &mut Look<'_>) -> Result<Vec<MonthHeld>, ServiceError> {
    let mut months: BTreeMap<Month, BTreeMap<RetentionClass, u64>> = BTreeMap::new();
    for held in maintenance::cases_by_hour(look.conn, &look.scope)? {
        *months.entry(Month::of(held.hour)).or_default().entry(held.class).or_default() += held.count;
    }
    Ok(months.into_iter().map(|(month, cases)| MonthHeld { month, cases }).collect())
}

pub(super) fn destroyed(look: &mut Look<'_>) -> Result<Vec<MonthDestroyed>, ServiceError> {
    let since = calendar_months_before(look.now, MONTHS);
    let mut months: BTreeMap<Month, BTreeMap<String, u64>> = BTreeMap::new();
    for (kind, hour, count) in maintenance::destroyed_by_hour(look.conn, &look.scope, since)? {
        *months.entry(Month::of(hour)).or_default().entry(kind).or_default() += count;
    }
    Ok(months.into_iter().rev().map(|(month, destroyed)| MonthDestroyed { month, destroyed }).collect())
}
