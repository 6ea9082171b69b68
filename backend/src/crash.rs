//! No memory image of ours may hold a readable picture (invariant 3).

use rustix::process::{Resource, Rlimit, setrlimit};

/// Switches core dumps off for this process. A system that forbids even this has them off already or is asked to by
/// the service definition (`LimitCORE=0`).
pub fn keep_no_memory_images() {
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    if let Err(error) = setrlimit(Resource::Core, none) {
        tracing::warn!(%error, "core dumps could not be switched off");
    }
}
