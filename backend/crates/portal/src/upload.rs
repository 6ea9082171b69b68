//! Forms with a file. Their body is not read before the handler does: only its first part, which must be the token of the
//! session that sends it, and that is put back in front of the rest.

use actix_web::HttpMessage as _;
use actix_web::dev::{Payload, ServiceRequest};
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::{Bytes, BytesMut};
use futures_util::{StreamExt as _, stream};
use poortwacht_frontend::pages::error::ErrorKind;

use crate::failure::Failure;
use crate::routes::Endpoint;

/// The first part is shorter than this, in bytes.
const LONGEST_HEAD: usize = 4 * 1024;

/// Whether the endpoint takes a file and this request brings one.
pub(crate) fn is_one(endpoint: Endpoint, request: &ServiceRequest) -> bool {
    let declared = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let multipart = declared.is_some_and(|kind| kind.starts_with("multipart/form-data"));
    endpoint == Endpoint::UploadExemptions && multipart
}

/// The token in the first part; `None` when that is anything else.
///
/// # Errors
/// [`Failure`] when the body breaks off.
pub(crate) async fn token(request: &mut ServiceRequest) -> Result<Option<String>, Failure> {
    let mut payload = request.take_payload();
    let mut head = BytesMut::new();
    let found = loop {
        if let Some(found) = first_part(&head) {
            break Some(found);
        }
        if head.len() > LONGEST_HEAD {
            break None;
        }
        match payload.next().await {
            Some(chunk) => head.extend_from_slice(&chunk?),
            None => return Err(Failure::Page(ErrorKind::BadRequest)),
        }
    };
    let read = stream::once(std::future::ready(Ok::<Bytes, _>(head.freeze())));
    request.set_payload(Payload::Stream { payload: Box::pin(read.chain(payload)) });
    Ok(found.flatten())
}

/// What the first part holds once it is there whole; `Some(None)` when it is another field.
fn first_part(head: &[u8]) -> Option<Option<String>> {
    let start = position(head, b"\r\n\r\n")?;
    let (headers, value) = (head.get(..start)?, head.get(start + 4..)?);
    let end = position(value, b"\r\n")?;
    let headers = std::str::from_utf8(headers).ok().filter(|headers| headers.contains("name=\"form_token\""));
    let value = value.get(..end).and_then(|value| std::str::from_utf8(value).ok());
    Some(headers.and(value).map(ToOwned::to_owned))
}

fn position(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_the_first_part_or_there_is_none() {
        let part =
            |name: &str| format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\nabc\r\n--x");
        assert_eq!(first_part(part("form_token").as_bytes()), Some(Some("abc".to_owned())));
        assert_eq!(first_part(part("file").as_bytes()), Some(None));
        assert_eq!(first_part(b"--x\r\nContent-Disposition: form-data; name=\"form_token\"\r\n\r\nab"), None);
    }
}
