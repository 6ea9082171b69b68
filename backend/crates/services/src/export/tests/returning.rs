//! What a coordinator sees of the traffic with the CJIB, and what becomes of what came back.

use poortwacht_domain::{AccountId, CaseId, CaseState, RetentionClass, Role, add_calendar_months};
use poortwacht_ledger::Actor as InLedger;
use poortwacht_store::batches::BatchState;

use super::building::export;
use crate::export::{ItemAnswer, batch, deliveries, last_return, poll_with, send_back};
use crate::review::{self, CorrectRequest};
use crate::testing::{Cjib, World, confirm, days, start};
use crate::{Actor, ServiceError};

/// Somebody in this role, in a session.
pub fn actor(world: &World, role: Role) -> Actor {
    Actor {
        account: AccountId::random(world.services.rng().as_ref()),
        municipality: world.municipality,
        role,
        session_hash: String::new(),
        origin: [127, 0, 0, 1].into(),
        trace: "4bf92f3577b34da6a3ce929d0e0e4736".to_owned(),
    }
}

/// Two delivered cases, of which the second came back.
async fn one_came_back() -> (World, Cjib, [CaseId; 2]) {
    let (world, cjib) = (World::new().await, Cjib::default());
    // Two acts, not one that continues.
    let ids = [
        world.confirmed(start() - jiff::SignedDuration::from_hours(2)).await,
        world.confirmed(start()).await,
    ];
    export(&world, &cjib).await;
    cjib.judge(vec![world.find(ids[1]).await.unwrap().reference]);
    poll_with(&world.services, &InLedger::Operator, &cjib).await.unwrap();
    (world, cjib, ids)
}

#[tokio::test]
async fn a_coordinator_sees_batches_with_their_answers_and_what_came_back_with_the_time_left() {
    let (world, _, [_, returned]) = one_came_back().await;
    let coordinator = actor(&world, Role::Coordinator);
    let view = deliveries(&world.services, &coordinator).await.unwrap();
    let [line] = view.batches.as_slice() else { panic!("{:?}", view.batches) };
    assert_eq!((line.state, line.cases, line.accepted, line.returned), (BatchState::Processed, 2, 1, 1));
    assert_eq!(line.receipt_number.as_deref(), Some("MOCK-2"));
    let [back] = view.returned.as_slice() else { panic!("{:?}", view.returned) };
    assert_eq!(back.reference, world.find(returned).await.unwrap().reference);
    let note = back.note.clone().unwrap();
    assert_eq!((note.code.as_deref(), note.text.as_deref()), (Some("U01"), Some("Onbekend")));
    assert!(back.in_time);
    assert_eq!(back.clock.limit, add_calendar_months(back.clock.captured_at, 4));
    let one = batch(&world.services, &coordinator, &line.id.to_string()).await.unwrap();
    assert!(matches!(one.items[0].answer, ItemAnswer::Accepted(_)));
    assert!(
        matches!(&one.items[1].answer, ItemAnswer::Returned(note) if note.code.as_deref() == Some("U01"))
    );
    assert_eq!(one.items[1].now.unwrap().0, CaseState::Returned);
    assert_eq!(world.times("batches_listed").await, 2);
}

#[tokio::test]
async fn a_returned_case_goes_back_to_the_desk_and_out_again_in_the_next_batch() {
    let (world, cjib, [_, returned]) = one_came_back().await;
    let coordinator = actor(&world, Role::Coordinator);
    let reference = world.find(returned).await.unwrap().reference;
    send_back(&world.services, &coordinator, reference.as_str()).await.unwrap();
    let case = world.find(returned).await.unwrap();
    assert_eq!((case.state, case.decided), (CaseState::AwaitingReview, None));
    assert_eq!(case.retention.class, RetentionClass::Confirmed, "the term of a case not accepted");
    assert!(deliveries(&world.services, &coordinator).await.unwrap().returned.is_empty());
    let again = send_back(&world.services, &coordinator, reference.as_str()).await;
    assert!(matches!(again, Err(ServiceError::Conflict(_))), "once");
    let officer = world.officer;
    world.write(move |tx, scope| confirm(tx, scope, returned, officer, case.captured_at)).await;
    assert_eq!(export(&world, &cjib).await.batched, 1);
    assert_eq!(world.state(returned).await, CaseState::Delivered);
    assert_eq!(world.times("case_sent_back").await, 1);
}

#[tokio::test]
async fn a_returned_case_tells_why_on_the_desk_and_goes_out_with_the_plate_as_corrected() {
    let (world, cjib, [_, returned]) = one_came_back().await;
    let reference = world.find(returned).await.unwrap().reference;
    send_back(&world.services, &actor(&world, Role::Coordinator), reference.as_str()).await.unwrap();
    let note = world.services.store().read({
        let scope = world.scope();
        move |conn| last_return(conn, &scope, returned)
    });
    assert_eq!(note.await.unwrap().unwrap().code.as_deref(), Some("U01"));
    let officer = Actor { account: world.officer, ..actor(&world, Role::Officer) };
    review::claim(&world.services, &officer, None).await.unwrap();
    let [case, plate, country] = [reference.as_str(), "AE-12-UJ", "NL"].map(ToOwned::to_owned);
    review::correct_plate(&world.services, &officer, CorrectRequest { case, plate, country }).await.unwrap();
    let (id, at) = (world.officer, world.find(returned).await.unwrap().captured_at);
    world.write(move |tx, scope| confirm(tx, scope, returned, id, at)).await;
    assert_eq!(export(&world, &cjib).await.batched, 1);
    let file = String::from_utf8(cjib.sent().pop().unwrap().1).unwrap();
    for told in ["<plate>AE12UJ</plate>", "<rawReading>AEI001</rawReading>"] {
        assert!(file.contains(told), "{told} is missing in {file}");
    }
}

#[tokio::test]
async fn a_case_that_is_too_old_to_be_sent_is_not_put_back() {
    let (world, _, [_, returned]) = one_came_back().await;
    let coordinator = actor(&world, Role::Coordinator);
    let reference = world.find(returned).await.unwrap().reference;
    world.clock.advance(days(91));
    let view = deliveries(&world.services, &coordinator).await.unwrap();
    assert!(!view.returned[0].in_time);
    let refused = send_back(&world.services, &coordinator, reference.as_str()).await;
    assert!(matches!(refused, Err(ServiceError::Conflict(_))));
    assert_eq!(world.state(returned).await, CaseState::Returned);
}

#[tokio::test]
async fn only_a_coordinator_of_the_municipality_sees_batches() {
    let (world, _, _) = one_came_back().await;
    for role in [Role::Officer, Role::Administrator, Role::PrivacyOfficer, Role::Auditor] {
        let refused = deliveries(&world.services, &actor(&world, role)).await;
        assert!(matches!(refused, Err(ServiceError::Refused(_))), "{role}");
    }
    let coordinator = actor(&world, Role::Coordinator);
    let id = deliveries(&world.services, &coordinator).await.unwrap().batches[0].id.to_string();
    let elsewhere = poortwacht_domain::MunicipalityId::random(world.services.rng().as_ref());
    let stranger = Actor { municipality: elsewhere, ..coordinator.clone() };
    for (who, what) in [(&stranger, id.as_str()), (&coordinator, "no batch")] {
        let refused = batch(&world.services, who, what).await;
        assert!(matches!(refused, Err(ServiceError::NotFound(_))), "{what}");
    }
}
