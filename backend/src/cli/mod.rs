//! The command line: one file per subject. Commands ask the use cases and print one clear answer.

mod accounts;
mod address;
mod api_client;
mod compliance;
mod dossier;
mod emergency;
mod events;
mod evidence;
mod evidence_verify;
mod exemption;
mod incident;
mod installation;
mod jobs;
mod key_store;
mod key_store_status;
mod ledger;
mod ledger_outside;
mod location;
mod mail;
mod master_key;
mod municipality;
pub(crate) mod out;
mod processing_log;
mod recover;
mod terms;
mod unit;
mod witness;
mod witnesses;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use poortwacht_services::{Services, recovery};

use self::ledger::LedgerCommand;
use crate::config::Config;
use crate::{Allow, serve};

/// Central back office for municipal access enforcement with number-plate cameras.
///
/// Roadside units deliver violation packets over mutual TLS; vehicles with an exemption leave no trace; officers judge
/// every other case in the portal, each view logged before it happens; confirmed cases go to the CJIB every night;
/// everything is destroyed on schedule.
#[derive(Debug, Parser)]
#[command(name = "poortwacht", version, after_long_help = AFTER)]
pub struct Arguments {
    /// Configuration file.
    #[arg(long, global = true, env = "POORTWACHT_CONFIG", default_value = "/etc/poortwacht/poortwacht.toml")]
    config: PathBuf,
    #[command(subcommand)]
    command: Command,
}

const AFTER: &str = "First installation:
  poortwacht master-key new /etc/poortwacht/secrets/master.key
  poortwacht migrate --create
  poortwacht municipality add --code waterstad --name Waterstad --oin 00000001123456789000
  poortwacht address allow --municipality waterstad --network 192.0.2.0/24 --note Stadhuis
  poortwacht location import --municipality waterstad locations.toml
  poortwacht user add --municipality waterstad --login jvdberg --name 'J. van den Berg' --role officer
  poortwacht authorisation add --login jvdberg --number 1234567 --domain I --territory Waterstad \\
      --from 2026-01-01 --until 2030-12-31
  poortwacht unit register --municipality waterstad --location havenstraat --name unit-1 --lane 1 \\
      --certificate unit-1.pem --signing-key unit-1.pub.pem
  poortwacht exemption import --municipality waterstad exemptions.csv
  poortwacht doctor
  poortwacht serve

Environment:
  POORTWACHT_CONFIG            the configuration file
  POORTWACHT_SECTION__MEMBER   overrides one member, for example POORTWACHT_PORTAL__LISTEN

Exit status: 0 done; 1 refused or failed, with the reason on standard error; 2 the command line is wrong.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the listeners and the scheduled jobs until asked to stop.
    Serve(serve::Options),
    /// Look at the configuration.
    #[command(subcommand)]
    Config(installation::ConfigCommand),
    /// Bring the database up to this version.
    Migrate(installation::MigrateOptions),
    /// Say what still blocks the first case and the first export.
    Doctor,
    /// Make a master key.
    #[command(subcommand)]
    MasterKey(master_key::MasterKeyCommand),
    /// The key store: state, master key, backups.
    #[command(subcommand)]
    KeyStore(key_store::KeyStoreCommand),
    /// Municipalities.
    #[command(subcommand)]
    Municipality(municipality::MunicipalityCommand),
    /// Address ranges that may reach the portal.
    #[command(subcommand)]
    Address(address::AddressCommand),
    /// Locations and their dossiers.
    #[command(subcommand)]
    Location(location::LocationCommand),
    /// Accounts.
    #[command(subcommand)]
    User(accounts::UserCommand),
    /// Officers' authorisations (akten).
    #[command(subcommand)]
    Authorisation(accounts::AuthorisationCommand),
    /// Roadside units.
    #[command(subcommand)]
    Unit(unit::UnitCommand),
    /// Permit systems that use the API.
    #[command(subcommand)]
    ApiClient(api_client::ApiClientCommand),
    /// Exemptions.
    #[command(subcommand)]
    Exemption(exemption::ExemptionCommand),
    /// Sealed pictures: the bucket compared with the database, and moves between the two.
    #[command(subcommand)]
    Evidence(evidence::EvidenceCommand),
    /// Close or reopen a listener at once.
    #[command(subcommand)]
    Emergency(emergency::EmergencyCommand),
    /// The register of incidents, and how far a leak may reach.
    #[command(subcommand)]
    Incident(incident::IncidentCommand),
    /// Delivery to the CJIB.
    #[command(subcommand)]
    Export(jobs::ExportCommand),
    /// Whether every promise of the processing agreement is kept, with the evidence.
    #[command(subcommand)]
    Compliance(compliance::ComplianceCommand),
    /// Bring a database that was put back into use again, with a second person.
    Recover(recover::RecoverOptions),
    /// List from where and as what this database was ever used.
    Environments,
    /// Destruction of what is due.
    #[command(subcommand)]
    Retention(jobs::RetentionCommand),
    /// Scheduled jobs.
    #[command(subcommand)]
    Jobs(jobs::JobsCommand),
    /// The view log.
    #[command(subcommand)]
    Ledger(ledger::LedgerCommand),
    /// Events for other systems (CloudEvents): state, sending, types.
    #[command(subcommand)]
    Events(events::EventsCommand),
    /// Mail about deadlines: state, sending.
    #[command(subcommand)]
    Mail(mail::MailCommand),
    /// The processing log (Logboek dataverwerkingen): state, sending, pseudonyms.
    #[command(subcommand)]
    ProcessingLog(processing_log::ProcessingLogCommand),
}

