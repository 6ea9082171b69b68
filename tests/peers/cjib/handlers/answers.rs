//! JSON that the mock answers with.

use jiff::Timestamp;
use serde::Serialize;

use crate::state::{Held, HeldCase};

/// Answer to a delivery.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Receipt<'a> {
    batch_id: &'a str,
    receipt_number: &'a str,
    received_at: Timestamp,
    sha256: &'a str,
    count: usize,
}

impl<'a> Receipt<'a> {
    /// The receipt of a held batch.
    pub fn new(id: &'a str, held: &'a Held) -> Self {
        Self {
            batch_id: id,
            receipt_number: &held.receipt_number,
            received_at: held.received_at,
            sha256: &held.sha256,
            count: held.cases.len(),
        }
    }
}

/// Answer to a question about one batch, and an item of the list.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Progress<'a> {
    #[serde(flatten)]
    receipt: Receipt<'a>,
    municipality_oin: &'a str,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    processed_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cases: Option<&'a [HeldCase]>,
}

impl<'a> Progress<'a> {
    /// What is known of a held batch at `now`.
    pub fn new(id: &'a str, held: &'a Held, now: Timestamp) -> Self {
        let processed = held.processed_at <= now;
        Self {
            receipt: Receipt::new(id, held),
            municipality_oin: &held.municipality_oin,
            status: if processed { "processed" } else { "received" },
            processed_at: processed.then_some(held.processed_at),
            cases: processed.then_some(&held.cases),
        }
    }
}
