//! A right request to each endpoint of the table.

use poortwacht_portal::routes::Endpoint;
use poortwacht_tests::wire::Session;

use super::cast::Things;

/// Fields of a form.
pub type Fields = Vec<(&'static str, String)>;

/// The address with every parameter filled in.
pub fn path(pattern: &str, things: &Things) -> String {
    pattern
        .replace("{token}", &things.link)
        .replace("{reference}", &things.case)
        .replace("{id}", &things.exemption)
        .replace("{grant}", &things.grant)
        .replace("{file}", &things.asset)
        .replace("{ordinal}", "0")
        .replace("{activity}", "judgement")
        .replace("{batch}", &things.batch)
}

const EXPORT: [(&str, &str); 3] =
    [("kind", "views"), ("export_reason", "audit"), ("explanation", "controle van het kwartaal")];

/// What the endpoint's form holds, apart from the token; nothing for pages.
#[expect(clippy::too_many_lines, reason = "a table: what each form sends")]
pub fn fields(endpoint: Endpoint, case: &str) -> Fields {
    let of_case = |more: &[(&'static str, &str)]| {
        let more = more.iter().map(|(name, value)| (*name, (*value).to_owned()));
        std::iter::once(("case", case.to_owned())).chain(more).collect()
    };
    match endpoint {
        Endpoint::LogIn => owned(&[("login", "boa"), ("password", "een twee drie vier"), ("code", "000000")]),
        Endpoint::Enrol => owned(&[("password", "kort"), ("password_again", "kort"), ("code", "000000")]),
        Endpoint::ChooseLanguage => owned(&[("language", "nl"), ("back", "/account")]),
        Endpoint::EndSession => owned(&[("session", "00000000000000000000000000000000")]),
        Endpoint::ChangePassword => {
            owned(&[("current", "fout"), ("password", "kort"), ("password_again", "kort")])
        }
        Endpoint::RenewAuthenticator => {
            owned(&[("offer", "aanbod"), ("current", "fout"), ("current_code", "000000"), ("code", "000000")])
        }
        Endpoint::MakeRecoveryCodes => owned(&[("current", "fout"), ("current_code", "000000")]),
        Endpoint::Begin => owned(&[("location", "")]),
        Endpoint::Confirm => of_case(&[
            ("offence_code", "R559"),
            ("vehicle_category", "1"),
            ("sign_visible", "yes"),
            ("sign_passed", "yes"),
            ("plate_readable", "yes"),
            ("no_priority_vehicle", "yes"),
            ("grounds", "Ik zag het voertuig het bord passeren."),
        ]),
        Endpoint::Dismiss => of_case(&[("reason", "plate_unreadable"), ("explanation", "")]),
        Endpoint::Skip
        | Endpoint::Undo
        | Endpoint::Windscreen
        | Endpoint::Next
        | Endpoint::Shown
        | Endpoint::Renew => of_case(&[]),
        Endpoint::Release => owned(&[("until", "")]),
        Endpoint::MaskDraw => owned(&[("left", "16"), ("top", "16"), ("width", "32"), ("height", "32")]),
        Endpoint::Mask => owned(&[("areas", "16,16,32,32"), ("reason", "person_recognisable")]),
        Endpoint::Dossier | Endpoint::OffenderPicture => owned(&[
            ("recipient", "court"),
            ("reason", "court"),
            ("explanation", "zitting van volgende week"),
        ]),
        Endpoint::Search => owned(&[
            ("reference", case),
            ("reason", "objection"),
            ("explanation", "bezwaarschrift van vorige week"),
        ]),
        Endpoint::LogExport => owned(&EXPORT),
        Endpoint::JudgeSecondLook => owned(&[("outcome", "agrees"), ("explanation", "")]),
        Endpoint::AddExemption => owned(&[
            ("plate", "UO73EA"),
            ("category", "care"),
            ("holder", "Thuiszorg"),
            ("valid_from", "2027-01-01"),
            ("valid_until", "2027-12-31"),
        ]),
        Endpoint::LogOut
        | Endpoint::Account
        | Endpoint::EndOtherSessions
        | Endpoint::PasswordForm
        | Endpoint::AuthenticatorForm
        | Endpoint::RecoveryForm
        | Endpoint::EndExemption
        | Endpoint::Home
        | Endpoint::LoginForm
        | Endpoint::EnrolForm
        | Endpoint::Stock
        | Endpoint::Desk
        | Endpoint::Case
        | Endpoint::MaskEditor
        | Endpoint::SearchForm
        | Endpoint::Cjib
        | Endpoint::CjibBatch
        | Endpoint::SendBack
        | Endpoint::Quality
        | Endpoint::FreeDesk
        | Endpoint::SecondLooks
        | Endpoint::SecondLook
        | Endpoint::Figures
        | Endpoint::FiguresFile
        | Endpoint::Exemptions
        | Endpoint::ExemptionForm
        | Endpoint::Units
        | Endpoint::Log
        | Endpoint::LogCase
        | Endpoint::LogPatterns
        | Endpoint::LogSummary
        | Endpoint::LogSummaryFile
        | Endpoint::Picture
        | Endpoint::ProcessingActivities
        | Endpoint::ProcessingActivity
        | Endpoint::Ping
        | Endpoint::Asset => Vec::new(),
    }
}

/// The same with the session's own token.
pub fn signed(endpoint: Endpoint, case: &str, session: &Session) -> Fields {
    let mut fields = fields(endpoint, case);
    fields.push(("form_token", session.form_token.clone()));
    fields
}

fn owned(fields: &[(&'static str, &str)]) -> Fields {
    fields.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
}
