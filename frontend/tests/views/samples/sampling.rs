//! Samples for inspection: the list, one of each kind in its states, and a line of each kind.

use super::desk::case;
use super::log::row as log_row;
use super::{Named, Say, ago, errors_of, frame, reference};
use jiff::civil::date;
use poortwacht_domain::testing::SequenceRng;
use poortwacht_domain::{
    Act, CaseState, RecordId, Role, SampleGround, SampleKind, SampleOutcome, SampleReach,
};
use poortwacht_frontend::pages::case::CasePage;
use poortwacht_frontend::pages::log_row::{LogOutcome, LogRow, LogWho};
use poortwacht_frontend::pages::sample::{CloseForm, LineRow, Said, SampleNotice, SamplePage};
use poortwacht_frontend::pages::sample_line::{LineForm, LineSeen, SampleLinePage};
use poortwacht_frontend::pages::samples::{DrawForm, FiguresRow, SampleRow, SamplesPage};
use poortwacht_frontend::pages::search::LocationChoice;
use poortwacht_frontend::{FieldErrors, Problem, render};

/// Every page of a sample.
pub fn samples(say: Say) -> Named {
    let mut pages = lists(say);
    pages.extend(single(say));
    pages.extend(inspected(say));
    pages
}

fn lists(say: Say) -> Named {
    let (coordinator, privacy) =
        (frame(Some(Role::Coordinator), say), frame(Some(Role::PrivacyOfficer), say));
    let cases = SampleKind::DecidedCases;
    let size = Problem::NotInRange { min: 1, max: 200 };
    let errors = errors_of(&[("until", Problem::NothingToDrawFrom), ("size", size)]);
    vec![
        ("samples", render(&coordinator, list(cases, say))),
        ("samples-views", render(&privacy, list(SampleKind::Views, say))),
        ("samples-empty", render(&coordinator, empty(say))),
        ("samples-errors", render(&coordinator, SamplesPage { errors, ..list(cases, say) })),
    ]
}

fn single(say: Say) -> Named {
    let (coordinator, privacy) =
        (frame(Some(Role::Coordinator), say), frame(Some(Role::PrivacyOfficer), say));
    let form = CloseForm { conclusion: say("Niets") };
    let errors = errors_of(&[("conclusion", Problem::ContainsPlate)]);
    let wrong = SamplePage { form, errors, ..to_finish(say) };
    vec![
        ("sample", render(&coordinator, open(SampleKind::DecidedCases, say))),
        ("sample-views", render(&privacy, open(SampleKind::Views, say))),
        ("sample-own-left", render(&coordinator, own_left(say))),
        ("sample-to-finish", render(&coordinator, to_finish(say))),
        ("sample-finish-errors", render(&coordinator, wrong)),
        ("sample-finished", render(&coordinator, finished(say))),
    ]
}

fn inspected(say: Say) -> Named {
    let (coordinator, privacy) =
        (frame(Some(Role::Coordinator), say), frame(Some(Role::PrivacyOfficer), say));
    let case = || line_page(SampleKind::DecidedCases, LineSeen::Case(Box::new(looked_at(say))), say);
    let view = |around| {
        let seen = LineSeen::View(Box::new(seen(Act::CaseShown, say)), around);
        line_page(SampleKind::Views, seen, say)
    };
    let form = LineForm { outcome: "wrong".into(), words: say("AE-12-UI"), ..LineForm::default() };
    let errors = errors_of(&[("ground", Problem::Required), ("words", Problem::ContainsPlate)]);
    let around = vec![seen(Act::CaseClaimed, say), seen(Act::CaseConfirmed, say)];
    let gone = line_page(SampleKind::DecidedCases, LineSeen::Gone, say);
    vec![
        ("sample-line-case", render(&coordinator, case())),
        ("sample-line-errors", render(&coordinator, SampleLinePage { form, errors, ..case() })),
        ("sample-line-view", render(&privacy, view(around))),
        ("sample-line-view-alone", render(&privacy, view(Vec::new()))),
        ("sample-line-gone", render(&coordinator, gone)),
    ]
}

/// An entry of the ledger beside a drawn view.
fn seen(act: Act, say: Say) -> LogRow {
    let who = LogWho::Account { name: say("P. Voorbeeld"), role: Role::Officer };
    log_row(say, act, who, LogOutcome::Done)
}

/// A case as an inspector sees it.
fn looked_at(say: Say) -> CasePage {
    CasePage {
        may_undo: false,
        may_mask: false,
        may_issue: false,
        may_annul: false,
        may_hold: false,
        hold: None,
        ..case(say)
    }
}

