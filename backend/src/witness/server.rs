//! The log's server, asked over mutual TLS. Whatever is not its own good answer is no answer: the page of a proxy must not
//! pass for a lie of the log.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use poortwacht_ledger::ShardName;
use poortwacht_ledger::export::hashes_path;
use poortwacht_ledger::witness::{Cosigned, ShardSource, SourceError};
use poortwacht_services::tls;
use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, Response, StatusCode, Url, redirect};

use super::with_causes;

const CONNECT: Duration = Duration::from_secs(10);
const ANSWER: Duration = Duration::from_secs(30);

const TEXT: &str = "text/plain";
const BYTES: &str = "application/octet-stream";
const PROBLEM: &str = "application/problem+json";

/// Most bytes that are read: a century of shards, a note with many signatures, a full tile, a problem.
const LONGEST_LIST: usize = 64 * 1024;
const LONGEST_NOTE: usize = 64 * 1024;
const LONGEST_TILE: usize = 256 * 32;
const LONGEST_PROBLEM: usize = 4 * 1024;

/// With what the witness shows who it is, and whom it trusts. PEM files.
#[derive(Debug, Clone)]
pub struct Identity {
    /// Authorities of the server's certificate.
    pub authority: PathBuf,
    /// The witness's client certificate.
    pub certificate: PathBuf,
    /// Its private key.
    pub private_key: PathBuf,
}

/// A server of the log.
#[derive(Debug)]
pub struct Server {
    client: Client,
    /// Without a slash at its end.
    base: String,
}

impl Server {
    /// Reads the certificates; connects to nothing yet.
    ///
    /// # Errors
    /// An address that is not HTTPS, or a file that cannot be used, by name.
    pub fn new(url: &Url, identity: &Identity) -> Result<Self> {
        ensure!(url.scheme() == "https" && url.query().is_none(), "--url {url}: give an https:// address");
        let own = (identity.certificate.as_path(), identity.private_key.as_path());
        let tls = tls::client(&identity.authority, Some(own))?;
        Ok(Self { client: client(tls)?, base: url.as_str().trim_end_matches('/').to_owned() })
    }

    /// Hands a cosigned checkpoint over.
    ///
    /// # Errors
    /// What the server or the network had against it.
    pub async fn hand_over(&self, cosigned: &Cosigned) -> Result<(), String> {
        let request = self.client.post(self.url(&format!("{}/cosignature", cosigned.shard)));
        let request = request.header(CONTENT_TYPE, "text/plain; charset=utf-8").body(cosigned.note.clone());
        let answer = request.send().await.map_err(|error| with_causes(&error))?;
        match answer.status() {
            StatusCode::NO_CONTENT => Ok(()),
            _ => Err(refusal(answer).await),
        }
    }

    fn url(&self, path: &str) -> String {
        format!("{}/ledger/{path}", self.base)
    }

    async fn get(&self, path: &str, kind: &str, longest: usize) -> Result<Vec<u8>, SourceError> {
        let answer = self.client.get(self.url(path)).send().await;
        let answer = answer.map_err(|error| SourceError::Unreachable(with_causes(&error)))?;
        match answer.status() {
            StatusCode::OK if is(&answer, kind) => {
                read(answer, longest).await.map_err(SourceError::Unreachable)
            }
            StatusCode::OK => Err(SourceError::Unreachable(format!(
                "{path}: the answer is not {kind}, so not the log's own"
            ))),
            StatusCode::NOT_FOUND if is(&answer, PROBLEM) => Err(SourceError::Missing(path.to_owned())),
            _ => Err(SourceError::Unreachable(format!("{path}: {}", refusal(answer).await))),
        }
    }

    async fn text(&self, path: &str, longest: usize) -> Result<String, SourceError> {
        let bytes = self.get(path, TEXT, longest).await?;
        let unread = |_| SourceError::Unreachable(format!("{path}: the answer is not UTF-8"));
        String::from_utf8(bytes).map_err(unread)
    }
}

impl ShardSource for Server {
    async fn shards(&self) -> Result<Vec<String>, SourceError> {
        let list = self.text("shards", LONGEST_LIST).await?;
        Ok(list.lines().map(str::to_owned).collect())
    }

    async fn checkpoint(&self, shard: &ShardName) -> Result<String, SourceError> {
        self.text(&format!("{shard}/checkpoint"), LONGEST_NOTE).await
    }

    async fn tile(
        &self,
        shard: &ShardName,
        level: u8,
        index: u64,
        width: u16,
    ) -> Result<Vec<u8>, SourceError> {
        self.get(&format!("{shard}/{}", hashes_path(level, index, width)), BYTES, LONGEST_TILE).await
    }
}

/// A client that follows nobody elsewhere.
pub(super) fn client(tls: rustls::ClientConfig) -> Result<Client> {
    let client = Client::builder()
        .use_preconfigured_tls(tls)
        .https_only(true)
        .no_proxy()
        .redirect(redirect::Policy::none())
        .connect_timeout(CONNECT)
        .timeout(ANSWER)
        .build();
    client.context("TLS client")
}

/// A client of other servers, which show certificates of the authorities in one file.
pub(super) fn plain_client(authorities: &Path) -> Result<Client> {
    client(tls::client(authorities, None)?)
}

fn is(answer: &Response, kind: &str) -> bool {
    let declared =
        answer.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    declared.split(';').next().is_some_and(|essence| essence.trim().eq_ignore_ascii_case(kind))
}

async fn read(mut answer: Response, longest: usize) -> Result<Vec<u8>, String> {
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|error| with_causes(&error))? {
        body.extend_from_slice(&chunk);
        if body.len() > longest {
            return Err(format!("the answer is longer than {longest} bytes"));
        }
    }
    Ok(body)
}

/// Status and, where the server itself says so, why.
async fn refusal(answer: Response) -> String {
    let status = answer.status();
    if !is(&answer, PROBLEM) {
        return format!("answered with status {status}, not by the log's own server");
    }
    let body = read(answer, LONGEST_PROBLEM).await.unwrap_or_default();
    let problem: serde_json::Value = serde_json::from_slice(&body).unwrap_or_default();
    let said =
        ["title", "detail", "reason"].map(|member| problem.get(member).and_then(serde_json::Value::as_str));
    let said: Vec<&str> = said.into_iter().flatten().collect();
    format!("answered with status {status}: {}", said.join("; "))
}
