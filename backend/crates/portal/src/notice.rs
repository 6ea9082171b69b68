//! What was just done, told on the page that a form leads to. The address carries a fixed code and nothing else.

use poortwacht_frontend::pages::account::AccountNotice;
use poortwacht_frontend::pages::addresses::AddressNotice;
use poortwacht_frontend::pages::approvals::ApprovalNotice;
use poortwacht_frontend::pages::exemption_late::LateNotice;
use poortwacht_frontend::pages::exemptions::ExemptionNotice;
use poortwacht_frontend::pages::holds::HoldNotice;
use poortwacht_frontend::pages::inspections::InspectionNotice;
use poortwacht_frontend::pages::locations::LocationNotice;
use poortwacht_frontend::pages::login::LoginNotice;
use poortwacht_frontend::pages::persons::PersonNotice;
use poortwacht_frontend::pages::review::ReviewNotice;
use poortwacht_frontend::pages::sample::SampleNotice;
use poortwacht_frontend::pages::second_look::LookNotice;
use poortwacht_frontend::pages::terms::TermNotice;
use poortwacht_frontend::pages::unit::UnitNotice;
use poortwacht_frontend::pages::user::UserNotice;
use poortwacht_frontend::pages::users::UsersNotice;
use poortwacht_frontend::pages::zones::ZoneNotice;
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
/// An exemption was changed.
pub(crate) const CHANGED: &str = "changed";
/// An exemption was ended.
pub(crate) const ENDED: &str = "ended";
/// A file of exemptions was imported.
pub(crate) const IMPORTED: &str = "imported";
/// A file of exemptions was thrown away.
pub(crate) const DISCARDED: &str = "discarded";
/// A start in the past waits for a second person.
pub(crate) const PROPOSED: &str = "proposed";
/// A second person agreed to a start in the past.
pub(crate) const LATE_AGREED: &str = "late-agreed";
/// A second person refused a start in the past.
pub(crate) const LATE_REFUSED: &str = "late-refused";
/// A start in the past that was agreed to was withdrawn.
pub(crate) const LATE_WITHDRAWN: &str = "late-withdrawn";
/// A start in the past was kept although a second look disagreed.
pub(crate) const LATE_KEPT: &str = "late-kept";

/// A returned case was put back on the desk.
pub(crate) const SENT_BACK: &str = "sent-back";

/// An incident was reported.
pub(crate) const REPORTED: &str = "reported";

/// A dossier was changed.
pub(crate) const SAVED: &str = "saved";
/// A form said what was there already.
pub(crate) const UNCHANGED: &str = "unchanged";
/// An inspection was recorded.
pub(crate) const RECORDED: &str = "recorded";
/// An inspection that found a fault was recorded.
pub(crate) const FAULT: &str = "fault";
/// An entry about an inspection was corrected.
pub(crate) const CORRECTED: &str = "corrected";

/// A request of a person was registered.
pub(crate) const REGISTERED: &str = "registered";
/// A request of a person was given more time.
pub(crate) const EXTENDED: &str = "extended";
/// A request of a person was answered.
pub(crate) const ANSWERED: &str = "answered";

/// A sample was drawn.
pub(crate) const DRAWN: &str = "drawn";
/// A sample was finished.
pub(crate) const SAMPLE_CLOSED: &str = "sample-closed";

/// Another certificate of a unit counts.
pub(crate) const CERTIFICATE_CHANGED: &str = "certificate-changed";
/// Another signing key of a unit was saved.
pub(crate) const KEY_CHANGED: &str = "key-changed";
/// A unit was suspended.
pub(crate) const SUSPENDED: &str = "suspended";
/// A unit was admitted again.
pub(crate) const RESUMED: &str = "resumed";
/// A unit was revoked.
pub(crate) const REVOKED: &str = "revoked";

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

/// A case was taken off a desk, or a legal hold released.
pub(crate) const RELEASED: &str = "released";
/// A second officer, or a second person, agreed.
pub(crate) const AGREED: &str = "agreed";
/// A second officer disagreed; the case lies on the desk again.
pub(crate) const BACK_TO_DESK: &str = "back-to-desk";
/// A second officer disagreed; the case is not dismissed for now.
pub(crate) const DISMISSAL_STOPPED: &str = "dismissal-stopped";
/// A second officer disagreed; that is counted.
pub(crate) const COUNTED: &str = "counted";

