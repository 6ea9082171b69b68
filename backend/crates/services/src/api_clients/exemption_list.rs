//! Exemptions as a permit system reads them: logged first, then opened.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{
    Act, ApiScope, DataSubject, ExemptionCategory, ExemptionId, ExemptionRule, LocationId, Plate,
    WeeklyWindow, ZoneId, local_day,
};
use poortwacht_ledger::{Entry, Receipt};
use poortwacht_store::exemptions::{self as rows, Exemption, ExemptionFilter, Page};
use poortwacht_store::{Connection, Plan, Scope, Tx, locations, zones};

use super::caller::ApiCaller;
use crate::blocking::off_worker;
use crate::{ServiceError, Services, exemptions, processing_log};

/// Which part of the list.
#[derive(Debug, Clone, Copy)]
pub struct ExemptionsQuery {
    /// Page, counted from 1.
    pub page: u64,
    /// Exemptions on a page.
    pub page_size: u32,
    /// List those that are over as well.
    pub over_too: bool,
    /// Of this kind alone.
    pub category: Option<ExemptionCategory>,
}

/// How an exemption stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExemptionStatus {
    /// It starts in the past, and counts for nothing until a second person agrees.
    Waiting,
    /// It begins later.
    Upcoming,
    /// It holds, weekly windows aside.
    Valid,
    /// It has ended.
    Over,
}

/// One exemption. Not printable.
#[derive(Clone)]
pub struct ExemptionView {
    /// Its id.
    pub id: ExemptionId,
    /// The exempt plate.
    pub plate: Plate,
    /// Name or permit of the holder.
    pub holder: String,
    /// Kind.
    pub category: ExemptionCategory,
    /// First day.
    pub valid_from: Date,
    /// Last day.
    pub valid_until: Date,
    /// Codes of locations; none is everywhere, where no zone is named.
    pub locations: Vec<String>,
    /// Name of its zone.
    pub zone: Option<String>,
    /// When in the week; none is always.
    pub windows: Vec<WeeklyWindow>,
    /// How it stands.
    pub status: ExemptionStatus,
    /// When it was ended before its time.
    pub ended_at: Option<Timestamp>,
    /// The exemption that it is a new version of.
    pub follows: Option<ExemptionId>,
}

/// One page of the list.
pub struct ExemptionsPage {
    /// The exemptions, those that end last first.
    pub exemptions: Vec<ExemptionView>,
    /// How many there are in all.
    pub total: u64,
}

/// Lists exemptions with plate and holder. Logged before anything is opened.
///
/// # Errors
/// [`ServiceError::Refused`] without the scope; those of store, ledger and key store.
pub async fn list(
    services: &Services,
    caller: &ApiCaller,
    query: ExemptionsQuery,
) -> Result<ExemptionsPage, ServiceError> {
    caller.allows(ApiScope::ExemptionsRead)?;
    let now = services.now();
    let not_over_at = (!query.over_too).then_some(now);
    let filter = ExemptionFilter { category: query.category, not_over_at, ..ExemptionFilter::default() };
    let offset = query.page.saturating_sub(1).saturating_mul(query.page_size.into());
    let page = Page { offset: u32::try_from(offset).unwrap_or(u32::MAX), limit: query.page_size };
    let entry = caller.entry(Act::ExemptionListed).detail("page", query.page).detail("ended", query.over_too);
    let scope = caller.scope();
    let read = move |conn: &mut Connection| {
        Ok((rows::count(conn, &scope, &filter)?, rows::list(conn, &scope, &filter, page)?))
    };
    let (total, exemptions) = opened(services, caller, entry, read).await?;
    Ok(ExemptionsPage { exemptions, total })
}

/// One exemption. Logged before it is opened.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Refused`] without the scope; those of store, ledger and key store.
pub async fn get(
    services: &Services,
    caller: &ApiCaller,
    id: ExemptionId,
) -> Result<ExemptionView, ServiceError> {
    caller.allows(ApiScope::ExemptionsRead)?;
    read_one(services, caller, id, caller.entry(Act::ExemptionListed)).await
}

/// One exemption, under this entry.
pub(super) async fn read_one(
    services: &Services,
    caller: &ApiCaller,
    id: ExemptionId,
    entry: Entry,
) -> Result<ExemptionView, ServiceError> {
    let scope = caller.scope();
    let find = move |conn: &mut Connection| {
        let found = rows::find(conn, &scope, id)?;
        Ok((1, vec![found.ok_or(ServiceError::NotFound("exemption"))?]))
    };
    // What is not there leaves the entry of a refusal alone.
    let present = find.clone();
    services.store().read(move |conn| present(conn).map(drop)).await?;
    let (_, found) = opened(services, caller, entry.detail("exemption", id), find).await?;
    found.into_iter().next().ok_or(ServiceError::NotFound("exemption"))
}

