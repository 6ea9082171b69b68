//! `[processing_log]` and `[processing_register]`.

use std::path::PathBuf;
use std::time::Duration;

use poortwacht_services::{ProcessingLogConfig, RegisterConfig};
use serde::Deserialize;

use super::TlsFiles;

/// `[processing_log]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProcessingLogSection {
    /// Base URL of the collector's OTLP/HTTP interface, `https://…`; lines go to `/v1/traces` below it.
    pub endpoint: String,
    /// Authority of the collector's certificate.
    pub ca_file: PathBuf,
    /// Our client certificate, where the collector asks for one.
    pub tls: Option<TlsFiles>,
    /// File of further headers, one `Name: value` a line; a token stands here.
    pub headers_file: Option<PathBuf>,
    /// Seconds between two looks at what waits.
    #[serde(default = "default_interval")]
    pub interval_seconds: u16,
    /// Longest wait for an answer, in seconds, at most 30.
    #[serde(default = "default_timeout")]
    pub timeout_seconds: u16,
}

const fn default_interval() -> u16 {
    5
}

const fn default_timeout() -> u16 {
    LONGEST_TIMEOUT
}

/// Below the lease of the process that sends, so that no other one begins while it waits.
const LONGEST_TIMEOUT: u16 = 30;

impl ProcessingLogSection {
    /// As the use cases take it.
    #[must_use]
    pub fn settings(&self) -> ProcessingLogConfig {
        let identity = |tls: &TlsFiles| (tls.certificate_file.clone(), tls.private_key_file.clone());
        ProcessingLogConfig {
            endpoint: self.endpoint.clone(),
            ca_file: self.ca_file.clone(),
            identity: self.tls.as_ref().map(identity),
            headers_file: self.headers_file.clone(),
            interval: Duration::from_secs(self.interval_seconds.max(1).into()),
            timeout: Duration::from_secs(self.timeout_seconds.clamp(1, LONGEST_TIMEOUT).into()),
        }
    }
}

/// `[processing_register]`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProcessingRegisterSection {
    /// Address under which others reach the record, `https://…`; default is the portal's own.
    pub url: Option<String>,
    /// Who runs the system for the municipality.
    pub processor: Option<String>,
    /// Where questions go.
    pub contact: Option<String>,
}

impl ProcessingRegisterSection {
    /// As the use cases take it.
    #[must_use]
    pub fn settings(&self) -> RegisterConfig {
        let Self { url, processor, contact } = self.clone();
        RegisterConfig { url, processor, contact }
    }
}
