//! Address ranges.

use actix_web::HttpResponse;
use actix_web::web::{Form, Path, Query};
use poortwacht_frontend::pages::addresses::{AddressForm, AddressRow, AddressesPage};
use poortwacht_frontend::pages::error::ErrorKind;
use poortwacht_frontend::{FieldErrors, paths};
use poortwacht_services::addresses::{self as service, ProposeRange, RangeLine};

use crate::failure::Failure;
use crate::notice::{self, Told};
use crate::visit::Visit;
use crate::{form, page};

const FIELDS: [&str; 4] = ["network", "note", "reason", "range"];

/// `GET /addresses`
pub(crate) async fn show(visit: Visit, told: Query<Told>) -> Result<HttpResponse, Failure> {
    let page = list(&visit, AddressForm::default(), FieldErrors::none()).await?;
    Ok(visit.show(AddressesPage { notice: told.at_addresses(), ..page }))
}

/// `POST /addresses`
pub(crate) async fn allow(visit: Visit, form: Form<AddressForm>) -> Result<HttpResponse, Failure> {
    let form = form.into_inner();
    let range =
        ProposeRange { network: form.network.clone(), note: form.note.clone(), reason: form.reason.clone() };
    match service::propose(visit.services(), visit.actor(), range).await {
        Ok(asked) => {
            visit.refresh_gate().await?;
            let code = if asked { notice::ASKED } else { notice::ALLOWED };
            Ok(page::see(&notice::on(paths::ADDRESSES, code)))
        }
        Err(error) => {
            let errors = form::complaints(error, &FIELDS)?;
            Ok(visit.show_again(list(&visit, form, errors).await?))
        }
    }
}

/// `POST /addresses/{range}/remove`
pub(crate) async fn remove(visit: Visit, range: Path<String>) -> Result<HttpResponse, Failure> {
    let id = range.parse().map_err(|_| Failure::Page(ErrorKind::NotFound))?;
    match service::remove(visit.services(), visit.actor(), id).await {
        Ok(()) => {
            visit.refresh_gate().await?;
            Ok(page::see(&notice::on(paths::ADDRESSES, notice::REMOVED)))
        }
        Err(error) => {
            let errors = form::complaints(error, &FIELDS)?;
            Ok(visit.show_again(list(&visit, AddressForm::default(), errors).await?))
        }
    }
}

async fn list(visit: &Visit, form: AddressForm, errors: FieldErrors) -> Result<AddressesPage, Failure> {
    let view = service::ranges(visit.services(), visit.actor()).await?;
    Ok(AddressesPage {
        rows: view.lines.into_iter().map(row).collect(),
        reader: view.reader.to_string(),
        strangers: view.strangers,
        waiting: view.waiting,
        form,
        errors,
        notice: None,
    })
}

fn row(line: RangeLine) -> AddressRow {
    AddressRow {
        id: line.id,
        network: line.network,
        note: line.note,
        since: line.since,
        holds_reader: line.holds_reader,
        kept: line.kept.map(form::words),
    }
}
