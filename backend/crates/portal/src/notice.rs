//! What was just done, told on the page that a form leads to. The address carries a fixed code and nothing else.

use poortwacht_frontend::pages::account::AccountNotice;
use poortwacht_frontend::pages::exemptions::ExemptionNotice;
use poortwacht_frontend::pages::login::LoginNotice;
use poortwacht_frontend::pages::review::ReviewNotice;
use poortwacht_frontend::pages::second_look::LookNotice;
use serde::Deserialize;

/// The session was over.
pub(crate) const SESSION_ENDED: &str = "session-ended";
/// Logged out.
pub(crate) const LOGGED_OUT: &str = "logged-out";
/// The account was enrolled.
pub(crate) const ENROLLED: &str = "enrolled";
/// The case was no longer the officer's.
pub(crate) const NO_LONGER_YOURS: &str = "no-longer-yours";
/// A decision was taken back.
pub(crate) const UNDONE: &str = "undone";
/// A decision could not be taken back any more.
pub(crate) const UNDO_TOO_LATE: &str = "undo-too-late";
/// More of a picture was masked.
pub(crate) const MASKED: &str = "masked";
/// An exemption was added.
pub(crate) const ADDED: &str = "added";
/// An exemption was ended.
pub(crate) const ENDED: &str = "ended";

/// A returned case was put back on the desk.
pub(crate) const SENT_BACK: &str = "sent-back";

/// The language was chosen.
pub(crate) const LANGUAGE_CHOSEN: &str = "language-chosen";
/// The password was changed.
pub(crate) const PASSWORD_CHANGED: &str = "password-changed";
/// The authenticator was renewed.
pub(crate) const AUTHENTICATOR_RENEWED: &str = "authenticator-renewed";
/// Own sessions were ended.
pub(crate) const SESSIONS_ENDED: &str = "sessions-ended";
/// A recovery code stood in for the authenticator.
pub(crate) const RECOVERY_USED: &str = "recovery-used";

/// A case was taken off a desk.
pub(crate) const RELEASED: &str = "released";
/// A second officer agreed.
pub(crate) const AGREED: &str = "agreed";
/// A second officer disagreed; the case lies on the desk again.
pub(crate) const BACK_TO_DESK: &str = "back-to-desk";
/// A second officer disagreed; that is counted.
pub(crate) const COUNTED: &str = "counted";

/// The code in an address; a code that we did not write says nothing.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Told {
    notice: String,
}

/// A page with a notice on it.
pub(crate) fn on(path: &str, code: &'static str) -> String {
    format!("{path}?notice={code}")
}

impl Told {
    /// What the login page says.
    pub(crate) fn at_login(&self) -> Option<LoginNotice> {
        match self.notice.as_str() {
            SESSION_ENDED => Some(LoginNotice::SessionEnded),
            LOGGED_OUT => Some(LoginNotice::LoggedOut),
            ENROLLED => Some(LoginNotice::Enrolled),
            _ => None,
        }
    }

    /// What the review desk says.
    pub(crate) fn at_review(&self) -> Option<ReviewNotice> {
        match self.notice.as_str() {
            NO_LONGER_YOURS => Some(ReviewNotice::NoLongerYours),
            UNDONE => Some(ReviewNotice::Undone),
            MASKED => Some(ReviewNotice::Masked),
            UNDO_TOO_LATE => Some(ReviewNotice::UndoTooLate),
            _ => None,
        }
    }

    /// Whether the page of quality says that a case was taken off a desk.
    pub(crate) fn is_released(&self) -> bool {
        self.notice == RELEASED
    }

    /// What the list of second looks says.
    pub(crate) fn at_second_looks(&self) -> Option<LookNotice> {
        match self.notice.as_str() {
            AGREED => Some(LookNotice::Agreed),
            BACK_TO_DESK => Some(LookNotice::BackToDesk),
            COUNTED => Some(LookNotice::Counted),
            _ => None,
        }
    }

    /// Whether the page of the CJIB says that a case was put back.
    pub(crate) fn is_sent_back(&self) -> bool {
        self.notice == SENT_BACK
    }

    /// What the account's page says.
    pub(crate) fn at_account(&self) -> Option<AccountNotice> {
        match self.notice.as_str() {
            LANGUAGE_CHOSEN => Some(AccountNotice::LanguageChosen),
            PASSWORD_CHANGED => Some(AccountNotice::PasswordChanged),
            AUTHENTICATOR_RENEWED => Some(AccountNotice::AuthenticatorRenewed),
            SESSIONS_ENDED => Some(AccountNotice::SessionsEnded),
            RECOVERY_USED => Some(AccountNotice::RecoveryUsed),
            _ => None,
        }
    }

    /// What the list of exemptions says.
    pub(crate) fn at_exemptions(&self) -> Option<ExemptionNotice> {
        match self.notice.as_str() {
            ADDED => Some(ExemptionNotice::Added),
            ENDED => Some(ExemptionNotice::Ended),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::web::Query;
    use poortwacht_frontend::paths;

    use super::*;

    fn told(place: &str) -> Told {
        Query::<Told>::from_query(place.split('?').nth(1).unwrap_or_default()).unwrap().into_inner()
    }

    #[test]
    fn every_code_is_understood_by_the_page_it_is_sent_to() {
        for code in [SESSION_ENDED, LOGGED_OUT, ENROLLED] {
            assert!(told(&on(paths::LOGIN, code)).at_login().is_some(), "{code}");
        }
        for code in [NO_LONGER_YOURS, UNDONE, UNDO_TOO_LATE, MASKED] {
            assert!(told(&on(paths::REVIEW, code)).at_review().is_some(), "{code}");
        }
        assert!(told(&on(paths::CJIB, SENT_BACK)).is_sent_back());
        for code in [LANGUAGE_CHOSEN, PASSWORD_CHANGED, AUTHENTICATOR_RENEWED, SESSIONS_ENDED, RECOVERY_USED]
        {
            assert!(told(&on(paths::ACCOUNT, code)).at_account().is_some(), "{code}");
        }
        assert!(told(&on(paths::QUALITY, RELEASED)).is_released());
        for code in [AGREED, BACK_TO_DESK, COUNTED] {
            assert!(told(&on(paths::SECOND_LOOKS, code)).at_second_looks().is_some(), "{code}");
        }
        for code in [ADDED, ENDED] {
            assert!(told(&on(paths::EXEMPTIONS, code)).at_exemptions().is_some(), "{code}");
        }
    }

    #[test]
    fn a_code_of_somebody_else_says_nothing() {
        let told = told("/login?notice=%3Cb%3E");
        assert!(told.at_login().is_none() && told.at_review().is_none() && told.at_exemptions().is_none());
    }
}
