//! What all workers share.

use poortwacht_services::Services;
use tokio::sync::Semaphore;

use crate::limits::MAX_PACKETS_AT_ONCE;
use crate::rate::Buckets;

pub(crate) struct State {
    pub(crate) services: Services,
    pub(crate) buckets: Buckets,
    /// Permits to read and judge a packet.
    pub(crate) packets: Semaphore,
}

impl State {
    pub(crate) fn new(services: Services) -> Self {
        let buckets = Buckets::new(services.config().packets_per_minute);
        Self { services, buckets, packets: Semaphore::new(MAX_PACKETS_AT_ONCE) }
    }
}
