//! Deadlines that are told by mail. A row is the mark that a stage was told and the mail on its way; it stays after it was
//! sent, so that nothing is told twice. It holds number, kind and moment, nothing of a person.

use diesel::dsl::{count_star, min};
use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::ids::{MunicipalityId, RecordId};
use poortwacht_domain::notice::{NoticeKind, NoticeStage};
use poortwacht_domain::retention::RetentionClass;
use poortwacht_domain::roles::Role;

use crate::columns::{Row, count, micros};
use crate::connection::Connection;
use crate::error::{Insertion, StoreError};
use crate::schema::mail_notices as notices;
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

const TABLE: &str = "mail_notices";

/// A stage of a deadline that is told to one role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailNotice {
    /// Names the row, and the mail.
    pub id: RecordId,
    /// Whose deadline it is.
    pub municipality: MunicipalityId,
    /// Who is told.
    pub role: Role,
    /// Id of what it is about.
    pub matter: String,
    /// What people call it.
    pub reference: String,
    /// The page where it is: an absolute path.
    pub place: String,
    /// What must be done.
    pub kind: NoticeKind,
    /// How near the deadline is.
    pub stage: NoticeStage,
    /// The last instant that is in time.
    pub due_at: Timestamp,
    /// When it was written.
    pub created_at: Timestamp,
    /// Attempts so far.
    pub attempts: u64,
    /// When the row dies.
    pub destroy_after: Timestamp,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = notices)]
struct NoticeRow {
    id: String,
    municipality_id: String,
    role: String,
    matter_id: String,
    reference: String,
    place: String,
    kind: String,
    stage: String,
    due_at: i64,
    created_at: i64,
    attempts: i64,
    not_before: i64,
    retention_class: String,
    destroy_after: i64,
}

impl From<&MailNotice> for NoticeRow {
    fn from(notice: &MailNotice) -> Self {
        Self {
            id: notice.id.to_string(),
            municipality_id: notice.municipality.to_string(),
            role: notice.role.to_string(),
            matter_id: notice.matter.clone(),
            reference: notice.reference.clone(),
            place: notice.place.clone(),
            kind: notice.kind.to_string(),
            stage: notice.stage.to_string(),
            due_at: micros(notice.due_at),
            created_at: micros(notice.created_at),
            attempts: count(notice.attempts),
            not_before: micros(notice.created_at),
            retention_class: RetentionClass::MailNotice.as_str().to_owned(),
            destroy_after: micros(notice.destroy_after),
        }
    }
}

impl TryFrom<NoticeRow> for MailNotice {
    type Error = StoreError;

    fn try_from(row: NoticeRow) -> Result<Self, StoreError> {
        let at = Row::new(TABLE, &row.id);
        Ok(Self {
            id: at.text("id", &row.id)?,
            municipality: at.text("municipality_id", &row.municipality_id)?,
            role: at.text("role", &row.role)?,
            kind: at.text("kind", &row.kind)?,
            stage: at.text("stage", &row.stage)?,
            due_at: at.instant("due_at", row.due_at)?,
            created_at: at.instant("created_at", row.created_at)?,
            attempts: at.number("attempts", row.attempts)?,
            destroy_after: at.instant("destroy_after", row.destroy_after)?,
            matter: row.matter_id,
            reference: row.reference,
            place: row.place,
        })
    }
}

/// Writes a notice, unless this stage of this deadline was told to this role already.
///
/// # Errors
/// [`StoreError::NotFound`] outside the scope.
pub fn insert(tx: &mut Tx<'_>, scope: &Scope, notice: &MailNotice) -> Result<Insertion, StoreError> {
    scope.check(notice.municipality)?;
    tx.insert_unique(|tx| {
        diesel::insert_into(notices::table).values(NoticeRow::from(notice)).execute(tx.raw())?;
        Ok(())
    })
}

/// Whether this stage of this deadline was told to this role.
///
/// # Errors
/// The store's own.
pub fn is_told(conn: &mut Connection, scope: &Scope, notice: &MailNotice) -> Result<bool, StoreError> {
    let same = notices::table
        .filter(notices::municipality_id.eq(notice.municipality.to_string()))
        .filter(notices::role.eq(notice.role.as_str()))
        .filter(notices::matter_id.eq(&notice.matter))
        .filter(notices::kind.eq(notice.kind.as_str()))
        .filter(notices::stage.eq(notice.stage.as_str()))
        .filter(notices::due_at.eq(micros(notice.due_at)));
    let number: i64 =
        within!(same, scope, notices::municipality_id).select(count_star()).get_result(conn.raw())?;
    Ok(number > 0)
}

