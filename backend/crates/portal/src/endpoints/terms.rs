//! Retention terms: what counts, proposing another one, and what a second person says.

use actix_web::HttpResponse;
use actix_web::web::{Form, Path, Query};
use poortwacht_domain::{Permission, RecordId};
use poortwacht_frontend::FieldErrors;
use poortwacht_frontend::pages::error::ErrorKind;
use poortwacht_frontend::pages::term_new::{TermChoice, TermForm, TermNewPage};
use poortwacht_frontend::pages::terms::{
    PastTerm, TermAnswer, TermAnswerForm, TermEffect, TermFacts, TermRow, TermsPage, WaitingTerm,
};
use poortwacht_frontend::paths;
use poortwacht_services::ServiceError;
use poortwacht_services::retention_terms as service;

use crate::failure::Failure;
use crate::form as forms;
use crate::notice::{self, Told};
use crate::page;
use crate::visit::Visit;

const FIELDS: [&str; 4] = ["term_class", "term_amount", "term_ground", "term_reason"];

/// `GET /retention-terms`
pub(crate) async fn show(visit: Visit, told: Query<Told>) -> Result<HttpResponse, Failure> {
    let terms = service::show(visit.services(), visit.actor()).await?;
    let may_propose = visit.actor().role.allows(Permission::SetTerms);
    let waiting = terms.waiting.into_iter().map(|term| waiting(term, may_propose));
    Ok(visit.show(TermsPage {
        rows: terms.rows.into_iter().map(row).collect(),
        waiting: waiting.collect(),
        past: terms.past.into_iter().map(past).collect(),
        may_propose,
        notice: told.at_terms(),
    }))
}

/// `GET /retention-terms/new`
pub(crate) async fn form(visit: Visit) -> Result<HttpResponse, Failure> {
    let choices = choices(&visit)?;
    Ok(visit.show(TermNewPage { choices, form: TermForm::default(), errors: FieldErrors::none() }))
}

/// `POST /retention-terms/new`: to the list, or the form again with what was typed.
pub(crate) async fn propose(visit: Visit, form: Form<TermForm>) -> Result<HttpResponse, Failure> {
    let form = form.into_inner();
    let typed = service::TermForm {
        class: form.term_class.clone(),
        amount: form.term_amount.clone(),
        ground: form.term_ground.clone(),
        reason: form.term_reason.clone(),
    };
    match service::propose(visit.services(), visit.actor(), &typed).await {
        Ok(_) => Ok(page::see(&notice::on(paths::RETENTION_TERMS, notice::PROPOSED))),
        Err(error) => {
            let (errors, choices) = (forms::complaints(error, &FIELDS)?, choices(&visit)?);
            Ok(visit.show_again(TermNewPage { choices, form, errors }))
        }
    }
}

/// `POST /retention-terms/{term}/answer`
pub(crate) async fn answer(
    visit: Visit,
    term: Path<String>,
    form: Form<TermAnswerForm>,
) -> Result<HttpResponse, Failure> {
    let said = TermAnswer::ALL.into_iter().find(|answer| answer.code() == form.answer);
    let said = said.ok_or(Failure::Page(ErrorKind::BadRequest))?;
    let id: RecordId = term.parse().map_err(|_| ServiceError::NotFound("proposal"))?;
    let (answer, told) = match said {
        TermAnswer::Confirm => (service::TermAnswer::Confirm, notice::CONFIRMED),
        TermAnswer::Refuse => (service::TermAnswer::Refuse, notice::REFUSED),
        TermAnswer::Withdraw => (service::TermAnswer::Withdraw, notice::WITHDRAWN),
    };
    service::answer(visit.services(), visit.actor(), id, answer).await?;
    Ok(page::see(&notice::on(paths::RETENTION_TERMS, told)))
}

fn choices(visit: &Visit) -> Result<Vec<TermChoice>, Failure> {
    let choices = service::choices(visit.services(), visit.actor())?.into_iter();
    Ok(choices.map(|(class, term, limits)| TermChoice { class, term, limits }).collect())
}

fn row(row: service::TermRow) -> TermRow {
    let service::TermRow { class, term, limits, since, by, ground } = row;
    TermRow { class, term, limits, since, by, ground }
}

fn waiting(term: service::WaitingTerm, may_answer: bool) -> WaitingTerm {
    let service::Effect { moved, soon, held } = term.effect;
    let answers = match (may_answer, term.is_own) {
        (false, _) => Vec::new(),
        (true, true) => vec![TermAnswer::Withdraw],
        (true, false) => vec![TermAnswer::Confirm, TermAnswer::Refuse],
    };
    WaitingTerm {
        id: term.id,
        before: term.before,
        facts: TermFacts {
            class: term.class,
            term: term.term,
            ground: term.ground,
            reason: term.reason,
            proposed: term.proposed,
        },
        effect: TermEffect { moved, soon, held },
        answers,
    }
}

fn past(term: service::PastTerm) -> PastTerm {
    let service::PastTerm { class, term, ground, reason, proposed, decided, is_under_way } = term;
    PastTerm { facts: TermFacts { class, term, ground, reason, proposed }, decided, is_under_way }
}
