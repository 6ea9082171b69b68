//! Real packets on a database of either kind, and a hand that writes past the store.

use std::sync::Arc;

use diesel::connection::SimpleConnection;
use diesel::{Connection as _, SqliteConnection};
use poortwacht_domain::{Act, CaseId};
use poortwacht_ledger::{Actor, Entry, LogName, Receipt};
use poortwacht_store::cases::{self, Case};
use poortwacht_store::fields;
use poortwacht_store::pictures;
use poortwacht_store::{Backend, Plan, Scope, StoreError, ledger_rows};
use poortwacht_test_postgres::TestDatabase;
use secrecy::ExposeSecret;
use tempfile::TempDir;

use super::super::alteration::Alteration;
use super::super::pins::Pins;
use crate::ServiceError;
use crate::case_file::{FIELD_STATEMENT, Opener, Statement, write_next};
use crate::intake::tests::world::{Draft, World, dossier, start};
use crate::intake::{FIELD_PACKET, FIELD_PLATE, FIELD_SIGNATURE};
use crate::pictures::compare_pictures;
use crate::system::SystemRng;

pub(super) struct Room {
    pub(super) world: World,
    place: Place,
}

enum Place {
    File(String),
    Server(TestDatabase),
}

/// Everything of a case in clear.
pub(super) struct Shown {
    pub(super) plate: String,
    pub(super) grounds: Option<String>,
    pub(super) jpeg: Vec<u8>,
}

impl Room {
    pub(super) async fn on(backend: Backend) -> Self {
        let folder = TempDir::new().unwrap();
        let (url, place) = match backend {
            Backend::Sqlite => {
                let file = folder.path().join("store.sqlite").display().to_string();
                (format!("sqlite:{file}"), Place::File(file))
            }
            Backend::Postgres => {
                let database = poortwacht_test_postgres::database();
                (database.url.clone(), Place::Server(database))
            }
        };
        let world = World::on(&url, folder, dossier(), Arc::new(SystemRng::new())).await;
        Self { world, place }
    }

    /// A case of a packet that was sent, with a statement that replaced an earlier one.
    pub(super) async fn case(&self, plate: &str, sequence: u32) -> CaseId {
        let known: Vec<CaseId> = self.world.cases().await.iter().map(|case| case.id).collect();
        let draft = Draft::at(start()).with("/plate/raw", plate).with("/unitSequence", sequence);
        self.world.send(draft).await.unwrap();
        let cases = self.world.cases().await;
        let case = cases.iter().find(|case| !known.contains(&case.id)).unwrap().id;
        self.state(case, "eerste versie").await;
        case
    }

    /// Writes a statement as a decision does.
    pub(super) async fn state(&self, case: CaseId, grounds: &str) {
        let (services, case, scope) = (self.world.services.clone(), self.find(case).await, self.scope());
        let statement = Statement { grounds: Some(grounds.to_owned()), ..Statement::default() };
        let (keys, rng) = (services.keys(), services.rng());
        let statement = statement.seal(keys.as_ref(), rng.as_ref(), &case).unwrap();
        let entry = Entry::new(Actor::Operator, Act::CaseConfirmed).case(case.id);
        let entry = Pins::of_field(case.id, &statement).onto(entry);
        let log = self.log();
        let plan = Plan::new().log(log.clone());
        let (store, own) = (services.store().clone(), services.clone());
        let written = store.write(plan, move |tx| {
            write_next(tx, &scope, case.id, &statement)?;
            Ok::<_, ServiceError>(own.record(tx, &log, &entry)?)
        });
        written.await.unwrap();
    }

    pub(super) async fn find(&self, case: CaseId) -> Case {
        self.world.read(move |conn, scope| cases::find(conn, scope, case)).await.unwrap()
    }

    pub(super) fn scope(&self) -> Scope {
        Scope::municipality(self.world.municipality)
    }

    fn log(&self) -> LogName {
        LogName::municipality(self.world.municipality)
    }

    /// Opens everything, as the pages do.
    pub(super) async fn show(&self, case: CaseId) -> Result<Shown, ServiceError> {
        let (services, scope, log) = (self.world.services.clone(), self.scope(), self.log());
        let entry = Entry::new(Actor::Operator, Act::CaseShown).case(case);
        let (own, plan) = (services.clone(), Plan::new().log(log.clone()));
        let written =
            services.store().write(plan, move |tx| Ok::<_, ServiceError>(own.append(tx, &log, &entry)?));
        let receipt = Receipt::from(written.await?);
        services.store().read_blocking(|conn| {
            let keys = services.keys();
            let opener = Opener::load(conn, &receipt, keys.as_ref(), &scope, case)?;
            compare_pictures(&services, conn, &scope, &opener)?;
            let plate = opener.plate(&opener.mandatory(conn, FIELD_PLATE)?)?;
            opener.packet(&opener.mandatory(conn, FIELD_PACKET)?)?;
            opener.signature(&opener.mandatory(conn, FIELD_SIGNATURE)?)?;
            let statement = opener.field(conn, FIELD_STATEMENT)?;
            let statement = statement.map(|sealed| opener.statement(&sealed)).transpose()?;
            let picture = pictures::sealed(conn, &scope, case, 0)?.unwrap();
            Ok(Shown {
                plate: plate.plate.as_str().to_owned(),
                grounds: statement.and_then(|statement| statement.grounds),
                jpeg: opener.picture(&picture)?.expose_secret().clone(),
            })
        })
    }

