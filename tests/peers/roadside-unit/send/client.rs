//! HTTP to the intake listener: mutual TLS, connections kept alive.

use std::time::Duration;

use anyhow::Context as _;
use reqwest::{
    Response, StatusCode,
    header::RETRY_AFTER,
    multipart::{Form, Part},
};
use serde::Deserialize;

use crate::{args::Args, clock, identity, packet::Heartbeat, spool::Entry};

/// A pause asked for is heeded up to this.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(300);

/// The connection to one server.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    packets: String,
    heartbeats: String,
}

/// What the server said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Pause asked for.
    pub retry_after: Option<Duration>,
    /// The body, as far as it is understood.
    pub body: Body,
}

/// Members of answers and of problem documents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Body {
    /// For example `accepted`.
    pub outcome: Option<String>,
    /// The unit may erase the packet.
    pub may_erase: bool,
    /// With `accepted`.
    pub case_reference: Option<String>,
    /// With a problem.
    pub errors: Vec<FieldError>,
}

/// One error of a problem document. Its detail is not kept: it might quote a value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct FieldError {
    /// JSON pointer.
    pub pointer: Option<String>,
    /// Short code.
    pub code: Option<String>,
}

impl Client {
    /// A client with the unit's certificate.
    ///
    /// # Errors
    /// Unusable certificate, key or CA.
    pub fn new(args: &Args) -> anyhow::Result<Self> {
        let http = reqwest::Client::builder()
            .use_preconfigured_tls(identity::tls(&args.ca, &args.cert, &args.key)?)
            .http1_only()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .pool_max_idle_per_host(usize::from(args.concurrency) + 1)
            .tcp_keepalive(Duration::from_secs(30))
            .connect_timeout(Duration::from_secs(5))
            .timeout(Duration::try_from_secs_f64(args.timeout)?)
            .build()
            .context("HTTP client")?;
        let base = args.server.trim_end_matches('/');
        let (packets, heartbeats) = (format!("{base}/v1/violation-packets"), format!("{base}/v1/heartbeats"));
        reqwest::Url::parse(&packets).with_context(|| format!("server address {base}"))?;
        Ok(Self { http, packets, heartbeats })
    }

    /// Delivers a packet.
    ///
    /// # Errors
    /// No answer came: nothing is known about what the server did.
    pub async fn deliver(&self, entry: Entry) -> anyhow::Result<Answer> {
        let mut form = Form::new()
            .part("packet", Part::bytes(entry.packet).mime_str("application/json")?)
            .part("signature", Part::text(entry.header.signature).mime_str("text/plain")?);
        for part in entry.parts {
            let file = format!("{}.jpg", part.name);
            form = form.part(part.name, Part::bytes(part.bytes).file_name(file).mime_str("image/jpeg")?);
        }
        let response = self.http.post(&self.packets).multipart(form).send().await?;
        Answer::read(response).await
    }

    /// Sends a heartbeat; gives the status.
    ///
    /// # Errors
    /// No answer came.
    pub async fn heartbeat(&self, heartbeat: &Heartbeat) -> anyhow::Result<StatusCode> {
        Ok(self.http.post(&self.heartbeats).json(heartbeat).send().await?.status())
    }
}

impl Answer {
    async fn read(response: Response) -> anyhow::Result<Self> {
        let status = response.status().as_u16();
        let wanted = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
        let retry_after = wanted.and_then(retry_after);
        let bytes = response.bytes().await?;
        // A body that is not understood promises nothing: `mayErase` stays false.
        let body = serde_json::from_slice(&bytes).unwrap_or_default();
        Ok(Self { status, retry_after, body })
    }

    /// Errors as `pointer code`.
    pub fn errors(&self) -> Vec<String> {
        let text = |error: &FieldError| {
            let part = |part: &Option<String>| part.clone().unwrap_or_default();
            format!("{} {}", part(&error.pointer), part(&error.code)).trim().to_owned()
        };
        self.body.errors.iter().map(text).collect()
    }
}

/// Seconds or an HTTP date.
fn retry_after(text: &str) -> Option<Duration> {
    let asked = match text.trim().parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => {
            let date = jiff::fmt::rfc2822::parse(text.trim()).ok()?.timestamp();
            Duration::try_from(date.duration_since(clock::now())).unwrap_or_default()
        }
    };
    Some(asked.min(LONGEST_RETRY_AFTER))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_read_as_seconds_or_date_and_bounded() {
        assert_eq!(retry_after("7"), Some(Duration::from_secs(7)));
        assert_eq!(retry_after("99999"), Some(LONGEST_RETRY_AFTER));
        assert_eq!(retry_after("Sun, 06 Nov 1994 08:49:37 GMT"), Some(Duration::ZERO));
        assert_eq!(retry_after("soon"), None);
    }
}
