//! What officers' pages say about a case, and how its sealed fields are opened for them.

mod anew;
mod exemption;
mod facts;
mod grounds;
mod index;
mod open;
mod seal;
mod statement;
mod unchanged;

pub use exemption::{ExemptionLook, ExemptionResult, NearMatch};
pub use facts::{CorrectedPlate, DossierFacts, EarlierCase, PlateReading};
pub use grounds::GroundsValues;
pub use statement::Statement;

pub(crate) use anew::{seal_next, write_next};
pub(crate) use facts::capture;
pub(crate) use index::{cases_of_plate, log_key_use};
pub(crate) use open::Opener;
pub(crate) use seal::Sealer;
pub(crate) use statement::FIELD_STATEMENT;
pub(crate) use unchanged::on_one_revision;
