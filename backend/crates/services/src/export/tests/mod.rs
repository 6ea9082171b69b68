//! Gate, batches and delivery, against a CJIB that misbehaves as told.

mod answering;
mod building;
mod delivering;
mod doubles;
mod file;
mod gate;
mod histories;
mod letters;
mod returning;
