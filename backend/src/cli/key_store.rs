//! `poortwacht key-store …`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow, bail};
use clap::{Args, Subcommand};
use jiff::Timestamp;
use poortwacht_evidence::keystore::{self, KeyStoreOpenError, MasterKey};
use poortwacht_ledger::Actor;
use poortwacht_services::{Services, key_store};
use poortwacht_store::Environment;

use super::key_store_status;
use super::out::{done, refused, say};
use crate::config::Config;
use crate::{Allow, installation};

/// The key store: state, master key, backups.
///
/// The key store holds the second half of every case's key. Destroying a case deletes its half, and with that every copy
/// of the database, however old, is unreadable for that case. Its own backups therefore live seven days at most.
#[derive(Debug, Subcommand)]
pub enum KeyStoreCommand {
    /// Say what the key store holds, whether the master key fits, and how old its backups are. No secret is shown.
    ///
    /// Works beside a running server. Exit status 1 when the master key does not fit.
    Status {
        /// One JSON document instead of lines.
        #[arg(long)]
        json: bool,
    },
    /// Put the key store under another master key. Stop every server first.
    ///
    /// Only the seals in the key store change, in one transaction: evidence is not touched, and after a crash everything
    /// is under one of the two keys. The order of steps:
    ///
    ///   1. poortwacht master-key new NEW; keep a copy where the old one's copy is
    ///
    ///   2. stop every server that uses this key store
    ///
    ///   3. poortwacht key-store rotate --new-master-key-file NEW
    ///
    ///   4. set `key_store.master_key_file` to NEW, then `poortwacht key-store status`
    ///
    ///   5. start the servers, and make a backup: earlier ones stay under the old master key
    ///
    ///   6. destroy the old master key when the last backup made under it is gone, seven days later
    ///
    /// A server that was left running can no longer use the key store and says so; it destroys nothing. Repeating the
    /// command before step 4 is harmless. The ledger keeps an entry with the number of keys.
    Rotate {
        /// File with the new master key, made with `poortwacht master-key new`.
        #[arg(long, value_name = "FILE")]
        new_master_key_file: PathBuf,
    },
    /// Make a backup now. Works beside a running server.
    ///
    /// The backup is one file, the same for either kind of key store, readable by its owner alone. Its keys stay sealed
    /// under the master key, which is not in it. The ledger keeps an entry with the number of keys.
    Backup {
        /// Folder to put it in; default `key_store.backups`.
        #[arg(long, value_name = "FOLDER")]
        to: Option<PathBuf>,
    },
    /// Delete backups older than seven days. Works beside a running server.
    ///
    /// Only files that are backups of a key store by their name and by their content are deleted. Wherever else copies
    /// of backups are kept, their seven days are the operator's own duty. The ledger keeps an entry with the numbers.
    ExpireBackups(Expiry),
    /// Bring the key store back from a backup. Stop every server first.
    ///
    /// The configured key store must be missing or empty, the backup at most seven days old and under the configured
    /// master key. Before the command ends it destroys again what was destroyed after the backup was made. Cases received
    /// after the backup was made have lost their keys and can never be opened again.
    Restore {
        /// The backup.
        file: PathBuf,
    },
}

/// What to expire.
#[derive(Debug, Args)]
pub struct Expiry {
    /// Folder to look in; default `key_store.backups`.
    #[arg(long, value_name = "FOLDER")]
    folder: Option<PathBuf>,
    /// Only say what would be deleted.
    #[arg(long)]
    dry_run: bool,
    /// Act as if it were TIME (RFC 3339). A time to come only counts with --dry-run, or in test and demo data.
    #[arg(long, value_name = "TIME")]
    now: Option<Timestamp>,
}

