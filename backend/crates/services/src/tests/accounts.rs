//! Adding, enrolling, resetting and ending accounts.

use poortwacht_domain::{Act, Role};
use poortwacht_store::accounts as rows;

use super::world::{PASSWORD, World, visitor};
use crate::accounts::{self, Enrolling, NewAccount, NewAuthorisation};
use crate::sessions::{self, SessionRefusal};
use crate::{Flaw, ServiceError, Visitor};

fn flaws(error: ServiceError) -> Vec<(String, Option<Flaw>)> {
    match error {
        ServiceError::Invalid(problems) => {
            problems.into_iter().map(|problem| (problem.field, problem.flaw)).collect()
        }
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn looking_at_an_enrolment_link_changes_nothing_and_always_shows_the_same_secret() {
    let world = World::new().await;
    let token = world.add_account("boa", Role::Officer).await;
    let length = world.log().await.len();
    let first = accounts::enrolment(&world.services, &visitor(), &token).await.unwrap();
    let second = accounts::enrolment(&world.services, &visitor(), &token).await.unwrap();
    assert_eq!(first.secret, second.secret);
    assert!(first.otpauth_uri.starts_with("otpauth://totp/Poortwacht:boa?secret="), "{}", first.otpauth_uri);
    assert_eq!(world.acts_since(length).await, []);
    let account = world.read(|conn, scope| rows::by_login(conn, scope, "boa")).await.unwrap();
    assert!(account.credentials.is_none() && account.enrolment.is_some());
}

#[tokio::test]
async fn an_enrolment_link_works_once() {
    let world = World::new().await;
    let token = world.add_account("boa", Role::Officer).await;
    let secret = accounts::enrolment(&world.services, &visitor(), &token).await.unwrap().secret;
    accounts::enrol(&world.services, &visitor(), world.enrolling(&token, &secret)).await.unwrap();
    let again = accounts::enrol(&world.services, &visitor(), world.enrolling(&token, &secret)).await;
    assert!(matches!(again, Err(ServiceError::NotFound(_))));
    assert!(accounts::enrolment(&world.services, &visitor(), &token).await.is_err());
    assert_eq!(world.log().await.last().unwrap().0, Act::Enrolled);
}

#[tokio::test]
async fn an_enrolment_link_works_for_a_day_and_from_the_municipality_only() {
    let world = World::new().await;
    let token = world.add_account("boa", Role::Officer).await;
    let stranger = Visitor { origin: [127, 0, 0, 2].into(), ..visitor() };
    assert!(accounts::enrolment(&world.services, &stranger, &token).await.is_err());
    world.wait(24 * 3600 - 1);
    assert!(accounts::enrolment(&world.services, &visitor(), &token).await.is_ok());
    world.wait(1);
    assert!(matches!(
        accounts::enrolment(&world.services, &visitor(), &token).await,
        Err(ServiceError::NotFound(_))
    ));
}

#[tokio::test]
async fn every_flaw_of_the_enrolment_form_is_told_at_once() {
    let world = World::new().await;
    let token = world.add_account("boa", Role::Officer).await;
    let form = Enrolling {
        token,
        password: "kort".to_owned(),
        password_again: "anders".to_owned(),
        code: "000".to_owned(),
    };
    let refused = accounts::enrol(&world.services, &visitor(), form).await.unwrap_err();
    let expected = [
        ("password".to_owned(), Some(Flaw::PasswordTooShort { min: 12 })),
        ("password_again".to_owned(), Some(Flaw::PasswordsDiffer)),
        ("code".to_owned(), Some(Flaw::WrongCode)),
    ];
    assert_eq!(flaws(refused), expected);
}

#[tokio::test]
async fn a_login_is_taken_once_and_nobody_is_officer_and_administrator_at_once() {
    let world = World::new().await;
    world.add_account("boa", Role::Officer).await;
    let new =
        |login: &str, name: &str, role| NewAccount { login: login.to_owned(), name: name.to_owned(), role };
    let add = |account| accounts::add(&world.services, world.municipality, account);
    let taken = add(new("BOA", "Iemand anders", Role::Officer)).await.unwrap_err();
    assert_eq!(flaws(taken), [("login".to_owned(), Some(Flaw::LoginTaken))]);
    let double = add(new("beheer", "naam BOA", Role::Administrator)).await.unwrap_err();
    assert_eq!(flaws(double), [("role".to_owned(), Some(Flaw::RolesClash))]);
    assert!(add(new("coordinator", "Naam boa", Role::Coordinator)).await.is_ok());
}

#[tokio::test]
async fn ending_an_account_ends_its_sessions_at_once() {
    let world = World::new().await;
    let person = world.person("boa", Role::Officer).await;
    let signed_in = world.try_login(&person, PASSWORD).await.unwrap();
    assert!(sessions::authenticate(&world.services, &signed_in.token, &visitor()).await.is_ok());
    accounts::end(&world.services, "boa").await.unwrap();
    let over = sessions::authenticate(&world.services, &signed_in.token, &visitor()).await;
    assert!(matches!(over, Err(SessionRefusal::Over(_))));
    assert!(matches!(accounts::end(&world.services, "boa").await, Err(ServiceError::Conflict(_))));
    assert_eq!(accounts::list(&world.services, None).await.unwrap()[0].state, "ended");
}

#[tokio::test]
async fn a_reset_takes_another_enrolled_person_and_voids_the_old_credentials() {
    let world = World::new().await;
    let person = world.person("boa", Role::Officer).await;
    let signed_in = world.try_login(&person, PASSWORD).await.unwrap();
    world.add_account("nieuw", Role::Coordinator).await;
    for second in ["boa", "nieuw", "niemand"] {
        let refused = accounts::reset(&world.services, "boa", second).await.unwrap_err();
        assert_eq!(flaws(refused), [("second_person".to_owned(), None)], "{second}");
    }
    world.person("coordinator", Role::Coordinator).await;
    let link = accounts::reset(&world.services, "boa", "coordinator").await.unwrap();
    assert!(sessions::authenticate(&world.services, &signed_in.token, &visitor()).await.is_err());
    assert!(world.try_login(&person, PASSWORD).await.is_err());
    let token = link.rsplit('/').next().unwrap();
    assert_ne!(accounts::enrolment(&world.services, &visitor(), token).await.unwrap().secret, person.secret);
}

#[tokio::test]
async fn an_authorisation_is_an_officers_and_lasts_at_most_five_years() {
    let world = World::new().await;
    world.add_account("boa", Role::Officer).await;
    world.add_account("coordinator", Role::Coordinator).await;
    let until = |year| NewAuthorisation {
        number: "1234567".to_owned(),
        domain: "I".to_owned(),
        territory: "Voorbeeldstad".to_owned(),
        from: jiff::civil::date(2026, 1, 1),
        until: jiff::civil::date(year, 1, 1),
    };
    accounts::authorise(&world.services, "boa", until(2031)).await.unwrap();
    for (login, year, field) in
        [("boa", 2032, "until"), ("boa", 2025, "until"), ("coordinator", 2027, "login")]
    {
        let refused = accounts::authorise(&world.services, login, until(year)).await.unwrap_err();
        assert_eq!(flaws(refused)[0].0, field);
    }
}
