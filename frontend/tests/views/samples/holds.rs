//! Legal holds: the list, a case under one, and the form that asks.

use super::desk::case;
use super::{Named, Say, ago, ahead, errors_of, frame, reference};
use poortwacht_domain::{CaseState, HoldGround, Role};
use poortwacht_frontend::Problem;
use poortwacht_frontend::pages::case::CasePage;
use poortwacht_frontend::pages::hold::{HoldAnswer, HoldAskPage, HoldFacts, HoldForm};
use poortwacht_frontend::pages::holds::{HoldNotice, HoldRow, HoldsPage};
use poortwacht_frontend::render;

/// Every page with a legal hold.
pub fn holds(say: Say) -> Named {
    let frame = frame(Some(Role::Coordinator), say);
    let waits = case_with(waiting(say, vec![HoldAnswer::Withdraw]), say);
    let empty = HoldsPage { waiting: Vec::new(), held: Vec::new(), notice: None };
    let form = HoldForm { hold_explanation: say("Beroep"), ..HoldForm::default() };
    let errors = errors_of(&[("hold_ground", Problem::Required)]);
    vec![
        ("holds", render(&frame, list(say))),
        ("holds-empty", render(&frame, empty)),
        ("case-hold-waiting", render(&frame, waits)),
        ("case-held", render(&frame, case_with(held(say, true), say))),
        ("hold-errors", render(&frame, HoldAskPage { reference: reference(7), form, errors })),
    ]
}

fn case_with(hold: HoldFacts, say: Say) -> CasePage {
    CasePage { hold: Some(hold), may_hold: false, ..case(say) }
}

fn waiting(say: Say, answers: Vec<HoldAnswer>) -> HoldFacts {
    HoldFacts {
        ground: HoldGround::Appeal,
        explanation: say("Beroep 2026/118"),
        asked: (say("C. Voorbeeld"), ago(90)),
        lapses_at: Some(ahead(3)),
        placed: None,
        confirmed: None,
        review_at: None,
        is_unreviewed: false,
        otherwise: None,
        answers,
    }
}

fn held(say: Say, is_unreviewed: bool) -> HoldFacts {
    HoldFacts {
        lapses_at: None,
        placed: Some((say("F. Gegevens"), ago(60))),
        confirmed: Some((say("C. Voorbeeld"), ago(30))),
        review_at: Some(ahead(20)),
        is_unreviewed,
        otherwise: Some(ahead(2)),
        ..waiting(say, vec![HoldAnswer::Confirm, HoldAnswer::Release])
    }
}

fn list(say: Say) -> HoldsPage {
    let row = |seed, hold| HoldRow {
        reference: reference(seed),
        state: CaseState::Accepted,
        location: say("Marktplein"),
        hold,
    };
    let answers = vec![HoldAnswer::Agree, HoldAnswer::Refuse];
    HoldsPage {
        waiting: vec![row(71, waiting(say, answers)), row(72, waiting(say, vec![HoldAnswer::Withdraw]))],
        held: vec![row(73, held(say, true)), row(74, held(say, false))],
        notice: Some(HoldNotice::Agreed),
    }
}
