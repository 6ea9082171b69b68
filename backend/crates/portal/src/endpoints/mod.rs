//! One file per page. A handler takes a form or an address apart, calls the use case, and fills the page.

mod access_reviews;
mod account;
mod account_access;
mod addresses;
mod annul;
mod approvals;
mod asset;
mod case;
mod cjib;
mod compliance;
mod desk;
mod desk_island;
mod desk_page;
mod desk_plate;
mod disclosure;
mod enrol;
mod exemptions;
mod exemptions_change;
mod exemptions_export;
mod exemptions_import;
mod exemptions_late;
mod figures;
mod holds;
mod home;
mod incident_emergency;
mod incident_extract;
mod incident_month;
mod incident_report;
mod incident_scope;
mod incidents;
mod inspections;
mod letters;
mod locations;
mod locations_form;
mod log;
mod log_case;
mod log_lines;
mod log_patterns;
mod log_summary;
mod login;
mod logout;
mod mask;
mod persons;
mod picture;
mod ping;
mod processing_activities;
mod quality;
mod restriction;
mod sample_line;
mod samples;
mod search;
mod stock;
mod terms;
mod unit_new;
mod units;
mod units_page;
mod user;
mod users;
mod zones;

use actix_web::Route;
use poortwacht_frontend::pages::search::LocationChoice;
use poortwacht_services::locations::LocationName;

use crate::failure::Failure;
use crate::routes::Endpoint;
use crate::visit::Visit;

/// Declares which handler answers which endpoint.
macro_rules! handlers {
    ($($endpoint:ident => $handler:path,)+) => {
        /// The route with the endpoint's handler. The match has no other arm: a line of the table without a handler does
        /// not compile.
        pub(crate) fn handled(endpoint: Endpoint, route: Route) -> Route {
            match endpoint {
                $(Endpoint::$endpoint => route.to($handler),)+
            }
        }
    };
}

