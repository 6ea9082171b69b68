//! Logging in, sessions, lockout.

use poortwacht_domain::{Act, Role};
use poortwacht_store::ledger_rows::LogName;

use super::world::{PASSWORD, Person, World, visitor};
use crate::accounts::{self, LoginRefusal, LoginRequest};
use crate::sessions::{self, SessionRefusal};
use crate::{ServiceError, Visitor};

#[tokio::test]
async fn a_login_makes_a_session_and_an_entry() {
    let world = World::new().await;
    let person = world.person("boa", Role::Officer).await;
    let signed_in = world.try_login(&person, PASSWORD).await.unwrap();
    let present = sessions::authenticate(&world.services, &signed_in.token, &visitor()).await.unwrap();
    assert_eq!((present.name.as_str(), present.municipality.as_str()), ("Naam boa", "Voorbeeldstad"));
    assert_eq!(present.actor.account, signed_in.actor.account);
    assert_eq!(world.log().await.last().unwrap().0, Act::LoggedIn);
    assert!(sessions::authenticate(&world.services, "een ander", &visitor()).await.is_err());
}

#[tokio::test]
async fn a_code_counts_once() {
    let world = World::new().await;
    let person = world.person("boa", Role::Officer).await;
    world.try_login(&person, PASSWORD).await.unwrap();
    assert!(matches!(world.try_login(&person, PASSWORD).await, Err(LoginRefusal::Refused)));
    let last = world.log().await.pop().unwrap();
    assert_eq!(last, (Act::LoginFailed, Some("spent_code".to_owned())));
    world.wait(30);
    assert!(world.try_login(&person, PASSWORD).await.is_ok());
}

#[tokio::test]
async fn the_delay_after_failures_grows_and_a_right_password_does_not_shorten_it() {
    let world = World::new().await;
    let person = world.person("boa", Role::Officer).await;
    for _ in 0..4 {
        assert!(matches!(world.try_login(&person, "fout").await, Err(LoginRefusal::Refused)));
    }
    let Err(LoginRefusal::Wait(first)) = world.try_login(&person, "fout").await else { panic!("not locked") };
    assert_eq!(first.duration_since(world.services.now()).as_secs(), 30);
    assert!(
        matches!(world.try_login(&person, PASSWORD).await, Err(LoginRefusal::Wait(until)) if until == first)
    );
    world.wait(30);
    let Err(LoginRefusal::Wait(second)) = world.try_login(&person, "fout").await else {
        panic!("not locked")
    };
    assert_eq!(second.duration_since(world.services.now()).as_secs(), 60);
    world.wait(60);
    assert!(world.try_login(&person, PASSWORD).await.is_ok());
    world.wait(30);
    assert!(matches!(world.try_login(&person, "fout").await, Err(LoginRefusal::Refused)));
}

#[tokio::test]
async fn of_many_guesses_at_once_only_those_before_the_lock_count() {
    let world = World::new().await;
    let person = world.person("boa", Role::Officer).await;
    let guesses = (0..12).map(|_| world.try_login(&person, "fout"));
    let mut waits = 0;
    for guess in futures_of(guesses).await {
        waits += usize::from(matches!(guess, Err(LoginRefusal::Wait(_))));
    }
    assert_eq!(waits, 8, "the fifth failure locks, and the seven after it hear so");
    assert!(matches!(world.try_login(&person, PASSWORD).await, Err(LoginRefusal::Wait(_))));
}

