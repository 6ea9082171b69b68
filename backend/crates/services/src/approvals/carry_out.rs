//! What an approval sets in motion.

use poortwacht_domain::{AccountId, Act, RecordId};
use poortwacht_ledger::Entry;
use poortwacht_store::Tx;
use poortwacht_store::accounts::{self, Account, Enrolment};
use poortwacht_store::approvals::Approval;

use super::Wish;
use super::decide::wish;
use crate::accounts::Doing;
use crate::{Actor, ServiceError, Services, addresses};

/// What a new thing would be made of; chosen before the transaction, which may be tried more than once.
#[derive(Clone)]
pub(super) struct Means {
    pub(super) enrolment: Enrolment,
    pub(super) range: RecordId,
}

/// Does what was asked, with the conditions judged anew. Gives name and login of the account that it was about.
pub(super) fn carry_out(
    services: &Services,
    tx: &mut Tx<'_>,
    actor: &Actor,
    asked: &Approval,
    means: &Means,
) -> Result<Option<(String, String)>, ServiceError> {
    let entry = |act: Act| -> Entry {
        actor.entry(act).detail("request", asked.id).detail("asked_by", asked.asked_by)
    };
    let doing = Doing { services, municipality: actor.municipality, entry: &entry };
    match wish(asked)? {
        Wish::CloseAccounts { accounts } => {
            accounts.into_iter().try_for_each(|account| doing.deactivate(tx, account))?;
            Ok(None)
        }
        Wish::AllowRange { network, note } => {
            addresses::allow_asked(
                services,
                tx,
                actor,
                means.range,
                (&network, &note),
                entry(Act::AddressAllowed),
            )?;
            Ok(None)
        }
        of_account => {
            let account = subject(tx, actor, asked.account)?;
            do_to(&doing, tx, actor, &account, &of_account, means)?;
            Ok(Some((account.display_name, account.login)))
        }
    }
}

fn do_to(
    doing: &Doing<'_>,
    tx: &mut Tx<'_>,
    actor: &Actor,
    account: &Account,
    wish: &Wish,
    means: &Means,
) -> Result<(), ServiceError> {
    match wish {
        Wish::ResetCredentials => doing.reset(tx, account.id, &means.enrolment, Some(actor.account)),
        Wish::UnlockAccount => doing.unlock(tx, account.id),
        Wish::ChangeRole { role } => doing.change_role(tx, account, *role),
        Wish::GiveAccess => doing.invite(tx, account, &means.enrolment, Some(actor.account)),
        Wish::CloseAccounts { .. } | Wish::AllowRange { .. } => {
            Err(ServiceError::Damaged("a request about an account is about none".to_owned()))
        }
    }
}

/// The account that a request is about, still in use.
fn subject(tx: &mut Tx<'_>, actor: &Actor, account: Option<AccountId>) -> Result<Account, ServiceError> {
    let id = account.ok_or(ServiceError::NotFound("account"))?;
    let account = accounts::by_id(tx, &actor.scope(), id)?.ok_or(ServiceError::NotFound("account"))?;
    if account.deactivated_at.is_some() {
        return Err(ServiceError::Conflict("the account was closed meanwhile".to_owned()));
    }
    Ok(account)
}
