//! The next case ahead of time: claimed, disclosed, brought onto the desk; claims held and given back.

use std::collections::BTreeSet;

use poortwacht_domain::{Act, CaseRef, Check, Role};

use super::desk::{claim, on_desk};
use super::world::{PLATE, World};
use crate::pictures;
use crate::review::{self, ConfirmRequest, DeskCase, DismissRequest, ReviewRefusal};
use crate::{Actor, ServiceError, testing};

const OTHERS: [&str; 3] = ["IO34AE", "UA56OE", "EI78AU"];

async fn at_work(waiting: usize) -> (World, Actor, CaseRef) {
    let world = World::new().await;
    let officer = world.actor("boa", Role::Officer).await;
    world.add_case(PLATE, 60).await;
    for (number, plate) in OTHERS.iter().take(waiting).enumerate() {
        world.add_case(plate, 50 - i64::try_from(number).unwrap()).await;
    }
    let first = claim(&world, &officer).await.reference;
    world.wait(1);
    (world, officer, first)
}

async fn ahead(world: &World, actor: &Actor, present: &CaseRef) -> Option<DeskCase> {
    let view = review::prefetch(&world.services, actor, present.as_str()).await.unwrap();
    view.map(on_desk)
}

async fn present(world: &World, actor: &Actor) -> CaseRef {
    on_desk(review::show(&world.services, actor).await.unwrap()).reference
}

async fn dismiss(world: &World, actor: &Actor, case: &CaseRef) -> Result<(), ReviewRefusal> {
    let request = DismissRequest {
        case: case.as_str().to_owned(),
        reason: "duplicate".to_owned(),
        ..DismissRequest::default()
    };
    review::dismiss(&world.services, actor, request).await.map(drop)
}

#[tokio::test]
async fn the_next_case_is_disclosed_before_it_is_opened_and_shown_when_it_comes_onto_the_desk() {
    let (world, officer, first) = at_work(1).await;
    let length = world.log().await.len();
    let next = ahead(&world, &officer, &first).await.unwrap();
    assert_eq!((next.plate.plate.as_str(), next.pictures.len()), (OTHERS[0], 2));
    assert_eq!(world.acts_since(length).await, [Act::CaseClaimed, Act::CasePrefetched]);
    assert!(pictures::open(&world.services, &officer, &next.pictures[0].token).await.is_ok());
    assert_eq!(present(&world, &officer).await, first, "what was claimed first lies on the desk");
    dismiss(&world, &officer, &first).await.unwrap();
    let length = world.log().await.len();
    let bar = review::shown(&world.services, &officer, next.reference.as_str()).await.unwrap();
    assert_eq!((&bar.reference, bar.waiting), (&next.reference, 0));
    assert_eq!(bar.last.unwrap().reference, first);
    assert_eq!(world.log().await.split_off(length), [(Act::CaseShown, Some("review".to_owned()))]);
    assert!(ahead(&world, &officer, &next.reference).await.is_none(), "nothing more waits");
}

#[tokio::test]
async fn asking_again_gives_the_same_case_and_no_third_one_is_held_back() {
    let (world, officer, first) = at_work(2).await;
    let next = ahead(&world, &officer, &first).await.unwrap().reference;
    let length = world.log().await.len();
    assert_eq!(ahead(&world, &officer, &first).await.unwrap().reference, next);
    assert_eq!(world.acts_since(length).await, [Act::CasePrefetched], "a disclosure each time");
    let colleague = world.actor("boa-2", Role::Officer).await;
    let third = claim(&world, &colleague).await.reference;
    assert!(third != first && third != next);
}

#[tokio::test]
async fn without_scripts_the_case_that_waited_beside_the_desk_follows() {
    let (world, officer, first) = at_work(2).await;
    let next = ahead(&world, &officer, &first).await.unwrap().reference;
    review::skip(&world.services, &officer, first.as_str()).await.unwrap();
    assert_eq!(claim(&world, &officer).await.reference, next);
}

#[tokio::test]
async fn a_decision_that_is_taken_back_lies_on_the_desk_before_everything_else() {
    let (world, officer, first) = at_work(2).await;
    let second = ahead(&world, &officer, &first).await.unwrap().reference;
    dismiss(&world, &officer, &first).await.unwrap();
    review::shown(&world.services, &officer, second.as_str()).await.unwrap();
    let third = ahead(&world, &officer, &second).await.unwrap().reference;
    world.wait(1);
    review::undo(&world.services, &officer, first.as_str()).await.unwrap();
    assert_eq!(present(&world, &officer).await, first);
    let colleague = world.actor("boa-2", Role::Officer).await;
    assert_eq!(claim(&world, &colleague).await.reference, second, "what lay there went back");
    assert_eq!(ahead(&world, &officer, &first).await.unwrap().reference, third);
}

