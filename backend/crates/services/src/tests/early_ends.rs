//! An authorisation ended before its time, and a request taken back by who made it.

use poortwacht_domain::{AccountId, Act, ApprovalState, Role};
use poortwacht_store::{accounts as rows, authorisations};

use super::world::World;
use crate::accounts::users::{self, RecordAuthorisation};
use crate::{Actor, ServiceError, approvals};

async fn officer(world: &World, administrator: &Actor) -> AccountId {
    world.person("boa-nieuw", Role::Officer).await;
    let id = world.read(|conn, scope| rows::by_login(conn, scope, "boa-nieuw")).await.unwrap().id;
    let form = RecordAuthorisation {
        number: "7654321".to_owned(),
        domain: "I".to_owned(),
        territory: "Voorbeeldstad".to_owned(),
        from: "2026-11-01".to_owned(),
        until: "2031-10-31".to_owned(),
    };
    users::record_authorisation(&world.services, administrator, id, form).await.unwrap();
    id
}

async fn held(world: &World, id: AccountId) -> Vec<authorisations::Authorisation> {
    world.read(move |conn, scope| authorisations::of_account(conn, scope, id)).await
}

async fn holds(world: &World, id: AccountId) -> bool {
    let now = world.services.now();
    world.read(move |conn, scope| authorisations::valid_at(conn, scope, id, now)).await.is_some()
}

#[tokio::test]
async fn an_authorisation_that_is_ended_carries_no_decision_from_then_on_and_earlier_ones_stand() {
    let world = World::new().await;
    let administrator = world.actor("beheer", Role::Administrator).await;
    let id = officer(&world, &administrator).await;
    let all = held(&world, id).await;
    let before = world.services.now();
    world.wait(60);
    let length = world.log().await.len();
    for authorisation in &all {
        let name = authorisation.id.to_string();
        users::end_authorisation(&world.services, &administrator, id, &name).await.unwrap();
    }
    assert!(world.acts_since(length).await.iter().all(|act| *act == Act::AuthorisationEnded));
    assert!(!holds(&world, id).await);
    let then = world.read(move |conn, scope| authorisations::valid_at(conn, scope, id, before)).await;
    assert!(then.is_some(), "what was decided before stands");
    let ended = held(&world, id).await;
    assert!(ended.iter().all(|one| one.valid_until == world.services.now()));
    assert!(ended.iter().zip(&all).all(|(one, was)| one.destroy_after < was.destroy_after));
    let name = all[0].id.to_string();
    let again = users::end_authorisation(&world.services, &administrator, id, &name).await;
    assert!(matches!(again, Err(ServiceError::Conflict(_))), "once");
    let nothing = users::end_authorisation(&world.services, &administrator, id, "geen").await;
    assert!(matches!(nothing, Err(ServiceError::NotFound(_))));
    let own = users::end_authorisation(&world.services, &administrator, administrator.account, &name).await;
    assert!(matches!(own, Err(ServiceError::Refused(_))), "not one's own account");
}

#[tokio::test]
async fn one_officers_authorisation_is_not_ended_in_anothers_name() {
    let world = World::new().await;
    let administrator = world.actor("beheer", Role::Administrator).await;
    let id = officer(&world, &administrator).await;
    world.person("boa-ander", Role::Officer).await;
    let other = world.read(|conn, scope| rows::by_login(conn, scope, "boa-ander")).await.unwrap().id;
    let name = held(&world, id).await[0].id.to_string();
    let refused = users::end_authorisation(&world.services, &administrator, other, &name).await;
    assert!(matches!(refused, Err(ServiceError::Conflict(_))));
    assert!(holds(&world, id).await);
}

#[tokio::test]
async fn who_asked_withdraws_the_request_and_nobody_else_does() {
    let world = World::new().await;
    let administrator = world.actor("beheer", Role::Administrator).await;
    let other = world.actor("collega", Role::Administrator).await;
    let second = world.actor("ciso", Role::SecurityOfficer).await;
    let id = officer(&world, &administrator).await;
    users::ask_reset(&world.services, &administrator, id, "stond aan de balie").await.unwrap();
    let mine = approvals::list(&world.services, &administrator).await.unwrap().waiting.remove(0);
    let theirs = approvals::list(&world.services, &other).await.unwrap().waiting.remove(0);
    assert_eq!((mine.is_mine_to_withdraw, mine.is_mine_to_decide), (true, false));
    assert_eq!((theirs.is_mine_to_withdraw, theirs.is_mine_to_decide), (false, true));
    for stranger in [&other, &second] {
        let refused = approvals::withdraw(&world.services, stranger, mine.id).await;
        assert!(matches!(refused, Err(ServiceError::Refused(_))));
    }
    let length = world.log().await.len();
    approvals::withdraw(&world.services, &administrator, mine.id).await.unwrap();
    let left = &world.log().await[length..];
    assert_eq!(left, [(Act::ApprovalWithdrawn, Some("reset_credentials".to_owned()))]);
    let settled = approvals::list(&world.services, &second).await.unwrap().settled.remove(0);
    assert_eq!(settled.state, ApprovalState::Withdrawn);
    assert!(!settled.is_mine_to_decide && !settled.is_mine_to_withdraw);
    let late = approvals::approve(&world.services, &second, mine.id).await;
    assert!(matches!(late, Err(ServiceError::Conflict(_))), "nothing is done");
    let again = approvals::withdraw(&world.services, &administrator, mine.id).await;
    assert!(matches!(again, Err(ServiceError::Conflict(_))), "once");
    users::ask_reset(&world.services, &administrator, id, "nu wel").await.unwrap();
}

#[tokio::test]
async fn a_request_that_lapsed_cannot_be_withdrawn() {
    let world = World::new().await;
    let administrator = world.actor("beheer", Role::Administrator).await;
    let id = officer(&world, &administrator).await;
    users::ask_reset(&world.services, &administrator, id, "stond aan de balie").await.unwrap();
    let mine = approvals::list(&world.services, &administrator).await.unwrap().waiting.remove(0);
    world.wait(72 * 3_600);
    let late = approvals::withdraw(&world.services, &administrator, mine.id).await;
    assert!(matches!(late, Err(ServiceError::Conflict(_))));
}
