//! `poortwacht mail …`.

use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::Subcommand;
use poortwacht_services::Services;
use poortwacht_services::deadline_mail::{self, MailHealth};

use super::out::{done, refused, say};

/// Mail about deadlines: of incidents, persons' requests and legal holds.
///
/// A job writes what is due and sends it every two minutes, to the mailboxes under [[mail.addresses]] of the configuration. A
/// mail holds a number, what is to be done, until when, and a link to the portal; never a plate, a name or what somebody wrote.
/// What the server does not take is tried again, at first after two minutes, at last every hour, for three days
/// (mail.give_up_after_hours). Each mail that was sent or given up is an entry in the ledger.
#[derive(Debug, Subcommand)]
pub enum MailCommand {
    /// Say what waits, what was given up and why the last attempt failed.
    Status,
    /// Write what is due and send what waits now, however long the job would pause. Fails when the server takes something not.
    Send,
    /// Let mails that were given up be sent again.
    Retry,
}

/// Runs the command.
pub async fn run(command: MailCommand, services: &Services) -> Result<ExitCode> {
    match command {
        MailCommand::Status => status(services).await,
        MailCommand::Send => send(services).await,
        MailCommand::Retry => {
            let mails = deadline_mail::retry(services).await.map_err(refused)?;
            done(format!("{mails} mails that were given up will be sent again."))
        }
    }
}

async fn status(services: &Services) -> Result<ExitCode> {
    let configured = if services.config().mail.is_some() { "yes" } else { "no" };
    let MailHealth { waiting, oldest, last_error, given_up, sent } =
        deadline_mail::health(services).await.map_err(refused)?;
    let oldest = oldest.map_or_else(|| "-".to_owned(), |at| at.to_string());
    let reason = last_error.as_deref().unwrap_or("-");
    say(format!(
        "configured {configured}\twaiting {waiting}\toldest {oldest}\tsent {sent}\tgiven up {given_up}\treason {reason}"
    ));
    Ok(ExitCode::SUCCESS)
}

async fn send(services: &Services) -> Result<ExitCode> {
    if services.config().mail.is_none() {
        bail!("no mail server is configured: add [mail] to the configuration");
    }
    let round = deadline_mail::send(services).await.map_err(refused)?;
    say(format!("{round}."));
    Ok(if round.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
