//! Databases of earlier days come back.

use std::fs;
use std::path::PathBuf;

use jiff::SignedDuration;
use poortwacht_ledger::Actor;
use poortwacht_store::{Environment, Store, StoreConfig};

use super::Years;
use super::model::Model;
use crate::export::{Wanted, reconcile_with};
use crate::testing::{DATABASE, copy_database};
use crate::{ServiceError, recovery, retention};

/// Days between two copies of the database.
const EVERY: u64 = 30;

/// Days on which the database is lost, and how many copies before the newest is the one that is found.
const LOSSES: [(u64, usize); 7] =
    [(100, 0), (325, 1), (610, 0), (905, 4), (1_210, 0), (1_445, 2), (1_700, 0)];

/// So many of the newest copies are kept, and one of each year.
const KEPT: usize = 6;
const OF_EACH_YEAR: u64 = 360;

/// A copy of the database, and what was so then.
pub struct Backup {
    file: PathBuf,
    day: u64,
    model: Model,
}

impl Backup {
    pub fn open(&self) -> Store {
        let url = format!("sqlite:{}", self.file.display());
        let config = StoreConfig { url, read_connections: 1, environment: Environment::Test, create: false };
        Store::open(&config).unwrap()
    }
}

impl Years {
    pub async fn disasters(&mut self) {
        if self.day.is_multiple_of(EVERY) {
            self.copy().await;
        }
        if let Some((_, back)) = LOSSES.into_iter().find(|(day, _)| *day == self.day) {
            self.tick();
            self.lose(back).await;
        }
    }

    /// What went out in the database that is lost is taken over, at once and once its lost decisions were made again.
    pub async fn ask_the_cjib(&self) {
        let wanted = Wanted { adopt: true, ..Wanted::default() };
        reconcile_with(&self.world.services, &Actor::Operator, wanted, &self.cjib).await.unwrap();
    }

    async fn copy(&mut self) {
        self.world.catch_breath().await;
        let file = self.world.folder.path().join(format!("copy-{}.sqlite", self.day));
        copy_database(&self.world.folder.path().join(DATABASE), &file);
        self.backups.push(Backup { file, day: self.day, model: self.model.clone() });
        let old = self.backups.len().saturating_sub(KEPT);
        let mut place = 0;
        self.backups.retain(|backup| {
            place += 1;
            place > old || backup.day.is_multiple_of(OF_EACH_YEAR) || fs::remove_file(&backup.file).is_err()
        });
    }

    /// The database is lost and an older one put back. Until two people recovered it, it destroys nothing.
    async fn lose(&mut self, back: usize) {
        let backup = &self.backups[self.backups.len() - 1 - back];
        let (file, earlier) = (backup.file.clone(), backup.model.clone());
        self.world.restart(|folder| copy_database(&file, &folder.join(DATABASE)));
        let services = &self.world.services;
        assert!(!recovery::watch_over(services).await.unwrap());
        let refused = retention::run(services, self.now(), false).await;
        assert!(matches!(refused, Err(ServiceError::DatabaseBehind)), "{refused:?}");
        let recovered = recovery::recover(services, self.people.second(services)).await.unwrap();
        assert!(recovered.ledger.is_sound(), "{recovered}");
        self.ask_the_cjib().await;
        self.model.put_back(&earlier, self.now());
        self.recoveries.push(self.now());
        let due = self.model.pass(self.now());
        self.check_run(&due).await;
        self.observe().await;
        // Halves of the day were not attached yet; an hour later the sweep takes them.
        self.world.clock.advance(SignedDuration::from_mins(61));
        retention::sweep(&self.world.services).await.unwrap();
        self.check_gone(self.model.lost.iter().copied().collect());
        self.check_all().await;
    }
}
