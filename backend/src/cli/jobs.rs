//! `poortwacht export …`, `retention …`, `jobs …`.

use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::Subcommand;
use jiff::Timestamp;
use poortwacht_domain::{Month, MunicipalityId};
use poortwacht_services::export::ReconcileReport;
use poortwacht_services::{Services, export, job_runs, municipalities, retention};
use poortwacht_store::Environment;

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
        /// The month, for example `2026-10`; default the last whole one.
        #[arg(long)]
        month: Option<Month>,
        /// Code of the municipality; default all.
        #[arg(long)]
        municipality: Option<String>,
    },
}

/// Runs `export …`.
pub async fn export(command: ExportCommand, services: &Services) -> Result<ExitCode> {
    match command {
        ExportCommand::Run { municipality } => {
            let owner = owner(services, municipality).await?;
            done(export::run(services, owner).await.map_err(refused)?)
        }
        ExportCommand::Reconcile { month, municipality } => {
            let owner = owner(services, municipality).await?;
            reconcile(&export::reconcile(services, month, owner).await.map_err(refused)?)
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
}

/// Runs `retention …`.
pub async fn retention(command: RetentionCommand, services: &Services) -> Result<ExitCode> {
    let RetentionCommand::Run { now, dry_run } = command;
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
