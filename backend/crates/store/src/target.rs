//! Which database a URL names. The scheme alone decides; nothing is guessed.

use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::dialect::Backend;
use crate::open::OpenError;

/// A database to connect to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Sqlite(PathBuf),
    Postgres(String),
}

/// Device and inode of a database file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FileIdentity(u64, u64);

impl Target {
    /// Parses `sqlite:PATH` or `postgres://…`. PostgreSQL over TCP must ask for verified TLS (`sslmode=verify-full`);
    /// unix sockets need none.
    pub(crate) fn parse(url: &str) -> Result<Self, OpenError> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            return Self::sqlite(path.strip_prefix("//").unwrap_or(path));
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Self::postgres(url);
        }
        Err(OpenError::UnknownScheme)
    }

    fn sqlite(path: &str) -> Result<Self, OpenError> {
        if path.is_empty() || path.starts_with(":memory:") {
            return Err(OpenError::UnknownScheme);
        }
        Ok(Self::Sqlite(PathBuf::from(path)))
    }

    fn postgres(url: &str) -> Result<Self, OpenError> {
        if !is_unambiguous(url) {
            return Err(OpenError::AmbiguousUrl);
        }
        if leads_over_tcp(url) && parameter(url, "sslmode").last() != Some("verify-full") {
            return Err(OpenError::PlainTcp);
        }
        Ok(Self::Postgres(url.to_owned()))
    }

    /// The database file, where the database is one.
    pub(crate) fn file(&self) -> Option<&Path> {
        match self {
            Self::Sqlite(path) => Some(path),
            Self::Postgres(_) => None,
        }
    }

    /// Which file is at the path now; `None` where the database is no file. SQLite would go on with one that was deleted
    /// or moved away: what it showed would be on no record that lasts, and what it wrote would be lost.
    pub(crate) fn identity(&self) -> io::Result<Option<FileIdentity>> {
        let found = self.file().map(std::fs::metadata).transpose()?;
        Ok(found.map(|found| FileIdentity(found.dev(), found.ino())))
    }

    pub(crate) fn backend(&self) -> Backend {
        match self {
            Self::Sqlite(_) => Backend::Sqlite,
            Self::Postgres(_) => Backend::Postgres,
        }
    }
}

/// The SQLite URI of a file that must be there: with `mode=rw` a typo cannot create an empty database.
pub(crate) fn sqlite_uri(path: &Path) -> String {
    let escaped = path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    format!("file:{escaped}?mode=rw")
}

/// Whether libpq can only read the URL in one way. It quotes what it cannot read in its message, and that may be a piece
/// of a password: such a URL must not get there.
fn is_unambiguous(url: &str) -> bool {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let authority = place.split('/').next().unwrap_or_default();
    let (user, hosts) = authority.split_once('@').unwrap_or(("", authority));
    // An unencoded `@`, `/` or `?` of a password puts an `@` behind the one that ends the user.
    let ends_once = rest.matches('@').count() == usize::from(!user.is_empty());
    ends_once && is_encoded(rest) && hosts.split(',').all(has_number_for_port) && is_plain_query(query)
}

fn is_encoded(text: &str) -> bool {
    let is_hex = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_hexdigit);
    text.split('%').skip(1).all(|after| is_hex(after.as_bytes().first()) && is_hex(after.as_bytes().get(1)))
}

fn has_number_for_port(host: &str) -> bool {
    let after_address = host.rsplit_once(']').map_or(host, |(_, after)| after);
    let port = after_address.split_once(':').map_or("", |(_, port)| port);
    port.bytes().all(|byte| byte.is_ascii_digit())
}

/// A password in the query could hold an unencoded `&`: its place is before the host.
fn is_plain_query(query: &str) -> bool {
    let is_plain = |(name, value): (&str, &str)| name != "password" && !value.contains('=');
    query.is_empty() || query.split('&').all(|pair| pair.split_once('=').is_some_and(is_plain))
}

