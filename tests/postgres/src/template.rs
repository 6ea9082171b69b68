//! Databases that are prepared once and copied for each test.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::os::unix::fs::MetadataExt;

use crate::server::{self, Server};
use crate::{TestDatabase, fresh, unwrap};

/// A fresh copy of the database that `prepare` makes out of the empty one whose URL it is given.
///
/// `prepare` runs once per server and build of the test program, so it must always make the same database. It leaves
/// no connection open.
///
/// # Panics
/// As [`crate::database`].
#[must_use]
pub fn prepared_database(prepare: impl FnOnce(&str)) -> TestDatabase {
    unwrap(Server::find().and_then(|server| copy_or_prepare(&server, prepare)))
}

fn copy_or_prepare(server: &Server, prepare: impl FnOnce(&str)) -> io::Result<TestDatabase> {
    let template = name_of_template()?;
    if let Ok(copy) = fresh(server, Some(&template)) {
        return Ok(copy);
    }
    make(server, &template, prepare)?;
    fresh(server, Some(&template))
}

/// Prepares a database of our own and gives it the template's name: who finds the name finds all of it.
fn make(server: &Server, template: &str, prepare: impl FnOnce(&str)) -> io::Result<()> {
    server.sweep(template)?;
    let own = fresh(server, None)?;
    prepare(&own.url);
    let _refused_when_another_test_was_first = server.rename(own.name(), template);
    Ok(())
}

/// A rebuilt program may prepare another database: its template has another name.
fn name_of_template() -> io::Result<String> {
    let program = std::env::current_exe()?;
    let file = std::fs::metadata(&program)?;
    let build = (file.mtime(), file.mtime_nsec(), file.len());
    Ok(server::template_name(hash(program), hash(build)))
}

fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;
    use crate::programs::psql;

    const MARKS: &str = "SELECT string_agg(mark, ',') FROM marks";

    fn marked() -> TestDatabase {
        prepared_database(|url| {
            let statements = ["CREATE TABLE marks (mark TEXT)", "INSERT INTO marks VALUES ('prepared')"];
            drop(psql(url, &statements).unwrap());
        })
    }

    #[test]
    fn each_copy_is_prepared_and_its_own() {
        let (one, two) = (marked(), marked());
        one.execute("INSERT INTO marks VALUES ('one')");
        assert_eq!(one.execute(MARKS), "prepared,one");
        assert_eq!(two.execute(MARKS), "prepared");
    }

    #[test]
    fn a_template_is_prepared_once() {
        let (first, prepared_again) = (marked(), AtomicBool::new(false));
        let second = prepared_database(|_| prepared_again.store(true, Ordering::Relaxed));
        assert!(!prepared_again.into_inner());
        assert_eq!(second.execute(MARKS), first.execute(MARKS));
    }

    #[test]
    fn tests_that_prepare_at_the_same_time_get_the_same_template() {
        let server = Server::find().unwrap();
        let template = server::template_name(hash(("its own program", std::process::id())), 0);
        let both = std::sync::Barrier::new(2);
        let make_one = || {
            make(&server, &template, |url| {
                drop(psql(url, &["CREATE TABLE marks (mark TEXT)"]).unwrap());
                both.wait();
            })
        };
        std::thread::scope(|scope| {
            let other = scope.spawn(make_one);
            make_one().unwrap();
            other.join().unwrap().unwrap();
        });
        assert_eq!(fresh(&server, Some(&template)).unwrap().execute("SELECT count(*) FROM marks"), "0");
        server.drop_database(&template).unwrap();
    }
}
