//! Warning letters: the coordinator's list, and the file for the letter service.

use actix_web::HttpResponse;
use actix_web::web::Form;
use poortwacht_frontend::pages::letters::{LetterForm, LetterRow, LettersPage};
use poortwacht_services::export::{self, LetterRequest};

use super::log::download;
use crate::failure::Failure;
use crate::visit::Visit;

/// `GET /letters`
pub(crate) async fn show(visit: Visit) -> Result<HttpResponse, Failure> {
    let lines = export::letters(visit.services(), visit.actor()).await?;
    Ok(visit.show(LettersPage { rows: lines.into_iter().map(row).collect() }))
}

/// `POST /letters`
pub(crate) async fn issue(visit: Visit, form: Form<LetterForm>) -> Result<HttpResponse, Failure> {
    let LetterForm { location, from, until, issued } = form.into_inner();
    let request = LetterRequest { location, from, until, issued };
    let (name, bytes) = export::issue(visit.services(), visit.actor(), &request).await?;
    Ok(download(&name, bytes))
}

fn row(line: export::LetterLine) -> LetterRow {
    LetterRow {
        location: line.location,
        name: line.name,
        from: line.from,
        until: line.until,
        waiting: line.waiting,
        issued: line.issued.into_iter().map(|bundle| (bundle.at, bundle.count)).collect(),
    }
}
