//! Correcting the plate on the desk: everything follows the correction, and what the camera read stays.

use poortwacht_domain::{Act, Check, Role};
use poortwacht_store::cases::Case;
use poortwacht_store::fields;

use super::desk::{claim, on_desk};
use super::world::{PLATE, World};
use crate::case_file::ExemptionResult;
use crate::review::{self, ConfirmRequest, CorrectRequest, DeskCase, ReviewRefusal};
use crate::search::{self, SearchRequest};
use crate::{Actor, Flaw, ServiceError, case_view, custody, exemptions, quality};

/// What the officer reads, one character from [`PLATE`].
const READ: &str = "AE12UJ";

async fn at_work() -> (World, Actor, Case) {
    let world = World::new().await;
    let officer = world.actor("boa", Role::Officer).await;
    let case = world.add_case(PLATE, 30).await;
    claim(&world, &officer).await;
    (world, officer, case)
}

fn correction(case: &Case, plate: &str, country: &str) -> CorrectRequest {
    let [case, plate, country] = [case.reference.as_str(), plate, country].map(ToOwned::to_owned);
    CorrectRequest { case, plate, country }
}

async fn correct(
    world: &World,
    officer: &Actor,
    case: &Case,
    (plate, country): (&str, &str),
) -> Result<(), ReviewRefusal> {
    review::correct_plate(&world.services, officer, correction(case, plate, country)).await
}

async fn shown(world: &World, officer: &Actor) -> DeskCase {
    on_desk(review::show(&world.services, officer).await.unwrap())
}

fn confirmation(case: &Case, corrections: &str, grounds: &str) -> ConfirmRequest {
    ConfirmRequest {
        case: case.reference.as_str().to_owned(),
        offence_code: "R559".to_owned(),
        vehicle_category: "1".to_owned(),
        grounds: grounds.to_owned(),
        seen: Check::ALL.to_vec(),
        corrections: corrections.to_owned(),
    }
}

fn flaws<T>(outcome: Result<T, ReviewRefusal>) -> Vec<(String, Flaw)> {
    match outcome {
        Err(ReviewRefusal::Invalid(problems)) => {
            problems.into_iter().map(|problem| (problem.field, problem.flaw.unwrap())).collect()
        }
        _ => panic!("not refused for its fields"),
    }
}

async fn import(world: &World, rows: &str) {
    let file = format!("kenteken;houder;categorie;van;tot;locaties;tijden\n{rows}");
    exemptions::import(&world.services, world.municipality, file.as_bytes()).await.unwrap();
}

#[tokio::test]
async fn both_readings_stay_with_who_corrected_when_and_the_log_holds_no_plate() {
    let (world, officer, before) = at_work().await;
    let length = world.log().await.len();
    correct(&world, &officer, &before, (" ae-12-uj ", "d")).await.unwrap();
    let written = world.log().await.split_off(length);
    let reason = |code: &str| Some(code.to_owned());
    let expected = [
        (Act::KeyEvent, reason("opened_for_correction")),
        (Act::PlateCorrected, reason("plate_and_country_changed")),
    ];
    assert_eq!(written, expected);
    let case = shown(&world, &officer).await;
    let reading = &case.plate;
    assert_eq!((reading.plate.as_str(), reading.country.as_str()), (READ, "D"));
    assert_eq!((reading.read_plate.as_str(), reading.read_country.as_str()), (PLATE, "NL"));
    assert_eq!((reading.raw.as_str(), case.corrections), (PLATE, 1));
    assert_eq!(reading.corrections[0].officer_number, "1234567");
    assert_eq!(reading.corrections[0].at, world.services.now());
    let after = world.case(before.id).await;
    assert_eq!(after.revision, before.revision + 1);
    assert!(after.plate != before.plate, "the index follows");
    let page = case_view::show(&world.services, &officer, before.reference.as_str()).await.unwrap();
    let told = page.timeline.iter().find(|entry| entry.act == Act::PlateCorrected).unwrap();
    assert_eq!(told.detail.as_deref(), Some("plate_and_country_changed"));
    assert!(page.custody.unwrap().entries.iter().any(|entry| entry.act == Act::PlateCorrected));
    let stored = std::fs::read(world.folder.path().join("poortwacht.sqlite")).unwrap();
    let wal = std::fs::read(world.folder.path().join("poortwacht.sqlite-wal")).unwrap_or_default();
    for bytes in [stored, wal] {
        assert!(!bytes.windows(READ.len()).any(|window| window == READ.as_bytes()));
    }
}

