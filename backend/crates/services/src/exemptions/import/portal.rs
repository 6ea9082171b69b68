//! The administrator's import: a file that was uploaded is looked at, then imported or thrown away.

use jiff::Timestamp;
use poortwacht_domain::{Act, HalfId, Permission, RecordId, RetentionClass};
use poortwacht_ledger::{Entry, Receipt};
use poortwacht_store::destruction::{self, Destruction};
use poortwacht_store::exemptions::imports::{self, Import as Row};
use poortwacht_store::{Plan, Tx};

use super::check::{self, Summary, check, first_rows};
use super::ground;
use super::run::{ABANDONED, Import, Imported};
use super::sealed::SealedFile;
use crate::blocking::off_worker;
use crate::exemptions::author::Author;
use crate::exemptions::csv::{Past, Wrong};
use crate::exemptions::grounds;
use crate::flaw::Flaws;
use crate::log_book::Csv;
use crate::{Actor, ServiceError, Services};

/// A file that waits to be imported.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// Its id.
    pub id: RecordId,
    /// When it was uploaded.
    pub created_at: Timestamp,
    /// What it holds.
    pub summary: Summary,
}

/// A file as it is looked at.
pub struct ImportView {
    /// Its id.
    pub id: RecordId,
    /// When it was uploaded.
    pub created_at: Timestamp,
    /// When it is destroyed if nobody imports it.
    pub destroy_after: Timestamp,
    /// What it holds.
    pub summary: Summary,
    /// The first lines that are right.
    pub rows: Vec<check::Row>,
    /// How many lines are recorded, while somebody imports it.
    pub importing: Option<u64>,
}

/// What the form of the import holds.
#[derive(Debug, Clone, Default)]
pub struct CommitRequest {
    /// Import the right lines although others are wrong.
    pub skip_wrong: bool,
    /// Reference of the document, for lines that start in the past.
    pub document: String,
    /// Why they were not entered in time.
    pub late_reason: String,
}

/// The files that wait. Not logged: nothing of them is opened.
///
/// # Errors
/// [`ServiceError::Refused`] without the permission; those of the store.
pub async fn waiting(services: &Services, actor: &Actor) -> Result<Vec<Waiting>, ServiceError> {
    actor.require(Permission::ManageExemptions)?;
    let scope = actor.scope();
    let rows =
        services.store().read(move |conn| Ok::<_, ServiceError>(imports::waiting(conn, &scope)?)).await?;
    let waiting = |row: Row| {
        let summary = summary(&row)?;
        Ok(Waiting { id: row.id, created_at: row.created_at, summary })
    };
    rows.into_iter().map(waiting).collect()
}

/// Opens a file to look at its first lines. Logged as [`Act::ExemptionListed`] first.
///
/// # Errors
/// [`ServiceError::NotFound`]; [`ServiceError::Refused`] without the permission; those of store, ledger and key store.
pub async fn preview(services: &Services, actor: &Actor, id: RecordId) -> Result<ImportView, ServiceError> {
    actor.require(Permission::ManageExemptions)?;
    let row = find(services, actor, id).await?;
    let entry = actor.entry(Act::ExemptionListed).detail("file", id);
    let receipt = receipt(services, actor, entry).await?;
    let own = services.clone();
    off_worker(move || {
        let source = SealedFile { services: &own, receipt: &receipt, import: &row };
        let ground = ground(&own, row.municipality, Past::Proposed)?;
        Ok(ImportView {
            id: row.id,
            created_at: row.created_at,
            destroy_after: row.destroy_after,
            summary: summary(&row)?,
            rows: first_rows(&source, &ground)?,
            importing: row.importing_since.map(|_| row.staged),
        })
    })
    .await
}

/// How many lines of a file are recorded, and of how many, while somebody imports it. Not logged: nothing of it is opened.
///
/// # Errors
/// [`ServiceError::NotFound`], also once it is imported; [`ServiceError::Refused`] without the permission; those of the
/// store.
pub async fn import_progress(
    services: &Services,
    actor: &Actor,
    id: RecordId,
) -> Result<Option<(u64, u64)>, ServiceError> {
    actor.require(Permission::ManageExemptions)?;
    let row = find(services, actor, id).await?;
    let all = summary(&row)?.right;
    Ok(row.importing_since.map(|_| (row.staged, all)))
}

/// Everything that is wrong with a file, as a file: line, column, message, and nothing that stands in the lines. Logged as
/// [`Act::ExemptionListed`] first.
///
/// # Errors
/// As [`preview`].
pub async fn wrong_cells(services: &Services, actor: &Actor, id: RecordId) -> Result<Vec<u8>, ServiceError> {
    actor.require(Permission::ManageExemptions)?;
    let row = find(services, actor, id).await?;
    let entry = actor.entry(Act::ExemptionListed).detail("file", id).detail("part", "wrong");
    let receipt = receipt(services, actor, entry).await?;
    let own = services.clone();
    off_worker(move || {
        let source = SealedFile { services: &own, receipt: &receipt, import: &row };
        let ground = ground(&own, row.municipality, Past::Proposed)?;
        let mut csv = Csv::new(&["regel", "kolom", "melding"]);
        let add = |cell: Wrong| csv.row(&[&cell.line.to_string(), &cell.field, &cell.message]);
        check(&own, row.municipality, &source, &ground, add)?;
        Ok(csv.finish())
    })
    .await
}