/// A second person was asked.
pub(crate) const ASKED: &str = "asked";
/// Accounts were closed.
pub(crate) const CLOSED: &str = "closed";
/// A role was changed.
pub(crate) const ROLE_CHANGED: &str = "role-changed";
/// An authorisation was recorded.
pub(crate) const AUTHORISED: &str = "authorised";
/// Authorisations were confirmed, or a legal hold goes on.
pub(crate) const CONFIRMED: &str = "confirmed";
/// An officer's authorisation was ended.
pub(crate) const TERM_ENDED: &str = "term-ended";
/// An address range was allowed.
pub(crate) const ALLOWED: &str = "allowed";
/// An address range was taken away.
pub(crate) const REMOVED: &str = "removed";
/// A request was approved.
pub(crate) const APPROVED: &str = "approved";
/// A request was refused.
pub(crate) const REFUSED: &str = "refused";
/// Who asked withdrew the request.
pub(crate) const WITHDRAWN: &str = "withdrawn";
/// An access review began.
pub(crate) const BEGUN: &str = "begun";
/// An access review was finished.
pub(crate) const REVIEW_CLOSED: &str = "review-closed";

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
            DISMISSAL_STOPPED => Some(LookNotice::DismissalStopped),
            COUNTED => Some(LookNotice::Counted),
            _ => None,
        }
    }

    /// Whether the page of the CJIB says that a case was put back.
    pub(crate) fn is_sent_back(&self) -> bool {
        self.notice == SENT_BACK
    }

    /// What a location's page says.
    pub(crate) fn at_location(&self) -> Option<LocationNotice> {
        match self.notice.as_str() {
            ADDED => Some(LocationNotice::Added),
            SAVED => Some(LocationNotice::Saved),
            UNCHANGED => Some(LocationNotice::Unchanged),
            _ => None,
        }
    }

    /// What a unit's page says.
    pub(crate) fn at_unit(&self) -> Option<UnitNotice> {
        match self.notice.as_str() {
            ADDED => Some(UnitNotice::Registered),
            CERTIFICATE_CHANGED => Some(UnitNotice::CertificateChanged),
            KEY_CHANGED => Some(UnitNotice::KeyChanged),
            SUSPENDED => Some(UnitNotice::Suspended),
            RESUMED => Some(UnitNotice::Resumed),
            REVOKED => Some(UnitNotice::Revoked),
            _ => None,
        }
    }

    /// What the pages of zones say.
    pub(crate) fn at_zones(&self) -> Option<ZoneNotice> {
        match self.notice.as_str() {
            ADDED => Some(ZoneNotice::Added),
            CHANGED => Some(ZoneNotice::Changed),
            UNCHANGED => Some(ZoneNotice::Unchanged),
            CLOSED => Some(ZoneNotice::Closed),
            _ => None,
        }
    }

    /// What the page of inspections says.
    pub(crate) fn at_inspections(&self) -> Option<InspectionNotice> {
        match self.notice.as_str() {
            RECORDED => Some(InspectionNotice::Recorded),
            FAULT => Some(InspectionNotice::Fault),
            CORRECTED => Some(InspectionNotice::Corrected),
            _ => None,
        }
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

    /// What the list of accounts says.
    pub(crate) fn at_users(&self) -> Option<UsersNotice> {
        match self.notice.as_str() {
            CLOSED => Some(UsersNotice::Closed),
            ASKED => Some(UsersNotice::Asked),
            _ => None,
        }
    }

    /// What an account's page for administrators says.
    pub(crate) fn at_user(&self) -> Option<UserNotice> {
        match self.notice.as_str() {
            ROLE_CHANGED => Some(UserNotice::RoleChanged),
            ASKED => Some(UserNotice::Asked),
            AUTHORISED => Some(UserNotice::Authorised),
            CONFIRMED => Some(UserNotice::Confirmed),
            TERM_ENDED => Some(UserNotice::TermEnded),
            _ => None,
        }
    }

    /// What the address ranges' page says.
    pub(crate) fn at_addresses(&self) -> Option<AddressNotice> {
        match self.notice.as_str() {
            ALLOWED => Some(AddressNotice::Allowed),
            ASKED => Some(AddressNotice::Asked),
            REMOVED => Some(AddressNotice::Removed),
            _ => None,
        }
    }

    /// Whether an incident was just reported.
    pub(crate) fn is_reported(&self) -> bool {
        self.notice == REPORTED
    }

    /// Whether a step in an incident was just taken.
    pub(crate) fn is_saved(&self) -> bool {
        self.notice == SAVED
    }

    /// What the page of legal holds says.
    pub(crate) fn at_holds(&self) -> Option<HoldNotice> {
        match self.notice.as_str() {
            ASKED => Some(HoldNotice::Asked),
            AGREED => Some(HoldNotice::Agreed),
            REFUSED => Some(HoldNotice::Refused),
            WITHDRAWN => Some(HoldNotice::Withdrawn),
            CONFIRMED => Some(HoldNotice::Confirmed),
            RELEASED => Some(HoldNotice::Released),
            _ => None,
        }
    }

    /// What the page of retention terms says.
    pub(crate) fn at_terms(&self) -> Option<TermNotice> {
        match self.notice.as_str() {
            PROPOSED => Some(TermNotice::Proposed),
            CONFIRMED => Some(TermNotice::Confirmed),
            REFUSED => Some(TermNotice::Refused),
            WITHDRAWN => Some(TermNotice::Withdrawn),
            _ => None,
        }
    }

    /// What the pages of requests of persons say.
    pub(crate) fn at_persons(&self) -> Option<PersonNotice> {
        match self.notice.as_str() {
            REGISTERED => Some(PersonNotice::Registered),
            EXTENDED => Some(PersonNotice::Extended),
            ANSWERED => Some(PersonNotice::Answered),
            _ => None,
        }
    }

    /// What a sample's page says.
    pub(crate) fn at_sample(&self) -> Option<SampleNotice> {
        match self.notice.as_str() {
            DRAWN => Some(SampleNotice::Drawn),
            SAVED => Some(SampleNotice::Saved),
            _ => None,
        }
    }

    /// Whether the list of samples says that one was finished.
    pub(crate) fn is_sample_closed(&self) -> bool {
        self.notice == SAMPLE_CLOSED
    }

    /// What the page of requests says.
    pub(crate) fn at_requests(&self) -> Option<ApprovalNotice> {
        match self.notice.as_str() {
            APPROVED => Some(ApprovalNotice::Approved),
            REFUSED => Some(ApprovalNotice::Refused),
            WITHDRAWN => Some(ApprovalNotice::Withdrawn),
            _ => None,
        }
    }

    /// Whether the list of access reviews says that one was finished.
    pub(crate) fn is_review_closed(&self) -> bool {
        self.notice == REVIEW_CLOSED
    }

    /// What the list of exemptions says.
    pub(crate) fn at_exemptions(&self) -> Option<ExemptionNotice> {
        match self.notice.as_str() {
            ADDED => Some(ExemptionNotice::Added),
            CHANGED => Some(ExemptionNotice::Changed),
            ENDED => Some(ExemptionNotice::Ended),
            IMPORTED => Some(ExemptionNotice::Imported),
            DISCARDED => Some(ExemptionNotice::Discarded),
            PROPOSED => Some(ExemptionNotice::Proposed),
            _ => None,
        }
    }

    /// What the list of starts in the past says.
    pub(crate) fn at_late_starts(&self) -> Option<LateNotice> {
        match self.notice.as_str() {
            LATE_AGREED => Some(LateNotice::Agreed),
            LATE_REFUSED => Some(LateNotice::Refused),
            LATE_WITHDRAWN => Some(LateNotice::Withdrawn),
            LATE_KEPT => Some(LateNotice::Kept),
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
    #[expect(
        clippy::cognitive_complexity,
        reason = "a straight line of steps; the assertions count as branches"
    )]
    fn every_code_is_understood_by_the_page_it_is_sent_to() {
        for code in [SESSION_ENDED, LOGGED_OUT, ENROLLED] {
            assert!(told(&on(paths::LOGIN, code)).at_login().is_some(), "{code}");
        }
        for code in [ASKED, AGREED, REFUSED, WITHDRAWN, CONFIRMED, RELEASED] {
            assert!(told(&on(paths::HOLDS, code)).at_holds().is_some(), "{code}");
        }
        for code in [PROPOSED, CONFIRMED, REFUSED, WITHDRAWN] {
            assert!(told(&on(paths::RETENTION_TERMS, code)).at_terms().is_some(), "{code}");
        }
        for code in [REGISTERED, EXTENDED, ANSWERED] {
            assert!(told(&on(paths::PERSONS, code)).at_persons().is_some(), "{code}");
        }
        for code in [NO_LONGER_YOURS, UNDONE, UNDO_TOO_LATE, MASKED] {
            assert!(told(&on(paths::REVIEW, code)).at_review().is_some(), "{code}");
        }
        assert!(told(&on(paths::CJIB, SENT_BACK)).is_sent_back());
        assert!(told(&on(paths::INCIDENTS, REPORTED)).is_reported());
        assert!(told(&on(paths::INCIDENT, SAVED)).is_saved());
        for code in [LANGUAGE_CHOSEN, PASSWORD_CHANGED, AUTHENTICATOR_RENEWED, SESSIONS_ENDED, RECOVERY_USED]
        {
            assert!(told(&on(paths::ACCOUNT, code)).at_account().is_some(), "{code}");
        }
        assert!(told(&on(paths::QUALITY, RELEASED)).is_released());
        for code in [CLOSED, ASKED] {
            assert!(told(&on(paths::USERS, code)).at_users().is_some(), "{code}");
        }
        for code in [ROLE_CHANGED, ASKED, AUTHORISED, CONFIRMED, TERM_ENDED] {
            assert!(told(&on(paths::USER, code)).at_user().is_some(), "{code}");
        }
        for code in [ALLOWED, ASKED, REMOVED] {
            assert!(told(&on(paths::ADDRESSES, code)).at_addresses().is_some(), "{code}");
        }
        for code in [APPROVED, REFUSED, WITHDRAWN] {
            assert!(told(&on(paths::REQUESTS, code)).at_requests().is_some(), "{code}");
        }
        assert!(told(&on(paths::ACCESS_REVIEWS, REVIEW_CLOSED)).is_review_closed());
        for code in [ADDED, SAVED, UNCHANGED] {
            assert!(told(&on(paths::LOCATIONS, code)).at_location().is_some(), "{code}");
        }
        for code in [ADDED, CHANGED, UNCHANGED, CLOSED] {
            assert!(told(&on(paths::ZONES, code)).at_zones().is_some(), "{code}");
        }
        for code in [ADDED, CERTIFICATE_CHANGED, KEY_CHANGED, SUSPENDED, RESUMED, REVOKED] {
            assert!(told(&on(paths::UNITS, code)).at_unit().is_some(), "{code}");
        }
        for code in [RECORDED, FAULT, CORRECTED] {
            assert!(told(&on(paths::INSPECTIONS, code)).at_inspections().is_some(), "{code}");
        }
        for code in [AGREED, BACK_TO_DESK, DISMISSAL_STOPPED, COUNTED] {
            assert!(told(&on(paths::SECOND_LOOKS, code)).at_second_looks().is_some(), "{code}");
        }
        for code in [ADDED, CHANGED, ENDED, IMPORTED, DISCARDED, PROPOSED] {
            assert!(told(&on(paths::EXEMPTIONS, code)).at_exemptions().is_some(), "{code}");
        }
        for code in [LATE_AGREED, LATE_REFUSED, LATE_WITHDRAWN, LATE_KEPT] {
            assert!(told(&on(paths::LATE_STARTS, code)).at_late_starts().is_some(), "{code}");
        }
    }

    #[test]
    fn a_sample_hears_that_it_was_drawn_or_judged_and_the_list_that_one_is_finished() {
        for code in [DRAWN, SAVED] {
            assert!(told(&on(paths::SAMPLE, code)).at_sample().is_some(), "{code}");
        }
        assert!(told(&on(paths::SAMPLES, SAMPLE_CLOSED)).is_sample_closed());
    }

    #[test]
    fn a_code_of_somebody_else_says_nothing() {
        let told = told("/login?notice=%3Cb%3E");
        assert!(told.at_login().is_none() && told.at_review().is_none() && told.at_exemptions().is_none());
    }
}
