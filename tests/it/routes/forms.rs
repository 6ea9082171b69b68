//! Forms from elsewhere, without their token, or about somebody else's things.

use poortwacht_domain::Role;
use poortwacht_portal::routes::{Access, Endpoint};
use poortwacht_tests::ledger::Records;
use poortwacht_tests::wire::{Answer, Session, send};
use reqwest::Method;
use reqwest::header::{COOKIE, ORIGIN};

use super::answers::{is_guarded, tells_nothing};
use super::cast::Cast;
use super::requests::{Fields, fields, path, signed};

/// What a request says of where it was sent from.
type Source = &'static [(&'static str, &'static str)];

const ELSEWHERE: [Source; 6] = [
    &[],
    &[("origin", "https://elders.example")],
    &[("origin", "null")],
    &[("sec-fetch-site", "cross-site")],
    &[("sec-fetch-site", "same-site")],
    &[("referer", "https://127.0.0.1/login")],
];

fn forms() -> impl Iterator<Item = Endpoint> {
    Endpoint::ALL.iter().copied().filter(|endpoint| endpoint.declaration().method.as_str() == "POST")
}

/// Somebody who may send the form.
fn sender_of(cast: &Cast, endpoint: Endpoint) -> &Session {
    match endpoint.declaration().access {
        Access::Permission(permission) => {
            let role = Role::ALL.iter().find(|role| role.allows(permission)).unwrap();
            cast.person(*role)
        }
        Access::Public | Access::Session => cast.officer(),
    }
}

async fn post(
    cast: &Cast,
    endpoint: Endpoint,
    cookie: &str,
    headers: &[(&str, &str)],
    fields: Fields,
) -> Answer {
    let path = path(endpoint.declaration().path, &cast.things);
    let mut request = cast.wire.request(Method::POST, &path).header(COOKIE, cookie).form(&fields);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    send(request).await.unwrap()
}

#[tokio::test]
async fn a_form_from_elsewhere_or_without_its_token_changes_nothing() {
    let cast = Cast::gather().await;
    let records = Records::open(&cast.running.world).unwrap();
    let before = (records.cases().unwrap(), acts_of_people(&records));
    for endpoint in forms() {
        from_elsewhere(&cast, endpoint).await;
        if endpoint.declaration().access != Access::Public {
            without_its_token(&cast, endpoint).await;
        }
    }
    assert_eq!((records.cases().unwrap(), acts_of_people(&records)), before);
    let stock = cast.wire.get("/stock", &cast.officer().cookie).await.unwrap();
    assert!(stock.succeeded(), "the officer is still logged in: {}", stock.body);
}

async fn from_elsewhere(cast: &Cast, endpoint: Endpoint) {
    let session = sender_of(cast, endpoint);
    for source in ELSEWHERE {
        let form = signed(endpoint, &cast.things.case, session);
        let answer = post(cast, endpoint, &session.cookie, source, form).await;
        is_turned_away(cast, &format!("{endpoint:?} from {source:?}"), &answer);
    }
}

async fn without_its_token(cast: &Cast, endpoint: Endpoint) {
    let session = sender_of(cast, endpoint);
    let others = cast.person(Role::Auditor).form_token.clone();
    for token in [None, Some(String::new()), Some(others)] {
        let mut form = fields(endpoint, &cast.things.case);
        form.extend(token.clone().map(|token| ("form_token", token)));
        let origin = cast.wire.origin();
        let answer = post(cast, endpoint, &session.cookie, &[(ORIGIN.as_str(), &origin)], form).await;
        is_turned_away(cast, &format!("{endpoint:?} with token {token:?}"), &answer);
    }
}

fn is_turned_away(cast: &Cast, what: &str, answer: &Answer) {
    assert!([400, 403].contains(&answer.status.as_u16()), "{what}: {} {}", answer.status, answer.body);
    is_guarded(what, answer);
    tells_nothing(what, answer, cast);
}

/// Entries that people left, apart from refusals: those may well be written down.
fn acts_of_people(records: &Records) -> usize {
    let written = records.written().unwrap();
    written.iter().filter(|entry| entry.actor.starts_with("account:") && entry.outcome == "done").count()
}

