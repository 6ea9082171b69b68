//! Requests of persons: the list, the form, and one request in its states.

use super::desk::case;
use super::{Named, PLATE, Say, ago, ahead, errors_of, frame, reference};
use jiff::civil::date;
use poortwacht_domain::testing::SequenceRng;
use poortwacht_domain::{
    Act, CaseState, ExemptionCategory, ExtensionReason, IdentityCheck, Plate, Recipient, RecordId, Regime,
    RequestKind, RequestOutcome, RestrictionGround, Role,
};
use poortwacht_frontend::pages::case::CasePage;
use poortwacht_frontend::pages::person::{
    Answer, Disclosed, FoundCase, FoundExemption, PersonAnswerForm, PersonPage,
};
use poortwacht_frontend::pages::person_new::{PersonForm, PersonNewPage};
use poortwacht_frontend::pages::persons::{PersonNotice, PersonRow, PersonsPage};
use poortwacht_frontend::pages::restriction::{RestrictionPage, RestrictionStep};
use poortwacht_frontend::{FieldErrors, Problem, render};

/// Every page of a request.
pub fn persons(say: Say) -> Named {
    let frame = frame(Some(Role::PrivacyOfficer), say);
    let wrong = errors_of(&[("plate", Problem::NotAPlate), ("received_on", Problem::InTheFuture)]);
    let form = PersonForm { plate: say("AE"), note: say("Zaak 2026-118"), ..PersonForm::default() };
    let errors = errors_of(&[("outcome", Problem::SomethingHeld)]);
    let untrue = PersonAnswerForm { words: say("Er is niets."), ..PersonAnswerForm::default() };
    vec![
        ("persons", render(&frame, list())),
        ("persons-empty", render(&frame, PersonsPage { rows: Vec::new(), notice: None })),
        (
            "person-new",
            render(&frame, PersonNewPage { form: PersonForm::default(), errors: FieldErrors::none() }),
        ),
        ("person-new-errors", render(&frame, PersonNewPage { form, errors: wrong })),
        ("person", render(&frame, waiting(say))),
        ("person-errors", render(&frame, PersonPage { form: untrue, errors, ..waiting(say) })),
        ("person-nothing", render(&frame, nothing(say))),
        ("case-restricted", render(&frame, restricted(say))),
        ("case-may-be-restricted", render(&frame, CasePage { may_restrict: true, ..case(say) })),
        ("restriction-errors", render(&frame, unrestricted())),
        ("person-answered", render(&frame, answered(say))),
    ]
}

fn id() -> RecordId {
    RecordId::random(&SequenceRng::default())
}

fn list() -> PersonsPage {
    let row = |kind, regime, handled| PersonRow {
        id: id(),
        kind,
        received_on: date(2026, 11, 2),
        regime,
        due_at: ahead(9),
        is_late: false,
        handled,
    };
    let late = PersonRow { due_at: ago(90), is_late: true, ..row(RequestKind::Access, Regime::Wpg, None) };
    let done = |outcome| Some((outcome, ago(600)));
    PersonsPage {
        rows: vec![
            late,
            row(RequestKind::Rectification, Regime::Avg, None),
            row(RequestKind::Restriction, Regime::Avg, None),
            row(RequestKind::Erasure, Regime::Avg, done(RequestOutcome::Refused)),
            row(RequestKind::Objection, Regime::Avg, done(RequestOutcome::Partly)),
            row(RequestKind::Access, Regime::Avg, done(RequestOutcome::NothingHeld)),
            row(RequestKind::Access, Regime::Avg, done(RequestOutcome::Withdrawn)),
        ],
        notice: Some(PersonNotice::Answered),
    }
}

fn waiting(say: Say) -> PersonPage {
    let given = |act, recipient| Disclosed { at: ago(800), act, recipient };
    let case = |seed, state, regime, disclosed| FoundCase {
        reference: reference(seed),
        location: say("Marktplein"),
        captured_at: ago(9_000),
        state,
        regime,
        destroy_after: ahead(40),
        views: 4,
        disclosed,
    };
    let disclosed = vec![
        given(Act::DossierIssued, Recipient::Court),
        given(Act::OffenderPictureIssued, Recipient::Offender),
    ];
    PersonPage {
        id: id(),
        kind: RequestKind::Access,
        plate: Plate::parse(PLATE).unwrap(),
        identity: IdentityCheck::Counter,
        note: say("Zaak 2026-118"),
        received_on: date(2026, 11, 2),
        regime: Regime::Avg,
        due_at: ahead(9),
        is_late: false,
        extended_for: None,
        may_extend: true,
        answer: None,
        cases: vec![
            case(81, CaseState::AwaitingReview, Regime::Avg, Vec::new()),
            case(82, CaseState::Accepted, Regime::Wpg, disclosed),
        ],
        exemptions: vec![FoundExemption {
            category: ExemptionCategory::Resident,
            from: ago(90_000),
            until: ahead(90),
        }],
        form: PersonAnswerForm::default(),
        errors: FieldErrors::none(),
        notice: Some(PersonNotice::Registered),
    }
}

fn nothing(say: Say) -> PersonPage {
    PersonPage {
        cases: Vec::new(),
        exemptions: Vec::new(),
        is_late: true,
        due_at: ago(30),
        may_extend: false,
        extended_for: Some(ExtensionReason::Complex),
        identity: IdentityCheck::Representative,
        notice: None,
        ..waiting(say)
    }
}

fn answered(say: Say) -> PersonPage {
    let answer = Answer {
        outcome: RequestOutcome::Granted,
        at: ago(20),
        words: say("Overzicht gegeven aan de balie."),
    };
    PersonPage { answer: Some(answer), may_extend: false, notice: None, ..nothing(say) }
}

fn restricted(say: Say) -> CasePage {
    let restriction = Some((RestrictionGround::AccuracyContested, ago(90)));
    CasePage { restriction, may_restrict: true, ..case(say) }
}

fn unrestricted() -> RestrictionPage {
    let errors = errors_of(&[("restriction_ground", Problem::Required)]);
    RestrictionPage { reference: reference(7), step: RestrictionStep::Restrict, errors }
}