/// Writes the entry, reads, opens, and writes the lines of those who were seen.
async fn opened(
    services: &Services,
    caller: &ApiCaller,
    entry: Entry,
    read: impl FnOnce(&mut Connection) -> Result<(u64, Vec<Exemption>), ServiceError> + Send + 'static,
) -> Result<(u64, Vec<ExemptionView>), ServiceError> {
    let (own, log, logged) = (services.clone(), caller.log(), entry.clone());
    let plan = Plan::new().log(log.clone()).ledger_only();
    let append = move |tx: &mut Tx<'_>| Ok::<_, ServiceError>(own.append(tx, &log, &logged)?);
    let receipt = Receipt::from(services.store().write(plan, append).await?);
    let (own, caller) = (services.clone(), caller.clone());
    off_worker(move || {
        let (scope, now, keys) = (caller.scope(), own.now(), own.keys());
        let (total, found, names) = own.store().read_blocking(|conn| {
            let (total, found) = read(conn)?;
            Ok::<_, ServiceError>((total, found, Names::load(conn, &scope)?))
        })?;
        let mut views = Vec::with_capacity(found.len());
        for exemption in found {
            let fields = exemptions::open(&receipt, keys.as_ref(), &exemption)?;
            views.extend(fields.map(|fields| ExemptionView::of(&exemption, fields, &names, now)));
        }
        note(&own, &caller, &entry, &views)?;
        Ok((total, views))
    })
    .await
}

/// Who is in an answer is known only once it is read: the lines of its holders are durable before it is sent.
fn note(
    services: &Services,
    caller: &ApiCaller,
    entry: &Entry,
    views: &[ExemptionView],
) -> Result<(), ServiceError> {
    if services.config().processing_log.is_none() || views.is_empty() {
        return Ok(());
    }
    let (own, entry, municipality) = (services.clone(), entry.clone(), caller.client.municipality);
    let holders: Vec<DataSubject> = views.iter().map(|view| view.id.into()).collect();
    let written = services.store().write_blocking(Plan::new(), move |tx| {
        Ok::<_, ServiceError>(processing_log::note(&own, tx, municipality, &entry, holders.iter().copied())?)
    });
    written.map(drop)
}

/// What locations and zones are called.
pub(super) struct Names {
    codes: BTreeMap<LocationId, String>,
    /// Closed ones among them.
    zones: BTreeMap<ZoneId, String>,
    /// By their names in lower case.
    pub(super) open_zones: BTreeMap<String, ZoneId>,
}

impl Names {
    pub(super) fn load(conn: &mut Connection, scope: &Scope) -> Result<Self, ServiceError> {
        let (places, all) = (locations::all(conn, scope)?, zones::all(conn, scope)?);
        let open = all.iter().filter(|zone| zone.closed_at.is_none());
        Ok(Self {
            codes: places.into_iter().map(|place| (place.id, place.dossier.code)).collect(),
            open_zones: open.map(|zone| (zone.name.to_lowercase(), zone.id)).collect(),
            zones: all.into_iter().map(|zone| (zone.id, zone.name)).collect(),
        })
    }

    /// Locations by their codes.
    pub(super) fn by_code(&self) -> BTreeMap<String, LocationId> {
        self.codes.iter().map(|(id, code)| (code.clone(), *id)).collect()
    }
}

impl ExemptionView {
    /// With plate and holder.
    pub(super) fn new(
        id: ExemptionId,
        (plate, holder): (Plate, String),
        rule: &ExemptionRule,
        names: &Names,
    ) -> Self {
        let code = |id: &LocationId| names.codes.get(id).cloned().unwrap_or_else(|| id.to_string());
        Self {
            id,
            plate,
            holder,
            category: rule.category,
            valid_from: local_day(rule.from),
            valid_until: local_day(last_second(rule.until)),
            locations: rule.area.locations().iter().map(code).collect(),
            zone: rule.area.zone().map(|id| names.zones.get(&id).cloned().unwrap_or_else(|| id.to_string())),
            windows: rule.windows.clone(),
            status: ExemptionStatus::Valid,
            ended_at: None,
            follows: None,
        }
    }

    fn of(exemption: &Exemption, fields: (Plate, String), names: &Names, now: Timestamp) -> Self {
        let mut view = Self::new(exemption.id, fields, &exemption.rule, names);
        view.follows = exemption.follows;
        view.judge(&exemption.rule, exemption.provisional_until.is_some(), exemption.ended_at, now);
        view
    }

    /// How it stands now.
    pub(super) fn judge(
        &mut self,
        rule: &ExemptionRule,
        waits: bool,
        ended_at: Option<Timestamp>,
        now: Timestamp,
    ) {
        self.ended_at = ended_at;
        self.status = if waits {
            ExemptionStatus::Waiting
        } else if rule.until <= now || ended_at.is_some_and(|ended| ended <= now) {
            ExemptionStatus::Over
        } else if now < rule.from {
            ExemptionStatus::Upcoming
        } else {
            ExemptionStatus::Valid
        };
    }
}

/// The last day, not the first instant after it.
fn last_second(until: Timestamp) -> Timestamp {
    until.saturating_sub(SignedDuration::from_secs(1)).unwrap_or(until)
}
