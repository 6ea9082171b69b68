//! One unit: its keys, its clock over time, its gaps, and what its last pictures were like.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use poortwacht_domain::calendar::start_of_day;
use poortwacht_domain::{Act, ImageKind, Permission, UnitId, local_day};
use poortwacht_evidence::jpeg::Manifest;
use poortwacht_store::units::{self as rows, Certificate, Gap, PictureFacts, SigningKey, UnitHour};
use poortwacht_store::{Connection, Scope, locations};

use super::health::{UnitHealthRow, missing, row_of};
use crate::{Actor, ServiceError, Services};

/// Days that are shown of the clock, today among them.
const SHOWN_DAYS: i64 = 14;
/// Pictures that the statistics are of.
const LAST_PICTURES: i64 = 200;

/// What the last pictures of one kind were like. Never the pictures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureStatistics {
    /// What they show.
    pub kind: ImageKind,
    /// How many.
    pub count: u64,
    /// The smallest, in pixels.
    pub smallest: (u32, u32),
    /// The largest, in pixels.
    pub largest: (u32, u32),
    /// Percentage of their area that stayed as the camera took it, on average; declared areas may overlap.
    pub kept_percent: u64,
    /// Areas made grey, per hundred pictures.
    pub grey_per_hundred: u64,
}

/// A day of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnitDay {
    /// The Dutch calendar day.
    pub day: Date,
    /// Hours in which it was heard.
    pub hours: u32,
    /// The offset of its clock that was furthest from zero, in milliseconds; nothing when it was not heard.
    pub clock_offset_ms: Option<i64>,
    /// The most packets that waited.
    pub queue_length: u64,
}

/// A unit's own page.
#[derive(Debug, Clone)]
pub struct UnitView {
    /// Ages are told from here.
    pub now: Timestamp,
    /// As in the list.
    pub row: UnitHealthRow,
    /// Fingerprint of the certificate that counts.
    pub fingerprint: String,
    /// The certificates that were kept, the newest first.
    pub certificates: Vec<Certificate>,
    /// When each signing key counts, the newest first.
    pub signing_keys: Vec<(Timestamp, Option<Timestamp>)>,
    /// Since when it is suspended.
    pub suspended_at: Option<Timestamp>,
    /// Since when it is revoked.
    pub revoked_at: Option<Timestamp>,
    /// The last two weeks, in their order.
    pub days: Vec<UnitDay>,
    /// Numbers that have not arrived.
    pub gaps: Vec<Gap>,
    /// By kind.
    pub pictures: Vec<PictureStatistics>,
}

/// Shows a unit. Logged as [`Act::UnitsListed`].
///
/// # Errors
/// [`ServiceError::NotFound`]; [`ServiceError::Refused`] without the permission; those of store and ledger.
pub async fn show(services: &Services, actor: &Actor, id: UnitId) -> Result<UnitView, ServiceError> {
    actor.require(Permission::ViewUnits)?;
    services.enter(actor.log(), actor.entry(Act::UnitsListed).detail("unit", id)).await?;
    let (now, scope) = (services.now(), actor.scope());
    services.store().read(move |conn| gather(conn, &scope, id, now)).await
}

fn gather(
    conn: &mut Connection,
    scope: &Scope,
    id: UnitId,
    now: Timestamp,
) -> Result<UnitView, ServiceError> {
    let unit = rows::by_id(conn, scope, id)?.ok_or(ServiceError::NotFound("unit"))?;
    let place = locations::by_id(conn, scope, unit.location)?.map(|place| place.dossier.name);
    let gaps = rows::gaps_of(conn, scope, id)?;
    let first = local_day(now).saturating_sub((SHOWN_DAYS - 1).days());
    let since = start_of_day(first);
    let keys = rows::signing_keys(conn, scope, id)?;
    let times = |key: SigningKey| (key.valid_from, key.valid_until);
    let absent = missing(&gaps).get(&id).copied().unwrap_or(0);
    let certificates = rows::certificates(conn, scope, id)?;
    let expires_at = expiry(&certificates, &unit.certificate_fingerprint);
    Ok(UnitView {
        now,
        fingerprint: unit.certificate_fingerprint.clone(),
        certificates,
        signing_keys: keys.into_iter().map(times).collect(),
        suspended_at: unit.suspended_at,
        revoked_at: unit.revoked_at,
        days: days(&rows::hours_of(conn, scope, id, since)?, local_day(now)),
        pictures: statistics(&rows::last_pictures(conn, scope, id, LAST_PICTURES)?),
        gaps,
        row: row_of(unit, place.unwrap_or_default(), absent, expires_at, now),
    })
}

/// When the certificate that counts expires, where that is known.
pub(super) fn expiry(certificates: &[Certificate], fingerprint: &str) -> Option<Timestamp> {
    certificates.iter().find(|held| held.fingerprint == fingerprint).and_then(|held| held.expires_at)
}

/// The worst of each day, silent ones among them.
fn days(hours: &[UnitHour], today: Date) -> Vec<UnitDay> {
    let of = |day: Date| {
        let own = || hours.iter().filter(move |hour| local_day(hour.hour) == day);
        UnitDay {
            day,
            hours: u32::try_from(own().count()).unwrap_or(u32::MAX),
            clock_offset_ms: own()
                .map(|hour| hour.clock_offset_ms)
                .max_by_key(|offset| offset.unsigned_abs()),
            queue_length: own().map(|hour| hour.queue_length).max().unwrap_or(0),
        }
    };
    (0..SHOWN_DAYS).rev().map(|back| of(today.saturating_sub(back.days()))).collect()
}

fn statistics(pictures: &[PictureFacts]) -> Vec<PictureStatistics> {
    let mut by_kind: BTreeMap<&'static str, Vec<&PictureFacts>> = BTreeMap::new();
    for picture in pictures {
        by_kind.entry(picture.kind.as_str()).or_default().push(picture);
    }
    by_kind.into_values().filter_map(|pictures| of_kind(&pictures)).collect()
}

fn of_kind(pictures: &[&PictureFacts]) -> Option<PictureStatistics> {
    let first = pictures.first()?;
    let count = u64::try_from(pictures.len()).ok()?;
    let sizes = || pictures.iter().map(|picture| (picture.width, picture.height));
    let area = |size: &(u32, u32)| u64::from(size.0) * u64::from(size.1);
    let manifests: Vec<Manifest> =
        pictures.iter().filter_map(|picture| serde_json::from_str(&picture.manifest).ok()).collect();
    let kept: u64 = manifests.iter().map(kept_percent).sum();
    let grey: usize = manifests.iter().map(|manifest| manifest.grey.len()).sum();
    let read = u64::try_from(manifests.len()).ok().filter(|read| *read > 0);
    Some(PictureStatistics {
        kind: first.kind,
        count,
        smallest: sizes().min_by_key(area)?,
        largest: sizes().max_by_key(area)?,
        kept_percent: read.map_or(0, |read| kept / read),
        grey_per_hundred: read.map_or(0, |read| u64::try_from(grey).unwrap_or(u64::MAX) * 100 / read),
    })
}

/// Without a mosaic everything but the grey areas stays; kept areas that overlap count once more each, up to the whole.
fn kept_percent(manifest: &Manifest) -> u64 {
    if manifest.mosaic.is_none() {
        return 100;
    }
    let whole = u64::from(manifest.width) * u64::from(manifest.height);
    let kept: u64 = manifest.kept.iter().map(|area| u64::from(area.width) * u64::from(area.height)).sum();
    (kept * 100).checked_div(whole).unwrap_or(0).min(100)
}
