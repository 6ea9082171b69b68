//! Adding or changing one exemption by form.

use jiff::Timestamp;
use jiff::civil::{Date, Time, time};
use poortwacht_domain::calendar::{end_of_day, start_of_day};
use poortwacht_domain::{
    Act, Area, ExemptionCategory, ExemptionId, ExemptionRule, LocationId, Permission, Plate, Weekday,
    WeeklyWindow, local_day,
};
use poortwacht_ledger::Receipt;
use poortwacht_store::exemptions::{self as rows, Exemption};
use poortwacht_store::{Connection, Plan, Tx, locations};

use super::author::Author;
use super::concerned::{self, Concerned, Late};
use super::grounds::{self, Grounds};
use super::place::{Placed, place};
use super::sealing::Draft;
use crate::blocking::off_worker;
use crate::flaw::{self, Flaw, Flaws};
use crate::{Actor, ServiceError, Services, zones};

/// The most characters of a holder.
pub(super) const LONGEST_HOLDER: usize = 200;

/// What the form holds. Not printable: it holds a plate and a holder.
#[derive(Clone, Default)]
pub struct AddExemption {
    /// Plate, as typed.
    pub plate: String,
    /// Kind, by its code.
    pub category: String,
    /// Name or permit of the holder.
    pub holder: String,
    /// First day, `YYYY-MM-DD`.
    pub valid_from: String,
    /// Last day, `YYYY-MM-DD`; a day ticket's is its first.
    pub valid_until: String,
    /// Codes of locations; none is all, where no zone is chosen.
    pub locations: Vec<String>,
    /// Name of a zone in their place; empty is none.
    pub zone: String,
    /// Days of the week; none is every day.
    pub days: Vec<Weekday>,
    /// Start of the window, `HH:MM`; empty with an empty end is the whole day.
    pub time_from: String,
    /// End of the window, `HH:MM`.
    pub time_until: String,
    /// Reference of the document that grants a start in the past.
    pub document: String,
    /// Why it was not entered in time.
    pub late_reason: String,
    /// What a start in the past would do was shown.
    pub seen: bool,
}

/// What became of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Added {
    /// It counts.
    Counts(ExemptionId),
    /// It starts in the past and waits for a second person.
    Waits(ExemptionId),
    /// It starts in the past: nothing is stored before somebody saw which cases it covers.
    LookFirst(Concerned),
}

/// Adds an exemption. One that starts today holds from now on. One that starts in the past takes a document and a reason,
/// what it covers is shown first, and it counts for nothing until a second person agrees.
///
/// # Errors
/// [`ServiceError::Invalid`] with every flaw, by the form's field names; [`ServiceError::Refused`] without the permission;
/// those of store, ledger and key store.
pub async fn add(services: &Services, actor: &Actor, form: AddExemption) -> Result<Added, ServiceError> {
    actor.require(Permission::ManageExemptions)?;
    store(services, actor, form, None).await
}

/// Changes an exemption: the one ends now and another begins, so that the past stays as it was.
///
/// # Errors
/// As [`add`]; [`ServiceError::NotFound`] or [`ServiceError::Conflict`] when it is not there or over.
pub async fn change(
    services: &Services,
    actor: &Actor,
    id: ExemptionId,
    form: AddExemption,
) -> Result<Added, ServiceError> {
    actor.require(Permission::ManageExemptions)?;
    let scope = actor.scope();
    let read = move |conn: &mut Connection| {
        let found = rows::find(conn, &scope, id)?.filter(|found| found.provisional_until.is_none());
        found.ok_or(ServiceError::NotFound("exemption"))
    };
    let before = services.store().read(read).await?;
    store(services, actor, form, Some(before)).await
}

async fn store(
    services: &Services,
    actor: &Actor,
    form: AddExemption,
    before: Option<Exemption>,
) -> Result<Added, ServiceError> {
    let area = area(services, actor, &form).await?;
    let held = Held { now: services.now(), since: before.as_ref().map(|before| before.rule.from) };
    let (mut draft, grounds) = checked(&form, area, held)?;
    if let Some(before) = &before {
        keep_further_windows(&mut draft.rule, &before.rule);
    }
    if draft.late && !form.seen {
        return look(services, actor, draft).await.map(Added::LookFirst);
    }
    let replaced = before.map(|before| before.id);
    let placed = place(services, &Author::from(actor), draft, replaced, grounds).await?;
    Ok(match placed {
        Placed::Counts(id) => Added::Counts(id),
        Placed::Waits(id) => Added::Waits(id),
    })
}

/// The form holds one window. An exemption that was imported with more keeps the others, unless it is to hold always.
fn keep_further_windows(rule: &mut ExemptionRule, before: &ExemptionRule) {
    if !rule.windows.is_empty() {
        rule.windows.extend(before.windows.iter().skip(1).cloned());
    }
}

/// The cases that a draft would cover. Logged as [`Act::ExemptionListed`]: it tells whether a plate has cases.
async fn look(services: &Services, actor: &Actor, draft: Draft) -> Result<Concerned, ServiceError> {
    let entry = actor.entry(Act::ExemptionListed).detail("part", "late_start");
    let (own, log) = (services.clone(), actor.log());
    let plan = Plan::new().log(log.clone()).ledger_only();
    let append = move |tx: &mut Tx<'_>| Ok::<_, ServiceError>(own.append(tx, &log, &entry)?);
    let _logged = Receipt::from(services.store().write(plan, append).await?);
    let (own, municipality) = (services.clone(), actor.municipality);
    off_worker(move || {
        let found = concerned::find(&own, municipality, &[Late::from(&draft)])?;
        Ok(concerned::count(&found))
    })
    .await
}

