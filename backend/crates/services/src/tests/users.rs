//! Accounts kept in the portal, and what takes a second person.

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{AccountId, Act, ApprovalKind, ApprovalState, RecordId, Role};
use poortwacht_store::{accounts as rows, authorisations};

use super::world::{PASSWORD, Person, World, visitor};
use crate::accounts::users::{self, Changed, CreateUser, RecordAuthorisation, UserLine};
use crate::accounts::{self, AccountState, TermWarning};
use crate::approvals::{self, Granted};
use crate::sessions::{self, SessionRefusal};
use crate::{Actor, Flaw, ServiceError};

const WHY: &str = "Stond aan de balie met een geldig legitimatiebewijs";

/// An administrator, and the security officer who is the second person.
async fn two_people() -> (World, Actor, Actor) {
    let world = World::new().await;
    let administrator = world.actor("beheer", Role::Administrator).await;
    let second = world.actor("ciso", Role::SecurityOfficer).await;
    (world, administrator, second)
}

async fn id_of(world: &World, login: &'static str) -> AccountId {
    world.read(move |conn, scope| rows::by_login(conn, scope, login)).await.unwrap().id
}

/// The one request that waits.
async fn waiting(world: &World, reader: &Actor) -> RecordId {
    let list = approvals::list(&world.services, reader).await.unwrap();
    assert_eq!(list.waiting.len(), 1);
    list.waiting[0].id
}

async fn approve(world: &World, second: &Actor) -> Granted {
    let request = waiting(world, second).await;
    approvals::approve(&world.services, second, request).await.unwrap()
}