/// Runs all at the same moment.
async fn futures_of<F: Future>(futures: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut running: Vec<_> = futures.map(Box::pin).collect();
    let mut done: Vec<Option<F::Output>> = running.iter().map(|_| None).collect();
    std::future::poll_fn(|context| {
        for (future, done) in running.iter_mut().zip(&mut done) {
            if done.is_none()
                && let std::task::Poll::Ready(output) = future.as_mut().poll(context)
            {
                *done = Some(output);
            }
        }
        if done.iter().all(Option::is_some) { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    done.into_iter().flatten().collect()
}

#[tokio::test]
async fn a_login_that_nobody_has_goes_into_the_systems_log_without_what_was_typed() {
    let world = World::new().await;
    let nobody =
        Person { login: "niemand".to_owned(), secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP".to_owned() };
    assert!(matches!(world.try_login(&nobody, PASSWORD).await, Err(LoginRefusal::Refused)));
    let expected = [(Act::LoginFailed, Some("unknown_login".to_owned()))];
    assert_eq!(world.log_of(LogName::system()).await, expected);
}

#[tokio::test]
async fn empty_fields_are_told_and_cost_no_attempt() {
    let world = World::new().await;
    let empty = LoginRequest { login: " ".to_owned(), password: String::new(), code: String::new() };
    let Err(LoginRefusal::Invalid(problems)) = accounts::login(&world.services, &visitor(), empty).await
    else {
        panic!("not refused")
    };
    let fields: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
    assert_eq!(fields, ["login", "password", "code"]);
    assert_eq!(world.log_of(LogName::system()).await, []);
}

#[tokio::test]
async fn another_address_can_neither_log_in_nor_use_a_session_and_locks_nobody_out() {
    let world = World::new().await;
    let person = world.person("boa", Role::Officer).await;
    let stranger = Visitor { origin: [127, 0, 0, 2].into(), ..visitor() };
    for _ in 0..6 {
        let request = LoginRequest {
            login: person.login.clone(),
            password: PASSWORD.to_owned(),
            code: accounts::code_at(&person.secret, world.services.now()),
        };
        assert!(matches!(
            accounts::login(&world.services, &stranger, request).await,
            Err(LoginRefusal::Refused)
        ));
    }
    let signed_in = world.try_login(&person, PASSWORD).await.unwrap();
    let elsewhere = sessions::authenticate(&world.services, &signed_in.token, &stranger).await;
    assert!(matches!(elsewhere, Err(SessionRefusal::WrongAddress(_))));
}

#[tokio::test]
async fn a_session_ends_when_idle_when_old_and_at_logout() {
    let world = World::new().await;
    let person = world.person("boa", Role::Officer).await;
    let alive = async |token: &str| sessions::authenticate(&world.services, token, &visitor()).await.is_ok();
    let idle = world.try_login(&person, PASSWORD).await.unwrap().token;
    world.wait(15 * 60 - 1);
    assert!(alive(&idle).await);
    world.wait(15 * 60);
    assert!(!alive(&idle).await);
    let busy = world.try_login(&person, PASSWORD).await.unwrap().token;
    for _ in 0..53 {
        world.wait(10 * 60);
        assert!(alive(&busy).await);
    }
    world.wait(10 * 60);
    assert!(!alive(&busy).await, "nine hours");
    let signed_in = world.try_login(&person, PASSWORD).await.unwrap();
    sessions::log_out(&world.services, &signed_in.actor).await.unwrap();
    assert!(!alive(&signed_in.token).await);
    assert_eq!(world.log().await.last().unwrap().0, Act::LoggedOut);
}

#[tokio::test]
async fn a_form_belongs_to_its_session() {
    let token = sessions::form_token("geheim");
    assert!(sessions::is_form_token("geheim", &token));
    assert!(!sessions::is_form_token("ander", &token) && !sessions::is_form_token("geheim", ""));
}

#[tokio::test]
async fn a_role_does_not_do_what_another_is_for() {
    let world = World::new().await;
    let administrator = world.actor("beheer", Role::Administrator).await;
    let refused = |error| matches!(error, ServiceError::Refused(_));
    assert!(refused(crate::stock::list(&world.services, &administrator).await.unwrap_err()));
    let case = world.add_case("AE12UI", 5).await;
    let shown = crate::case_view::show(&world.services, &administrator, case.reference.as_str()).await;
    assert!(shown.is_err_and(refused));
}
