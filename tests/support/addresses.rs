//! Where a running server listens.

use serde::Deserialize;

/// Addresses of a running server's listeners.
#[derive(Debug, Clone, Deserialize)]
pub struct Addresses {
    /// Roadside listener, `127.0.0.1:port`.
    pub intake: String,
    /// Officers' listener.
    pub portal: String,
    /// Permit systems' listener, where there is one.
    #[serde(default)]
    pub api: Option<String>,
    /// Operator's listener.
    pub management: String,
}

impl Default for Addresses {
    /// Ports that the system picks.
    fn default() -> Self {
        let any = || "127.0.0.1:0".to_owned();
        Self { intake: any(), portal: any(), api: None, management: any() }
    }
}
