//! Sample data of the coordinator's pages.

use jiff::civil::date;
use jiff::{SignedDuration, ToSpan as _};
use poortwacht_domain::testing::SequenceRng;
use poortwacht_domain::{
    BatchId, CaseRef, CaseState, DifferenceField, DifferenceKind, DismissalReason, LocationId, Role,
};
use poortwacht_frontend::pages::annul::{AnnulForm, AnnulPage};
use poortwacht_frontend::pages::case::CasePage;
use poortwacht_frontend::pages::cjib::{BatchRow, BatchStage, CjibPage, ReturnNote, ReturnedRow, SendClock};
use poortwacht_frontend::pages::cjib_batch::{CjibBatchPage, ItemAnswer, ItemRow};
use poortwacht_frontend::pages::cjib_months::{DifferenceRow, MonthRow};
use poortwacht_frontend::pages::figures::{
    Count, FiguresFound, FiguresPage, FiguresQuery, PlaceRow, WeekRow,
};
use poortwacht_frontend::pages::letters::{LetterRow, LettersPage};
use poortwacht_frontend::pages::quality::{
    CameraRow, ClaimRow, HeldMeaning, HeldRow, QualityPage, SampleFigures,
};
use poortwacht_frontend::pages::search::LocationChoice;
use poortwacht_frontend::pages::second_look::{
    LookEffect, LookForm, LookNotice, LookRow, SecondLookPage, SecondLooksPage,
};
use poortwacht_frontend::pages::stock::{FollowUp, StockPage};
use poortwacht_frontend::{FieldErrors, Problem, render};

use super::desk::case;
use super::{Named, Say, ago, ahead, errors_of, frame, now, stock};

/// Every page of the coordinator, and those that others share.
pub fn coordinator(say: Say) -> Named {
    let frame = frame(Some(Role::Coordinator), say);
    let followed = StockPage {
        may_review: false,
        recent: Vec::new(),
        follow_up: Some(FollowUp { held: 3, returned: 1 }),
        sign_faults: vec![say("Domstraat, bij de brug")],
        ..stock(say)
    };
    let refused = errors_of(&[("weeks", Problem::NotAChoice)]);
    let nothing = FiguresFound { nothing: true, ..figures(say) };
    vec![
        ("stock-coordinator", render(&frame, followed)),
        ("cjib", render(&frame, cjib(say))),
        (
            "cjib-empty",
            render(
                &frame,
                CjibPage { batches: Vec::new(), returned: Vec::new(), months: Vec::new(), ..cjib(say) },
            ),
        ),
        ("cjib-batch", render(&frame, batch(say))),
        ("case-accepted", render(&frame, CasePage { may_annul: true, ..case(say) })),
        ("annul-errors", render(&frame, annulment(say))),
        ("letters", render(&frame, letters(say))),
        ("letters-empty", render(&frame, LettersPage { rows: Vec::new() })),
        ("quality", render(&frame, quality(say))),
        ("quality-empty", render(&frame, quality_empty())),
        ("second-looks", render(&frame, looks(say))),
        ("second-looks-empty", render(&frame, SecondLooksPage { rows: Vec::new(), ..looks(say) })),
        ("second-look", render(&frame, look(say, FieldErrors::none()))),
        ("second-look-errors", render(&frame, look(say, errors_of(&[("explanation", Problem::Required)])))),
        ("figures", render(&frame, chosen(say, FieldErrors::none(), Some(figures(say))))),
        ("figures-empty", render(&frame, chosen(say, FieldErrors::none(), Some(nothing)))),
        ("figures-errors", render(&frame, chosen(say, refused, None))),
    ]
}

fn reference(seed: u64) -> CaseRef {
    CaseRef::random(&SequenceRng::new(seed))
}

fn annulment(say: Say) -> AnnulPage {
    let filled = AnnulForm { annulment_document: say("beslissing 118"), ..AnnulForm::default() };
    AnnulPage {
        reference: reference(5),
        filled,
        errors: errors_of(&[("annulment_ground", Problem::Required)]),
    }
}

