//! Accounts of the portal's users: who they are and what they may be.

mod access;
mod closing;
mod credentials;
mod settings;

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::Language;
use poortwacht_domain::ids::{AccountId, MunicipalityId};
use poortwacht_domain::retention::{FAR_FUTURE, RetentionClass};
use poortwacht_domain::roles::Role;

use crate::columns::{Row, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::accounts;
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

pub use access::{reactivate, record_login, record_reset, set_role};
pub use closing::{DueAccount, anonymise, deactivate, due};
pub use credentials::{
    Enrolling, TotpStep, by_enrolment_token, enrol, record_failure, record_success, set_enrolment,
    set_password,
};
pub use settings::{forget_failures, set_authenticator, set_language};

const TABLE: &str = "accounts";

/// A one-time link with which a user sets password and second factor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolment {
    /// SHA-256 of the link's token, as text.
    pub token_hash: String,
    /// The first instant at which the link no longer works.
    pub expires_at: Timestamp,
}

/// An account to be made. It has no password until its user enrols, and no death date while it is active.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// Its id, which the ledger names.
    pub id: AccountId,
    /// The municipality it belongs to.
    pub municipality: MunicipalityId,
    /// What the user types in, unique in the instance.
    pub login: String,
    /// The user's name.
    pub display_name: String,
    /// What the user may do.
    pub role: Role,
    /// The link to enrol with; `None` while somebody else must approve first.
    pub enrolment: Option<Enrolment>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// An enrolled user's password and second factor.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The password's argon2id hash with its parameters.
    pub password_hash: String,
    /// The TOTP secret, sealed.
    pub totp_sealed: Vec<u8>,
}

/// An account.
#[derive(Clone)]
pub struct Account {
    /// Its id, which the ledger names.
    pub id: AccountId,
    /// The municipality it belongs to.
    pub municipality: MunicipalityId,
    /// What the user types in.
    pub login: String,
    /// The user's name.
    pub display_name: String,
    /// What the user may do.
    pub role: Role,
    /// In which language the user reads the portal.
    pub language: Language,
    /// Password and second factor; `None` until the user has enrolled.
    pub credentials: Option<Credentials>,
    /// The last TOTP time step that was accepted; it and those before are spent.
    pub totp_last_step: Option<i64>,
    /// The enrolment link that waits to be used.
    pub enrolment: Option<Enrolment>,
    /// Failed attempts since the last successful one.
    pub failed_logins: u64,
    /// Until when attempts are refused.
    pub locked_until: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its user enrolled last, whatever became of that.
    pub enrolled_at: Option<Timestamp>,
    /// The last login.
    pub last_login_at: Option<Timestamp>,
    /// When password and second factor were last taken away for new ones.
    pub reset_at: Option<Timestamp>,
    /// When it was deactivated.
    pub deactivated_at: Option<Timestamp>,
    /// When it dies.
    pub destroy_after: Timestamp,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = accounts)]
struct AccountRow {
    id: String,
    municipality_id: String,
    login: String,
    display_name: String,
    role: String,
    password_hash: Option<String>,
    totp_sealed: Option<Vec<u8>>,
    totp_last_step: Option<i64>,
    enrolment_token_hash: Option<String>,
    enrolment_expires_at: Option<i64>,
    failed_logins: i64,
    locked_until: Option<i64>,
    created_at: i64,
    deactivated_at: Option<i64>,
    retention_class: String,
    destroy_after: i64,
    language: String,
    enrolled_at: Option<i64>,
    last_login_at: Option<i64>,
    reset_at: Option<i64>,
}

