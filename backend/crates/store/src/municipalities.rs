//! Municipalities.

use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, RunQueryDsl, SelectableHelper};
use jiff::Timestamp;
use jiff::civil::Time;
use poortwacht_domain::ids::MunicipalityId;
use poortwacht_domain::{OnHolidays, Weekday};

use crate::columns::{Row, count, micros};
use crate::connection::{Connection, Db};
use crate::error::StoreError;
use crate::exemptions::first_generation;
use crate::schema::municipalities;
use crate::scope::Scope;
use crate::tx::Tx;

/// A municipality whose closures are enforced here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Municipality {
    /// Its id.
    pub id: MunicipalityId,
    /// Its official code (CBS, `GM` and four digits).
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its organisation number for the agency; without one nothing is exported.
    pub oin: Option<String>,
    /// Counts changes of its exemptions: the version of the list that units hold.
    pub exemption_version: u64,
    /// When it was added.
    pub created_at: Timestamp,
}

/// Adds a municipality.
///
/// # Errors
/// [`StoreError::Conflict`] when the code is taken.
pub fn add(tx: &mut Tx<'_>, scope: &Scope, new: &Municipality) -> Result<(), StoreError> {
    scope.check(new.id)?;
    diesel::insert_into(municipalities::table)
        .values((
            municipalities::id.eq(new.id.to_string()),
            municipalities::code.eq(&new.code),
            municipalities::name.eq(&new.name),
            municipalities::oin.eq(&new.oin),
            municipalities::exemption_version.eq(count(new.exemption_version)),
            municipalities::created_at.eq(micros(new.created_at)),
        ))
        .execute(tx.raw())?;
    first_generation(tx, new.id)
}

/// All municipalities within reach, by code.
///
/// # Errors
/// [`StoreError`].
pub fn all(conn: &mut Connection, scope: &Scope) -> Result<Vec<Municipality>, StoreError> {
    let rows: Vec<MunicipalityRow> =
        within(scope).order(municipalities::code).select(MunicipalityRow::as_select()).load(conn.raw())?;
    rows.into_iter().map(read).collect()
}

/// The municipality with this code.
///
/// # Errors
/// [`StoreError`].
pub fn by_code(conn: &mut Connection, scope: &Scope, code: &str) -> Result<Option<Municipality>, StoreError> {
    let found: Option<MunicipalityRow> = within(scope)
        .filter(municipalities::code.eq(code))
        .select(MunicipalityRow::as_select())
        .get_result(conn.raw())
        .optional()?;
    found.map(read).transpose()
}

/// The municipality with this id.
///
/// # Errors
/// [`StoreError`].
pub fn by_id(
    conn: &mut Connection,
    scope: &Scope,
    id: MunicipalityId,
) -> Result<Option<Municipality>, StoreError> {
    let found: Option<MunicipalityRow> = within(scope)
        .filter(municipalities::id.eq(id.to_string()))
        .select(MunicipalityRow::as_select())
        .get_result(conn.raw())
        .optional()?;
    found.map(read).transpose()
}

/// Records the municipality's organisation number.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn set_oin(tx: &mut Tx<'_>, scope: &Scope, id: MunicipalityId, oin: &str) -> Result<(), StoreError> {
    scope.check(id)?;
    let set = diesel::update(municipalities::table)
        .filter(municipalities::id.eq(id.to_string()))
        .set(municipalities::oin.eq(oin))
        .execute(tx.raw())?;
    if set == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}

/// Counts a change of the municipality's exemptions. The new version.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn bump_exemption_version(tx: &mut Tx<'_>, scope: &Scope, id: MunicipalityId) -> Result<u64, StoreError> {
    scope.check(id)?;
    let version: i64 = diesel::update(municipalities::table)
        .filter(municipalities::id.eq(id.to_string()))
        .set(municipalities::exemption_version.eq(municipalities::exemption_version + 1))
        .returning(municipalities::exemption_version)
        .get_result(tx.raw())?;
    Row::new("municipalities", id).number("exemption_version", version)
}

/// The version of the municipality's exemptions.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn exemption_version(
    conn: &mut Connection,
    scope: &Scope,
    id: MunicipalityId,
) -> Result<u64, StoreError> {
    scope.check(id)?;
    let version: i64 = municipalities::table
        .filter(municipalities::id.eq(id.to_string()))
        .select(municipalities::exemption_version)
        .get_result(conn.raw())?;
    Row::new("municipalities", id).number("exemption_version", version)
}

