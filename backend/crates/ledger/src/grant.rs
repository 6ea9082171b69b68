//! Grants: a page whose view is in the log leaves one behind for each picture it shows; the picture route redeems it.

use jiff::Timestamp;
use poortwacht_domain::ids::MunicipalityId;
use poortwacht_store::grants::{self, Grant};
use poortwacht_store::ledger_rows::{self, StoredEntry};
use poortwacht_store::{Connection, Scope, StoreError, Tx, cases};

use crate::append::{LedgerError, Pending};
use crate::entry::Outcome;
use crate::receipt::Receipt;
use crate::record::Record;

/// What a grant allows, beyond what its log entry says (who, and which case).
#[derive(Debug, Clone)]
pub struct GrantTerms {
    /// Hash of the random token in the picture's address.
    pub token_hash: String,
    /// Hash of the session it is bound to.
    pub session_hash: String,
    /// Whose case it is.
    pub municipality: MunicipalityId,
    /// Which picture.
    pub ordinal: u32,
    /// In which form, for example `work` or `plate`.
    pub rendition: String,
    /// Whether it works only while the account has the case on the desk.
    pub needs_claim: bool,
    /// From this instant on it is worth nothing.
    pub expires_at: Timestamp,
}

/// A redeemed grant: what to show, and the receipt that opens it.
#[derive(Debug)]
pub struct Redeemed {
    /// Receipt of the view that the grant stands on.
    pub receipt: Receipt,
    /// The grant: which picture, in which form.
    pub grant: Grant,
}

/// Why a grant was not redeemed. To the outside all but [`RedeemError::Store`] look the same.
#[derive(Debug, thiserror::Error)]
pub enum RedeemError {
    /// No such grant in this scope.
    #[error("no such grant")]
    Unknown,
    /// It belongs to another session.
    #[error("the grant belongs to another session")]
    OtherSession,
    /// Its time is over.
    #[error("the grant has expired")]
    Expired,
    /// The account no longer has the case on the desk.
    #[error("the case is no longer claimed by this account")]
    NotClaimed,
    /// The log holds no entry that says this account saw this case.
    #[error("the log does not hold the view that the grant stands on")]
    NoEntry,
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Stores a grant that stands on an entry, in the entry's own transaction.
///
/// # Errors
/// [`LedgerError::NoView`] when the entry is not about an account that sees a case; those of the store.
pub fn issue_grant(
    tx: &mut Tx<'_>,
    scope: &Scope,
    pending: &Pending,
    terms: GrantTerms,
) -> Result<(), LedgerError> {
    let entry = pending.entry();
    let (Some(account), Some(case), Outcome::Done) = (entry.actor.account(), entry.case, entry.outcome)
    else {
        return Err(LedgerError::NoView);
    };
    let grant = Grant {
        token_hash: terms.token_hash,
        session_hash: terms.session_hash,
        account,
        municipality: terms.municipality,
        case,
        ordinal: terms.ordinal,
        rendition: terms.rendition,
        needs_claim: terms.needs_claim,
        ledger_entry: pending.place().clone(),
        expires_at: terms.expires_at,
    };
    Ok(grants::insert(tx, scope, &grant)?)
}

/// Redeems a grant for a receipt of the view it stands on. The entry is read back from the log: a grant without one, put
/// into the database by hand, opens nothing.
///
/// # Errors
/// See [`RedeemError`].
pub fn redeem(
    conn: &mut Connection,
    scope: &Scope,
    token_hash: &str,
    session_hash: &str,
    now: Timestamp,
) -> Result<Redeemed, RedeemError> {
    let grant = grants::find(conn, scope, token_hash)?.ok_or(RedeemError::Unknown)?;
    if grant.session_hash != session_hash {
        return Err(RedeemError::OtherSession);
    }
    if grant.expires_at <= now {
        return Err(RedeemError::Expired);
    }
    if grant.needs_claim && !is_claimed(conn, scope, &grant, now)? {
        return Err(RedeemError::NotClaimed);
    }
    let receipt = receipt_of_view(conn, &grant)?.ok_or(RedeemError::NoEntry)?;
    Ok(Redeemed { receipt, grant })
}

fn is_claimed(
    conn: &mut Connection,
    scope: &Scope,
    grant: &Grant,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let case = cases::find(conn, scope, grant.case)?;
    Ok(case.is_some_and(|case| case.is_claimed_by(grant.account, now)))
}

fn receipt_of_view(conn: &mut Connection, grant: &Grant) -> Result<Option<Receipt>, StoreError> {
    let stored = ledger_rows::entry(conn, &grant.ledger_entry)?;
    let view = stored.and_then(|stored| view_of(&stored, grant));
    Ok(view.map(|record| Receipt::of(record.place, &record.entry)))
}

/// The record, when it is intact and says that the grant's account saw the grant's case.
fn view_of(stored: &StoredEntry, grant: &Grant) -> Option<Record> {
    let record = Record::of_stored(stored).ok()?;
    let is_view = record.place == grant.ledger_entry
        && record.entry.actor.account() == Some(grant.account)
        && record.entry.case == Some(grant.case)
        && record.entry.outcome == Outcome::Done;
    is_view.then_some(record)
}
