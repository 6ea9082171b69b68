//! Samples of one case: on the desk and on its own page.

use super::{PLATE, Say, ago, ahead, now, recent, reference};
use jiff::civil::time;
use poortwacht_domain::{
    Act, CaseState, ClosureWindow, Country, DismissalReason, ExemptionCategory, ImageKind, OffenceCode,
    OnHolidays, Placeholder, Plate, Rect, Role, VehicleCategory, Weekday,
};
use poortwacht_frontend::FieldErrors;
use poortwacht_frontend::components::picture::Picture;
use poortwacht_frontend::pages::case::{
    CaseDecision, CasePage, CasePictures, PendingDismissal, Sealed, TimelineEntry, Viewing, Who,
};
use poortwacht_frontend::pages::custody::{Custody, CustodyEntry, Hand, PictureCustody};
use poortwacht_frontend::pages::facts::{
    CorrectedPlate, DossierFacts, ExemptionResult, PlateReading, VehicleFacts,
};
use poortwacht_frontend::pages::mask::{MaskPage, TypedArea};
use poortwacht_frontend::pages::review::{
    ConfirmForm, Desk, DeskCase, DeskPictures, EarlierCase, NearMatch, OffenceChoice, Returned, ReviewNotice,
    ReviewPage,
};

/// What a location's template proposes.
pub const GROUNDS: &str = "Ik zag op de beelden dat het voertuig met dit kenteken bord C12 passeerde en de weg inreed, \
    terwijl de geslotenverklaring gold. Ik zag geen ontheffing of uitzondering.";

fn picture(grant: &str, width: u32, height: u32) -> Picture {
    Picture { ordinal: 0, grant: grant.into(), width, height }
}

fn dossier(say: Say) -> DossierFacts {
    use Weekday::{Friday, Monday, Saturday, Thursday, Tuesday, Wednesday};
    let window = |days, from: i8, until: i8| ClosureWindow {
        days,
        from: time(from, 0, 0, 0),
        until: time(until, 0, 0, 0),
        holidays: OnHolidays::Not,
    };
    DossierFacts {
        street: say("Domstraat"),
        municipality: say("Voorbeeldstad"),
        direction: say("van noord naar zuid"),
        lane: Some(say("1 van 2")),
        sign: say("C12"),
        hours: vec![
            window(vec![Monday, Tuesday, Wednesday, Thursday, Friday], 11, 6),
            window(vec![Saturday], 12, 18),
        ],
        built_up: true,
        warning_period: false,
        inspected_on: Some(jiff::civil::date(2026, 11, 3)),
        version: Some(3),
        unit: say("dom-noord-1"),
        clock_offset_ms: -120,
    }
}

fn reading(say: Say) -> PlateReading {
    PlateReading {
        plate: Plate::parse(PLATE).unwrap(),
        country: Country::netherlands(),
        read_plate: Plate::parse(PLATE).unwrap(),
        read_country: Country::netherlands(),
        corrections: Vec::new(),
        raw: say(PLATE),
        confidence: 0.974,
    }
}

fn corrected(say: Say) -> CorrectedPlate {
    CorrectedPlate {
        plate: Plate::parse("AE12U").unwrap(),
        country: Country::parse("D").unwrap(),
        officer_number: say("1234567"),
        at: ago(2),
    }
}

fn vehicle(say: Say) -> VehicleFacts {
    VehicleFacts {
        category: VehicleCategory::new(1).ok(),
        kind: Some(say("bestelauto")),
        make: None,
        colour: Some(say("wit")),
    }
}