async fn line(world: &World, reader: &Actor, id: AccountId) -> UserLine {
    users::user(&world.services, reader, id).await.unwrap().line
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

fn form(login: &str, name: &str, role: &str) -> CreateUser {
    CreateUser {
        login: login.to_owned(),
        name: name.to_owned(),
        role: role.to_owned(),
        reason: String::new(),
    }
}

fn token(link: &str) -> String {
    link.rsplit('/').next().unwrap().to_owned()
}

async fn enrol(world: &World, login: &str, link: &str) -> Person {
    let token = token(link);
    let secret = accounts::enrolment(&world.services, &visitor(), &token).await.unwrap().secret;
    accounts::enrol(&world.services, &visitor(), world.enrolling(&token, &secret)).await.unwrap();
    world.wait(30);
    Person { login: login.to_owned(), secret }
}

#[tokio::test]
async fn an_account_is_one_persons_and_gets_a_link_at_once() {
    let (world, administrator, _) = two_people().await;
    let create = |form| users::create(&world.services, &administrator, form);
    let shared = create(form("team.boa", "Team Handhaving", "officer")).await;
    assert_eq!(
        flaws(shared),
        [("login".to_owned(), Flaw::NotAPerson), ("name".to_owned(), Flaw::NotAPerson)]
    );
    let nothing = create(CreateUser::default()).await;
    let missing = [("login", Flaw::NotALogin), ("name", Flaw::Required), ("role", Flaw::Required)];
    assert_eq!(flaws(nothing), missing.map(|(field, flaw)| (field.to_owned(), flaw)));
    let length = world.log().await.len();
    let created = create(form("a.devries", "Anna de Vries", "officer")).await.unwrap();
    assert_eq!(world.acts_since(length).await, [Act::AccountAdded]);
    let Changed::Link { link, .. } = created.changed else { panic!("{:?}", created.changed) };
    let person = enrol(&world, "a.devries", &link).await;
    assert!(world.try_login(&person, PASSWORD).await.is_ok());
    let found = line(&world, &administrator, created.id).await;
    assert_eq!((found.state, found.second_factor), (AccountState::Active, true));
    assert!(found.last_login_at.is_some());
    let taken = create(form("A.deVries", "Iemand Anders", "officer")).await;
    assert_eq!(flaws(taken), [("login".to_owned(), Flaw::LoginTaken)]);
    let twice = create(form("a.devries2", "anna DE vries", "coordinator")).await;
    assert_eq!(flaws(twice), [("name".to_owned(), Flaw::NameTaken)]);
    let mut both = form("a.devries2", "Anna de Vries", "administrator");
    both.reason = WHY.to_owned();
    assert_eq!(flaws(create(both).await), [("role".to_owned(), Flaw::RolesClash)]);
}

#[tokio::test]
async fn a_privileged_account_gets_its_link_from_a_second_person() {
    let (world, administrator, second) = two_people().await;
    let mut new = form("f.jansen", "Fatima Jansen", "privacy_officer");
    let bare = users::create(&world.services, &administrator, new.clone()).await;
    assert_eq!(flaws(bare), [("reason".to_owned(), Flaw::Required)]);
    new.reason = WHY.to_owned();
    let length = world.log().await.len();
    let created = users::create(&world.services, &administrator, new).await.unwrap();
    assert_eq!(created.changed, Changed::Asked);
    assert_eq!(world.acts_since(length).await, [Act::AccountAdded, Act::ApprovalAsked]);
    assert_eq!(line(&world, &administrator, created.id).await.state, AccountState::AwaitsApproval);
    let invited = users::invite(&world.services, &administrator, created.id, WHY).await;
    assert!(matches!(invited, Err(ServiceError::Conflict(_))), "it waits already");
    let length = world.log().await.len();
    let granted = approve(&world, &second).await;
    let acts = [Act::ApprovalsListed, Act::ApprovalGranted, Act::EnrolmentLinkMade];
    assert_eq!(world.acts_since(length).await, acts);
    enrol(&world, "f.jansen", &granted.link.unwrap()).await;
    assert_eq!(line(&world, &administrator, created.id).await.state, AccountState::Active);
}

#[tokio::test]
async fn nobody_decides_the_own_request_or_about_the_own_account() {
    let (world, administrator, second) = two_people().await;
    let id = second.account;
    users::ask_reset(&world.services, &administrator, id, WHY).await.unwrap();
    let request = waiting(&world, &administrator).await;
    for actor in [&administrator, &second] {
        let refused = approvals::approve(&world.services, actor, request).await;
        assert!(matches!(refused, Err(ServiceError::Refused(_))));
        let refused = approvals::refuse(&world.services, actor, request).await;
        assert!(matches!(refused, Err(ServiceError::Refused(_))));
        assert!(!approvals::list(&world.services, actor).await.unwrap().waiting[0].is_mine_to_decide);
    }
    let refusals =
        world.log().await.into_iter().filter(|(_, reason)| reason.as_deref() == Some("own_request"));
    assert_eq!(refusals.count(), 4);
    let officer = world.actor("boa", Role::Officer).await;
    let refused = approvals::approve(&world.services, &officer, request).await;
    assert!(matches!(refused, Err(ServiceError::Refused(_))), "the role does not cover it");
    let third = world.actor("beheer2", Role::Administrator).await;
    approvals::refuse(&world.services, &third, request).await.unwrap();
    let again = approvals::approve(&world.services, &third, request).await;
    assert!(matches!(again, Err(ServiceError::Conflict(_))), "decided once");
    let settled = approvals::list(&world.services, &third).await.unwrap().settled;
    assert_eq!(settled[0].state, ApprovalState::Refused);
}

#[tokio::test]
async fn a_request_lapses_after_three_days_and_that_is_written_down() {
    let (world, administrator, second) = two_people().await;
    let id = id_of(&world, "beheer").await;
    let third = world.actor("beheer2", Role::Administrator).await;
    users::ask_reset(&world.services, &third, id, WHY).await.unwrap();
    let request = waiting(&world, &second).await;
    world.wait(72 * 3600 - 1);
    assert_eq!(approvals::list(&world.services, &second).await.unwrap().waiting.len(), 1);
    world.wait(1);
    let late = approvals::approve(&world.services, &second, request).await;
    assert!(matches!(late, Err(ServiceError::Conflict(_))));
    let job = poortwacht_ledger::Actor::Job("access-duties".to_owned());
    assert_eq!(approvals::lapse(&world.services, &job).await.unwrap(), 1);
    assert_eq!(approvals::lapse(&world.services, &job).await.unwrap(), 0);
    assert_eq!(world.log().await.last().unwrap().0, Act::ApprovalLapsed);
    let settled = approvals::list(&world.services, &administrator).await.unwrap().settled;
    assert_eq!(
        (settled[0].state, settled[0].decided.clone().map(|(by, _)| by)),
        (ApprovalState::Lapsed, None)
    );
}

#[tokio::test]
async fn what_somebody_asked_who_may_not_ask_any_more_is_not_done() {
    let (world, administrator, second) = two_people().await;
    let third = world.actor("beheer2", Role::Administrator).await;
    let officer = world.person("boa", Role::Officer).await;
    let id = id_of(&world, "boa").await;
    users::ask_reset(&world.services, &third, id, WHY).await.unwrap();
    let request = waiting(&world, &second).await;
    users::deactivate(&world.services, &administrator, third.account).await.unwrap();
    let refused = approvals::approve(&world.services, &second, request).await;
    assert!(matches!(refused, Err(ServiceError::Conflict(_))));
    assert!(world.try_login(&officer, PASSWORD).await.is_ok());
}

#[tokio::test]
async fn a_reset_suspends_the_authorisation_until_somebody_without_the_link_confirms() {
    let (world, administrator, second) = two_people().await;
    let other = world.actor("beheer2", Role::Administrator).await;
    let officer = world.person("boa", Role::Officer).await;
    let session = world.try_login(&officer, PASSWORD).await.unwrap();
    world.wait(30);
    let id = id_of(&world, "boa").await;
    users::ask_reset(&world.services, &administrator, id, WHY).await.unwrap();
    assert!(sessions::authenticate(&world.services, &session.token, &visitor()).await.is_ok(), "only asked");
    let granted = approve(&world, &other).await;
    assert_eq!((granted.kind, granted.about.unwrap().1), (ApprovalKind::ResetCredentials, "boa".to_owned()));
    let over = sessions::authenticate(&world.services, &session.token, &visitor()).await;
    assert!(matches!(over, Err(SessionRefusal::Over(_))));
    assert!(world.try_login(&officer, PASSWORD).await.is_err());
    let early = users::confirm_authorisation(&world.services, &administrator, id).await;
    assert!(matches!(early, Err(ServiceError::Conflict(_))), "nobody enrolled yet");
    let officer = enrol(&world, "boa", &granted.link.unwrap()).await;
    let session = world.try_login(&officer, PASSWORD).await.unwrap();
    let warning = || async {
        sessions::authenticate(&world.services, &session.token, &visitor()).await.unwrap().warning
    };
    assert!(matches!(warning().await, Some(TermWarning::Suspended(_))), "the officer is told");
    assert!(!holds(&world, id, world.services.now()).await, "no decision is possible");
    let before = world.services.now() - SignedDuration::from_hours(1);
    assert!(holds(&world, id, before).await, "what was decided before stays valid");
    record(&world, &administrator, id, "2026-11-01", "2031-10-31").await.unwrap();
    assert!(!holds(&world, id, world.services.now()).await, "a new one is no way around");
    let handed = users::confirm_authorisation(&world.services, &other, id).await;
    assert!(matches!(handed, Err(ServiceError::Refused(_))), "who was handed the link may not");
    assert!(second.account != id);
    users::confirm_authorisation(&world.services, &administrator, id).await.unwrap();
    assert!(holds(&world, id, world.services.now()).await);
    assert_eq!(warning().await, None);
}

async fn holds(world: &World, id: AccountId, at: Timestamp) -> bool {
    world.read(move |conn, scope| authorisations::valid_at(conn, scope, id, at)).await.is_some()
}

async fn record(
    world: &World,
    actor: &Actor,
    id: AccountId,
    from: &str,
    until: &str,
) -> Result<(), ServiceError> {
    let form = RecordAuthorisation {
        number: "7654321".to_owned(),
        domain: "I".to_owned(),
        territory: "Voorbeeldstad".to_owned(),
        from: from.to_owned(),
        until: until.to_owned(),
    };
    users::record_authorisation(&world.services, actor, id, form).await
}

#[tokio::test]
async fn an_authorisation_lasts_at_most_five_years_and_holds_to_the_instant() {
    let (world, administrator, _) = two_people().await;
    world.add_account("boa", Role::Officer).await;
    let id = id_of(&world, "boa").await;
    let refused = record(&world, &administrator, id, "2027-01-01", "2032-01-02").await;
    assert_eq!(flaws(refused), [("until".to_owned(), Flaw::TermTooLong)]);
    let refused = record(&world, &administrator, id, "2027-01-01", "2026-12-31").await;
    assert_eq!(flaws(refused), [("until".to_owned(), Flaw::EndBeforeStart)]);
    let refused = record(&world, &administrator, id, "morgen", "").await;
    assert_eq!(flaws(refused), [("from".to_owned(), Flaw::NotADate), ("until".to_owned(), Flaw::Required)]);
    record(&world, &administrator, id, "2027-01-01", "2032-01-01").await.unwrap();
    let moment = SignedDuration::from_micros(1);
    let first: Timestamp = "2027-01-01T00:00:00+01:00".parse().unwrap();
    let after: Timestamp = "2032-01-02T00:00:00+01:00".parse().unwrap();
    let held = [holds(&world, id, first - moment).await, holds(&world, id, first).await];
    assert_eq!(held, [false, true]);
    let held = [holds(&world, id, after - moment).await, holds(&world, id, after).await];
    assert_eq!(held, [true, false]);
    let coordinator = world.actor("coordinator", Role::Coordinator).await;
    let none = record(&world, &administrator, coordinator.account, "2027-01-01", "2027-12-31").await;
    assert!(matches!(none, Err(ServiceError::Conflict(_))), "only officers hold one");
}

#[tokio::test]
async fn another_role_ends_the_sessions_and_a_privileged_one_takes_two_people() {
    let (world, administrator, second) = two_people().await;
    let person = world.person("a.devries", Role::Coordinator).await;
    let session = world.try_login(&person, PASSWORD).await.unwrap();
    let id = id_of(&world, "a.devries").await;
    let change = |role, why| users::change_role(&world.services, &administrator, id, (role, why));
    assert_eq!(flaws(change("coordinator", "").await), [("role".to_owned(), Flaw::NotAChoice)]);
    assert_eq!(change("auditor", "").await.unwrap(), Changed::Done);
    assert!(sessions::authenticate(&world.services, &session.token, &visitor()).await.is_err());
    let bare = change("security_officer", " ").await;
    assert_eq!(flaws(bare), [("role_reason".to_owned(), Flaw::Required)]);
    let plate = change("security_officer", "vanwege AE-12-UI").await;
    assert_eq!(flaws(plate), [("role_reason".to_owned(), Flaw::ContainsPlate)]);
    assert_eq!(change("security_officer", WHY).await.unwrap(), Changed::Asked);
    assert_eq!(line(&world, &administrator, id).await.role, Role::Auditor);
    approve(&world, &second).await;
    assert_eq!(line(&world, &administrator, id).await.role, Role::SecurityOfficer);
    let own =
        users::change_role(&world.services, &administrator, administrator.account, ("auditor", "")).await;
    assert!(matches!(own, Err(ServiceError::Refused(_))));
}

#[tokio::test]
async fn nobody_becomes_administrator_beside_being_officer() {
    let (world, administrator, second) = two_people().await;
    let new = |login: &str, role| accounts::NewAccount {
        login: login.to_owned(),
        name: "Anna de Vries".to_owned(),
        role,
    };
    for (login, role) in [("a.devries", Role::Officer), ("a.devries2", Role::Coordinator)] {
        accounts::add(&world.services, world.municipality, new(login, role)).await.unwrap();
    }
    let id = id_of(&world, "a.devries2").await;
    let both = users::change_role(&world.services, &administrator, id, ("administrator", WHY)).await;
    assert_eq!(flaws(both), [("role".to_owned(), Flaw::RolesClash)]);
    let first = id_of(&world, "a.devries").await;
    users::deactivate(&world.services, &administrator, first).await.unwrap();
    users::change_role(&world.services, &administrator, id, ("administrator", WHY)).await.unwrap();
    // Between asking and approving the other account came back through the operator.
    world.write(move |tx, scope| rows::reactivate(tx, scope, first, None).map(drop)).await;
    let request = waiting(&world, &second).await;
    let clash = approvals::approve(&world.services, &second, request).await;
    assert!(matches!(clash, Err(ServiceError::Conflict(_))), "judged anew");
    assert_eq!(line(&world, &administrator, id).await.role, Role::Coordinator);
}

#[tokio::test]
async fn a_closed_account_loses_its_sessions_and_comes_back_with_nothing_of_before() {
    let (world, administrator, second) = two_people().await;
    let person = world.person("boa", Role::Officer).await;
    let session = world.try_login(&person, PASSWORD).await.unwrap();
    let id = id_of(&world, "boa").await;
    users::deactivate(&world.services, &administrator, id).await.unwrap();
    assert!(sessions::authenticate(&world.services, &session.token, &visitor()).await.is_err());
    assert_eq!(line(&world, &administrator, id).await.state, AccountState::Ended);
    let bare = users::reactivate(&world.services, &administrator, id, "").await;
    assert_eq!(flaws(bare), [("link_reason".to_owned(), Flaw::Required)]);
    let back = users::reactivate(&world.services, &administrator, id, WHY).await.unwrap();
    assert_eq!(back, Changed::Asked, "somebody was here before");
    assert_eq!(line(&world, &administrator, id).await.state, AccountState::AwaitsApproval);
    assert!(world.try_login(&person, PASSWORD).await.is_err());
    let granted = approve(&world, &second).await;
    let person = enrol(&world, "boa", &granted.link.unwrap()).await;
    assert!(world.try_login(&person, PASSWORD).await.is_ok());
    assert!(!holds(&world, id, world.services.now()).await, "the authorisation waits to be confirmed");
    users::confirm_authorisation(&world.services, &administrator, id).await.unwrap();
    assert!(holds(&world, id, world.services.now()).await);
}

#[tokio::test]
async fn a_lock_comes_off_early_with_two_people_only() {
    let (world, administrator, second) = two_people().await;
    let person = world.person("boa", Role::Officer).await;
    let id = id_of(&world, "boa").await;
    let unlocked = users::ask_unlock(&world.services, &administrator, id, WHY).await;
    assert!(matches!(unlocked, Err(ServiceError::Conflict(_))));
    for _ in 0..5 {
        assert!(world.try_login(&person, "fout wachtwoord").await.is_err());
    }
    assert!(matches!(line(&world, &administrator, id).await.state, AccountState::Locked(_)));
    users::ask_unlock(&world.services, &administrator, id, WHY).await.unwrap();
    assert!(world.try_login(&person, PASSWORD).await.is_err());
    approve(&world, &second).await;
    assert!(world.try_login(&person, PASSWORD).await.is_ok());
}

#[tokio::test]
async fn several_accounts_are_closed_together_by_two_people_or_not_at_all() {
    let (world, administrator, second) = two_people().await;
    for login in ["een", "twee", "drie"] {
        world.person(login, Role::Coordinator).await;
    }
    let mut ids = Vec::new();
    for login in ["een", "twee", "drie"] {
        ids.push(id_of(&world, login).await);
    }
    let close = |chosen, why| users::close_several(&world.services, &administrator, chosen, why);
    assert_eq!(flaws(close(Vec::new(), "").await), [("chosen".to_owned(), Flaw::Required)]);
    assert_eq!(close(vec![ids[0]], "").await.unwrap(), Changed::Done);
    assert_eq!(flaws(close(ids[1..].to_vec(), "").await), [("close_reason".to_owned(), Flaw::Required)]);
    assert_eq!(close(ids[1..].to_vec(), WHY).await.unwrap(), Changed::Asked);
    users::deactivate(&world.services, &administrator, ids[1]).await.unwrap();
    let request = waiting(&world, &second).await;
    assert!(approvals::approve(&world.services, &second, request).await.is_err(), "one is closed already");
    assert_eq!(line(&world, &administrator, ids[2]).await.state, AccountState::Active, "all or none");
}