fn note(say: Say) -> ReturnNote {
    ReturnNote { at: ago(600), code: Some(say("U01")), text: Some(say("kenteken onbekend in register")) }
}

fn clock(days: i64) -> SendClock {
    SendClock { before: ahead(days), limit: ahead(days + 30) }
}

fn batch_row(stage: BatchStage, seed: u64) -> BatchRow {
    BatchRow {
        id: BatchId::random(&SequenceRng::new(seed)),
        stage,
        built_at: ago(1_440),
        cases: 41,
        accepted: 38,
        returned: 2,
        attempts: 3,
        receipt_number: Some("2026-118".to_owned()),
        sent_at: Some(ago(1_400)),
        processed_at: None,
    }
}

fn cjib(say: Say) -> CjibPage {
    let returned = |seed, days, in_time| ReturnedRow {
        reference: reference(seed),
        location: say("Domstraat, bij de brug"),
        note: Some(note(say)),
        clock: clock(days),
        in_time,
    };
    let withheld = ReturnNote { text: None, ..note(say) };
    let stages = [
        BatchStage::Built,
        BatchStage::Failing,
        BatchStage::Sent,
        BatchStage::Processed,
        BatchStage::GivenUp,
    ];
    CjibPage {
        now: now(),
        batches: stages.into_iter().zip(1..).map(|(stage, seed)| batch_row(stage, seed)).collect(),
        returned: vec![
            returned(11, 20, true),
            ReturnedRow { note: Some(withheld), ..returned(12, -2, false) },
        ],
        months: vec![month("2026-10", 61, differences(say)), month("2026-09", 0, Vec::new())],
        sent_back: true,
    }
}

fn month(text: &str, differences: u64, findings: Vec<DifferenceRow>) -> MonthRow {
    let month = text.parse().unwrap();
    MonthRow { month, compared_at: ago(900), batches: 22, cases: 918, differences, findings }
}

fn differences(say: Say) -> Vec<DifferenceRow> {
    let found = |kind, seed| DifferenceRow {
        batch: BatchId::random(&SequenceRng::new(seed)),
        case: Some(reference(seed)),
        kind,
        field: None,
        here: None,
        there: None,
    };
    let [here, there] = ["U02", "U01"].map(|code| Some(say(code)));
    let field = Some(DifferenceField::ReturnCode);
    vec![
        DifferenceRow { case: None, ..found(DifferenceKind::MissingThere, 1) },
        found(DifferenceKind::MissingHere, 2),
        found(DifferenceKind::Twice, 3),
        DifferenceRow { field, here, there, ..found(DifferenceKind::Differs, 4) },
    ]
}

fn batch(say: Say) -> CjibBatchPage {
    let item = |position, answer, now| ItemRow { position, reference: reference(position + 20), answer, now };
    CjibBatchPage {
        now: now(),
        batch: batch_row(BatchStage::Processed, 1),
        sha256: "0f".repeat(32),
        items: vec![
            item(1, ItemAnswer::Accepted(ago(60)), Some((CaseState::Accepted, clock(40)))),
            item(2, ItemAnswer::Returned(note(say)), Some((CaseState::Returned, clock(40)))),
            item(3, ItemAnswer::Open, Some((CaseState::Delivered, clock(40)))),
            item(4, ItemAnswer::Returned(note(say)), None),
            item(5, ItemAnswer::Unsent(ago(60)), Some((CaseState::Ready, clock(40)))),
        ],
    }
}

fn letters(say: Say) -> LettersPage {
    let row = |seed, waiting, issued| LetterRow {
        location: LocationId::random(&SequenceRng::new(seed)),
        name: say("Domstraat, bij de brug"),
        from: date(2026, 11, 2),
        until: date(2026, 12, 13),
        waiting,
        issued,
    };
    LettersPage { rows: vec![row(1, 613, Vec::new()), row(2, 0, vec![(ago(1_440), 500), (ago(60), 12)])] }
}

