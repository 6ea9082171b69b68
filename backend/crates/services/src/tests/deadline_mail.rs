//! Deadlines by mail: each stage is written once for whoever has the duty, says nothing of anybody, and is not lost while
//! the server is away.

use jiff::SignedDuration;
use poortwacht_domain::incident::IncidentStep;
use poortwacht_domain::notice::{NoticeKind, NoticeStage};
use poortwacht_domain::{Act, Role};
use poortwacht_ledger::Actor as LedgerActor;
use poortwacht_store::mail_notices::{self as rows, MailNotice};

use super::units::CERTIFICATE;
use super::world::{PLATE, World};
use crate::deadline_mail::{self, MailConfig, MailRound, RoleAddress};
use crate::legal_holds::{self, HoldAnswer, HoldForm};
use crate::persons::{self, RequestForm};
use crate::{Actor, ServiceError, ServicesConfig, alarms, doctor, incidents};

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

fn address(role: Role) -> RoleAddress {
    let address = format!("{role}@voorbeeldstad.example");
    RoleAddress { municipality: "voorbeeld".to_owned(), role, address }
}

/// A server that is not there: nothing listens on this port.
fn config(folder: &tempfile::TempDir) -> MailConfig {
    let ca_file = folder.path().join("ca.pem");
    std::fs::write(&ca_file, CERTIFICATE).unwrap();
    MailConfig {
        url: "smtps://127.0.0.1:9".to_owned(),
        password_file: None,
        ca_file,
        from: "poortwacht@voorbeeldstad.example".to_owned(),
        addresses: [Role::SecurityOfficer, Role::PrivacyOfficer, Role::Coordinator].map(address).to_vec(),
        give_up_after: SignedDuration::from_hours(72),
    }
}

struct Scene {
    world: World,
    keeper: Actor,
    _folder: tempfile::TempDir,
}

impl Scene {
    async fn begin() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mail = Some(config(&folder));
        let world = World::with(ServicesConfig { mail, ..ServicesConfig::default() }).await;
        let keeper = world.actor("ciso", Role::SecurityOfficer).await;
        Self { world, keeper, _folder: folder }
    }

    async fn report(&self) {
        let form = [("incident_kind", "leak"), ("what_happened", "Jan Jansen verloor een lijst")];
        let form = form.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        incidents::report(&self.world.services, &self.keeper, &form).await.unwrap();
    }

    async fn take(&self, step: IncidentStep, form: &[(&str, &str)]) {
        let form = form.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        incidents::take(&self.world.services, &self.keeper, 1, step, &form).await.unwrap();
    }

    async fn run(&self) -> MailRound {
        deadline_mail::run(&self.world.services, &LedgerActor::System).await.unwrap()
    }

    async fn waiting(&self) -> Vec<MailNotice> {
        let ever = (jiff::Timestamp::MAX, true);
        self.world.read(move |conn, scope| rows::waiting(conn, scope, ever, 1_000)).await
    }

    async fn told(&self) -> Vec<(Role, NoticeKind, NoticeStage)> {
        self.waiting().await.into_iter().map(|one| (one.role, one.kind, one.stage)).collect()
    }

    async fn has_alarm(&self, kind: &str) -> bool {
        alarms::open(&self.world.services).await.unwrap().iter().any(|alarm| alarm.kind == kind)
    }
}

use NoticeKind::{Answer, Notify, React, Review};
use NoticeStage::{Begun, Last, Near, Over};
use Role::{Coordinator, PrivacyOfficer, SecurityOfficer};

#[tokio::test]
async fn each_stage_of_an_incident_is_written_once_for_whoever_has_the_duty() {
    let scene = Scene::begin().await;
    assert_eq!(scene.run().await, MailRound::default(), "nothing runs");
    scene.report().await;
    assert_eq!(scene.run().await.written, 2);
    let first = [(SecurityOfficer, Notify, Begun), (PrivacyOfficer, Notify, Begun)];
    let told = scene.told().await;
    assert!(first.iter().all(|one| told.contains(one)) && told.len() == 2, "{told:?}");
    assert_eq!(scene.run().await.written, 0, "once");
    scene.take(IncidentStep::Triage, &[("urgency", "high"), ("impact", "medium")]).await;
    assert_eq!(scene.run().await.written, 1);
    assert!(scene.told().await.contains(&(SecurityOfficer, React, Begun)));
    scene.world.wait(11 * 60);
    assert_eq!(scene.run().await.written, 1);
    assert!(scene.told().await.contains(&(SecurityOfficer, React, Over)));
    scene.take(IncidentStep::React, &[("what_was_done", "Gebeld")]).await;
    scene.take(IncidentStep::Solve, &[("what_was_done", "Terug")]).await;
    let none = [("breach", "none"), ("explanation", "Leeg")];
    scene.take(IncidentStep::Assess, &none).await;
    scene.world.wait(71 * HOUR);
    assert_eq!(scene.run().await.written, 0, "what is done is not told any more");
}