/// What the other municipality's people try, each in a role that may do so at home.
const TRIED: &[(Role, Endpoint)] = &[
    (Role::Officer, Endpoint::Case),
    (Role::Officer, Endpoint::Picture),
    (Role::Officer, Endpoint::Dossier),
    (Role::Coordinator, Endpoint::Annul),
    (Role::Coordinator, Endpoint::AskHold),
    (Role::Coordinator, Endpoint::AnswerHold),
    (Role::PrivacyOfficer, Endpoint::Terms),
    (Role::PrivacyOfficer, Endpoint::AnswerTerm),
    (Role::PrivacyOfficer, Endpoint::Persons),
    (Role::PrivacyOfficer, Endpoint::RestrictCase),
    (Role::PrivacyOfficer, Endpoint::LiftRestriction),
    (Role::PrivacyOfficer, Endpoint::Person),
    (Role::PrivacyOfficer, Endpoint::ExtendPerson),
    (Role::PrivacyOfficer, Endpoint::AnswerPerson),
    (Role::PrivacyOfficer, Endpoint::Samples),
    (Role::PrivacyOfficer, Endpoint::Sample),
    (Role::PrivacyOfficer, Endpoint::SampleLine),
    (Role::PrivacyOfficer, Endpoint::JudgeSampleLine),
    (Role::PrivacyOfficer, Endpoint::CloseSample),
    (Role::PrivacyOfficer, Endpoint::SampleReport),
    (Role::Officer, Endpoint::OffenderPicture),
    (Role::Officer, Endpoint::MaskEditor),
    (Role::Officer, Endpoint::MaskDraw),
    (Role::Officer, Endpoint::Mask),
    (Role::Officer, Endpoint::Windscreen),
    (Role::Officer, Endpoint::CorrectPlate),
    (Role::Officer, Endpoint::Confirm),
    (Role::Officer, Endpoint::Dismiss),
    (Role::Officer, Endpoint::Skip),
    (Role::Officer, Endpoint::Undo),
    (Role::Officer, Endpoint::Search),
    (Role::Officer, Endpoint::Begin),
    (Role::Officer, Endpoint::Desk),
    (Role::Officer, Endpoint::Stock),
    (Role::Officer, Endpoint::SearchForm),
    (Role::Administrator, Endpoint::EndExemption),
    (Role::Administrator, Endpoint::Exemptions),
    (Role::Administrator, Endpoint::ExemptionForm),
    (Role::Administrator, Endpoint::FindExemption),
    (Role::Administrator, Endpoint::ExportExemptions),
    (Role::Administrator, Endpoint::ExemptionImports),
    (Role::Administrator, Endpoint::ExemptionImport),
    (Role::Administrator, Endpoint::ExemptionImportWrong),
    (Role::Administrator, Endpoint::ImportExemptions),
    (Role::Administrator, Endpoint::DiscardImport),
    (Role::Administrator, Endpoint::LateStarts),
    (Role::Administrator, Endpoint::DecideLateStart),
    (Role::Administrator, Endpoint::SettleLateStart),
    (Role::Administrator, Endpoint::Exemption),
    (Role::Administrator, Endpoint::ChangeForm),
    (Role::Administrator, Endpoint::ChangeExemption),
    (Role::Administrator, Endpoint::Zones),
    (Role::Administrator, Endpoint::Zone),
    (Role::Administrator, Endpoint::ZoneEdit),
    (Role::Administrator, Endpoint::ChangeZone),
    (Role::Administrator, Endpoint::CloseZone),
    (Role::Administrator, Endpoint::Units),
    (Role::Administrator, Endpoint::Unit),
    (Role::Administrator, Endpoint::UnitCertificate),
    (Role::Administrator, Endpoint::UnitSigningKey),
    (Role::Administrator, Endpoint::UnitState),
    (Role::Administrator, Endpoint::Locations),
    (Role::Administrator, Endpoint::Location),
    (Role::Administrator, Endpoint::LocationEdit),
    (Role::Administrator, Endpoint::ChangeLocation),
    (Role::Administrator, Endpoint::LocationHistory),
    (Role::Administrator, Endpoint::Inspections),
    (Role::Administrator, Endpoint::InspectionCorrect),
    (Role::Administrator, Endpoint::CorrectInspection),
    (Role::Administrator, Endpoint::Users),
    (Role::Administrator, Endpoint::User),
    (Role::Administrator, Endpoint::UserRole),
    (Role::Administrator, Endpoint::UnlockUser),
    (Role::Administrator, Endpoint::ResetUser),
    (Role::Administrator, Endpoint::InviteUser),
    (Role::Administrator, Endpoint::CloseUser),
    (Role::Administrator, Endpoint::ReopenUser),
    (Role::Administrator, Endpoint::Authorise),
    (Role::Administrator, Endpoint::ConfirmAuthorisation),
    (Role::Administrator, Endpoint::EndAuthorisation),
    (Role::Administrator, Endpoint::Addresses),
    (Role::Administrator, Endpoint::RemoveAddress),
    (Role::Administrator, Endpoint::Requests),
    (Role::Administrator, Endpoint::ApproveRequest),
    (Role::Administrator, Endpoint::RefuseRequest),
    (Role::Administrator, Endpoint::WithdrawRequest),
    (Role::Administrator, Endpoint::AccessReviews),
    (Role::Administrator, Endpoint::AccessReview),
    (Role::Administrator, Endpoint::JudgeAccess),
    (Role::Administrator, Endpoint::CloseAccessReview),
    (Role::SecurityOfficer, Endpoint::Incidents),
    (Role::SecurityOfficer, Endpoint::IncidentScope),
    (Role::SecurityOfficer, Endpoint::Incident),
    (Role::SecurityOfficer, Endpoint::IncidentMonth),
    (Role::SecurityOfficer, Endpoint::IncidentMonthFile),
    (Role::SecurityOfficer, Endpoint::IncidentStops),
    (Role::SecurityOfficer, Endpoint::PullStop),
    (Role::SecurityOfficer, Endpoint::SecureExtract),
    (Role::SecurityOfficer, Endpoint::IncidentExtract),
    (Role::SecurityOfficer, Endpoint::IncidentStepForm),
    (Role::SecurityOfficer, Endpoint::IncidentStep),
    (Role::Auditor, Endpoint::Log),
    (Role::Auditor, Endpoint::LogCase),
    (Role::Auditor, Endpoint::LogPatterns),
    (Role::Auditor, Endpoint::LogSummary),
    (Role::Auditor, Endpoint::LogSummaryFile),
    (Role::Auditor, Endpoint::LogExport),
];

