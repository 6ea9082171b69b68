//! Accounts: added, enrolled by a one-time link, logged in with password and authenticator, ended.

mod administration;
mod authorisation;
mod doing;
mod enrolment;
mod lockout;
mod login;
mod own;
mod password;
mod second_factor;
pub mod sessions;
mod state;
mod term;
mod totp;
pub mod users;

pub use administration::{AccountLine, NewAccount, add, end, list, reset};
pub use authorisation::{NewAuthorisation, authorise};
pub use enrolment::{Enrolling, Enrolment, enrol, enrolment};
pub use login::{LoginRefusal, LoginRequest, SignedIn, login};
pub use own::{
    AuthenticatorOffer, ChangePassword, OwnSession, Profile, RenewAuthenticator, change_password,
    choose_language, end_other_sessions, end_own_session, make_recovery_codes, offer_authenticator,
    own_sessions, profile, renew_authenticator,
};
pub use password::PASSWORD_MIN;
pub use state::AccountState;
pub(crate) use term::covered_until;
pub use term::{Term, TermWarning};

pub(crate) use administration::{by_login, enrolment_link, second_person};
pub(crate) use doing::Doing;
pub(crate) use second_factor::SecondFactor;
#[cfg(test)]
pub(crate) use totp::code_at;
