//! What is answered to a witness: its refusals as problems, as units have them.

use actix_web::http::StatusCode;
use poortwacht_services::ServiceError;
use poortwacht_services::witnesses::WitnessRefusal;

use crate::problem::Problem;

impl From<WitnessRefusal> for Problem {
    fn from(refusal: WitnessRefusal) -> Self {
        match refusal {
            WitnessRefusal::Unknown => {
                forbidden("the certificate is not registered as a witness's; see ledger witness-add")
            }
            WitnessRefusal::Revoked => forbidden("the witness is revoked; ask the administrator"),
            WitnessRefusal::NotFound => Self::not_found(),
            WitnessRefusal::Invalid(reason) => {
                let title = "The cosignature cannot be taken";
                Self::new(StatusCode::BAD_REQUEST, "invalid-cosignature", title, "see reason").because(reason)
            }
            WitnessRefusal::OtherState => Self::new(
                StatusCode::CONFLICT,
                "other-state",
                "This log never stood there",
                "the checkpoint is not a state of the log as it is now; raise the alarm",
            ),
            WitnessRefusal::Service(ServiceError::Unavailable(what)) => {
                tracing::warn!(what = %what, "the ledger cannot be shown");
                Self::unavailable("the ledger cannot be read now; try again as Retry-After says", RETRY_SOON)
            }
            WitnessRefusal::Service(error) => {
                tracing::error!(%error, "the ledger cannot be shown");
                let title = "The server failed";
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, "server-error", title, "try again later")
            }
        }
    }
}

/// Seconds after which a witness may try again.
const RETRY_SOON: u64 = 30;

fn forbidden(detail: &'static str) -> Problem {
    Problem::new(StatusCode::FORBIDDEN, "witness-refused", "The witness is refused", detail)
}
