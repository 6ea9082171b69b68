//! The report of a sample as a file. Nobody's name stands in it, and no plate.

use poortwacht_domain::{Act, RecordId};

use super::lines::LineView;
use super::show::{SampleView, open};
use crate::log_book::Csv;
use crate::{Actor, ServiceError, Services};

const HEADINGS: [&str; 8] = ["section", "item", "case", "at", "state", "outcome", "ground", "words"];

/// The report: name and content of the file. Logged as [`Act::SampleExported`] before anything of it is opened.
///
/// # Errors
/// As [`super::show`].
pub async fn report(
    services: &Services,
    actor: &Actor,
    id: RecordId,
) -> Result<(String, Vec<u8>), ServiceError> {
    let view = open(services, actor, id, Act::SampleExported).await?;
    let day = view.summary.days.1;
    Ok((format!("steekproef-{day}.csv"), csv(&view)))
}

fn csv(view: &SampleView) -> Vec<u8> {
    let mut csv = Csv::new(&HEADINGS);
    let sample = &view.summary;
    let facts = [
        ("sample", sample.id.to_string()),
        ("kind", sample.kind.to_string()),
        ("from", sample.days.0.to_string()),
        ("until", sample.days.1.to_string()),
        ("location", sample.location.clone().unwrap_or_default()),
        ("reach", sample.reach.to_string()),
        ("drawn_at", sample.drawn.0.to_string()),
        ("closed_at", sample.closed.as_ref().map(|(at, _)| at.to_string()).unwrap_or_default()),
        ("population", sample.population.to_string()),
        ("seed", view.seed.to_string()),
        ("frame", view.frame.clone()),
        ("conclusion", view.conclusion.clone().unwrap_or_default()),
    ];
    for (item, value) in &facts {
        csv.row(&["sample", item, "", "", "", "", "", value]);
    }
    for (outcome, count) in &sample.outcomes {
        csv.row(&["result", outcome.as_str(), "", "", "", "", "", &count.to_string()]);
    }
    for line in &view.lines {
        row(&mut csv, line);
    }
    csv.finish()
}

fn row(csv: &mut Csv, line: &LineView) {
    let said = line.said.as_ref();
    let case = line.case.as_ref().map(|case| case.as_str().to_owned()).unwrap_or_default();
    let outcome = match said {
        Some(said) => said.outcome.as_str(),
        None if line.is_gone => poortwacht_domain::SampleOutcome::Destroyed.as_str(),
        None => "",
    };
    csv.row(&[
        "line",
        &line.number.to_string(),
        &case,
        &line.at.to_string(),
        line.state.map_or("", |state| state.as_str()),
        outcome,
        said.and_then(|said| said.ground).map_or("", |ground| ground.as_str()),
        said.and_then(|said| said.words.as_deref()).unwrap_or_default(),
    ]);
}
