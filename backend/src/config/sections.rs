//! One struct per section of the configuration file, with its defaults.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use ipnetwork::IpNetwork;
use secrecy::SecretString;
use serde::Deserialize;

use super::secret::{SecretError, resolve};

/// `[database]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// `sqlite:/path/file.sqlite` or `postgres://…`.
    pub url: Option<SecretString>,
    /// File that holds the URL, where it carries a password.
    pub url_file: Option<PathBuf>,
    /// Connections for reading.
    #[serde(default = "default_read_connections")]
    pub read_connections: u32,
}

impl Database {
    /// The database's URL.
    ///
    /// # Errors
    /// When neither or both of `url` and `url_file` are set, or the file cannot be read.
    pub fn url(&self) -> Result<SecretString, SecretError> {
        resolve("database.url", self.url.as_ref(), self.url_file.as_deref())
    }
}

const fn default_read_connections() -> u32 {
    8
}

/// Certificate chain and private key of a listener or client, PEM files.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TlsFiles {
    /// Certificate chain, leaf first.
    pub certificate_file: PathBuf,
    /// Private key (PKCS #8, SEC 1 or PKCS #1).
    pub private_key_file: PathBuf,
}

/// `[intake]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IntakeSection {
    /// Address to listen on.
    #[serde(default = "default_intake_listen")]
    pub listen: SocketAddr,
    /// The listener's own certificate.
    pub tls: TlsFiles,
    /// Authorities whose client certificates may be registered.
    pub client_ca_file: PathBuf,
    /// Violation packets a unit may send in a minute before it is told to wait.
    #[serde(default = "default_packets_per_minute")]
    pub packets_per_minute: u32,
}

fn default_intake_listen() -> SocketAddr {
    (Ipv4Addr::UNSPECIFIED, 8443).into()
}

const fn default_packets_per_minute() -> u32 {
    600
}

/// `[portal]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PortalSection {
    /// Address to listen on.
    #[serde(default = "default_portal_listen")]
    pub listen: SocketAddr,
    /// The listener's own certificate.
    pub tls: TlsFiles,
    /// Reverse proxies whose forwarded headers count. Empty: the peer's address is the visitor's.
    #[serde(default)]
    pub proxies: Vec<IpNetwork>,
    /// Address that visitors type, for the same-origin check and enrolment links; default `https://<Host header>`.
    pub public_origin: Option<String>,
    /// Where weaknesses are reported besides the form, for `security.txt`: `mailto:…`, `tel:…` or `https://…`.
    pub security_contact: Option<String>,
    /// What municipalities add to their pages, by their codes.
    #[serde(default)]
    pub municipalities: BTreeMap<String, MunicipalitySection>,
}

/// `[portal.municipalities.<code>]`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MunicipalitySection {
    /// Line at the foot of every page: where its people get help.
    pub help: Option<String>,
    /// The same for those who read English.
    pub help_en: Option<String>,
    /// File of lines `--name: value;` that replace tokens of the theme.
    pub theme_file: Option<PathBuf>,
}

fn default_portal_listen() -> SocketAddr {
    (Ipv4Addr::UNSPECIFIED, 8444).into()
}

/// `[management]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ManagementSection {
    /// Address to listen on; keep it on the loopback or a management network.
    pub listen: SocketAddr,
}

impl Default for ManagementSection {
    fn default() -> Self {
        Self { listen: (Ipv4Addr::LOCALHOST, 9464).into() }
    }
}

/// `[cjib]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CjibSection {
    /// Delivery profile; `cjib-mock-v1` is the one that ships.
    pub profile: String,
    /// Base URL of the delivery interface, `https://…`.
    pub url: String,
    /// Authority of the interface's certificate.
    pub ca_file: PathBuf,
    /// Our client certificate.
    pub tls: TlsFiles,
    /// Seconds that an answer is waited for; 60 unless set.
    #[serde(default = "usual_timeout")]
    pub timeout_seconds: u64,
    /// The day of the month from which on the last month is compared with the CJIB's own list; 2 unless set.
    #[serde(default = "usual_reconcile_day")]
    pub reconcile_day: i8,
}

const fn usual_timeout() -> u64 {
    60
}

const fn usual_reconcile_day() -> i8 {
    2
}

/// `[log]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LogSection {
    /// `json` for a log collector, `text` for a person.
    pub format: LogFormat,
    /// Filter directives, for example `info` or `info,poortwacht_intake=debug`.
    pub filter: String,
}

impl Default for LogSection {
    fn default() -> Self {
        Self { format: LogFormat::Json, filter: "info".to_owned() }
    }
}

/// Form of the operational log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// One JSON object per line.
    Json,
    /// Readable lines.
    Text,
}
