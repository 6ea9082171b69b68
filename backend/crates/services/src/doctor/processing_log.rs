//! The processing log, where one is connected: that its collector takes lines, and none is left lying.

use super::{Blocks, Finding, unusable};
use crate::processing_log::{Collector, ProcessingHealth, health};
use crate::{ServiceError, Services};

/// A line that waits longer than this is not only waiting for the next round.
const LATE_AFTER_SECONDS: u64 = 900;

pub(super) async fn examine(services: &Services) -> Result<Vec<Finding>, ServiceError> {
    let Some(config) = &services.config().processing_log else { return Ok(Vec::new()) };
    let mut findings: Vec<Finding> = Collector::new(config)
        .err()
        .map(|error| unusable(Blocks::Nothing, "processing_log", &error))
        .into_iter()
        .collect();
    let health = health(services).await?;
    findings.extend(late(&health, health.oldest_seconds(services.now())));
    findings.extend(rejected(&health));
    Ok(findings)
}

fn late(health: &ProcessingHealth, seconds: u64) -> Option<Finding> {
    if seconds < LATE_AFTER_SECONDS {
        return None;
    }
    let why = health.sender.last_error.as_deref().unwrap_or("no process has sent any");
    let text = format!(
        "{} lines for the processing log wait, the oldest for {} minutes: {why}",
        health.backlog.waiting,
        seconds / 60
    );
    let fix =
        "see that the server runs, that processing_log.endpoint is right and that the collector takes lines";
    Some(Finding::new(Blocks::Nothing, text, fix))
}

fn rejected(health: &ProcessingHealth) -> Option<Finding> {
    let rejected = health.backlog.rejected;
    (rejected > 0).then(|| {
        Finding::new(
            Blocks::Nothing,
            format!("the processing log's collector rejected {rejected} lines; they are kept here"),
            "see in the collector's own log why, then poortwacht processing-log retry",
        )
    })
}
