use jiff::Timestamp;
use jiff::civil::date;

use super::*;
use crate::{FieldErrorCode, OffenceCode};

const FILE: &str = r#"{
    "code": "C12-01", "name": "Voorbeeldbrug", "street": "Voorbeeldstraat", "municipality_name": "Voorbeeld",
    "direction": "noord", "built_up": true, "coordinates": [52.1, 5.1], "sign": "C12",
    "offence_codes": ["R559"], "active_from": "2026-11-01T00:00:00+01:00",
    "windows": [{"days": ["friday", "saturday"], "from": "22:00", "until": "06:00"}],
    "grounds_template": "Ik zag het voertuig het bord passeren.",
    "not_stopped_reason": "De gedraging is op afstand vastgesteld."
}"#;

fn dossier() -> LocationDossier {
    serde_json::from_str(FILE).unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn faults(dossier: &LocationDossier) -> Vec<(String, FieldErrorCode)> {
    dossier.problems().into_iter().map(|fault| (fault.pointer, fault.code)).collect()
}

#[test]
fn a_dossier_has_the_defaults_of_the_rules_and_no_problem() {
    let dossier = dossier();
    assert_eq!((dossier.pardon_minutes, dossier.merge_window_minutes), (5, 60));
    assert_eq!(dossier.policy, RedactionPolicy::KeepDeclared { cells_per_height: 20 });
    assert_eq!(faults(&dossier), []);
    let json = serde_json::to_string(&dossier).unwrap();
    assert_eq!(serde_json::from_str::<LocationDossier>(&json).unwrap(), dossier);
}

#[test]
fn a_template_with_a_placeholder_that_nothing_fills_is_refused_with_the_list() {
    let with = |words: &str| LocationDossier { grounds_template: words.to_owned(), ..dossier() }.problems();
    assert!(with("Om {tijdstip} reed {kenteken} de {straat} in.").is_empty());
    let found = with("Op {dag} reed {kenteken} de {straat} in.");
    let [fault] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((fault.pointer.as_str(), fault.code), ("/grounds_template", FieldErrorCode::Malformed));
    assert!(fault.detail.contains("use only {tijdstip}, {datum}"), "{}", fault.detail);
}

#[test]
fn enforcement_follows_activity_window_and_pardon() {
    let dossier = LocationDossier { active_until: Some(at("2026-12-01T00:00:00+01:00")), ..dossier() };
    for (text, expected) in [
        ("2026-10-31T23:59:00+01:00", Enforcement::Inactive),
        ("2026-11-20T22:04:00+01:00", Enforcement::OutsideHours),
        ("2026-11-20T22:05:00+01:00", Enforcement::Enforced),
        ("2026-11-22T05:54:00+01:00", Enforcement::Enforced),
        ("2026-11-22T05:55:00+01:00", Enforcement::OutsideHours),
        ("2026-11-23T12:00:00+01:00", Enforcement::OutsideHours),
        ("2026-12-01T00:00:00+01:00", Enforcement::Inactive),
    ] {
        assert_eq!(dossier.enforcement(at(text)), expected, "{text}");
    }
}

#[test]
fn without_windows_the_road_is_always_closed() {
    let dossier = LocationDossier { windows: Vec::new(), ..dossier() };
    assert_eq!(dossier.enforcement(at("2026-11-01T00:00:00+01:00")), Enforcement::Enforced);
}

#[test]
fn consent_and_warning_periods_count_whole_dutch_days() {
    let (first, last) = (date(2026, 11, 10), date(2026, 11, 20));
    let consent = Consent { reference: "OM-2026-1".to_owned(), from: first, until: Some(last) };
    let period = DatePeriod { from: first, until: last };
    let dossier = LocationDossier { consent: Some(consent), warning_periods: vec![period], ..dossier() };
    for (day, inside) in [(9, false), (10, true), (20, true), (21, false)] {
        let day = date(2026, 11, day);
        assert_eq!((dossier.has_consent_on(day), dossier.warns_on(day)), (inside, inside), "{day}");
    }
}

#[test]
fn signs_must_be_inspected_before_and_after_the_act() {
    let act = date(2026, 11, 22);
    let inspected = |days: &[_]| LocationDossier { inspections: days.to_vec(), ..dossier() };
    assert!(!inspected(&[date(2026, 11, 1)]).inspected_around(act, 31));
    assert!(inspected(&[date(2026, 10, 22), date(2026, 12, 23)]).inspected_around(act, 31));
    assert!(!inspected(&[date(2026, 10, 21), date(2026, 12, 23)]).inspected_around(act, 31));
    assert!(inspected(&[act]).inspected_around(act, 31));
}

#[test]
fn every_problem_of_a_dossier_is_named_at_once() {
    let mut bad = dossier();
    bad.street = " ".to_owned();
    bad.coordinates = Some((152.0, 5.0));
    bad.offence_codes.push(OffenceCode::parse("R550a").unwrap());
    bad.pardon_minutes = 500;
    bad.active_until = Some(bad.active_from);
    bad.windows[0].days.clear();
    bad.policy = RedactionPolicy::MaskDeclared { reason: String::new() };
    let expected = [
        ("/street", FieldErrorCode::Missing),
        ("/policy/reason", FieldErrorCode::Missing),
        ("/coordinates", FieldErrorCode::OutOfRange),
        ("/offence_codes/1", FieldErrorCode::Inconsistent),
        ("/pardon_minutes", FieldErrorCode::OutOfRange),
        ("/active_until", FieldErrorCode::Inconsistent),
        ("/windows/0/days", FieldErrorCode::Missing),
    ];
    assert_eq!(faults(&bad), expected.map(|(pointer, code)| (pointer.to_owned(), code)));
    bad.sign = "stop".to_owned();
    assert!(faults(&bad).contains(&("/sign".to_owned(), FieldErrorCode::Malformed)));
}

#[test]
fn the_wider_policy_needs_a_reason_and_a_mosaic_is_never_finer_than_a_twentieth_of_the_height() {
    let read = |policy: &str| {
        let file = FILE.replacen('{', &format!(r#"{{"policy": {policy},"#), 1);
        faults(&serde_json::from_str(&file).unwrap())
    };
    for fine in [
        r#"{"kind": "keep_declared"}"#,
        r#"{"kind": "keep_declared", "cells_per_height": 1}"#,
        r#"{"kind": "keep_declared", "cells_per_height": 20}"#,
        r#"{"kind": "mask_declared", "reason": "proef op een afgesloten terrein"}"#,
    ] {
        assert_eq!(read(fine), [], "{fine}");
    }
    for cells in [0, 21, u32::MAX] {
        let faults = read(&format!(r#"{{"kind": "keep_declared", "cells_per_height": {cells}}}"#));
        assert_eq!(faults, [("/policy/cells_per_height".to_owned(), FieldErrorCode::OutOfRange)], "{cells}");
    }
    for blank in ["", " ", "\\t\\n"] {
        let faults = read(&format!(r#"{{"kind": "mask_declared", "reason": "{blank}"}}"#));
        assert_eq!(faults, [("/policy/reason".to_owned(), FieldErrorCode::Missing)], "{blank:?}");
    }
}

#[test]
fn an_unknown_or_double_member_is_refused() {
    for extra in [r#""colour": 1,"#, r#""code": "again","#, r#""policy": {"kind": "keep_all"},"#] {
        let file = FILE.replacen('{', &format!("{{{extra}"), 1);
        assert!(serde_json::from_str::<LocationDossier>(&file).is_err(), "{extra}");
    }
}

#[test]
fn consents_of_several_periods_hold_each_in_its_own() {
    let consent = |reference: &str, from, until| Consent { reference: reference.to_owned(), from, until };
    let (old, new) = (date(2026, 1, 1), date(2026, 7, 1));
    let dossier = LocationDossier {
        consent: Some(consent("OM-2", new, None)),
        consents: vec![consent("OM-1", old, Some(date(2026, 5, 31)))],
        ..dossier()
    };
    let held = |day| dossier.consent_on(day).map(|consent| consent.reference.as_str());
    assert_eq!(held(date(2026, 3, 1)), Some("OM-1"));
    assert_eq!(held(date(2026, 6, 15)), None);
    assert_eq!(held(date(2026, 8, 1)), Some("OM-2"));
    assert_eq!(dossier.all_consents().len(), 2);
}

#[test]
fn a_code_may_be_used_within_its_term_and_without_a_term_always() {
    let code = OffenceCode::parse("R559").unwrap();
    let open = dossier();
    assert!(open.has_offence_code_on(&code, date(2020, 1, 1)));
    assert!(!open.has_offence_code_on(&OffenceCode::parse("R557").unwrap(), date(2026, 1, 1)));
    let term =
        OffenceTerm { code: code.clone(), from: Some(date(2026, 2, 1)), until: Some(date(2026, 3, 1)) };
    let dossier = LocationDossier { offence_terms: vec![term], ..open };
    for (day, holds) in [((1, 31), false), ((2, 1), true), ((3, 1), true), ((3, 2), false)] {
        let day = date(2026, day.0, day.1);
        assert_eq!(dossier.offence_codes_on(day).contains(&code), holds, "{day}");
    }
}

#[test]
fn a_fault_ends_what_an_inspection_proved_until_the_next_good_one() {
    let mut dossier = dossier();
    let day = |day| date(2026, 11, day);
    for (on, good) in [(1, Some(true)), (10, Some(false)), (20, Some(true))] {
        dossier.note_inspection(day(on), good);
    }
    for (act, inspected) in [(5, true), (10, false), (15, false), (20, true)] {
        assert_eq!(dossier.inspected_around(day(act), 31), inspected, "{act}");
    }
    assert!(dossier.has_fault_on(day(12)) && !dossier.has_fault_on(day(20)));
    assert_eq!(dossier.last_inspection(day(19)), Some(day(1)));
    dossier.note_inspection(day(10), None);
    assert!(dossier.inspected_around(day(15), 31));
    dossier.note_inspection(day(1), Some(false));
    assert_eq!((dossier.inspections, dossier.sign_faults), (vec![day(20)], vec![day(1)]));
}

#[test]
fn what_came_later_is_checked_like_the_rest() {
    let special = SpecialDay { date: date(2026, 5, 5), kind: SpecialDayKind::Open, note: String::new() };
    let consent =
        Consent { reference: " ".to_owned(), from: date(2026, 2, 1), until: Some(date(2026, 1, 1)) };
    let code = OffenceCode::parse("R557").unwrap();
    let term = OffenceTerm { code, from: Some(date(2026, 2, 1)), until: Some(date(2026, 1, 1)) };
    let bad = LocationDossier {
        special_days: vec![special.clone(), special],
        consents: vec![consent],
        offence_terms: vec![term],
        ..dossier()
    };
    let pointers: Vec<_> = faults(&bad).into_iter().map(|(pointer, _)| pointer).collect();
    let expected = [
        "/offence_terms/0/code",
        "/offence_terms/0/until",
        "/special_days/1/date",
        "/consents/0/reference",
        "/consents/0/until",
    ];
    assert_eq!(pointers, expected);
}

#[test]
fn a_history_names_the_parts_that_differ() {
    let one = dossier();
    let mut other = dossier();
    assert_eq!(changes(&one, &other), []);
    other.street = "Elders".to_owned();
    other.windows.clear();
    other.note_inspection(date(2026, 11, 1), Some(false));
    let expected = [DossierField::Street, DossierField::Windows, DossierField::Inspections];
    assert_eq!(changes(&one, &other), expected);
}