fn quality_empty() -> QualityPage {
    QualityPage {
        weeks: 4,
        drawing: (5, 7),
        sample: SampleFigures::default(),
        cameras: Vec::new(),
        held: Vec::new(),
        claims: Vec::new(),
        released: false,
    }
}

fn held(say: Say, meaning: HeldMeaning, count: u64) -> HeldRow {
    let cases = (0..count.min(20)).map(|seed| reference(seed + 51)).collect();
    HeldRow { condition: say("de gemeente heeft nog geen OIN"), meaning, count, cases }
}

fn quality(say: Say) -> QualityPage {
    let camera = CameraRow {
        unit: say("dom-noord-1"),
        location: say("Domstraat, bij de brug"),
        decided: 128,
        misread: 9,
        dismissed: 31,
        reasons: vec![(DismissalReason::PlateUnreadable, 9), (DismissalReason::Duplicate, 3)],
    };
    let claim = ClaimRow {
        reference: reference(41),
        location: say("Havenkade noord"),
        officer: say("P. Voorbeeld"),
        until: ahead(0),
    };
    QualityPage {
        sample: SampleFigures { drawn: 12, open: 4, agreed: 7, disagreed: 1 },
        cameras: vec![camera],
        held: [HeldMeaning::Waits, HeldMeaning::Attention, HeldMeaning::Desk, HeldMeaning::Ended]
            .into_iter()
            .zip([2, 2, 31, 1])
            .map(|(meaning, count)| held(say, meaning, count))
            .collect(),
        claims: vec![claim],
        released: true,
        ..quality_empty()
    }
}

fn looks(say: Say) -> SecondLooksPage {
    let row = |seed, days| LookRow {
        reference: reference(seed),
        location: say("Marktplein"),
        decided_at: ago(90),
        destroy_after: ahead(days),
    };
    SecondLooksPage {
        now: now(),
        drawing: (5, 7),
        rows: vec![row(61, 1), row(62, 100)],
        notice: Some(LookNotice::BackToDesk),
    }
}

fn look(say: Say, errors: FieldErrors) -> SecondLookPage {
    let form = LookForm { outcome: "disagrees".to_owned(), explanation: say("Het bord is niet te zien") };
    let case = CasePage {
        may_undo: false,
        may_mask: false,
        may_issue: false,
        may_hold: false,
        hold: None,
        restriction: None,
        may_restrict: false,
        ..case(say)
    };
    SecondLookPage { case, disagreement: LookEffect::StopsDismissal, form, errors }
}

fn chosen(say: Say, errors: FieldErrors, found: Option<FiguresFound>) -> FiguresPage {
    let locations = vec![LocationChoice { code: say("DOM-01"), name: say("Domstraat, bij de brug") }];
    FiguresPage { query: FiguresQuery::default(), periods: vec![12, 4, 26], locations, errors, found }
}

fn figures(say: Say) -> FiguresFound {
    let first = date(2026, 9, 7);
    let week = |number: i32| WeekRow {
        monday: first.saturating_add((number * 7).days()),
        passages: Count::Told(900 + 40 * u64::try_from(number).unwrap()),
        violations: Count::Told(60 + 5 * u64::try_from(number).unwrap()),
        confirmed: if number == 3 { Count::Few } else { Count::Told(41) },
        dismissed: if number % 4 == 0 { Count::Few } else { Count::Between(12, 18) },
        review: (number != 5).then(|| SignedDuration::from_secs(70 + 9 * i64::from(number))),
    };
    let place = |name: &str, passages| PlaceRow {
        name: say(name),
        passages: Count::Told(passages),
        violations: Count::Told(passages / 9),
        confirmed: Count::Told(passages / 14),
        dismissed: Count::Few,
    };
    FiguresFound {
        days: (first, date(2026, 11, 29)),
        weeks: (0..12).map(week).collect(),
        places: vec![place("Domstraat, bij de brug", 8_120), place("Havenkade noord", 2_904)],
        nothing: false,
    }
}
