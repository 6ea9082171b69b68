//! The processing log, with a real collector in a process of its own.

mod acts;
mod outages;
mod record;
mod room;