/// Imports a file; afterwards it is destroyed. Logged as [`Act::ExemptionsImported`].
///
/// # Errors
/// [`ServiceError::Invalid`] (`document`, `late_reason`) for lines that start in the past without their grounds;
/// [`ServiceError::Conflict`] when a line is wrong that should be imported as well, or somebody imports the file already;
/// those of store, ledger and key store.
pub async fn commit(
    services: &Services,
    actor: &Actor,
    id: RecordId,
    request: CommitRequest,
) -> Result<Imported, ServiceError> {
    actor.require(Permission::ManageExemptions)?;
    let row = find(services, actor, id).await?;
    let summary = summary(&row)?;
    if summary.wrong > 0 && !request.skip_wrong {
        return Err(ServiceError::Conflict("the file".to_owned()));
    }
    let grounds = grounds(&request, summary.late > 0)?;
    take(services, actor, id).await?;
    let entry = actor.entry(Act::ExemptionListed).detail("file", id).detail("part", "import");
    let receipt = receipt(services, actor, entry).await?;
    let (own, by, half) = (services.clone(), actor.clone(), row.half.id);
    let imported = off_worker(move || {
        let source = SealedFile { services: &own, receipt: &receipt, import: &row };
        let ground = ground(&own, row.municipality, Past::Proposed)?;
        let author = Author::from(&by);
        let progress = |staged| tell(&own, &by, id, Some(staged));
        let import = Import {
            services: &own,
            author: &author,
            source: &source,
            ground: &ground,
            skip_wrong: request.skip_wrong,
            grounds,
            progress: &progress,
        };
        let imported = import.run();
        if imported.is_err() {
            tell(&own, &by, id, None)?;
        }
        imported
    })
    .await?;
    destroy(services, actor, id, half).await?;
    Ok(imported)
}

/// Throws a file away.
///
/// # Errors
/// [`ServiceError::NotFound`]; [`ServiceError::Refused`] without the permission; those of store, ledger and key store.
pub async fn discard(services: &Services, actor: &Actor, id: RecordId) -> Result<(), ServiceError> {
    actor.require(Permission::ManageExemptions)?;
    let row = find(services, actor, id).await?;
    destroy(services, actor, id, row.half.id).await
}

fn grounds(request: &CommitRequest, late: bool) -> Result<Option<grounds::Grounds>, ServiceError> {
    if !late && grounds::are_empty(&request.document, &request.late_reason) {
        return Ok(None);
    }
    let mut flaws = Flaws::default();
    let grounds = grounds::read(&request.document, &request.late_reason, &mut flaws);
    flaws.check().map(|()| grounds)
}

async fn find(services: &Services, actor: &Actor, id: RecordId) -> Result<Row, ServiceError> {
    let scope = actor.scope();
    let read = move |conn: &mut poortwacht_store::Connection| {
        let found = imports::find(conn, &scope, id)?.filter(|row| row.summary.is_some());
        found.ok_or(ServiceError::NotFound("import file"))
    };
    services.store().read(read).await
}

fn summary(row: &Row) -> Result<Summary, ServiceError> {
    let text = row.summary.as_deref().unwrap_or_default();
    serde_json::from_str(text)
        .map_err(|_| ServiceError::Damaged("the summary of an import file does not parse".to_owned()))
}

async fn receipt(services: &Services, actor: &Actor, entry: Entry) -> Result<Receipt, ServiceError> {
    let (own, log) = (services.clone(), actor.log());
    let plan = Plan::new().log(log.clone()).ledger_only();
    let append = move |tx: &mut Tx<'_>| Ok::<_, ServiceError>(own.append(tx, &log, &entry)?);
    Ok(Receipt::from(services.store().write(plan, append).await?))
}

/// One import of a file at a time; one that was stopped keeps it for an hour at most.
async fn take(services: &Services, actor: &Actor, id: RecordId) -> Result<(), ServiceError> {
    let (scope, now) = (actor.scope(), services.now());
    let abandoned = now.saturating_sub(ABANDONED).unwrap_or(now);
    let write = move |tx: &mut Tx<'_>| imports::take(tx, &scope, id, now, abandoned);
    let taken = services.store().write(Plan::new(), write).await?.into_inner();
    if taken { Ok(()) } else { Err(ServiceError::Conflict("the import".to_owned())) }
}

fn tell(services: &Services, actor: &Actor, id: RecordId, staged: Option<u64>) -> Result<(), ServiceError> {
    let scope = actor.scope();
    let write = move |tx: &mut Tx<'_>| imports::progress(tx, &scope, id, staged);
    services.store().write_blocking(Plan::new(), write)?;
    Ok(())
}

/// Destroys a file: its key first, then its rows, with a line in the register.
pub(super) async fn destroy(
    services: &Services,
    actor: &Actor,
    id: RecordId,
    half: HalfId,
) -> Result<(), ServiceError> {
    let keys = services.keys();
    off_worker(move || Ok::<_, ServiceError>(keys.destroy_halves(&[half])?)).await?;
    let (own, by, now) = (services.clone(), actor.clone(), services.now());
    let class = RetentionClass::ImportFile;
    let entry = actor.entry(Act::Destroyed).reason(class.as_str());
    let entry = entry.detail("kind", "import_file").detail("subject", id);
    let write = move |tx: &mut Tx<'_>| {
        if !imports::delete(tx, &by.scope(), id)? {
            return Ok(());
        }
        let line = Destruction {
            id: RecordId::random(own.rng().as_ref()),
            municipality: by.municipality,
            subject_kind: "import_file".to_owned(),
            subject_id: id.to_string(),
            class,
            due_at: now,
            destroyed_at: now,
        };
        destruction::register(tx, &by.scope(), &line)?;
        Ok::<_, ServiceError>(own.record(tx, &by.log(), &entry)?)
    };
    services.store().write(Plan::new().log(actor.log()), write).await.map(drop)
}
