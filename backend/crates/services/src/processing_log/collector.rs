//! The collector: OTLP over HTTP and TLS, one request at a time, believed only when it says in so many words what it took.
//!
//! The SDK's exporter is not used: it tells its caller nothing about a partial success, and a line the collector did not
//! take would be forgotten.

use std::time::Duration;

use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTracePartialSuccess, ExportTraceServiceResponse,
};
use poortwacht_domain::RecordId;
use prost::Message as _;
use reqwest::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use reqwest::{Client, Response, StatusCode, Url, redirect};

use super::otlp::{Outgoing, Sheet};
use super::settings::{ProcessingLogConfig, invalid};
use crate::{ServiceError, tls};

const PROTOBUF: &str = "application/x-protobuf";

const CONNECT: Duration = Duration::from_secs(10);
/// Longest answer that is read, in bytes.
const LONGEST_ANSWER: usize = 64 * 1024;
/// Longest wait that a collector may ask for.
const LONGEST_RETRY_AFTER: u64 = 3_600;

/// A collector, ready to be asked.
#[derive(Debug)]
pub(crate) struct Collector {
    client: Client,
    url: Url,
    headers: HeaderMap,
}

/// What the collector made of some lines.
#[derive(Debug, Default)]
pub(super) struct Sorted {
    /// It has them.
    pub(super) taken: Vec<RecordId>,
    /// It will not have them.
    pub(super) rejected: Vec<RecordId>,
    /// Why there was no answer for the rest.
    pub(super) failure: Option<Failure>,
}

/// No answer, or none that can be believed: the lines may have arrived, and are sent again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub(super) struct Failure {
    /// Why, without anything of the lines.
    pub(super) why: String,
    /// The collector asks not to be asked again before this long.
    pub(super) retry_after: Option<Duration>,
}

/// An answer to one request.
enum Verdict {
    Taken,
    /// So many of them were not; which ones, OTLP does not say.
    Rejected(usize),
}

impl Collector {
    /// Reads the files and prepares connections; connects to nothing yet.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`] naming the member that cannot be used.
    pub(crate) fn new(config: &ProcessingLogConfig) -> Result<Self, ServiceError> {
        let identity =
            config.identity.as_ref().map(|(certificate, key)| (certificate.as_path(), key.as_path()));
        let tls =
            tls::client(&config.ca_file, identity).map_err(|error| invalid("tls", error.to_string()))?;
        let client = Client::builder()
            .use_preconfigured_tls(tls)
            .https_only(true)
            .no_proxy()
            .redirect(redirect::Policy::none())
            .connect_timeout(CONNECT.min(config.timeout))
            .timeout(config.timeout)
            .build();
        let client = client.map_err(|error| invalid("endpoint", format!("cannot be used: {error}")))?;
        Ok(Self { client, url: config.url()?, headers: config.headers()? })
    }

    /// Hands lines over. Where the collector rejects some of them without saying which, halves are sent again until each
    /// rejected line stands alone.
    pub(super) async fn hand_over(&self, sheet: &Sheet, lines: &[Outgoing]) -> Sorted {
        let mut sorted = Sorted::default();
        let mut parts = vec![lines];
        while let Some(part) = parts.pop() {
            match self.post(sheet, part).await {
                Ok(Verdict::Taken) => sorted.taken.extend(ids(part)),
                Ok(Verdict::Rejected(some)) if some >= part.len() || part.len() == 1 => {
                    sorted.rejected.extend(ids(part));
                }
                Ok(Verdict::Rejected(_)) => parts.extend(<[_; 2]>::from(part.split_at(part.len() / 2))),
                Err(failure) => {
                    sorted.failure = Some(failure);
                    return sorted;
                }
            }
        }
        sorted
    }

    async fn post(&self, sheet: &Sheet, lines: &[Outgoing]) -> Result<Verdict, Failure> {
        let body = sheet.request(lines).encode_to_vec();
        let request = self.client.post(self.url.clone()).headers(self.headers.clone());
        let answer = request.header(CONTENT_TYPE, PROTOBUF).body(body).send().await.map_err(unanswered)?;
        match answer.status() {
            StatusCode::OK => verdict(answer).await,
            // The collector says that these bytes will never do; of several lines one may be at fault.
            StatusCode::BAD_REQUEST | StatusCode::PAYLOAD_TOO_LARGE if lines.len() > 1 => {
                Ok(Verdict::Rejected(1))
            }
            StatusCode::BAD_REQUEST | StatusCode::PAYLOAD_TOO_LARGE => Ok(Verdict::Rejected(lines.len())),
            status => Err(Failure {
                why: format!("answered with status {status}"),
                retry_after: retry_after(&answer),
            }),
        }
    }
}

fn ids(lines: &[Outgoing]) -> impl Iterator<Item = RecordId> {
    lines.iter().map(|outgoing| outgoing.line.id)
}

/// A confirmation is OTLP's own answer; a page that says OK, from whatever stands between, confirms nothing.
async fn verdict(answer: Response) -> Result<Verdict, Failure> {
    let is_protobuf = answer.headers().get(CONTENT_TYPE).is_some_and(|kind| kind == PROTOBUF);
    if !is_protobuf {
        return Err(failure(format!("answered with something that is not {PROTOBUF}")));
    }
    let body = read(answer).await?;
    let answer = ExportTraceServiceResponse::decode(body.as_slice())
        .map_err(|error| failure(format!("an answer that cannot be read: {error}")))?;
    let rejected =
        |partial: ExportTracePartialSuccess| usize::try_from(partial.rejected_spans).unwrap_or_default();
    Ok(match answer.partial_success.map(rejected) {
        None | Some(0) => Verdict::Taken,
        Some(some) => Verdict::Rejected(some),
    })
}

async fn read(mut answer: Response) -> Result<Vec<u8>, Failure> {
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(unanswered)? {
        body.extend_from_slice(&chunk);
        if body.len() > LONGEST_ANSWER {
            return Err(failure("an answer that is too long".to_owned()));
        }
    }
    Ok(body)
}

fn retry_after(answer: &Response) -> Option<Duration> {
    let seconds: u64 = answer.headers().get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds.min(LONGEST_RETRY_AFTER)))
}

fn unanswered(error: reqwest::Error) -> Failure {
    let kind = match () {
        () if error.is_timeout() => "no answer in time",
        () if error.is_connect() => "no connection",
        () => "no answer",
    };
    let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}")).unwrap_or_default();
    failure(format!("{kind}{cause}"))
}

fn failure(why: String) -> Failure {
    Failure { why, retry_after: None }
}