handlers! {
    Home => home::show,
    LoginForm => login::show,
    LogIn => login::send,
    LogOut => logout::send,
    EnrolForm => enrol::show,
    Enrol => enrol::send,
    Account => account::show,
    ChooseLanguage => account::choose_language,
    EndSession => account::end_session,
    EndOtherSessions => account::end_others,
    PasswordForm => account_access::password_form,
    ChangePassword => account_access::change_password,
    AuthenticatorForm => account_access::authenticator_form,
    RenewAuthenticator => account_access::renew_authenticator,
    RecoveryForm => account_access::recovery_form,
    MakeRecoveryCodes => account_access::make_recovery_codes,
    Stock => stock::show,
    Desk => desk::show,
    Begin => desk::begin,
    Confirm => desk::confirm,
    Dismiss => desk::dismiss,
    Skip => desk::skip,
    Undo => desk::undo,
    Windscreen => desk::windscreen,
    CorrectPlate => desk_plate::correct,
    Preview => desk_plate::preview,
    Next => desk_island::next,
    Shown => desk_island::shown,
    Renew => desk_island::renew,
    Release => desk_island::release,
    MaskEditor => mask::show,
    MaskDraw => mask::draw,
    Mask => mask::send,
    Case => case::show,
    Dossier => disclosure::dossier,
    OffenderPicture => disclosure::offender_picture,
    Compliance => compliance::show,
    ComplianceFile => compliance::file,
    Holds => holds::show,
    AskHold => holds::ask,
    AnswerHold => holds::answer,
    Terms => terms::show,
    TermForm => terms::form,
    ProposeTerm => terms::propose,
    AnswerTerm => terms::answer,
    Incidents => incidents::list,
    IncidentReportForm => incident_report::show,
    ReportIncident => incident_report::send,
    OpenReportForm => incident_report::show_openly,
    ReportOpenly => incident_report::send_openly,
    SecurityTxt => incident_report::security_txt,
    IncidentScopeForm => incident_scope::show,
    IncidentScope => incident_scope::send,
    IncidentMonth => incident_month::show,
    IncidentMonthFile => incident_month::file,
    Incident => incidents::show,
    IncidentStops => incident_emergency::show,
    PullStop => incident_emergency::pull,
    IncidentExtractForm => incident_extract::show,
    SecureExtract => incident_extract::send,
    IncidentExtract => incident_extract::download,
    IncidentStepForm => incidents::form,
    IncidentStep => incidents::take,
    Persons => persons::list,
    PersonBlank => persons::blank,
    RegisterPerson => persons::register,
    Person => persons::show,
    ExtendPerson => persons::extend,
    AnswerPerson => persons::answer,
    RestrictCase => restriction::restrict,
    LiftRestriction => restriction::lift,
    Cjib => cjib::show,
    CjibBatch => cjib::batch,
    SendBack => cjib::send_back,
    Annul => annul::annul,
    Letters => letters::show,
    IssueLetters => letters::issue,
    Quality => quality::show,
    FreeDesk => quality::release,
    SecondLooks => quality::looks,
    SecondLook => quality::look,
    JudgeSecondLook => quality::judge,
    Samples => samples::list,
    DrawSample => samples::draw,
    Sample => samples::show,
    SampleLine => sample_line::show,
    JudgeSampleLine => sample_line::judge,
    CloseSample => samples::close,
    SampleReport => samples::report,
    Figures => figures::show,
    FiguresFile => figures::file,
    SearchForm => search::show,
    Search => search::send,
    Exemptions => exemptions::show,
    FindExemption => exemptions::find,
    ExemptionsExportForm => exemptions_export::show,
    ExportExemptions => exemptions_export::send,
    ExemptionImports => exemptions_import::show,
    UploadExemptions => exemptions_import::upload,
    ExemptionImport => exemptions_import::preview,
    ExemptionImportProgress => exemptions_import::progress,
    ExemptionImportWrong => exemptions_import::wrong,
    ImportExemptions => exemptions_import::commit,
    DiscardImport => exemptions_import::discard,
    LateStarts => exemptions_late::show,
    DecideLateStart => exemptions_late::decide,
    SettleLateStart => exemptions_late::settle,
    Annulments => exemptions_late::annulments,
    Exemption => exemptions_change::show,
    ChangeForm => exemptions_change::show_form,
    ChangeExemption => exemptions_change::send,
    ExemptionForm => exemptions::show_form,
    AddExemption => exemptions::add,
    EndExemption => exemptions::end,
    Zones => zones::list,
    ZoneBlank => zones::blank,
    AddZone => zones::add,
    Zone => zones::show,
    ZoneEdit => zones::edit,
    ChangeZone => zones::save,
    CloseZone => zones::close,
    Locations => locations::list,
    LocationBlank => locations_form::blank,
    AddLocation => locations_form::add,
    Location => locations::show,
    LocationEdit => locations_form::edit,
    ChangeLocation => locations_form::save,
    LocationHistory => locations::history,
    Inspections => inspections::show,
    RecordInspection => inspections::record,
    InspectionCorrect => inspections::correct_form,
    CorrectInspection => inspections::correct,
    Units => units::show,
    UnitBlank => unit_new::show,
    RegisterUnit => unit_new::register,
    Unit => units_page::show,
    UnitCertificate => units_page::certificate,
    UnitSigningKey => units_page::signing_key,
    UnitState => units_page::state,
    Users => users::show,
    CloseUsers => users::close,
    UserForm => users::show_form,
    AddUser => users::add,
    User => user::show,
    UserRole => user::role,
    UnlockUser => user::unlock,
    ResetUser => user::reset,
    InviteUser => user::invite,
    CloseUser => user::close,
    ReopenUser => user::reopen,
    Authorise => user::authorise,
    ConfirmAuthorisation => user::confirm,
    EndAuthorisation => user::end_term,
    Addresses => addresses::show,
    AllowAddress => addresses::allow,
    RemoveAddress => addresses::remove,
    Requests => approvals::show,
    ApproveRequest => approvals::approve,
    RefuseRequest => approvals::refuse,
    WithdrawRequest => approvals::withdraw,
    AccessReviews => access_reviews::list,
    BeginAccessReview => access_reviews::begin,
    AccessReview => access_reviews::show,
    JudgeAccess => access_reviews::judge,
    CloseAccessReview => access_reviews::close,
    Log => log::show,
    LogCase => log_case::show,
    LogPatterns => log_patterns::show,
    LogSummary => log_summary::show,
    LogSummaryFile => log_summary::file,
    LogExport => log::export,
    Picture => picture::show,
    ProcessingActivities => processing_activities::list,
    ProcessingActivity => processing_activities::show,
    Ping => ping::answer,
    Asset => asset::show,
}

/// The municipality's locations to choose from.
async fn location_choices(visit: &Visit) -> Result<Vec<LocationChoice>, Failure> {
    let names = poortwacht_services::locations::names(visit.services(), visit.actor()).await?;
    Ok(names.into_iter().map(|LocationName { code, name }| LocationChoice { code, name }).collect())
}