#[tokio::test]
async fn requests_and_holds_are_told_before_their_day() {
    let scene = Scene::begin().await;
    let (services, world) = (&scene.world.services, &scene.world);
    let privacy = world.actor("fg", PrivacyOfficer).await;
    let coordinator = world.actor("leiding", Coordinator).await;
    let form = RequestForm {
        kind: "access".to_owned(),
        plate: PLATE.to_owned(),
        identity: "counter".to_owned(),
        note: "paspoort gezien".to_owned(),
        received_on: "2026-11-20".to_owned(),
    };
    persons::register(services, &privacy, &form).await.unwrap();
    let case = world.add_case(PLATE, 30).await;
    let form = HoldForm { ground: "appeal".to_owned(), explanation: "beroep 2026/118".to_owned() };
    legal_holds::ask(services, &coordinator, case.reference.as_str(), &form).await.unwrap();
    legal_holds::answer(services, &privacy, case.reference.as_str(), HoldAnswer::Agree).await.unwrap();
    assert_eq!(scene.run().await.written, 0, "both have time");
    world.wait(20 * DAY);
    scene.run().await;
    assert_eq!(scene.told().await, [(PrivacyOfficer, Answer, Near)]);
    world.wait(140 * DAY);
    scene.run().await;
    let told = scene.told().await;
    assert_eq!(told.len(), 3, "{told:?}: the first was given up");
    for one in [(PrivacyOfficer, Answer, Over), (PrivacyOfficer, Review, Near), (Coordinator, Review, Near)] {
        assert!(told.contains(&one), "{one:?}: {told:?}");
    }
    world.wait(20 * DAY);
    scene.run().await;
    assert!(scene.told().await.contains(&(Coordinator, Review, Last)));
    let kept = scene.waiting().await.into_iter();
    let text: String = kept.map(|one| format!("{} {} {}", one.reference, one.place, one.matter)).collect();
    for secret in [PLATE, "AE-12-UI", "paspoort", "beroep", "Naam"] {
        assert!(!text.contains(secret), "{text}");
    }
}

#[tokio::test]
async fn a_server_that_is_away_is_tried_later_alarmed_and_given_up_in_the_end() {
    let scene = Scene::begin().await;
    scene.report().await;
    let round = scene.run().await;
    assert_eq!((round.sent, round.failed), (0, 1), "a server that is away is asked once a round");
    assert_eq!(scene.run().await.failed, 1, "the second mail waits for nobody");
    assert_eq!(scene.run().await.failed, 0, "both pause");
    assert!(!scene.has_alarm(deadline_mail::ALARM_SERVER).await);
    scene.world.wait(16 * 60);
    assert_eq!(scene.run().await.failed, 1);
    assert!(scene.has_alarm(deadline_mail::ALARM_SERVER).await);
    let found = doctor::examine(&scene.world.services).await.unwrap();
    assert!(found.iter().any(|finding| finding.text.contains("mails about deadlines wait")));
    let length = scene.world.log().await.len();
    scene.world.wait(72 * HOUR);
    let round = scene.run().await;
    assert_eq!((round.given_up, round.sent), (2, 0));
    assert_eq!(scene.world.acts_since(length).await, [Act::DeadlineMailed; 2], "that too is entered");
    assert!(scene.has_alarm(deadline_mail::ALARM_GIVEN_UP).await);
    assert_eq!(deadline_mail::retry(&scene.world.services).await.unwrap(), 2);
    scene.run().await;
    assert!(!scene.has_alarm(deadline_mail::ALARM_GIVEN_UP).await);
}

#[tokio::test]
async fn without_a_server_or_a_mailbox_nothing_is_written() {
    let world = World::new().await;
    let keeper = world.actor("ciso", SecurityOfficer).await;
    let scene = Scene { world, keeper, _folder: tempfile::tempdir().unwrap() };
    scene.report().await;
    assert_eq!(scene.run().await, MailRound::default());
    let folder = tempfile::tempdir().unwrap();
    let mail = Some(MailConfig { addresses: vec![address(PrivacyOfficer)], ..config(&folder) });
    let world = World::with(ServicesConfig { mail, ..ServicesConfig::default() }).await;
    let keeper = world.actor("ciso", SecurityOfficer).await;
    let scene = Scene { world, keeper, _folder: folder };
    scene.report().await;
    scene.run().await;
    assert_eq!(scene.told().await, [(PrivacyOfficer, Notify, Begun)]);
    let found = doctor::examine(&scene.world.services).await.unwrap();
    let deaf = |role: &str| {
        let text = format!("deadlines of the {role} of voorbeeld are not mailed to anybody");
        found.iter().any(|finding| finding.text == text)
    };
    assert!(deaf("security_officer") && deaf("coordinator") && !deaf("privacy_officer"));
}

#[test]
fn a_section_that_cannot_be_used_is_refused_with_every_member_to_mend() {
    let folder = tempfile::tempdir().unwrap();
    let fields = |config: MailConfig| match config.check() {
        Err(ServiceError::Invalid(problems)) => {
            problems.into_iter().map(|problem| problem.field).collect::<Vec<_>>()
        }
        other => panic!("{other:?}"),
    };
    config(&folder).check().unwrap();
    for url in ["mail.example", "http://mail.example", "smtps://a:b@mail.example", "lmtp://127.0.0.1:25"] {
        assert_eq!(fields(MailConfig { url: url.to_owned(), ..config(&folder) }), ["mail.url"], "{url}");
    }
    let user = "smtps://a@mail.example".to_owned();
    assert_eq!(fields(MailConfig { url: user, ..config(&folder) }), ["mail.password_file"]);
    std::fs::write(folder.path().join("none.pem"), "not a certificate").unwrap();
    for name in ["none.pem", "missing.pem"] {
        let wrong = MailConfig { ca_file: folder.path().join(name), ..config(&folder) };
        assert_eq!(fields(wrong), ["mail.ca_file"], "{name}");
    }
    let twice = vec![address(SecurityOfficer), address(SecurityOfficer), address(Role::Officer)];
    let mut wrong = MailConfig { addresses: twice, ..config(&folder) };
    wrong.addresses[0].address = "niemand".to_owned();
    let expected = [
        "mail.addresses[voorbeeld/security_officer].address",
        "mail.addresses[voorbeeld/security_officer].role",
        "mail.addresses[voorbeeld/officer].role",
    ];
    assert_eq!(fields(wrong), expected);
}
