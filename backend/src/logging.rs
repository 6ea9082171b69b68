//! The operational log: structured, on standard error, without personal data.

use anyhow::{Context, Result, anyhow};
use tracing_subscriber::EnvFilter;

use crate::config::{LogFormat, LogSection};

/// Starts the log; once per process.
pub fn start(section: &LogSection) -> Result<()> {
    let filter = EnvFilter::try_new(&section.filter).context("log.filter")?;
    // A log that takes no more lines (a full disk) must not take the requests with it.
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .log_internal_errors(false);
    match section.format {
        LogFormat::Json => builder.json().try_init(),
        LogFormat::Text => builder.try_init(),
    }
    .map_err(|error| anyhow!("log: {error}"))
}
