//! Legal holds: the list, asking for one, and what a second person says.

use actix_web::HttpResponse;
use actix_web::web::{Form, Path, Query};
use poortwacht_domain::CaseRef;
use poortwacht_frontend::pages::error::ErrorKind;
use poortwacht_frontend::pages::hold::{HoldAnswer, HoldAnswerForm, HoldAskPage, HoldFacts, HoldForm};
use poortwacht_frontend::pages::holds::{HoldRow, HoldsPage};
use poortwacht_frontend::paths;
use poortwacht_services::ServiceError;
use poortwacht_services::legal_holds::{self as service, HoldView};

use crate::failure::Failure;
use crate::form;
use crate::notice::{self, Told};
use crate::page;
use crate::visit::Visit;

const FIELDS: [&str; 2] = ["hold_ground", "hold_explanation"];

/// `GET /holds`
pub(crate) async fn show(visit: Visit, told: Query<Told>) -> Result<HttpResponse, Failure> {
    let holds = service::list(visit.services(), visit.actor()).await?;
    Ok(visit.show(HoldsPage {
        waiting: holds.waiting.into_iter().map(row).collect(),
        held: holds.held.into_iter().map(row).collect(),
        notice: told.at_holds(),
    }))
}

/// `POST /cases/{reference}/hold`: to the list, or the form again with what was typed.
pub(crate) async fn ask(
    visit: Visit,
    reference: Path<String>,
    form: Form<HoldForm>,
) -> Result<HttpResponse, Failure> {
    let form = form.into_inner();
    let typed =
        service::HoldForm { ground: form.hold_ground.clone(), explanation: form.hold_explanation.clone() };
    match service::ask(visit.services(), visit.actor(), &reference, &typed).await {
        Ok(()) => Ok(page::see(&notice::on(paths::HOLDS, notice::ASKED))),
        Err(error) => {
            let errors = form::complaints(error, &FIELDS)?;
            let reference = CaseRef::parse(&reference).map_err(|_| ServiceError::NotFound("case"))?;
            Ok(visit.show_again(HoldAskPage { reference, form, errors }))
        }
    }
}

/// `POST /cases/{reference}/hold/answer`
pub(crate) async fn answer(
    visit: Visit,
    reference: Path<String>,
    form: Form<HoldAnswerForm>,
) -> Result<HttpResponse, Failure> {
    let said = HoldAnswer::ALL.into_iter().find(|answer| answer.code() == form.answer);
    let said = said.ok_or(Failure::Page(ErrorKind::BadRequest))?;
    let (answer, told) = match said {
        HoldAnswer::Agree => (service::HoldAnswer::Agree, notice::AGREED),
        HoldAnswer::Refuse => (service::HoldAnswer::Refuse, notice::REFUSED),
        HoldAnswer::Withdraw => (service::HoldAnswer::Withdraw, notice::WITHDRAWN),
        HoldAnswer::Confirm => (service::HoldAnswer::Confirm, notice::CONFIRMED),
        HoldAnswer::Release => (service::HoldAnswer::Release, notice::RELEASED),
    };
    service::answer(visit.services(), visit.actor(), &reference, answer).await?;
    Ok(page::see(&notice::on(paths::HOLDS, told)))
}

fn row(row: service::HoldRow) -> HoldRow {
    HoldRow { reference: row.reference, state: row.state, location: row.location, hold: facts(row.hold) }
}

/// A hold as pages show it.
pub(super) fn facts(hold: HoldView) -> HoldFacts {
    HoldFacts {
        ground: hold.ground,
        explanation: hold.explanation,
        asked: (hold.asked_by, hold.asked_at),
        lapses_at: hold.lapses_at,
        placed: hold.placed,
        confirmed: hold.confirmed,
        review_at: hold.review_at,
        is_unreviewed: hold.is_unreviewed,
        otherwise: hold.otherwise,
        answers: hold.answers.into_iter().map(answered).collect(),
    }
}

const fn answered(answer: service::HoldAnswer) -> HoldAnswer {
    match answer {
        service::HoldAnswer::Agree => HoldAnswer::Agree,
        service::HoldAnswer::Refuse => HoldAnswer::Refuse,
        service::HoldAnswer::Withdraw => HoldAnswer::Withdraw,
        service::HoldAnswer::Confirm => HoldAnswer::Confirm,
        service::HoldAnswer::Release => HoldAnswer::Release,
    }
}
