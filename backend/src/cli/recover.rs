//! `poortwacht recover`.

use std::io::{self, BufRead as _};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Args;
use poortwacht_services::Services;
use poortwacht_services::recovery::{self, SecondPerson};

use super::out::{done, refused, say};
use crate::config::Config;
use crate::{Allow, installation};

/// Bring a database that was put back into use again, with a second person.
///
/// The key store remembers where the ledger stood, at every cosignature of a witness and every minute. A database whose
/// ledger does not continue that is older: no evidence opens, units keep their packets, an alarm is raised. This command
/// says by how much it is older, and what is lost. With two people it then:
///
///   1. begins a new shard in each log, whose first entry names the last state that was seen
///
///   2. destroys again the cases whose key is gone, the keys of what came after the backup, and whatever is due by now
///
///   3. lets the key store take the database for the newest, and verifies the ledger
///
/// It may be stopped anywhere and repeated; nothing opens before step 3. If the newer database can still be found, put that
/// back instead: step 2 is final. Servers may run meanwhile. Exit status 1 when the ledger is not sound afterwards.
#[derive(Debug, Args)]
pub struct RecoverOptions {
    /// Only say what would be done. Exit status 1 when there is something to recover.
    #[arg(long)]
    dry_run: bool,
    /// Login of the second person, who may approve in the portal and is present: the present code of that person's
    /// authenticator is read from standard input.
    #[arg(long, value_name = "LOGIN", required_unless_present = "dry_run")]
    second_person: Option<String>,
}

/// Runs the command.
pub async fn run(options: &RecoverOptions, config: &Config, allow: Allow) -> Result<ExitCode> {
    let services = installation::open(config, allow)?;
    let done = perform(options, &services).await;
    services.store().shutdown();
    done
}

async fn perform(options: &RecoverOptions, services: &Services) -> Result<ExitCode> {
    let plan = recovery::plan(services).await.map_err(refused)?;
    say(&plan);
    let nothing = plan.losses.is_empty();
    let Some(login) = options.second_person.clone().filter(|_| !options.dry_run && !nothing) else {
        return Ok(if nothing { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    };
    let second = SecondPerson { login, code: code()? };
    let recovered = recovery::recover(services, second).await.map_err(refused)?;
    if let Some(bad) = recovered.ledger.first_bad() {
        say(&recovered);
        bail!("the database is in use again, but its ledger is not sound: {bad}");
    }
    done(&recovered)
}

fn code() -> Result<String> {
    say("Code of the second person's authenticator, then Enter:");
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line).context("standard input")?;
    let code = line.trim();
    if code.is_empty() {
        bail!("standard input: the second person types the code that the authenticator shows");
    }
    Ok(code.to_owned())
}
