//! Dossiers changed in the portal, and inspections of the signs.

use poortwacht_domain::{Act, DossierField, InspectionResult, LocationId, Permission, Role, local_day};

use super::world::World;
use crate::locations::{self, CorrectionForm, DossierForm, InspectionForm, Missing, Motive, NO, Saved, YES};
use crate::{Actor, Flaw, ServiceError, stock};

/// The fields that were refused, with their flaws.
fn flaws(error: ServiceError) -> Vec<(String, Option<Flaw>)> {
    match error {
        ServiceError::Invalid(problems) => {
            problems.into_iter().map(|problem| (problem.field, problem.flaw)).collect()
        }
        other => panic!("{other}"),
    }
}

async fn acts(world: &World, act: Act) -> usize {
    world.log().await.iter().filter(|(found, _)| *found == act).count()
}

async fn form(world: &World, administrator: &Actor) -> (i64, DossierForm) {
    let editing = locations::edit(&world.services, administrator, world.location).await.unwrap();
    (editing.version, DossierForm { reason: "Nieuw verkeersbesluit".to_owned(), ..editing.form })
}

async fn save(world: &World, by: &Actor, seen: i64, form: &DossierForm) -> Saved {
    locations::save(&world.services, by, world.location, seen, form).await.unwrap()
}

async fn missing(world: &World, administrator: &Actor) -> Vec<Missing> {
    locations::show(&world.services, administrator, world.location).await.unwrap().line.missing
}

fn seen(present: &str, visible: &str, undamaged: &str) -> InspectionForm {
    InspectionForm {
        location: "brug".to_owned(),
        present: present.to_owned(),
        visible: visible.to_owned(),
        undamaged: undamaged.to_owned(),
        remark: String::new(),
    }
}

#[tokio::test]
async fn every_change_is_a_version_that_says_who_when_why_and_what() {
    let world = World::new().await;
    let administrator = world.actor("beheer", Role::Administrator).await;
    let (seen, mut form) = form(&world, &administrator).await;
    assert_eq!(save(&world, &administrator, seen, &form).await, Saved::Unchanged);
    form.windows = "ma-vr 07:00-11:00 niet op feestdagen".to_owned();
    form.reference = "VB-2026-14".to_owned();
    assert_eq!(save(&world, &administrator, seen, &form).await, Saved::Changed(2));
    let history = locations::history(&world.services, &administrator, world.location).await.unwrap();
    let [second, first] = history.versions.as_slice() else { panic!("{history:?}") };
    assert_eq!((first.number, &first.motive, &first.who), (1, &Motive::Imported, &None));
    assert_eq!(second.motive, Motive::Written("Nieuw verkeersbesluit".to_owned()));
    assert_eq!((second.reference.as_str(), second.who.as_deref()), ("VB-2026-14", Some("Naam beheer")));
    let [change] = second.changed.as_slice() else { panic!("{second:?}") };
    assert_eq!((change.field, change.before.as_str()), (DossierField::Windows, ""));
    assert_eq!(change.after, "ma-vr 07:00-11:00 niet op feestdagen");
    assert_eq!(acts(&world, Act::LocationChanged).await, 1);
}

#[tokio::test]
async fn of_two_people_at_once_the_second_is_told_what_the_first_changed() {
    let world = World::new().await;
    let (one, other) =
        (world.actor("beheer", Role::Administrator).await, world.actor("collega", Role::Administrator).await);
    let (seen, begun) = form(&world, &one).await;
    let first = DossierForm { street: "Korte Straat".to_owned(), ..begun.clone() };
    assert_eq!(save(&world, &one, seen, &first).await, Saved::Changed(2));
    let second = DossierForm { direction: "zuid".to_owned(), ..begun };
    let Saved::Overtaken(overtaken) = save(&world, &other, seen, &second).await else { panic!("saved") };
    assert_eq!((overtaken.version, overtaken.who.as_deref()), (2, Some("Naam beheer")));
    assert_eq!(overtaken.fields, [DossierField::Street]);
    assert_eq!(save(&world, &other, overtaken.version, &second).await, Saved::Changed(3));
}

