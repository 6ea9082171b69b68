//! `poortwacht user …` and `poortwacht authorisation …`.

use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;
use jiff::civil::Date;
use poortwacht_domain::Role;
use poortwacht_services::accounts::{self, NewAccount, NewAuthorisation};
use poortwacht_services::{Services, municipalities};

use super::out::{done, refused, say};

/// Accounts. There is no default account; everybody enrols with a one-time link and a second factor.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Add an account and print its one-time enrolment link.
    Add {
        /// Code of the municipality.
        #[arg(long)]
        municipality: String,
        /// Login name.
        #[arg(long)]
        login: String,
        /// Name of the person.
        #[arg(long)]
        name: String,
        /// officer, coordinator, administrator, privacy_officer, security_officer or auditor.
        #[arg(long)]
        role: Role,
    },
    /// List the accounts.
    List {
        /// Code of the municipality; default all.
        #[arg(long)]
        municipality: Option<String>,
    },
    /// Deactivate an account; its sessions end at once.
    End {
        /// Login name.
        #[arg(long)]
        login: String,
    },
    /// Take password and second factor away and print a new enrolment link.
    Reset {
        /// Login name.
        #[arg(long)]
        login: String,
        /// Login of the second person who approves it.
        #[arg(long, value_name = "LOGIN")]
        second_person: String,
    },
}

/// Runs `user …`.
pub async fn user(command: UserCommand, services: &Services) -> Result<ExitCode> {
    match command {
        UserCommand::Add { municipality, login, name, role } => {
            let owner = municipalities::by_code(services, &municipality).await.map_err(refused)?;
            let link =
                accounts::add(services, owner.id, NewAccount { login, name, role }).await.map_err(refused)?;
            enrolment(&link)
        }
        UserCommand::List { municipality } => list(municipality.as_deref(), services).await,
        UserCommand::End { login } => {
            accounts::end(services, &login).await.map_err(refused)?;
            done(format!("Account {login} is deactivated."))
        }
        UserCommand::Reset { login, second_person } => {
            let link = accounts::reset(services, &login, &second_person).await.map_err(refused)?;
            enrolment(&link)
        }
    }
}

fn enrolment(link: &str) -> Result<ExitCode> {
    done(format!("Enrolment link (24 hours, once): {link}"))
}

async fn list(municipality: Option<&str>, services: &Services) -> Result<ExitCode> {
    let owner = match municipality {
        Some(code) => Some(municipalities::by_code(services, code).await.map_err(refused)?.id),
        None => None,
    };
    for line in accounts::list(services, owner).await.map_err(refused)? {
        say(format!("{}\t{}\t{}\t{}", line.login, line.name, line.role, line.state));
    }
    Ok(ExitCode::SUCCESS)
}

/// Officers' authorisations.
#[derive(Debug, Subcommand)]
pub enum AuthorisationCommand {
    /// Record an officer's authorisation; without a valid one no decision is possible.
    Add {
        /// The officer's login name.
        #[arg(long)]
        login: String,
        /// Officer number (verbalisantnummer).
        #[arg(long)]
        number: String,
        /// Domain, for example I (public space).
        #[arg(long)]
        domain: String,
        /// Territory, for example the municipality.
        #[arg(long)]
        territory: String,
        /// First day, as 2026-01-31.
        #[arg(long)]
        from: Date,
        /// Last day; at most five years after the first.
        #[arg(long)]
        until: Date,
    },
}

/// Runs `authorisation …`.
pub async fn authorisation(command: AuthorisationCommand, services: &Services) -> Result<ExitCode> {
    let AuthorisationCommand::Add { login, number, domain, territory, from, until } = command;
    let recorded = NewAuthorisation { number, domain, territory, from, until };
    accounts::authorise(services, &login, recorded).await.map_err(refused)?;
    done(format!("Authorisation of {login} recorded, {from} to {until}."))
}
