//! Letters in the place of fines.

use poortwacht_domain::{
    CaseId, CaseState, DatePeriod, DismissalReason, RestrictionGround, RetentionClass, Role, local_day,
};
use poortwacht_store::case_restrictions::{self, Restriction};

use super::building::export;
use super::returning::actor;
use crate::ServiceError;
use crate::custody::testing::receive;
use crate::export::{LetterLine, LetterRequest, issue, letters};
use crate::testing::{Cjib, PLATE, World, confirm, days, start};

/// Confirmed cases of a warning period that lasts from the act's day on for a week.
async fn confirmed(world: &World, plates: &[&str]) -> Vec<CaseId> {
    let day = local_day(start());
    let period = DatePeriod { from: day, until: local_day(start() + days(6)) };
    let mut ids = Vec::new();
    for (minute, plate) in plates.iter().enumerate() {
        let at = start() - jiff::SignedDuration::from_mins(minute.try_into().unwrap());
        let mut case = world.sealed_case(plate, at);
        case.dossier.warning_periods = vec![period];
        case.dossier.street = "=Lange;Straat".to_owned();
        let (services, officer, id) = (world.services.clone(), world.officer, case.id);
        world
            .write(move |tx, scope| {
                receive(&services, tx, scope, &case)?;
                confirm(tx, scope, id, officer, at)
            })
            .await;
        ids.push(id);
    }
    ids
}

async fn listed(world: &World) -> LetterLine {
    let lines = letters(&world.services, &actor(world, Role::Coordinator)).await.unwrap();
    let [line] = lines.as_slice() else { panic!("{lines:?}") };
    line.clone()
}

fn request(line: &LetterLine) -> LetterRequest {
    LetterRequest {
        location: line.location.to_string(),
        from: line.from.to_string(),
        until: line.until.to_string(),
        issued: String::new(),
    }
}

async fn file(world: &World, request: &LetterRequest) -> Result<String, ServiceError> {
    let (name, bytes) = issue(&world.services, &actor(world, Role::Coordinator), request).await?;
    assert_eq!(name, "waarschuwingsbrieven-2026-11-24-2026-11-24.csv");
    Ok(String::from_utf8(bytes).unwrap())
}

#[tokio::test]
async fn a_case_of_a_warning_period_goes_to_the_letter_service_and_never_to_the_cjib() {
    let (world, cjib) = (World::new().await, Cjib::default());
    let ids = confirmed(&world, &[PLATE, "UO73EA"]).await;
    assert_eq!(export(&world, &cjib).await.ended, 2);
    assert!(cjib.sent().is_empty());
    let case = world.find(ids[0]).await.unwrap();
    assert_eq!((case.state, case.retention.class), (CaseState::Warned, RetentionClass::Warned));
    assert_eq!(case.retention.destroy_after, poortwacht_domain::add_calendar_months(start(), 4));
    let line = listed(&world).await;
    assert_eq!((line.waiting, line.issued.len(), line.name.as_str()), (2, 0, "Lange Straat"));
    let text = file(&world, &request(&line)).await.unwrap();
    let rows: Vec<&str> = text.lines().collect();
    assert_eq!(rows.len(), 3);
    assert!(rows[2].contains("\"AE12UI\";\"NL\";\"24-11-2026\";\"12:00\";\"'=Lange;Straat\";"), "{text}");
    assert_eq!(world.times("letter_issued").await, 2);
}

#[tokio::test]
async fn what_was_handed_over_waits_no_more_and_can_be_fetched_again() {
    let (world, cjib) = (World::new().await, Cjib::default());
    confirmed(&world, &[PLATE]).await;
    export(&world, &cjib).await;
    let line = listed(&world).await;
    let first = file(&world, &request(&line)).await.unwrap();
    let line = listed(&world).await;
    assert_eq!((line.waiting, line.issued[0].count), (0, 1));
    let none = file(&world, &request(&line)).await;
    assert!(matches!(none, Err(ServiceError::NotFound("letters"))));
    let again = LetterRequest { issued: line.issued[0].at.to_string(), ..request(&line) };
    assert_eq!(file(&world, &again).await.unwrap(), first);
    assert_eq!(world.times("letter_issued").await, 2, "each time a disclosure");
}

#[tokio::test]
async fn who_turns_out_to_have_an_exemption_gets_no_letter() {
    let (world, cjib) = (World::new().await, Cjib::default());
    let ids = confirmed(&world, &[PLATE, "UO73EA"]).await;
    export(&world, &cjib).await;
    world.exempt(PLATE).await;
    let text = file(&world, &request(&listed(&world).await)).await.unwrap();
    assert!(!text.contains("AE12UI") && text.contains("UO73EA"));
    let case = world.find(ids[0]).await.unwrap();
    assert_eq!((case.state, case.dismissal_reason), (CaseState::Dismissed, Some(DismissalReason::Exemption)));
    assert_eq!(case.retention.class, RetentionClass::Dismissed);
    assert_eq!(listed(&world).await.issued[0].count, 1);
}

#[tokio::test]
async fn one_act_has_one_letter() {
    let (world, cjib) = (World::new().await, Cjib::default());
    let ids = confirmed(&world, &[PLATE, PLATE]).await;
    export(&world, &cjib).await;
    export(&world, &cjib).await;
    let (later, earlier) = (world.find(ids[0]).await.unwrap(), world.find(ids[1]).await.unwrap());
    assert_eq!(earlier.state, CaseState::Warned);
    assert_eq!(
        (later.state, later.dismissal_reason),
        (CaseState::Dismissed, Some(DismissalReason::Duplicate))
    );
}

#[tokio::test]
async fn what_is_no_period_and_who_is_no_coordinator_gets_nothing() {
    let world = World::new().await;
    let bad = LetterRequest { from: "x".to_owned(), ..LetterRequest::default() };
    let found = issue(&world.services, &actor(&world, Role::Coordinator), &bad).await;
    assert!(matches!(found, Err(ServiceError::NotFound("letters"))));
    for role in [Role::Officer, Role::Administrator] {
        let refused = letters(&world.services, &actor(&world, role)).await;
        assert!(matches!(refused, Err(ServiceError::Refused(_))), "{role}");
    }
}

#[tokio::test]
async fn a_restricted_case_gets_no_letter_and_waits() {
    let (world, cjib) = (World::new().await, Cjib::default());
    let ids = confirmed(&world, &[PLATE, "UO73EA"]).await;
    export(&world, &cjib).await;
    let (id, by, at) = (ids[0], world.officer, start());
    let mark = Restriction { ground: RestrictionGround::AccuracyContested, by, at };
    world.write(move |tx, scope| case_restrictions::restrict(tx, scope, id, &mark)).await;
    let text = file(&world, &request(&listed(&world).await)).await.unwrap();
    assert!(!text.contains("AE12UI") && text.contains("UO73EA"));
    assert_eq!(world.find(id).await.unwrap().state, CaseState::Warned);
    let line = listed(&world).await;
    assert_eq!((line.waiting, line.issued[0].count), (1, 1));
}
