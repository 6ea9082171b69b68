//! Quality: the coordinator's overview, and officers' second looks.

use actix_web::HttpResponse;
use actix_web::web::{Form, Path, Query};
use poortwacht_frontend::FieldErrors;
use poortwacht_frontend::pages::case::CasePage;
use poortwacht_frontend::pages::quality::{
    CameraRow, ClaimRow, HeldMeaning, HeldRow, QualityPage, SampleFigures,
};
use poortwacht_frontend::pages::second_look::{
    LookEffect, LookForm, LookRow, SecondLookPage, SecondLooksPage,
};
use poortwacht_frontend::paths;
use poortwacht_services::export::{Condition, Effect};
use poortwacht_services::quality::{self, Disagreement, LookRequest, LookResult};

use super::case::{self, in_words};
use crate::failure::Failure;
use crate::notice::{self, Told};
use crate::visit::Visit;
use crate::{form, page};

const FIELDS: [&str; 2] = ["outcome", "explanation"];

/// `GET /quality`
pub(crate) async fn show(visit: Visit, told: Query<Told>) -> Result<HttpResponse, Failure> {
    let view = quality::overview(visit.services(), visit.actor()).await?;
    let texts = visit.frame().texts;
    let held = |line: quality::HeldLine| HeldRow {
        condition: in_words(line.condition, texts),
        meaning: meaning(line.condition, line.effect),
        count: line.count,
        cases: line.cases,
    };
    Ok(visit.show(QualityPage {
        weeks: view.weeks,
        drawing: (view.settings.percent, view.settings.days),
        sample: SampleFigures {
            drawn: view.sample.drawn,
            open: view.sample.open,
            agreed: view.sample.agreed,
            disagreed: view.sample.disagreed,
        },
        cameras: view.cameras.into_iter().map(camera).collect(),
        held: view.held.into_iter().map(held).collect(),
        claims: view.claims.into_iter().map(claim).collect(),
        released: told.is_released(),
    }))
}

/// `POST /cases/{reference}/release`
pub(crate) async fn release(visit: Visit, reference: Path<String>) -> Result<HttpResponse, Failure> {
    quality::release(visit.services(), visit.actor(), &reference).await?;
    Ok(page::see(&notice::on(paths::QUALITY, notice::RELEASED)))
}

/// `GET /second-looks`
pub(crate) async fn looks(visit: Visit, told: Query<Told>) -> Result<HttpResponse, Failure> {
    let list = quality::list(visit.services(), visit.actor()).await?;
    let row = |line: quality::LookLine| LookRow {
        reference: line.reference,
        location: line.location,
        decided_at: line.decided_at,
        destroy_after: line.destroy_after,
    };
    Ok(visit.show(SecondLooksPage {
        now: list.now,
        drawing: (list.percent, list.days),
        rows: list.lines.into_iter().map(row).collect(),
        notice: told.at_second_looks(),
    }))
}

/// `GET /cases/{reference}/second-look`
pub(crate) async fn look(visit: Visit, reference: Path<String>) -> Result<HttpResponse, Failure> {
    let page = opened(&visit, &reference, LookForm::default(), FieldErrors::none()).await?;
    Ok(visit.show(page))
}

/// `POST /cases/{reference}/second-look`. A form that must be corrected opens the case once more.
pub(crate) async fn judge(
    visit: Visit,
    reference: Path<String>,
    form: Form<LookForm>,
) -> Result<HttpResponse, Failure> {
    let form = form.into_inner();
    let request = LookRequest { outcome: form.outcome.clone(), explanation: form.explanation.clone() };
    match quality::judge(visit.services(), visit.actor(), &reference, &request).await {
        Ok(result) => Ok(page::see(&notice::on(paths::SECOND_LOOKS, code(result)))),
        Err(error) => {
            let errors = form::complaints(error, &FIELDS)?;
            let page = opened(&visit, &reference, form, errors).await?;
            Ok(visit.show_again(page))
        }
    }
}

fn meaning(condition: &str, effect: Effect) -> HeldMeaning {
    match effect {
        // It will end by it, and has not yet.
        Effect::Final if condition == Condition::LateExemption.as_str() => HeldMeaning::Waits,
        Effect::Warning => HeldMeaning::Attention,
        Effect::Curable => HeldMeaning::Waits,
        Effect::ReJudge => HeldMeaning::Desk,
        Effect::Final => HeldMeaning::Ended,
    }
}

const fn code(result: LookResult) -> &'static str {
    match result {
        LookResult::Agreed => notice::AGREED,
        LookResult::BackToDesk => notice::BACK_TO_DESK,
        LookResult::DismissalStopped => notice::DISMISSAL_STOPPED,
        LookResult::Counted => notice::COUNTED,
    }
}

async fn opened(
    visit: &Visit,
    reference: &str,
    form: LookForm,
    errors: FieldErrors,
) -> Result<SecondLookPage, Failure> {
    let view = quality::show(visit.services(), visit.actor(), reference).await?;
    let whole = case::page(view.case, visit.frame().texts);
    // A second look is for looking: what else the case's page offers stays there.
    let case =
        CasePage { may_undo: false, may_mask: false, may_issue: false, may_hold: false, hold: None, ..whole };
    let disagreement = match view.disagreement {
        Disagreement::BackToDesk => LookEffect::BackToDesk,
        Disagreement::StopsDismissal => LookEffect::StopsDismissal,
        Disagreement::Counted => LookEffect::Counted,
    };
    Ok(SecondLookPage { case, disagreement, form, errors })
}

fn camera(line: quality::CameraLine) -> CameraRow {
    CameraRow {
        unit: line.unit,
        location: line.location,
        decided: line.decided,
        misread: line.misread,
        dismissed: line.dismissed,
        reasons: line.reasons,
    }
}

fn claim(line: quality::ClaimLine) -> ClaimRow {
    ClaimRow { reference: line.reference, location: line.location, officer: line.officer, until: line.until }
}
