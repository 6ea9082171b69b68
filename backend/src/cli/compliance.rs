//! `poortwacht compliance …` and `poortwacht environments`.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Args, Subcommand, ValueEnum};
use poortwacht_domain::{ComplianceReport, Finding, PromiseLine, Standing};
use poortwacht_portal::statement_words;
use poortwacht_services::audit_bundle::{self, CheckedBundle, LEDGER};
use poortwacht_services::instances::Place;
use poortwacht_services::statement;
use poortwacht_services::{Services, compliance, instances};

use super::dossier::read_key;
use super::ledger_outside;
use super::out::{done, refused, say};

/// Whether every promise of the processing agreement is kept.
#[derive(Debug, Subcommand)]
pub enum ComplianceCommand {
    /// Judge every promise to a municipality now and tell the evidence.
    ///
    /// Every figure is read at this moment; none is kept from an earlier look. What a command cannot see, such as where the
    /// server listens, has nothing to tell; the page Naleving in the portal sees it.
    Report {
        /// Code of the municipality.
        #[arg(long, value_name = "CODE")]
        municipality: String,
        /// How to tell it.
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
        /// Write it to FILE instead.
        #[arg(long, value_name = "FILE", required_if_eq("format", "pdf"))]
        output: Option<PathBuf>,
        /// End with exit status 1 when a promise is broken.
        #[arg(long)]
        check: bool,
    },
    /// Write the bundle for the yearly audit by a third party: one tar file with every promise and its evidence, what was
    /// destroyed in each of the last twelve months, the software's components, where it ran, its witnesses, and the
    /// municipality's ledger with the system's.
    ///
    /// Nothing in it names a person or a plate. It is checked with `compliance check-bundle` on any machine.
    Bundle {
        /// Code of the municipality.
        #[arg(long, value_name = "CODE")]
        municipality: String,
        /// Where to write it; an existing file stays as it is.
        #[arg(long, value_name = "FILE")]
        output: PathBuf,
    },
    /// Check an unpacked bundle without an installation: every file, every signature, every entry of the ledger.
    CheckBundle(CheckBundleOptions),
    /// Print what the software is made of (CycloneDX 1.6, JSON).
    Components,
}

/// Which bundle, and whom it should be from.
#[derive(Debug, Args)]
pub struct CheckBundleOptions {
    /// The folder that was in the tar file.
    folder: PathBuf,
    /// PEM file with the municipality's public key, as `poortwacht evidence public-key` prints it. Without it the check
    /// shows only that the bundle is whole, not who made it.
    #[arg(long, value_name = "FILE")]
    public_key: Option<PathBuf>,
    /// Public key of the ledger, as `poortwacht ledger key` prints it; never one that came with the bundle.
    #[arg(long, value_name = "KEY")]
    ledger_key: String,
}

/// How a report is told.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// For machines.
    Json,
    /// For the archive: PDF/A-3b, signed with the municipality's key, the data attached. Needs --output.
    Pdf,
}

