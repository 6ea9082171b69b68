//! The administrator's list: logged first, then opened.

use std::collections::BTreeMap;

use jiff::Timestamp;
use poortwacht_domain::{
    Act, DataSubject, ExemptionCategory, ExemptionId, LocationId, Permission, Plate, WeeklyWindow,
};
use poortwacht_ledger::{Entry, Receipt};
use poortwacht_store::exemptions::{self as rows, Exemption, ExemptionFilter, Page};
use poortwacht_store::{Plan, locations};

use super::sealing;
use crate::blocking::off_worker;
use crate::{Actor, ServiceError, Services, processing_log};

/// Exemptions on one page.
const PAGE: u32 = 50;
/// Offsets beyond this are nobody's reading.
const LAST_PAGE: u64 = 100_000;

/// Which part of the list.
#[derive(Debug, Clone, Copy, Default)]
pub struct ExemptionListQuery {
    /// Page, counted from 1; 0 counts as the first.
    pub page: u64,
    /// List those that are over as well.
    pub ended_too: bool,
}

/// One exemption. Not printable.
#[derive(Clone)]
pub struct ExemptionRow {
    /// Its id.
    pub id: ExemptionId,
    /// The exempt plate.
    pub plate: Plate,
    /// Name or permit of the holder.
    pub holder: String,
    /// Kind.
    pub category: ExemptionCategory,
    /// First instant.
    pub valid_from: Timestamp,
    /// Last instant: one second before the first at which it does not hold.
    pub valid_until: Timestamp,
    /// When in the week; empty is always.
    pub windows: Vec<WeeklyWindow>,
    /// Names of the locations; empty is all.
    pub locations: Vec<String>,
    /// When it was ended by hand.
    pub ended_at: Option<Timestamp>,
}

/// One page of the list.
pub struct ExemptionsView {
    /// Tells which are valid.
    pub now: Timestamp,
    /// The exemptions, those that end last first.
    pub rows: Vec<ExemptionRow>,
    /// How many there are in all.
    pub total: u64,
    /// This page, counted from 1.
    pub page: u64,
    /// How many pages there are, at least 1.
    pub pages: u64,
}

/// Lists exemptions with plate and holder. Logged as [`Act::ExemptionListed`] before anything is opened.
///
/// # Errors
/// [`ServiceError::Refused`] without the permission; those of store, ledger and key store.
pub async fn list(
    services: &Services,
    actor: &Actor,
    query: ExemptionListQuery,
) -> Result<ExemptionsView, ServiceError> {
    actor.require(Permission::ManageExemptions)?;
    let page = query.page.clamp(1, LAST_PAGE);
    let (own, log) = (services.clone(), actor.log());
    let entry = actor.entry(Act::ExemptionListed).detail("page", page).detail("ended", query.ended_too);
    let plan = Plan::new().log(log.clone()).ledger_only();
    let logged = entry.clone();
    let written =
        services.store().write(plan, move |tx| Ok::<_, ServiceError>(own.append(tx, &log, &logged)?));
    let receipt = Receipt::from(written.await?);
    let (own, actor) = (services.clone(), actor.clone());
    off_worker(move || {
        let view = open_page(&own, &actor, &receipt, page, query.ended_too)?;
        note(&own, &actor, entry, &view).map(|()| view)
    })
    .await
}

/// Who is on the page is known only once it is read: the lines of its holders are durable before it is shown.
fn note(services: &Services, actor: &Actor, entry: Entry, view: &ExemptionsView) -> Result<(), ServiceError> {
    if services.config().processing_log.is_none() {
        return Ok(());
    }
    let (own, municipality) = (services.clone(), actor.municipality);
    let holders: Vec<DataSubject> = view.rows.iter().map(|row| row.id.into()).collect();
    let written = services.store().write_blocking(Plan::new(), move |tx| {
        Ok::<_, ServiceError>(processing_log::note(&own, tx, municipality, &entry, holders.iter().copied())?)
    });
    written.map(drop)
}

fn open_page(
    services: &Services,
    actor: &Actor,
    receipt: &Receipt,
    page: u64,
    ended_too: bool,
) -> Result<ExemptionsView, ServiceError> {
    let (scope, now, keys) = (actor.scope(), services.now(), services.keys());
    let filter = ExemptionFilter { not_over_at: (!ended_too).then_some(now), ..ExemptionFilter::default() };
    let (total, page, found, places) = services.store().read_blocking(|conn| {
        let total = rows::count(conn, &scope, &filter)?;
        let page = page.min(pages(total));
        let offset = u32::try_from(page - 1).unwrap_or(u32::MAX).saturating_mul(PAGE);
        let found = rows::list(conn, &scope, &filter, Page { offset, limit: PAGE })?;
        Ok::<_, ServiceError>((total, page, found, locations::all(conn, &scope)?))
    })?;
    let places: BTreeMap<LocationId, String> =
        places.into_iter().map(|place| (place.id, place.dossier.name)).collect();
    let mut opened = Vec::with_capacity(found.len());
    for exemption in found {
        let fields = sealing::open(receipt, keys.as_ref(), &exemption)?;
        opened.extend(fields.map(|fields| row(exemption, fields, &places)));
    }
    Ok(ExemptionsView { now, rows: opened, total, page, pages: pages(total) })
}

fn pages(total: u64) -> u64 {
    total.div_ceil(PAGE.into()).max(1)
}

fn row(exemption: Exemption, opened: sealing::Opened, places: &BTreeMap<LocationId, String>) -> ExemptionRow {
    let name = |id: LocationId| places.get(&id).cloned().unwrap_or_else(|| id.to_string());
    let locations = exemption.rule.locations.unwrap_or_default();
    ExemptionRow {
        id: exemption.id,
        plate: opened.plate,
        holder: opened.holder,
        category: exemption.rule.category,
        valid_from: exemption.rule.from,
        valid_until: last_second(exemption.rule.until),
        windows: exemption.rule.windows,
        locations: locations.into_iter().map(name).collect(),
        ended_at: exemption.ended_at,
    }
}

/// People read the last day, not the first instant after it.
fn last_second(until: Timestamp) -> Timestamp {
    until.saturating_sub(jiff::SignedDuration::from_secs(1)).unwrap_or(until)
}
