//! What officers' pages say about a case, and how its sealed fields are opened for them.

mod exemption;
mod facts;
mod index;
mod open;
mod seal;
mod statement;

pub use exemption::{ExemptionLook, ExemptionResult, NearMatch};
pub use facts::{DossierFacts, EarlierCase, PlateReading};
pub use statement::Statement;

pub(crate) use facts::capture;
pub(crate) use index::{PlateMove, log_key_use, plate_indexes_on_day};
pub(crate) use open::Opener;
pub(crate) use seal::Sealer;
pub(crate) use statement::{FIELD_STATEMENT, write_statement};
