//! What officers' pages say about a case, and how its sealed fields are opened for them.

mod exemption;
mod facts;
mod index;
mod open;
mod seal;
mod statement;
mod unchanged;

pub use exemption::{ExemptionLook, ExemptionResult, NearMatch};
pub use facts::{DossierFacts, EarlierCase, PlateReading};
pub use statement::Statement;

pub(crate) use facts::capture;
pub(crate) use index::{cases_of_plate, log_key_use};
pub(crate) use open::Opener;
pub(crate) use seal::Sealer;
pub(crate) use statement::{FIELD_STATEMENT, write_statement};
pub(crate) use unchanged::on_one_revision;