#[tokio::test]
async fn a_correction_can_be_corrected_and_saying_the_same_again_changes_nothing() {
    let (world, officer, case) = at_work().await;
    correct(&world, &officer, &case, (READ, "NL")).await.unwrap();
    let revision = world.case(case.id).await.revision;
    correct(&world, &officer, &case, ("AE-12-UJ", "nl")).await.unwrap();
    assert_eq!(world.case(case.id).await.revision, revision, "as it was already");
    correct(&world, &officer, &case, (PLATE, "NL")).await.unwrap();
    let case = shown(&world, &officer).await;
    assert_eq!((case.plate.plate.as_str(), case.corrections), (PLATE, 2));
    let read: Vec<_> = case.plate.corrections.iter().map(|correction| correction.plate.as_str()).collect();
    assert_eq!(read, [READ, PLATE], "every reading stays");
}

#[tokio::test]
async fn what_is_no_plate_or_no_country_is_told_with_its_field_and_an_unusual_form_is_taken() {
    let (world, officer, case) = at_work().await;
    let told = async |plate, country| flaws(correct(&world, &officer, &case, (plate, country)).await);
    let both = |plate, country| vec![("plate".to_owned(), plate), ("country".to_owned(), country)];
    assert_eq!(told("", " ").await, both(Flaw::Required, Flaw::Required));
    assert_eq!(told("AE/12", "NL1").await, both(Flaw::NotAPlate, Flaw::NotACountry));
    assert_eq!(told("AE12UIAE12UIA", "N.").await, both(Flaw::TooLong { max: 12 }, Flaw::NotACountry));
    assert_eq!(world.case(case.id).await.revision, case.revision);
    correct(&world, &officer, &case, ("AE1", "NL")).await.unwrap();
    let case = shown(&world, &officer).await;
    assert!(!case.plate.plate.is_usual_for(&case.plate.country), "the desk warns, and takes it");
}

