//! Time as a parameter: a rule that reads the clock itself cannot be tested across a DST night.

use std::sync::Arc;

use jiff::Timestamp;

/// Tells the time. The system's clock lives in the services; tests set their own.
pub trait Clock: Send + Sync {
    /// The present instant (UTC).
    fn now(&self) -> Timestamp;
}

impl<T: Clock + ?Sized> Clock for Arc<T> {
    fn now(&self) -> Timestamp {
        (**self).now()
    }
}