/// Where it holds, or what is wrong with that: a flaw of a field, told with all others.
type ReadArea = Result<Area, (&'static str, Flaw)>;

/// The chosen zone or locations: nothing is everywhere.
async fn area(services: &Services, actor: &Actor, form: &AddExemption) -> Result<ReadArea, ServiceError> {
    let mut codes: Vec<String> = form.locations.iter().map(|code| code.trim().to_owned()).collect();
    codes.retain(|code| !code.is_empty());
    let (scope, municipality, zone) = (actor.scope(), actor.municipality, form.zone.trim().to_owned());
    let read = move |conn: &mut Connection| {
        if !zone.is_empty() {
            let named = zones::named(conn, &scope, &zone)?;
            let alone = if codes.is_empty() { named } else { Err(Flaw::ZoneOrLocations) };
            return Ok(alone.map(Area::Zone).map_err(|flaw| ("zone", flaw)));
        }
        if codes.is_empty() {
            return Ok(Ok(Area::Everywhere));
        }
        let found = codes.iter().map(|code| locations::by_code(conn, &scope, municipality, code));
        let found = found.collect::<Result<Vec<_>, _>>()?;
        let ids: Option<Vec<LocationId>> =
            found.into_iter().map(|place| place.map(|place| place.id)).collect();
        Ok::<_, ServiceError>(ids.map_or(Err(("location", Flaw::NotAChoice)), |ids| Ok(listed(ids))))
    };
    services.store().read(read).await
}

fn listed(mut ids: Vec<LocationId>) -> Area {
    ids.sort_unstable();
    ids.dedup();
    Area::Locations(ids)
}

/// This moment, and since when an exemption that is changed has held.
#[derive(Clone, Copy)]
struct Held {
    now: Timestamp,
    since: Option<Timestamp>,
}

impl Held {
    /// Whether a first day lies in the past and was not granted before.
    fn is_late(self, first: Date) -> bool {
        let known = self.since.is_some_and(|since| first >= local_day(since));
        first < local_day(self.now) && !known
    }

    fn first_instant(self, first: Date) -> Timestamp {
        if self.is_late(first) { start_of_day(first) } else { start_of_day(first).max(self.now) }
    }
}

fn checked(
    form: &AddExemption,
    area: ReadArea,
    held: Held,
) -> Result<(Draft, Option<Grounds>), ServiceError> {
    let mut flaws = Flaws::default();
    let plate = flaws.take("plate", plate(&form.plate));
    let category = flaws.take("category", category(&form.category));
    let area = area.map_err(|(field, flaw)| flaws.add(field, flaw)).ok();
    let from = flaws.take("valid_from", flaw::date(&form.valid_from));
    let until = flaws.take("valid_until", last_day(form, category, from));
    if let (Some(from), Some(until)) = (from, until)
        && (until < from || (until < local_day(held.now) && held.since.is_some()))
    {
        flaws.add("valid_until", Flaw::EndBeforeStart);
    }
    let holder = flaws.take("holder", flaw::text(&form.holder, LONGEST_HOLDER));
    let windows = windows(form, &mut flaws);
    let late = from.is_some_and(|from| held.is_late(from));
    let wanted = late || !grounds::are_empty(&form.document, &form.late_reason);
    let grounds = if wanted { grounds::read(&form.document, &form.late_reason, &mut flaws) } else { None };
    flaws.check()?;
    let draft = || {
        let rule = ExemptionRule {
            category: category?,
            from: held.first_instant(from?),
            until: end_of_day(until?),
            windows: windows?,
            area: area?,
        };
        Some(Draft { plate: plate?, holder: holder?, rule, late })
    };
    let draft =
        draft().ok_or_else(|| ServiceError::Damaged("a form without flaws lacks a field".to_owned()))?;
    Ok((draft, grounds))
}

/// A day ticket is for one day, which need not be filled in twice.
fn last_day(
    form: &AddExemption,
    category: Option<ExemptionCategory>,
    first: Option<Date>,
) -> Result<Date, Flaw> {
    match first.filter(|_| category == Some(ExemptionCategory::DayTicket)) {
        Some(first) if form.valid_until.trim().is_empty() => Ok(first),
        Some(first) if flaw::date(&form.valid_until)? != first => Err(Flaw::MoreThanOneDay),
        _ => flaw::date(&form.valid_until),
    }
}

fn plate(typed: &str) -> Result<Plate, Flaw> {
    match typed.trim() {
        "" => Err(Flaw::Required),
        typed => Plate::parse(typed).map_err(|_| Flaw::NotAPlate),
    }
}

fn category(typed: &str) -> Result<ExemptionCategory, Flaw> {
    match typed.trim() {
        "" => Err(Flaw::Required),
        typed => typed.parse().map_err(|_| Flaw::NotAChoice),
    }
}

/// The weekly window: no day and no time is always; a day without times is the whole day, times without a day are every
/// day's.
fn windows(form: &AddExemption, flaws: &mut Flaws) -> Option<Vec<WeeklyWindow>> {
    let from = flaws.take("time_from", flaw::optional(&form.time_from, flaw::time))?;
    let until = flaws.take("time_until", flaw::optional(&form.time_until, flaw::time))?;
    let (from, until) = match (from, until) {
        (None, None) if form.days.is_empty() => return Some(Vec::new()),
        (None, None) => (MIDNIGHT, MIDNIGHT),
        (Some(from), Some(until)) => (from, until),
        (from, _) => {
            flaws.add(if from.is_none() { "time_from" } else { "time_until" }, Flaw::Required);
            return None;
        }
    };
    let days = if form.days.is_empty() { Weekday::ALL.to_vec() } else { form.days.clone() };
    Some(vec![WeeklyWindow { days, from, until }])
}

/// Equal times make a whole day.
const MIDNIGHT: Time = time(0, 0, 0, 0);
