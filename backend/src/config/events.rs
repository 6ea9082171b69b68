//! `[events]`: systems that are told what happens.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use jiff::SignedDuration;
use poortwacht_services::events_out::{EventsConfig, ReceiverConfig};
use serde::Deserialize;

use super::TlsFiles;

/// `[events]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventsSection {
    /// Who gets which.
    pub receivers: Vec<ReceiverSection>,
    /// Seconds between two looks at what waits.
    #[serde(default = "default_interval")]
    pub interval_seconds: u16,
    /// Longest wait for an answer, in seconds, at most 30.
    #[serde(default = "default_timeout")]
    pub timeout_seconds: u16,
    /// Hours after which an event that its receiver did not take is given up, 1 to 168.
    #[serde(default = "default_give_up")]
    pub give_up_after_hours: u16,
}

/// `[[events.receivers]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiverSection {
    /// Its name, unique among them: lower-case letters, digits and dashes.
    pub name: String,
    /// Code of the municipality whose events it gets.
    pub municipality: String,
    /// Where they are posted to, `https://…`.
    pub url: String,
    /// Types that it gets; left out, all of them.
    #[serde(default)]
    pub types: Vec<String>,
    /// Authority of its certificate.
    pub ca_file: PathBuf,
    /// Our client certificate, where it asks for one.
    pub tls: Option<TlsFiles>,
    /// File of the secrets that sign, `whsec_…`, one on a line.
    pub secret_file: PathBuf,
    /// File of a bearer token, where it asks for one.
    pub token_file: Option<PathBuf>,
}

const fn default_interval() -> u16 {
    5
}

const fn default_timeout() -> u16 {
    LONGEST_TIMEOUT
}

const fn default_give_up() -> u16 {
    72
}

/// Below the lease of the process that sends.
const LONGEST_TIMEOUT: u16 = 30;
/// A week: beyond it a receiver is better told the state of things anew.
const LONGEST_GIVE_UP: u16 = 168;

impl EventsSection {
    /// As the use cases take it; `listeners` are this installation's own.
    #[must_use]
    pub fn settings(&self, listeners: Vec<SocketAddr>) -> EventsConfig {
        EventsConfig {
            receivers: self.receivers.iter().map(ReceiverSection::settings).collect(),
            interval: Duration::from_secs(self.interval_seconds.max(1).into()),
            timeout: Duration::from_secs(self.timeout_seconds.clamp(1, LONGEST_TIMEOUT).into()),
            give_up_after: SignedDuration::from_hours(
                self.give_up_after_hours.clamp(1, LONGEST_GIVE_UP).into(),
            ),
            listeners,
        }
    }
}

impl ReceiverSection {
    fn settings(&self) -> ReceiverConfig {
        let identity = |tls: &TlsFiles| (tls.certificate_file.clone(), tls.private_key_file.clone());
        ReceiverConfig {
            name: self.name.clone(),
            municipality: self.municipality.clone(),
            url: self.url.clone(),
            types: self.types.clone(),
            ca_file: self.ca_file.clone(),
            identity: self.tls.as_ref().map(identity),
            secret_file: self.secret_file.clone(),
            token_file: self.token_file.clone(),
        }
    }
}
