//! What all workers share.

use actix_web::web::Bytes;
use poortwacht_services::Services;

use crate::rate::Buckets;

pub(crate) struct State {
    pub(crate) services: Services,
    pub(crate) buckets: Buckets,
    /// The names that an assertion may give this listener: its origin, its base and its token endpoint.
    pub(crate) audiences: Vec<String>,
    /// The interface description, with this listener's own address in it.
    pub(crate) document: Bytes,
}
