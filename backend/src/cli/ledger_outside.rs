//! `poortwacht ledger verify`, `export`, `prove` and `check-proof`: what the ledger shows to others, and what they can do
//! with it on their own machine.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Args;
use poortwacht_ledger::KeptHead;
use poortwacht_ledger::checkpoint::{PublicKey, WitnessKey};
use poortwacht_ledger::export::Folder;
use poortwacht_ledger::prove::{self, About};
use poortwacht_ledger::verify::{Expected, Report, verify_source};
use poortwacht_services::{Services, ledger_heads, ledger_outside, statement};

use super::out::{done, refused, say};

/// What is verified, and what it is compared with.
#[derive(Debug, Args)]
pub struct VerifyOptions {
    /// A folder that `ledger export` wrote; without it the installation's database. Needs --key and no configuration.
    #[arg(requires = "key", value_name = "FOLDER")]
    folder: Option<PathBuf>,
    /// Public key of the ledger, as `ledger key` prints it; for a folder only, and never taken from the folder.
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    /// File with lines that `ledger head` printed earlier, kept outside the installation.
    #[arg(long, value_name = "FILE")]
    kept: Option<PathBuf>,
    /// Files with checkpoints that a witness cosigned; for a folder only.
    #[arg(long, value_name = "FILE", requires = "witness")]
    cosigned: Vec<PathBuf>,
    /// The witness's key, as `ledger witness-key` printed it.
    #[arg(long, value_name = "VKEY", requires = "cosigned")]
    witness: Option<String>,
}

impl VerifyOptions {
    /// Whether it needs no installation.
    #[must_use]
    pub fn is_elsewhere(&self) -> bool {
        self.folder.is_some()
    }
}

/// Where to.
#[derive(Debug, Args)]
pub struct ExportOptions {
    /// A new folder, or one that was exported into before: then only what is new is added.
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
}

/// Which case.
#[derive(Debug, Args)]
pub struct ProveOptions {
    /// Reference of the case, or the id under which the ledger knows it once it is destroyed.
    #[arg(value_name = "CASE")]
    case: String,
    /// Write to FILE instead of standard output; an existing file stays as it is.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// What is checked.
#[derive(Debug, Args)]
pub struct CheckProofOptions {
    /// A file that `ledger prove` wrote, or an extract that was secured with an incident (PDF, or the text in it).
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Public key of the ledger, as `ledger key` prints it.
    #[arg(long, value_name = "KEY")]
    key: String,
}

/// Verifies the installation's own ledger.
pub async fn verify(options: &VerifyOptions, services: &Services) -> Result<ExitCode> {
    if options.key.is_some() || !options.cosigned.is_empty() {
        bail!(
            "--key and --cosigned go with an exported FOLDER; the installation's own ledger has its key and witnesses"
        );
    }
    let kept = options.kept.as_deref().map(read_kept).transpose()?.unwrap_or_default();
    tell(&ledger_heads::verify(services, kept).await.map_err(refused)?)
}

/// Verifies an exported folder, on any machine.
pub fn verify_folder(options: &VerifyOptions) -> Result<ExitCode> {
    let folder = options.folder.as_deref().context("FOLDER is missing")?;
    let mut source = Folder::open(folder)?;
    let key = public_key(options.key.as_deref().context("--key is missing")?)?;
    let kept = options.kept.as_deref().map(read_kept).transpose()?.unwrap_or_default();
    let signer = source.database().map(|database| (key, database));
    let mut expected = Expected { kept, signer, ..Expected::default() };
    if let Some(witness) = &options.witness {
        let witness: WitnessKey = witness.parse().context("--witness")?;
        for file in &options.cosigned {
            expected.witness(&read(file)?, &witness).with_context(|| file.display().to_string())?;
        }
    }
    tell(&verify_source(&mut source, &expected)?)
}

/// Verifies the ledger in an exported folder and tells of every shard; whether all of it is sound.
pub(super) fn verify_exported(folder: &Path, key: &str) -> Result<bool> {
    let mut source = Folder::open(folder)?;
    let key = public_key(key)?;
    let signer = source.database().map(|database| (key, database));
    let report = verify_source(&mut source, &Expected { signer, ..Expected::default() })?;
    report.shards.iter().for_each(say);
    Ok(report.is_sound())
}

fn tell(report: &Report) -> Result<ExitCode> {
    for shard in &report.shards {
        say(shard);
    }
    if report.is_sound() {
        return done("The ledger is complete and unaltered.");
    }
    say("THE LEDGER IS NOT SOUND: treat this as an incident.");
    Ok(ExitCode::FAILURE)
}

/// Copies all logs into a folder.
pub async fn export(options: ExportOptions, services: &Services) -> Result<ExitCode> {
    let exported = ledger_outside::export(services, options.folder.clone()).await.map_err(refused)?;
    for (shard, size) in &exported.shards {
        say(format!("{shard}: {size} entries"));
    }
    done(format!(
        "{} holds all logs; anybody can verify it with `poortwacht ledger verify {0} --key KEY`.",
        options.folder.display()
    ))
}

/// Prints the proofs about a case.
pub async fn prove(options: &ProveOptions, services: &Services) -> Result<ExitCode> {
    if let Some(file) = options.out.as_deref().filter(|file| file.exists()) {
        bail!("--out: {} is there already; choose another name", file.display());
    }
    let text = ledger_outside::prove(services, &options.case).await.map_err(refused)?;
    let Some(file) = &options.out else { return done(text.trim_end()) };
    fs::write(file, text).with_context(|| file.display().to_string())?;
    done(format!("{} proves what the ledger says of the case.", file.display()))
}

/// Checks such a proof, on any machine.
pub fn check_proof(options: &CheckProofOptions) -> Result<ExitCode> {
    let key = public_key(&options.key)?;
    let checked = match prove::check(&proofs(&options.file)?, &key) {
        Ok(checked) => checked,
        Err(error) => {
            say(format!("NOT PROVEN: {error}"));
            return Ok(ExitCode::FAILURE);
        }
    };
    for record in &checked.records {
        let entry = &record.entry;
        say(format!("{} {} {} {}", record.at, record.place, entry.act, entry.actor));
    }
    for place in &checked.unproven {
        say(format!("{place}: named, but not proven: not signed yet, or destroyed"));
    }
    let about = match &checked.about {
        About::Case(case) => format!("case {case}"),
        About::Period { log, from, until } => format!("{log} from {from} until {until}"),
    };
    done(format!("{} entries of {about} stand in the signed log.", checked.records.len()))
}

/// The text of a proof, also from the file that carries it.
fn proofs(file: &Path) -> Result<String> {
    let named = || file.display().to_string();
    let bytes = fs::read(file).with_context(named)?;
    let bytes =
        if bytes.starts_with(b"%PDF-") { statement::attached(&bytes, statement::PROOFS)? } else { bytes };
    String::from_utf8(bytes).with_context(named)
}

fn public_key(text: &str) -> Result<PublicKey> {
    text.parse().context("--key: give what `poortwacht ledger key` printed")
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| file.display().to_string())
}

fn read_kept(path: &Path) -> Result<Vec<KeptHead>> {
    let text = read(path)?;
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| line.parse().with_context(|| format!("{}: {line:?}", path.display()))).collect()
}
