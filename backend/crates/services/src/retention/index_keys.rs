//! The keys of the plate indexes die with their last case, so that an index in an old copy of the database says nothing.
//!
//! Which keys ever existed follows from the instance's age, so a run that was stopped between the last case and its key
//! is made good by the next one.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::Month;
use poortwacht_domain::calendar::{add_calendar_months, start_of_day};
use poortwacht_evidence::keystore::{IndexClass, IndexKeyName, KeyStore};
use poortwacht_store::municipalities::{self, Municipality};
use poortwacht_store::{Connection, cases};

use super::scope;
use crate::blocking::off_worker;
use crate::{ServiceError, Services};

/// Packets come in up to 48 hours late: until then a month that is over may still get cases.
const LATE_PACKETS: SignedDuration = SignedDuration::from_hours(72);

/// Destroys the index keys that no case needs any more; how many.
pub(super) async fn destroy_unused(services: &Services, now: Timestamp) -> Result<u64, ServiceError> {
    let names = services.store().read(move |conn| unused(conn, now)).await?;
    let keys = services.keys();
    off_worker(move || {
        let mut destroyed = 0;
        for name in &names {
            destroyed += u64::from(destroy(keys.as_ref(), name)?);
        }
        Ok(destroyed)
    })
    .await
}

/// Most names have no key, and looking is cheaper than destroying.
fn destroy(keys: &dyn KeyStore, name: &IndexKeyName) -> Result<bool, ServiceError> {
    Ok(keys.index_key(name, false)?.is_some() && keys.destroy_index_key(name)?)
}

fn unused(conn: &mut Connection, now: Timestamp) -> Result<Vec<IndexKeyName>, ServiceError> {
    let used: BTreeSet<String> = cases::plate_keys(conn, &scope())?.into_iter().collect();
    let municipalities = municipalities::all(conn, &scope())?;
    let names = municipalities.iter().flat_map(|municipality| possible(municipality, now));
    Ok(names.filter(|name| !used.contains(&name.to_string())).collect())
}

/// Every key that a municipality can have, for months that get no more cases.
fn possible(municipality: &Municipality, now: Timestamp) -> impl Iterator<Item = IndexKeyName> {
    let id = municipality.id;
    let classes = [IndexClass::Undecided, IndexClass::Kept];
    let named = move |month| classes.map(|class| IndexKeyName { municipality: id, month, class });
    closed_months(municipality.created_at, now).into_iter().flat_map(named)
}

/// The months from shortly before `since` that ended before late packets could still arrive at `now`.
fn closed_months(since: Timestamp, now: Timestamp) -> Vec<Month> {
    let latest = Month::of(now.saturating_sub(LATE_PACKETS).unwrap_or(now));
    let mut month = Month::of(since.saturating_sub(LATE_PACKETS).unwrap_or(since));
    let mut closed = Vec::new();
    while month < latest {
        closed.push(month);
        month = Month::of(add_calendar_months(start_of_day(month.first_day()), 1));
    }
    closed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_closes_three_days_after_its_end() {
        let since: Timestamp = "2026-09-02T00:00:00+02:00".parse().unwrap();
        let closed = |now: &str| -> Vec<String> {
            let months = closed_months(since, now.parse().unwrap());
            months.iter().map(ToString::to_string).collect()
        };
        assert_eq!(closed("2026-11-03T23:59:59+01:00"), ["2026-08", "2026-09"]);
        assert_eq!(closed("2026-11-04T00:00:00+01:00"), ["2026-08", "2026-09", "2026-10"]);
        assert_eq!(closed("2026-09-02T00:00:00+02:00"), Vec::<String>::new());
    }
}
