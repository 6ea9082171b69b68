//! `poortwacht export …`, `retention …`, `jobs …`.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use jiff::Timestamp;
use poortwacht_domain::{Month, MunicipalityId};
use poortwacht_portal::statement_words;
use poortwacht_services::export::{ReconcileReport, Wanted};
use poortwacht_services::statement::{self, CheckedStatement};
use poortwacht_services::{Services, export, job_runs, municipalities, retention};
use poortwacht_store::Environment;

use super::compliance::tell;
use super::dossier::read_key;
use super::out::{done, refused, say};

/// Delivery to the CJIB.
#[derive(Debug, Subcommand)]
pub enum ExportCommand {
    /// Put confirmed cases through the gate, build batches, deliver what is not acknowledged yet.
    Run {
        /// Code of the municipality; default all.
        #[arg(long)]
        municipality: Option<String>,
    },
    /// Compare the CJIB's own list of a month with ours, and name what differs.
    Reconcile {
        /// The month, for example `2026-10`; default the last whole one, and those in which a recovery left something open.
        #[arg(long)]
        month: Option<Month>,
        /// Code of the municipality; default all.
        #[arg(long)]
        municipality: Option<String>,
        /// Take over batches that the CJIB judged and that an older database, put back, does not know. Their cases are not
        /// sent again. Look at the list without this option first. Only of municipalities whose database was recovered in the
        /// last four months.
        #[arg(long)]
        adopt: bool,
    },
}

/// Runs `export …`.
pub async fn export(command: ExportCommand, services: &Services) -> Result<ExitCode> {
    match command {
        ExportCommand::Run { municipality } => {
            let owner = owner(services, municipality).await?;
            done(export::run(services, owner).await.map_err(refused)?)
        }
        ExportCommand::Reconcile { month, municipality, adopt } => {
            let wanted = Wanted { month, municipality: owner(services, municipality).await?, adopt };
            reconcile(&export::reconcile(services, wanted).await.map_err(refused)?)
        }
    }
}

async fn owner(services: &Services, code: Option<String>) -> Result<Option<MunicipalityId>> {
    Ok(match code {
        Some(code) => Some(municipalities::by_code(services, &code).await.map_err(refused)?.id),
        None => None,
    })
}

fn reconcile(report: &ReconcileReport) -> Result<ExitCode> {
    for compared in &report.months {
        say(compared);
        compared.findings.iter().for_each(say);
    }
    done(report)
}

/// Destruction of what is due.
#[derive(Debug, Subcommand)]
pub enum RetentionCommand {
    /// Destroy everything that is due.
    Run {
        /// Act as if it were TIME (RFC 3339). A time to come only counts with --dry-run, or in test and demo data.
        #[arg(long, value_name = "TIME")]
        now: Option<Timestamp>,
        /// Only say what would be destroyed.
        #[arg(long)]
        dry_run: bool,
    },
    /// Show how long a municipality keeps what, and within which limits.
    Terms {
        /// Code of the municipality.
        #[arg(long, value_name = "CODE")]
        municipality: String,
        /// As JSON, with terms as ISO 8601 durations.
        #[arg(long)]
        json: bool,
    },
    /// Write the statement of what was destroyed in a month: PDF/A-3b, signed with the municipality's key, every line of
    /// the register attached.
    Statement {
        /// Code of the municipality.
        #[arg(long, value_name = "CODE")]
        municipality: String,
        /// The month, YYYY-MM.
        #[arg(long)]
        month: String,
        /// Where to write it.
        #[arg(long, value_name = "FILE")]
        output: PathBuf,
    },
    /// Check a statement without an installation.
    CheckStatement(CheckStatementOptions),
}

/// Which statement, and whom it should be from.
#[derive(Debug, Args)]
pub struct CheckStatementOptions {
    /// The statement, a PDF file.
    file: PathBuf,
    /// PEM file with the municipality's public key, as `poortwacht evidence public-key` prints it. Without it the check shows
    /// only that the file is whole, not who made it.
    #[arg(long, value_name = "FILE")]
    public_key: Option<PathBuf>,
}

/// Runs `retention check-statement`. Needs no installation.
pub fn check_statement(options: &CheckStatementOptions) -> Result<ExitCode> {
    let file = options.file.display().to_string();
    let key = options.public_key.as_deref().map(read_key).transpose()?;
    let pdf = fs::read(&options.file).with_context(|| file.clone())?;
    let checked = statement::check(&pdf, key.as_ref()).with_context(|| file)?;
    let CheckedStatement { about, period, municipality, made_at, differences, .. } = &checked;
    say(format!("{about} {period}, municipality {municipality}, made {made_at}"));
    if let Some(key) = &checked.key {
        say(format!("signed with the key {key} (SHA-256)"));
    }
    if differences.is_empty() {
        return done("The statement is as it was made.");
    }
    differences.iter().for_each(say);
    say("THE STATEMENT IS NOT AS IT WAS MADE.");
    Ok(ExitCode::FAILURE)
}

/// Runs `retention …`.
pub async fn retention(command: RetentionCommand, services: &Services) -> Result<ExitCode> {
    let (now, dry_run) = match command {
        RetentionCommand::Run { now, dry_run } => (now, dry_run),
        RetentionCommand::Statement { municipality, month, output } => {
            let made = statement::destruction_of(services, &municipality, &month, statement_words()).await;
            tell(&made.map_err(refused)?.bytes, Some(&output))?;
            return done(format!("written to {}", output.display()));
        }
        RetentionCommand::CheckStatement(options) => return check_statement(&options),
        RetentionCommand::Terms { municipality, json } => {
            return super::terms::show(services, &municipality, json).await;
        }
    };
    let at = now.unwrap_or_else(|| services.now());
    let real = services.store().instance().environment == Environment::Production;
    if real && !dry_run && at > services.now() {
        bail!(
            "--now: {at} is still to come; destroying early is not possible in production data. Add --dry-run"
        );
    }
    done(retention::run(services, at, dry_run).await.map_err(refused)?)
}

/// Scheduled jobs.
#[derive(Debug, Subcommand)]
pub enum JobsCommand {
    /// List the jobs, when they run and how they went.
    List,
    /// Run one now.
    Run {
        /// Name of the job.
        name: String,
    },
}

/// Runs `jobs …`.
pub async fn jobs(command: JobsCommand, services: &Services) -> Result<ExitCode> {
    match command {
        JobsCommand::List => list(services).await,
        JobsCommand::Run { name } => {
            let outcome = job_runs::run_now(services, &name).await.map_err(refused)?;
            done(format!("{name}: {outcome}"))
        }
    }
}

async fn list(services: &Services) -> Result<ExitCode> {
    for job in job_runs::list(services).await.map_err(refused)? {
        let last = job.last_started.map_or_else(|| "never ran".to_owned(), |at| at.to_string());
        let outcome = job.last_outcome.as_deref().unwrap_or("-");
        say(format!("{}\t{}\t{last}\t{outcome}", job.name, job.schedule));
    }
    Ok(ExitCode::SUCCESS)
}