#[tokio::test]
async fn the_other_municipality_finds_nothing_and_changes_nothing() {
    let cast = Cast::gather().await;
    let records = Records::open(&cast.running.world).unwrap();
    let before = records.cases().unwrap();
    for (role, endpoint) in TRIED {
        is_told_nothing(&cast, *role, *endpoint).await;
    }
    assert_eq!(records.cases().unwrap(), before);
    let exemptions = cast.wire.get("/exemptions", &cast.person(Role::Administrator).cookie).await.unwrap();
    assert!(
        exemptions.body.contains(&format!("/exemptions/{}/end", cast.things.exemption)),
        "{}",
        exemptions.body
    );
}

async fn is_told_nothing(cast: &Cast, role: Role, endpoint: Endpoint) {
    let answer = ask(cast, &cast.others[&role], endpoint).await;
    let what = format!("{endpoint:?} by the other municipality's {role}");
    is_guarded(&what, &answer);
    let echoes = matches!(endpoint, Endpoint::Search);
    let body = if echoes { answer.body.replace(&typed(cast), "") } else { answer.body.clone() };
    tells_nothing(&what, &Answer { body, ..answer.clone() }, cast);
    let names_a_thing = endpoint.declaration().path.contains('{');
    assert!(!names_a_thing || answer.status.as_u16() == 404, "{what}: {} {}", answer.status, answer.body);
}

/// What the search form repeats of what was typed into it.
fn typed(cast: &Cast) -> String {
    format!("value=\"{}\"", cast.things.case)
}

async fn ask(cast: &Cast, session: &Session, endpoint: Endpoint) -> Answer {
    let line = endpoint.declaration();
    let path = path(line.path, &cast.things);
    if line.method.as_str() == "GET" {
        return cast.wire.get(&path, &session.cookie).await.unwrap();
    }
    let form = signed(endpoint, &cast.things.case, session);
    send(cast.wire.form(&path, &session.cookie, &form)).await.unwrap()
}