/// The days on which the municipality's batches are built; `None` while nobody chose them.
///
/// # Errors
/// [`StoreError::NotFound`]; [`StoreError::Corrupt`] for what is no list of days.
pub fn delivery_days(
    conn: &mut Connection,
    scope: &Scope,
    id: MunicipalityId,
) -> Result<Option<Vec<Weekday>>, StoreError> {
    scope.check(id)?;
    let days: Option<String> = municipalities::table
        .filter(municipalities::id.eq(id.to_string()))
        .select(municipalities::delivery_days)
        .get_result(conn.raw())?;
    let row = Row::new("municipalities", id);
    let read = |days: String| days.split(',').map(|day| row.text("delivery_days", day)).collect();
    days.map(read).transpose()
}

/// Records the days on which the municipality's batches are built; with none of them nothing goes out.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn set_delivery_days(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: MunicipalityId,
    days: &[Weekday],
) -> Result<(), StoreError> {
    scope.check(id)?;
    let days: Vec<&str> = days.iter().map(|day| day.as_str()).collect();
    let days = Some(days.join(",")).filter(|days| !days.is_empty());
    let set = diesel::update(municipalities::table)
        .filter(municipalities::id.eq(id.to_string()))
        .set(municipalities::delivery_days.eq(days))
        .execute(tx.raw())?;
    if set == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}

/// When a municipality's batches are built, beside its days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeliveryClock {
    /// The time of day, in Dutch local time.
    pub time: Time,
    /// What a public holiday means.
    pub holidays: OnHolidays,
    /// When the gate last ran for it by this clock.
    pub gate_run_at: Option<Timestamp>,
}

/// The time of day, and what holidays mean, for the municipality's batches.
///
/// # Errors
/// [`StoreError::NotFound`]; [`StoreError::Corrupt`] for what is no time.
pub fn delivery_clock(
    conn: &mut Connection,
    scope: &Scope,
    id: MunicipalityId,
) -> Result<DeliveryClock, StoreError> {
    scope.check(id)?;
    let (time, holidays, gate_run_at): (String, String, Option<i64>) = municipalities::table
        .filter(municipalities::id.eq(id.to_string()))
        .select((
            municipalities::delivery_time,
            municipalities::delivery_holidays,
            municipalities::gate_run_at,
        ))
        .get_result(conn.raw())?;
    let row = Row::new("municipalities", id);
    Ok(DeliveryClock {
        time: row.text("delivery_time", &time)?,
        holidays: row.text("delivery_holidays", &holidays)?,
        gate_run_at: row.instant_opt("gate_run_at", gate_run_at)?,
    })
}

/// Records the time of day and what holidays mean.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn set_delivery_clock(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: MunicipalityId,
    time: Time,
    holidays: OnHolidays,
) -> Result<(), StoreError> {
    scope.check(id)?;
    let set = diesel::update(municipalities::table)
        .filter(municipalities::id.eq(id.to_string()))
        .set((
            municipalities::delivery_time.eq(time.strftime("%H:%M").to_string()),
            municipalities::delivery_holidays.eq(holidays.as_str()),
        ))
        .execute(tx.raw())?;
    if set == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}

/// Records that the gate ran for the municipality by its clock.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn note_gate_run(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: MunicipalityId,
    at: Timestamp,
) -> Result<(), StoreError> {
    scope.check(id)?;
    let set = diesel::update(municipalities::table)
        .filter(municipalities::id.eq(id.to_string()))
        .set(municipalities::gate_run_at.eq(Some(micros(at))))
        .execute(tx.raw())?;
    if set == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}

fn within(scope: &Scope) -> municipalities::BoxedQuery<'static, Db> {
    let query = municipalities::table.into_boxed::<Db>();
    match scope.filter() {
        Some(id) => query.filter(municipalities::id.eq(id)),
        None => query,
    }
}

#[derive(diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = municipalities)]
struct MunicipalityRow {
    id: String,
    code: String,
    name: String,
    oin: Option<String>,
    exemption_version: i64,
    created_at: i64,
}

fn read(stored: MunicipalityRow) -> Result<Municipality, StoreError> {
    let row = Row::new("municipalities", &stored.id);
    Ok(Municipality {
        id: row.text("id", &stored.id)?,
        code: stored.code,
        name: stored.name,
        oin: stored.oin,
        exemption_version: row.number("exemption_version", stored.exemption_version)?,
        created_at: row.instant("created_at", stored.created_at)?,
    })
}
