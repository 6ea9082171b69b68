//! How the units are doing, for the administrator.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::passage::MAX_AGE;
use poortwacht_domain::{Act, LocationId, Permission, UnitId};
use poortwacht_store::locations;
use poortwacht_store::units::{self as rows, Unit};

use crate::{Actor, ServiceError, Services};

/// Without a heartbeat for this long a unit counts as silent.
const SILENT_AFTER: SignedDuration = SignedDuration::from_mins(15);
/// The gate takes a unit's clock within ±10 s.
const CLOCK_TOLERANCE_MS: u64 = 10_000;
/// A packet that waits longer than this nears the 48 hours after which the unit erases it.
const QUEUE_OLD_AFTER: SignedDuration = SignedDuration::from_hours(36);
/// From so long on the end of a certificate is told.
pub(super) const EXPIRY_WARNING: SignedDuration = SignedDuration::from_hours(30 * 24);
const _: () = assert!(QUEUE_OLD_AFTER.as_secs() < MAX_AGE.as_secs());

/// Something that is wrong with a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitProblem {
    /// No heartbeat ever.
    NeverSeen,
    /// No heartbeat for too long.
    Silent,
    /// The clock is off by more than the gate allows.
    ClockOff,
    /// The oldest queued packet nears the unit's own deadline.
    QueueOld,
    /// Sequence numbers are missing.
    Gaps,
    /// The certificate expires within a month.
    CertificateExpires,
    /// The unit was suspended.
    Suspended,
    /// The certificate was revoked.
    Revoked,
}

/// One unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitHealthRow {
    /// The unit.
    pub id: UnitId,
    /// Its name.
    pub name: String,
    /// The location's name.
    pub location: String,
    /// Its lane.
    pub lane: u32,
    /// The last heartbeat.
    pub last_heartbeat: Option<Timestamp>,
    /// Offset of its clock in milliseconds.
    pub clock_offset_ms: Option<i64>,
    /// Packets that wait in the unit.
    pub queue_length: Option<u64>,
    /// Capture of the oldest of them.
    pub oldest_queued: Option<Timestamp>,
    /// Sequence numbers that never arrived.
    pub missing: u64,
    /// Version of its software.
    pub software: Option<String>,
    /// What is wrong; nothing is healthy.
    pub problems: Vec<UnitProblem>,
}

/// All units of the municipality.
#[derive(Debug, Clone)]
pub struct UnitsView {
    /// Ages are told from here.
    pub now: Timestamp,
    /// The units, those in use first, by name.
    pub rows: Vec<UnitHealthRow>,
}

/// Lists the units with what is wrong with them. Logged as [`Act::UnitsListed`].
///
/// # Errors
/// [`ServiceError::Refused`] without the permission; those of store and ledger.
pub async fn health(services: &Services, actor: &Actor) -> Result<UnitsView, ServiceError> {
    actor.require(Permission::ViewUnits)?;
    services.enter(actor.log(), actor.entry(Act::UnitsListed)).await?;
    let (now, scope) = (services.now(), actor.scope());
    let rows = services
        .store()
        .read(move |conn| {
            let places = locations::all(conn, &scope)?;
            let places = places.into_iter().map(|place| (place.id, place.dossier.name)).collect();
            let missing = missing(&rows::gaps(conn, &scope)?);
            let units = rows::all(conn, &scope)?;
            let expiring = rows::expiring(conn, &scope, now.saturating_add(EXPIRY_WARNING).unwrap_or(now))?;
            let expiring =
                expiring.into_iter().filter_map(|held| Some((held.unit, held.expires_at?))).collect();
            Ok::<_, ServiceError>(rows_of(units, &places, &missing, &expiring, now))
        })
        .await?;
    Ok(UnitsView { now, rows })
}

pub(super) fn missing(gaps: &[rows::Gap]) -> BTreeMap<UnitId, u64> {
    let mut missing = BTreeMap::new();
    for gap in gaps {
        let count: &mut u64 = missing.entry(gap.unit).or_default();
        *count += gap.missing.last.saturating_sub(gap.missing.first) + 1;
    }
    missing
}

fn rows_of(
    units: Vec<Unit>,
    places: &BTreeMap<LocationId, String>,
    missing: &BTreeMap<UnitId, u64>,
    expiring: &BTreeMap<UnitId, Timestamp>,
    now: Timestamp,
) -> Vec<UnitHealthRow> {
    let mut units = units;
    units.sort_by_key(|unit| unit.revoked_at.is_some());
    let row = |unit: Unit| {
        let missing = missing.get(&unit.id).copied().unwrap_or(0);
        let place = places.get(&unit.location).cloned().unwrap_or_default();
        let expires_at = expiring.get(&unit.id).copied();
        row_of(unit, place, missing, expires_at, now)
    };
    units.into_iter().map(row).collect()
}

/// One unit with what is wrong with it.
pub(super) fn row_of(
    unit: Unit,
    location: String,
    missing: u64,
    expires_at: Option<Timestamp>,
    now: Timestamp,
) -> UnitHealthRow {
    UnitHealthRow {
        id: unit.id,
        problems: problems(&unit, missing, expires_at, now),
        location,
        lane: unit.lane,
        last_heartbeat: unit.health.last_heartbeat_at,
        clock_offset_ms: unit.health.clock_offset_ms,
        queue_length: unit.health.queue_length,
        oldest_queued: unit.health.oldest_queued_at,
        missing,
        software: unit.health.software_version,
        name: unit.name,
    }
}

/// A revoked or suspended unit has no other problem: nobody expects anything of it now.
fn problems(unit: &Unit, missing: u64, expires_at: Option<Timestamp>, now: Timestamp) -> Vec<UnitProblem> {
    if unit.revoked_at.is_some() {
        return vec![UnitProblem::Revoked];
    }
    if unit.suspended_at.is_some() {
        return vec![UnitProblem::Suspended];
    }
    let expires = expires_at.is_some_and(|at| at.duration_since(now) < EXPIRY_WARNING);
    let health = &unit.health;
    let older = |at: Timestamp, limit| now.duration_since(at) > limit;
    let off = health.clock_offset_ms.is_some_and(|offset| offset.unsigned_abs() > CLOCK_TOLERANCE_MS);
    let queue = health.oldest_queued_at.is_some_and(|at| older(at, QUEUE_OLD_AFTER));
    [
        (health.last_heartbeat_at.is_none(), UnitProblem::NeverSeen),
        (health.last_heartbeat_at.is_some_and(|at| older(at, SILENT_AFTER)), UnitProblem::Silent),
        (off, UnitProblem::ClockOff),
        (queue, UnitProblem::QueueOld),
        (missing > 0, UnitProblem::Gaps),
        (expires, UnitProblem::CertificateExpires),
    ]
    .into_iter()
    .filter_map(|(applies, problem)| applies.then_some(problem))
    .collect()
}
