//! Sample data of the pages about locations and inspections.

use jiff::civil::date;
use poortwacht_domain::testing::SequenceRng;
use poortwacht_domain::{
    DossierField, ImageKind, InspectionResult, LocationId, RecordId, Role, SignFindings,
};
use poortwacht_frontend::pages::inspection_correct::InspectionCorrectPage;
use poortwacht_frontend::pages::inspections::{
    CorrectionForm, InspectionForm, InspectionNotice, InspectionRow, InspectionsPage,
};
use poortwacht_frontend::pages::location::LocationPage;
use poortwacht_frontend::pages::location_form::{LocationForm, LocationFormPage, Overtaken};
use poortwacht_frontend::pages::location_history::{FieldChange, LocationHistoryPage, Motive, VersionRow};
use poortwacht_frontend::pages::locations::{LocationNotice, LocationRow, LocationsPage, Missing};
use poortwacht_frontend::pages::unit::{DayRow, GapRow, PictureRow, UnitNotice, UnitPage};
use poortwacht_frontend::pages::unit_keys::{CertificateForm, CertificateRow, Found, SigningKeyForm};
use poortwacht_frontend::{FieldErrors, Problem, render};

use super::{Named, Say, ago, ahead, errors_of, frame, locations, now, units};

/// Every page about locations, as an administrator sees them, and the inspections as an officer does.
pub fn places(say: Say) -> Named {
    let frame = frame(Some(Role::Administrator), say);
    let street = self::frame(Some(Role::Officer), say);
    let wrong = errors_of(&[
        ("sign", Problem::NotASign),
        ("latitude", Problem::NotACoordinate),
        ("windows", Problem::BadLine { line: 2 }),
        ("consents", Problem::LineEndBeforeStart { line: 1 }),
        ("offence_codes", Problem::LineNotForSign { line: 1 }),
        ("reason", Problem::Required),
    ]);
    let unanswered = errors_of(&[("location", Problem::Required), ("visible", Problem::Required)]);
    let overtaken = Overtaken {
        who: Some(say("A. Beheerder")),
        at: ago(3),
        fields: vec![DossierField::Windows, DossierField::Consents],
    };
    let refused = errors_of(&[("pem", Problem::NotACertificate), ("key", Problem::NotASigningKey)]);
    let new = LocationFormPage { location: None, form: LocationForm::default(), ..form(say) };
    vec![
        ("locations", render(&frame, list(say))),
        ("locations-empty", render(&frame, LocationsPage { rows: Vec::new() })),
        ("location", render(&frame, location(say))),
        ("location-new", render(&frame, new)),
        ("location-form", render(&frame, form(say))),
        ("location-form-errors", render(&frame, LocationFormPage { errors: wrong, ..form(say) })),
        (
            "location-form-overtaken",
            render(&frame, LocationFormPage { overtaken: Some(overtaken), ..form(say) }),
        ),
        ("location-history", render(&frame, history(say))),
        ("unit", render(&frame, unit(say))),
        ("unit-looked-at", render(&frame, UnitPage { found: Some(found(say)), ..unit(say) })),
        ("unit-errors", render(&frame, UnitPage { errors: refused, ..unit(say) })),
        ("unit-bare", render(&frame, bare_unit(say))),
        ("inspections", render(&street, inspections(say))),
        ("inspections-empty", render(&street, InspectionsPage { rows: Vec::new(), ..inspections(say) })),
        ("inspections-errors", render(&street, InspectionsPage { errors: unanswered, ..inspections(say) })),
        ("inspection-correct", render(&street, correction(say))),
    ]
}

fn id() -> LocationId {
    LocationId::random(&SequenceRng::new(7))
}

fn row(say: Say, missing: Vec<Missing>) -> LocationRow {
    LocationRow {
        id: id(),
        code: say("dom-noord"),
        name: say("Domstraat, bij de brug"),
        sign: say("C12"),
        version: 3,
        updated_at: ago(90),
        missing,
    }
}

fn list(say: Say) -> LocationsPage {
    let missing = vec![
        Missing::NoConsent,
        Missing::ConsentEnds(date(2026, 12, 1)),
        Missing::SignFault,
        Missing::NotInspected(None),
        Missing::NotInspected(Some(date(2026, 9, 1))),
        Missing::NoUnits,
        Missing::WarningUntil(date(2026, 12, 31)),
        Missing::Inactive,
    ];
    LocationsPage { rows: vec![row(say, Vec::new()), row(say, missing)] }
}

fn dossier(say: Say) -> LocationForm {
    LocationForm {
        version: "3".into(),
        code: say("dom-noord"),
        name: say("Domstraat, bij de brug"),
        street: say("Domstraat"),
        municipality_name: say("Voorbeeldstad"),
        direction: say("van noord naar zuid"),
        built_up: Some("on".into()),
        latitude: "52.0907".into(),
        longitude: "5.1214".into(),
        sign: say("C12"),
        active_from: "2026-01-01".into(),
        offence_codes: say("R559"),
        windows: format!("{}\nza 12:00-18:00", say("ma-vr 11:00-06:00 niet op feestdagen")),
        special_days: say("2026-12-05 open intocht"),
        pardon_minutes: "5".into(),
        merge_window_minutes: "60".into(),
        consents: say("2026-01-01 - OM-2026-1"),
        policy: "keep_declared".into(),
        cells_per_height: "20".into(),
        static_masks: "0 0 640 120".into(),
        grounds_template: say("Ik zag op de beelden dat het voertuig het bord passeerde."),
        not_stopped_reason: say("De gedraging is op afstand vastgesteld."),
        ..LocationForm::default()
    }
}

