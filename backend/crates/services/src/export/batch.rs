//! Making a batch: the file, sealed under a key of its own.

use aws_lc_rs::digest::{SHA256, digest};
use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::rng::random_bytes;
use poortwacht_domain::{BatchId, CaseId, CaseRef, MunicipalityId, RetentionClass};
use poortwacht_evidence::seal::{Binding, derive, seal};
use poortwacht_store::batches::NewBatch;
use poortwacht_store::cases::{Case, DatabaseHalf, Retention};
use zeroize::Zeroizing;

use super::document::{self, Document, Header};
use super::gate::Passed;
use crate::blocking::off_worker;
use crate::{ServiceError, Services};

/// Name of the sealed file.
const FILE: &str = "batch.xml";

/// A batch file is never sealed anew.
const REVISION: i64 = 1;

/// What a batch file is bound to.
pub(super) fn binding(municipality: MunicipalityId, batch: BatchId) -> Binding<'static> {
    Binding { municipality, subject: batch.as_uuid(), field: FILE, revision: REVISION }
}

/// SHA-256, lower-case hexadecimal.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hex::encode(digest(&SHA256, bytes))
}

/// A case in a batch to be made. There is none of a case that did not pass the gate.
pub(super) struct Member {
    id: CaseId,
    reference: CaseRef,
    captured_at: Timestamp,
    document: Document,
}

impl Member {
    /// A case that passed, as it is delivered.
    ///
    /// # Errors
    /// [`ServiceError::Damaged`] when the pass is another case's.
    pub(super) fn new(passed: &Passed, case: &Case, document: Document) -> Result<Self, ServiceError> {
        if passed.case() != case.id {
            return Err(ServiceError::Damaged("a pass of another case".to_owned()));
        }
        Ok(Self { id: case.id, reference: case.reference.clone(), captured_at: case.captured_at, document })
    }
}

/// Makes the batch of these cases; `None` without any.
pub(super) async fn make(
    services: &Services,
    municipality: MunicipalityId,
    oin: String,
    now: Timestamp,
    members: Vec<Member>,
) -> Result<Option<NewBatch>, ServiceError> {
    let acts = members.iter().map(|member| member.captured_at);
    let (Some(from), Some(until)) = (acts.clone().min(), acts.max()) else { return Ok(None) };
    let id = BatchId::random(services.rng().as_ref());
    let cases = members.iter().map(|member| (member.id, member.reference.clone())).collect();
    let documents: Vec<Document> = members.into_iter().map(|member| member.document).collect();
    let header = Header { batch: id, oin: &oin, created_at: now, from, until };
    let file = document::write(&header, &documents)?;
    let sha256 = sha256(&file);
    let (half, sealed_file) = sealed(services, municipality, id, file).await?;
    Ok(Some(NewBatch {
        id,
        municipality,
        period_from: from,
        period_until: until.saturating_add(SignedDuration::from_micros(1)).unwrap_or(until),
        built_at: now,
        sha256,
        half,
        sealed_file,
        cases,
        retention: retention(services, municipality, from),
        oin,
    }))
}

/// Until it is reconciled the file lives no longer than the first of its cases: who is not fined is not kept.
fn retention(services: &Services, municipality: MunicipalityId, earliest: Timestamp) -> Retention {
    let destroy_after = services.terms(municipality).destroy_after(RetentionClass::Confirmed, earliest);
    Retention { class: RetentionClass::BatchFile, destroy_after }
}

async fn sealed(
    services: &Services,
    municipality: MunicipalityId,
    id: BatchId,
    file: Zeroizing<Vec<u8>>,
) -> Result<(DatabaseHalf, Vec<u8>), ServiceError> {
    let (keys, rng) = (services.keys(), services.rng());
    off_worker(move || {
        let other = keys.take_half()?;
        let half = DatabaseHalf { id: other.id, half: random_bytes(rng.as_ref()) };
        let key = derive(&half.half, other.secret.expose(), id.as_uuid())?;
        let sealed = seal(&key, &binding(municipality, id), &file, rng.as_ref())?;
        Ok((half, sealed))
    })
    .await
}
