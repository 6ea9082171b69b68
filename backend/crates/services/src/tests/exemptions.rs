//! Exemptions: the form, the file, the list, and what the desk sees of them.

use poortwacht_domain::{Act, Role, Weekday};

use super::desk::claim;
use super::world::{PLATE, World};
use crate::case_file::ExemptionResult;
use crate::exemptions::{self, AddExemption, Added, ExemptionListQuery, ExemptionsView, Show};
use crate::{Actor, Flaw, ServiceError};

const HEADER: &str = "kenteken;houder;categorie;van;tot;locaties;tijden\n";

fn form() -> AddExemption {
    AddExemption {
        plate: "ae-12-ui".to_owned(),
        category: "supplier".to_owned(),
        holder: "Bakkerij De Brug".to_owned(),
        valid_from: "2026-11-24".to_owned(),
        valid_until: "2026-12-31".to_owned(),
        ..AddExemption::default()
    }
}

async fn list(world: &World, actor: &Actor, ended_too: bool) -> ExemptionsView {
    let show = if ended_too { Show::All } else { Show::Standing };
    let query = ExemptionListQuery { page: 1, show, plate: String::new() };
    exemptions::list(&world.services, actor, query).await.unwrap()
}

async fn import(world: &World, rows: &str) -> Result<usize, ServiceError> {
    exemptions::import(&world.services, world.municipality, format!("{HEADER}{rows}").as_bytes()).await
}