#[tokio::test]
async fn an_inspection_overtakes_nobody_and_is_not_lost_by_who_was_typing() {
    let world = World::new().await;
    let administrator = world.actor("beheer", Role::Administrator).await;
    let officer = world.actor("boa", Role::Officer).await;
    let (begun, form) = form(&world, &administrator).await;
    locations::inspect(&world.services, &officer, &seen(YES, YES, YES)).await.unwrap();
    let changed = DossierForm { street: "Korte Straat".to_owned(), ..form };
    assert_eq!(save(&world, &administrator, begun, &changed).await, Saved::Changed(3));
    let view = locations::show(&world.services, &administrator, world.location).await.unwrap();
    assert!(view.inspections.contains(&local_day(world.services.now())), "{:?}", view.inspections);
}

#[tokio::test]
async fn an_import_takes_no_recorded_inspection_away() {
    let world = World::new().await;
    let administrator = world.actor("beheer", Role::Administrator).await;
    locations::inspect(&world.services, &administrator, &seen(YES, NO, YES)).await.unwrap();
    let file = serde_json::from_value(super::world::dossier("brug")).unwrap();
    locations::import(&world.services, world.municipality, vec![file]).await.unwrap();
    assert!(missing(&world, &administrator).await.contains(&Missing::SignFault));
}

#[tokio::test]
async fn everything_wrong_with_a_form_is_named_at_once_at_its_own_field() {
    let world = World::new().await;
    let administrator = world.actor("beheer", Role::Administrator).await;
    let (seen, good) = form(&world, &administrator).await;
    let bad = DossierForm {
        street: " ".to_owned(),
        latitude: "noord".to_owned(),
        longitude: "5.1".to_owned(),
        windows: "ma-vr 07:00-11:00\nsoms".to_owned(),
        consents: "2026-02-01 2026-01-01 OM-1".to_owned(),
        pardon_minutes: "500".to_owned(),
        policy: "mask_declared".to_owned(),
        reason: String::new(),
        ..good.clone()
    };
    let refused = locations::save(&world.services, &administrator, world.location, seen, &bad).await;
    let expected = [
        ("street", Flaw::Required),
        ("pardon_minutes", Flaw::NotInRange { min: 0, max: 240 }),
        ("windows", Flaw::BadLine { line: 2 }),
        ("consents", Flaw::LineEndBeforeStart { line: 1 }),
        ("latitude", Flaw::NotACoordinate),
        ("policy_reason", Flaw::Required),
        ("reason", Flaw::Required),
    ];
    let expected: Vec<_> = expected.into_iter().map(|(field, flaw)| (field.to_owned(), Some(flaw))).collect();
    assert_eq!(flaws(refused.unwrap_err()), expected);
    let foreign = DossierForm { offence_codes: "R559\nR550a".to_owned(), ..good };
    let refused = locations::save(&world.services, &administrator, world.location, seen, &foreign).await;
    let line = Flaw::LineNotForSign { line: 2 };
    assert_eq!(flaws(refused.unwrap_err()), [("offence_codes".to_owned(), Some(line))]);
}

#[tokio::test]
async fn a_location_is_added_once_under_its_code() {
    let world = World::new().await;
    let administrator = world.actor("beheer", Role::Administrator).await;
    let begun = locations::begin(&world.services, &administrator).await.unwrap();
    assert_eq!((begun.version, begun.form.municipality_name.as_str()), (0, "Voorbeeldstad"));
    let (_, like) = form(&world, &administrator).await;
    let new = DossierForm { code: "haven".to_owned(), name: "Haven".to_owned(), ..like };
    let id = locations::add(&world.services, &administrator, &new).await.unwrap();
    let listed = locations::list(&world.services, &administrator).await.unwrap();
    let line = listed.iter().find(|line| line.id == id).unwrap();
    assert!(line.missing.contains(&Missing::NoUnits) && line.missing.contains(&Missing::NoConsent));
    let again = locations::add(&world.services, &administrator, &new).await.unwrap_err();
    assert_eq!(flaws(again), [("code".to_owned(), Some(Flaw::CodeTaken))]);
    let odd = DossierForm { code: "a/b".to_owned(), ..new };
    let refused = locations::add(&world.services, &administrator, &odd).await.unwrap_err();
    assert_eq!(flaws(refused), [("code".to_owned(), Some(Flaw::NotACode))]);
}

