//! Signed statements: what was destroyed in a month, and whether every promise was kept.

use lopdf::Document;
use poortwacht_domain::{Act, Fact, Promise, RetentionClass, Role, Standing};

use super::world::{PLATE, World};
use crate::dossier::{self, Difference};
use crate::retention;
use crate::statement::{self, StatementWords};
use crate::{Actor, Flaw, ServiceError};

pub(super) const WORDS: StatementWords = StatementWords {
    promise: Promise::as_str,
    promised: Promise::as_str,
    fact: Fact::as_str,
    standing: Standing::as_str,
    class: RetentionClass::as_str,
    kind: |_| None,
    table: |_| None,
};

fn text(pdf: &[u8]) -> String {
    let document = Document::load_mem(pdf).unwrap();
    let pages: Vec<u32> = document.get_pages().keys().copied().collect();
    document.extract_text(&pages).unwrap()
}

/// A case was destroyed two months after its passage.
async fn purged() -> (World, Actor) {
    let world = World::new().await;
    let privacy = world.actor("fg", Role::PrivacyOfficer).await;
    world.add_case(PLATE, 30).await;
    world.wait(70 * 24 * 3_600);
    retention::run(&world.services, world.services.now(), false).await.unwrap();
    (world, privacy)
}

#[tokio::test]
async fn what_was_destroyed_is_told_line_by_line_and_signed() {
    let (world, privacy) = purged().await;
    let month = poortwacht_domain::Month::of(world.services.now()).to_string();
    let length = world.log().await.len();
    let made = statement::destruction(&world.services, &privacy, &month, WORDS).await.unwrap();
    assert_eq!(world.acts_since(length).await, [Act::ComplianceExported]);
    assert_eq!(made.file_name, format!("destruction-voorbeeld-{month}.pdf"));
    let told = text(&made.bytes);
    assert!(told.contains("Verklaring van vernietiging") && told.contains("undecided"), "{told}");
    let key = dossier::public_key(&world.services, "voorbeeld").await.unwrap();
    let checked = statement::check(&made.bytes, Some(&key)).unwrap();
    assert_eq!(checked.differences, []);
    assert_eq!((checked.about.as_str(), checked.period), ("destruction", month));
}

#[tokio::test]
async fn a_statement_that_was_changed_or_signed_by_somebody_else_is_found_out() {
    let (world, _) = purged().await;
    let month = poortwacht_domain::Month::of(world.services.now()).to_string();
    let made = statement::destruction_of(&world.services, "voorbeeld", &month, WORDS).await.unwrap();
    let mut document = Document::load_mem(&made.bytes).unwrap();
    let file = document
        .objects
        .values_mut()
        .filter_map(|object| object.as_stream_mut().ok())
        .find(|stream| stream.content.windows(9).any(|word| word == b"undecided"));
    file.unwrap().content.retain(|byte| *byte != b'u');
    let mut changed = Vec::new();
    document.save_to(&mut changed).unwrap();
    let differences = statement::check(&changed, None).unwrap().differences;
    assert!(differences.contains(&Difference::Content("register.csv".to_owned())), "{differences:?}");
    let other = World::new().await;
    let key = dossier::public_key(&other.services, "voorbeeld").await.unwrap();
    let differences = statement::check(&made.bytes, Some(&key)).unwrap().differences;
    assert!(matches!(differences.as_slice(), [Difference::OtherKey { .. }]), "{differences:?}");
    assert!(statement::check(b"no pdf", None).is_err());
}

#[tokio::test]
async fn the_promises_of_a_moment_are_signed_with_their_evidence() {
    let world = World::new().await;
    let privacy = world.actor("fg", Role::PrivacyOfficer).await;
    let made = statement::promises(&world.services, &privacy, WORDS).await.unwrap();
    assert!(text(&made.bytes).contains("ledger_witnessed"));
    assert_eq!(statement::check(&made.bytes, None).unwrap().differences, []);
}

#[tokio::test]
async fn a_month_must_be_one_that_has_begun_and_others_may_not_ask() {
    let world = World::new().await;
    let privacy = world.actor("fg", Role::PrivacyOfficer).await;
    for (month, flaw) in [("", Flaw::Required), ("november", Flaw::NotADate), ("2027-01", Flaw::NotADate)] {
        let made = statement::destruction(&world.services, &privacy, month, WORDS).await;
        let Err(ServiceError::Invalid(problems)) = made.map(|made| made.file_name) else { panic!("{month}") };
        assert_eq!((problems[0].field.as_str(), problems[0].flaw), ("month", Some(flaw)));
    }
    let empty = statement::destruction(&world.services, &privacy, "2026-11", WORDS).await.unwrap();
    assert!(text(&empty.bytes).contains("niets vernietigd"));
    let officer = world.actor("boa", Role::Officer).await;
    let refused = statement::destruction(&world.services, &officer, "2026-11", WORDS).await;
    assert!(matches!(refused.map(|made| made.file_name), Err(ServiceError::Refused(_))));
}
