//! `[api]`: the listener for municipal permit systems.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use serde::Deserialize;

use super::TlsFiles;

/// `[api]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApiSection {
    /// Address to listen on.
    #[serde(default = "default_listen")]
    pub listen: SocketAddr,
    /// The listener's own certificate.
    pub tls: TlsFiles,
    /// Authorities whose client certificates may be registered; without them permit systems sign assertions.
    pub client_ca_file: Option<PathBuf>,
    /// Address that permit systems call, `https://…`; their assertions name it.
    pub public_origin: String,
    /// Requests that a permit system may send in a minute before it is told to wait.
    #[serde(default = "default_requests_per_minute")]
    pub requests_per_minute: u32,
}

fn default_listen() -> SocketAddr {
    (Ipv4Addr::UNSPECIFIED, 8445).into()
}

const fn default_requests_per_minute() -> u32 {
    600
}
