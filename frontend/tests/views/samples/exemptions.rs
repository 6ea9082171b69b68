//! Sample data of the pages about exemptions.

use jiff::Timestamp;
use jiff::civil::time;
use poortwacht_domain::testing::SequenceRng;
use poortwacht_domain::{CaseState, ExemptionCategory, ExemptionId, Plate, RecordId, Weekday, WeeklyWindow};
use poortwacht_frontend::pages::annulments::{AnnulmentRow, AnnulmentsPage};
use poortwacht_frontend::pages::exemption::{ChangedField, ExemptionPage, VersionRow};
use poortwacht_frontend::pages::exemption_export::{ExemptionsExportForm, ExemptionsExportPage};
use poortwacht_frontend::pages::exemption_form::ExemptionForm;
use poortwacht_frontend::pages::exemption_import::{ImportPage, WaitingRow};
use poortwacht_frontend::pages::exemption_late::{LateNotice, LateRow, LateStartsPage, SettleRow};
use poortwacht_frontend::pages::exemption_new::NewExemptionPage;
use poortwacht_frontend::pages::exemption_preview::{
    CommitForm, FileCounts, PreviewPage, PreviewRow, WrongCell,
};
use poortwacht_frontend::pages::exemptions::{ExemptionNotice, ExemptionRow, ExemptionsPage, Shown};
use poortwacht_frontend::{FieldErrors, Frame, Problem, render};

use super::{Named, PLATE, Say, ago, ahead, errors_of, locations, now, reference};

/// Every page about exemptions, in its states.
pub fn administrator(say: Say, frame: &Frame) -> Named {
    let seen = NewExemptionPage { concerned: Some(concerned()), errors: FieldErrors::none(), ..new(say) };
    let changed = NewExemptionPage { changes: Some(id(1)), concerned: Some(Vec::new()), ..new(say) };
    let nothing = ExemptionsPage { rows: Vec::new(), found: Some(say("AE-99-UI")), ..list(say) };
    let wrong = PreviewPage { errors: errors_of(&[("document", Problem::Required)]), ..preview(say) };
    let busy = PreviewPage { importing: Some(4_000), ..preview(say) };
    let refused = errors_of(&[("reason", Problem::Required), ("explanation", Problem::ContainsPlate)]);
    vec![
        ("exemptions", render(frame, list(say))),
        ("exemptions-not-found", render(frame, nothing)),
        ("exemptions-new", render(frame, new(say))),
        ("exemptions-late", render(frame, seen)),
        ("exemptions-change", render(frame, changed)),
        ("exemption", render(frame, one(say))),
        ("exemption-imports", render(frame, imports(FieldErrors::none()))),
        ("exemption-imports-errors", render(frame, imports(errors_of(&[("file", Problem::NoFile)])))),
        ("exemption-preview", render(frame, preview(say))),
        ("exemption-preview-errors", render(frame, wrong)),
        ("exemption-preview-busy", render(frame, busy)),
        ("exemption-export", render(frame, export(say, FieldErrors::none()))),
        ("exemption-export-errors", render(frame, export(say, refused))),
        ("late-starts", render(frame, lates(say))),
        ("late-starts-empty", render(frame, LateStartsPage { rows: Vec::new(), notice: None, ..lates(say) })),
        ("annulments", render(frame, annulments(say))),
        ("annulments-empty", render(frame, AnnulmentsPage { rows: Vec::new() })),
    ]
}

fn id(seed: u64) -> ExemptionId {
    ExemptionId::random(&SequenceRng::new(seed))
}

fn file(seed: u64) -> RecordId {
    RecordId::random(&SequenceRng::new(seed))
}

fn concerned() -> Vec<(CaseState, u64)> {
    vec![(CaseState::AwaitingReview, 3), (CaseState::Accepted, 1)]
}

fn window() -> WeeklyWindow {
    WeeklyWindow { days: vec![Weekday::Tuesday], from: time(7, 30, 0, 0), until: time(11, 0, 0, 0) }
}

fn row(
    say: Say,
    (seed, plate): (u64, &str),
    category: ExemptionCategory,
    (from, until): (i64, i64),
    ended_at: Option<Timestamp>,
) -> ExemptionRow {
    ExemptionRow {
        id: id(seed),
        plate: Plate::parse(plate).unwrap(),
        holder: say("Vergunning 2026-0042"),
        category,
        valid_from: ahead(from),
        valid_until: ahead(until),
        windows: vec![window()],
        locations: vec![say("Domstraat, bij de brug")],
        zone: None,
        ended_at,
    }
}