/// Runs the command.
pub async fn run(command: KeyStoreCommand, config: &Config, allow: Allow) -> Result<ExitCode> {
    match command {
        KeyStoreCommand::Status { json } => key_store_status::run(json, config, allow).await,
        KeyStoreCommand::Rotate { new_master_key_file } => rotate(&new_master_key_file, config, allow).await,
        KeyStoreCommand::Restore { file } => restore(&file, config, allow).await,
        KeyStoreCommand::Backup { to } => {
            let services = installation::open(config, allow)?;
            let made = backup(to, config, &services).await;
            services.store().shutdown();
            made
        }
        KeyStoreCommand::ExpireBackups(expiry) => {
            let services = installation::open(config, allow)?;
            let expired = expire(expiry, config, &services).await;
            services.store().shutdown();
            expired
        }
    }
}

async fn rotate(file: &Path, config: &Config, allow: Allow) -> Result<ExitCode> {
    let read = || MasterKey::from_file(file).context("--new-master-key-file");
    let (old, new) = (installation::master_key(config)?, read()?);
    let store = installation::open_store(config, allow)?;
    let site = installation::key_store_site(config, &store)?;
    let (_, rng) = installation::system();
    let report = keystore::rotate(&site, &old, &new, rng.as_ref())?;
    let services = installation::on_top(config, store, read()?)?;
    let written = key_store::rotated(&services, report.keys).await;
    services.store().shutdown();
    written.map_err(refused).context("the master key is changed; repeat to have it in the ledger")?;
    say(if report.already {
        "The key store is already under the new master key.".to_owned()
    } else {
        format!("{} keys are under the new master key.", report.keys)
    });
    say(
        "Now: set key_store.master_key_file to the new file, run `poortwacht key-store status`, start the servers,",
    );
    say(
        "make a backup, and destroy the old master key when the last backup made under it is gone, in seven days.",
    );
    Ok(ExitCode::SUCCESS)
}

async fn backup(to: Option<PathBuf>, config: &Config, services: &Services) -> Result<ExitCode> {
    let folder = folder("--to", to, config)?;
    let made = key_store::make(services, &Actor::Operator, &folder).await.map_err(refused)?;
    done(format!("{} with {} keys", made.file.display(), made.keys))
}

async fn expire(expiry: Expiry, config: &Config, services: &Services) -> Result<ExitCode> {
    let folder = folder("--folder", expiry.folder, config)?;
    let now = services.now();
    let at = expiry.now.unwrap_or(now);
    let real = services.store().instance().environment == Environment::Production;
    if real && !expiry.dry_run && at > now {
        bail!("--now: {at} is still to come; add --dry-run");
    }
    let report = key_store::expire(services, &Actor::Operator, &folder, at, expiry.dry_run).await;
    let report = report.map_err(refused)?;
    for file in &report.deleted {
        say(format!("{} {}", if expiry.dry_run { "too old:" } else { "deleted:" }, file.display()));
    }
    for file in &report.doubtful {
        say(format!("look at this file, its content does not fit its name: {}", file.display()));
    }
    done(format!("{} too old, {} kept", report.deleted.len(), report.kept.len()))
}

fn folder(option: &str, given: Option<PathBuf>, config: &Config) -> Result<PathBuf> {
    given
        .or_else(|| config.key_store.backups.clone())
        .ok_or_else(|| anyhow!("{option}: name a folder, or set key_store.backups"))
}

async fn restore(file: &Path, config: &Config, allow: Allow) -> Result<ExitCode> {
    let master = || installation::master_key(config);
    let store = installation::open_store(config, allow)?;
    let site = installation::key_store_site(config, &store)?;
    let (clock, rng) = installation::system();
    let report = keystore::restore(file, &site, &master()?, clock.now(), rng.as_ref());
    let report = report.with_context(|| file.display().to_string())?;
    let services = installation::on_top(config, store, master()?)?;
    let settled = key_store::restored(&services, &report).await;
    services.store().shutdown();
    let settled = settled.map_err(refused).context(
        "the backup is restored, but what was destroyed since is not yet destroyed again: start no server; \
         remove the key store and repeat",
    )?;
    say(format!(
        "Restored {} halves and {} other keys of {}.",
        report.halves, report.named_keys, report.made_at
    ));
    done(settled)
}

/// Whether an error says that the configured master key is another one.
pub fn is_wrong_master_key(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref::<KeyStoreOpenError>(), Some(KeyStoreOpenError::WrongMasterKey { .. }))
}
