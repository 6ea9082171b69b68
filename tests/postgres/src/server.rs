//! The server that databases are made on.

use std::io;
use std::path::Path;
use std::sync::Arc;

use crate::cluster::{self, Cluster};
use crate::programs::psql;

/// Names the administrator's URL of a running test server on a unix socket:
/// `postgres:///postgres?host=/DIRECTORY&user=postgres`.
pub const SERVER_VARIABLE: &str = "POORTWACHT_TEST_POSTGRES";

/// What the names of tests' databases begin with; the process and a number in it follow.
const TEST: &str = "poortwacht_test_";

/// What the names of templates begin with; the test program and its build follow.
const TEMPLATE: &str = "poortwacht_template_";

/// A running server; a private one runs for as long as this value or one like it is there.
#[derive(Clone)]
pub(crate) struct Server {
    admin_url: String,
    _private: Option<Arc<Cluster>>,
}

impl Server {
    /// The server that [`SERVER_VARIABLE`] names, or this process's own.
    pub(crate) fn find() -> io::Result<Self> {
        if let Ok(admin_url) = std::env::var(SERVER_VARIABLE) {
            return Ok(Self { admin_url, _private: None });
        }
        let private = cluster::shared()?;
        Ok(Self { admin_url: private.admin_url(), _private: Some(private) })
    }

    /// The URL of a database.
    pub(crate) fn url(&self, name: &str) -> io::Result<String> {
        let query = self.admin_url.split_once('?').map(|(_, query)| query);
        let query = query.filter(|query| query.contains("host=/")).ok_or_else(|| {
            io::Error::other(format!(
                "{SERVER_VARIABLE} must be postgres:///postgres?host=/DIRECTORY&user=NAME"
            ))
        })?;
        Ok(format!("postgres:///{name}?{query}"))
    }

    /// Makes a database, an empty one or the copy of another. One of that name was left by a process that had our
    /// number before us.
    pub(crate) fn create(&self, name: &str, template: Option<&str>) -> io::Result<()> {
        // The default strategy: copying the files instead is no faster in memory, and slower on a busy disk.
        let create = format!("CREATE DATABASE {name} TEMPLATE {}", template.unwrap_or("template1"));
        self.administer(&[&drop_statement(name), &create]).map(drop)
    }

    pub(crate) fn rename(&self, name: &str, new_name: &str) -> io::Result<()> {
        self.administer(&[&format!("ALTER DATABASE {name} RENAME TO {new_name}")]).map(drop)
    }

    pub(crate) fn drop_database(&self, name: &str) -> io::Result<()> {
        self.administer(&[&drop_statement(name)]).map(drop)
    }

    /// Runs statements one by one beside all tests' databases.
    pub(crate) fn administer(&self, statements: &[&str]) -> io::Result<String> {
        psql(&self.admin_url, statements)
    }

    /// Drops what killed test processes and earlier builds of this test program left behind.
    pub(crate) fn sweep(&self, template: &str) -> io::Result<()> {
        let names = self.administer(&["SELECT datname FROM pg_database"])?;
        let left_over = names.lines().filter(|name| is_of_dead_process(name) || is_outdated(name, template));
        let statements: Vec<String> = left_over.map(drop_statement).collect();
        let statements: Vec<&str> = statements.iter().map(String::as_str).collect();
        if statements.is_empty() { Ok(()) } else { self.administer(&statements).map(drop) }
    }
}

/// The name of this process's database with this number.
pub(crate) fn test_name(number: u32) -> String {
    format!("{TEST}{}_{number}", std::process::id())
}

/// The name of a program's template.
pub(crate) fn template_name(program: u64, build: u64) -> String {
    format!("{TEMPLATE}{program:016x}_{build:016x}")
}

fn is_of_dead_process(name: &str) -> bool {
    let process = name.strip_prefix(TEST).and_then(|rest| rest.split('_').next());
    process.is_some_and(|process| !Path::new("/proc").join(process).exists())
}

/// Whether this is the template of an earlier build of the program that `current` belongs to.
fn is_outdated(name: &str, current: &str) -> bool {
    let program = current.rsplit_once('_').map_or(current, |(program, _)| program);
    name != current && name.starts_with(program)
}

fn drop_statement(name: &str) -> String {
    format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn databases_of_living_processes_and_of_others_are_no_leftovers() {
        for kept in [test_name(7).as_str(), "postgres", "template1", "poortwacht"] {
            assert!(!is_of_dead_process(kept), "{kept}");
        }
        // Process numbers end at 4194304.
        assert!(is_of_dead_process("poortwacht_test_99999999_0"));
    }

    #[test]
    fn only_earlier_templates_of_the_same_program_are_outdated() {
        let current = template_name(1, 2);
        assert!(is_outdated(&template_name(1, 1), &current));
        for kept in [current.as_str(), &template_name(2, 1), &test_name(0), "template1"] {
            assert!(!is_outdated(kept, &current), "{kept}");
        }
    }
}
