//! The ledger as supervisors read it.

use poortwacht_domain::{Act, CaseId, Role};
use poortwacht_ledger::{self as ledger, Entry, LogName, Outcome};
use poortwacht_store::Plan;

use super::world::World;
use crate::log_book::{self, CaseMention, ExportRequest, LogRequest, LogWho, PatternsRequest, Signal};
use crate::{Actor, Flaw, ServiceError};

/// Writes an entry as the actor would leave it.
async fn leave(world: &World, entry: Entry) {
    let (own, log) = (world.services.clone(), LogName::municipality(world.municipality));
    let written = world
        .services
        .store()
        .write(Plan::new().log(log.clone()), move |tx| Ok::<_, ServiceError>(own.append(tx, &log, &entry)?));
    written.await.unwrap();
}

async fn views(world: &World, actor: &Actor, case: CaseId) {
    leave(world, actor.entry(Act::CaseShown).case(case).reason("review")).await;
}

fn asking(reason: &str) -> LogRequest {
    LogRequest { reason: reason.to_owned(), ..LogRequest::default() }
}

fn flaws(error: ServiceError) -> Vec<(String, Flaw)> {
    let ServiceError::Invalid(problems) = error else { panic!("{error}") };
    problems.into_iter().map(|problem| (problem.field, problem.flaw.unwrap())).collect()
}

#[tokio::test]
async fn a_look_is_written_down_with_its_filter_before_it_shows_anything() {
    let world = World::new().await;
    let reader = world.actor("fg", Role::PrivacyOfficer).await;
    let request =
        LogRequest { kind: "logins".to_owned(), outcome: "done".to_owned(), ..LogRequest::default() };
    let view = log_book::list(&world.services, &reader, &request).await.unwrap();
    assert!(
        view.lines.iter().all(|line| line.act == Act::LoggedIn || line.act == Act::Enrolled),
        "{:?}",
        view.lines
    );
    let all = log_book::list(&world.services, &reader, &LogRequest::default()).await.unwrap();
    let newest = &all.lines[0];
    assert_eq!((newest.act, newest.reason.as_deref()), (Act::LedgerListed, Some("supervision")));
    let looked = &all.lines[1];
    assert_eq!(
        looked.detail,
        [("kind".to_owned(), "logins".to_owned()), ("outcome".to_owned(), "done".to_owned())]
    );
    assert!(matches!(&looked.who, LogWho::Account { name, .. } if name == "Naam fg"), "{looked:?}");
    assert!(looked.number.starts_with("2026-2/"), "{}", looked.number);
}

#[tokio::test]
async fn who_singles_out_a_person_or_a_case_says_why() {
    let world = World::new().await;
    let reader = world.actor("ciso", Role::SecurityOfficer).await;
    let case = world.add_case("AE12UI", 10).await;
    let length = world.log().await.len();
    let of_account = LogRequest { account: reader.account.to_string(), ..LogRequest::default() };
    let of_case = LogRequest { case: case.reference.as_str().to_owned(), ..LogRequest::default() };
    for request in [&of_account, &of_case] {
        let refused = log_book::list(&world.services, &reader, request).await.unwrap_err();
        assert_eq!(flaws(refused), [("reason".to_owned(), Flaw::Required)]);
    }
    assert!(world.acts_since(length).await.is_empty(), "nothing was looked at");
    let request = LogRequest { reason: "incident".to_owned(), ..of_case };
    let view = log_book::list(&world.services, &reader, &request).await.unwrap();
    assert!(view.lines.iter().all(|line| line.case == Some(CaseMention::Present(case.reference.clone()))));
    let log = world.log().await;
    assert_eq!(log.last().unwrap(), &(Act::LedgerListed, Some("incident".to_owned())));
}

#[tokio::test]
async fn only_supervisors_read_and_only_their_own_municipality() {
    let world = World::new().await;
    let reader = world.actor("audit", Role::Auditor).await;
    for role in [Role::Officer, Role::Coordinator, Role::Administrator] {
        let actor = Actor { role, ..reader.clone() };
        let refused = log_book::list(&world.services, &actor, &LogRequest::default()).await;
        assert!(matches!(refused, Err(ServiceError::Refused(_))), "{role}");
    }
    let system = LogRequest { before: "../system/2026-2/9".to_owned(), ..LogRequest::default() };
    let refused = log_book::list(&world.services, &reader, &system).await.unwrap_err();
    assert_eq!(flaws(refused), [("before".to_owned(), Flaw::NotAChoice)]);
}

