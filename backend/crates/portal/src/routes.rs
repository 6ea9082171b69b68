//! The one table of everything the portal answers: what it asks for and what it leaves in the ledger.
//!
//! The application is built from this table alone, so a route without a declaration does not exist; the server refuses
//! to start when the table contradicts itself.

use std::collections::BTreeSet;

use actix_web::http::Method;
pub use poortwacht_domain::Logs;
use poortwacht_domain::{Act, Permission};
use poortwacht_frontend::paths;

/// Who may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody behind the address gate.
    Public,
    /// Anybody logged in.
    Session,
    /// A role that this permission belongs to.
    Permission(Permission),
}

/// One line of the table.
#[derive(Debug, Clone)]
pub struct Declaration {
    /// HTTP method.
    pub method: Method,
    /// Path pattern.
    pub path: &'static str,
    /// Who may ask.
    pub access: Access,
    /// What it leaves in the ledger.
    pub logs: Logs,
}

macro_rules! endpoints {
    ($($(#[$doc:meta])* $name:ident = $method:ident $path:expr, $access:expr, $logs:expr;)*) => {
        /// Everything the portal answers.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Endpoint {
            $($(#[$doc])* $name,)*
        }

        impl Endpoint {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Its line of the table.
            #[must_use]
            pub fn declaration(self) -> Declaration {
                match self {
                    $(Self::$name => Declaration { method: Method::$method, path: $path, access: $access, logs: $logs },)*
                }
            }
        }
    };
}

impl Endpoint {
    /// The methods it answers. HEAD is GET without a body; what shows a case or a list answers GET alone, since a view
    /// that nobody saw has no place in the ledger.
    #[must_use]
    pub fn methods(self) -> Vec<Method> {
        let Declaration { method, access, .. } = self.declaration();
        if method == Method::GET && access == Access::Public {
            vec![method, Method::HEAD]
        } else {
            vec![method]
        }
    }
}

use Access::{Permission as May, Public, Session};
use Logs::{Acts, Nothing};

const FORM: Logs = Nothing("an empty form");

endpoints! {
    /// Sends to where the account works.
    Home = GET paths::HOME, Public, Nothing("a redirection");
    /// The login form.
    LoginForm = GET paths::LOGIN, Public, FORM;
    /// Logs in.
    LogIn = POST paths::LOGIN, Public, Acts(&[Act::LoggedIn, Act::LoginFailed, Act::RecoveryCodeUsed]);
    /// Logs out.
    LogOut = POST paths::LOGOUT, Session, Acts(&[Act::LoggedOut]);
    /// The enrolment form of a one-time link.
    EnrolForm = GET paths::ENROL, Public, Nothing("shows a new account its own secret; enrolling is logged");
    /// Enrols.
    Enrol = POST paths::ENROL, Public, Acts(&[Act::Enrolled]);
    /// The reader's own account.
    Account = GET paths::ACCOUNT, May(Permission::ManageOwnAccount), Nothing("shows an account to its own user");
    /// Chooses the language.
    ChooseLanguage = POST paths::ACCOUNT_LANGUAGE, May(Permission::ManageOwnAccount), Acts(&[Act::LanguageChosen]);
    /// Ends another own session.
    EndSession = POST paths::ACCOUNT_END_SESSION, May(Permission::ManageOwnAccount), Acts(&[Act::SessionsEnded]);
    /// Ends all other own sessions.
    EndOtherSessions = POST paths::ACCOUNT_END_OTHERS, May(Permission::ManageOwnAccount), Acts(&[Act::SessionsEnded]);
    /// The form for a new password.
    PasswordForm = GET paths::ACCOUNT_PASSWORD, May(Permission::ManageOwnAccount), FORM;
    /// Changes the password.
    ChangePassword = POST paths::ACCOUNT_PASSWORD, May(Permission::ManageOwnAccount), Acts(&[Act::PasswordChanged]);
    /// The form for a new authenticator.
    AuthenticatorForm = GET paths::ACCOUNT_AUTHENTICATOR, May(Permission::ManageOwnAccount), Nothing("offers an account a secret that counts for nothing yet; renewing is logged");
    /// Couples a new authenticator.
    RenewAuthenticator = POST paths::ACCOUNT_AUTHENTICATOR, May(Permission::ManageOwnAccount), Acts(&[Act::AuthenticatorRenewed]);
    /// The form for recovery codes.
    RecoveryForm = GET paths::ACCOUNT_RECOVERY, May(Permission::ManageOwnAccount), FORM;
    /// Makes recovery codes.
    MakeRecoveryCodes = POST paths::ACCOUNT_RECOVERY, May(Permission::ManageOwnAccount), Acts(&[Act::RecoveryCodesMade]);
    /// Counts of what waits.
    Stock = GET paths::STOCK, May(Permission::ViewStock), Acts(&[Act::StockListed]);
    /// The claimed case.
    Desk = GET paths::REVIEW, May(Permission::Review), Acts(&[Act::CaseShown]);
    /// Claims the next case.
    Begin = POST paths::REVIEW, May(Permission::Review), Acts(&[Act::CaseClaimed]);
    /// Confirms.
    Confirm = POST paths::REVIEW_CONFIRM, May(Permission::Review), Acts(&[Act::CaseConfirmed]);
    /// Dismisses.
    Dismiss = POST paths::REVIEW_DISMISS, May(Permission::Review), Acts(&[Act::CaseDismissed]);
    /// Puts back.
    Skip = POST paths::REVIEW_SKIP, May(Permission::Review), Acts(&[Act::CaseSkipped]);
    /// Takes a decision back.
    Undo = POST paths::REVIEW_UNDO, May(Permission::Review), Acts(&[Act::DecisionUndone]);
    /// Says that nobody can be recognised behind an undeclared windscreen.
    Windscreen = POST paths::REVIEW_WINDSCREEN, May(Permission::Review), Acts(&[Act::WindscreenJudged]);
    /// The next case, sent ahead.
    Next = POST paths::REVIEW_NEXT, May(Permission::Review), Acts(&[Act::CasePrefetched]);
    /// A case that was sent ahead lies on the desk.
    Shown = POST paths::REVIEW_SHOWN, May(Permission::Review), Acts(&[Act::CaseShown]);
    /// The page is still open.
    Renew = POST paths::REVIEW_RENEW, May(Permission::Review), Logs::ForEach(&[Act::CaseClaimed]);
    /// The page was left.
    Release = POST paths::REVIEW_RELEASE, May(Permission::Review), Logs::ForEach(&[Act::CaseReleased]);
    /// One case.
    Case = GET paths::CASE, May(Permission::ViewCase), Acts(&[Act::CaseShown]);
    /// The dossier of a case, for an appeal.
    Dossier = POST paths::CASE_DOSSIER, May(Permission::IssueDossier), Acts(&[Act::DossierIssued]);
    /// The picture of a case for the offender.
    OffenderPicture = POST paths::CASE_OFFENDER_PICTURE, May(Permission::IssueDossier), Acts(&[Act::OffenderPictureIssued]);
    /// The mask editor of a picture.
    MaskEditor = GET paths::MASK, May(Permission::Review), Acts(&[Act::CaseShown]);
    /// A step of drawing without scripts; the editor is shown again.
    MaskDraw = POST paths::MASK_DRAW, May(Permission::Review), Acts(&[Act::CaseShown]);
    /// Masks more of a picture, for good.
    Mask = POST paths::MASK, May(Permission::Review), Acts(&[Act::EvidenceMasked]);
    /// The search form.
    SearchForm = GET paths::SEARCH, May(Permission::Search), FORM;
    /// Searches.
    Search = POST paths::SEARCH, May(Permission::Search), Acts(&[Act::Searched]);
    /// Batches for the CJIB and what came back.
    Cjib = GET paths::CJIB, May(Permission::WatchDelivery), Acts(&[Act::BatchesListed]);
    /// One batch.
    CjibBatch = GET paths::CJIB_BATCH, May(Permission::WatchDelivery), Acts(&[Act::BatchesListed]);
    /// Puts a returned case back on the desk.
    SendBack = POST paths::CASE_SEND_BACK, May(Permission::WatchDelivery), Acts(&[Act::CaseSentBack]);
    /// Quality for the coordinator.
    Quality = GET paths::QUALITY, May(Permission::WatchQuality), Acts(&[Act::QualityListed]);
    /// Takes a case off an officer's desk.
    FreeDesk = POST paths::CASE_RELEASE, May(Permission::WatchQuality), Acts(&[Act::ClaimReleased]);
    /// Decisions of colleagues to be looked at again.
    SecondLooks = GET paths::SECOND_LOOKS, May(Permission::SecondLook), Acts(&[Act::QualityListed]);
    /// A case opened for a second look.
    SecondLook = GET paths::CASE_SECOND_LOOK, May(Permission::SecondLook), Acts(&[Act::SecondLook]);
    /// What the second officer says; a form that must be corrected opens the case once more.
    JudgeSecondLook = POST paths::CASE_SECOND_LOOK, May(Permission::SecondLook), Acts(&[Act::SecondLookJudged, Act::SecondLook]);
    /// Figures without personal data.
    Figures = GET paths::FIGURES, May(Permission::ViewFigures), Acts(&[Act::FiguresShown]);
    /// The same as a file.
    FiguresFile = GET paths::FIGURES_FILE, May(Permission::ViewFigures), Acts(&[Act::FiguresShown]);
    /// Exemptions.
    Exemptions = GET paths::EXEMPTIONS, May(Permission::ManageExemptions), Acts(&[Act::ExemptionListed]);
    /// The form for a new exemption.
    ExemptionForm = GET paths::EXEMPTIONS_NEW, May(Permission::ManageExemptions), FORM;
    /// Adds an exemption.
    AddExemption = POST paths::EXEMPTIONS_NEW, May(Permission::ManageExemptions), Acts(&[Act::ExemptionAdded]);
    /// Ends an exemption.
    EndExemption = POST paths::EXEMPTION_END, May(Permission::ManageExemptions), Acts(&[Act::ExemptionEnded]);
    /// Units and their health.
    Units = GET paths::UNITS, May(Permission::ViewUnits), Acts(&[Act::UnitsListed]);
    /// The ledger, newest entries first.
    Log = GET paths::LOG, May(Permission::ReadLedger), Acts(&[Act::LedgerListed]);
    /// The ledger of one case.
    LogCase = GET paths::LOG_CASE, May(Permission::ReadLedger), Acts(&[Act::LedgerListed]);
    /// What stands out in the ledger.
    LogPatterns = GET paths::LOG_PATTERNS, May(Permission::ReadLedger), Acts(&[Act::LedgerListed]);
    /// The ledger's month in numbers.
    LogSummary = GET paths::LOG_SUMMARY, May(Permission::ReadLedger), Acts(&[Act::LedgerListed]);
    /// The same as a file.
    LogSummaryFile = GET paths::LOG_SUMMARY_FILE, May(Permission::ReadLedger), Acts(&[Act::LedgerExported]);
    /// Entries of the ledger as a file.
    LogExport = POST paths::LOG_EXPORT, May(Permission::ReadLedger), Acts(&[Act::LedgerExported]);
    /// A picture that a page was granted.
    Picture = GET paths::PICTURE, Session, Nothing("redeems a grant that stands on the entry of the view it belongs to");
    /// The record of processing activities.
    ProcessingActivities = GET paths::PROCESSING_ACTIVITIES, Public, Nothing("published: the record of processing activities, without personal data");
    /// One processing activity.
    ProcessingActivity = GET paths::PROCESSING_ACTIVITY, Public, Nothing("published: the record of processing activities, without personal data");
    /// Says that the server is there.
    Ping = GET paths::PING, Public, Nothing("says no more than that the server is there");
    /// A static file.
    Asset = GET paths::ASSET, Public, Nothing("the same for everybody");
}

/// Refuses a table that contradicts itself.
///
/// # Errors
/// The line that is wrong.
pub fn check() -> Result<(), String> {
    let mut seen = BTreeSet::new();
    for endpoint in Endpoint::ALL {
        let line = endpoint.declaration();
        if !seen.insert((line.method.to_string(), line.path)) {
            return Err(format!("{} {} is declared twice", line.method, line.path));
        }
        if matches!(line.logs, Acts([]) | Logs::ForEach([])) {
            return Err(format!("{} {} declares no act and no reason", line.method, line.path));
        }
        if line.method != Method::GET && matches!(line.logs, Nothing(_)) {
            return Err(format!("{} {} changes something and leaves no entry", line.method, line.path));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_consistent() {
        assert_eq!(check(), Ok(()));
    }

    #[test]
    fn nothing_but_forms_files_the_published_record_and_logging_in_is_public() {
        let public = Endpoint::ALL.iter().filter(|endpoint| endpoint.declaration().access == Public);
        let paths: BTreeSet<_> = public.map(|endpoint| endpoint.declaration().path).collect();
        let record = [paths::PROCESSING_ACTIVITIES, paths::PROCESSING_ACTIVITY];
        let expected = ["/", paths::LOGIN, paths::ENROL, paths::PING, paths::ASSET].into_iter().chain(record);
        assert_eq!(paths, expected.collect());
    }
}
