//! `poortwacht ledger …`.

use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;
use poortwacht_services::{Services, ledger_heads};

use super::ledger_outside::{CheckProofOptions, ExportOptions, ProveOptions, VerifyOptions};
use super::out::{refused, say};
use super::witness::{WitnessKeyOptions, WitnessOptions};
use super::witnesses::{WitnessChoice, WitnessRegistration};
use super::{ledger_outside, witness, witnesses};

/// The view log.
#[derive(Debug, Subcommand)]
pub enum LedgerCommand {
    /// Recompute the whole log and name the first bad entry; exit code 1 when there is one.
    ///
    /// The result is compared with the signed checkpoints, with the heads kept in the key store and with those in --kept,
    /// so that a shortened or rolled-back log is found too. An exported FOLDER is verified on any machine.
    Verify(VerifyOptions),
    /// Copy all logs into a folder in the form of C2SP tlog-tiles, which other people's tools read too.
    Export(ExportOptions),
    /// Print proofs that the entries about a case stand in the log, for somebody who does not trust this installation.
    Prove(ProveOptions),
    /// Check a file that `ledger prove` wrote, or an extract that was secured with an incident; needs no installation.
    CheckProof(CheckProofOptions),
    /// Print the current heads; keep them where this installation cannot change them.
    Head,
    /// Print the public key of the ledger, and for each log the line that a witness pins; hand it over on paper or in
    /// person, not through this installation.
    Key,
    /// Register the witness of a log: from then on it may read signed states and hashes of that log, never an entry.
    WitnessAdd(WitnessRegistration),
    /// Refuse a witness from its next request on.
    WitnessRevoke(WitnessChoice),
    /// List the witnesses with their last cosignature.
    Witnesses,
    Witness(Box<WitnessOptions>),
    /// Make the key with which a witness cosigns, and print the line that `ledger witness-add` registers.
    WitnessKey(WitnessKeyOptions),
}

/// Runs the command.
pub async fn run(command: LedgerCommand, services: &Services) -> Result<ExitCode> {
    match command {
        LedgerCommand::Head => {
            for head in ledger_heads::heads(services).await.map_err(refused)? {
                say(head);
            }
            Ok(ExitCode::SUCCESS)
        }
        LedgerCommand::Key => witnesses::key(services).await,
        LedgerCommand::WitnessAdd(options) => witnesses::add(options, services).await,
        LedgerCommand::WitnessRevoke(options) => witnesses::revoke(&options, services).await,
        LedgerCommand::Witnesses => witnesses::list(services).await,
        LedgerCommand::Witness(options) => witness::watch(*options).await,
        LedgerCommand::WitnessKey(options) => witness::make_key(&options),
        LedgerCommand::Verify(options) => ledger_outside::verify(&options, services).await,
        LedgerCommand::Export(options) => ledger_outside::export(options, services).await,
        LedgerCommand::Prove(options) => ledger_outside::prove(&options, services).await,
        LedgerCommand::CheckProof(options) => ledger_outside::check_proof(&options),
    }
}