fn list(say: Say) -> ExemptionsPage {
    let rows = vec![
        row(say, (1, PLATE), ExemptionCategory::LineBus, (-100, 265), None),
        row(say, (2, "OU34AE"), ExemptionCategory::Resident, (3, 368), None),
        row(say, (3, "EI56OU"), ExemptionCategory::Supplier, (-300, -3), None),
        row(say, (4, "UA78IE"), ExemptionCategory::DayTicket, (-30, 30), Some(ago(60))),
    ];
    ExemptionsPage {
        now: now(),
        rows,
        total: 138,
        page: 2,
        pages: 3,
        shown: Shown::All,
        ending: 7,
        late: 2,
        found: None,
        errors: FieldErrors::none(),
        notice: Some(ExemptionNotice::Added),
    }
}

fn new(say: Say) -> NewExemptionPage {
    let mut form = ExemptionForm {
        plate: say(PLATE),
        holder: say("Bakkerij Voorbeeld"),
        monday: Some("on".into()),
        time_from: say("07:30"),
        document: say("besluit 17"),
        late_reason: say("bleef liggen"),
        ..ExemptionForm::default()
    };
    let locations = locations(say);
    locations.iter().take(1).for_each(|place| form.choose_location(&place.code));
    let errors = errors_of(&[
        ("valid_until", Problem::EndBeforeStart),
        ("category", Problem::Required),
        ("location", Problem::NotAChoice),
    ]);
    NewExemptionPage {
        changes: None,
        locations,
        zones: vec![say("Binnenstad")],
        form,
        errors,
        concerned: None,
    }
}

fn one(say: Say) -> ExemptionPage {
    let version = |seed, ended: Option<Timestamp>, changed| VersionRow {
        row: row(say, (seed, PLATE), ExemptionCategory::Supplier, (-100, 200), ended),
        entered_at: ago(9_000),
        entered_by: (seed == 1).then(|| say("A. Beheerder")),
        ended_by: ended.map(|_| say("B. Beheerder")),
        changed,
    };
    let versions = vec![
        version(1, None, vec![ChangedField::Holder, ChangedField::Locations]),
        version(2, Some(ago(60)), Vec::new()),
    ];
    ExemptionPage { now: now(), versions, notice: Some(ExemptionNotice::Changed) }
}

fn imports(errors: FieldErrors) -> ImportPage {
    let waiting = vec![WaitingRow { id: file(1), created_at: ago(30), lines: 1_204, wrong: 3 }];
    ImportPage { waiting, most: 32, errors }
}

fn preview(say: Say) -> PreviewPage {
    let counts = FileCounts {
        lines: 1_204,
        right: 1_202,
        unchanged: 1_000,
        categories: vec![(ExemptionCategory::Resident, 1_200), (ExemptionCategory::Taxi, 2)],
        late: 1,
        concerned: concerned(),
        wrong: 3,
    };
    let first = PreviewRow {
        plate: Plate::parse(PLATE).unwrap(),
        holder: say("Vergunning 2026-0042"),
        category: ExemptionCategory::Resident,
        valid_from: ahead(3),
        valid_until: ahead(300),
        windows: vec![window()],
        locations: vec![say("domstraat")],
    };
    let cell = WrongCell { line: 7, field: say("kenteken"), message: say("is geen kenteken") };
    PreviewPage {
        id: file(1),
        destroy_after: ahead(30),
        counts,
        wrong: vec![cell],
        rows: vec![first],
        importing: None,
        form: CommitForm { document: say("besluit 17"), ..CommitForm::default() },
        errors: FieldErrors::none(),
    }
}

fn export(say: Say, errors: FieldErrors) -> ExemptionsExportPage {
    let form =
        ExemptionsExportForm { explanation: say("jaarlijkse controle"), ..ExemptionsExportForm::default() };
    ExemptionsExportPage { form, errors }
}

fn lates(say: Say) -> LateStartsPage {
    let late = |seed, may_decide: bool| LateRow {
        id: file(seed),
        proposed_by: may_decide.then(|| say("A. Beheerder")),
        proposed_at: ago(600),
        lapses_at: ahead(29),
        document: say("besluit 17"),
        reason: say("bleef liggen"),
        exemptions: 1,
        rows: vec![row(say, (seed, PLATE), ExemptionCategory::Taxi, (-20, 200), None)],
        concerned: concerned(),
        may_decide,
    };
    let settling = |seed, objections| SettleRow {
        id: file(seed),
        agreed_at: Some(ago(300)),
        cases: 3,
        due: ahead(2),
        objections,
        may_keep: true,
    };
    LateStartsPage {
        now: now(),
        rows: vec![late(1, true), late(2, false)],
        settling: vec![settling(3, 0), settling(4, 1)],
        notice: Some(LateNotice::Agreed),
    }
}

fn annulments(say: Say) -> AnnulmentsPage {
    let row = AnnulmentRow {
        reference: reference(7),
        location: say("Domstraat, bij de brug"),
        captured_at: ago(9_000),
        state: CaseState::Accepted,
        since: ago(60),
    };
    AnnulmentsPage { rows: vec![row] }
}