/// What may be tried now, the oldest first. `whatever` passes over how long each was to wait.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn waiting(
    conn: &mut Connection,
    scope: &Scope,
    (now, whatever): (Timestamp, bool),
    limit: u32,
) -> Result<Vec<MailNotice>, StoreError> {
    let latest = if whatever { i64::MAX } else { micros(now) };
    let waiting = notices::table
        .filter(notices::sent_at.is_null())
        .filter(notices::given_up_at.is_null())
        .filter(notices::not_before.le(latest));
    let rows = within!(waiting, scope, notices::municipality_id)
        .order((notices::created_at, notices::id))
        .limit(limit.into())
        .select(NoticeRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(MailNotice::try_from).collect()
}

/// Takes a notice in hand until that instant: an attempt more. Answers whether nobody else did since it was read.
///
/// # Errors
/// The store's own.
pub fn take(
    tx: &mut Tx<'_>,
    scope: &Scope,
    notice: &MailNotice,
    until: Timestamp,
) -> Result<bool, StoreError> {
    let as_seen = notices::table
        .filter(notices::id.eq(notice.id.to_string()))
        .filter(notices::attempts.eq(count(notice.attempts)))
        .filter(notices::sent_at.is_null());
    let taken = within!(diesel::update(as_seen), scope, notices::municipality_id)
        .set((notices::attempts.eq(notices::attempts + 1), notices::not_before.eq(micros(until))))
        .execute(tx.raw())?;
    Ok(taken == 1)
}

/// Notes that the mail server has it.
///
/// # Errors
/// The store's own.
pub fn sent(tx: &mut Tx<'_>, scope: &Scope, id: RecordId, at: Timestamp) -> Result<(), StoreError> {
    let this = diesel::update(notices::table.filter(notices::id.eq(id.to_string())));
    within!(this, scope, notices::municipality_id)
        .set((notices::sent_at.eq(micros(at)), notices::last_error.eq(None::<String>)))
        .execute(tx.raw())?;
    Ok(())
}

/// Notes why an attempt failed, and before when there is no other.
///
/// # Errors
/// The store's own.
pub fn failed(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: RecordId,
    not_before: Timestamp,
    why: &str,
) -> Result<(), StoreError> {
    let this = diesel::update(notices::table.filter(notices::id.eq(id.to_string())));
    within!(this, scope, notices::municipality_id)
        .set((notices::not_before.eq(micros(not_before)), notices::last_error.eq(why)))
        .execute(tx.raw())?;
    Ok(())
}

/// Gives one up: it is not tried any more. Answers whether it still waited.
///
/// # Errors
/// The store's own.
pub fn give_up(tx: &mut Tx<'_>, scope: &Scope, id: RecordId, now: Timestamp) -> Result<bool, StoreError> {
    let waiting = notices::table
        .filter(notices::id.eq(id.to_string()))
        .filter(notices::sent_at.is_null())
        .filter(notices::given_up_at.is_null());
    let given_up = within!(diesel::update(waiting), scope, notices::municipality_id)
        .set(notices::given_up_at.eq(micros(now)))
        .execute(tx.raw())?;
    Ok(given_up == 1)
}

/// Lets what was given up be sent again, as if written now; how many.
///
/// # Errors
/// The store's own.
pub fn retry(tx: &mut Tx<'_>, scope: &Scope, now: Timestamp) -> Result<usize, StoreError> {
    let given_up = diesel::update(notices::table.filter(notices::given_up_at.is_not_null()));
    let again = within!(given_up, scope, notices::municipality_id).set((
        notices::given_up_at.eq(None::<i64>),
        notices::created_at.eq(micros(now)),
        notices::not_before.eq(micros(now)),
    ));
    Ok(again.execute(tx.raw())?)
}

/// How mail stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MailBacklog {
    /// Notices that wait.
    pub waiting: u64,
    /// When the oldest of them was written.
    pub oldest: Option<Timestamp>,
    /// Why the last attempt at one of them failed.
    pub last_error: Option<String>,
    /// Notices that were given up.
    pub given_up: u64,
    /// Notices that were sent and are still remembered.
    pub sent: u64,
}

/// How mail stands.
///
/// # Errors
/// [`StoreError::Corrupt`] when an instant cannot be read.
pub fn backlog(conn: &mut Connection, scope: &Scope) -> Result<MailBacklog, StoreError> {
    let of = Row::new(TABLE, "backlog");
    let waiting = notices::table.filter(notices::sent_at.is_null()).filter(notices::given_up_at.is_null());
    let (number, oldest): (i64, Option<i64>) = within!(waiting, scope, notices::municipality_id)
        .select((count_star(), min(notices::created_at)))
        .get_result(conn.raw())?;
    let failed = notices::table.filter(notices::sent_at.is_null()).filter(notices::last_error.is_not_null());
    let last_error: Option<Option<String>> = within!(failed, scope, notices::municipality_id)
        .order(notices::not_before.desc())
        .select(notices::last_error)
        .first(conn.raw())
        .optional()?;
    let given_up = notices::table.filter(notices::given_up_at.is_not_null());
    let given_up: i64 =
        within!(given_up, scope, notices::municipality_id).select(count_star()).get_result(conn.raw())?;
    let sent = notices::table.filter(notices::sent_at.is_not_null());
    let sent: i64 =
        within!(sent, scope, notices::municipality_id).select(count_star()).get_result(conn.raw())?;
    Ok(MailBacklog {
        waiting: of.number("waiting", number)?,
        oldest: of.instant_opt("created_at", oldest)?,
        last_error: last_error.flatten(),
        given_up: of.number("given_up", given_up)?,
        sent: of.number("sent", sent)?,
    })
}

/// Deletes notices whose time has come, the oldest first; how many.
///
/// # Errors
/// The store's own.
pub fn delete_due(tx: &mut Tx<'_>, scope: &Scope, now: Timestamp, limit: u32) -> Result<usize, StoreError> {
    let due = notices::table.filter(notices::destroy_after.le(micros(now)));
    let ids: Vec<String> = within!(due, scope, notices::municipality_id)
        .order(notices::destroy_after)
        .limit(limit.into())
        .select(notices::id)
        .load(tx.raw())?;
    Ok(diesel::delete(notices::table.filter(notices::id.eq_any(ids))).execute(tx.raw())?)
}
