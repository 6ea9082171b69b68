//! `poortwacht events …`.

use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::Subcommand;
use poortwacht_services::Services;
use poortwacht_services::events_out::{self, EventHealth, EventRound, EventSender};

use super::out::{done, refused, say};

/// Events for other systems (CloudEvents).
#[derive(Debug, Subcommand)]
pub enum EventsCommand {
    /// Say what waits for each receiver and how sending goes.
    Status,
    /// Send what waits now, however long a server would pause; not while one is sending.
    Send,
    /// Let events that were given up be sent again.
    Retry,
    /// Print the types of events.
    Types,
}

/// Runs the command.
pub async fn run(command: EventsCommand, services: &Services) -> Result<ExitCode> {
    match command {
        EventsCommand::Status => status(services).await,
        EventsCommand::Send => send(services).await,
        EventsCommand::Retry => {
            let events = events_out::retry(services).await.map_err(refused)?;
            done(format!("{events} events that were given up will be sent again."))
        }
        EventsCommand::Types => {
            events_out::types().for_each(say);
            Ok(ExitCode::SUCCESS)
        }
    }
}

async fn status(services: &Services) -> Result<ExitCode> {
    let all = events_out::health(services).await.map_err(refused)?;
    if all.is_empty() {
        return done("No receiver is configured: [events] has none.");
    }
    for EventHealth { receiver, configured, backlog, state } in all {
        let at = |at: Option<jiff::Timestamp>| at.map_or_else(|| "-".to_owned(), |at| at.to_string());
        say(format!(
            "{receiver}\tconfigured {}\twaiting {}\toldest {}\tgiven up {}\tfailures {}\tdelivered {}\treason {}",
            if configured { "yes" } else { "no" },
            backlog.waiting,
            at(backlog.oldest),
            backlog.given_up,
            state.failures,
            at(state.delivered_at),
            state.last_error.as_deref().unwrap_or("-"),
        ));
    }
    Ok(ExitCode::SUCCESS)
}

async fn send(services: &Services) -> Result<ExitCode> {
    let Some(sender) = EventSender::new(services).map_err(refused)? else {
        bail!("no receiver is configured: add [[events.receivers]] to the configuration");
    };
    let EventRound { delivered, failed, given_up, elsewhere } = sender.send().await.map_err(refused)?;
    say(format!("{delivered} events delivered, {failed} attempts failed, {given_up} given up."));
    if elsewhere > 0 {
        say("A server is sending; it does the rest.");
    }
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