fn fields(error: ServiceError) -> Vec<String> {
    match error {
        ServiceError::Invalid(problems) => problems.into_iter().map(|problem| problem.field).collect(),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn an_added_exemption_is_sealed_listed_and_logged_before_it_is_opened() {
    let world = World::new().await;
    let administrator = world.actor("beheer", Role::Administrator).await;
    let length = world.log().await.len();
    let days = vec![Weekday::Monday];
    let form = AddExemption { days, time_from: "07:00".to_owned(), time_until: "11:00".to_owned(), ..form() };
    let Added::Counts(id) = exemptions::add(&world.services, &administrator, form).await.unwrap() else {
        panic!("it counts")
    };
    let view = list(&world, &administrator, false).await;
    let [row] = &view.rows[..] else { panic!("{} rows", view.rows.len()) };
    assert_eq!((row.id, row.plate.as_str(), row.holder.as_str()), (id, PLATE, "Bakkerij De Brug"));
    assert_eq!(row.windows.len(), 1);
    assert!(
        row.valid_from > "2026-11-24T11:00:00Z".parse().unwrap(),
        "it holds from now on, not from midnight"
    );
    assert_eq!((view.total, view.page, view.pages), (1, 1, 1));
    assert_eq!(world.acts_since(length).await, [Act::ExemptionAdded, Act::ExemptionListed]);
    let stored = std::fs::read(world.folder.path().join("poortwacht.sqlite")).unwrap();
    assert!(!stored.windows(16).any(|window| window == b"Bakkerij De Brug"));
}

#[tokio::test]
async fn every_flaw_of_the_form_is_told_and_the_past_is_refused() {
    let world = World::new().await;
    let administrator = world.actor("beheer", Role::Administrator).await;
    let flaws = async |form| match exemptions::add(&world.services, &administrator, form).await {
        Err(ServiceError::Invalid(problems)) => {
            problems.into_iter().map(|problem| (problem.field, problem.flaw.unwrap())).collect::<Vec<_>>()
        }
        _ => panic!("not refused"),
    };
    let empty = AddExemption {
        locations: vec!["nergens".to_owned()],
        time_from: "07:00".to_owned(),
        ..AddExemption::default()
    };
    let expected = [
        ("plate", Flaw::Required),
        ("category", Flaw::Required),
        ("location", Flaw::NotAChoice),
        ("valid_from", Flaw::Required),
        ("valid_until", Flaw::Required),
        ("holder", Flaw::Required),
        ("time_until", Flaw::Required),
    ];
    assert_eq!(flaws(empty).await, expected.map(|(field, flaw)| (field.to_owned(), flaw)));
    let past = AddExemption { valid_from: "2026-11-23".to_owned(), ..form() };
    let missing = ["document", "late_reason"].map(|field| (field.to_owned(), Flaw::Required));
    assert_eq!(flaws(past).await, missing);
    let reversed = AddExemption { valid_from: "2027-01-01".to_owned(), ..form() };
    assert_eq!(flaws(reversed).await, [("valid_until".to_owned(), Flaw::EndBeforeStart)]);
}

#[tokio::test]
async fn an_ended_exemption_is_listed_only_when_asked_for() {
    let world = World::new().await;
    let administrator = world.actor("beheer", Role::Administrator).await;
    let Added::Counts(id) = exemptions::add(&world.services, &administrator, form()).await.unwrap() else {
        panic!("it counts")
    };
    world.wait(60);
    exemptions::end(&world.services, &administrator, id).await.unwrap();
    let again = exemptions::end(&world.services, &administrator, id).await;
    assert!(matches!(again, Err(ServiceError::Conflict(_))));
    assert_eq!(list(&world, &administrator, false).await.rows.len(), 0);
    let ended = list(&world, &administrator, true).await;
    assert_eq!(ended.rows[0].ended_at, Some(world.services.now()));
}

#[tokio::test]
async fn the_desk_sees_an_exemption_that_was_added_later_and_plates_that_look_alike() {
    let world = World::new().await;
    let officer = world.actor("boa", Role::Officer).await;
    import(
        &world,
        &format!("{PLATE};Taxi;taxi;01-01-2026;31-12-2026;;\nAE1ZUI;Zorg;care;01-01-2026;31-12-2026;;\n"),
    )
    .await
    .unwrap();
    world.add_case(PLATE, 30).await;
    let earlier = world.add_case(PLATE, 90).await;
    let shown = claim(&world, &officer).await;
    assert_eq!(shown.reference, earlier.reference);
    assert!(matches!(shown.exemption.result, ExemptionResult::Valid { .. }));
    let near: Vec<_> = shown.exemption.near.iter().map(|near| near.plate.as_str()).collect();
    assert_eq!(near, ["AE1ZUI"]);
    assert_eq!(shown.earlier.len(), 1);
}

#[tokio::test]
async fn a_file_is_imported_whole() {
    let world = World::new().await;
    let administrator = world.actor("beheer", Role::Administrator).await;
    let rows = "AE-12-UI;\"Jansen; Zn\";resident;01-01-2026;31-12-2027;;\n\
                IO34AE;Bakker;SUPPLIER;24-11-2026;24-11-2026;brug;ma-vr 07:00-11:00, za 08:00-10:00\n";
    assert_eq!(import(&world, rows).await.unwrap(), 2);
    let view = list(&world, &administrator, false).await;
    let holders: Vec<_> = view.rows.iter().map(|row| row.holder.as_str()).collect();
    assert_eq!(holders, ["Jansen; Zn", "Bakker"]);
    assert_eq!(
        (view.rows[1].windows.len(), view.rows[1].locations.as_slice()),
        (2, &["Straat brug".to_owned()][..])
    );
}

#[tokio::test]
async fn every_wrong_cell_is_told_with_line_and_column_and_nothing_is_imported() {
    let world = World::new().await;
    let administrator = world.actor("beheer", Role::Administrator).await;
    let rows = "AE12UI;Goed;resident;01-01-2027;31-12-2027;;\n\
                ?;;niets;1/1/27;31-13-2027;nergens;altijd\n\
                IO34AE;Fout;taxi;02-01-2027;01-01-2027;;\n\
                ae-12-ui;Nog eens;resident;01-01-2027;31-12-2027;;\n";
    let expected = [
        "regel 3, kenteken",
        "regel 3, houder",
        "regel 3, categorie",
        "regel 3, van",
        "regel 3, tot",
        "regel 3, locaties",
        "regel 3, tijden",
        "regel 4, tot",
        "regel 5, kenteken",
    ];
    assert_eq!(fields(import(&world, rows).await.unwrap_err()), expected);
    assert_eq!(list(&world, &administrator, true).await.total, 0);
}

#[tokio::test]
async fn a_start_in_the_past_is_imported_only_before_the_first_case() {
    let world = World::new().await;
    assert_eq!(import(&world, "AE12UI;A;resident;01-01-2026;31-12-2026;;\n").await.unwrap(), 1);
    world.add_case("IO34AE", 5).await;
    let late = import(&world, "UA56OE;B;resident;23-11-2026;31-12-2026;;\n").await.unwrap_err();
    assert_eq!(fields(late), ["regel 2, van"]);
    assert_eq!(import(&world, "UA56OE;B;resident;24-11-2026;31-12-2026;;\n").await.unwrap(), 1);
}
