//! `poortwacht key-store status`.

use std::process::ExitCode;

use anyhow::Result;
use jiff::Timestamp;
use poortwacht_evidence::keystore::{KeyStorePlace, KeyStoreSite};
use poortwacht_services::key_store::{self, BackupsInFolder, KeyStoreStatus};
use serde::Serialize;

use super::key_store::is_wrong_master_key;
use super::out::{refused, say};
use crate::config::Config;
use crate::{Allow, installation};

/// The state of the key store, as it is shown.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown {
    kind: &'static str,
    /// The file; of a server's URL nothing is shown.
    place: String,
    master_key_fits: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    halves: Option<Halves>,
    #[serde(skip_serializing_if = "Option::is_none")]
    backups: Option<Backups>,
}

#[derive(Debug, Serialize)]
struct Halves {
    attached: u64,
    unattached: u64,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Backups {
    folder: String,
    kept: usize,
    too_old: usize,
    oldest: Option<Timestamp>,
    oldest_age_hours: Option<i64>,
}

impl Backups {
    fn of(found: &BackupsInFolder, now: Timestamp) -> Self {
        Self {
            folder: found.folder.display().to_string(),
            kept: found.kept,
            too_old: found.too_old,
            oldest: found.oldest,
            oldest_age_hours: found.oldest.map(|oldest| now.duration_since(oldest).as_hours()),
        }
    }
}

/// Looks at the key store and prints what there is to know of it.
pub async fn run(json: bool, config: &Config, allow: Allow) -> Result<ExitCode> {
    let store = installation::open_store(config, allow)?;
    let site = installation::key_store_site(config, &store)?;
    let shown = match installation::on_top(config, store.clone(), installation::master_key(config)?) {
        Ok(services) => {
            let status = key_store::status(&services).await.map_err(refused)?;
            Shown::of(&site, &status, services.now())
        }
        Err(error) if is_wrong_master_key(&error) => Shown::locked(&site),
        Err(error) => return Err(error),
    };
    store.shutdown();
    shown.print(json)
}

impl Shown {
    fn of(site: &KeyStoreSite, status: &KeyStoreStatus, now: Timestamp) -> Self {
        let census = &status.census;
        Self {
            master_key_fits: true,
            halves: Some(Halves { attached: census.attached, unattached: census.unattached }),
            backups: status.backups.as_ref().map(|found| Backups::of(found, now)),
            ..Self::locked(site)
        }
    }

    /// What can be told without the right master key.
    fn locked(site: &KeyStoreSite) -> Self {
        let kind = match site.place {
            KeyStorePlace::Sqlite { .. } => "sqlite",
            KeyStorePlace::Postgres { .. } => "postgresql",
        };
        let place = site.place.to_string();
        Self { kind, place, master_key_fits: false, halves: None, backups: None }
    }

    fn print(&self, json: bool) -> Result<ExitCode> {
        if json {
            say(serde_json::to_string_pretty(self)?);
        } else {
            self.print_lines();
        }
        Ok(if self.master_key_fits { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    fn print_lines(&self) {
        say(format!("key store:   {}, {}", self.kind, self.place));
        say(format!("master key:  {}", if self.master_key_fits { "fits" } else { "DOES NOT FIT" }));
        if let Some(halves) = &self.halves {
            say(format!("key halves:  {} in use, {} not attached yet", halves.attached, halves.unattached));
        }
        match &self.backups {
            None => say("backups:     no folder is configured"),
            Some(backups) => backups.print_line(),
        }
    }
}

impl Backups {
    fn print_line(&self) {
        let oldest = self.oldest.zip(self.oldest_age_hours);
        let oldest = oldest.map_or_else(
            || "none".to_owned(),
            |(oldest, hours)| format!("{}, the oldest of {oldest} ({hours} h ago)", self.kept),
        );
        let too_old = match self.too_old {
            0 => String::new(),
            number => format!("; {number} OLDER THAN SEVEN DAYS, run `poortwacht key-store expire-backups`"),
        };
        say(format!("backups:     {oldest} in {}{too_old}", self.folder));
    }
}