#[tokio::test]
async fn a_fault_of_the_signs_is_no_inspection_and_the_coordinator_sees_it() {
    let world = World::new().await;
    let administrator = world.actor("beheer", Role::Administrator).await;
    let (officer, coordinator) =
        (world.actor("boa", Role::Officer).await, world.actor("chef", Role::Coordinator).await);
    let today = local_day(world.services.now());
    let result = locations::inspect(&world.services, &officer, &seen(YES, NO, YES)).await.unwrap();
    assert_eq!(result, InspectionResult::Fault);
    assert!(missing(&world, &administrator).await.contains(&Missing::SignFault));
    let told = stock::list(&world.services, &coordinator).await.unwrap().sign_faults;
    assert_eq!(told, ["Straat brug"]);
    assert!(stock::list(&world.services, &officer).await.unwrap().sign_faults.is_empty());
    let open = crate::alarms::open(&world.services).await.unwrap();
    assert!(open.iter().any(|alarm| alarm.kind == locations::ALARM_SIGN));
    world.wait(7_200);
    locations::inspect(&world.services, &officer, &seen(YES, YES, YES)).await.unwrap();
    let view = locations::show(&world.services, &administrator, world.location).await.unwrap();
    assert!(view.inspections.contains(&today) && view.faults.is_empty(), "{view:?}");
    assert!(stock::list(&world.services, &coordinator).await.unwrap().sign_faults.is_empty());
    let open = crate::alarms::open(&world.services).await.unwrap();
    assert!(open.iter().all(|alarm| alarm.kind != locations::ALARM_SIGN));
}

#[tokio::test]
async fn an_entry_is_corrected_once_by_a_new_one_and_stays() {
    let world = World::new().await;
    let officer = world.actor("boa", Role::Officer).await;
    locations::inspect(&world.services, &officer, &seen(YES, YES, NO)).await.unwrap();
    let listed = locations::inspections(&world.services, &officer).await.unwrap();
    let wrong = listed.rows[0].id;
    world.wait(60);
    let why = |mistaken| CorrectionForm {
        mistaken,
        present: YES.to_owned(),
        visible: YES.to_owned(),
        undamaged: YES.to_owned(),
        remark: "verkeerde straat gekozen".to_owned(),
    };
    let silent = CorrectionForm { remark: String::new(), ..why(false) };
    let refused = locations::correct(&world.services, &officer, wrong, &silent).await.unwrap_err();
    assert_eq!(flaws(refused), [("remark".to_owned(), Some(Flaw::Required))]);
    let corrected = locations::correct(&world.services, &officer, wrong, &why(true)).await.unwrap();
    assert_eq!(corrected, InspectionResult::Mistaken);
    let again = locations::correct(&world.services, &officer, wrong, &why(false)).await;
    assert!(matches!(again, Err(ServiceError::Conflict(_))), "{again:?}");
    let rows = locations::inspections(&world.services, &officer).await.unwrap().rows;
    let shown: Vec<_> = rows.iter().map(|row| (row.result, row.is_correction, row.is_corrected)).collect();
    let expected = [(InspectionResult::Mistaken, true, false), (InspectionResult::Fault, false, true)];
    assert_eq!(shown, expected);
    assert_eq!(rows[0].at, rows[1].at);
    assert_eq!(acts(&world, Act::SignsInspected).await, 2);
}

#[tokio::test]
async fn an_inspection_asks_every_question_and_takes_no_plate() {
    let world = World::new().await;
    let officer = world.actor("boa", Role::Officer).await;
    let empty = locations::inspect(&world.services, &officer, &InspectionForm::default()).await.unwrap_err();
    let required = |field: &str| (field.to_owned(), Some(Flaw::Required));
    assert_eq!(flaws(empty), ["location", "present", "visible", "undamaged"].map(required));
    let plate = InspectionForm { remark: "auto AE-12-UI ervoor".to_owned(), ..seen(YES, YES, YES) };
    let refused = locations::inspect(&world.services, &officer, &plate).await.unwrap_err();
    assert_eq!(flaws(refused), [("remark".to_owned(), Some(Flaw::ContainsPlate))]);
}

#[tokio::test]
async fn nobody_sees_or_changes_a_dossier_of_another_kind_or_another_place() {
    let world = World::new().await;
    let coordinator = world.actor("chef", Role::Coordinator).await;
    assert!(!coordinator.role.allows(Permission::ManageLocations));
    assert!(matches!(locations::list(&world.services, &coordinator).await, Err(ServiceError::Refused(_))));
    assert!(matches!(
        locations::inspect(&world.services, &coordinator, &seen(YES, YES, YES)).await,
        Err(ServiceError::Refused(_))
    ));
    let administrator = world.actor("beheer", Role::Administrator).await;
    let nowhere = LocationId::random(world.services.rng().as_ref());
    assert!(matches!(
        locations::show(&world.services, &administrator, nowhere).await,
        Err(ServiceError::NotFound(_))
    ));
}
