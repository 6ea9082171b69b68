//! A file of exemptions: taken in as it comes, looked at, then imported or thrown away.

use actix_multipart::{Field, Multipart};
use actix_web::web::{Form, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::TryStreamExt as _;
use poortwacht_domain::RecordId;
use poortwacht_frontend::pages::error::ErrorKind;
use poortwacht_frontend::pages::exemption_import::{ImportPage, WaitingRow};
use poortwacht_frontend::pages::exemption_preview::{
    CommitForm, FileCounts, PreviewPage, PreviewRow, WrongCell, import_progress,
};
use poortwacht_frontend::{FieldErrors, Problem, paths};
use poortwacht_services::ServiceError;
use poortwacht_services::exemptions::{
    self, CommitRequest, ImportView, LARGEST_FILE, Row, Summary, Upload, Waiting, Wrong,
};

use super::exemptions::counts;
use super::log::download;
use crate::failure::Failure;
use crate::visit::Visit;
use crate::{form, notice, page};

const MEGABYTE: usize = 1024 * 1024;

/// `GET /exemptions/imports`
pub(crate) async fn show(visit: Visit) -> Result<HttpResponse, Failure> {
    Ok(visit.show(upload_page(&visit, FieldErrors::none()).await?))
}

async fn upload_page(visit: &Visit, errors: FieldErrors) -> Result<ImportPage, Failure> {
    let waiting = exemptions::waiting(visit.services(), visit.actor()).await?;
    let row = |file: Waiting| WaitingRow {
        id: file.id,
        created_at: file.created_at,
        lines: file.summary.lines,
        wrong: file.summary.wrong,
    };
    let waiting = waiting.into_iter().map(row).collect();
    Ok(ImportPage { waiting, most: LARGEST_FILE / MEGABYTE, errors })
}

/// `POST /exemptions/imports`
pub(crate) async fn upload(
    visit: Visit,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    let mut parts = Multipart::new(request.headers(), payload);
    match take_in(&visit, &mut parts).await? {
        Ok(id) => Ok(page::see(&paths::exemption_import(id))),
        Err(problem) => {
            let mut errors = FieldErrors::none();
            errors.add("file", problem);
            Ok(visit.show_again(upload_page(&visit, errors).await?))
        }
    }
}

/// The file of a form; what is wrong with it is told on the page.
async fn take_in(visit: &Visit, parts: &mut Multipart) -> Result<Result<RecordId, Problem>, Failure> {
    let broken = |_| Failure::Page(ErrorKind::BadRequest);
    while let Some(mut part) = parts.try_next().await.map_err(broken)? {
        let first = part.try_next().await.map_err(broken)?;
        let is_file = part.name() == Some("file");
        match first {
            Some(first) if is_file => {
                let mut upload = Upload::begin(visit.services(), visit.actor()).await?;
                upload.push(&first).await?;
                return rest(upload, &mut part, first.len()).await;
            }
            None if is_file => break,
            // The token was checked before anything was read.
            _ => while part.try_next().await.map_err(broken)?.is_some() {},
        }
    }
    Ok(Err(Problem::NoFile))
}

async fn rest(
    mut upload: Upload,
    part: &mut Field,
    mut length: usize,
) -> Result<Result<RecordId, Problem>, Failure> {
    loop {
        match part.try_next().await {
            Ok(None) => return Ok(Ok(upload.finish().await?)),
            Ok(Some(chunk)) if length + chunk.len() <= LARGEST_FILE => {
                length += chunk.len();
                upload.push(&chunk).await?;
            }
            Ok(Some(_)) => {
                upload.break_off().await?;
                return Ok(Err(Problem::FileTooLarge { max: LARGEST_FILE / MEGABYTE }));
            }
            Err(_) => {
                upload.break_off().await?;
                return Err(Failure::Page(ErrorKind::BadRequest));
            }
        }
    }
}

/// `GET /exemptions/imports/{file}`
pub(crate) async fn preview(visit: Visit, id: Path<String>) -> Result<HttpResponse, Failure> {
    let view = exemptions::preview(visit.services(), visit.actor(), named(&id)?).await?;
    Ok(visit.show(preview_page(view, CommitForm::default(), FieldErrors::none())))
}

/// `GET /exemptions/imports/{file}/progress`: words for the page that waits; nothing while nobody imports the file, and
/// once it is imported: to whoever waits that is no error.
pub(crate) async fn progress(visit: Visit, id: Path<String>) -> Result<HttpResponse, Failure> {
    let counts = match exemptions::import_progress(visit.services(), visit.actor(), named(&id)?).await {
        Err(ServiceError::NotFound(_)) => None,
        told => told?,
    };
    let words = counts.map(|(recorded, all)| import_progress(recorded, all, visit.frame().texts));
    Ok(match words {
        Some(words) => HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(words),
        None => HttpResponse::NoContent().finish(),
    })
}

/// `GET /exemptions/imports/{file}/wrong.csv`
pub(crate) async fn wrong(visit: Visit, id: Path<String>) -> Result<HttpResponse, Failure> {
    let bytes = exemptions::wrong_cells(visit.services(), visit.actor(), named(&id)?).await?;
    Ok(download("fouten.csv", bytes))
}

/// `POST /exemptions/imports/{file}`
pub(crate) async fn commit(
    visit: Visit,
    id: Path<String>,
    form: Form<CommitForm>,
) -> Result<HttpResponse, Failure> {
    let (id, form) = (named(&id)?, form.into_inner());
    let asked = CommitRequest {
        skip_wrong: form.skip_wrong.is_some(),
        document: form.document.clone(),
        late_reason: form.late_reason.clone(),
    };
    match exemptions::commit(visit.services(), visit.actor(), id, asked).await {
        Ok(_) => Ok(page::see(&notice::on(paths::EXEMPTIONS, notice::IMPORTED))),
        Err(error) => {
            let errors = form::complaints(error, &["document", "late_reason"])?;
            let view = exemptions::preview(visit.services(), visit.actor(), id).await?;
            Ok(visit.show_again(preview_page(view, form, errors)))
        }
    }
}

/// `POST /exemptions/imports/{file}/discard`
pub(crate) async fn discard(visit: Visit, id: Path<String>) -> Result<HttpResponse, Failure> {
    exemptions::discard(visit.services(), visit.actor(), named(&id)?).await?;
    Ok(page::see(&notice::on(paths::EXEMPTIONS, notice::DISCARDED)))
}

fn named(id: &str) -> Result<RecordId, Failure> {
    id.parse().map_err(|_| Failure::Page(ErrorKind::NotFound))
}

fn preview_page(view: ImportView, form: CommitForm, errors: FieldErrors) -> PreviewPage {
    let counts = file_counts(&view.summary);
    let cell = |wrong: Wrong| WrongCell { line: wrong.line, field: wrong.field, message: wrong.message };
    PreviewPage {
        id: view.id,
        destroy_after: view.destroy_after,
        counts,
        wrong: view.summary.first_wrong.into_iter().map(cell).collect(),
        rows: view.rows.into_iter().map(row).collect(),
        importing: view.importing,
        form,
        errors,
    }
}

fn file_counts(summary: &Summary) -> FileCounts {
    FileCounts {
        lines: summary.lines,
        right: summary.right,
        unchanged: summary.unchanged,
        categories: summary.categories.iter().map(|(kind, count)| (*kind, *count)).collect(),
        late: summary.late,
        concerned: counts(&summary.concerned),
        wrong: summary.wrong,
    }
}

fn row(row: Row) -> PreviewRow {
    PreviewRow {
        plate: row.plate,
        holder: row.holder,
        category: row.category,
        valid_from: row.valid_from,
        valid_until: row.valid_until,
        windows: row.windows,
        locations: row.locations,
    }
}
