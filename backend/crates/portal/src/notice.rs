//! What was just done, told on the page that a form leads to. The address carries a fixed code and nothing else.

use poortwacht_frontend::pages::exemptions::ExemptionNotice;
use poortwacht_frontend::pages::login::LoginNotice;
use poortwacht_frontend::pages::review::ReviewNotice;
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
