//! `poortwacht retention terms`: how long a municipality keeps what.

use std::process::ExitCode;

use anyhow::{Context, Result};
use poortwacht_services::Services;
use poortwacht_services::retention_terms::{self, TermDocument, TermRow};

use super::out::{done, refused, say};

/// Shows the table, as text or as JSON.
pub async fn show(services: &Services, municipality: &str, as_json: bool) -> Result<ExitCode> {
    let rows = retention_terms::of_municipality(services, municipality).await.map_err(refused)?;
    if as_json {
        let rows: Vec<TermDocument> = rows.iter().map(TermDocument::from).collect();
        return done(serde_json::to_string_pretty(&rows).context("terms")?);
    }
    say("class\tterm\tleast\tmost\twith a ground\tsince\tby");
    rows.iter().map(line).for_each(say);
    Ok(ExitCode::SUCCESS)
}

fn line(row: &TermRow) -> String {
    let TermDocument { class, term, least, most, most_with_ground, since, .. } = row.into();
    let [least, most, ceiling] =
        [least, most, most_with_ground].map(|own| own.unwrap_or_else(|| "-".to_owned()));
    let since = since.map_or_else(|| "configuration".to_owned(), |since| since.to_string());
    let by = row.by.as_ref().map_or_else(|| "-".to_owned(), |(one, two)| format!("{one}, {two}"));
    let term = term.unwrap_or_else(|| "in use".to_owned());
    format!("{class}\t{term}\t{least}\t{most}\t{ceiling}\t{since}\t{by}")
}
