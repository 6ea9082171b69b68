//! `[key_store]`: where the second halves of all keys live, and what must not share a backup with them.

use std::path::{Component, Path, PathBuf};

use jiff::civil::Time;
use poortwacht_evidence::keystore::KeyStorePlace;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::secret::{SecretError, resolve};

/// `[key_store]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyStoreSection {
    /// Short for `url = "sqlite:PATH"`: a file in a folder of its own, never in the database's folder or backup.
    pub path: Option<PathBuf>,
    /// `sqlite:/path/file.sqlite` or `postgres://…`: a database of its own, never the one of the cases.
    pub url: Option<SecretString>,
    /// File that holds the URL, where it carries a password.
    pub url_file: Option<PathBuf>,
    /// Master key, 64 hexadecimal digits.
    pub master_key: Option<SecretString>,
    /// File that holds the master key.
    pub master_key_file: Option<PathBuf>,
    /// Folder for the key store's own backups, which live seven days at most. Without it none are made.
    pub backups: Option<PathBuf>,
    /// When the nightly backup is made, on the Dutch clock.
    #[serde(default = "default_backup_at")]
    pub backup_at: Time,
}

/// Before the nightly export, in an hour that exists every night.
const fn default_backup_at() -> Time {
    Time::constant(1, 30, 0, 0)
}

/// Why a key store's place was refused; each text names the member and the fix.
#[derive(Debug, thiserror::Error)]
pub enum KeyStorePlaceError {
    /// No place, or a URL that cannot be read.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// Neither of the members that name a place is set.
    #[error("key_store.url: set it, or key_store.url_file, or key_store.path for an SQLite file")]
    Missing,
    /// Two places are named.
    #[error("key_store.path and key_store.url are both set; keep one")]
    Both,
    /// The URL names no kind of key store.
    #[error("key_store.url: must start with sqlite: and an absolute path, or with postgres://")]
    UnknownScheme,
    /// One copy of the database would hold both halves.
    #[error(
        "key_store.url: is the database of database.url, so that one copy would hold both halves of every key; \
         give the key store a database of its own, with backups of its own"
    )]
    SameDatabase,
    /// One copy of the folder would hold both halves.
    #[error(
        "key_store: {key_store} lies in the folder of database.url, so that one backup would hold both halves of \
         every key; put it in a folder of its own, beside {folder} or elsewhere"
    )]
    SameFolder {
        /// The key store's file.
        key_store: PathBuf,
        /// The database's folder.
        folder: PathBuf,
    },
    /// The database's file lies where the key store's backup would take it along.
    #[error(
        "database.url: {database} lies in the key store's folder {folder}, so that one backup would hold both halves \
         of every key; put it in a folder of its own"
    )]
    DatabaseInside {
        /// The database's file.
        database: PathBuf,
        /// The key store's folder.
        folder: PathBuf,
    },
    /// A relative folder would depend on where the program was started.
    #[error("key_store.backups {0}: must be an absolute path")]
    RelativeBackups(PathBuf),
}

impl KeyStoreSection {
    /// The master key as written.
    ///
    /// # Errors
    /// When neither or both of `master_key` and `master_key_file` are set, or the file cannot be read.
    pub fn master_key(&self) -> Result<SecretString, SecretError> {
        resolve("key_store.master_key", self.master_key.as_ref(), self.master_key_file.as_deref())
    }

    /// The key store's place, when it shares neither database nor folder with the cases at `database`.
    ///
    /// # Errors
    /// [`KeyStorePlaceError`].
    pub fn place(&self, database: &SecretString) -> Result<KeyStorePlace, KeyStorePlaceError> {
        if let Some(folder) = self.backups.as_ref().filter(|folder| folder.is_relative()) {
            return Err(KeyStorePlaceError::RelativeBackups(folder.clone()));
        }
        let place = self.named_place()?;
        match &place {
            KeyStorePlace::Sqlite { path } => apart(path, database.expose_secret())?,
            KeyStorePlace::Postgres { url } if same_server_and_name(url, database) => {
                return Err(KeyStorePlaceError::SameDatabase);
            }
            KeyStorePlace::Postgres { .. } => {}
        }
        Ok(place)
    }

