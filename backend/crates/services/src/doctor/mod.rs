//! What still blocks the first case and the first export, each with the command that mends it.

mod delivery;
mod enforcement;
mod events;
mod evidence;
mod key_store;
mod mail;
mod processing_log;
#[cfg(test)]
mod tests;
mod witnesses;

use std::fmt;

use crate::{FieldProblem, ServiceError, Services, instances};

/// What a finding stands in the way of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Blocks {
    /// No packet can become a judged case.
    FirstCase,
    /// No case can go to the CJIB.
    FirstExport,
    /// Nothing technical: what is recorded can no longer be trusted by others until it is mended.
    Trust,
    /// Nothing; it should be looked at all the same.
    Nothing,
    /// Nothing, and nothing is wrong; a choice that has its price.
    Information,
}

impl fmt::Display for Blocks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::FirstCase => "blocks the first case",
            Self::FirstExport => "blocks the first export",
            Self::Trust => "incident",
            Self::Nothing => "warning",
            Self::Information => "information",
        })
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it stands in the way of.
    pub blocks: Blocks,
    /// What is wrong.
    pub text: String,
    /// What mends it.
    pub fix: String,
}

impl Finding {
    fn new(blocks: Blocks, text: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { blocks, text: text.into(), fix: fix.into() }
    }
}

/// Looks at everything that has to be in place, the gravest first. Nothing is changed.
///
/// # Errors
/// [`ServiceError::Unavailable`] when the database cannot be read at all.
pub async fn examine(services: &Services) -> Result<Vec<Finding>, ServiceError> {
    let mut findings = stores(services).await;
    findings.extend(enforcement::examine(services).await?);
    findings.extend(delivery::examine(services).await?);
    findings.extend(key_store::examine(services).await?);
    findings.extend(evidence::examine(services).await?);
    findings.extend(processing_log::examine(services).await?);
    findings.extend(events::examine(services).await?);
    findings.extend(mail::examine(services).await?);
    findings.extend(witnesses::examine(services).await?);
    findings.sort_by_key(|finding| finding.blocks);
    Ok(findings)
}

/// A section of the configuration that cannot be used, with every member that is wrong.
fn unusable(blocks: Blocks, section: &str, error: &ServiceError) -> Finding {
    let line = |FieldProblem { field, message, .. }: &FieldProblem| format!("{field} {message}");
    let text = match error {
        ServiceError::Invalid(problems) => problems.iter().map(line).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    };
    Finding::new(blocks, text, format!("correct the section [{section}]; poortwacht config check"))
}

async fn stores(services: &Services) -> Vec<Finding> {
    match instances::probe(services).await {
        Ok(()) => Vec::new(),
        Err(error @ ServiceError::DatabaseBehind) => vec![Finding::new(
            Blocks::FirstCase,
            error.to_string(),
            "poortwacht recover --dry-run says what is lost; see backup-and-restore.md",
        )],
        Err(error) => vec![Finding::new(
            Blocks::FirstCase,
            format!("database or key store cannot be used: {error}"),
            "see that both files or servers are there, writable and not full; then `poortwacht doctor` again",
        )],
    }
}