pub fn desk_case(say: Say) -> DeskCase {
    let category = |number| VehicleCategory::new(number).unwrap();
    let pictures = DeskPictures {
        overview: Some(picture("overview", 2560, 1440)),
        overview_work: Some(picture("overview-work", 1280, 720)),
        plate: Some(picture("plate", 520, 110)),
        sign: None,
        sequence: vec![picture("sequence-1", 2560, 1440), picture("sequence-2", 2560, 1440)],
    };
    let offences = vec![OffenceChoice {
        code: OffenceCode::parse("R559").unwrap(),
        description: say("geslotenverklaring voor alle motorvoertuigen (C12)"),
    }];
    let form = ConfirmForm {
        offence_code: "R559".into(),
        vehicle_category: "1".into(),
        grounds: say(GROUNDS),
        ..ConfirmForm::default()
    };
    DeskCase {
        reference: reference(7),
        captured_at: ago(90),
        location: say("Domstraat, bij de brug"),
        deadline: ahead(12),
        pictures,
        plate: reading(say),
        vehicle: vehicle(say),
        exemption_checked_at: ago(1),
        exemption: ExemptionResult::None,
        near: Vec::new(),
        earlier: Vec::new(),
        dossier: dossier(say),
        incomplete: false,
        windscreen_asked: None,
        plate_masked: false,
        offences,
        categories: vec![category(1), category(2)],
        form,
        explanation: String::new(),
        correction: (say("AE-12-UI"), say("NL")),
        values: vec![(Placeholder::Plate, say("AE-12-UI"))],
        returned: None,
    }
}

pub fn unsure_case(say: Say) -> DeskCase {
    let near = NearMatch {
        plate: Plate::parse("AE12U1").unwrap(),
        category: ExemptionCategory::Resident,
        until: ahead(200),
    };
    let earlier = EarlierCase { reference: reference(9), captured_at: ago(300), state: CaseState::Confirmed };
    let usual = desk_case(say);
    DeskCase {
        exemption: ExemptionResult::NotThenOrThere { category: ExemptionCategory::Supplier },
        near: vec![near],
        earlier: vec![earlier],
        incomplete: true,
        windscreen_asked: Some(0),
        plate_masked: true,
        explanation: say("explanation"),
        plate: PlateReading { corrections: vec![corrected(say)], ..reading(say) },
        returned: Some(Returned { at: ago(4_000), code: Some(say("U17")), words: say("plate unknown") }),
        form: ConfirmForm { vehicle_category: String::new(), ..usual.form },
        pictures: DeskPictures { overview: None, ..usual.pictures },
        ..usual
    }
}

pub fn review(desk: Desk, errors: FieldErrors) -> ReviewPage {
    let notice = (!errors.is_empty()).then_some(ReviewNotice::Undone);
    ReviewPage {
        now: now(),
        waiting: 127,
        more_waiting: false,
        desk,
        last: recent().into_iter().next(),
        notice,
        errors,
        claimed_until: 1_764_000_000_000_000,
    }
}

