//! A receiver: one event at a time, over TLS, believed to have it only when it answers that it took it.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use poortwacht_store::event_outbox::OutgoingEvent;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use reqwest::{Client, Response, StatusCode, Url, redirect};

use super::address::Barred;
use super::settings::{EventsConfig, ReceiverConfig};
use super::signature::{Secret, sign};
use crate::{ServiceError, tls};

const STRUCTURED: &str = "application/cloudevents+json; charset=utf-8";
const CONNECT: Duration = Duration::from_secs(10);
/// Longest wait that a receiver may ask for.
const LONGEST_RETRY_AFTER: u64 = 3_600;

/// A receiver, ready to be sent to.
pub(super) struct Receiver {
    pub(super) name: String,
    client: Client,
    url: Url,
    secrets: Vec<Secret>,
    token: Option<HeaderValue>,
}

/// What became of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    /// It has the event.
    Taken,
    /// It does not want this event; another one it may take.
    Refused(String),
    /// It takes nothing now, and may ask not to be tried before so long.
    Away(String, Option<Duration>),
}

impl Receiver {
    /// Reads the files and prepares connections; connects to nothing yet.
    pub(super) fn new(config: &EventsConfig, receiver: &ReceiverConfig) -> Result<Self, ServiceError> {
        let url = receiver.url()?;
        let barred = Barred::new(&config.listeners, url.port_or_known_default().unwrap_or(443));
        allowed(receiver, &url, &barred)?;
        let identity = receiver.identity.as_ref().map(|(chain, key)| (chain.as_path(), key.as_path()));
        let tls = tls::client(&receiver.ca_file, identity)
            .map_err(|error| receiver.refused("tls", error.to_string()))?;
        let client = Client::builder()
            .use_preconfigured_tls(tls)
            .https_only(true)
            .no_proxy()
            .redirect(redirect::Policy::none())
            .dns_resolver(Arc::new(barred))
            .connect_timeout(CONNECT.min(config.timeout))
            .timeout(config.timeout)
            .build();
        let client = client.map_err(|error| receiver.refused("url", format!("cannot be used: {error}")))?;
        Ok(Self {
            name: receiver.name.clone(),
            client,
            url,
            secrets: receiver.secrets()?,
            token: receiver.token()?,
        })
    }

    /// Posts an event, signed at this instant.
    pub(super) async fn post(&self, event: &OutgoingEvent, now: Timestamp) -> Answer {
        let signed = sign(&self.secrets, &event.event_id, now, &event.body);
        let mut request = self
            .client
            .post(self.url.clone())
            .header(CONTENT_TYPE, STRUCTURED)
            .header("webhook-id", &event.event_id)
            .header("webhook-timestamp", signed.timestamp)
            .header("webhook-signature", signed.signatures);
        if let Some(token) = &self.token {
            request = request.header(AUTHORIZATION, token.clone());
        }
        match request.body(event.body.clone()).send().await {
            Ok(answer) => judged(&answer),
            Err(error) => Answer::Away(unanswered(&error), None),
        }
    }
}

/// An address that is written out never meets the resolver.
fn allowed(receiver: &ReceiverConfig, url: &Url, barred: &Barred) -> Result<(), ServiceError> {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    match host.parse().ok().and_then(|address| barred.reason(address)) {
        Some(reason) => Err(receiver.refused("url", format!("{reason}; name the receiver's own address"))),
        None => Ok(()),
    }
}

/// Only 2xx says that the event was taken. A redirect is not followed: where to is not in the configuration.
fn judged(answer: &Response) -> Answer {
    let (status, why) = (answer.status(), format!("answered with status {}", answer.status()));
    match status {
        taken if taken.is_success() => Answer::Taken,
        StatusCode::UNAUTHORIZED
        | StatusCode::FORBIDDEN
        | StatusCode::NOT_FOUND
        | StatusCode::METHOD_NOT_ALLOWED
        | StatusCode::REQUEST_TIMEOUT
        | StatusCode::GONE
        | StatusCode::TOO_MANY_REQUESTS => Answer::Away(why, retry_after(answer)),
        refused if refused.is_client_error() => Answer::Refused(why),
        redirected if redirected.is_redirection() => {
            Answer::Away(format!("{why}, and a redirect is not followed"), None)
        }
        _ => Answer::Away(why, retry_after(answer)),
    }
}

fn retry_after(answer: &Response) -> Option<Duration> {
    let seconds: u64 = answer.headers().get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds.min(LONGEST_RETRY_AFTER)))
}

/// Without the address: it may hold a secret path.
fn unanswered(error: &reqwest::Error) -> String {
    let kind = match () {
        () if error.is_timeout() => "no answer in time",
        () if error.is_connect() => "no connection",
        () => "no answer",
    };
    let mut text = kind.to_owned();
    let mut cause = std::error::Error::source(error);
    while let Some(next) = cause {
        text = format!("{text}: {next}");
        cause = next.source();
    }
    text
}
