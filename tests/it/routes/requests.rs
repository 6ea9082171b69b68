//! A right request to each endpoint of the table.

use poortwacht_domain::{Clock as _, local_day};
use poortwacht_portal::routes::Endpoint;
use poortwacht_services::system::SystemClock;
use poortwacht_tests::wire::Session;

use super::cast::Things;
use super::{people, places};

/// Fields of a form.
pub type Fields = Vec<(&'static str, String)>;

/// The address with every parameter filled in.
pub fn path(pattern: &str, things: &Things) -> String {
    pattern
        .replace("{token}", &things.link)
        .replace("{reference}", &things.case)
        .replace("{id}", &things.exemption)
        .replace("{import}", &things.import)
        .replace("{late}", &things.late)
        .replace("{grant}", &things.grant)
        .replace("{file}", &things.asset)
        .replace("{ordinal}", "0")
        .replace("{activity}", "judgement")
        .replace("{batch}", &things.batch)
        .replace("{zone}", &things.places.zone)
        .replace("{location}", &things.places.location)
        .replace("{inspection}", &things.places.inspection)
        .replace("{account}", &things.people.account)
        .replace("{request}", &things.people.request)
        .replace("{range}", &things.people.range)
        .replace("{review}", &things.people.review)
        .replace("{person}", &things.people.person)
        .replace("{term}", &things.people.term)
        .replace("{unit}", &things.places.unit)
        .replace("{number}", &things.incident)
        .replace("{extract}", "1")
        .replace("{step}", "note")
        .replace("{sample}", &things.sample)
        .replace("{line}", "1")
}

/// Names and values; `{case}` stands for the case at hand, `{today}` for this day.
type Form = &'static [(&'static str, &'static str)];

const CASE: (&str, &str) = ("case", "{case}");
const NOTHING: Form = &[];
const CASE_ONLY: Form = &[CASE];
const INCIDENT: Form = &[("incident_kind", "other"), ("what_happened", "Een tas bleef in de trein")];
const SAMPLE: Form =
    &[("kind", "views"), ("from", "{today}"), ("until", "{today}"), ("reach", "everything"), ("size", "1")];
const DISCLOSURE: Form =
    &[("recipient", "court"), ("reason", "court"), ("explanation", "zitting van volgende week")];

/// What each form holds, apart from the token.
const FORMS: &[(Endpoint, Form)] = &[
    (Endpoint::LogIn, &[("login", "boa"), ("password", "een twee drie vier"), ("code", "000000")]),
    (Endpoint::LogOut, NOTHING),
    (Endpoint::Enrol, &[("password", "kort"), ("password_again", "kort"), ("code", "000000")]),
    (Endpoint::ChooseLanguage, &[("language", "nl"), ("back", "/account")]),
    (Endpoint::EndSession, &[("session", "00000000000000000000000000000000")]),
    (Endpoint::EndOtherSessions, NOTHING),
    (Endpoint::ChangePassword, &[("current", "fout"), ("password", "kort"), ("password_again", "kort")]),
    (
        Endpoint::RenewAuthenticator,
        &[("offer", "aanbod"), ("current", "fout"), ("current_code", "000000"), ("code", "000000")],
    ),
    (Endpoint::MakeRecoveryCodes, &[("current", "fout"), ("current_code", "000000")]),
    (Endpoint::Begin, &[("location", "")]),
    (
        Endpoint::Confirm,
        &[
            CASE,
            ("offence_code", "R559"),
            ("vehicle_category", "1"),
            ("sign_visible", "yes"),
            ("sign_passed", "yes"),
            ("plate_readable", "yes"),
            ("no_priority_vehicle", "yes"),
            ("grounds", "Ik zag het voertuig het bord passeren."),
        ],
    ),
    (Endpoint::Dismiss, &[CASE, ("reason", "plate_unreadable"), ("explanation", "")]),
    (Endpoint::Skip, CASE_ONLY),
    (Endpoint::Undo, CASE_ONLY),
    (Endpoint::Windscreen, CASE_ONLY),
    (Endpoint::CorrectPlate, &[CASE, ("plate", "AE-99-UI"), ("country", "NL")]),
    (Endpoint::Preview, &[CASE, ("grounds", "Ik zag {kenteken} het bord passeren.")]),
    (Endpoint::Next, CASE_ONLY),
    (Endpoint::Shown, CASE_ONLY),
    (Endpoint::Renew, CASE_ONLY),
    (Endpoint::Release, &[("until", "")]),
    (Endpoint::MaskDraw, &[("left", "16"), ("top", "16"), ("width", "32"), ("height", "32")]),
    (Endpoint::Mask, &[("areas", "16,16,32,32"), ("reason", "person_recognisable")]),
    (Endpoint::Dossier, DISCLOSURE),
    (Endpoint::OffenderPicture, DISCLOSURE),
    (Endpoint::ComplianceFile, &[("file", "report")]),
    (Endpoint::AskHold, &[("hold_ground", "appeal"), ("hold_explanation", "beroep van vorige week")]),
    (Endpoint::AnswerHold, &[("answer", "agree")]),
    (Endpoint::ProposeTerm, people::TERM),
    (Endpoint::AnswerTerm, &[("answer", "confirm")]),
    (Endpoint::ReportIncident, INCIDENT),
    (Endpoint::ReportOpenly, INCIDENT),
    (Endpoint::IncidentScope, &[("from", "2026-01-01"), ("until", "2030-12-31")]),
    (Endpoint::IncidentMonthFile, &[("month", "2026-01"), ("file", "table")]),
    (Endpoint::PullStop, &[("stop", "close-api"), ("reason", "oefening"), ("sure", "on")]),
    (Endpoint::SecureExtract, &[("from", "2026-01-01"), ("until", "2030-12-31")]),
    (Endpoint::IncidentExtract, NOTHING),
    (Endpoint::IncidentStep, &[("explanation", "nog niets nieuws")]),
    (Endpoint::DrawSample, SAMPLE),
    (Endpoint::JudgeSampleLine, &[("outcome", "in_order"), ("ground", ""), ("words", "")]),
    (Endpoint::CloseSample, &[("conclusion", "niets aan te merken")]),
    (Endpoint::RegisterPerson, people::PERSON),
    (Endpoint::RestrictCase, &[("restriction_ground", "unlawful")]),
    (Endpoint::LiftRestriction, &[("lift_reason", "settled")]),
    (Endpoint::ExtendPerson, &[("extension", "complex")]),
    (Endpoint::AnswerPerson, &[("outcome", "granted"), ("words", "overzicht gegeven aan de balie")]),
    (
        Endpoint::Search,
        &[
            ("reference", "{case}"),
            ("reason", "objection"),
            ("explanation", "bezwaarschrift van vorige week"),
        ],
    ),
    (Endpoint::CloseUsers, NOTHING),
    (Endpoint::AddUser, people::NEW_USER),
    (Endpoint::UserRole, people::CHANGED_USER),
    (Endpoint::UnlockUser, people::CHANGED_USER),
    (Endpoint::ResetUser, people::CHANGED_USER),
    (Endpoint::InviteUser, people::CHANGED_USER),
    (Endpoint::CloseUser, NOTHING),
    (Endpoint::ReopenUser, people::CHANGED_USER),
    (Endpoint::Authorise, people::AUTHORISATION),
    (Endpoint::ConfirmAuthorisation, NOTHING),
    (Endpoint::EndAuthorisation, NOTHING),
    (Endpoint::AllowAddress, people::RANGE),
    (Endpoint::RemoveAddress, NOTHING),
    (Endpoint::ApproveRequest, NOTHING),
    (Endpoint::RefuseRequest, NOTHING),
    (Endpoint::WithdrawRequest, NOTHING),
    (Endpoint::BeginAccessReview, people::REVIEW),
    (Endpoint::JudgeAccess, people::VERDICT),
    (Endpoint::CloseAccessReview, NOTHING),
    (
        Endpoint::LogExport,
        &[("kind", "views"), ("export_reason", "audit"), ("explanation", "controle van het kwartaal")],
    ),
    (Endpoint::SendBack, NOTHING),
    (Endpoint::Annul, &[("annulment_ground", "appeal_upheld"), ("annulment_document", "beslissing van mei")]),
    (Endpoint::IssueLetters, &[("location", ""), ("from", ""), ("until", ""), ("issued", "")]),
    (Endpoint::FreeDesk, NOTHING),
    (Endpoint::JudgeSecondLook, &[("outcome", "agrees"), ("explanation", "")]),
    (
        Endpoint::AddExemption,
        &[
            ("plate", "UO73EA"),
            ("category", "care"),
            ("holder", "Thuiszorg"),
            ("valid_from", "2027-01-01"),
            ("valid_until", "2027-12-31"),
        ],
    ),
    (Endpoint::EndExemption, NOTHING),
    (Endpoint::AddZone, places::NEW_ZONE),
    (Endpoint::ChangeZone, places::CHANGED_ZONE),
    (Endpoint::CloseZone, &[("close_reason", "vervallen")]),
    (Endpoint::RegisterUnit, places::NEW_UNIT),
    (Endpoint::AddLocation, places::NEW_LOCATION),
    (Endpoint::ChangeLocation, places::CHANGED_LOCATION),
    (Endpoint::RecordInspection, places::INSPECTION),
    (Endpoint::CorrectInspection, places::CORRECTION),
    (Endpoint::UnitCertificate, places::CERTIFICATE),
    (Endpoint::UnitSigningKey, places::SIGNING_KEY),
    (Endpoint::UnitState, places::STATE),
    (Endpoint::FindExemption, &[("plate", "UO73EA")]),
    (Endpoint::ExportExemptions, &[("reason", "other"), ("explanation", "controle van het kwartaal")]),
    (Endpoint::UploadExemptions, NOTHING),
    (Endpoint::ImportExemptions, NOTHING),
    (Endpoint::DiscardImport, NOTHING),
    (Endpoint::DecideLateStart, &[("decision", "agree")]),
    (Endpoint::SettleLateStart, &[("order", "withdraw")]),
    (
        Endpoint::ChangeExemption,
        &[
            ("plate", "UO73EA"),
            ("category", "care"),
            ("holder", "Thuiszorg Zuid"),
            ("valid_from", "2027-01-01"),
            ("valid_until", "2027-12-31"),
        ],
    ),
];

/// What the endpoint's form holds, apart from the token; nothing for pages.
pub fn fields(endpoint: Endpoint, case: &str) -> Fields {
    let form = FORMS.iter().find(|(of, _)| *of == endpoint).map(|(_, form)| *form);
    let is_page = endpoint.declaration().method.as_str() == "GET";
    assert!(is_page || form.is_some(), "what does the form of {endpoint:?} send? The table does not say");
    let today = local_day(SystemClock.now()).to_string();
    let filled = |value: &str| value.replace("{case}", case).replace("{today}", &today);
    form.unwrap_or(NOTHING).iter().map(|(name, value)| (*name, filled(value))).collect()
}

/// The same with the session's own token.
pub fn signed(endpoint: Endpoint, case: &str, session: &Session) -> Fields {
    let mut fields = fields(endpoint, case);
    fields.push(("form_token", session.form_token.clone()));
    fields
}
