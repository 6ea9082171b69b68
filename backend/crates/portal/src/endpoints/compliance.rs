//! Whether every promise is kept, on a page and as files.

use std::fs::File;
use std::io::{self, Read as _};

use actix_web::HttpResponse;
use actix_web::body::SizedStream;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::{Bytes, Form};
use futures_util::Stream;
use futures_util::stream::try_unfold;
use poortwacht_frontend::pages::compliance::CompliancePage;
use poortwacht_frontend::pages::error::ErrorKind;
use poortwacht_services::audit_bundle::{self, AuditBundle};
use poortwacht_services::statement::{self, Statement};
use poortwacht_services::{ServiceError, compliance};
use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::statement_words;
use crate::visit::Visit;

/// Bytes of a file that are under way at a time.
const PIECE: usize = 64 * 1024;

/// `POST /compliance/file`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct FileForm {
    file: String,
    month: String,
}

/// `GET /compliance`
pub(crate) async fn show(visit: Visit) -> Result<HttpResponse, Failure> {
    let report = compliance::show(visit.services(), visit.actor()).await?;
    Ok(visit.show(CompliancePage { report }))
}

/// `POST /compliance/file`
pub(crate) async fn file(visit: Visit, form: Form<FileForm>) -> Result<HttpResponse, Failure> {
    match form.file.as_str() {
        "report" => {
            let report = compliance::export(visit.services(), visit.actor()).await?;
            download(&format!("naleving-{}.json", report.at.strftime("%Y-%m-%d")), &report)
        }
        "components" => {
            compliance::export(visit.services(), visit.actor()).await?;
            download("onderdelen.cdx.json", &compliance::bill_of_materials()?)
        }
        "bundle" => {
            Ok(archive(audit_bundle::make(visit.services(), visit.actor(), statement_words()).await?))
        }
        "promises" => pdf(statement::promises(visit.services(), visit.actor(), statement_words()).await?),
        "destruction" => {
            let made =
                statement::destruction(visit.services(), visit.actor(), &form.month, statement_words()).await;
            match made {
                Ok(made) => pdf(made),
                Err(ServiceError::Invalid(_)) => Err(Failure::Page(ErrorKind::BadRequest)),
                Err(error) => Err(error.into()),
            }
        }
        _ => Err(Failure::Page(ErrorKind::BadRequest)),
    }
}

/// Sent from its file, piece by piece: a ledger may be larger than memory.
fn archive(made: AuditBundle) -> HttpResponse {
    let attachment = format!("attachment; filename=\"{}\"", made.file_name);
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/x-tar"))
        .insert_header((CONTENT_DISPOSITION, attachment))
        .body(SizedStream::new(made.length, pieces(made.file)))
}

fn pieces(file: File) -> impl Stream<Item = io::Result<Bytes>> {
    try_unfold(file, |mut file| async move {
        let read = tokio::task::spawn_blocking(move || {
            let mut piece = Vec::with_capacity(PIECE);
            let length = file.by_ref().take(PIECE as u64).read_to_end(&mut piece)?;
            Ok((length > 0).then(|| (Bytes::from(piece), file)))
        });
        read.await.map_err(io::Error::other)?
    })
}

pub(super) fn pdf(made: Statement) -> Result<HttpResponse, Failure> {
    let attachment = format!("attachment; filename=\"{}\"", made.file_name);
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/pdf"))
        .insert_header((CONTENT_DISPOSITION, attachment))
        .body(made.bytes))
}

fn download<T: Serialize>(name: &str, content: &T) -> Result<HttpResponse, Failure> {
    let bytes = serde_json::to_vec_pretty(content)
        .map_err(|error| ServiceError::Damaged(format!("{name}: {error}")))?;
    let attachment = format!("attachment; filename=\"{name}\"");
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/json"))
        .insert_header((CONTENT_DISPOSITION, attachment))
        .body(bytes))
}