/// Prints what is wrong with a command line, or the help that was asked for, and gives the exit code.
#[must_use]
pub fn complain(error: &clap::Error, line: &[OsString]) -> ExitCode {
    // Nothing is left to tell an unwritable terminal.
    let _unwritten = error.print();
    let is_witness = line.windows(2).any(|words| words == ["ledger", "witness"]);
    match error.exit_code() {
        0 => ExitCode::SUCCESS,
        _ if is_witness => ExitCode::from(witness::USAGE),
        _ => ExitCode::from(2),
    }
}

/// Runs one command.
///
/// # Errors
/// Whatever stood in the way, with the field and the fix.
pub fn run(arguments: Arguments, allow: Allow) -> Result<ExitCode> {
    let runtime = tokio::runtime::Runtime::new().context("threads")?;
    match arguments.command {
        Command::MasterKey(command) => master_key::run(&command),
        Command::Evidence(evidence::EvidenceCommand::CheckDossier(options)) => dossier::check(&options),
        Command::Compliance(compliance::ComplianceCommand::CheckBundle(options)) => {
            compliance::check_bundle(&options)
        }
        Command::Retention(jobs::RetentionCommand::CheckStatement(options)) => {
            jobs::check_statement(&options)
        }
        Command::Ledger(LedgerCommand::Witness(options)) => runtime.block_on(witness::watch(*options)),
        Command::Ledger(LedgerCommand::WitnessKey(options)) => witness::make_key(&options),
        Command::Ledger(LedgerCommand::Verify(options)) if options.is_elsewhere() => {
            ledger_outside::verify_folder(&options)
        }
        Command::Ledger(LedgerCommand::CheckProof(options)) => ledger_outside::check_proof(&options),
        command => {
            let config = Config::load(&arguments.config)?;
            runtime.block_on(with_config(command, &config, allow))
        }
    }
}

async fn with_config(command: Command, config: &Config, allow: Allow) -> Result<ExitCode> {
    match command {
        Command::Config(command) => installation::config(&command, config, allow),
        Command::Migrate(options) => installation::migrate(&options, config, allow),
        Command::Serve(options) => serve::run(&options, config, allow).await,
        Command::KeyStore(command) => key_store::run(command, config, allow).await,
        Command::Recover(options) => recover::run(&options, config, allow).await,
        command => with_services(command, &crate::installation::open(config, allow)?).await,
    }
}

async fn with_services(command: Command, services: &Services) -> Result<ExitCode> {
    let done = match recovery::look(services).await {
        Ok(_) => dispatch(command, services).await,
        Err(error) => Err(out::refused(error)),
    };
    services.store().shutdown();
    done
}

async fn dispatch(command: Command, services: &Services) -> Result<ExitCode> {
    match command {
        Command::Doctor => installation::doctor(services).await,
        Command::Municipality(command) => municipality::run(command, services).await,
        Command::Address(command) => address::run(command, services).await,
        Command::Location(command) => location::run(command, services).await,
        Command::User(command) => accounts::user(command, services).await,
        Command::Authorisation(command) => accounts::authorisation(command, services).await,
        Command::Unit(command) => unit::run(command, services).await,
        Command::ApiClient(command) => api_client::run(command, services).await,
        Command::Exemption(command) => exemption::run(command, services).await,
        Command::Evidence(command) => evidence::run(command, services).await,
        Command::Emergency(command) => emergency::run(command, services).await,
        Command::Incident(command) => incident::run(command, services).await,
        Command::Ledger(command) => ledger::run(command, services).await,
        Command::Events(command) => events::run(command, services).await,
        Command::ProcessingLog(command) => processing_log::run(command, services).await,
        command => upkeep(command, services).await,
    }
}

/// What runs by itself too, and whether it does.
async fn upkeep(command: Command, services: &Services) -> Result<ExitCode> {
    match command {
        Command::Export(command) => jobs::export(command, services).await,
        Command::Retention(command) => jobs::retention(command, services).await,
        Command::Jobs(command) => jobs::jobs(command, services).await,
        Command::Compliance(command) => compliance::run(command, services).await,
        Command::Mail(command) => mail::run(command, services).await,
        Command::Environments => compliance::environments(services).await,
        _ => anyhow::bail!("this command does not need an open installation"),
    }
}