    fn named_place(&self) -> Result<KeyStorePlace, KeyStorePlaceError> {
        match (&self.path, self.url.is_some() || self.url_file.is_some()) {
            (Some(_), true) => Err(KeyStorePlaceError::Both),
            (Some(path), false) => Ok(KeyStorePlace::Sqlite { path: path.clone() }),
            (None, false) => Err(KeyStorePlaceError::Missing),
            (None, true) => parse(resolve("key_store.url", self.url.as_ref(), self.url_file.as_deref())?),
        }
    }
}

fn parse(url: SecretString) -> Result<KeyStorePlace, KeyStorePlaceError> {
    if let Some(path) = sqlite_path(url.expose_secret()) {
        return if path.is_absolute() {
            Ok(KeyStorePlace::Sqlite { path })
        } else {
            Err(KeyStorePlaceError::UnknownScheme)
        };
    }
    match postgres_database(url.expose_secret()) {
        Some(_) => Ok(KeyStorePlace::Postgres { url }),
        None => Err(KeyStorePlaceError::UnknownScheme),
    }
}

/// The file of an SQLite URL, spelled as `database.url` is.
pub fn sqlite_path(url: &str) -> Option<PathBuf> {
    url.strip_prefix("sqlite:").map(|path| PathBuf::from(path.strip_prefix("//").unwrap_or(path)))
}

/// Refuses two files of which one folder's backup would take both along.
fn apart(key_store: &Path, database: &str) -> Result<(), KeyStorePlaceError> {
    let Some(database) = sqlite_path(database) else { return Ok(()) };
    let (key_store, database) = (resolved(key_store), resolved(&database));
    if key_store == database {
        return Err(KeyStorePlaceError::SameDatabase);
    }
    match (key_store.parent(), database.parent()) {
        (_, Some(folder)) if key_store.starts_with(folder) => {
            Err(KeyStorePlaceError::SameFolder { folder: folder.to_owned(), key_store })
        }
        (Some(folder), _) if database.starts_with(folder) => {
            Err(KeyStorePlaceError::DatabaseInside { folder: folder.to_owned(), database })
        }
        _ => Ok(()),
    }
}

/// The path as the system follows it, links and dots undone, as far as it exists already.
pub fn resolved(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    for known in absolute.ancestors() {
        let (Ok(real), Ok(rest)) = (known.canonicalize(), absolute.strip_prefix(known)) else { continue };
        return without_dots(&real.join(rest));
    }
    without_dots(&absolute)
}

fn without_dots(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => drop(plain.pop()),
            other => plain.push(other),
        }
    }
    plain
}

/// Whether both URLs name the same database, as far as the URLs themselves tell. Other names for one server are noticed
/// when the key store is opened.
fn same_server_and_name(one: &SecretString, other: &SecretString) -> bool {
    let database = postgres_database(one.expose_secret());
    database.is_some() && database == postgres_database(other.expose_secret())
}

