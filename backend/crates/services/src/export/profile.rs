//! How a batch reaches the CJIB: the one trait behind which every interface stands.

use std::future::Future;
use std::pin::Pin;

use jiff::Timestamp;
use poortwacht_domain::{BatchId, CaseRef};
use poortwacht_store::batches::Answer;

/// A batch as it is sent.
#[derive(Clone, Copy)]
pub struct Delivery<'a> {
    /// Its identifier, which is the idempotency key: the same key always comes with the same bytes.
    pub batch: BatchId,
    /// SHA-256 of the file, lower-case hexadecimal.
    pub sha256: &'a str,
    /// How many cases are in it.
    pub count: u64,
    /// The file.
    pub file: &'a [u8],
}

/// The CJIB has a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Its receipt number.
    pub number: String,
}

/// How far the CJIB is with a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// It does not know the batch (any more).
    Unknown,
    /// It has the batch and has not judged it yet.
    Received(Receipt),
    /// It has judged every case.
    Processed(Receipt, Vec<CaseAnswer>),
}

/// A batch as the CJIB lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedBatch {
    /// Its identifier.
    pub batch: BatchId,
    /// Its receipt.
    pub receipt: Receipt,
    /// The municipality's number in it.
    pub oin: String,
    /// SHA-256 of the file as it arrived, lower-case hexadecimal.
    pub sha256: String,
    /// How many cases are in it.
    pub count: u64,
    /// What it says of each; `None` while it has not judged them.
    pub cases: Option<Vec<CaseAnswer>>,
}

/// A stretch of time: its first instant belongs to it, its last one does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// From this instant on.
    pub from: Timestamp,
    /// Up to, but without, this one.
    pub until: Timestamp,
}

/// The CJIB's answer for a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseAnswer {
    /// The case.
    pub reference: CaseRef,
    /// Accepted, or returned with a code.
    pub answer: Answer,
}

/// Why a delivery or a question did not succeed. The texts are kept with the batch, so they hold nothing of the case.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeliveryError {
    /// The CJIB refused it; repeating it as it is will hardly help.
    #[error("refused with status {status} ({kind})")]
    Refused {
        /// HTTP status.
        status: u16,
        /// Kind of refusal, a code.
        kind: String,
    },
    /// No answer, or one that says that it went wrong there; it may have arrived all the same.
    #[error("no answer: {0}")]
    Unanswered(String),
    /// An answer that does not fit the profile or the batch.
    #[error("an answer that does not fit: {0}")]
    Unreadable(&'static str),
}

/// What a profile answers, once it does.
pub type Answering<'a, T> = Pin<Box<dyn Future<Output = Result<T, DeliveryError>> + Send + 'a>>;

/// An interface of the CJIB.
///
/// No public specification of the real one exists; when there is one, it becomes another implementation, named in the
/// configuration as `cjib.profile`. What the rest relies on:
///
/// - [`deliver`](Self::deliver) may be called any number of times with the same batch, also at once from two processes;
///   the CJIB takes it once. Only an answer that says so is a [`Receipt`].
/// - an answer is complete: [`Progress::Processed`] lists every case of the batch, and [`list`](Self::list) every batch.
/// - [`Progress::Unknown`] is said only of a batch that it does not have. On that word the cases of a batch that was never
///   acknowledged and cannot be sent any more go out in another one.
/// - nothing of a case, its file or a raw answer goes into an error or a log.
pub trait CjibProfile: Send + Sync {
    /// Sends a batch.
    fn deliver<'a>(&'a self, delivery: Delivery<'a>) -> Answering<'a, Receipt>;

    /// Asks after a batch.
    fn progress(&self, batch: BatchId) -> Answering<'_, Progress>;

    /// Asks for its own list of the batches that it received in a period.
    fn list(&self, period: Period) -> Answering<'_, Vec<ListedBatch>>;
}
