use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{Plate, PlateError, Sidecode, confusion};
use crate::Country;

fn plate(text: &str) -> Plate {
    Plate::parse(text).unwrap()
}

/// The table of domain.md, sidecode 1 first, with the display this project expects of it.
const TABLE: [(&str, &str); 14] = [
    ("AE1234", "AE-12-34"),
    ("1234AE", "12-34-AE"),
    ("12AE34", "12-AE-34"),
    ("AE12UI", "AE-12-UI"),
    ("AEUI12", "AE-UI-12"),
    ("12AEUI", "12-AE-UI"),
    ("12AEU3", "12-AEU-3"),
    ("1AEU23", "1-AEU-23"),
    ("AE123U", "AE-123-U"),
    ("A123EU", "A-123-EU"),
    ("AEU12I", "AEU-12-I"),
    ("A12EUI", "A-12-EUI"),
    ("1AE234", "1-AE-234"),
    ("123AE4", "123-AE-4"),
];

#[test]
fn every_sidecode_is_recognised_and_shown_with_its_dashes() {
    for (number, (text, shown)) in (1_u8..).zip(TABLE) {
        assert_eq!(plate(text).sidecode().map(Sidecode::number), Some(number), "{text}");
        assert_eq!(plate(text).display(), shown);
    }
}

#[test]
fn no_two_sidecodes_share_a_form() {
    let forms: BTreeSet<String> = Sidecode::all().map(|sidecode| sidecode.form().replace('-', "")).collect();
    assert_eq!(forms.len(), 14);
}

#[test]
fn the_court_and_the_diplomats_have_a_form_of_their_own() {
    for (text, shown) in [("AA12", "AA-12"), ("cd123", "CD-123"), ("CDJ1", "CDJ-1")] {
        assert_eq!(plate(text).sidecode(), None);
        assert_eq!(plate(text).display(), shown);
        assert!(plate(text).is_usual_for(&Country::netherlands()));
    }
}

#[test]
fn an_odd_form_is_a_warning_for_dutch_plates_only() {
    let odd = plate("AEIOU1");
    assert!(!odd.is_usual_for(&Country::netherlands()));
    assert!(odd.is_usual_for(&Country::parse("D").unwrap()));
    assert_eq!(odd.display(), "AEIOU1");
}

#[test]
fn spelling_is_normalised() {
    assert_eq!(plate(" ae-12-ui "), plate("AE12UI"));
}

#[test]
fn what_is_no_plate_is_refused_with_the_fix() {
    for (text, error) in [
        ("", PlateError::Empty),
        (" - ", PlateError::Empty),
        ("AE12U?", PlateError::Character),
        ("ÄE12UI", PlateError::Character),
        ("AE12UI\0", PlateError::Character),
        ("ABCDEFGHIJKLM", PlateError::TooLong),
    ] {
        assert_eq!(Plate::parse(text), Err(error), "{text}");
    }
}

#[test]
fn a_plate_does_not_print_itself() {
    assert_eq!(format!("{:?}", Some(plate("AE12UI"))), "Some(Plate(…))");
}

#[test]
fn every_confusion_of_the_table_makes_a_near_match() {
    for group in confusion::GROUPS {
        for mine in group.chars() {
            for theirs in group.chars().filter(|theirs| *theirs != mine) {
                let (one, other) = (plate(&format!("AE12U{mine}")), plate(&format!("AE12U{theirs}")));
                assert!(one.near_match(&other), "{mine} {theirs}");
            }
        }
    }
}

#[test]
fn two_confusions_another_length_or_another_letter_are_no_near_match() {
    let one = plate("AE18UI");
    for other in ["AEIBUI", "AE18U", "AE18UX", "AE18UI"] {
        assert!(!one.near_match(&plate(other)), "{other}");
    }
}

fn any_plate() -> impl Strategy<Value = Plate> {
    "[A-Z0-9]{1,12}".prop_map(|text| plate(&text))
}

proptest! {
    #[test]
    fn parsing_never_fails_on_what_it_produced(one in any_plate()) {
        prop_assert_eq!(Plate::parse(one.as_str()), Ok(one.clone()));
        prop_assert_eq!(Plate::parse(&one.display()), Ok(one));
    }

    #[test]
    fn any_text_is_normalised_or_refused(text in "\\PC{0,20}") {
        if let Ok(one) = Plate::parse(&text) {
            prop_assert!(one.as_str().bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()));
            prop_assert!((1..=12).contains(&one.as_str().len()));
        }
    }

    #[test]
    fn confusions_are_exactly_the_near_matches(one in any_plate(), other in any_plate()) {
        let neighbours: BTreeSet<Plate> = one.confusions().collect();
        prop_assert_eq!(neighbours.len(), one.confusions().count());
        for neighbour in &neighbours {
            prop_assert!(one.near_match(neighbour) && neighbour.near_match(&one));
        }
        prop_assert_eq!(neighbours.contains(&other), one.near_match(&other));
    }

    #[test]
    fn a_near_match_is_mutual_and_never_the_plate_itself(one in any_plate(), other in any_plate()) {
        prop_assert!(!one.near_match(&one));
        prop_assert_eq!(one.near_match(&other), other.near_match(&one));
    }
}
