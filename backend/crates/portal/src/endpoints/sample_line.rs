//! One line of a sample, inspected and judged.

use actix_web::HttpResponse;
use actix_web::web::{Form, Path};
use poortwacht_domain::RecordId;
use poortwacht_frontend::pages::case::CasePage;
use poortwacht_frontend::pages::error::ErrorKind;
use poortwacht_frontend::pages::sample_line::{LineForm, LineSeen, SampleLinePage};
use poortwacht_frontend::{FieldErrors, paths};
use poortwacht_services::sampling::{self as service, Inspected, LineView};

use super::{case, log_lines, samples};
use crate::failure::Failure;
use crate::visit::Visit;
use crate::{form, notice, page};

const FIELDS: [&str; 3] = ["outcome", "ground", "words"];

/// `GET /samples/{sample}/lines/{line}`
pub(crate) async fn show(visit: Visit, place: Path<(String, String)>) -> Result<HttpResponse, Failure> {
    let page = opened(&visit, parse(&place)?, None, FieldErrors::none()).await?;
    Ok(visit.show(page))
}

/// `POST /samples/{sample}/lines/{line}`. A form that must be corrected opens the line once more.
pub(crate) async fn judge(
    visit: Visit,
    place: Path<(String, String)>,
    form: Form<LineForm>,
) -> Result<HttpResponse, Failure> {
    let (place, form) = (parse(&place)?, form.into_inner());
    let LineForm { outcome, ground, words } = form.clone();
    let said = service::LineForm { outcome, ground, words };
    match service::judge(visit.services(), visit.actor(), place, &said).await {
        Ok(()) => Ok(page::see(&notice::on(&paths::sample(place.0), notice::SAVED))),
        Err(error) => {
            let errors = form::complaints(error, &FIELDS)?;
            Ok(visit.show_again(opened(&visit, place, Some(form), errors).await?))
        }
    }
}

fn parse((sample, line): &(String, String)) -> Result<(RecordId, u32), Failure> {
    let line = line.parse().map_err(|_| Failure::Page(ErrorKind::NotFound))?;
    Ok((samples::id(sample)?, line))
}

async fn opened(
    visit: &Visit,
    place: (RecordId, u32),
    form: Option<LineForm>,
    errors: FieldErrors,
) -> Result<SampleLinePage, Failure> {
    let view = service::inspect(visit.services(), visit.actor(), place).await?;
    let form = form.unwrap_or_else(|| said_before(&view.line));
    Ok(SampleLinePage {
        sample: samples::row(view.sample),
        line: samples::line(view.line),
        seen: seen(view.seen, visit),
        form,
        errors,
    })
}

/// The words stay sealed here: whoever corrects a judgement says why anew.
fn said_before(line: &LineView) -> LineForm {
    let said = line.said.as_ref();
    LineForm {
        outcome: said.map(|said| said.outcome.to_string()).unwrap_or_default(),
        ground: said.and_then(|said| said.ground).map(|ground| ground.to_string()).unwrap_or_default(),
        words: String::new(),
    }
}

fn seen(seen: Inspected, visit: &Visit) -> LineSeen {
    let texts = visit.frame().texts;
    match seen {
        Inspected::Case(view) => {
            let whole = case::page(*view, texts);
            // An inspection is for looking: what else the case's page offers stays there.
            let case = CasePage {
                may_undo: false,
                may_mask: false,
                may_issue: false,
                may_annul: false,
                may_hold: false,
                hold: None,
                ..whole
            };
            LineSeen::Case(Box::new(case))
        }
        Inspected::View { entry, around } => {
            let around = around.into_iter().map(|line| log_lines::row(line, texts)).collect();
            LineSeen::View(Box::new(log_lines::row(*entry, texts)), around)
        }
        Inspected::Gone => LineSeen::Gone,
    }
}
