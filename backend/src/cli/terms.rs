//! `poortwacht retention terms`: how long a municipality keeps what.

use std::process::ExitCode;

use anyhow::{Context, Result};
use poortwacht_domain::{Limits, Term};
use poortwacht_services::Services;
use poortwacht_services::retention_terms::{self, TermRow};
use serde_json::{Value, json};

use super::out::{done, refused, say};

/// Shows the table, as text or as JSON.
pub async fn show(services: &Services, municipality: &str, as_json: bool) -> Result<ExitCode> {
    let rows = retention_terms::of_municipality(services, municipality).await.map_err(refused)?;
    if as_json {
        let rows: Vec<Value> = rows.iter().map(document).collect();
        return done(serde_json::to_string_pretty(&rows).context("terms")?);
    }
    say("class\tterm\tleast\tmost\twith a ground\tsince\tby");
    rows.iter().map(line).for_each(say);
    Ok(ExitCode::SUCCESS)
}

fn line(row: &TermRow) -> String {
    let of = |limit: fn(&Limits) -> u32| limit_of(row, limit).unwrap_or_else(|| "-".to_owned());
    let (least, most, ceiling) = (of(|own| own.minimum), of(|own| own.maximum), of(|own| own.ceiling));
    let since = row.since.map_or_else(|| "configuration".to_owned(), |since| since.to_string());
    let by = row.by.as_ref().map_or_else(|| "-".to_owned(), |(one, two)| format!("{one}, {two}"));
    let term = row.term.duration().unwrap_or_else(|| "in use".to_owned());
    format!("{}\t{term}\t{least}\t{most}\t{ceiling}\t{since}\t{by}", row.class)
}

fn document(row: &TermRow) -> Value {
    json!({
        "class": row.class,
        "term": row.term.duration(),
        "least": limit_of(row, |own| own.minimum),
        "most": limit_of(row, |own| own.maximum),
        "mostWithGround": limit_of(row, |own| own.ceiling),
        "source": row.limits.map(|limits| limits.source),
        "ground": row.ground,
        "since": row.since.map(|since| since.to_string()),
        "proposedBy": row.by.as_ref().map(|(one, _)| one),
        "confirmedBy": row.by.as_ref().map(|(_, two)| two),
    })
}

fn limit_of(row: &TermRow, limit: fn(&Limits) -> u32) -> Option<String> {
    let limits: Limits = row.limits?;
    Term::with(row.term, limit(&limits)).duration()
}
