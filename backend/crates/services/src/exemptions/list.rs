//! The administrator's list: logged first, then opened.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{
    Act, DataSubject, ExemptionCategory, ExemptionId, LocationId, MunicipalityId, Permission, Plate,
    WeeklyWindow, ZoneId,
};
use poortwacht_ledger::{Entry, Receipt};
use poortwacht_store::exemptions::{self as rows, Exemption, ExemptionFilter, Page};
use poortwacht_store::{Connection, Plan, Scope, locations, zones};

use super::{matching, sealing};
use crate::blocking::off_worker;
use crate::flaw::{self, Flaw, Flaws};
use crate::{Actor, ServiceError, Services, processing_log};

/// Exemptions on one page.
const PAGE: u32 = 50;
/// Offsets beyond this are nobody's reading.
const LAST_PAGE: u64 = 100_000;
/// An end within this time is told beforehand.
const SOON: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Which part of the list.
#[derive(Clone, Default)]
pub struct ExemptionListQuery {
    /// Page, counted from 1; 0 counts as the first.
    pub page: u64,
    /// Which of them.
    pub show: Show,
    /// Only this plate, as typed; empty is all. It is in no address.
    pub plate: String,
}

/// Which exemptions are listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Show {
    /// Those that hold now or will.
    #[default]
    Standing,
    /// Of those, the ones that end within thirty days.
    Ending,
    /// Also those that are over.
    All,
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
    /// Names of the locations; empty is all, where it names no zone.
    pub locations: Vec<String>,
    /// Name of its zone.
    pub zone: Option<String>,
    /// When it was ended by hand.
    pub ended_at: Option<Timestamp>,
    /// Whether it takes the place of an earlier one.
    pub is_change: bool,
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
    /// How many end within thirty days.
    pub ending: u64,
    /// How many starts in the past wait for a second person.
    pub late: usize,
}

/// Lists exemptions with plate and holder. Logged as [`Act::ExemptionListed`] before anything is opened.
///
/// # Errors
/// [`ServiceError::Invalid`] for what is no plate (`plate`); [`ServiceError::Refused`] without the permission; those of
/// store, ledger and key store.
pub async fn list(
    services: &Services,
    actor: &Actor,
    query: ExemptionListQuery,
) -> Result<ExemptionsView, ServiceError> {
    actor.require(Permission::ManageExemptions)?;
    let mut flaws = Flaws::default();
    let read = |typed: &str| Plate::parse(typed).map_err(|_| Flaw::NotAPlate);
    let plate = flaws.take("plate", flaw::optional(&query.plate, read)).flatten();
    flaws.check()?;
    let page = query.page.clamp(1, LAST_PAGE);
    let (own, log) = (services.clone(), actor.log());
    let entry = actor.entry(Act::ExemptionListed).detail("page", page);
    let entry = entry.detail("ended", query.show == Show::All).detail("plate", plate.is_some());
    let plan = Plan::new().log(log.clone()).ledger_only();
    let logged = entry.clone();
    let written =
        services.store().write(plan, move |tx| Ok::<_, ServiceError>(own.append(tx, &log, &logged)?));
    let receipt = Receipt::from(written.await?);
    let listing =
        Listing { services: services.clone(), actor: actor.clone(), receipt, page, show: query.show, plate };
    off_worker(move || {
        let view = listing.open_page()?;
        listing.note(entry, &view).map(|()| view)
    })
    .await
}

/// One look at the list.
struct Listing {
    services: Services,
    actor: Actor,
    receipt: Receipt,
    page: u64,
    show: Show,
    plate: Option<Plate>,
}

impl Listing {
    /// Who is on the page is known only once it is read: the lines of its holders are durable before it is shown.
    fn note(&self, entry: Entry, view: &ExemptionsView) -> Result<(), ServiceError> {
        let holders = view.rows.iter().map(|row| row.id);
        note_holders(&self.services, self.actor.municipality, entry, holders)
    }

    fn open_page(&self) -> Result<ExemptionsView, ServiceError> {
        let (scope, now, keys) = (self.actor.scope(), self.services.now(), self.services.keys());
        let filter = self.filter(now)?;
        let ending = ExemptionFilter {
            over_by: Some(soon(now)),
            not_over_at: Some(now),
            ..ExemptionFilter::default()
        };
        let (total, page, found, names, ending, late) = self.services.store().read_blocking(|conn| {
            let total = rows::count(conn, &scope, &filter)?;
            let page = self.page.min(pages(total));
            let offset = u32::try_from(page - 1).unwrap_or(u32::MAX).saturating_mul(PAGE);
            let found = rows::list(conn, &scope, &filter, Page { offset, limit: PAGE })?;
            let ending = rows::count(conn, &scope, &ending)?;
            let late = rows::late::open(conn, &scope, now)?.len();
            Ok::<_, ServiceError>((total, page, found, Names::load(conn, &scope)?, ending, late))
        })?;
        let mut opened = Vec::with_capacity(found.len());
        for exemption in found {
            let fields = sealing::open(&self.receipt, keys.as_ref(), &exemption)?;
            opened.extend(fields.map(|fields| names.row(exemption, fields)));
        }
        Ok(ExemptionsView { now, rows: opened, total, page, pages: pages(total), ending, late })
    }