/// Host, port and name of a PostgreSQL URL.
fn postgres_database(url: &str) -> Option<(String, String, String)> {
    let rest = url.strip_prefix("postgres://").or_else(|| url.strip_prefix("postgresql://"))?;
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, name) = rest.split_once('/').unwrap_or((rest, ""));
    let server = authority.rsplit_once('@').map_or(authority, |(_, server)| server);
    let (host, port) =
        server.rsplit_once(':').filter(|(_, port)| !port.ends_with(']')).unwrap_or((server, ""));
    let given = |key: &str, default: &str| {
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let value = pairs.rev().find(|(name, _)| *name == key).map_or(default, |(_, value)| value);
        value.replace("%2F", "/").replace("%2f", "/")
    };
    let port = given("port", port);
    let port = if port.is_empty() { "5432".to_owned() } else { port };
    Some((given("host", host).to_ascii_lowercase(), port, given("dbname", name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(toml: &str) -> KeyStoreSection {
        use figment::providers::{Format, Toml};
        figment::Figment::from(Toml::string(toml)).extract().unwrap()
    }

    fn place(toml: &str, database: &str) -> Result<KeyStorePlace, String> {
        section(toml).place(&SecretString::from(database.to_owned())).map_err(|error| error.to_string())
    }

    const DATABASE: &str = "sqlite:/srv/poortwacht/data/poortwacht.sqlite";

    #[test]
    fn a_path_and_an_sqlite_url_name_the_same_place() {
        for toml in ["path = '/srv/keys/k.sqlite'", "url = 'sqlite:/srv/keys/k.sqlite'"] {
            let place = place(toml, DATABASE).unwrap();
            assert!(
                matches!(place, KeyStorePlace::Sqlite { path } if path == Path::new("/srv/keys/k.sqlite"))
            );
        }
        assert!(matches!(
            place("url = 'postgres:///keys?host=/run'", DATABASE),
            Ok(KeyStorePlace::Postgres { .. })
        ));
    }

    #[test]
    fn no_place_two_places_and_other_schemes_are_refused_by_name() {
        for toml in ["", "path = '/k'\nurl = 'sqlite:/k'", "url = 'mysql://x/y'", "url = 'sqlite:k.sqlite'"] {
            let refused = place(toml, DATABASE).unwrap_err();
            assert!(refused.contains("key_store.url"), "{toml}: {refused}");
        }
        let refused = place("path = '/k/k.sqlite'\nbackups = 'backups'", DATABASE).unwrap_err();
        assert!(refused.contains("key_store.backups"), "{refused}");
    }

    #[test]
    fn the_database_of_the_cases_and_its_folder_are_refused_however_they_are_spelled() {
        for path in [
            "/srv/poortwacht/data/poortwacht.sqlite",
            "/srv/poortwacht/data/keys.sqlite",
            "/srv/poortwacht/data/keys/keys.sqlite",
            "/srv/poortwacht/elsewhere/../data/keys.sqlite",
            "/srv/poortwacht/keys.sqlite",
        ] {
            let refused = place(&format!("path = '{path}'"), DATABASE).unwrap_err();
            assert!(refused.contains("both halves"), "{path}: {refused}");
        }
        assert!(place("path = '/srv/poortwacht/keys/keys.sqlite'", DATABASE).is_ok());
    }

    #[test]
    fn a_linked_folder_is_the_folder_it_leads_to() {
        let folder = tempfile::tempdir().unwrap();
        let (data, link) = (folder.path().join("data"), folder.path().join("keys"));
        std::fs::create_dir(&data).unwrap();
        std::os::unix::fs::symlink(&data, &link).unwrap();
        let database = format!("sqlite:{}", data.join("p.sqlite").display());
        let refused = place(&format!("path = '{}'", link.join("k.sqlite").display()), &database).unwrap_err();
        assert!(refused.contains("folder of database.url"), "{refused}");
    }

    #[test]
    fn the_same_postgresql_database_is_refused_whoever_logs_in() {
        let database = "postgres://cases:x@db.example/poortwacht?sslmode=verify-full";
        for url in [
            "postgres://keys:y@db.example:5432/poortwacht?sslmode=verify-full",
            "postgresql://keys@/poortwacht?host=db.example",
            "postgres://keys@DB.example/other?dbname=poortwacht",
        ] {
            let refused = place(&format!("url = '{url}'"), database).unwrap_err();
            assert!(refused.contains("database of database.url"), "{url}: {refused}");
        }
        for url in [
            "postgres://db.example/keys",
            "postgres://other.example/poortwacht",
            "postgres:///poortwacht?host=/run",
        ] {
            assert!(place(&format!("url = '{url}'"), database).is_ok(), "{url}");
        }
    }

    #[test]
    fn the_nightly_time_is_hours_and_minutes() {
        assert_eq!(section("path = '/k'\nbackup_at = '02:05'").backup_at, Time::constant(2, 5, 0, 0));
        assert_eq!(section("path = '/k'").backup_at, Time::constant(1, 30, 0, 0));
    }
}