#[tokio::test]
async fn a_case_that_a_colleague_took_over_does_not_come_onto_the_desk() {
    let (world, officer, first) = at_work(1).await;
    let next = ahead(&world, &officer, &first).await.unwrap();
    world.wait(11 * 60);
    let colleague = world.actor("boa-2", Role::Officer).await;
    for _ in 0..2 {
        let taken = claim(&world, &colleague).await.reference;
        dismiss(&world, &colleague, &taken).await.unwrap();
    }
    let shown = review::shown(&world.services, &officer, next.reference.as_str()).await;
    assert!(matches!(shown, Err(ReviewRefusal::NoLongerYours)));
    let renewed = review::renew(&world.services, &officer, first.as_str()).await;
    assert!(matches!(renewed, Err(ReviewRefusal::NoLongerYours)));
    let picture = pictures::open(&world.services, &officer, &next.pictures[0].token).await;
    assert!(matches!(picture, Err(ServiceError::NotFound(_))));
}

#[tokio::test]
async fn claims_last_while_the_page_is_open_and_quietly() {
    let (world, officer, first) = at_work(1).await;
    let next = ahead(&world, &officer, &first).await.unwrap().reference;
    let length = world.log().await.len();
    for _ in 0..3 {
        world.wait(9 * 60);
        let until = review::renew(&world.services, &officer, first.as_str()).await.unwrap();
        assert!(until > world.services.now());
    }
    assert_eq!(world.acts_since(length).await, []);
    let colleague = world.actor("boa-2", Role::Officer).await;
    let free = testing::claim_next(&world.services, &colleague, None).await.unwrap();
    assert!(matches!(free.desk, review::Desk::Idle), "both are held: {next}");
}

#[tokio::test]
async fn leaving_gives_both_cases_back_and_says_so() {
    let (world, officer, first) = at_work(1).await;
    ahead(&world, &officer, &first).await.unwrap();
    let length = world.log().await.len();
    review::release(&world.services, &officer, None).await.unwrap();
    assert_eq!(world.acts_since(length).await, [Act::CaseReleased, Act::CaseReleased]);
    let colleague = world.actor("boa-2", Role::Officer).await;
    assert_eq!(claim(&world, &colleague).await.reference, first, "it stands where it stood");
    let length = world.log().await.len();
    review::release(&world.services, &officer, None).await.unwrap();
    assert_eq!(world.acts_since(length).await, [], "somebody else's claim is left alone");
}

#[tokio::test]
async fn a_page_that_was_loaded_again_keeps_what_the_one_before_it_gives_back() {
    let (world, officer, first) = at_work(0).await;
    let before = review::show(&world.services, &officer).await.unwrap().claimed_until;
    world.wait(2);
    assert_eq!(present(&world, &officer).await, first);
    review::release(&world.services, &officer, Some(before.as_microsecond())).await.unwrap();
    assert_eq!(present(&world, &officer).await, first);
    let latest = review::show(&world.services, &officer).await.unwrap().claimed_until;
    review::release(&world.services, &officer, Some(latest.as_microsecond())).await.unwrap();
    let length = world.log().await.len();
    review::renew(&world.services, &officer, first.as_str()).await.unwrap();
    assert_eq!(
        world.acts_since(length).await,
        [Act::CaseClaimed],
        "another window of the same officer takes it again"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn many_officers_who_look_ahead_never_get_one_case_twice() {
    let world = World::new().await;
    for number in 0..24 {
        world.add_case(PLATE, 100 - number).await;
    }
    let mut officers = Vec::new();
    for number in 0..6 {
        officers.push(world.actor(&format!("boa-{number}"), Role::Officer).await);
    }
    let shifts = officers.into_iter().map(|officer| {
        let services = world.services.clone();
        tokio::spawn(async move {
            let mut judged = Vec::new();
            let mut next =
                Some(on_desk(testing::claim_next(&services, &officer, None).await.unwrap()).reference);
            while let Some(present) = next {
                let ahead = review::prefetch(&services, &officer, present.as_str()).await.unwrap();
                review::confirm(&services, &officer, charge(&present)).await.unwrap();
                judged.push(present);
                next = ahead.map(|view| on_desk(view).reference);
            }
            judged
        })
    });
    let shifts: Vec<_> = shifts.collect();
    let mut judged = Vec::new();
    for shift in shifts {
        judged.extend(shift.await.unwrap());
    }
    assert_eq!(judged.len(), 24);
    let different: BTreeSet<_> = judged.iter().map(|case| case.as_str().to_owned()).collect();
    assert_eq!(different.len(), 24);
}

fn charge(case: &CaseRef) -> ConfirmRequest {
    ConfirmRequest {
        case: case.as_str().to_owned(),
        offence_code: "R559".to_owned(),
        vehicle_category: "1".to_owned(),
        grounds: "Ik zag op de beelden dat het voertuig inreed.".to_owned(),
        seen: Check::ALL.to_vec(),
        corrections: String::new(),
    }
}
