//! What users see and change of their own accounts. Whatever opens the account is changed only by who proves once more to
//! be its user, counts as an attempt to log in when the proof fails, and ends the other sessions.

mod authenticator;
mod password;
mod profile;
mod proof;
pub(super) mod recovery;
mod sessions;

pub use authenticator::{AuthenticatorOffer, RenewAuthenticator, offer_authenticator, renew_authenticator};
pub use password::{ChangePassword, change_password};
pub use profile::{Profile, choose_language, profile};
pub use recovery::make_recovery_codes;
pub use sessions::{OwnSession, end_other_sessions, end_own_session, own_sessions};
