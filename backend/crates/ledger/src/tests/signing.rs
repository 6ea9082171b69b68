//! The log's key and the witness's, and what they sign.

use poortwacht_domain::Clock as _;
use poortwacht_store::ledger_rows::{self, Hash, ShardName, StoredCheckpoint};
use poortwacht_store::{Plan, StoreError};
use uuid::Uuid;

use super::Ledger;
use crate::KeptHead;
use crate::checkpoint::{Checkpoint, Cosigner, SigningKey, origin};
use crate::verify::{Expected, Report, verify};

pub(super) fn key() -> SigningKey {
    SigningKey::from_seed([7; 32])
}

pub(super) fn other_key() -> SigningKey {
    SigningKey::from_seed([8; 32])
}

pub(super) fn witness() -> Cosigner {
    Cosigner::new("gemeente.example/getuige", SigningKey::from_seed([9; 32])).unwrap()
}

impl Ledger {
    pub(super) fn database(&self) -> Uuid {
        self.store.read_blocking(ledger_rows::database).unwrap()
    }

    /// Signs the end of every shard with a key, as the server does every second.
    pub(super) fn sign_with(&self, key: &SigningKey) {
        for head in self.store.read_blocking(crate::current_heads).unwrap() {
            let note = self.note(&head.shard, head.size, head.root, key);
            let checkpoint = StoredCheckpoint { size: head.size, note, at: self.clock.now() };
            let set = move |tx: &mut poortwacht_store::Tx<'_>| {
                ledger_rows::set_checkpoint(tx, &head.shard, &checkpoint)
            };
            self.store.write_blocking::<_, StoreError, _>(Plan::new(), set).unwrap().into_inner();
        }
    }

    pub(super) fn sign(&self) {
        self.sign_with(&key());
    }

    pub(super) fn note(&self, shard: &ShardName, size: u64, root: Hash, key: &SigningKey) -> String {
        let origin = origin(self.database(), &shard.to_string());
        Checkpoint { origin, size, root }.sign(key).unwrap()
    }

    /// What the signer is known to be.
    pub(super) fn signer(&self) -> Expected {
        Expected { signer: Some((key().public(), self.database())), ..Expected::default() }
    }

    pub(super) fn verify_with(&self, expected: &Expected) -> Report {
        self.store.read_blocking(|conn| verify(conn, expected)).unwrap()
    }

    /// The newest checkpoint of a shard.
    pub(super) fn checkpoint(&self, shard: &ShardName) -> String {
        let found = self.store.read_blocking(|conn| ledger_rows::shard(conn, shard)).unwrap();
        found.unwrap().checkpoint.unwrap().note
    }

    pub(super) fn heads(&self) -> Vec<KeptHead> {
        self.store.read_blocking(crate::current_heads).unwrap()
    }

    /// Cosigns the newest checkpoint of a shard, as the witness does every minute.
    pub(super) fn cosigned(&self, shard: &ShardName) -> String {
        let note = self.checkpoint(shard);
        let line = witness().cosign(&note, self.clock.now()).unwrap();
        format!("{note}{line}\n")
    }
}
