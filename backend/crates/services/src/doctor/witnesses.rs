//! Whether somebody outside watches each log.

use poortwacht_store::Environment;

use super::{Blocks, Finding};
use crate::witnesses::{LogWitnessed, all_logs};
use crate::{ServiceError, Services};

pub(super) async fn examine(services: &Services) -> Result<Vec<Finding>, ServiceError> {
    let is_real = services.store().instance().environment == Environment::Production;
    let now = services.now();
    let logs = all_logs(services).await?;
    let mut findings = Vec::new();
    for log in &logs {
        match log.overdue_since(now) {
            Some(since) => findings.push(overdue(log, since)),
            None if is_real && log.witnesses.is_empty() => findings.push(unwatched(log)),
            None => {}
        }
    }
    Ok(findings)
}

fn overdue(log: &LogWitnessed, since: jiff::Timestamp) -> Finding {
    let fix = "ask who runs the witness whether it raised an alarm; see that it reaches the intake listener";
    Finding::new(Blocks::Trust, format!("nobody has witnessed the log of {} since {since}", log.called), fix)
}

fn unwatched(log: &LogWitnessed) -> Finding {
    let text = format!(
        "nobody outside watches the log of {}: whoever runs this server could rewrite it",
        log.called
    );
    Finding::new(Blocks::Nothing, text, "poortwacht ledger witness-add; see witness.md")
}
