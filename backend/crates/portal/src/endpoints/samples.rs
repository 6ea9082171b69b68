//! Samples for inspection: the list, drawing one, and one with its end.

use actix_web::HttpResponse;
use actix_web::web::{Form, Path, Query};
use jiff::civil::Date;
use jiff::{Span, Timestamp};
use poortwacht_domain::sampling::SAMPLE_SIZE;
use poortwacht_domain::{RecordId, SampleReach, local_day};
use poortwacht_frontend::pages::error::ErrorKind;
use poortwacht_frontend::pages::sample::{CloseForm, LineRow, Said, SamplePage};
use poortwacht_frontend::pages::samples::{DrawForm, FiguresRow, SampleRow, SamplesPage};
use poortwacht_frontend::pages::search::LocationChoice;
use poortwacht_frontend::{FieldErrors, paths};
use poortwacht_services::locations::LocationName;
use poortwacht_services::sampling::{self as service, LineView, Summary};

use super::log::download;
use crate::failure::Failure;
use crate::notice::{self, Told};
use crate::visit::Visit;
use crate::{form, page};

const DRAW_FIELDS: [&str; 6] = ["kind", "from", "until", "location", "reach", "size"];
const CLOSE_FIELDS: [&str; 1] = ["conclusion"];

/// Days that the form proposes.
const USUAL_DAYS: i64 = 28;

/// `GET /samples`
pub(crate) async fn list(visit: Visit, told: Query<Told>) -> Result<HttpResponse, Failure> {
    let page = all(&visit, None, FieldErrors::none()).await?;
    Ok(visit.show(SamplesPage { is_closed: told.is_sample_closed(), ..page }))
}

/// `POST /samples`
pub(crate) async fn draw(visit: Visit, form: Form<DrawForm>) -> Result<HttpResponse, Failure> {
    let form = form.into_inner();
    let DrawForm { kind, from, until, location, reach, size } = form.clone();
    let asked = service::DrawForm { kind, from, until, location, reach, size };
    match service::draw(visit.services(), visit.actor(), &asked).await {
        Ok(sample) => Ok(page::see(&notice::on(&paths::sample(sample), notice::DRAWN))),
        Err(error) => {
            let errors = form::complaints(error, &DRAW_FIELDS)?;
            Ok(visit.show_again(all(&visit, Some(form), errors).await?))
        }
    }
}

async fn all(visit: &Visit, form: Option<DrawForm>, errors: FieldErrors) -> Result<SamplesPage, Failure> {
    let view = service::samples(visit.services(), visit.actor()).await?;
    let kind = view.kinds.first().map(ToString::to_string).unwrap_or_default();
    let choice = |LocationName { code, name }| LocationChoice { code, name };
    Ok(SamplesPage {
        kinds: view.kinds,
        rows: view.samples.into_iter().map(row).collect(),
        figures: view.figures.into_iter().map(figures).collect(),
        locations: view.locations.into_iter().map(choice).collect(),
        form: form.unwrap_or_else(|| usual(kind, view.now)),
        errors,
        is_closed: false,
    })
}

/// What most samples are drawn from: the last four weeks.
fn usual(kind: String, now: Timestamp) -> DrawForm {
    let today: Date = local_day(now);
    DrawForm {
        kind,
        from: today.saturating_sub(Span::new().days(USUAL_DAYS - 1)).to_string(),
        until: today.to_string(),
        location: String::new(),
        reach: SampleReach::Everything.as_str().to_owned(),
        size: SAMPLE_SIZE.to_string(),
    }
}

pub(super) fn row(summary: Summary) -> SampleRow {
    SampleRow {
        id: summary.id,
        kind: summary.kind,
        days: summary.days,
        location: summary.location,
        reach: summary.reach,
        drawn: summary.drawn,
        population: summary.population,
        settled: summary.settled,
        outcomes: summary.outcomes,
        closed: summary.closed,
    }
}

fn figures(left: service::SampleFigures) -> FiguresRow {
    FiguresRow {
        drawn_at: left.drawn_at,
        days: left.days,
        closed_at: left.closed_at,
        population: left.population,
        outcomes: left.outcomes,
    }
}

/// `GET /samples/{sample}`
pub(crate) async fn show(
    visit: Visit,
    sample: Path<String>,
    told: Query<Told>,
) -> Result<HttpResponse, Failure> {
    let page = one(&visit, id(&sample)?, CloseForm::default(), FieldErrors::none()).await?;
    Ok(visit.show(SamplePage { notice: told.at_sample(), ..page }))
}

/// `POST /samples/{sample}/close`
pub(crate) async fn close(
    visit: Visit,
    sample: Path<String>,
    form: Form<CloseForm>,
) -> Result<HttpResponse, Failure> {
    let (sample, form) = (id(&sample)?, form.into_inner());
    let asked = service::CloseForm { conclusion: form.conclusion.clone() };
    match service::close(visit.services(), visit.actor(), sample, &asked).await {
        Ok(()) => Ok(page::see(&notice::on(paths::SAMPLES, notice::SAMPLE_CLOSED))),
        Err(error) => {
            let errors = form::complaints(error, &CLOSE_FIELDS)?;
            Ok(visit.show_again(one(&visit, sample, form, errors).await?))
        }
    }
}

/// `GET /samples/{sample}/report.csv`
pub(crate) async fn report(visit: Visit, sample: Path<String>) -> Result<HttpResponse, Failure> {
    let (name, bytes) = service::report(visit.services(), visit.actor(), id(&sample)?).await?;
    Ok(download(&name, bytes))
}

async fn one(
    visit: &Visit,
    sample: RecordId,
    form: CloseForm,
    errors: FieldErrors,
) -> Result<SamplePage, Failure> {
    let view = service::show(visit.services(), visit.actor(), sample).await?;
    Ok(SamplePage {
        sample: row(view.summary),
        proof: (view.seed.to_string(), view.frame),
        lines: view.lines.into_iter().map(line).collect(),
        conclusion: view.conclusion,
        form,
        errors,
        notice: None,
    })
}

pub(super) fn line(line: LineView) -> LineRow {
    let said = |said: service::Said| Said {
        outcome: said.outcome,
        ground: said.ground,
        words: said.words,
        by: said.by,
        at: said.at,
    };
    LineRow {
        number: line.number,
        case: line.case,
        who: line.who,
        at: line.at,
        state: line.state,
        is_gone: line.is_gone,
        is_own: line.is_own,
        said: line.said.map(said),
    }
}

pub(super) fn id(sample: &str) -> Result<RecordId, Failure> {
    sample.parse().map_err(|_| Failure::Page(ErrorKind::NotFound))
}