#[tokio::test]
async fn pages_follow_each_other_by_number_without_a_gap() {
    let world = World::new().await;
    let reader = world.actor("fg", Role::PrivacyOfficer).await;
    for _ in 0..60 {
        leave(&world, reader.entry(Act::StockListed)).await;
    }
    let kind = LogRequest { kind: "lists".to_owned(), ..LogRequest::default() };
    let first = log_book::list(&world.services, &reader, &kind).await.unwrap();
    let before = first.next.clone().unwrap();
    let second = log_book::list(&world.services, &reader, &LogRequest { before, ..kind }).await.unwrap();
    assert_eq!((first.lines.len(), second.lines.len(), second.next), (50, 10, None));
    let numbers = first.lines.iter().chain(&second.lines).map(|line| line.number.clone());
    let numbers: Vec<u64> =
        numbers.map(|number| number.rsplit('/').next().unwrap().parse().unwrap()).collect();
    assert!(numbers.windows(2).all(|pair| pair[0] == pair[1] + 1), "{numbers:?}");
}

#[tokio::test]
async fn who_saw_a_case_is_told_with_the_number_of_times() {
    let world = World::new().await;
    let reader = world.actor("fg", Role::PrivacyOfficer).await;
    let officer = world.actor("boa", Role::Officer).await;
    let case = world.add_case("AE12UI", 10).await;
    for _ in 0..3 {
        views(&world, &officer, case.id).await;
    }
    let found = log_book::of_case(&world.services, &reader, case.reference.as_str(), "").await.unwrap();
    let [seen] = found.readers.as_slice() else { panic!("{:?}", found.readers) };
    assert!(matches!(&seen.who, LogWho::Account { name, .. } if name == "Naam boa"));
    assert_eq!(seen.views, 3);
    let unknown = log_book::of_case(&world.services, &reader, "0000000000", "").await;
    assert!(matches!(unknown, Err(ServiceError::NotFound(_))));
}

/// An officer who searches much, at night, from elsewhere, and opens cases without deciding them.
async fn misbehaves(world: &World, officer: &Actor) {
    // From noon to the middle of the night.
    world.wait(13 * 3_600);
    let elsewhere = Actor { origin: [192, 0, 2, 77].into(), ..officer.clone() };
    for _ in 0..25 {
        leave(world, elsewhere.entry(Act::Searched).reason("other")).await;
    }
    for _ in 0..20 {
        let case = CaseId::random(world.services.rng().as_ref());
        views(world, &elsewhere, case).await;
    }
}

#[tokio::test]
async fn what_is_unusual_stands_out_with_its_count_and_threshold() {
    let world = World::new().await;
    let officer = world.actor("boa", Role::Officer).await;
    misbehaves(&world, &officer).await;
    let case = world.add_case("AE12UI", 10).await;
    for number in 0..5 {
        let person = world.actor(&format!("boa{number}"), Role::Officer).await;
        views(&world, &person, case.id).await;
    }
    for _ in 0..5 {
        let failed = Entry::new(ledger::Actor::System, Act::LoginFailed).outcome(Outcome::Failed);
        leave(&world, failed.reason("wrong_code").detail("account", officer.account)).await;
    }
    let reader = world.actor("fg", Role::PrivacyOfficer).await;
    let found = log_book::patterns(&world.services, &reader, &PatternsRequest::default()).await.unwrap();
    let of = |signal: Signal| {
        let mine = found.findings.iter().filter(|finding| finding.signal == signal);
        mine.filter(|finding| finding.account.as_ref().is_none_or(|account| account.id == officer.account))
            .map(|finding| (finding.count, finding.threshold))
            .collect::<Vec<_>>()
    };
    assert_eq!(of(Signal::Searches), [(25, 20)]);
    assert_eq!(of(Signal::ViewsWithoutDecision), [(20, 20)]);
    assert_eq!(of(Signal::OddHours), [(45, 5)]);
    assert_eq!(of(Signal::FailedLogins), [(5, 5)]);
    assert_eq!(of(Signal::ManyViewers), [(5, 5)]);
    assert_eq!(of(Signal::NewAddress), [(1, 1)]);
    assert!(!found.incomplete);
}