fn sample(kind: SampleKind, say: Say) -> SampleRow {
    SampleRow {
        id: RecordId::random(&SequenceRng::default()),
        kind,
        days: (date(2026, 11, 1), date(2026, 11, 21)),
        location: (kind == SampleKind::DecidedCases).then(|| say("Havenstraat")),
        reach: SampleReach::OutsideDesk,
        drawn: (ago(90), say("C. Voorbeeld")),
        population: 1_204,
        settled: (4, 5),
        outcomes: vec![
            (SampleOutcome::InOrder, 1),
            (SampleOutcome::Remark, 1),
            (SampleOutcome::Wrong, 1),
            (SampleOutcome::Destroyed, 1),
        ],
        closed: None,
    }
}

fn list(kind: SampleKind, say: Say) -> SamplesPage {
    let closed = Some((ago(5), say("C. Voorbeeld")));
    let figures = FiguresRow {
        drawn_at: ago(90),
        days: (date(2024, 1, 1), date(2024, 1, 31)),
        closed_at: None,
        population: 7,
        outcomes: vec![(SampleOutcome::InOrder, 2)],
    };
    SamplesPage {
        kinds: vec![kind],
        rows: vec![sample(kind, say), SampleRow { closed, location: None, ..sample(kind, say) }],
        figures: vec![FiguresRow { closed_at: Some(ago(5)), ..figures.clone() }, figures],
        locations: vec![LocationChoice { code: "havenstraat".into(), name: say("Havenstraat") }],
        form: DrawForm { kind: kind.as_str().into(), size: "25".into(), ..DrawForm::default() },
        errors: FieldErrors::none(),
        is_closed: true,
    }
}

fn empty(say: Say) -> SamplesPage {
    SamplesPage {
        rows: Vec::new(),
        figures: Vec::new(),
        is_closed: false,
        ..list(SampleKind::DecidedCases, say)
    }
}

fn line(number: u32, say: Say) -> LineRow {
    LineRow {
        number,
        case: Some(reference(40 + u64::from(number))),
        who: say("P. Voorbeeld"),
        at: ago(600),
        state: Some(CaseState::Confirmed),
        is_gone: false,
        is_own: false,
        said: None,
    }
}

fn said(number: u32, outcome: SampleOutcome, say: Say) -> LineRow {
    let said = Said {
        outcome,
        ground: outcome.needs_ground().then_some(SampleGround::Grounds),
        words: outcome.needs_ground().then(|| say("Het bord staat er niet in.")),
        by: say("C. Voorbeeld"),
        at: ago(5),
    };
    LineRow { said: Some(said), ..line(number, say) }
}

fn lines(say: Say) -> Vec<LineRow> {
    vec![
        said(1, SampleOutcome::InOrder, say),
        said(2, SampleOutcome::Remark, say),
        said(3, SampleOutcome::Wrong, say),
        LineRow { is_gone: true, case: None, state: None, ..line(4, say) },
    ]
}

fn open(kind: SampleKind, say: Say) -> SamplePage {
    let mut lines = lines(say);
    lines.push(line(5, say));
    SamplePage {
        sample: sample(kind, say),
        proof: ("0".repeat(64), "f".repeat(64)),
        lines,
        conclusion: None,
        form: CloseForm::default(),
        errors: FieldErrors::none(),
        notice: Some(SampleNotice::Saved),
    }
}

fn own_left(say: Say) -> SamplePage {
    let mut page = open(SampleKind::DecidedCases, say);
    page.lines.iter_mut().for_each(|line| line.is_own = true);
    SamplePage { notice: Some(SampleNotice::Drawn), ..page }
}

fn to_finish(say: Say) -> SamplePage {
    SamplePage { lines: lines(say), notice: None, ..open(SampleKind::DecidedCases, say) }
}

fn finished(say: Say) -> SamplePage {
    let page = to_finish(say);
    let sample = SampleRow { closed: Some((ago(5), say("C. Voorbeeld"))), ..page.sample.clone() };
    SamplePage { sample, conclusion: Some(say("Redenen van wetenschap bespreken.")), ..page }
}

fn line_page(kind: SampleKind, seen: LineSeen, say: Say) -> SampleLinePage {
    SampleLinePage {
        sample: sample(kind, say),
        line: line(5, say),
        seen,
        form: LineForm::default(),
        errors: FieldErrors::none(),
    }
}
