//! The key store is lost and comes back from its backup of that morning: what died during the day dies again.

use std::fs;
use std::path::PathBuf;

use poortwacht_domain::CaseId;
use poortwacht_evidence::keystore::{self, RestoreReport};
use poortwacht_ledger::Actor;

use super::Years;
use crate::key_store;
use crate::testing::{KEYS, key_store_site, master_key};

/// Days between two losses, and the first of them; never a day on which the database is lost.
const EVERY: u64 = 45;
const FIRST: u64 = 20;

/// The folder of the backups.
const BACKUPS: &str = "key-backups";

impl Years {
    fn loses_keys(&self) -> bool {
        self.day % EVERY == FIRST
    }

    fn key_backups(&self) -> PathBuf {
        self.world.folder.path().join(BACKUPS)
    }

    /// Before anything of the day dies. What is seven days old is gone by then.
    pub async fn back_up_keys(&self) {
        let (services, folder) = (&self.world.services, self.key_backups());
        key_store::expire(services, &Actor::Operator, &folder, self.now(), false).await.unwrap();
        let found = key_store::backups_in(&folder, self.now()).await.unwrap();
        assert_eq!((found.too_old, found.doubtful), (0, 0));
        if self.loses_keys() {
            key_store::make(services, &Actor::Operator, &folder).await.unwrap();
        }
    }

    /// After the day's run.
    pub async fn lose_keys(&mut self, died: &[CaseId]) {
        if !self.loses_keys() {
            return;
        }
        let report = self.restore_keys();
        assert!(report.halves >= self.model.alive.len() + died.len());
        let settled = key_store::restored(&self.world.services, &report).await.unwrap();
        assert!(settled.destroyed >= u64::try_from(died.len()).unwrap());
        self.check_gone(died.iter().map(|id| self.model.dead[id].half).collect());
        self.check_all().await;
        self.died_twice += died.len();
    }

    fn restore_keys(&mut self) -> RestoreReport {
        let newest =
            fs::read_dir(self.key_backups()).unwrap().map(|file| file.unwrap().path()).max().unwrap();
        let (now, rng) = (self.now(), self.world.services.rng());
        let instance = self.world.services.store().instance().id;
        let mut report = None;
        self.world.restart(|folder| {
            for file in fs::read_dir(folder.join(KEYS)).unwrap() {
                fs::remove_file(file.unwrap().path()).unwrap();
            }
            let site = key_store_site(folder, instance);
            report = Some(keystore::restore(&newest, &site, &master_key(), now, rng.as_ref()).unwrap());
        });
        report.unwrap()
    }
}
