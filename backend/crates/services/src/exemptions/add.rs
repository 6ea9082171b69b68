//! Adding one exemption by form.

use jiff::Timestamp;
use jiff::civil::{Date, Time, time};
use poortwacht_domain::calendar::{end_of_day, start_of_day};
use poortwacht_domain::{
    Act, ExemptionCategory, ExemptionId, ExemptionRule, LocationId, Permission, Plate, Weekday, WeeklyWindow,
    local_day,
};
use poortwacht_store::{Plan, exemptions as rows, locations};

use super::sealing::{self, Draft};
use crate::blocking::off_worker;
use crate::flaw::{self, Flaw, Flaws};
use crate::{Actor, ServiceError, Services, processing_log};

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
    /// Last day, `YYYY-MM-DD`.
    pub valid_until: String,
    /// Code of a location; empty is all.
    pub location: String,
    /// Days of the week; none is every day.
    pub days: Vec<Weekday>,
    /// Start of the window, `HH:MM`; empty with an empty end is the whole day.
    pub time_from: String,
    /// End of the window, `HH:MM`.
    pub time_until: String,
}

/// Adds an exemption. One with a start in the past would dismiss cases that were there before it: that takes a document, a
/// reason and a second person, which this form does not have, so it is refused. One that starts today holds from now on.
///
/// # Errors
/// [`ServiceError::Invalid`] with every flaw, by the form's field names; [`ServiceError::Refused`] without the permission;
/// those of store, ledger and key store.
pub async fn add(
    services: &Services,
    actor: &Actor,
    form: AddExemption,
) -> Result<ExemptionId, ServiceError> {
    actor.require(Permission::ManageExemptions)?;
    let location = location(services, actor, &form.location).await?;
    let draft = checked(&form, location, services.now())?;
    let (own, by) = (services.clone(), actor.clone());
    let new =
        off_worker(move || sealing::seal_all(&own, by.municipality, Some(by.account), &[draft])).await?;
    let ids: Vec<_> = new.iter().map(|exemption| (exemption.id, exemption.half.id)).collect();
    let [(id, half)] = ids[..] else {
        return Err(ServiceError::Damaged("one draft, one exemption".to_owned()));
    };
    let entry = actor.entry(Act::ExemptionAdded).detail("exemption", id);
    let (own, scope, log) = (services.clone(), actor.scope(), actor.log());
    let municipality = actor.municipality;
    let written = services.store().write(Plan::new().log(log.clone()), move |tx| {
        rows::insert_all(tx, &scope, &new)?;
        processing_log::note(&own, tx, municipality, &entry, [id.into()])?;
        Ok::<_, ServiceError>(own.record(tx, &log, &entry)?)
    });
    written.await?;
    let keys = services.keys();
    off_worker(move || sealing::attach(keys.as_ref(), &[half])).await?;
    Ok(id)
}

/// The chosen location: none is everywhere, an unknown one a flaw that is told with all others.
async fn location(
    services: &Services,
    actor: &Actor,
    code: &str,
) -> Result<Result<Option<LocationId>, Flaw>, ServiceError> {
    let code = code.trim().to_owned();
    if code.is_empty() {
        return Ok(Ok(None));
    }
    let (scope, municipality) = (actor.scope(), actor.municipality);
    let found =
        services.store().read(move |conn| locations::by_code(conn, &scope, municipality, &code)).await?;
    Ok::<_, ServiceError>(found.map(|place| Some(place.id)).ok_or(Flaw::NotAChoice))
}

fn checked(
    form: &AddExemption,
    location: Result<Option<LocationId>, Flaw>,
    now: Timestamp,
) -> Result<Draft, ServiceError> {
    let mut flaws = Flaws::default();
    let plate = flaws.take("plate", plate(&form.plate));
    let category = flaws.take("category", category(&form.category));
    let location = flaws.take("location", location);
    let from = flaws.take("valid_from", first_day(&form.valid_from, now));
    let until = flaws.take("valid_until", flaw::date(&form.valid_until));
    if let (Some(from), Some(until)) = (from, until)
        && until < from
    {
        flaws.add("valid_until", Flaw::EndBeforeStart);
    }
    let holder = flaws.take("holder", flaw::text(&form.holder, LONGEST_HOLDER));
    let windows = windows(form, &mut flaws);
    flaws.check()?;
    let draft = || {
        let rule = ExemptionRule {
            category: category?,
            from: start_of_day(from?).max(now),
            until: end_of_day(until?),
            windows: windows?,
            locations: location?.map(|location| vec![location]),
        };
        Some(Draft { plate: plate?, holder: holder?, rule })
    };
    draft().ok_or_else(|| ServiceError::Damaged("a form without flaws lacks a field".to_owned()))
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

fn first_day(typed: &str, now: Timestamp) -> Result<Date, Flaw> {
    let day = flaw::date(typed)?;
    if day < local_day(now) { Err(Flaw::StartsInThePast) } else { Ok(day) }
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
