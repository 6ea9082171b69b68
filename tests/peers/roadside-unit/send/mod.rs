//! Delivery: the client, the queue, the workers.

mod backoff;
mod client;
mod queue;
mod worker;

pub use backoff::Backoff;
pub use client::{Answer, Client};
pub use queue::{Job, Queue};
pub use worker::work;
