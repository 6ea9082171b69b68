//! Profile `cjib-mock-v1` over HTTP with mutual TLS (schema/cjib-mock-v1.xsd says how).

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use poortwacht_domain::{BatchId, CaseRef, ReturnCode, looks_like_plate};
use poortwacht_store::batches::Answer;
use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, Response, StatusCode, redirect};
use serde::Deserialize;

use super::profile::{
    Answering, CaseAnswer, CjibProfile, Delivery, DeliveryError, ListedBatch, Period, Progress, Receipt,
};
use super::tls;
use crate::{CjibConfig, FieldProblem, ServiceError};

/// Name of the profile in the configuration.
pub(super) const NAME: &str = "cjib-mock-v1";

const CONNECT: Duration = Duration::from_secs(10);

/// Longest text of a return that is kept, in characters.
const LONGEST_TEXT: usize = 200;

/// The CJIB as the mock plays it.
#[derive(Debug)]
pub struct MockV1 {
    client: Client,
    base: String,
}

impl MockV1 {
    /// Reads the certificates and prepares connections; connects to nothing yet.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`] naming the file that cannot be used.
    pub fn new(config: &CjibConfig) -> Result<Self, ServiceError> {
        let client = Client::builder()
            .use_preconfigured_tls(tls::client(config)?)
            .https_only(true)
            .no_proxy()
            .redirect(redirect::Policy::none())
            .connect_timeout(CONNECT.min(config.timeout))
            .timeout(config.timeout)
            .build();
        let client = client.map_err(|error| {
            ServiceError::Invalid(vec![FieldProblem::new("cjib", format!("cannot be used: {error}"))])
        })?;
        Ok(Self { client, base: config.url.trim_end_matches('/').to_owned() })
    }
}

/// Answer to a delivery.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ReceiptBody {
    batch_id: BatchId,
    receipt_number: String,
    sha256: String,
    count: u64,
}

/// Answer to a question.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ProgressBody {
    batch_id: BatchId,
    receipt_number: String,
    municipality_oin: String,
    sha256: String,
    count: u64,
    status: Status,
    #[serde(default)]
    cases: Vec<CaseBody>,
}

/// Answer to a question for the list.
#[derive(Deserialize)]
struct ListBody {
    batches: Vec<ProgressBody>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum Status {
    Received,
    Processed,
}

#[derive(Deserialize)]
#[serde(tag = "outcome", rename_all = "camelCase")]
enum CaseBody {
    Accepted {
        reference: CaseRef,
    },
    Returned {
        reference: CaseRef,
        code: ReturnCode,
        #[serde(default)]
        text: String,
    },
}

/// The member of problem+json that is a code.
#[derive(Deserialize)]
struct ProblemBody {
    r#type: String,
}

impl CjibProfile for MockV1 {
    fn deliver<'a>(&'a self, delivery: Delivery<'a>) -> Answering<'a, Receipt> {
        Box::pin(self.post(delivery))
    }

    fn progress(&self, batch: BatchId) -> Answering<'_, Progress> {
        Box::pin(self.get(batch))
    }

    fn list(&self, period: Period) -> Answering<'_, Vec<ListedBatch>> {
        Box::pin(self.get_list(period))
    }
}

impl MockV1 {
    async fn post(&self, delivery: Delivery<'_>) -> Result<Receipt, DeliveryError> {
        let digest = hex::decode(delivery.sha256).map_err(|_| DeliveryError::Unreadable("the digest"))?;
        let request = self
            .client
            .post(format!("{}/v1/batches", self.base))
            .header(CONTENT_TYPE, "application/xml")
            .header("Idempotency-Key", delivery.batch.to_string())
            .header("Content-Digest", format!("sha-256=:{}:", STANDARD.encode(digest)))
            .body(delivery.file.to_vec());
        let answer = request.send().await.map_err(unanswered)?;
        match answer.status() {
            StatusCode::ACCEPTED => receipt(read(answer).await?, &delivery),
            _ => Err(refusal(answer).await),
        }
    }

    async fn get(&self, batch: BatchId) -> Result<Progress, DeliveryError> {
        let request = self.client.get(format!("{}/v1/batches/{batch}", self.base));
        let answer = request.send().await.map_err(unanswered)?;
        match answer.status() {
            StatusCode::OK => progress(read(answer).await?, batch),
            StatusCode::NOT_FOUND => Ok(Progress::Unknown),
            _ => Err(refusal(answer).await),
        }
    }

    async fn get_list(&self, period: Period) -> Result<Vec<ListedBatch>, DeliveryError> {
        let query = [("receivedFrom", period.from), ("receivedUntil", period.until)];
        let request = self.client.get(format!("{}/v1/batches", self.base)).query(&query);
        let answer = request.send().await.map_err(unanswered)?;
        match answer.status() {
            StatusCode::OK => Ok(read::<ListBody>(answer).await?.batches.into_iter().map(listed).collect()),
            _ => Err(refusal(answer).await),
        }
    }
}

/// A receipt counts only for the bytes that were sent.
fn receipt(body: ReceiptBody, delivery: &Delivery<'_>) -> Result<Receipt, DeliveryError> {
    let same = body.batch_id == delivery.batch
        && body.sha256.eq_ignore_ascii_case(delivery.sha256)
        && body.count == delivery.count;
    if same {
        Ok(Receipt { number: body.receipt_number })
    } else {
        Err(DeliveryError::Unreadable("the receipt"))
    }
}

