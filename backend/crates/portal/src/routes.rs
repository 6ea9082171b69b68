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
use Logs::{Acts, ForEach, Nothing};

const FORM: Logs = Nothing("an empty form");

endpoints! {
    /// Sends to where the account works.
    Home = GET paths::HOME, Public, Nothing("a redirection");
    /// The login form.
    LoginForm = GET paths::LOGIN, Public, FORM;
    /// Logs in.
    LogIn = POST paths::LOGIN, Public, Acts(&[Act::LoggedIn, Act::LoginFailed, Act::RecoveryCodeUsed]);
    /// Logs out.
    LogOut = POST paths::LOGOUT, Session, Acts(&[Act::LoggedOut, Act::CaseReleased]);
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
    Undo = POST paths::REVIEW_UNDO, May(Permission::Review), Acts(&[Act::DecisionUndone, Act::CaseReleased]);
    /// Says that nobody can be recognised behind an undeclared windscreen.
    Windscreen = POST paths::REVIEW_WINDSCREEN, May(Permission::Review), Acts(&[Act::WindscreenJudged]);
    /// Corrects the plate or its country.
    CorrectPlate = POST paths::REVIEW_PLATE, May(Permission::Review), Acts(&[Act::PlateCorrected]);
    /// The desk once more, with the grounds of knowledge filled in.
    Preview = POST paths::REVIEW_PREVIEW, May(Permission::Review), Acts(&[Act::CaseShown]);
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
    /// Whether every promise is kept.
    Compliance = GET paths::COMPLIANCE, May(Permission::ViewCompliance), Acts(&[Act::ComplianceShown]);
    /// The evidence as a file.
    ComplianceFile = POST paths::COMPLIANCE_FILE, May(Permission::ViewCompliance), Acts(&[Act::ComplianceExported]);
    /// Cases that are kept beyond their term.
    Holds = GET paths::HOLDS, May(Permission::HoldCases), Acts(&[Act::HoldsListed]);
    /// Asks that a case be kept.
    AskHold = POST paths::CASE_HOLD, May(Permission::HoldCases), Acts(&[Act::HoldAsked]);
    /// Agrees to a legal hold, refuses, withdraws, reviews or releases it.
    AnswerHold = POST paths::CASE_HOLD_ANSWER, May(Permission::HoldCases), Acts(&[Act::HoldPlaced, Act::HoldRefused, Act::HoldConfirmed, Act::HoldReleased]);
    /// How long what is kept, with what waits for a second person.
    Terms = GET paths::RETENTION_TERMS, May(Permission::ViewCompliance), Acts(&[Act::TermsShown]);
    /// The form that proposes another retention term.
    TermForm = GET paths::RETENTION_TERM_NEW, May(Permission::SetTerms), FORM;
    /// Proposes another retention term.
    ProposeTerm = POST paths::RETENTION_TERM_NEW, May(Permission::SetTerms), Acts(&[Act::TermProposed]);
    /// Confirms another retention term, refuses or withdraws it.
    AnswerTerm = POST paths::RETENTION_TERM_ANSWER, May(Permission::SetTerms), Acts(&[Act::TermConfirmed, Act::TermRefused]);
    /// The register of incidents.
    Incidents = GET paths::INCIDENTS, May(Permission::ManageIncidents), Acts(&[Act::IncidentsListed]);
    /// The form that reports an incident.
    IncidentReportForm = GET paths::INCIDENT_REPORT, May(Permission::ReportIncidents), FORM;
    /// Reports an incident.
    ReportIncident = POST paths::INCIDENT_REPORT, May(Permission::ReportIncidents), Acts(&[Act::IncidentReported]);
    /// The form that reports an incident without an account.
    OpenReportForm = GET paths::REPORT_OPENLY, Public, FORM;
    /// Reports an incident without an account, to every municipality that admits the address.
    ReportOpenly = POST paths::REPORT_OPENLY, Public, Logs::ForEach(&[Act::IncidentReported]);
    /// Where to report a weakness, for machines.
    SecurityTxt = GET paths::SECURITY_TXT, Public, Nothing("tells where the form is");
    /// The form that asks how far a leak may reach.
    IncidentScopeForm = GET paths::INCIDENT_SCOPE, May(Permission::ManageIncidents), FORM;
    /// Tells how far a leak may reach.
    IncidentScope = POST paths::INCIDENT_SCOPE, May(Permission::ManageIncidents), Acts(&[Act::IncidentScopeTold]);
    /// The month of incidents for the management.
    IncidentMonth = GET paths::INCIDENT_MONTH, May(Permission::ManageIncidents), Acts(&[Act::IncidentsListed]);
    /// The same as a file.
    IncidentMonthFile = POST paths::INCIDENT_MONTH, May(Permission::ManageIncidents), Acts(&[Act::ComplianceExported]);
    /// One incident.
    Incident = GET paths::INCIDENT, May(Permission::ManageIncidents), Acts(&[Act::IncidentShown]);
    /// The emergency stop for an incident.
    IncidentStops = GET paths::INCIDENT_EMERGENCY, May(Permission::ManageIncidents), Nothing("tells which listeners are closed, and why");
    /// Closes a listener for an incident, or opens it again.
    PullStop = POST paths::INCIDENT_EMERGENCY, May(Permission::ManageIncidents), ForEach(&[Act::EmergencyClosed, Act::EmergencyReopened, Act::IncidentChanged]);
    /// The form that secures an extract of the ledger with an incident.
    IncidentExtractForm = GET paths::INCIDENT_EXTRACTS, May(Permission::ManageIncidents), FORM;
    /// Secures an extract of the ledger with an incident.
    SecureExtract = POST paths::INCIDENT_EXTRACTS, May(Permission::ManageIncidents), Acts(&[Act::LedgerExtractSecured]);
    /// A secured extract as a file.
    IncidentExtract = POST paths::INCIDENT_EXTRACT, May(Permission::ManageIncidents), Acts(&[Act::LedgerExtractDownloaded]);
    /// The form of a step in an incident.
    IncidentStepForm = GET paths::INCIDENT_STEP, May(Permission::ManageIncidents), Acts(&[Act::IncidentShown]);
    /// Takes a step in an incident.
    IncidentStep = POST paths::INCIDENT_STEP, May(Permission::ManageIncidents), Acts(&[Act::IncidentChanged, Act::IncidentClosed]);
    /// Requests of persons.
    Persons = GET paths::PERSONS, May(Permission::HandlePersonRequests), Acts(&[Act::PersonRequestsListed]);
    /// The form that registers a request.
    PersonBlank = GET paths::PERSONS_NEW, May(Permission::HandlePersonRequests), FORM;
    /// Registers a request and looks its plate up, which sets its term.
    RegisterPerson = POST paths::PERSONS_NEW, May(Permission::HandlePersonRequests), ForEach(&[Act::PersonDataFound, Act::PersonRequestRegistered]);
    /// A request with what is held about its plate.
    Person = GET paths::PERSON, May(Permission::HandlePersonRequests), ForEach(&[Act::PersonRequestShown, Act::PersonDataFound]);
    /// Gives a request more time.
    ExtendPerson = POST paths::PERSON_EXTEND, May(Permission::HandlePersonRequests), Acts(&[Act::PersonTermChanged]);
    /// Answers a request.
    AnswerPerson = POST paths::PERSON_ANSWER, May(Permission::HandlePersonRequests), ForEach(&[Act::PersonRequestShown, Act::PersonDataFound, Act::PersonRequestHandled, Act::PersonAnswerIssued]);
    /// Leaves a case alone.
    RestrictCase = POST paths::CASE_RESTRICTION, May(Permission::HandlePersonRequests), Acts(&[Act::CaseRestricted]);
    /// Leaves a case alone no longer.
    LiftRestriction = POST paths::CASE_RESTRICTION_LIFT, May(Permission::HandlePersonRequests), Acts(&[Act::RestrictionLifted]);
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
    /// Notes that a sanction was taken back.
    Annul = POST paths::CASE_ANNUL, May(Permission::WatchDelivery), Acts(&[Act::CaseAnnulled]);
    /// Puts a returned case back on the desk.
    SendBack = POST paths::CASE_SEND_BACK, May(Permission::WatchDelivery), Acts(&[Act::CaseSentBack]);
    /// Warning letters: how many wait and were handed over.
    Letters = GET paths::LETTERS, May(Permission::WatchDelivery), Acts(&[Act::LettersListed]);
    /// The letters of a period as a file for the letter service.
    IssueLetters = POST paths::LETTERS, May(Permission::WatchDelivery), Logs::ForEach(&[Act::GateChecked, Act::LetterIssued]);
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
    /// Samples for inspection.
    Samples = GET paths::SAMPLES, May(Permission::DrawSamples), Acts(&[Act::SamplesListed]);
    /// Draws a sample; a form that must be corrected shows the list once more.
    DrawSample = POST paths::SAMPLES, May(Permission::DrawSamples), Acts(&[Act::SampleDrawn, Act::SamplesListed]);
    /// One sample with what was said of its lines.
    Sample = GET paths::SAMPLE, May(Permission::DrawSamples), Acts(&[Act::SampleShown]);
    /// One line of a sample: the case opened, or the view without pictures.
    SampleLine = GET paths::SAMPLE_LINE, May(Permission::DrawSamples), Acts(&[Act::SampleCaseShown, Act::SampleViewShown, Act::SampleShown]);
    /// Judges a line of a sample; a form that must be corrected opens the line once more.
    JudgeSampleLine = POST paths::SAMPLE_LINE, May(Permission::DrawSamples), Acts(&[Act::SampleJudged, Act::SampleCaseShown, Act::SampleViewShown, Act::SampleShown]);
    /// Finishes a sample; a form that must be corrected shows it once more.
    CloseSample = POST paths::SAMPLE_CLOSE, May(Permission::DrawSamples), Acts(&[Act::SampleClosed, Act::SampleShown]);
    /// The report of a sample as a file.
    SampleReport = GET paths::SAMPLE_REPORT, May(Permission::DrawSamples), Acts(&[Act::SampleExported]);
    /// Figures without personal data.
    Figures = GET paths::FIGURES, May(Permission::ViewFigures), Acts(&[Act::FiguresShown]);
    /// The same as a file.
    FiguresFile = GET paths::FIGURES_FILE, May(Permission::ViewFigures), Acts(&[Act::FiguresShown]);
    /// Exemptions.
    Exemptions = GET paths::EXEMPTIONS, May(Permission::ManageExemptions), Acts(&[Act::ExemptionListed]);
    /// One plate among the exemptions.
    FindExemption = POST paths::EXEMPTIONS_FIND, May(Permission::ManageExemptions), Acts(&[Act::ExemptionListed]);
    /// The form for all exemptions as a file.
    ExemptionsExportForm = GET paths::EXEMPTIONS_EXPORT, May(Permission::ManageExemptions), FORM;
    /// All exemptions as a file.
    ExportExemptions = POST paths::EXEMPTIONS_EXPORT, May(Permission::ManageExemptions), Acts(&[Act::ExemptionsExported]);
    /// The form for a file of exemptions, and the files that wait.
    ExemptionImports = GET paths::EXEMPTION_IMPORTS, May(Permission::ManageExemptions), Nothing("a form, and counts of files that wait");
    /// Takes a file of exemptions in.
    UploadExemptions = POST paths::EXEMPTION_IMPORTS, May(Permission::ManageExemptions), Acts(&[Act::ExemptionFileReceived]);
    /// A file of exemptions before it is imported.
    ExemptionImport = GET paths::EXEMPTION_IMPORT, May(Permission::ManageExemptions), Acts(&[Act::ExemptionListed]);
    /// How far its import is.
    ExemptionImportProgress = GET paths::EXEMPTION_IMPORT_PROGRESS, May(Permission::ManageExemptions), Nothing("counts of lines of a file that is not opened");
    /// Everything that is wrong with it.
    ExemptionImportWrong = GET paths::EXEMPTION_IMPORT_WRONG, May(Permission::ManageExemptions), Acts(&[Act::ExemptionListed]);
    /// Imports it; a form that must be corrected opens the file once more.
    ImportExemptions = POST paths::EXEMPTION_IMPORT, May(Permission::ManageExemptions), Acts(&[Act::ExemptionsImported, Act::ExemptionListed]);
    /// Throws it away.
    DiscardImport = POST paths::EXEMPTION_IMPORT_DISCARD, May(Permission::ManageExemptions), Acts(&[Act::Destroyed]);
    /// Starts in the past that wait for a second person.
    LateStarts = GET paths::LATE_STARTS, May(Permission::ManageExemptions), Acts(&[Act::ExemptionListed]);
    /// Decides about one.
    DecideLateStart = POST paths::LATE_START, May(Permission::ManageExemptions), Acts(&[Act::LateStartDecided]);
    /// Withdraws one that counts already, or keeps it although a second look disagreed.
    SettleLateStart = POST paths::LATE_DISMISSALS, May(Permission::ManageExemptions), Acts(&[Act::LateStartSettled]);
    /// Cases whose annulment is to be requested.
    Annulments = GET paths::ANNULMENTS, May(Permission::WatchDelivery), Acts(&[Act::BatchesListed]);
    /// One exemption with its history.
    Exemption = GET paths::EXEMPTION, May(Permission::ManageExemptions), Acts(&[Act::ExemptionListed]);
    /// The form that changes it.
    ChangeForm = GET paths::EXEMPTION_CHANGE, May(Permission::ManageExemptions), Acts(&[Act::ExemptionListed]);
    /// Changes it; what a start in the past covers is shown first.
    ChangeExemption = POST paths::EXEMPTION_CHANGE, May(Permission::ManageExemptions), Acts(&[Act::ExemptionChanged, Act::ExemptionListed]);
    /// The form for a new exemption.
    ExemptionForm = GET paths::EXEMPTIONS_NEW, May(Permission::ManageExemptions), FORM;
    /// Adds an exemption; what a start in the past covers is shown first.
    AddExemption = POST paths::EXEMPTIONS_NEW, May(Permission::ManageExemptions), Acts(&[Act::ExemptionAdded, Act::ExemptionListed]);
    /// Ends an exemption.
    EndExemption = POST paths::EXEMPTION_END, May(Permission::ManageExemptions), Acts(&[Act::ExemptionEnded]);
    /// Zones that exemptions may name.
    Zones = GET paths::ZONES, May(Permission::ManageExemptions), Acts(&[Act::LocationsListed]);
    /// The form for a new zone.
    ZoneBlank = GET paths::ZONES_NEW, May(Permission::ManageExemptions), FORM;
    /// Makes a zone.
    AddZone = POST paths::ZONES_NEW, May(Permission::ManageExemptions), Acts(&[Act::ZoneChanged]);
    /// One zone with its history.
    Zone = GET paths::ZONE, May(Permission::ManageExemptions), Acts(&[Act::LocationsListed]);
    /// The form that changes it.
    ZoneEdit = GET paths::ZONE_EDIT, May(Permission::ManageExemptions), Acts(&[Act::LocationsListed]);
    /// Changes it; a form that must be corrected opens the zone once more.
    ChangeZone = POST paths::ZONE_EDIT, May(Permission::ManageExemptions), Acts(&[Act::ZoneChanged, Act::LocationsListed]);
    /// Closes it; where exemptions still name it the zone is shown once more.
    CloseZone = POST paths::ZONE_CLOSE, May(Permission::ManageExemptions), Acts(&[Act::ZoneChanged, Act::LocationsListed]);
    /// Locations with what is missing.
    Locations = GET paths::LOCATIONS, May(Permission::ManageLocations), Acts(&[Act::LocationsListed]);
    /// The form for a new location.
    LocationBlank = GET paths::LOCATIONS_NEW, May(Permission::ManageLocations), FORM;
    /// Adds a location.
    AddLocation = POST paths::LOCATIONS_NEW, May(Permission::ManageLocations), Acts(&[Act::LocationChanged]);
    /// A location's dossier.
    Location = GET paths::LOCATION, May(Permission::ManageLocations), Acts(&[Act::LocationsListed]);
    /// The form of a location's dossier.
    LocationEdit = GET paths::LOCATION_EDIT, May(Permission::ManageLocations), Acts(&[Act::LocationsListed]);
    /// Changes a location's dossier.
    ChangeLocation = POST paths::LOCATION_EDIT, May(Permission::ManageLocations), Acts(&[Act::LocationChanged]);
    /// All versions of a location's dossier.
    LocationHistory = GET paths::LOCATION_HISTORY, May(Permission::ManageLocations), Acts(&[Act::LocationsListed]);
    /// Inspections of the signs, with the form for the next.
    Inspections = GET paths::INSPECTIONS, May(Permission::InspectSigns), Acts(&[Act::LocationsListed]);
    /// Records an inspection; a form that must be corrected shows the list once more.
    RecordInspection = POST paths::INSPECTIONS, May(Permission::InspectSigns), Acts(&[Act::SignsInspected, Act::LocationsListed]);
    /// The form that corrects an entry about an inspection.
    InspectionCorrect = GET paths::INSPECTION_CORRECT, May(Permission::InspectSigns), Acts(&[Act::LocationsListed]);
    /// Corrects an entry about an inspection; a form that must be corrected shows the entry once more.
    CorrectInspection = POST paths::INSPECTION_CORRECT, May(Permission::InspectSigns), Acts(&[Act::SignsInspected, Act::LocationsListed]);
    /// Units and their health.
    Units = GET paths::UNITS, May(Permission::ViewUnits), Acts(&[Act::UnitsListed]);
    /// The form for a new unit.
    UnitBlank = GET paths::UNITS_NEW, May(Permission::ManageUnits), FORM;
    /// Registers a unit.
    RegisterUnit = POST paths::UNITS_NEW, May(Permission::ManageUnits), Acts(&[Act::UnitRegistered]);
    /// One unit.
    Unit = GET paths::UNIT, May(Permission::ViewUnits), Acts(&[Act::UnitsListed]);
    /// Shows what a certificate says, then takes it into use.
    UnitCertificate = POST paths::UNIT_CERTIFICATE, May(Permission::ManageUnits), Acts(&[Act::UnitChanged, Act::UnitsListed]);
    /// Gives a unit another signing key; a form that must be corrected shows the unit once more.
    UnitSigningKey = POST paths::UNIT_SIGNING_KEY, May(Permission::ManageUnits), Acts(&[Act::UnitChanged, Act::UnitsListed]);
    /// Suspends, resumes or revokes a unit.
    UnitState = POST paths::UNIT_STATE, May(Permission::ManageUnits), Acts(&[Act::UnitChanged, Act::UnitRevoked]);
    /// Accounts.
    Users = GET paths::USERS, May(Permission::ManageAccess), Acts(&[Act::UsersListed]);
    /// Closes the chosen accounts, or asks a second person.
    CloseUsers = POST paths::USERS_CLOSE, May(Permission::ManageAccess), Acts(&[Act::AccountDeactivated, Act::ApprovalAsked, Act::UsersListed]);
    /// The form for a new account.
    UserForm = GET paths::USERS_NEW, May(Permission::ManageAccess), FORM;
    /// Adds an account.
    AddUser = POST paths::USERS_NEW, May(Permission::ManageAccess), Acts(&[Act::AccountAdded]);
    /// One account.
    User = GET paths::USER, May(Permission::ManageAccess), Acts(&[Act::UsersListed]);
    /// Gives another role, or asks a second person; a form that must be corrected shows the account again.
    UserRole = POST paths::USER_ROLE, May(Permission::ManageAccess), Acts(&[Act::RoleChanged, Act::ApprovalAsked, Act::UsersListed]);
    /// Asks to take a lock off.
    UnlockUser = POST paths::USER_UNLOCK, May(Permission::ManageAccess), Acts(&[Act::ApprovalAsked, Act::UsersListed]);
    /// Asks for new credentials.
    ResetUser = POST paths::USER_RESET, May(Permission::ManageAccess), Acts(&[Act::ApprovalAsked, Act::UsersListed]);
    /// Makes a new enrolment link, or asks a second person.
    InviteUser = POST paths::USER_INVITE, May(Permission::ManageAccess), Acts(&[Act::EnrolmentLinkMade, Act::ApprovalAsked, Act::UsersListed]);
    /// Closes an account.
    CloseUser = POST paths::USER_CLOSE, May(Permission::ManageAccess), Acts(&[Act::AccountDeactivated]);
    /// Opens a closed account again.
    ReopenUser = POST paths::USER_REOPEN, May(Permission::ManageAccess), Acts(&[Act::AccountReactivated, Act::UsersListed]);
    /// Records an authorisation.
    Authorise = POST paths::USER_AUTHORISE, May(Permission::ManageAccess), Acts(&[Act::AuthorisationAdded, Act::UsersListed]);
    /// Confirms suspended authorisations.
    ConfirmAuthorisation = POST paths::USER_CONFIRM, May(Permission::ManageAccess), Acts(&[Act::AuthorisationConfirmed]);
    /// Ends an authorisation before its time.
    EndAuthorisation = POST paths::USER_END_TERM, May(Permission::ManageAccess), Acts(&[Act::AuthorisationEnded]);
    /// Address ranges.
    Addresses = GET paths::ADDRESSES, May(Permission::ManageAccess), Acts(&[Act::AddressesListed]);
    /// Allows a range, or asks a second person.
    AllowAddress = POST paths::ADDRESSES, May(Permission::ManageAccess), Acts(&[Act::AddressAllowed, Act::ApprovalAsked, Act::AddressesListed]);
    /// Takes a range away.
    RemoveAddress = POST paths::ADDRESS_REMOVE, May(Permission::ManageAccess), Acts(&[Act::AddressRemoved, Act::AddressesListed]);
    /// Requests for a second person.
    Requests = GET paths::REQUESTS, May(Permission::Approve), Acts(&[Act::ApprovalsListed]);
    /// Approves a request, which is thereby done.
    ApproveRequest = POST paths::REQUEST_APPROVE, May(Permission::Approve), Acts(&[Act::ApprovalGranted]);
    /// Refuses a request.
    RefuseRequest = POST paths::REQUEST_REFUSE, May(Permission::Approve), Acts(&[Act::ApprovalRefused]);
    /// Withdraws one's own request.
    WithdrawRequest = POST paths::REQUEST_WITHDRAW, May(Permission::ManageAccess), Acts(&[Act::ApprovalWithdrawn]);
    /// Reviews of who has access.
    AccessReviews = GET paths::ACCESS_REVIEWS, May(Permission::ReviewAccess), Acts(&[Act::AccessReviewsListed]);
    /// Begins a review.
    BeginAccessReview = POST paths::ACCESS_REVIEWS, May(Permission::ReviewAccess), Acts(&[Act::AccessReviewBegun, Act::AccessReviewsListed]);
    /// One review.
    AccessReview = GET paths::ACCESS_REVIEW, May(Permission::ReviewAccess), Acts(&[Act::AccessReviewsListed]);
    /// Judges one account's access.
    JudgeAccess = POST paths::ACCESS_REVIEW_JUDGE, May(Permission::ReviewAccess), Acts(&[Act::AccessReviewed, Act::AccessReviewsListed]);
    /// Finishes a review.
    CloseAccessReview = POST paths::ACCESS_REVIEW_CLOSE, May(Permission::ReviewAccess), Acts(&[Act::AccessReviewClosed]);
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
    fn nothing_but_files_the_published_record_reporting_and_logging_in_is_public() {
        let public = Endpoint::ALL.iter().filter(|endpoint| endpoint.declaration().access == Public);
        let paths: BTreeSet<_> = public.map(|endpoint| endpoint.declaration().path).collect();
        let record = [paths::PROCESSING_ACTIVITIES, paths::PROCESSING_ACTIVITY];
        let report = [paths::REPORT_OPENLY, paths::SECURITY_TXT];
        let entrance = ["/", paths::LOGIN, paths::ENROL, paths::PING, paths::ASSET];
        assert_eq!(paths, entrance.into_iter().chain(record).chain(report).collect());
    }
}