pub fn case(say: Say) -> CasePage {
    let decision = CaseDecision {
        decided_at: Some(ago(30)),
        officer_number: Some(say("123456")),
        dismissal: None,
        offence_code: Some(say("R559")),
        vehicle_category: VehicleCategory::new(1).ok(),
        grounds: Some(say("Ik zag op de beelden een witte bestelauto het bord C12 passeren.")),
        seen: poortwacht_domain::Check::ALL.to_vec(),
        not_stopped_reason: Some(say(
            "Beoordeeld aan de hand van beelden; staandehouding was niet mogelijk.",
        )),
        gate_findings: vec![say("de schouw na het feit ontbreekt nog")],
    };
    let entry = |minutes, act, who| TimelineEntry { at: ago(minutes), act, who, detail: Some(say("detail")) };
    let timeline = vec![
        entry(90, Act::CaseReceived, Who::Unit(say("dom-noord-1"))),
        entry(31, Act::CaseClaimed, Who::Person(say("P. Voorbeeld"))),
        entry(30, Act::CaseConfirmed, Who::Person(say("P. Voorbeeld"))),
        entry(5, Act::GateChecked, Who::System),
    ];
    let viewing = |minutes, who: &str, reason: Option<&str>| Viewing {
        recipient: None,
        at: ago(minutes),
        who: Who::Person(say(who)),
        act: Act::CaseShown,
        reason: reason.map(say),
    };
    CasePage {
        reference: reference(7),
        state: CaseState::Confirmed,
        captured_at: ago(92),
        received_at: ago(90),
        location: say("Domstraat, bij de brug"),
        pending: Some(PendingDismissal { due: ahead(2), objected: false }),
        destroy_after: Some(ahead(118)),
        plate: Some(reading(say)),
        vehicle: vehicle(say),
        exemption: ExemptionResult::Valid { category: ExemptionCategory::Care, until: Some(ahead(3)) },
        dossier: Some(dossier(say)),
        decision,
        pictures: CasePictures::Granted(vec![
            picture("overview", 2560, 1440),
            picture("sequence-1", 2560, 1440),
        ]),
        timeline,
        viewings: vec![
            viewing(1, "C. Voorbeeld", Some("bezwaar of beroep")),
            viewing(31, "P. Voorbeeld", None),
        ],
        custody: Some(custody(say)),
        may_undo: true,
        may_mask: true,
        may_issue: true,
        hold: None,
        restriction: None,
        may_restrict: false,
        may_annul: false,
        may_hold: true,
    }
}

fn custody(say: Say) -> Custody {
    let entry = |minutes, act, done, who| CustodyEntry {
        at: ago(minutes),
        act,
        done,
        who,
        reason: Some(say("beoordeling")),
        detail: vec![say("pictures=2")],
        number: "2026-2/41".to_owned(),
        hash: "5".repeat(64),
    };
    let picture = |ordinal, kind| PictureCustody {
        ordinal,
        kind,
        received_sha256: "1".repeat(64),
        sealed_sha256: "2".repeat(64),
        revision: 1,
    };
    Custody {
        pictures: vec![picture(0, ImageKind::Overview), picture(1, ImageKind::Sequence)],
        signing_key: "3".repeat(64),
        certificate: "4".repeat(64),
        key_valid_from: ago(100_000),
        entries: vec![
            entry(90, Act::CaseReceived, true, Hand::Unit(say("dom-noord-1"))),
            entry(31, Act::CaseShown, true, Hand::Person(say("P. Voorbeeld"), Role::Officer)),
            entry(20, Act::CaseShown, false, Hand::Person(String::new(), Role::Coordinator)),
            entry(5, Act::GateChecked, true, Hand::System),
            entry(2, Act::EvidenceVerified, true, Hand::Operator),
        ],
    }
}

pub fn sealed_case(say: Say) -> CasePage {
    CasePage {
        state: CaseState::Dismissed,
        pending: None,
        plate: None,
        pictures: CasePictures::Sealed(Sealed::Dismissed),
        dossier: None,
        decision: CaseDecision { dismissal: Some(DismissalReason::Other), ..CaseDecision::default() },
        timeline: Vec::new(),
        viewings: Vec::new(),
        may_undo: false,
        may_issue: false,
        may_hold: false,
        ..case(say)
    }
}

/// The editor with two rectangles and a corner; with complaints where `errors` holds some.
pub fn mask(say: Say, errors: FieldErrors) -> MaskPage {
    MaskPage {
        reference: reference(7),
        ordinal: 1,
        ordinals: vec![0, 1, 2],
        picture: picture("work", 1280, 720),
        width: 2560,
        height: 1440,
        on_desk: errors.is_empty(),
        areas: vec![
            Rect { x: 400, y: 300, width: 320, height: 200 },
            Rect { x: 1700, y: 900, width: 160, height: 240 },
        ],
        corner: errors.is_empty().then_some((1200, 640)),
        reason: "behind_windscreen".into(),
        typed: TypedArea { left: say("2600"), ..TypedArea::default() },
        changed: !errors.is_empty(),
        errors,
    }
}