/// Runs the command.
pub async fn run(command: ComplianceCommand, services: &Services) -> Result<ExitCode> {
    match command {
        ComplianceCommand::Report { municipality, format, output, check } => {
            let report = compliance::report_of(services, &municipality).await.map_err(refused)?;
            let content = match format {
                Format::Text => text(&report).into_bytes(),
                Format::Json => serde_json::to_vec_pretty(&report).context("report")?,
                Format::Pdf => {
                    statement::promises_of(services, &municipality, statement_words())
                        .await
                        .map_err(refused)?
                        .bytes
                }
            };
            tell(&content, output.as_deref())?;
            let broken = report.broken().count();
            Ok(if check && broken > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
        }
        ComplianceCommand::Bundle { municipality, output } => {
            let made =
                audit_bundle::make_of(services, &municipality, statement_words()).await.map_err(refused)?;
            let named = || output.display().to_string();
            let mut new = File::create_new(&output).with_context(named)?;
            io::copy(&mut &made.file, &mut new).and_then(|_| new.sync_all()).with_context(named)?;
            done(format!("written to {}", output.display()))
        }
        ComplianceCommand::CheckBundle(options) => check_bundle(&options),
        ComplianceCommand::Components => {
            let document = compliance::bill_of_materials().map_err(refused)?;
            say(serde_json::to_string_pretty(&document).context("components")?);
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Runs `compliance check-bundle`. Needs no installation.
pub fn check_bundle(options: &CheckBundleOptions) -> Result<ExitCode> {
    let key = options.public_key.as_deref().map(read_key).transpose()?;
    let CheckedBundle { municipality, made_at, key, files, differences } =
        audit_bundle::check(&options.folder, key.as_ref())?;
    say(format!("audit bundle, municipality {municipality}, made {made_at}, {files} files"));
    if let Some(key) = &key {
        say(format!("signed with the key {key} (SHA-256)"));
    }
    for (file, difference) in &differences {
        let told = difference.to_string();
        say(if told.starts_with(file) { told } else { format!("{file}: {told}") });
    }
    let ledger = ledger_outside::verify_exported(&options.folder.join(LEDGER), &options.ledger_key)?;
    if differences.is_empty() && ledger {
        return done("The bundle is as it was made, and its ledger is complete.");
    }
    say("THE BUNDLE IS NOT AS IT WAS MADE.");
    Ok(ExitCode::FAILURE)
}

/// To a file that must not be there yet, or to the terminal.
pub(super) fn tell(content: &[u8], file: Option<&Path>) -> Result<()> {
    match file {
        None => say(String::from_utf8_lossy(content).trim_end()),
        Some(file) => {
            let mut new = File::create_new(file).with_context(|| file.display().to_string())?;
            new.write_all(content)
                .and_then(|()| new.sync_all())
                .with_context(|| file.display().to_string())?;
        }
    }
    Ok(())
}

fn text(report: &ComplianceReport) -> String {
    let mut lines = vec![format!("{}, {}", report.municipality, report.at)];
    lines.extend(report.promises.iter().map(promise));
    lines.push("held".to_owned());
    for holding in &report.holdings {
        lines.push(format!(
            "  {}\t{}\t{}\tfirst {}",
            holding.what, holding.class, holding.count, holding.earliest
        ));
    }
    lines.push("destroyed".to_owned());
    for month in &report.destroyed {
        for (kind, count) in &month.destroyed {
            lines.push(format!("  {}\t{kind}\t{count}", month.month));
        }
    }
    match report.broken().count() {
        0 => lines.push("Every promise is kept.".to_owned()),
        broken => lines.push(format!("{broken} promises are broken.")),
    }
    lines.join("\n")
}

fn promise(line: &PromiseLine) -> String {
    let mark = match line.standing {
        Standing::Kept => "kept",
        Standing::Broken => "BROKEN",
        Standing::NothingToSee => "-",
    };
    let facts: Vec<String> =
        line.facts.iter().map(|(fact, found)| format!("{fact} {}", told(found))).collect();
    format!("  {mark}\t{}\t{}", line.promise, facts.join(", "))
}

fn told(finding: &Finding) -> String {
    match finding {
        Finding::Number(number) => number.to_string(),
        Finding::Is(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Finding::At(at) => at.to_string(),
        Finding::Words(words) => words.clone(),
    }
}

/// Runs `environments`.
pub async fn environments(services: &Services) -> Result<ExitCode> {
    let own = services.store().instance();
    say(format!("this database\t{}\t{}", own.environment, own.id));
    for place in instances::places(services).await.map_err(refused)? {
        let Place { instance, environment, host, database, version, first, last, starts, .. } = place;
        say(format!(
            "{environment}\t{instance}\t{host}\t{database}\tversion {version}\tstarts {starts}\tfirst {first}\tlast {last}"
        ));
    }
    Ok(ExitCode::SUCCESS)
}