fn progress(body: ProgressBody, batch: BatchId) -> Result<Progress, DeliveryError> {
    match body.status {
        _ if body.batch_id != batch => Err(DeliveryError::Unreadable("another batch")),
        Status::Received => Ok(Progress::Received(Receipt { number: body.receipt_number })),
        Status::Processed => {
            let receipt = Receipt { number: body.receipt_number };
            Ok(Progress::Processed(receipt, body.cases.into_iter().map(case_answer).collect()))
        }
    }
}

fn listed(body: ProgressBody) -> ListedBatch {
    let cases = match body.status {
        Status::Received => None,
        Status::Processed => Some(body.cases.into_iter().map(case_answer).collect()),
    };
    ListedBatch {
        batch: body.batch_id,
        receipt: Receipt { number: body.receipt_number },
        oin: body.municipality_oin,
        sha256: body.sha256.to_ascii_lowercase(),
        count: body.count,
        cases,
    }
}

fn case_answer(body: CaseBody) -> CaseAnswer {
    match body {
        CaseBody::Accepted { reference } => CaseAnswer { reference, answer: Answer::Accepted },
        CaseBody::Returned { reference, code, text } => {
            CaseAnswer { reference, answer: Answer::Returned { code, text: kept(&text) } }
        }
    }
}

/// The text stays with the batch longer than the case lives, so one that holds a plate is not kept.
fn kept(text: &str) -> String {
    if looks_like_plate(text) { String::new() } else { text.chars().take(LONGEST_TEXT).collect() }
}

async fn read<T: serde::de::DeserializeOwned>(answer: Response) -> Result<T, DeliveryError> {
    answer.json().await.map_err(|error| match error.is_decode() {
        true => DeliveryError::Unreadable("not the profile's JSON"),
        false => unanswered(error),
    })
}

/// A refusal names the CJIB's own code for it; a fault of the CJIB is no refusal.
async fn refusal(answer: Response) -> DeliveryError {
    let status = answer.status();
    if status.is_server_error() {
        return DeliveryError::Unanswered(format!("status {}", status.as_u16()));
    }
    let kind = answer.json::<ProblemBody>().await.ok().map(|body| code(&body.r#type));
    DeliveryError::Refused { status: status.as_u16(), kind: kind.unwrap_or_else(|| "unnamed".to_owned()) }
}

/// The last part of a problem type, if it is a code.
fn code(problem_type: &str) -> String {
    let last = problem_type.rsplit([':', '/']).next().unwrap_or_default();
    let well_formed = (1..=40).contains(&last.len())
        && last.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'-' | b'_'));
    if well_formed { last.to_owned() } else { "unnamed".to_owned() }
}

/// What went wrong on the way, without the address: that is configuration, not news.
fn unanswered(error: reqwest::Error) -> DeliveryError {
    let what = match &error {
        error if error.is_timeout() => "time ran out",
        error if error.is_connect() => "no connection",
        error if error.is_body() || error.is_decode() => "the answer broke off",
        _ => "the connection broke off",
    };
    tracing::debug!(error = %error.without_url(), "delivery");
    DeliveryError::Unanswered(what.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_processed_batch_is_read_case_by_case_and_a_plate_in_a_text_is_not_kept() {
        let id = "6f1d9c3e-2b7a-4c58-9d0e-1a2b3c4d5e6f";
        let reference = CaseRef::random(&poortwacht_domain::testing::SequenceRng::default());
        let body = format!(
            r#"{{"batchId":"{id}","receiptNumber":"MOCK-1","receivedAt":"2026-11-22T02:30:00Z","sha256":"00","count":2,
                "municipalityOin":"00000001001234567000","status":"processed","processedAt":"2026-11-22T02:30:00Z",
                "cases":[{{"reference":"{reference}","outcome":"accepted"}},
                         {{"reference":"{reference}","outcome":"returned","code":"U01","text":"AE-12-UI onbekend"}}]}}"#
        );
        let body: ProgressBody = serde_json::from_str(&body).unwrap();
        let progress = progress(body, id.parse().unwrap()).unwrap();
        let Progress::Processed(receipt, answers) = progress else { panic!() };
        assert_eq!(receipt.number, "MOCK-1");
        let code = ReturnCode::parse("U01").unwrap();
        assert_eq!(answers[0].answer, Answer::Accepted);
        assert_eq!(answers[1].answer, Answer::Returned { code, text: String::new() });
    }

    #[test]
    fn a_receipt_for_other_bytes_is_none() {
        let batch: BatchId = "6f1d9c3e-2b7a-4c58-9d0e-1a2b3c4d5e6f".parse().unwrap();
        let delivery = Delivery { batch, sha256: "ab", count: 2, file: b"" };
        let body = |sha256: &str, count| ReceiptBody {
            batch_id: batch,
            receipt_number: "MOCK-1".to_owned(),
            sha256: sha256.to_owned(),
            count,
        };
        assert_eq!(receipt(body("AB", 2), &delivery), Ok(Receipt { number: "MOCK-1".to_owned() }));
        assert!(receipt(body("ac", 2), &delivery).is_err());
        assert!(receipt(body("ab", 1), &delivery).is_err());
    }

    #[test]
    fn only_a_code_of_a_refusal_is_kept() {
        assert_eq!(code("urn:poortwacht:cjib-mock:key-conflict"), "key-conflict");
        assert_eq!(code("https://example/problems/late"), "late");
        assert_eq!(code("AE-12-UI"), "unnamed");
    }
}