#[tokio::test]
async fn exemptions_and_what_looks_like_them_are_judged_again_for_the_corrected_plate() {
    let world = World::new().await;
    let officer = world.actor("boa", Role::Officer).await;
    import(&world, "AE12UJ;Taxi;taxi;24-11-2026;31-12-2026;;\nAE1ZUJ;Zorg;care;24-11-2026;31-12-2026;;\n")
        .await;
    world.wait(3600);
    let case = world.add_case(PLATE, 30).await;
    claim(&world, &officer).await;
    let before = shown(&world, &officer).await;
    assert_eq!((before.exemption.result, before.exemption.near.len()), (ExemptionResult::None, 0));
    world.wait(60);
    correct(&world, &officer, &case, (READ, "NL")).await.unwrap();
    let after = shown(&world, &officer).await;
    assert!(matches!(after.exemption.result, ExemptionResult::Valid { .. }));
    let near: Vec<_> = after.exemption.near.iter().map(|near| near.plate.as_str()).collect();
    assert_eq!(near, ["AE1ZUJ"]);
    let stored = world.case(case.id).await.exemption;
    assert_eq!(stored.at, world.services.now());
    assert_eq!(stored.result, r#"{"valid":"taxi","elsewhere":[],"near":["care"]}"#);
    let auditor = world.actor("fg", Role::PrivacyOfficer).await;
    let page = case_view::show(&world.services, &auditor, case.reference.as_str()).await.unwrap();
    assert!(matches!(page.exemption, ExemptionResult::Valid { until: None, .. }), "without the plate");
}

#[tokio::test]
async fn search_and_earlier_cases_of_the_day_follow_the_corrected_plate() {
    let (world, officer, case) = at_work().await;
    let other = world.add_case(READ, 20).await;
    assert!(shown(&world, &officer).await.earlier.is_empty());
    correct(&world, &officer, &case, (READ, "NL")).await.unwrap();
    let earlier: Vec<_> =
        shown(&world, &officer).await.earlier.into_iter().map(|case| case.reference).collect();
    assert_eq!(earlier, std::slice::from_ref(&other.reference));
    let found = async |plate: &str| {
        let request = SearchRequest {
            plate: plate.to_owned(),
            location: "brug".to_owned(),
            reason: "objection".to_owned(),
            explanation: "Bezwaarschrift van vorige week".to_owned(),
            ..SearchRequest::default()
        };
        search::search(&world.services, &officer, request).await.unwrap().rows.len()
    };
    assert_eq!((found(PLATE).await, found(READ).await), (0, 2));
}

#[tokio::test]
async fn nothing_is_corrected_on_a_desk_that_was_lost_or_without_an_authorisation() {
    let (world, officer, case) = at_work().await;
    let colleague = world.actor("boa-2", Role::Officer).await;
    let stolen = correct(&world, &colleague, &case, (READ, "NL")).await;
    assert!(matches!(stolen, Err(ReviewRefusal::NoLongerYours)));
    review::skip(&world.services, &officer, case.reference.as_str()).await.unwrap();
    let late = correct(&world, &officer, &case, (READ, "NL")).await;
    assert!(matches!(late, Err(ReviewRefusal::NoLongerYours)));
    claim(&world, &officer).await;
    world.clock.set("2027-01-01T00:00:00+01:00".parse().unwrap());
    let powerless = correct(&world, &officer, &case, (READ, "NL")).await;
    assert!(matches!(powerless, Err(ReviewRefusal::NotAuthorised)));
    assert_eq!(world.case(case.id).await.revision, case.revision);
}

#[tokio::test]
async fn a_page_that_was_shown_before_the_correction_confirms_nothing() {
    let (world, officer, case) = at_work().await;
    correct(&world, &officer, &case, (READ, "NL")).await.unwrap();
    for stale in ["", "0", "2", "one"] {
        let refused = review::confirm(&world.services, &officer, confirmation(&case, stale, "Gezien.")).await;
        assert_eq!(flaws(refused), [("plate".to_owned(), Flaw::CorrectedMeanwhile)], "{stale}");
    }
    review::confirm(&world.services, &officer, confirmation(&case, "1", "Gezien.")).await.unwrap();
}

#[tokio::test]
async fn an_older_reading_put_back_is_named_and_the_corrected_one_passes_the_verification() {
    let (world, officer, case) = at_work().await;
    let id = case.id;
    let field = async || world.read(move |conn, scope| fields::get(conn, scope, id, "plate")).await.unwrap();
    let old = field().await;
    correct(&world, &officer, &case, (READ, "NL")).await.unwrap();
    let found = custody::verify(&world.services, case.reference.as_str()).await.unwrap();
    for name in ["plate", "plate and packet", "plate index", "case"] {
        let check = found.checks.iter().find(|check| check.name == name).unwrap();
        assert_eq!(check.fault, None, "{name}");
    }
    world.write(move |tx, scope| fields::put(tx, scope, id, &old)).await;
    let refused = review::show(&world.services, &officer).await;
    let Err(ReviewRefusal::Service(ServiceError::Altered(alteration))) = refused else { panic!("shown") };
    assert_eq!(alteration.part.to_string(), "plate");
}

#[tokio::test]
async fn the_grounds_are_sealed_as_they_read_with_the_case_filled_in() {
    let (world, officer, case) = at_work().await;
    correct(&world, &officer, &case, (READ, "D")).await.unwrap();
    let words = "Op {datum} om {tijdstip} reed een {voertuig} met kenteken {kenteken} ({land}) de {straat} te \
        {gemeente} in, richting {richting}, voorbij bord {bord}.";
    let filled = "Op 24 november 2026 om 11:31:00 reed een bestelauto (wit) met kenteken AE-12-UJ (D) de Lange Straat te \
        Voorbeeldstad in, richting noord, voorbij bord C12.";
    let told = shown(&world, &officer).await.values.fill(words);
    assert_eq!(told.as_deref(), Ok(filled), "the preview is what is sealed");
    let unknown = review::confirm(&world.services, &officer, confirmation(&case, "1", "Op {dag}.")).await;
    assert_eq!(flaws(unknown), [("grounds".to_owned(), Flaw::UnknownPlaceholder)]);
    let length = world.log().await.len();
    review::confirm(&world.services, &officer, confirmation(&case, "1", words)).await.unwrap();
    assert_eq!(world.acts_since(length).await, [Act::KeyEvent, Act::CaseConfirmed]);
    let page = case_view::show(&world.services, &officer, case.reference.as_str()).await.unwrap();
    assert_eq!(page.decision.grounds.as_deref(), Some(filled));
    assert_eq!(page.decision.seen, Check::ALL);
}

#[tokio::test]
async fn a_decision_on_a_corrected_plate_counts_as_misread_by_its_camera() {
    let (world, officer, case) = at_work().await;
    correct(&world, &officer, &case, (READ, "NL")).await.unwrap();
    let request = confirmation(&case, "1", "Ik zag op de beelden dat het voertuig inreed.");
    review::confirm(&world.services, &officer, request).await.unwrap();
    let coordinator = world.actor("leiding", Role::Coordinator).await;
    let cameras = quality::overview(&world.services, &coordinator).await.unwrap().cameras;
    assert_eq!((cameras[0].decided, cameras[0].misread, cameras[0].dismissed), (1, 1, 0));
}