impl From<&NewAccount> for AccountRow {
    fn from(account: &NewAccount) -> Self {
        Self {
            id: account.id.to_string(),
            municipality_id: account.municipality.to_string(),
            login: account.login.clone(),
            display_name: account.display_name.clone(),
            role: account.role.as_str().to_owned(),
            password_hash: None,
            totp_sealed: None,
            totp_last_step: None,
            enrolment_token_hash: account.enrolment.as_ref().map(|link| link.token_hash.clone()),
            enrolment_expires_at: account.enrolment.as_ref().map(|link| micros(link.expires_at)),
            failed_logins: 0,
            locked_until: None,
            created_at: micros(account.created_at),
            deactivated_at: None,
            retention_class: RetentionClass::AccountActive.as_str().to_owned(),
            destroy_after: micros(FAR_FUTURE),
            language: Language::default().as_str().to_owned(),
            enrolled_at: None,
            last_login_at: None,
            reset_at: None,
        }
    }
}

impl TryFrom<AccountRow> for Account {
    type Error = StoreError;

    fn try_from(row: AccountRow) -> Result<Self, StoreError> {
        let at = Row::new(TABLE, &row.id);
        let expires_at = at.instant_opt("enrolment_expires_at", row.enrolment_expires_at)?;
        let enrolment = row.enrolment_token_hash.zip(expires_at);
        let credentials = row.password_hash.zip(row.totp_sealed);
        Ok(Self {
            id: at.text("id", &row.id)?,
            municipality: at.text("municipality_id", &row.municipality_id)?,
            role: at.text("role", &row.role)?,
            language: at.text("language", &row.language)?,
            credentials: credentials
                .map(|(password_hash, totp_sealed)| Credentials { password_hash, totp_sealed }),
            totp_last_step: row.totp_last_step,
            enrolment: enrolment.map(|(token_hash, expires_at)| Enrolment { token_hash, expires_at }),
            failed_logins: at.number("failed_logins", row.failed_logins)?,
            locked_until: at.instant_opt("locked_until", row.locked_until)?,
            created_at: at.instant("created_at", row.created_at)?,
            enrolled_at: at.instant_opt("enrolled_at", row.enrolled_at)?,
            last_login_at: at.instant_opt("last_login_at", row.last_login_at)?,
            reset_at: at.instant_opt("reset_at", row.reset_at)?,
            deactivated_at: at.instant_opt("deactivated_at", row.deactivated_at)?,
            destroy_after: at.instant("destroy_after", row.destroy_after)?,
            login: row.login,
            display_name: row.display_name,
        })
    }
}

/// Makes an account.
///
/// # Errors
/// [`StoreError::NotFound`] when the municipality is out of scope; [`StoreError::Conflict`] when the login is taken.
pub fn insert(tx: &mut Tx, scope: &Scope, account: &NewAccount) -> Result<(), StoreError> {
    scope.check(account.municipality)?;
    diesel::insert_into(accounts::table).values(AccountRow::from(account)).execute(tx.raw())?;
    Ok(())
}

/// The account with this login, deactivated or not.
///
/// # Errors
/// [`StoreError::Corrupt`] when its row cannot be read.
pub fn by_login(conn: &mut Connection, scope: &Scope, login: &str) -> Result<Option<Account>, StoreError> {
    let row = within!(accounts::table.filter(accounts::login.eq(login)), scope, accounts::municipality_id)
        .select(AccountRow::as_select())
        .get_result(conn.raw())
        .optional()?;
    row.map(Account::try_from).transpose()
}

/// The account, deactivated or not.
///
/// # Errors
/// [`StoreError::Corrupt`] when its row cannot be read.
pub fn by_id(conn: &mut Connection, scope: &Scope, id: AccountId) -> Result<Option<Account>, StoreError> {
    let row =
        within!(accounts::table.filter(accounts::id.eq(id.to_string())), scope, accounts::municipality_id)
            .select(AccountRow::as_select())
            .get_result(conn.raw())
            .optional()?;
    row.map(Account::try_from).transpose()
}

/// All accounts of the scope, deactivated ones included, by login.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn list(conn: &mut Connection, scope: &Scope) -> Result<Vec<Account>, StoreError> {
    let rows = within!(accounts::table, scope, accounts::municipality_id)
        .order(accounts::login)
        .select(AccountRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(Account::try_from).collect()
}
