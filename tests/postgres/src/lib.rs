//! PostgreSQL databases for tests: real ones, on a real server, one per test.
//!
//! [`database`] makes a fresh database, and [`prepared_database`] a copy of one that was prepared before, on the
//! server that `POORTWACHT_TEST_POSTGRES` names or on a private one that is started for this process and ends with it.
//! Only unix sockets are used and nothing is shared with a server that happens to run on the machine.

mod cluster;
mod programs;
mod server;
mod template;

use std::io;
use std::sync::atomic::{AtomicU32, Ordering};

use programs::psql;
use server::Server;

pub use cluster::Cluster;
pub use programs::INSTALL;
pub use server::SERVER_VARIABLE;
pub use template::prepared_database;

/// A database of one test. It is dropped with this value; a private server ends with the last of them.
pub struct TestDatabase {
    /// The URL to open it with.
    pub url: String,
    name: String,
    server: Server,
}

/// A fresh, empty database.
///
/// # Panics
/// When there is no PostgreSQL or it does not work: a test that needs a database and has none must fail.
#[must_use]
pub fn database() -> TestDatabase {
    unwrap(Server::find().and_then(|server| fresh(&server, None)))
}

fn fresh(server: &Server, template: Option<&str>) -> io::Result<TestDatabase> {
    static MADE: AtomicU32 = AtomicU32::new(0);
    let name = server::test_name(MADE.fetch_add(1, Ordering::Relaxed));
    let url = server.url(&name)?;
    server.create(&name, template)?;
    Ok(TestDatabase { url, name, server: server.clone() })
}

impl TestDatabase {
    /// Runs SQL in this database as the server's administrator and gives back what `psql` prints, unaligned.
    ///
    /// # Panics
    /// When the server refuses the statement.
    pub fn execute(&self, sql: &str) -> String {
        unwrap(psql(&self.url, &[sql]))
    }

    /// A copy of this database as it is now. Nobody else may be connected to it meanwhile.
    ///
    /// # Panics
    /// When somebody is, or the server refuses.
    #[must_use]
    pub fn copy(&self) -> TestDatabase {
        unwrap(fresh(&self.server, Some(&self.name)))
    }

    /// Breaks every connection to this database but its own, as a restarted server would.
    ///
    /// # Panics
    /// When the server refuses.
    pub fn disconnect_all(&self) {
        self.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity \
             WHERE datname = current_database() AND pid <> pg_backend_pid()",
        );
    }

    /// Lets nobody in any more and breaks the connections there are, as a server that is down.
    ///
    /// # Panics
    /// When the server refuses.
    pub fn shut_out(&self) {
        let name = &self.name;
        let refuse = format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false");
        let disconnect =
            format!("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'");
        unwrap(self.server.administer(&[&refuse, &disconnect]));
    }

    /// Undoes [`TestDatabase::shut_out`].
    ///
    /// # Panics
    /// When the server refuses.
    pub fn let_in(&self) {
        unwrap(self.server.administer(&[&format!("ALTER DATABASE {} ALLOW_CONNECTIONS true", self.name)]));
    }

    /// The database's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let dropped = self.server.drop_database(&self.name);
        if !std::thread::panicking() {
            unwrap(dropped);
        }
    }
}

#[expect(clippy::panic, reason = "a test without its database must fail, and say why")]
fn unwrap<T>(outcome: io::Result<T>) -> T {
    match outcome {
        Ok(value) => value,
        Err(reason) => panic!("test database: {reason}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_database_is_fresh_and_its_own() {
        let (one, two) = (database(), database());
        one.execute("CREATE TABLE marks (id INT)");
        assert_eq!(one.execute("SELECT count(*) FROM pg_tables WHERE tablename = 'marks'"), "1");
        assert_eq!(two.execute("SELECT count(*) FROM pg_tables WHERE tablename = 'marks'"), "0");
    }

    #[test]
    fn the_server_listens_on_a_unix_socket_only() {
        let database = database();
        assert_eq!(database.execute("SELECT inet_server_addr() IS NULL"), "t");
    }

    #[test]
    fn a_dropped_database_is_gone() {
        let kept = database();
        let name = {
            let gone = database();
            gone.name().to_owned()
        };
        assert_eq!(kept.execute(&format!("SELECT count(*) FROM pg_database WHERE datname = '{name}'")), "0");
    }
}