fn location(say: Say) -> LocationPage {
    LocationPage {
        row: row(say, vec![Missing::NoUnits]),
        dossier: dossier(say),
        inspections: vec![date(2026, 11, 20), date(2026, 10, 22)],
        faults: vec![date(2026, 10, 1)],
        units: vec![say("dom-noord-1")],
        notice: Some(LocationNotice::Saved),
    }
}

fn form(say: Say) -> LocationFormPage {
    LocationFormPage {
        location: Some((id(), say("Domstraat, bij de brug"))),
        form: dossier(say),
        overtaken: None,
        errors: FieldErrors::none(),
    }
}

fn history(say: Say) -> LocationHistoryPage {
    let change =
        |field, before: &str, after: &str| FieldChange { field, before: say(before), after: say(after) };
    let version = |number, motive, changed| VersionRow {
        number,
        at: ago(60 * number),
        who: Some(say("A. Beheerder")),
        motive,
        reference: say("VB-2026-14"),
        changed,
    };
    let hours = change(DossierField::Windows, "ma 07:00-11:00", "ma-vr 07:00-11:00");
    let built_up = FieldChange { field: DossierField::BuiltUp, before: "true".into(), after: "false".into() };
    let inspected =
        FieldChange { field: DossierField::Inspections, before: String::new(), after: say("2026-11-20 +") };
    let imported =
        VersionRow { who: None, reference: String::new(), ..version(1, Motive::Imported, Vec::new()) };
    LocationHistoryPage {
        id: id(),
        name: say("Domstraat, bij de brug"),
        versions: vec![
            version(3, Motive::Written(say("Nieuw verkeersbesluit")), vec![hours, built_up]),
            version(2, Motive::Inspected, vec![inspected]),
            imported,
        ],
    }
}

fn entry(say: Say, seed: u64, result: InspectionResult) -> InspectionRow {
    let good = result == InspectionResult::Good;
    InspectionRow {
        id: RecordId::random(&SequenceRng::new(seed)),
        location: say("Domstraat, bij de brug"),
        at: ago(600),
        who: say("B. Oa"),
        result,
        findings: SignFindings { present: true, visible: good, undamaged: good },
        remark: say("Er hangt een tak voor het bord."),
        is_correction: false,
        is_corrected: false,
    }
}

fn inspections(say: Say) -> InspectionsPage {
    let corrected = InspectionRow { is_corrected: true, ..entry(say, 3, InspectionResult::Good) };
    let correction = InspectionRow { is_correction: true, ..entry(say, 4, InspectionResult::Mistaken) };
    InspectionsPage {
        now: now(),
        rows: vec![
            entry(say, 1, InspectionResult::Good),
            entry(say, 2, InspectionResult::Fault),
            correction,
            corrected,
        ],
        locations: locations(say),
        form: InspectionForm { present: "yes".into(), remark: say("opmerking"), ..InspectionForm::default() },
        errors: FieldErrors::none(),
        notice: Some(InspectionNotice::Fault),
    }
}

fn correction(say: Say) -> InspectionCorrectPage {
    InspectionCorrectPage {
        row: entry(say, 2, InspectionResult::Fault),
        form: CorrectionForm { present: "yes".into(), visible: "no".into(), ..CorrectionForm::default() },
        errors: errors_of(&[("remark", Problem::Required)]),
    }
}

fn unit(say: Say) -> UnitPage {
    let day = |date, hours, clock_offset_ms| DayRow { day: date, hours, clock_offset_ms, queue_length: 4 };
    let days = vec![
        day(date(2026, 11, 20), 24, Some(-120)),
        day(date(2026, 11, 21), 0, None),
        day(date(2026, 11, 22), 9, Some(340)),
    ];
    let certificate = |accepted_until| CertificateRow {
        fingerprint: "6".repeat(64),
        subject: say("CN=dom-noord-1"),
        expires_at: Some(ahead(20)),
        accepted_until,
    };
    let pictures = PictureRow {
        kind: ImageKind::Overview,
        count: 120,
        smallest: (1280, 720),
        largest: (2560, 1440),
        kept_percent: 22,
        grey_per_hundred: 140,
    };
    UnitPage {
        now: now(),
        row: units(say).rows.remove(0),
        suspended_at: None,
        revoked_at: None,
        days,
        gaps: vec![
            GapRow { first: 7, last: 7, noticed_at: ago(300) },
            GapRow { first: 12, last: 19, noticed_at: ago(30) },
        ],
        pictures: vec![pictures],
        certificates: vec![certificate(None), certificate(Some(ahead(3))), certificate(Some(ago(9)))],
        signing_keys: vec![(ago(500), None), (ago(90_000), Some(ago(500)))],
        certificate: CertificateForm {
            pem: say("-----BEGIN CERTIFICATE-----"),
            ..CertificateForm::default()
        },
        found: None,
        key: SigningKeyForm { key: say("-----BEGIN PUBLIC KEY-----"), ..SigningKeyForm::default() },
        errors: FieldErrors::none(),
        notice: Some(UnitNotice::KeyChanged),
    }
}

fn found(say: Say) -> Found {
    Found { subject: say("CN=dom-noord-1"), expires_at: ahead(700), fingerprint: "7".repeat(64) }
}

/// Revoked, without anything that was ever heard or seen of it.
fn bare_unit(say: Say) -> UnitPage {
    UnitPage {
        revoked_at: Some(ago(60)),
        days: Vec::new(),
        gaps: Vec::new(),
        pictures: Vec::new(),
        certificates: Vec::new(),
        signing_keys: Vec::new(),
        notice: None,
        ..unit(say)
    }
}
