//! Somebody with all rights on the database, who knows how the log is stored. The server does not run meanwhile; when it
//! starts, it signs what it finds.

use std::fs;
use std::path::PathBuf;

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, SqliteConnection};
use poortwacht_ledger::tree::{Tree, leaf_hash};
use poortwacht_store::ledger_rows::{self, ShardName};
use poortwacht_test_postgres::TestDatabase;
use poortwacht_tests::ledger::Records;

use super::room::Room;

/// An older copy of the whole database.
pub enum Copy {
    Files(Vec<(PathBuf, Vec<u8>)>),
    Database(TestDatabase),
}

/// The open shard of the municipality's log and its entries.
pub fn entries(room: &Room) -> (ShardName, Vec<Vec<u8>>) {
    let (records, log) = (Records::open(room.world()).unwrap(), room.log().name);
    let read = move |conn: &mut poortwacht_store::Connection| {
        let shards = ledger_rows::shards_of(conn, &log)?;
        let name = shards.last().unwrap().end.name.clone();
        let entries = ledger_rows::entries(conn, &name, 0, 255)?;
        Ok::<_, poortwacht_store::StoreError>((name, entries))
    };
    let (name, entries) = records.store().read_blocking(read).unwrap();
    (name, entries.into_iter().map(|entry| entry.entry.into_bytes()).collect())
}

/// Puts these entries in the place of all of the shard's, with a tree that fits, and forgets what was signed.
pub fn rewrite(room: &Room, shard: &ShardName, entries: &[Vec<u8>]) {
    let mut tree = Tree::default();
    let (mut stored, mut leaves) = (Vec::new(), Vec::new());
    for entry in entries {
        let leaf = leaf_hash(entry);
        tree.push(leaf);
        stored.extend(u16::try_from(entry.len()).unwrap().to_be_bytes());
        stored.extend(entry);
        leaves.extend(leaf);
    }
    let bytes = |bytes: &[u8]| bytes_in(room, bytes);
    let own = format!("(SELECT id FROM ledger_shards WHERE name = '{shard}')");
    let (size, edge) = (entries.len(), bytes(&tree.edge().concat()));
    sql(
        room,
        &format!(
            "DELETE FROM ledger_tail WHERE shard_id = {own}; \
         DELETE FROM ledger_index WHERE shard_id = {own} AND position >= {size}; \
         INSERT INTO ledger_tail (shard_id, first, entries, leaves) VALUES ({own}, 0, {}, {}); \
         UPDATE ledger_shards SET size = {size}, edge = {edge}, checkpoint = NULL, checkpoint_size = 0, \
         checkpoint_at = NULL WHERE name = '{shard}'",
            bytes(&stored),
            bytes(&leaves),
        ),
    );
}

/// Adds an empty, closed shard of long ago.
pub fn add_shard(room: &Room, shard: &ShardName) {
    sql(
        room,
        &format!(
            "INSERT INTO ledger_shards (id, name, log, opened_at, size, edge, closed, checkpoint_size) \
         VALUES (999999, '{}/1999-1', '{}', 0, 0, {}, TRUE, 0)",
            shard.log(),
            shard.log(),
            bytes_in(room, &[]),
        ),
    );
}

/// Copies the database as it is.
pub fn copy(room: &Room) -> Copy {
    match &room.database {
        Some(database) => Copy::Database(database.copy()),
        None => {
            Copy::Files(files(room).into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect())
        }
    }
}

/// Puts a copy back.
pub fn restore(room: &mut Room, copy: Copy) {
    match copy {
        Copy::Database(older) => {
            room.running.world.use_database(&older.url).unwrap();
            room.database = Some(older);
        }
        Copy::Files(older) => {
            files(room).iter().for_each(|path| fs::remove_file(path).unwrap());
            older.iter().for_each(|(path, bytes)| fs::write(path, bytes).unwrap());
        }
    }
}

fn files(room: &Room) -> Vec<PathBuf> {
    let folder = fs::read_dir(room.world().folder().join("data")).unwrap();
    folder.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect()
}

fn bytes_in(room: &Room, bytes: &[u8]) -> String {
    let digits = hex::encode(bytes);
    if room.database.is_some() { format!("'\\x{digits}'::bytea") } else { format!("X'{digits}'") }
}

fn sql(room: &Room, statements: &str) {
    match &room.database {
        Some(database) => drop(database.execute(statements)),
        None => {
            let file = room.world().path("data/poortwacht.sqlite");
            SqliteConnection::establish(&file).unwrap().batch_execute(statements).unwrap();
        }
    }
}
