//! Roadside units: registered, revoked, and how they are doing.

mod health;
mod registration;

pub use health::{UnitHealthRow, UnitProblem, UnitsView, health};
pub(crate) use registration::fingerprint;
pub use registration::{NewUnit, UnitLine, list, register, revoke};
