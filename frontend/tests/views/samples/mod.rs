//! Sample data for every page. Each free text goes through `say`, so that one set serves usual and hostile texts.

mod access;
pub mod account;
mod compliance;
mod coordinator;
pub mod desk;
pub mod disclosure;
mod exemptions;
mod holds;
mod incidents;
mod log;
mod persons;
mod place;
mod sampling;
mod terms;
mod zones;

use desk::{case, desk_case, mask, review, sealed_case, unsure_case};
use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::testing::SequenceRng;
use poortwacht_domain::{CaseRef, CaseState, DismissalReason, EvidencePart, Role, SearchReason, UnitId};
use poortwacht_frontend::components::decision::{Decision, RecentDecision};
use poortwacht_frontend::pages::disclosure::Closed;
use poortwacht_frontend::pages::enrol::EnrolPage;
use poortwacht_frontend::pages::error::{ErrorKind, ErrorPage};
use poortwacht_frontend::pages::home::HomePage;
use poortwacht_frontend::pages::login::{LoginNotice, LoginPage};
use poortwacht_frontend::pages::review::Desk;
use poortwacht_frontend::pages::search::{LocationChoice, SearchForm, SearchPage, SearchResults, SearchRow};
use poortwacht_frontend::pages::stock::{StockPage, StockRow};
use poortwacht_frontend::pages::units::{UnitProblem, UnitRow, UnitsPage};
use poortwacht_frontend::texts::{Language, Texts};
use poortwacht_frontend::{AssetUrls, FieldErrors, Frame, Local, Problem, Viewer, render};

/// A plate that is never issued: its letters are vowels.
pub const PLATE: &str = "AE12UI";

type Say = fn(&str) -> String;

/// Texts as people write them.
pub fn plain(text: &str) -> String {
    text.to_owned()
}

/// The same texts with everything that breaks out of HTML.
pub fn hostile(text: &str) -> String {
    format!("{text}</textarea></title>\"'><script>alert(1)</script><img src=x onerror=alert(1)>&lt;!--")
}

/// Every page as a document, by name.
pub fn pages(say: Say) -> Vec<(String, String)> {
    let mut pages = entrance(say);
    pages.extend(officer(say));
    pages.extend(coordinator::coordinator(say));
    pages.extend(compliance::compliance(say));
    pages.extend(holds::holds(say));
    pages.extend(terms::terms(say));
    pages.extend(incidents::incidents(say));
    pages.extend(persons::persons(say));
    pages.extend(administrator(say));
    pages.extend(place::places(say));
    pages.extend(access::access(say));
    pages.extend(account::own_account(say));
    pages.extend(log::supervisor(say));
    pages.extend(sampling::samples(say));
    pages.extend(errors());
    pages.into_iter().map(|(name, document)| (name.to_owned(), document)).collect()
}

