//! Intake on a real store and key store, with a clock that stands still.

mod heartbeats;
mod lists;
mod order;
mod passages;
mod retries;
mod sealing;
pub(crate) mod world;