    /// In what way the case was refused.
    pub(super) async fn refusal(&self, case: CaseId) -> Alteration {
        match self.show(case).await {
            Err(ServiceError::Altered(alteration)) => alteration,
            Err(other) => panic!("{other}"),
            Ok(_) => panic!("shown"),
        }
    }

    /// Runs SQL behind the store's back.
    pub(super) fn execute(&self, sql: &str) {
        match &self.place {
            Place::File(file) => {
                SqliteConnection::establish(file).unwrap().batch_execute(sql).unwrap();
            }
            Place::Server(database) => drop(database.execute(sql)),
        }
    }

    /// Replaces a text in a case's entries; the municipality has fewer than fill a bundle. Their leaves stay.
    pub(super) fn rewrite_entries(&self, case: CaseId, from: &str, to: &str) {
        let log = self.log();
        let shard = self.world.services.store().read_blocking(|conn| ledger_rows::shards_of(conn, &log));
        let name = shard.unwrap().remove(0).end.name;
        let read = self.world.services.store().read_blocking(|conn| {
            let size = ledger_rows::shard(conn, &name)?.unwrap().end.size;
            let leaves = ledger_rows::tile(conn, &name, 0, 0, u16::try_from(size).unwrap())?;
            Ok::<_, StoreError>((ledger_rows::bundle(conn, &name, 0)?.unwrap(), leaves.unwrap()))
        });
        let (stored, leaves) = read.unwrap();
        let mut entries = Vec::new();
        for entry in ledger_rows::split(&stored).unwrap() {
            let text = String::from_utf8(entry.to_vec()).unwrap();
            let is_his = text.contains(&case.to_string());
            let text = if is_his { text.replace(from, to) } else { text };
            entries.extend(u16::try_from(text.len()).unwrap().to_be_bytes());
            entries.extend(text.into_bytes());
        }
        let of_shard = format!("shard_id = (SELECT id FROM ledger_shards WHERE name = '{name}')");
        self.execute(&format!("DELETE FROM ledger_tail WHERE {of_shard} AND first > 0"));
        let (entries, leaves) = (self.literal(&entries), self.literal(&leaves));
        self.execute(&format!(
            "UPDATE ledger_tail SET entries = {entries}, leaves = {leaves} WHERE {of_shard}"
        ));
    }

    /// Bytes as this database writes them.
    pub(super) fn literal(&self, bytes: &[u8]) -> String {
        match &self.place {
            Place::File(_) => format!("x'{}'", hex::encode(bytes)),
            Place::Server(_) => format!("'\\x{}'::bytea", hex::encode(bytes)),
        }
    }

    /// A sealed field's bytes and revision.
    pub(super) async fn field(&self, case: CaseId, name: &'static str) -> fields::SealedField {
        self.world.read(move |conn, scope| fields::get(conn, scope, case, name)).await.unwrap()
    }

    pub(super) async fn picture(&self, case: CaseId) -> pictures::SealedPicture {
        self.world.read(move |conn, scope| pictures::sealed(conn, scope, case, 0)).await.unwrap()
    }

    pub(super) fn put_field(&self, case: CaseId, field: &fields::SealedField) {
        let (sealed, revision, name) = (self.literal(&field.sealed), field.revision, &field.field);
        self.execute(&format!(
            "UPDATE case_fields SET sealed = {sealed}, revision = {revision}
             WHERE case_id = '{case}' AND field = '{name}'"
        ));
    }

    pub(super) fn set_picture(&self, case: CaseId, column: &str, value: &str) {
        self.execute(&format!("UPDATE case_pictures SET {column} = {value} WHERE case_id = '{case}'"));
    }

    pub(super) fn set_case(&self, case: CaseId, column: &str, value: &str) {
        self.execute(&format!("UPDATE cases SET {column} = {value} WHERE id = '{case}'"));
    }
}

/// One bit flipped at each of a few places from the first byte to the last: all the variants.
pub(super) fn flipped(bytes: &[u8]) -> Vec<Vec<u8>> {
    let places = [0, 11, 12, bytes.len() / 2, bytes.len() - 16, bytes.len() - 1];
    let flip = |place: &usize| {
        let mut changed = bytes.to_vec();
        changed[*place] ^= 1 << (place % 8);
        changed
    };
    places.iter().map(flip).collect()
}
