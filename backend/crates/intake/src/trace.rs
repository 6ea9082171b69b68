//! The identifier under which a request is found again in logs and ledger.

use poortwacht_domain::Rng;
use poortwacht_services::trace;

/// A trace identifier, 32 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TraceId(pub(crate) String);

impl TraceId {
    /// The trace of a `traceparent` header, or a fresh one when there is none that is well formed.
    pub(crate) fn of(traceparent: Option<&str>, rng: &dyn Rng) -> Self {
        Self(trace::of(traceparent, rng))
    }
}
