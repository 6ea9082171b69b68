//! Address ranges kept in the portal: the one who edits stays inside.

use poortwacht_domain::{Act, Role};

use super::world::{World, visitor};
use crate::addresses::{self, ProposeRange};
use crate::sessions::{self, SessionRefusal};
use crate::{Actor, Flaw, ServiceError, approvals};

async fn at_the_town_hall() -> (World, Actor) {
    let world = World::new().await;
    let administrator = world.actor("beheer", Role::Administrator).await;
    (world, administrator)
}

fn range(network: &str) -> ProposeRange {
    ProposeRange { network: network.to_owned(), note: "Werf".to_owned(), reason: String::new() }
}

fn flaws<T>(outcome: Result<T, ServiceError>) -> Vec<(String, Flaw)> {
    match outcome {
        Err(ServiceError::Invalid(problems)) => {
            problems.into_iter().map(|problem| (problem.field, problem.flaw.unwrap())).collect()
        }
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("not refused"),
    }
}

#[tokio::test]
async fn every_spelling_of_everywhere_and_every_mistake_is_refused_with_its_fix() {
    let (world, administrator) = at_the_town_hall().await;
    for (network, flaw) in [
        ("", Flaw::Required),
        ("stadhuis", Flaw::NotARange),
        ("192.0.2.7/24", Flaw::RangeHostBits),
        ("0.0.0.0/0", Flaw::RangeEverywhere),
        ("0.0.0.0/1", Flaw::RangeEverywhere),
        ("128.0.0.0/1", Flaw::RangeEverywhere),
        ("::/0", Flaw::RangeEverywhere),
        ("::ffff:0.0.0.0/96", Flaw::RangeEverywhere),
        ("0.0.0.0", Flaw::RangeUnspecified),
        ("::", Flaw::RangeUnspecified),
    ] {
        let refused = addresses::propose(&world.services, &administrator, range(network)).await;
        assert_eq!(flaws(refused), [("network".to_owned(), flaw)], "{network}");
    }
}

#[tokio::test]
async fn a_range_counts_at_once_and_its_end_ends_the_sessions_from_there() {
    let (world, administrator) = at_the_town_hall().await;
    let length = world.log().await.len();
    assert!(!addresses::propose(&world.services, &administrator, range("192.0.2.0/24")).await.unwrap());
    assert_eq!(world.acts_since(length).await, [Act::AddressAllowed]);
    let person = world.person("boa", Role::Officer).await;
    let yard = crate::Visitor { origin: [192, 0, 2, 9].into(), ..visitor() };
    let request = crate::accounts::LoginRequest {
        login: person.login.clone(),
        password: super::world::PASSWORD.to_owned(),
        code: crate::accounts::code_at(&person.secret, world.services.now()),
    };
    let session = crate::accounts::login(&world.services, &yard, request).await.unwrap();
    let list = addresses::ranges(&world.services, &administrator).await.unwrap();
    let yards = list.lines.iter().find(|line| line.network == "192.0.2.0/24").unwrap();
    assert!(!yards.holds_reader && yards.kept.is_none());
    addresses::remove(&world.services, &administrator, yards.id).await.unwrap();
    assert_eq!(world.log().await.last().unwrap().0, Act::AddressRemoved);
    let over = sessions::authenticate(&world.services, &session.token, &yard).await;
    assert!(matches!(over, Err(SessionRefusal::Over(_))), "ended, not only refused from there");
}

#[tokio::test]
async fn nobody_shuts_everybody_or_oneself_out() {
    let (world, administrator) = at_the_town_hall().await;
    let own = addresses::ranges(&world.services, &administrator).await.unwrap().lines[0].clone();
    assert!(own.holds_reader);
    let last = addresses::remove(&world.services, &administrator, own.id).await;
    assert_eq!(flaws(last), [("range".to_owned(), Flaw::LastRange)]);
    addresses::propose(&world.services, &administrator, range("192.0.2.0/24")).await.unwrap();
    let out = addresses::remove(&world.services, &administrator, own.id).await;
    assert_eq!(flaws(out), [("range".to_owned(), Flaw::LocksYouOut)]);
    addresses::propose(&world.services, &administrator, range("127.0.0.0/24")).await.unwrap();
    addresses::remove(&world.services, &administrator, own.id).await.unwrap();
}

#[tokio::test]
async fn a_wide_range_counts_once_a_second_person_approved() {
    let (world, administrator) = at_the_town_hall().await;
    let second = world.actor("ciso", Role::SecurityOfficer).await;
    let bare = addresses::propose(&world.services, &administrator, range("10.0.0.0/15")).await;
    assert_eq!(flaws(bare), [("reason".to_owned(), Flaw::Required)]);
    let wide = ProposeRange { reason: "Provider van de regio".to_owned(), ..range("10.0.0.0/15") };
    assert!(addresses::propose(&world.services, &administrator, wide.clone()).await.unwrap());
    let twice = addresses::propose(&world.services, &administrator, wide).await;
    assert!(matches!(twice, Err(ServiceError::Conflict(_))));
    let count = || async { addresses::of(&world.services, world.municipality).await.unwrap().len() };
    assert_eq!(count().await, 1);
    let list = addresses::ranges(&world.services, &administrator).await.unwrap();
    assert_eq!(list.waiting, ["10.0.0.0/15"]);
    let request = approvals::list(&world.services, &second).await.unwrap().waiting[0].id;
    approvals::approve(&world.services, &second, request).await.unwrap();
    assert_eq!(count().await, 2);
}

#[tokio::test]
async fn refused_strangers_are_counted_without_their_addresses() {
    let (world, administrator) = at_the_town_hall().await;
    addresses::record_strangers(&world.services, 7).await.unwrap();
    addresses::record_strangers(&world.services, 5).await.unwrap();
    world.wait(60);
    let list = addresses::ranges(&world.services, &administrator).await.unwrap();
    assert_eq!(list.strangers, 12);
}
