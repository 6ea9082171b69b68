//! When the scheduled jobs run; what they do is in the use cases.
//!
//! tokio-cron-scheduler gives the beat. At each beat the table of jobs says which instant of each schedule came last, in
//! Dutch local time; a row with a lease makes that run happen once across processes. A run that was missed while no
//! process was there is simply the last instant that nobody has run: the first beat catches up.

mod engine;

pub use engine::{Engine, EngineError};
