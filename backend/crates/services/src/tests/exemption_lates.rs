//! Exemptions with a start in the past: document, reason, second person, and the cases they cover.

use poortwacht_domain::{Act, CaseState, Role};
use poortwacht_store::cases::{self, StateChange};
use poortwacht_store::exemptions::late_cases;

use super::desk::claim;
use super::world::{PLATE, World};
use crate::exemptions::{self, AddExemption, Added, CommitRequest, ExemptionListQuery, Grounds};
use crate::review::{self, DismissRequest};
use crate::{Actor, ServiceError, quality, retention};

fn form(from: &str) -> AddExemption {
    AddExemption {
        plate: PLATE.to_owned(),
        category: "supplier".to_owned(),
        holder: "Bakkerij De Brug".to_owned(),
        valid_from: from.to_owned(),
        valid_until: "2026-12-31".to_owned(),
        document: "besluit 2026-17".to_owned(),
        late_reason: "aanvraag bleef liggen".to_owned(),
        seen: true,
        ..AddExemption::default()
    }
}

async fn add(world: &World, actor: &Actor, form: AddExemption) -> Result<Added, ServiceError> {
    exemptions::add(&world.services, actor, form).await
}

async fn total(world: &World, actor: &Actor) -> u64 {
    exemptions::list(&world.services, actor, ExemptionListQuery::default()).await.unwrap().total
}

