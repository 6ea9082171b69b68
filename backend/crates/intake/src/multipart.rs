//! Takes a violation packet's request apart while it streams in, within its limits.

use std::pin::Pin;
use std::task::{Context, Poll};

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::error::PayloadError;
use actix_web::http::header::{CONTENT_LENGTH, HeaderMap};
use actix_web::web::{self, Bytes};
use futures_util::{Stream, StreamExt, TryStreamExt};
use poortwacht_services::intake::{PacketFault, PacketPart, PacketSubmission};

use crate::limits::{MAX_BODY_BYTES, MAX_DOCUMENT_BYTES, MAX_PARTS, MAX_PICTURE_BYTES, MAX_SIGNATURE_BYTES};
use crate::problem::Problem;

/// Reads the whole request. What can be told together with the packet's own faults is left in the submission.
pub(crate) async fn read(headers: &HeaderMap, payload: web::Payload) -> Result<PacketSubmission, Problem> {
    let mut multipart = Multipart::new(headers, Bounded { payload, left: MAX_BODY_BYTES });
    let mut left = declared_length(headers);
    let mut submission = PacketSubmission::default();
    let mut count = 0_usize;
    while let Some(field) = multipart.next().await {
        let mut field = field.map_err(problem)?;
        count += 1;
        if count > MAX_PARTS {
            return Err(Problem::too_large("a request has at most 32 parts"));
        }
        let name = field.name().unwrap_or_default().to_owned();
        let bytes = bytes(&mut field, limit(&name), left).await?;
        left = left.saturating_sub(bytes.len());
        check_type(&field, &name, &mut submission.faults);
        put(&mut submission, name, bytes);
    }
    Ok(submission)
}

fn limit(name: &str) -> usize {
    match name {
        "packet" => MAX_DOCUMENT_BYTES,
        "signature" => MAX_SIGNATURE_BYTES,
        _ => MAX_PICTURE_BYTES,
    }
}

/// What the request says of its length; nothing when it does not.
fn declared_length(headers: &HeaderMap) -> usize {
    let declared = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    declared.and_then(|value| value.parse().ok()).unwrap_or_default()
}

/// Reads one part. Room is made at once for what may still come (memory that is not written to costs nothing), instead of
/// moving a picture from one place to the next as it grows.
async fn bytes(field: &mut Field, limit: usize, left: usize) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::with_capacity(limit.min(left));
    while let Some(chunk) = field.try_next().await.map_err(problem)? {
        if bytes.len() + chunk.len() > limit {
            return Err(Problem::too_large(
                "a part is too large: at most 8 MiB for a picture, 512 KiB for packet, 1 KiB for signature",
            ));
        }
        bytes.extend_from_slice(&chunk);
    }
    bytes.shrink_to_fit();
    Ok(bytes)
}

/// A part may leave its type out: the content is judged in any case. It may not be another one.
fn check_type(field: &Field, name: &str, faults: &mut Vec<PacketFault>) {
    let Some(declared) = field.content_type().map(|mime| mime.essence_str().to_owned()) else { return };
    let expected = match name {
        "packet" => "application/json",
        "signature" => return,
        _ => "image/jpeg",
    };
    if declared != expected {
        let which = if name == "packet" { "packet" } else { "of a picture" };
        let detail = format!("the part {which} has another content type than {expected}; set it");
        faults.push(PacketFault::of_request("part_type", detail));
    }
}

fn put(submission: &mut PacketSubmission, name: String, bytes: Vec<u8>) {
    let slot = match name.as_str() {
        "packet" => &mut submission.packet_bytes,
        "signature" => &mut submission.signature,
        _ => return submission.parts.push(PacketPart { name, bytes }),
    };
    if slot.is_some() {
        let detail = format!("the part {name} is there twice; send it once");
        submission.faults.push(PacketFault::of_request("part_duplicate", detail));
    } else {
        *slot = Some(bytes);
    }
}

fn problem(error: MultipartError) -> Problem {
    let detail = match error {
        MultipartError::Payload(PayloadError::Overflow) => {
            return Problem::too_large("the request is too large; all pictures together have at most 16 MiB");
        }
        MultipartError::Incomplete | MultipartError::Payload(_) => {
            "the body ends before its last boundary; send the request again"
        }
        MultipartError::ContentDispositionMissing | MultipartError::ContentDispositionNameMissing => {
            "a part has no name; give each part a Content-Disposition of form-data with a name"
        }
        MultipartError::BoundaryMissing => "the boundary is missing; declare it in Content-Type and use it",
        _ => "the body is not well-formed multipart/form-data; see RFC 7578",
    };
    Problem::invalid(vec![PacketFault::of_request("multipart_malformed", detail)])
}

/// A body that ends in an error when it is longer than allowed.
struct Bounded {
    payload: web::Payload,
    left: usize,
}

impl Stream for Bounded {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let polled = self.payload.poll_next_unpin(context);
        if let Poll::Ready(Some(Ok(chunk))) = &polled {
            match self.left.checked_sub(chunk.len()) {
                Some(left) => self.left = left,
                None => return Poll::Ready(Some(Err(PayloadError::Overflow))),
            }
        }
        polled
    }
}