    fn filter(&self, now: Timestamp) -> Result<ExemptionFilter, ServiceError> {
        let plate_indexes = match &self.plate {
            Some(plate) => Some(self.indexes(plate)?),
            None => None,
        };
        Ok(ExemptionFilter {
            not_over_at: (self.show != Show::All).then_some(now),
            over_by: (self.show == Show::Ending).then(|| soon(now)),
            plate_indexes,
            ..ExemptionFilter::default()
        })
    }

    /// The plate's indexes under the generations in use.
    fn indexes(&self, plate: &Plate) -> Result<Vec<[u8; 32]>, ServiceError> {
        let (keys, municipality) = (self.services.keys(), self.actor.municipality);
        self.services
            .store()
            .read_blocking(|conn| matching::indexes(conn, keys.as_ref(), municipality, plate))
    }
}

/// The lines of these holders for the processing log, of a look that an entry records.
pub(super) fn note_holders(
    services: &Services,
    municipality: MunicipalityId,
    entry: Entry,
    holders: impl Iterator<Item = ExemptionId>,
) -> Result<(), ServiceError> {
    if services.config().processing_log.is_none() {
        return Ok(());
    }
    let own = services.clone();
    let holders: Vec<DataSubject> = holders.map(DataSubject::from).collect();
    let written = services.store().write_blocking(Plan::new(), move |tx| {
        Ok::<_, ServiceError>(processing_log::note(&own, tx, municipality, &entry, holders.iter().copied())?)
    });
    written.map(drop)
}

fn pages(total: u64) -> u64 {
    total.div_ceil(PAGE.into()).max(1)
}

/// Until then an end is near.
pub(super) fn soon(now: Timestamp) -> Timestamp {
    now.saturating_add(SOON).unwrap_or(now)
}

/// The names of locations, with their codes, and of zones, closed ones among them.
pub(super) struct Names {
    places: BTreeMap<LocationId, (String, String)>,
    zones: BTreeMap<ZoneId, String>,
}

impl Names {
    pub(super) fn load(conn: &mut Connection, scope: &Scope) -> Result<Self, ServiceError> {
        let places = locations::all(conn, scope)?;
        let named = places.into_iter().map(|place| (place.id, (place.dossier.name, place.dossier.code)));
        let zones = zones::all(conn, scope)?.into_iter().map(|zone| (zone.id, zone.name)).collect();
        Ok(Self { places: named.collect(), zones })
    }

    /// Codes of an exemption's locations; none is all.
    pub(super) fn codes(&self, exemption: &Exemption) -> Vec<String> {
        let places = exemption.rule.area.locations().iter();
        places.filter_map(|id| self.places.get(id).map(|(_, code)| code.clone())).collect()
    }

    /// Name of an exemption's zone, if it names one.
    fn zone(&self, exemption: &Exemption) -> Option<String> {
        let zone = exemption.rule.area.zone()?;
        Some(self.zones.get(&zone).cloned().unwrap_or_else(|| zone.to_string()))
    }

    pub(super) fn row(&self, exemption: Exemption, opened: sealing::Opened) -> ExemptionRow {
        let name =
            |id: &LocationId| self.places.get(id).map_or_else(|| id.to_string(), |(name, _)| name.clone());
        let locations = exemption.rule.area.locations().iter().map(name).collect();
        ExemptionRow {
            id: exemption.id,
            plate: opened.plate,
            holder: opened.holder,
            category: exemption.rule.category,
            valid_from: exemption.rule.from,
            valid_until: last_second(exemption.rule.until),
            zone: self.zone(&exemption),
            locations,
            windows: exemption.rule.windows,
            ended_at: exemption.ended_at,
            is_change: exemption.follows.is_some(),
        }
    }
}

/// People read the last day, not the first instant after it.
pub(super) fn last_second(until: Timestamp) -> Timestamp {
    until.saturating_sub(SignedDuration::from_secs(1)).unwrap_or(until)
}