#[tokio::test]
async fn ordinary_use_does_not_stand_out() {
    let world = World::new().await;
    let officer = world.actor("boa", Role::Officer).await;
    for number in 0..30 {
        let case = world.add_case("AE12UI", number).await;
        views(&world, &officer, case.id).await;
        leave(&world, officer.entry(Act::CaseConfirmed).case(case.id)).await;
    }
    let reader = world.actor("fg", Role::PrivacyOfficer).await;
    let found = log_book::patterns(&world.services, &reader, &PatternsRequest::default()).await.unwrap();
    assert_eq!(found.findings, []);
    let long = PatternsRequest { from: "2026-01-01".to_owned(), until: "2026-11-24".to_owned() };
    let refused = log_book::patterns(&world.services, &reader, &long).await.unwrap_err();
    assert_eq!(flaws(refused), [("from".to_owned(), Flaw::PeriodTooLong { max: 92 })]);
}

#[tokio::test]
async fn a_file_needs_a_reason_and_an_explanation_and_its_entry_says_how_much() {
    let world = World::new().await;
    let reader = world.actor("fg", Role::PrivacyOfficer).await;
    let bare = log_book::export(&world.services, &reader, &ExportRequest::default()).await.unwrap_err();
    let expected = [("reason".to_owned(), Flaw::Required), ("explanation".to_owned(), Flaw::Required)];
    assert_eq!(flaws(bare), expected);
    let telling = ExportRequest { filter: asking("audit"), explanation: "over AE-12-UI".to_owned() };
    let refused = log_book::export(&world.services, &reader, &telling).await.unwrap_err();
    assert_eq!(flaws(refused), [("explanation".to_owned(), Flaw::ContainsPlate)]);

    let lines = world.log().await.len();
    let request = ExportRequest { explanation: "jaarlijkse controle".to_owned(), ..telling };
    let file = log_book::export(&world.services, &reader, &request).await.unwrap();
    let text = String::from_utf8(file.bytes).unwrap();
    assert_eq!(text.lines().count(), lines + 1, "headings and every line: {text}");
    assert!(text.starts_with('\u{feff}') && text.contains("\"Naam fg\""), "{text}");
    let view = log_book::list(&world.services, &reader, &LogRequest::default()).await.unwrap();
    assert_eq!(view.lines[1].act, Act::LedgerExported);
    assert!(view.lines[1].detail.contains(&("count".to_owned(), lines.to_string())), "{:?}", view.lines[1]);
}

#[tokio::test]
async fn the_month_is_counted_by_act_and_outcome() {
    let world = World::new().await;
    let reader = world.actor("ciso", Role::SecurityOfficer).await;
    let failed = Entry::new(ledger::Actor::System, Act::LoginFailed).outcome(Outcome::Failed);
    leave(&world, failed.reason("wrong_code").detail("account", reader.account)).await;
    leave(&world, reader.entry(Act::AccessRefused).reason("search").outcome(Outcome::Refused)).await;
    crate::emergency::close(&world.services, poortwacht_store::emergency::Listener::Intake, "oefening")
        .await
        .unwrap();
    let month = log_book::summary(&world.services, &reader, "2026-11").await.unwrap();
    assert_eq!(month.acts[&Act::LoginFailed], [0, 0, 1]);
    assert_eq!(month.acts[&Act::AccessRefused], [0, 1, 0]);
    assert_eq!(month.refusals["search"], 1);
    assert_eq!(month.failed_logins.values().sum::<u64>(), 1);
    assert_eq!(month.emergencies.len(), 1);
    assert!(month.administration().any(|(act, count)| act == Act::AddressAllowed && count == 1));
    assert_eq!((month.verified, month.witnessed), (None, None));
    let empty = log_book::summary(&world.services, &reader, "2025-01").await.unwrap();
    assert!(empty.acts.is_empty());
    let refused = log_book::summary(&world.services, &reader, "november").await.unwrap_err();
    assert_eq!(flaws(refused), [("month".to_owned(), Flaw::NotADate)]);
    let (_, file) = log_book::summary_file(&world.services, &reader, "2026-11").await.unwrap();
    assert!(String::from_utf8(file).unwrap().contains("\"acts\";\"login_failed\";\"failed\";\"1\""));
}
