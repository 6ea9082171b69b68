//! When a municipality's cases go through the gate by the clock, and whether batches are built that day.
//!
//! The job ticks every quarter of an hour; each municipality has its own time of day. A run that was missed while no
//! process was there is made good at the next tick.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use poortwacht_domain::calendar::instant;
use poortwacht_domain::holidays::is_public_holiday;
use poortwacht_domain::{MunicipalityId, OnHolidays, local_day};
use poortwacht_store::municipalities::{self, DeliveryClock};
use poortwacht_store::{Connection, Plan, Scope, Tx};

use crate::{ServiceError, Services};

/// Whether batches are built on this day; `listed` when its day of the week is among the municipality's days.
pub(super) fn delivers(listed: bool, holidays: OnHolidays, day: Date) -> bool {
    match holidays {
        OnHolidays::AsOtherDays => listed,
        OnHolidays::Not => listed && !is_public_holiday(day),
        OnHolidays::Also => listed || is_public_holiday(day),
    }
}

/// Those of the municipalities whose time has come since the gate last ran for them by the clock.
pub(super) async fn due(
    services: &Services,
    all: Vec<MunicipalityId>,
) -> Result<Vec<MunicipalityId>, ServiceError> {
    let now = services.now();
    let read = move |conn: &mut Connection| {
        let mut due = Vec::new();
        for id in all {
            let clock = municipalities::delivery_clock(conn, &Scope::municipality(id), id)?;
            due.extend(is_due(&clock, now).then_some(id));
        }
        Ok::<_, ServiceError>(due)
    };
    services.store().read(read).await
}

/// A municipality that never had a run waits for its own time.
fn is_due(clock: &DeliveryClock, now: Timestamp) -> bool {
    let day = local_day(now);
    let at = |day: Date, time: Time| instant(day.to_datetime(time));
    let today = at(day, clock.time);
    match clock.gate_run_at {
        None => now >= today,
        Some(last) if now >= today => last < today,
        Some(last) => day.yesterday().is_ok_and(|yesterday| last < at(yesterday, clock.time)),
    }
}

/// Notes that the gate ran for the municipality by its clock.
pub(super) async fn note(services: &Services, municipality: MunicipalityId) -> Result<(), ServiceError> {
    let at = services.now();
    let note = move |tx: &mut Tx<'_>| {
        let scope = Scope::municipality(municipality);
        Ok::<_, ServiceError>(municipalities::note_gate_run(tx, &scope, municipality, at)?)
    };
    services.store().write(Plan::new(), note).await.map(drop)
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    fn clock(gate_run_at: Option<&str>) -> DeliveryClock {
        let gate_run_at = gate_run_at.map(|at| at.parse().unwrap());
        DeliveryClock { time: time(14, 15, 0, 0), holidays: OnHolidays::AsOtherDays, gate_run_at }
    }

    fn due(last: Option<&str>, now: &str) -> bool {
        is_due(&clock(last), now.parse().unwrap())
    }

    #[test]
    fn the_gate_runs_once_a_day_at_the_municipalitys_own_time_also_across_a_change_of_the_clock() {
        let yesterday = Some("2026-10-24T14:15:00+02:00");
        for (last, now, expected) in [
            (None, "2026-10-25T14:14:00+01:00", false),
            (None, "2026-10-25T14:15:00+01:00", true),
            (yesterday, "2026-10-25T14:14:59+01:00", false),
            (yesterday, "2026-10-25T14:15:00+01:00", true),
            (Some("2026-10-25T14:15:00+01:00"), "2026-10-25T23:45:00+01:00", false),
        ] {
            assert_eq!(due(last, now), expected, "{last:?} {now}");
        }
    }

    #[test]
    fn a_run_that_was_missed_is_made_good_once() {
        let before = Some("2026-11-20T14:15:00+01:00");
        assert!(due(before, "2026-11-22T08:00:00+01:00"), "yesterday's was missed");
        assert!(!due(Some("2026-11-22T08:00:00+01:00"), "2026-11-22T08:15:00+01:00"));
        assert!(due(Some("2026-11-22T08:00:00+01:00"), "2026-11-22T14:15:00+01:00"));
    }

    #[test]
    fn a_holiday_counts_as_chosen() {
        let (christmas, ordinary) = (date(2026, 12, 25), date(2026, 12, 18));
        for (holidays, listed, on_christmas, on_the_other) in [
            (OnHolidays::AsOtherDays, true, true, true),
            (OnHolidays::AsOtherDays, false, false, false),
            (OnHolidays::Not, true, false, true),
            (OnHolidays::Also, false, true, false),
        ] {
            assert_eq!(delivers(listed, holidays, christmas), on_christmas, "{holidays} {listed}");
            assert_eq!(delivers(listed, holidays, ordinary), on_the_other, "{holidays} {listed}");
        }
    }
}
