//! When the scheduled jobs run; what they do and that each run happens once is the business of
//! `poortwacht_services::job_runs`.
//!
//! The scheduler ticks once a minute and does nothing else, so that it never blocks. At each tick, and once at the start
//! for what was missed, the engine asks the table which run of each job was last due and starts it in a task of its own.
//! Which minute is 03:30 is thus asked on the Dutch clock each time; the scheduler itself would keep a job at a fixed
//! distance to UTC across a change of the clock.

mod engine;
#[cfg(test)]
mod tests;
mod ticks;

pub use engine::{Engine, EngineError};
