//! An alarm as a JSON document, posted to an address of the customer's choice.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Url};
use serde_json::Value;

use super::server::plain_client;
use super::with_causes;

/// Where alarms are posted.
#[derive(Debug)]
pub struct Webhook {
    client: Client,
    url: Url,
    headers: HeaderMap,
}

impl Webhook {
    /// Reads the files; connects to nothing yet. `headers` holds lines `Name: value`, such as a token; lines that begin
    /// with `#` are passed over.
    ///
    /// # Errors
    /// An address that is not HTTPS, or a file that cannot be used, by name.
    pub fn new(url: Url, headers: Option<&Path>, authorities: &Path) -> Result<Self> {
        ensure!(url.scheme() == "https", "--alarm-webhook {url}: give an https:// address");
        let headers = headers.map(read).transpose().context("--alarm-webhook-header-file")?;
        Ok(Self { client: plain_client(authorities)?, url, headers: headers.unwrap_or_default() })
    }

    /// Posts an alarm; anything but a status of success is a failure.
    ///
    /// # Errors
    /// Why it did not arrive.
    pub async fn send(&self, alarm: &Value) -> Result<(), String> {
        let request = self.client.post(self.url.clone()).headers(self.headers.clone()).json(alarm);
        let answer = request.send().await.map_err(|error| with_causes(&error))?;
        let status = answer.status();
        if status.is_success() { Ok(()) } else { Err(format!("answered with status {status}")) }
    }
}

fn read(path: &Path) -> Result<HeaderMap> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    // A line is not repeated: it may hold a token.
    let wrong = || format!("{}: give lines `Name: value`", path.display());
    lines
        .map(|line| {
            let (name, value) = line.split_once(':').with_context(wrong)?;
            let name = name.trim().parse::<HeaderName>().with_context(wrong)?;
            let mut value = HeaderValue::from_str(value.trim()).with_context(wrong)?;
            value.set_sensitive(true);
            Ok((name, value))
        })
        .collect()
}