fn fields(error: ServiceError) -> Vec<String> {
    match error {
        ServiceError::Invalid(problems) => problems.into_iter().map(|problem| problem.field).collect(),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_start_in_the_past_needs_grounds_and_what_it_covers_is_shown_before_anything_is_stored() {
    let world = World::new().await;
    let actor = world.actor("beheer", Role::Administrator).await;
    world.add_case(PLATE, 60).await;
    world.add_case("IO34AE", 60).await;
    let bare = AddExemption { document: String::new(), late_reason: String::new(), ..form("2026-11-20") };
    assert_eq!(fields(add(&world, &actor, bare).await.unwrap_err()), ["document", "late_reason"]);
    let plate = AddExemption { late_reason: "zie AE-12-UI".to_owned(), ..form("2026-11-20") };
    assert_eq!(fields(add(&world, &actor, plate).await.unwrap_err()), ["late_reason"]);
    let unseen = AddExemption { seen: false, ..form("2026-11-20") };
    let Added::LookFirst(concerned) = add(&world, &actor, unseen).await.unwrap() else { panic!("stored") };
    assert_eq!(concerned.into_iter().collect::<Vec<_>>(), [(CaseState::AwaitingReview, 1)]);
    assert!(exemptions::late_starts(&world.services, &actor).await.unwrap().is_empty());
}

#[tokio::test]
async fn it_counts_for_nothing_until_somebody_else_agrees() {
    let world = World::new().await;
    let (one, two) =
        (world.actor("beheer", Role::Administrator).await, world.actor("collega", Role::Administrator).await);
    let case = world.add_case(PLATE, 60).await.id;
    let other = world.add_case("IO34AE", 60).await.id;
    assert!(matches!(add(&world, &one, form("2026-11-20")).await.unwrap(), Added::Waits(_)));
    assert_eq!(total(&world, &one).await, 0);
    let own = exemptions::late_starts(&world.services, &one).await.unwrap();
    let seen = exemptions::late_starts(&world.services, &two).await.unwrap();
    assert_eq!((own[0].may_decide, seen[0].may_decide), (false, true));
    assert_eq!(seen[0].grounds.document, "besluit 2026-17");
    assert_eq!(
        (seen[0].rows[0].plate.as_str(), seen[0].proposed_by.as_deref()),
        (PLATE, Some("Naam beheer"))
    );
    let id = seen[0].id;
    let refused = exemptions::decide(&world.services, &one, id, true).await;
    assert!(matches!(refused, Err(ServiceError::Refused(_))), "not by who proposed it");
    let length = world.log().await.len();
    exemptions::decide(&world.services, &two, id, true).await.unwrap();
    assert!(world.acts_since(length).await.contains(&Act::LateStartDecided));
    assert_eq!(total(&world, &one).await, 1);
    let concerns =
        async |case| world.read(move |conn, scope| late_cases::of_case(conn, scope, case)).await.is_some();
    assert_eq!((concerns(case).await, concerns(other).await), (true, false));
    let again = exemptions::decide(&world.services, &two, id, false).await;
    assert!(matches!(again, Err(ServiceError::Conflict(_))), "once");
}

#[tokio::test]
async fn a_refused_or_forgotten_proposal_is_destroyed() {
    let world = World::new().await;
    let (one, two) =
        (world.actor("beheer", Role::Administrator).await, world.actor("collega", Role::Administrator).await);
    add(&world, &one, form("2026-11-20")).await.unwrap();
    add(&world, &one, form("2026-11-21")).await.unwrap();
    let open = exemptions::late_starts(&world.services, &two).await.unwrap();
    exemptions::decide(&world.services, &two, open[0].id, false).await.unwrap();
    let report = retention::run(&world.services, world.services.now(), false).await.unwrap();
    assert_eq!(report.of("exemptions"), 1);
    world.wait(30 * 24 * 3_600);
    let lapsed = exemptions::decide(&world.services, &two, open[1].id, true).await;
    assert!(matches!(lapsed, Err(ServiceError::Conflict(_))));
    let report = retention::run(&world.services, world.services.now(), false).await.unwrap();
    assert_eq!(report.of("exemptions"), 1);
    let two = world.actor("derde", Role::Administrator).await;
    assert!(exemptions::late_starts(&world.services, &two).await.unwrap().is_empty());
}

#[tokio::test]
async fn cases_that_have_gone_out_are_listed_to_be_annulled() {
    let world = World::new().await;
    let (one, two) =
        (world.actor("beheer", Role::Administrator).await, world.actor("collega", Role::Administrator).await);
    let coordinator = world.actor("coordinator", Role::Coordinator).await;
    let out = world.add_case(PLATE, 60).await;
    world.add_case(PLATE, 30).await;
    let id = out.id;
    let change = StateChange {
        from: CaseState::AwaitingReview,
        to: CaseState::Delivered,
        at: world.services.now(),
        dismissal_reason: None,
    };
    world.write(move |tx, scope| cases::set_state(tx, scope, id, &change)).await;
    add(&world, &one, form("2026-11-20")).await.unwrap();
    let open = exemptions::late_starts(&world.services, &two).await.unwrap();
    let counted: Vec<_> = open[0].concerned.clone().into_iter().collect();
    assert_eq!(counted.iter().map(|(_, count)| count).sum::<u64>(), 2);
    exemptions::decide(&world.services, &two, open[0].id, true).await.unwrap();
    let listed = exemptions::annulments(&world.services, &coordinator).await.unwrap();
    assert_eq!(listed.iter().map(|row| &row.reference).collect::<Vec<_>>(), [&out.reference]);
    assert!(matches!(exemptions::annulments(&world.services, &one).await, Err(ServiceError::Refused(_))));
}

#[tokio::test]
async fn no_file_goes_around_it_neither_uploaded_nor_from_the_operator() {
    let world = World::new().await;
    let (one, two) =
        (world.actor("beheer", Role::Administrator).await, world.actor("collega", Role::Administrator).await);
    let case = world.add_case(PLATE, 60).await.id;
    let rows =
        format!("{PLATE};Laat;taxi;01-11-2026;31-12-2026;;\nIO34AE;Op tijd;taxi;24-11-2026;31-12-2026;;\n");
    let file = super::exemption_imports::upload(&world, &one, &rows).await;
    let view = exemptions::preview(&world.services, &one, file).await.unwrap();
    assert_eq!((view.summary.late, view.summary.concerned.values().sum::<u64>()), (1, 1));
    let bare = exemptions::commit(&world.services, &one, file, CommitRequest::default()).await;
    assert_eq!(fields(bare.unwrap_err()), ["document", "late_reason"]);
    let asked = CommitRequest {
        document: "besluit 2026-17".to_owned(),
        late_reason: "lijst kwam te laat".to_owned(),
        ..CommitRequest::default()
    };
    let imported = exemptions::commit(&world.services, &one, file, asked).await.unwrap();
    assert_eq!((imported.added, imported.waiting, total(&world, &one).await), (1, 1, 1));
    let path = world.folder.path().join("ontheffingen.csv");
    let text =
        "kenteken;houder;categorie;van;tot;locaties;tijden\nUA56OE;Laat;taxi;01-11-2026;31-12-2026;;\n";
    std::fs::write(&path, text).unwrap();
    let bare = exemptions::import_file(&world.services, world.municipality, path.clone(), None).await;
    assert_eq!(fields(bare.unwrap_err()), ["regel 2, van"]);
    let grounds = Grounds::checked("besluit 2026-18", "lijst kwam te laat").unwrap();
    let imported =
        exemptions::import_file(&world.services, world.municipality, path, Some(grounds)).await.unwrap();
    assert_eq!((imported.added, imported.waiting, total(&world, &one).await), (0, 1, 1));
    for open in exemptions::late_starts(&world.services, &two).await.unwrap() {
        exemptions::decide(&world.services, &two, open.id, true).await.unwrap();
    }
    assert_eq!(total(&world, &two).await, 3);
    assert!(world.read(move |conn, scope| late_cases::of_case(conn, scope, case)).await.is_some());
}

#[tokio::test]
async fn what_it_dismisses_waits_three_days_and_is_always_looked_at_twice() {
    let world = World::new().await;
    let (one, two) =
        (world.actor("beheer", Role::Administrator).await, world.actor("collega", Role::Administrator).await);
    let (officer, second) =
        (world.actor("boa", Role::Officer).await, world.actor("boa-2", Role::Officer).await);
    let case = world.add_case(PLATE, 60).await;
    add(&world, &one, form("2026-11-20")).await.unwrap();
    let open = exemptions::late_starts(&world.services, &two).await.unwrap();
    exemptions::decide(&world.services, &two, open[0].id, true).await.unwrap();
    claim(&world, &officer).await;
    let request = DismissRequest {
        case: case.reference.to_string(),
        reason: "exemption".to_owned(),
        explanation: String::new(),
    };
    review::dismiss(&world.services, &officer, request).await.unwrap();
    let kept = world.case(case.id).await.retention.destroy_after;
    assert_eq!(kept.duration_since(world.services.now()).as_hours(), 72);
    let drawn = quality::list(&world.services, &second).await.unwrap();
    assert_eq!(drawn.lines.iter().map(|line| &line.reference).collect::<Vec<_>>(), [&case.reference]);
    assert!(quality::show(&world.services, &second, case.reference.as_str()).await.is_ok());
    assert!(
        quality::show(&world.services, &officer, case.reference.as_str()).await.is_err(),
        "not one's own"
    );
}
