//! Accounts: added, enrolled by a one-time link, logged in with password and authenticator, ended.

mod administration;
mod authorisation;
mod enrolment;
mod lockout;
mod login;
mod password;
pub mod sessions;
mod totp;

pub use administration::{AccountLine, NewAccount, add, end, list, reset};
pub use authorisation::{NewAuthorisation, authorise};
pub use enrolment::{Enrolling, Enrolment, enrol, enrolment};
pub use login::{LoginRefusal, LoginRequest, SignedIn, login};
pub use password::PASSWORD_MIN;

pub(crate) use administration::second_person;
#[cfg(test)]
pub(crate) use totp::code_at;