fn leads_over_tcp(url: &str) -> bool {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let hosts = authority.rsplit_once('@').map_or(authority, |(_, hosts)| hosts);
    let in_authority = hosts.split(',').map(without_port);
    let in_query =
        parameter(url, "host").chain(parameter(url, "hostaddr")).flat_map(|hosts| hosts.split(','));
    in_authority.chain(in_query).any(|host| !host.is_empty() && !is_socket(host))
}

fn without_port(host: &str) -> &str {
    if host.starts_with('[') { host } else { host.split(':').next().unwrap_or_default() }
}

fn is_socket(host: &str) -> bool {
    host.starts_with('/') || host.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("%2f"))
}

fn parameter<'url>(url: &'url str, name: &'static str) -> impl Iterator<Item = &'url str> {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    query
        .split('&')
        .filter_map(move |pair| pair.split_once('='))
        .filter(move |(key, _)| *key == name)
        .map(|(_, v)| v)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scheme_alone_decides_and_nothing_is_guessed() {
        assert_eq!(Target::parse("sqlite:data/p.db").unwrap(), Target::Sqlite("data/p.db".into()));
        assert_eq!(Target::parse("sqlite:///srv/p.db").unwrap(), Target::Sqlite("/srv/p.db".into()));
        for url in ["data/p.db", "sqlite:", "sqlite::memory:", "mysql://h/d", "postgres:/h/d", ""] {
            assert!(matches!(Target::parse(url), Err(OpenError::UnknownScheme)), "{url}");
        }
    }

    #[test]
    fn postgresql_over_tcp_must_ask_for_verified_tls() {
        let plain = [
            "postgres://db.example/p",
            "postgres://u:p@db.example:5432/p?sslmode=require",
            "postgres:///p?host=10.0.0.1",
            "postgres:///p?host=/run/postgresql&hostaddr=10.0.0.1",
            "postgres://[::1]/p",
            "postgres://%2Frun,db.example/p",
            "postgres://db.example/p?sslmode=verify-full&sslmode=disable",
        ];
        for url in plain {
            assert!(matches!(Target::parse(url), Err(OpenError::PlainTcp)), "{url}");
        }
        for url in ["postgres:///p?host=/run/postgresql&user=p", "postgres://%2Frun%2Fpg/p", "postgres:///p"]
        {
            assert!(Target::parse(url).is_ok(), "{url}");
        }
        assert!(Target::parse("postgresql://u@db.example/p?sslmode=verify-full").is_ok());
    }

    #[test]
    fn a_url_of_which_a_password_could_be_quoted_is_refused_without_being_repeated() {
        let ambiguous = [
            "postgres://u:p@secret@db.example/p",
            "postgres://u:p/secret@db.example/p",
            "postgres://u:p?secret@db.example/p",
            "postgres://u:%zzsecret@db.example/p",
            "postgres://u:secret%4",
            "postgres://u:secret/p",
            "postgres://[::1]:secret/p",
            "postgres:///p?host=/run&password=secret",
            "postgres:///p?host=/run&secret",
            "postgres:///p?host=/run&sslpassword=a=secret",
        ];
        for url in ambiguous {
            let refusal = Target::parse(url).unwrap_err();
            assert!(matches!(refusal, OpenError::AmbiguousUrl), "{url}");
            assert!(!refusal.to_string().contains("secret"));
        }
        for url in ["postgres://u:p%40%2F@%2Frun/p", "postgres://u@/p?host=/run&port=5432", "postgres://"] {
            assert!(Target::parse(url).is_ok(), "{url}");
        }
    }

    #[test]
    fn a_file_name_cannot_smuggle_uri_parameters() {
        assert_eq!(sqlite_uri(Path::new("/a?mode=rwc#b%")), "file:/a%3fmode=rwc%23b%25?mode=rw");
    }
}
