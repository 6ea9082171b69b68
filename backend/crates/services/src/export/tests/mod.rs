//! Gate, batches and delivery, against a CJIB that misbehaves as told.

mod annulling;
mod answering;
mod building;
mod delivering;
mod doubles;
mod file;
mod gate;
mod giving_up;
mod histories;
mod letters;
mod reconciling;
mod recovered;
mod returning;
mod scheduled;
