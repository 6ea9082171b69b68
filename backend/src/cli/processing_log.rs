//! `poortwacht processing-log …`.

use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::Subcommand;
use poortwacht_services::processing_log::{self, ProcessingHealth, Round, Sender};
use poortwacht_services::{Services, municipalities};

use super::out::{done, refused, say};

/// The processing log (Logboek dataverwerkingen).
#[derive(Debug, Subcommand)]
pub enum ProcessingLogCommand {
    /// Say what waits and how sending goes.
    Status,
    /// Send what waits now, however long a server would pause; not while one is sending.
    Send,
    /// Let lines that the collector rejected be sent again.
    Retry,
    /// Print the pseudonym under which a case stands in the log, for a person who asks for access. Logged.
    Subject {
        /// Code of the municipality.
        #[arg(long)]
        municipality: String,
        /// Reference of the case.
        #[arg(long)]
        case: String,
    },
}

/// Runs the command.
pub async fn run(command: ProcessingLogCommand, services: &Services) -> Result<ExitCode> {
    match command {
        ProcessingLogCommand::Status => status(services).await,
        ProcessingLogCommand::Send => send(services).await,
        ProcessingLogCommand::Retry => {
            let lines = processing_log::retry_rejected(services).await.map_err(refused)?;
            done(format!("{lines} rejected lines will be sent again."))
        }
        ProcessingLogCommand::Subject { municipality, case } => {
            let owner = municipalities::by_code(services, &municipality).await.map_err(refused)?.id;
            done(processing_log::pseudonym_of(services, owner, &case).await.map_err(refused)?)
        }
    }
}

async fn status(services: &Services) -> Result<ExitCode> {
    let connected = services.config().processing_log.is_some();
    let ProcessingHealth { backlog, sender } = processing_log::health(services).await.map_err(refused)?;
    say(format!("connected\t{}", if connected { "yes" } else { "no: [processing_log] is not configured" }));
    say(format!("waiting\t{}", backlog.waiting));
    say(format!("oldest\t{}", backlog.oldest.map_or_else(|| "-".to_owned(), |at| at.to_string())));
    say(format!("rejected\t{}", backlog.rejected));
    say(format!(
        "confirmed\t{}",
        sender.confirmed_at.map_or_else(|| "never".to_owned(), |at| at.to_string())
    ));
    say(format!("failures\t{}", sender.failures));
    say(format!("reason\t{}", sender.last_error.as_deref().unwrap_or("-")));
    Ok(ExitCode::SUCCESS)
}

async fn send(services: &Services) -> Result<ExitCode> {
    let Some(sender) = Sender::new(services).map_err(refused)? else {
        bail!("no processing log is connected: add the section [processing_log] to the configuration");
    };
    let Round { confirmed, rejected, failed, elsewhere } = sender.send().await.map_err(refused)?;
    say(format!("{confirmed} lines confirmed, {rejected} rejected."));
    if elsewhere {
        say("A server is sending; it does the rest.");
    }
    if !failed {
        return Ok(ExitCode::SUCCESS);
    }
    say("The collector did not confirm the rest: see `poortwacht processing-log status`.");
    Ok(ExitCode::FAILURE)
}
