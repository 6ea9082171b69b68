//! `poortwacht evidence …`.

use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;
use poortwacht_domain::PicturePlace;
use poortwacht_services::{Services, reconcile, sealed_pictures};

use super::dossier::{self, CheckOptions, PublicKeyOptions};
use super::evidence_verify::{self, VerifyOptions};
use super::out::{done, refused, say};

/// Sealed pictures.
#[derive(Debug, Subcommand)]
pub enum EvidenceCommand {
    /// Compare bucket, database and key store, both ways, and look for rows past their date; exit code 1 when evidence is
    /// lost or something is overdue.
    ///
    /// Objects that no case names, and keys whose case, exemption or file is gone, are deleted. A case without its key, a
    /// picture without its bytes or its object, and rows past their date raise an alarm; nothing is deleted for them.
    Reconcile {
        /// Only say what was found: nothing is deleted, recorded or alarmed.
        #[arg(long)]
        dry_run: bool,
        /// Print the numbers as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Move all sealed pictures to the place that evidence.place names. May be stopped and repeated.
    Move {
        /// `bucket` or `database`.
        #[arg(long, value_name = "PLACE")]
        to: PicturePlace,
    },
    /// Open evidence and check hashes, manifests, redaction, signature and revisions against each other and the ledger;
    /// exit code 1 with the first that does not hold.
    ///
    /// Every case opened is in the ledger as opened by the operator.
    Verify(VerifyOptions),
    /// Print the public key under a municipality's dossiers, as a PEM file to be published.
    PublicKey(PublicKeyOptions),
    /// Check a dossier offline: signature, attachments, hashes and pages; exit code 1 naming what differs.
    CheckDossier(CheckOptions),
}

/// Runs the command.
pub async fn run(command: EvidenceCommand, services: &Services) -> Result<ExitCode> {
    match command {
        EvidenceCommand::Verify(options) => evidence_verify::run(options, services).await,
        EvidenceCommand::PublicKey(options) => dossier::public_key(options, services).await,
        EvidenceCommand::CheckDossier(options) => dossier::check(&options),
        EvidenceCommand::Reconcile { dry_run, json } => compare(dry_run, json, services).await,
        EvidenceCommand::Move { to } => {
            let progress = |moved| say(format!("{moved} pictures moved"));
            let relocated = sealed_pictures::relocate(services, to, progress).await.map_err(refused)?;
            say(relocated);
            Ok(if relocated.lost == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
    }
}

async fn compare(dry_run: bool, json: bool, services: &Services) -> Result<ExitCode> {
    let report = reconcile::run(services, dry_run).await.map_err(refused)?;
    if json {
        say(serde_json::to_string(&report)?);
    } else {
        say(&report);
    }
    if report.is_sound() {
        return Ok(ExitCode::SUCCESS);
    }
    if !json && !report.is_whole() {
        return done("EVIDENCE IS LOST: treat this as an incident.").map(|_| ExitCode::FAILURE);
    }
    Ok(ExitCode::FAILURE)
}
