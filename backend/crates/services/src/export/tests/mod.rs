//! Gate, batches and delivery, against a CJIB that misbehaves as told.

mod answering;
mod building;
mod delivering;
mod file;
mod gate;
mod returning;
