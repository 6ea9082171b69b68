//! Every route, every method, every caller: only the declared cell answers, and what it declares is written down.
//!
//! The portal's own table drives all of it, so a new route is judged from the day it is declared.

mod answers;
mod besides;
mod cast;
mod forms;
mod intake;
mod matrix;
mod operator;
pub mod people;
mod pictures;
pub mod places;
mod refusals;
mod requests;
mod strangers;
mod walk;
