//! When each class dies.

use proptest::prelude::*;

use super::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The table of domain.md, from 31 August 2026, noon in Amsterdam.
#[test]
fn every_class_dies_when_the_table_says() {
    let anchor = at("2026-08-31T12:00:00+02:00");
    for (class, expected) in [
        (RetentionClass::PacketReceipt, "2026-09-03T12:00:00+02:00"),
        (RetentionClass::Undecided, "2026-10-31T12:00:00+01:00"),
        (RetentionClass::Dismissed, "2026-09-01T12:00:00+02:00"),
        (RetentionClass::Confirmed, "2026-12-31T12:00:00+01:00"),
        (RetentionClass::Warned, "2026-12-31T12:00:00+01:00"),
        (RetentionClass::Sanctioned, "2031-08-31T12:00:00+02:00"),
        (RetentionClass::Annulled, "2026-11-30T12:00:00+01:00"),
        (RetentionClass::LegalHold, "2027-02-28T12:00:00+01:00"),
        (RetentionClass::Exemption, "2026-12-31T12:00:00+01:00"),
        (RetentionClass::ImportFile, "2026-09-30T12:00:00+02:00"),
        (RetentionClass::LateStart, "2031-08-31T12:00:00+02:00"),
        (RetentionClass::BatchFile, "2026-09-30T12:00:00+02:00"),
        (RetentionClass::BatchSummary, "2031-08-31T12:00:00+02:00"),
        (RetentionClass::Reconciliation, "2031-08-31T12:00:00+02:00"),
        (RetentionClass::AccountActive, "9999-01-01T00:00:00Z"),
        (RetentionClass::Account, "2031-08-31T12:00:00+02:00"),
        (RetentionClass::Authorisation, "2031-08-31T12:00:00+02:00"),
        (RetentionClass::Session, "2027-02-28T12:00:00+01:00"),
        (RetentionClass::LoginAttempt, "2027-02-28T12:00:00+01:00"),
        (RetentionClass::LedgerText, "2031-08-31T12:00:00+02:00"),
        (RetentionClass::Approval, "2027-02-28T12:00:00+01:00"),
        (RetentionClass::AccessReview, "2031-08-31T12:00:00+02:00"),
        (RetentionClass::DossierInUse, "9999-01-01T00:00:00Z"),
        (RetentionClass::DossierVersion, "2032-08-31T12:00:00+02:00"),
        (RetentionClass::ProcessingLine, "2031-08-31T12:00:00+02:00"),
        (RetentionClass::EventOut, "2026-09-30T12:00:00+02:00"),
        (RetentionClass::MailNotice, "2027-02-28T12:00:00+01:00"),
        (RetentionClass::IncidentOpen, "2027-02-28T12:00:00+01:00"),
        (RetentionClass::Incident, "2029-08-31T12:00:00+02:00"),
        (RetentionClass::PersonRequest, "2027-02-28T12:00:00+01:00"),
        (RetentionClass::Sample, "2028-08-31T12:00:00+02:00"),
    ] {
        assert_eq!(destroy_after(class, anchor), at(expected), "{class}");
    }
}

#[test]
fn a_dismissed_case_lives_a_day_but_never_beyond_the_undecided_term() {
    let terms = RetentionTerms::default();
    let captured_at = at("2026-09-01T12:00:00+02:00");
    let early = terms.dismissed(captured_at, at("2026-09-02T09:00:00+02:00"));
    assert_eq!(early, at("2026-09-03T09:00:00+02:00"));
    let late = terms.dismissed(captured_at, at("2026-11-01T11:00:00+01:00"));
    assert_eq!(late, at("2026-11-01T12:00:00+01:00"));
}

#[test]
fn a_case_that_a_late_exemption_dismissed_waits_three_days() {
    let terms = RetentionTerms::default();
    let captured_at = at("2026-09-01T12:00:00+02:00");
    let late = terms.dismissed_late(captured_at, at("2026-09-02T09:00:00+02:00"));
    assert_eq!(late, at("2026-09-05T09:00:00+02:00"));
    let last = terms.dismissed_late(captured_at, at("2026-11-01T11:00:00+01:00"));
    assert_eq!(last, at("2026-11-01T12:00:00+01:00"));
}

#[test]
fn the_defaults_have_no_problem_and_bad_terms_are_all_named() {
    assert_eq!(RetentionTerms::default().problems(), Vec::<String>::new());
    let bad = RetentionTerms { dismissed_hours: 73, ledger_text_months: 35, ..RetentionTerms::default() };
    let words = ["dismissed_hours: from 1 to 72", "ledger_text_months: at least 36"];
    assert_eq!(bad.problems(), words);
    let bad =
        RetentionTerms { sanctioned_months: 84, incident_review_months: 7, ..RetentionTerms::default() };
    let words =
        ["incident_review_months: from 1 to 6", "dossier_version_months: at least 86, for sanctioned_months"];
    assert_eq!(bad.problems(), words);
}

#[test]
fn terms_may_be_given_in_part_but_not_misspelled() {
    let terms: RetentionTerms = serde_json::from_str(r#"{"undecided_months":1}"#).unwrap();
    assert_eq!(terms, RetentionTerms { undecided_months: 1, ..RetentionTerms::default() });
    assert!(serde_json::from_str::<RetentionTerms>(r#"{"undecided":1}"#).is_err());
}

proptest! {
    #[test]
    fn death_comes_after_the_anchor_and_not_before_that_of_an_earlier_one(
        second in 0_i64..4_000_000_000, later in 7_200_i64..100_000_000, position in 0..RetentionClass::ALL.len(),
    ) {
        let class = RetentionClass::ALL[position];
        let anchor = Timestamp::from_second(second).unwrap();
        let after = Timestamp::from_second(second + later).unwrap();
        prop_assert!(destroy_after(class, anchor) > anchor);
        prop_assert!(destroy_after(class, anchor) <= destroy_after(class, after));
    }

    #[test]
    fn a_dismissed_case_never_outlives_the_undecided_term_or_72_hours(
        second in 0_i64..4_000_000_000, wait in 0_i64..20_000_000, hours in 1_u32..=72,
    ) {
        let terms = RetentionTerms { dismissed_hours: hours, ..RetentionTerms::default() };
        let captured_at = Timestamp::from_second(second).unwrap();
        let decided_at = Timestamp::from_second(second + wait).unwrap();
        let death = terms.dismissed(captured_at, decided_at);
        prop_assert!(death <= terms.destroy_after(RetentionClass::Undecided, captured_at));
        prop_assert!(death <= hours_after(decided_at, 72));
    }
}