type Named = Vec<(&'static str, String)>;

fn entrance(say: Say) -> Named {
    let frame = frame(None, say);
    let refused = LoginPage {
        login: say("p.voorbeeld"),
        notice: Some(LoginNotice::Refused),
        errors: FieldErrors::none(),
    };
    let enrol = EnrolPage {
        token: "t0ken".into(),
        login: say("p.voorbeeld"),
        name: say("P. Voorbeeld"),
        secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP".into(),
        otpauth_uri:
            "otpauth://totp/Poortwacht:p.voorbeeld?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Poortwacht"
                .into(),
        expires_at: now(),
        password_min: 12,
        errors: errors_of(&[
            ("password", Problem::PasswordTooShort { min: 12 }),
            ("code", Problem::WrongCode),
        ]),
    };
    vec![
        ("login", render(&frame, LoginPage::default())),
        ("login-refused", render(&frame, refused)),
        ("enrol", render(&frame, enrol)),
    ]
}

fn officer(say: Say) -> Named {
    let frame = frame(Some(Role::Officer), say);
    let refused = errors_of(&[
        ("windscreen", Problem::NotAnswered),
        ("vehicle_category", Problem::Required),
        ("explanation", Problem::Required),
    ]);
    let undisclosed = errors_of(&[("explanation", Problem::ContainsPlate)]);
    let misdrawn = errors_of(&[
        ("areas", Problem::TooManyAreas { max: 50 }),
        ("left", Problem::NotInRange { min: 0, max: 2559 }),
    ]);
    vec![
        ("stock", render(&frame, stock(say))),
        ("stock-warned", render(&account::warned(frame.clone()), stock(say))),
        ("stock-empty", render(&frame, StockPage { rows: Vec::new(), recent: Vec::new(), ..stock(say) })),
        ("review", render(&frame, review(Desk::Case(Box::new(desk_case(say))), FieldErrors::none()))),
        ("review-errors", render(&frame, review(Desk::Case(Box::new(unsure_case(say))), refused))),
        ("review-idle", render(&frame, review(Desk::Idle, FieldErrors::none()))),
        ("review-empty", render(&frame, review(Desk::Empty, FieldErrors::none()))),
        ("review-not-authorised", render(&frame, review(Desk::NotAuthorised, FieldErrors::none()))),
        ("mask", render(&frame, mask(say, FieldErrors::none()))),
        ("mask-errors", render(&frame, mask(say, misdrawn))),
        ("case", render(&frame, case(say))),
        ("case-sealed", render(&frame, sealed_case(say))),
        ("disclosure-errors", render(&frame, disclosure::corrected(say, undisclosed))),
        ("disclosure-destroyed", render(&frame, disclosure::closed(Closed::Destroyed))),
        ("disclosure-no-vehicle", render(&frame, disclosure::closed(Closed::NoVehicle))),
        ("search", render(&frame, search(say, None))),
        ("search-results", render(&frame, search(say, Some(found(say))))),
    ]
}

fn administrator(say: Say) -> Named {
    let frame = frame(Some(Role::Administrator), say);
    let mut pages = exemptions::administrator(say, &frame);
    pages.extend(zones::zones(say, &frame));
    pages.extend([
        ("units", render(&frame, units(say))),
        ("home", render(&self::frame(Some(Role::Auditor), say), HomePage)),
    ]);
    pages
}

fn errors() -> Named {
    let frame = frame(Some(Role::Officer), plain);
    let page = |kind| render(&frame, ErrorPage { kind, trace: Some("4bf92f3577b34da6".into()) });
    vec![
        ("error-400", page(ErrorKind::BadRequest)),
        ("error-403", page(ErrorKind::Forbidden)),
        ("error-404", page(ErrorKind::NotFound)),
        ("error-405", page(ErrorKind::MethodNotAllowed)),
        ("error-409", page(ErrorKind::Conflict)),
        ("error-413", page(ErrorKind::TooLarge)),
        ("error-500", page(ErrorKind::Internal)),
        ("error-altered", page(ErrorKind::EvidenceAltered(EvidencePart::Picture(1)))),
        ("error-503", page(ErrorKind::Unavailable)),
        ("error-behind", page(ErrorKind::DatabaseBehind)),
        ("closed", page(ErrorKind::PortalClosed)),
    ]
}

fn frame(role: Option<Role>, say: Say) -> Frame {
    let viewer = role.map(|role| Viewer {
        name: say("P. Voorbeeld"),
        role,
        municipality: say("Voorbeeldstad"),
        warning: None,
    });
    let assets = AssetUrls {
        style: "/assets/app.css".into(),
        islands: Some("/assets/islands.js".into()),
        icon: "/assets/favicon.svg".into(),
    };
    Frame {
        texts: Texts::of(Language::Dutch),
        assets,
        viewer,
        form_token: say("t0ken"),
        demo: true,
        place: say("/stock"),
        chosen: None,
        local: Local { help: Some(say("Hulp nodig? Bel 14 030.")), theme: Some("/assets/theme.css".into()) },
    }
}

fn now() -> Timestamp {
    "2026-11-22T13:03:07Z".parse().unwrap()
}

fn ago(minutes: i64) -> Timestamp {
    now() - SignedDuration::from_mins(minutes)
}

fn ahead(days: i64) -> Timestamp {
    now() + SignedDuration::from_hours(24 * days)
}

fn reference(seed: u64) -> CaseRef {
    CaseRef::random(&SequenceRng::new(seed))
}

fn errors_of(problems: &[(&'static str, Problem)]) -> FieldErrors {
    let mut errors = FieldErrors::none();
    for (field, problem) in problems {
        errors.add(field, problem.clone());
    }
    errors
}

fn recent() -> Vec<RecentDecision> {
    vec![
        RecentDecision {
            reference: reference(1),
            decision: Decision::Confirmed,
            at: ago(2),
            undo_until: Some(ahead(1)),
        },
        RecentDecision {
            reference: reference(2),
            decision: Decision::Dismissed(DismissalReason::LineBusOrTaxi),
            at: ago(4),
            undo_until: Some(now() + SignedDuration::from_mins(11)),
        },
        RecentDecision {
            reference: reference(3),
            decision: Decision::Dismissed(DismissalReason::PlateUnreadable),
            at: ago(40),
            undo_until: None,
        },
    ]
}

fn stock(say: Say) -> StockPage {
    let row = |code: &str, name: &str, waiting, days| StockRow {
        code: say(code),
        name: say(name),
        waiting,
        oldest: (waiting > 0).then(|| ahead(days - 61)),
        deadline: (waiting > 0).then(|| ahead(days)),
        near: if days < 7 { waiting / 4 } else { 0 },
    };
    let rows = vec![
        row("DOM-01", "Domstraat, bij de brug", 128, 2),
        row("HVN-02", "Havenkade noord", 41, 9),
        row("MRK-01", "Marktplein", 7, 55),
        row("PRK-01", "Parklaan", 0, 0),
    ];
    StockPage {
        now: now(),
        rows,
        case_open: false,
        may_review: true,
        recent: recent(),
        follow_up: None,
        sign_faults: Vec::new(),
    }
}

fn locations(say: Say) -> Vec<LocationChoice> {
    vec![LocationChoice { code: say("DOM-01"), name: say("Domstraat, bij de brug") }]
}

fn search(say: Say, results: Option<SearchResults>) -> SearchPage {
    let form =
        SearchForm { plate: say(PLATE), explanation: say("Bezwaar 2026-118"), ..SearchForm::default() };
    let errors = if results.is_some() {
        FieldErrors::none()
    } else {
        errors_of(&[("location", Problem::PlateNeedsLocation), ("reason", Problem::Required)])
    };
    SearchPage { locations: locations(say), form, errors, results }
}

fn found(say: Say) -> SearchResults {
    let row = |seed, state| SearchRow {
        reference: reference(seed),
        location: say("Domstraat, bij de brug"),
        captured_at: ago(90),
        state,
    };
    let rows = vec![row(7, CaseState::Confirmed), row(8, CaseState::Accepted)];
    SearchResults { rows, truncated: false, logged_at: now(), reason: SearchReason::Objection }
}

fn units(say: Say) -> UnitsPage {
    let healthy = UnitRow {
        id: UnitId::random(&SequenceRng::new(9)),
        name: say("dom-noord-1"),
        location: say("Domstraat, bij de brug"),
        lane: 1,
        last_heartbeat: Some(ago(1)),
        clock_offset_ms: Some(-120),
        queue_length: Some(0),
        oldest_queued: None,
        missing: 0,
        software: Some(say("3.2.1")),
        problems: Vec::new(),
    };
    let silent = UnitRow {
        name: say("haven-1"),
        last_heartbeat: Some(ago(600)),
        queue_length: Some(412),
        oldest_queued: Some(ago(1_900)),
        missing: 3,
        problems: vec![UnitProblem::Silent, UnitProblem::QueueOld, UnitProblem::Gaps],
        ..healthy.clone()
    };
    let new = UnitRow {
        name: say("markt-1"),
        last_heartbeat: None,
        clock_offset_ms: None,
        queue_length: None,
        software: None,
        problems: vec![UnitProblem::NeverSeen],
        ..healthy.clone()
    };
    UnitsPage { now: now(), rows: vec![silent, new, healthy] }
}
