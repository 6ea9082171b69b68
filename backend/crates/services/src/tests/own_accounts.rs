//! What people do to their own accounts.

use jiff::civil::date;
use poortwacht_domain::{Act, Language, Role};
use poortwacht_ledger::LogName;

use super::world::{PASSWORD, Person, World, visitor};
use crate::accounts::{
    self, ChangePassword, LoginRefusal, NewAuthorisation, RenewAuthenticator, SignedIn, TermWarning,
};
use crate::{Actor, Flaw, ServiceError, sessions};

const NEW: &str = "zeven reigers in de sloot";

async fn at_work(world: &World) -> (Person, SignedIn) {
    let person = world.person("boa", Role::Officer).await;
    let signed_in = logged_in(world, &person).await;
    (person, signed_in)
}

/// One more session; every code counts once.
async fn logged_in(world: &World, person: &Person) -> SignedIn {
    world.wait(30);
    let signed_in = world.try_login(person, PASSWORD).await.unwrap();
    world.wait(30);
    signed_in
}

fn code(world: &World, person: &Person) -> String {
    accounts::code_at(&person.secret, world.services.now())
}

fn change(current: &str, new: &str) -> ChangePassword {
    ChangePassword { current: current.to_owned(), password: new.to_owned(), password_again: new.to_owned() }
}

async fn is_live(world: &World, session: &SignedIn) -> bool {
    sessions::authenticate(&world.services, &session.token, &visitor()).await.is_ok()
}

fn flaws(refused: Result<impl Sized, ServiceError>) -> Vec<(String, Flaw)> {
    let Err(ServiceError::Invalid(problems)) = refused else { panic!("accepted, or refused otherwise") };
    problems.into_iter().map(|problem| (problem.field, problem.flaw.unwrap())).collect()
}

fn field(name: &str, flaw: Flaw) -> Vec<(String, Flaw)> {
    vec![(name.to_owned(), flaw)]
}

async fn last(world: &World) -> (Act, Option<String>) {
    world.log().await.pop().unwrap()
}

