//! Packets whose every byte is ready before a clock starts: drawn, encoded, signed and framed.

use anyhow::{Context, Result};
use reqwest::StatusCode;
use reqwest::header::CONTENT_TYPE;
use serde_json::Value;

use crate::sender::{Draft, Sender};

/// Stands in no picture of ours and in no document.
const BOUNDARY: &str = "----roadside-4d1f0c7be2a94c5b8d3e6f70a1b2c3d4";

/// A request's body.
pub struct Prepared(Vec<u8>);

impl Sender {
    /// Signs and frames a draft.
    pub fn prepare(&self, draft: &Draft) -> Result<Prepared> {
        let document = draft.document()?;
        let signature = self.sign(&document)?;
        let mut body = Vec::new();
        part(&mut body, "packet", "application/json", &document);
        part(&mut body, "signature", "text/plain", signature.as_bytes());
        for (name, bytes) in &draft.pictures {
            part(&mut body, name, "image/jpeg", bytes);
        }
        body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        Ok(Prepared(body))
    }

    /// Sends it.
    pub async fn post(&self, Prepared(body): Prepared) -> Result<(StatusCode, Value)> {
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        let request = self.client().post(self.path("/v1/violation-packets")).header(CONTENT_TYPE, kind);
        let answer = request.body(body).send().await?;
        let status = answer.status();
        let text = answer.text().await?;
        Ok((status, serde_json::from_str(&text).with_context(|| format!("{status}: {text}"))?))
    }
}

fn part(body: &mut Vec<u8>, name: &str, kind: &str, bytes: &[u8]) {
    let head = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\nContent-Type: {kind}\r\n\r\n"
    );
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n");
}
