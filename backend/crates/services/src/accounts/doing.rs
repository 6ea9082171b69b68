//! What is done to an account within a transaction, whoever decided it: the operator, an administrator alone, or two
//! people together.

use poortwacht_domain::{AccountId, Act, MunicipalityId, RetentionClass, Role, incompatible};
use poortwacht_ledger::{Entry, LogName};
use poortwacht_store::accounts::{self as rows, Account, Enrolment};
use poortwacht_store::authorisations::{self, Suspension};
use poortwacht_store::{Connection, Scope, Tx, sessions};

use crate::{ServiceError, Services};

/// The hand that does it.
pub(crate) struct Doing<'a> {
    /// Clock, terms, ledger.
    pub(crate) services: &'a Services,
    /// Whose accounts they are.
    pub(crate) municipality: MunicipalityId,
    /// An entry of an act, with who did it.
    pub(crate) entry: &'a dyn Fn(Act) -> Entry,
}

impl Doing<'_> {
    fn scope(&self) -> Scope {
        Scope::municipality(self.municipality)
    }

    fn record(&self, tx: &mut Tx<'_>, entry: &Entry) -> Result<(), ServiceError> {
        Ok(self.services.record(tx, &LogName::municipality(self.municipality), entry)?)
    }

    /// Takes password and second factor away for a new link, ends the sessions, and suspends the authorisations until
    /// somebody else than the one who is handed the link confirms them.
    pub(crate) fn reset(
        &self,
        tx: &mut Tx<'_>,
        account: AccountId,
        link: &Enrolment,
        handed_to: Option<AccountId>,
    ) -> Result<(), ServiceError> {
        let (scope, now) = (self.scope(), self.services.now());
        rows::set_enrolment(tx, &scope, account, link)?;
        rows::record_reset(tx, &scope, account, now)?;
        self.end_sessions(tx, account)?;
        let suspended = self.suspend(tx, account, handed_to)?;
        let entry = (self.entry)(Act::CredentialsReset).detail("account", account);
        self.record(tx, &entry.detail("authorisations_suspended", suspended))
    }

    /// Gives a link to an account without password and second factor.
    pub(crate) fn invite(
        &self,
        tx: &mut Tx<'_>,
        account: &Account,
        link: &Enrolment,
        handed_to: Option<AccountId>,
    ) -> Result<(), ServiceError> {
        if account.credentials.is_some() {
            return Err(ServiceError::Conflict("the account is in use".to_owned()));
        }
        rows::set_enrolment(tx, &self.scope(), account.id, link)?;
        if account.enrolled_at.is_some() {
            self.suspend(tx, account.id, handed_to)?;
        }
        self.record(tx, &(self.entry)(Act::EnrolmentLinkMade).detail("account", account.id))
    }

    /// Takes a lock after failed attempts off.
    pub(crate) fn unlock(&self, tx: &mut Tx<'_>, account: AccountId) -> Result<(), ServiceError> {
        rows::forget_failures(tx, &self.scope(), account)?;
        self.record(tx, &(self.entry)(Act::AccountUnlocked).detail("account", account))
    }

    /// Gives another role; the sessions end at once.
    pub(crate) fn change_role(
        &self,
        tx: &mut Tx<'_>,
        account: &Account,
        role: Role,
    ) -> Result<(), ServiceError> {
        if clashes(tx, &self.scope(), account.id, &account.display_name, role)? {
            return Err(ServiceError::Conflict("nobody is administrator and officer at once".to_owned()));
        }
        rows::set_role(tx, &self.scope(), account.id, role)?;
        self.end_sessions(tx, account.id)?;
        let entry = (self.entry)(Act::RoleChanged).detail("account", account.id);
        self.record(tx, &entry.detail("role_before", account.role).detail("role", role))
    }

    /// Deactivates an account; its sessions end at once.
    pub(crate) fn deactivate(&self, tx: &mut Tx<'_>, account: AccountId) -> Result<(), ServiceError> {
        let (scope, now) = (self.scope(), self.services.now());
        let destroy_after =
            self.services.terms(self.municipality).destroy_after(RetentionClass::Account, now);
        if !rows::deactivate(tx, &scope, account, now, destroy_after)? {
            return Err(ServiceError::Conflict("the account has ended already".to_owned()));
        }
        self.end_sessions(tx, account)?;
        self.record(tx, &(self.entry)(Act::AccountDeactivated).detail("account", account))
    }

    /// Opens a closed account again, with a link or without one.
    pub(crate) fn reactivate(
        &self,
        tx: &mut Tx<'_>,
        account: AccountId,
        link: Option<&Enrolment>,
        handed_to: Option<AccountId>,
    ) -> Result<(), ServiceError> {
        if !rows::reactivate(tx, &self.scope(), account, link)? {
            return Err(ServiceError::Conflict("the account is open, or has no name any more".to_owned()));
        }
        self.suspend(tx, account, handed_to)?;
        self.record(tx, &(self.entry)(Act::AccountReactivated).detail("account", account))
    }

    fn suspend(
        &self,
        tx: &mut Tx<'_>,
        account: AccountId,
        by: Option<AccountId>,
    ) -> Result<usize, ServiceError> {
        let suspension = Suspension { at: self.services.now(), by };
        Ok(authorisations::suspend(tx, &self.scope(), account, &suspension)?)
    }

    fn end_sessions(&self, tx: &mut Tx<'_>, account: AccountId) -> Result<(), ServiceError> {
        let now = self.services.now();
        let destroy_after =
            self.services.terms(self.municipality).destroy_after(RetentionClass::Session, now);
        sessions::end_all_of_account(tx, &self.scope(), account, now, destroy_after)?;
        Ok(())
    }
}

/// Whether the same person holds, in another account in use, a role that does not go with `role`. The same name in one
/// municipality counts as the same person.
pub(super) fn clashes(
    conn: &mut Connection,
    scope: &Scope,
    own: AccountId,
    name: &str,
    role: Role,
) -> Result<bool, ServiceError> {
    let clash = |other: &Account| {
        other.id != own
            && other.deactivated_at.is_none()
            && other.display_name.to_lowercase() == name.to_lowercase()
            && incompatible(other.role, role)
    };
    Ok(rows::list(conn, scope)?.iter().any(clash))
}