#[tokio::test]
async fn a_language_is_kept_with_the_account_and_written_down() {
    let world = World::new().await;
    let (_, session) = at_work(&world).await;
    let present = sessions::authenticate(&world.services, &session.token, &visitor()).await.unwrap();
    assert_eq!(present.language, Language::Dutch);
    accounts::choose_language(&world.services, &session.actor, Language::English).await.unwrap();
    assert_eq!(last(&world).await.0, Act::LanguageChosen);
    let present = sessions::authenticate(&world.services, &session.token, &visitor()).await.unwrap();
    assert_eq!(present.language, Language::English);
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions_and_takes_the_old_ones_place() {
    let world = World::new().await;
    let (person, other) = at_work(&world).await;
    let own = logged_in(&world, &person).await;
    accounts::change_password(&world.services, &own.actor, change(PASSWORD, NEW)).await.unwrap();
    assert_eq!(last(&world).await, (Act::PasswordChanged, None));
    assert!(is_live(&world, &own).await && !is_live(&world, &other).await);
    assert!(matches!(world.try_login(&person, PASSWORD).await, Err(LoginRefusal::Refused)));
    assert!(world.try_login(&person, NEW).await.is_ok());
}

#[tokio::test]
async fn a_new_password_follows_the_same_rules_as_the_first_one() {
    let world = World::new().await;
    let (_, session) = at_work(&world).await;
    let refused = accounts::change_password(&world.services, &session.actor, change("", "kort")).await;
    let expected = [("current", Flaw::Required), ("password", Flaw::PasswordTooShort { min: 12 })];
    assert_eq!(flaws(refused), expected.map(|(name, flaw)| (name.to_owned(), flaw)));
    let differing = ChangePassword { password_again: "iets anders".to_owned(), ..change(PASSWORD, NEW) };
    let refused = accounts::change_password(&world.services, &session.actor, differing).await;
    assert_eq!(flaws(refused), field("password_again", Flaw::PasswordsDiffer));
}

#[tokio::test]
async fn guessing_the_password_in_somebodys_session_is_written_down_and_locks_the_account() {
    let world = World::new().await;
    let (person, session) = at_work(&world).await;
    let guess =
        async || accounts::change_password(&world.services, &session.actor, change("fout", NEW)).await;
    for _ in 0..5 {
        assert_eq!(flaws(guess().await), field("current", Flaw::WrongPassword));
    }
    assert_eq!(last(&world).await, (Act::PasswordChanged, Some("wrong_password".to_owned())));
    let right = accounts::change_password(&world.services, &session.actor, change(PASSWORD, NEW)).await;
    assert_eq!(flaws(right), field("current", Flaw::TooManyAttempts));
    assert!(matches!(world.try_login(&person, PASSWORD).await, Err(LoginRefusal::Wait(_))));
    world.wait(30);
    accounts::change_password(&world.services, &session.actor, change(PASSWORD, NEW)).await.unwrap();
}

async fn renewal(world: &World, actor: &Actor, current_code: String) -> (Person, RenewAuthenticator) {
    let offer = accounts::offer_authenticator(&world.services, actor, None).await.unwrap();
    let again =
        accounts::offer_authenticator(&world.services, actor, Some(offer.token.clone())).await.unwrap();
    assert_eq!(again.secret, offer.secret, "a corrected form needs no second coupling");
    let new = Person { login: "boa".to_owned(), secret: offer.secret };
    let code = code(world, &new);
    (new, RenewAuthenticator { token: offer.token, current: PASSWORD.to_owned(), current_code, code })
}

#[tokio::test]
async fn a_new_authenticator_counts_once_its_code_proved_it_and_the_old_one_no_more() {
    let world = World::new().await;
    let (person, other) = at_work(&world).await;
    let own = logged_in(&world, &person).await;
    let (_, given) = renewal(&world, &own.actor, code(&world, &person)).await;
    let unproved = RenewAuthenticator { code: "000000".to_owned(), ..given };
    let refused = accounts::renew_authenticator(&world.services, &own.actor, unproved).await;
    assert_eq!(flaws(refused), field("code", Flaw::WrongCode));
    let (new, given) = renewal(&world, &own.actor, code(&world, &person)).await;
    accounts::renew_authenticator(&world.services, &own.actor, given).await.unwrap();
    assert_eq!(last(&world).await, (Act::AuthenticatorRenewed, None));
    assert!(is_live(&world, &own).await && !is_live(&world, &other).await);
    world.wait(30);
    assert!(matches!(world.try_login(&person, PASSWORD).await, Err(LoginRefusal::Refused)));
    assert!(world.try_login(&new, PASSWORD).await.is_ok());
}

#[tokio::test]
async fn a_spent_code_renews_nothing() {
    let world = World::new().await;
    let person = world.person("boa", Role::Officer).await;
    let session = world.try_login(&person, PASSWORD).await.unwrap();
    let (_, given) = renewal(&world, &session.actor, code(&world, &person)).await;
    let refused = accounts::renew_authenticator(&world.services, &session.actor, given).await;
    assert_eq!(flaws(refused), field("current_code", Flaw::WrongCode));
    assert_eq!(last(&world).await, (Act::AuthenticatorRenewed, Some("spent_code".to_owned())));
}

async fn recovery_codes(world: &World, person: &Person, actor: &Actor) -> Vec<String> {
    let code = code(world, person);
    accounts::make_recovery_codes(&world.services, actor, PASSWORD.to_owned(), code).await.unwrap()
}

async fn log_in_with(world: &World, code: &str) -> Result<SignedIn, LoginRefusal> {
    let (login, password) = ("boa".to_owned(), PASSWORD.to_owned());
    let request = accounts::LoginRequest { login, password, code: code.to_owned() };
    accounts::login(&world.services, &visitor(), request).await
}

#[tokio::test]
async fn a_recovery_code_logs_in_once_and_its_use_is_written_down() {
    let world = World::new().await;
    let (person, session) = at_work(&world).await;
    let codes = recovery_codes(&world, &person, &session.actor).await;
    assert_eq!(codes.len(), 10);
    assert_eq!(last(&world).await, (Act::RecoveryCodesMade, None));
    let length = world.log().await.len();
    let signed_in = log_in_with(&world, &codes[0].to_lowercase().replace('-', " ")).await.unwrap();
    assert_eq!(signed_in.recovery_left, Some(9));
    assert_eq!(world.acts_since(length).await, [Act::LoggedIn, Act::RecoveryCodeUsed]);
    assert!(matches!(log_in_with(&world, &codes[0]).await, Err(LoginRefusal::Refused)));
    assert_eq!(last(&world).await, (Act::LoginFailed, Some("wrong_code".to_owned())));
    let profile = accounts::profile(&world.services, &signed_in.actor).await.unwrap();
    assert_eq!(profile.recovery_left, 9);
}

#[tokio::test]
async fn new_recovery_codes_make_the_old_ones_worthless_and_guesses_at_them_lock() {
    let world = World::new().await;
    let (person, session) = at_work(&world).await;
    let old = recovery_codes(&world, &person, &session.actor).await;
    world.wait(30);
    let new = recovery_codes(&world, &person, &session.actor).await;
    for code in &old[..4] {
        assert!(matches!(log_in_with(&world, code).await, Err(LoginRefusal::Refused)));
    }
    assert!(matches!(log_in_with(&world, &old[4]).await, Err(LoginRefusal::Wait(_))));
    assert!(matches!(log_in_with(&world, &new[0]).await, Err(LoginRefusal::Wait(_))));
    world.wait(30);
    assert!(log_in_with(&world, &new[0]).await.is_ok(), "a refused attempt uses nothing up");
}

#[tokio::test]
async fn who_lost_the_authenticator_renews_it_with_a_recovery_code() {
    let world = World::new().await;
    let (person, session) = at_work(&world).await;
    let codes = recovery_codes(&world, &person, &session.actor).await;
    let (new, given) = renewal(&world, &session.actor, codes[3].clone()).await;
    accounts::renew_authenticator(&world.services, &session.actor, given).await.unwrap();
    world.wait(30);
    assert!(world.try_login(&new, PASSWORD).await.is_ok());
}

#[tokio::test]
async fn a_reset_takes_the_recovery_codes_away() {
    let world = World::new().await;
    let (person, session) = at_work(&world).await;
    world.person("collega", Role::Officer).await;
    recovery_codes(&world, &person, &session.actor).await;
    accounts::reset(&world.services, "boa", "collega").await.unwrap();
    let profile = accounts::profile(&world.services, &session.actor).await.unwrap();
    assert_eq!(profile.recovery_left, 0);
}

#[tokio::test]
async fn a_user_sees_the_own_sessions_and_ends_others_one_by_one_or_all() {
    let world = World::new().await;
    let (person, first) = at_work(&world).await;
    let second = logged_in(&world, &person).await;
    let own = logged_in(&world, &person).await;
    let listed = accounts::own_sessions(&world.services, &own.actor).await.unwrap();
    assert_eq!(listed.iter().map(|session| session.is_this).collect::<Vec<_>>(), [true, false, false]);
    accounts::end_own_session(&world.services, &own.actor, &listed[1].handle).await.unwrap();
    assert_eq!(last(&world).await, (Act::SessionsEnded, None));
    assert!(is_live(&world, &first).await && !is_live(&world, &second).await);
    for handle in [&listed[1].handle, &listed[0].handle] {
        let gone = accounts::end_own_session(&world.services, &own.actor, handle).await;
        assert!(matches!(gone, Err(ServiceError::NotFound(_))), "ended before, or the own one");
    }
    accounts::end_other_sessions(&world.services, &own.actor).await.unwrap();
    assert!(is_live(&world, &own).await && !is_live(&world, &first).await);
    assert_eq!(accounts::own_sessions(&world.services, &own.actor).await.unwrap().len(), 1);
}

#[tokio::test]
async fn nobody_ends_a_colleagues_session() {
    let world = World::new().await;
    let (_, mine) = at_work(&world).await;
    let colleague = world.actor("collega", Role::Officer).await;
    let listed = accounts::own_sessions(&world.services, &colleague).await.unwrap();
    let refused = accounts::end_own_session(&world.services, &mine.actor, &listed[0].handle).await;
    assert!(matches!(refused, Err(ServiceError::NotFound(_))));
    accounts::end_other_sessions(&world.services, &mine.actor).await.unwrap();
    assert_eq!(accounts::own_sessions(&world.services, &colleague).await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_officer_is_warned_of_the_end_of_the_authorisation_and_shown_its_terms() {
    let world = World::new().await;
    let (_, session) = at_work(&world).await;
    let present = sessions::authenticate(&world.services, &session.token, &visitor()).await.unwrap();
    let until = poortwacht_domain::calendar::end_of_day(date(2026, 12, 31));
    assert_eq!(present.warning, Some(TermWarning::Ends(until)), "November, and it ends with the year");
    let next = NewAuthorisation {
        number: "1234567".to_owned(),
        domain: "I".to_owned(),
        territory: "Voorbeeldstad".to_owned(),
        from: date(2027, 1, 1),
        until: date(2031, 12, 31),
    };
    accounts::authorise(&world.services, "boa", next).await.unwrap();
    let present = sessions::authenticate(&world.services, &session.token, &visitor()).await.unwrap();
    assert_eq!(present.warning, None);
    let profile = accounts::profile(&world.services, &session.actor).await.unwrap();
    assert_eq!(profile.terms.len(), 2);
    assert_eq!((profile.terms[0].number.as_str(), profile.terms[0].until), ("1234567", until));
    let clerk = world.actor("beheer", Role::Administrator).await;
    assert!(accounts::profile(&world.services, &clerk).await.unwrap().terms.is_empty());
    assert!(!world.log_of(LogName::municipality(world.municipality)).await.is_empty());
}
