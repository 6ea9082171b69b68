//! Exemptions as another system grants and reads them: the same way in as everybody's, without a form.

use poortwacht_domain::{ExemptionId, ExemptionRule, Plate};
use poortwacht_evidence::keystore::KeyStore;
use poortwacht_ledger::Receipt;
use poortwacht_store::exemptions::Exemption;

use super::author::Author;
use super::grounds::Grounds;
use super::place::{Along, Placed, place_along};
use super::sealing::{self, Draft};
use crate::{ServiceError, Services};

/// An exemption that another system grants. Not printable: it holds a plate and a holder.
#[derive(Clone)]
pub(crate) struct Granted {
    /// The exempt plate.
    pub(crate) plate: Plate,
    /// Name or permit of the holder.
    pub(crate) holder: String,
    /// What it allows.
    pub(crate) rule: ExemptionRule,
    /// Whether it starts in the past.
    pub(crate) late: bool,
    /// Document and reason of a start in the past.
    pub(crate) grounds: Option<Grounds>,
}

/// Grants an exemption; one that takes the place of another ends that one. `along` is written in the same transaction.
///
/// # Errors
/// Those of [`place_along`], and of `along`.
pub(crate) async fn grant(
    services: &Services,
    author: &Author,
    granted: Granted,
    replaces: Option<ExemptionId>,
    along: Along,
) -> Result<Placed, ServiceError> {
    let Granted { plate, holder, rule, late, grounds } = granted;
    let draft = Draft { plate, holder, rule, late };
    place_along(services, author, draft, replaces, grounds, Some(along)).await
}

/// Plate and holder of an exemption; `None` for one that is being destroyed. Blocks.
///
/// # Errors
/// Those of the key store; [`ServiceError::Damaged`] for what does not open.
pub(crate) fn open(
    receipt: &Receipt,
    keys: &dyn KeyStore,
    exemption: &Exemption,
) -> Result<Option<(Plate, String)>, ServiceError> {
    let opened = sealing::open(receipt, keys, exemption)?;
    Ok(opened.map(|opened| (opened.plate, opened.holder)))
}
