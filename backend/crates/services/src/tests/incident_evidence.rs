//! What belongs to an incident beside its words: evidence from the ledger, the emergency stop, the month for the
//! management, and reports from the machine itself.

use poortwacht_domain::incident::{IncidentKind, IncidentSource, IncidentStep, Priority};
use poortwacht_domain::{Act, Role};
use poortwacht_ledger::prove;
use poortwacht_store::emergency::Listener;
use poortwacht_store::incidents::{self as rows, extracts};

use super::world::{PLATE, World};
use crate::dossier;
use crate::incidents::{self, ExtentRequest, StopForm, Typed};
use crate::statement::{self, IncidentStatementWords};
use crate::{Actor, Flaw, ServiceError, case_view, checkpoints, emergency, retention};

const DAY: i64 = 24 * 3_600;

const WORDS: IncidentStatementWords =
    IncidentStatementWords { kind: IncidentKind::as_str, not_judged: "not judged" };

fn typed(fields: &[(&str, &str)]) -> Typed {
    fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn flaws<T: std::fmt::Debug>(outcome: Result<T, ServiceError>) -> Vec<(String, Option<Flaw>)> {
    let Err(ServiceError::Invalid(problems)) = outcome else { panic!("{outcome:?}") };
    problems.into_iter().map(|problem| (problem.field, problem.flaw)).collect()
}

/// An incident and its keeper.
struct Scene {
    world: World,
    keeper: Actor,
}

impl Scene {
    async fn begin() -> Self {
        let world = World::new().await;
        let keeper = world.actor("ciso", Role::SecurityOfficer).await;
        let report = typed(&[("incident_kind", "leak"), ("what_happened", "Jansen verloor een lijst")]);
        incidents::report(&world.services, &keeper, &report).await.unwrap();
        Self { world, keeper }
    }

    async fn take(&self, step: IncidentStep, fields: &[(&str, &str)]) {
        incidents::take(&self.world.services, &self.keeper, 1, step, &typed(fields)).await.unwrap();
    }

    /// As little as closing asks.
    async fn close(&self) {
        self.take(IncidentStep::Triage, &[("urgency", "low"), ("impact", "low")]).await;
        self.take(IncidentStep::React, &[("what_was_done", "Bekeken")]).await;
        self.take(IncidentStep::Assess, &[("breach", "none"), ("explanation", "De lijst was leeg")]).await;
        self.take(IncidentStep::Solve, &[("what_was_done", "Opgeruimd")]).await;
        self.take(IncidentStep::Close, &[("lessons", "Jansen bewaart lijsten binnen")]).await;
    }

    async fn secure(&self, from: &str, until: &str) -> Result<u64, ServiceError> {
        let request = ExtentRequest { from: from.to_owned(), until: until.to_owned() };
        incidents::secure(&self.world.services, &self.keeper, 1, &request).await
    }

    async fn pull(&self, stop: &str) -> Result<(), ServiceError> {
        let form =
            StopForm { stop: stop.to_owned(), reason: "Een lijst ligt op straat".to_owned(), sure: true };
        incidents::pull(&self.world.services, &self.keeper, 1, &form).await
    }

    async fn is_closed(&self, listener: Listener) -> bool {
        emergency::stop_of(&self.world.services, listener).await.unwrap().is_some()
    }
}

#[tokio::test]
async fn evidence_from_the_ledger_is_signed_sealed_and_proves_each_entry_without_the_installation() {
    let scene = Scene::begin().await;
    let (services, world) = (&scene.world.services, &scene.world);
    let privacy = world.actor("fg", Role::PrivacyOfficer).await;
    let case = world.add_case(PLATE, 30).await;
    case_view::show(services, &privacy, case.reference.as_str()).await.unwrap();
    let before = world.log().await.len();
    assert_eq!(scene.secure("2026-11-24", "2026-11-24").await.unwrap(), 1);
    assert_eq!(world.acts_since(before).await, [Act::LedgerExtractSecured]);
    let made = incidents::download(services, &scene.keeper, 1, 1).await.unwrap();
    assert_eq!(world.acts_since(before + 1).await, [Act::LedgerExtractDownloaded], "each download is logged");

    let key = dossier::public_key(services, "voorbeeld").await.unwrap();
    let checked = statement::check(&made.bytes, Some(&key)).unwrap();
    assert_eq!((checked.about.as_str(), checked.differences), ("ledger-extract", vec![]));
    let proofs = statement::attached(&made.bytes, statement::PROOFS).unwrap();
    let proofs = String::from_utf8(proofs).unwrap();
    let log_key = checkpoints::public_key(services).await.unwrap();
    let proven = prove::check(&proofs, &log_key).unwrap();
    assert_eq!((proven.records.len(), proven.unproven.len()), (before, 0), "everything until then");
    assert!(proven.records.iter().any(|record| record.entry.act == Act::CaseShown));
    for secret in [PLATE, "AE-12-UI", "Jansen", "Naam"] {
        assert!(!proofs.contains(secret), "{secret}");
    }
    let view = incidents::show(services, &scene.keeper, 1).await.unwrap();
    assert_eq!((view.extracts[0].0.entries, view.extracts[0].1.as_str()), (before as u64, "Naam ciso"));
}

#[tokio::test]
async fn evidence_lies_sealed_and_dies_with_its_incident() {
    let scene = Scene::begin().await;
    let (services, world) = (&scene.world.services, &scene.world);
    assert_eq!(
        flaws(scene.secure("gisteren", "").await),
        [("from".to_owned(), Some(Flaw::NotADate)), ("until".to_owned(), Some(Flaw::Required))]
    );
    scene.secure("2026-11-24", "2026-11-24").await.unwrap();
    assert_eq!(scene.secure("2026-11-23", "2026-11-24").await.unwrap(), 2);
    let id = world.read(|conn, scope| rows::by_number(conn, scope, 1)).await.unwrap().id;
    let sealed = world.read(move |conn, scope| extracts::sealed(conn, scope, id, 1)).await.unwrap();
    assert!(!sealed.windows(4).any(|part| part == b"%PDF"), "it lies open");
    let officer = world.actor("boa", Role::Officer).await;
    assert!(matches!(incidents::download(services, &officer, 1, 1).await, Err(ServiceError::Refused(_))));
    assert!(matches!(
        incidents::download(services, &scene.keeper, 1, 3).await,
        Err(ServiceError::NotFound(_))
    ));
    scene.close().await;
    assert!(matches!(scene.secure("2026-11-24", "2026-11-24").await, Err(ServiceError::Conflict(_))));
    incidents::download(services, &scene.keeper, 1, 2).await.unwrap();
    world.wait(3 * 366 * DAY);
    retention::run(services, services.now(), false).await.unwrap();
    let left = world.read(move |conn, scope| extracts::list(conn, scope, id)).await;
    assert_eq!(left, []);
}

#[tokio::test]
async fn a_listener_is_closed_and_opened_from_the_incident_and_both_are_its_steps() {
    let scene = Scene::begin().await;
    let services = &scene.world.services;
    let form = StopForm { stop: "reopen-intake".to_owned(), reason: "AE-12-UI".to_owned(), sure: false };
    let wrong = flaws(incidents::pull(services, &scene.keeper, 1, &form).await);
    assert_eq!(
        wrong,
        [
            ("stop".to_owned(), Some(Flaw::NotAChoice)),
            ("reason".to_owned(), Some(Flaw::ContainsPlate)),
            ("sure".to_owned(), Some(Flaw::Required)),
        ]
    );
    assert!(!scene.is_closed(Listener::Intake).await);
    scene.pull("close-intake").await.unwrap();
    assert!(scene.is_closed(Listener::Intake).await);
    scene.pull("reopen-intake").await.unwrap();
    assert!(!scene.is_closed(Listener::Intake).await);
    let system = scene.world.log_of(poortwacht_ledger::LogName::system()).await;
    let acts: Vec<Act> =
        system.into_iter().map(|(act, _)| act).filter(|act| *act != Act::InstanceStarted).collect();
    assert!(acts.ends_with(&[Act::EmergencyClosed, Act::EmergencyReopened]), "{acts:?}");
    let view = incidents::show(services, &scene.keeper, 1).await.unwrap();
    let steps: Vec<_> = view.entries.iter().map(|entry| entry.step).collect();
    assert_eq!(steps, [IncidentStep::Report, IncidentStep::Note, IncidentStep::Note]);
    let officer = scene.world.actor("boa", Role::Officer).await;
    let refused = incidents::stops(services, &officer, 1).await;
    assert!(matches!(refused, Err(ServiceError::Refused(_))));
}

#[tokio::test]
async fn what_the_operator_closed_is_not_opened_from_a_page() {
    let scene = Scene::begin().await;
    let services = &scene.world.services;
    emergency::close(services, Listener::Intake, "onderhoud").await.unwrap();
    let stops = incidents::stops(services, &scene.keeper, 1).await.unwrap();
    let codes: Vec<String> = stops.acts.iter().map(|act| act.code()).collect();
    assert_eq!(codes, ["close-portal", "close-api"]);
    let refused = flaws(scene.pull("reopen-intake").await);
    assert_eq!(refused, [("stop".to_owned(), Some(Flaw::NotAChoice))]);
    assert!(scene.is_closed(Listener::Intake).await);
    scene.close().await;
    assert!(
        matches!(scene.pull("close-api").await, Err(ServiceError::Conflict(_))),
        "the incident is closed"
    );
}

#[tokio::test]
async fn a_month_is_told_in_numbers_signed_and_without_a_name() {
    let scene = Scene::begin().await;
    let services = &scene.world.services;
    scene.close().await;
    let before = scene.world.log().await.len();
    let month = incidents::monthly(services, &scene.keeper, "2026-11").await.unwrap();
    assert_eq!((month.reported.len(), month.closed, month.open.len()), (1, 1, 0));
    let five = month.priorities.iter().find(|one| one.priority == Some(Priority::VeryLow)).unwrap();
    assert_eq!((five.react.in_time, five.solve.in_time), (1, 1));
    let made = incidents::monthly_statement(services, &scene.keeper, "2026-11", WORDS).await.unwrap();
    assert_eq!(statement::check(&made.bytes, None).unwrap().differences, []);
    let (_, table) = incidents::monthly_table(services, &scene.keeper, "2026-11").await.unwrap();
    let table = String::from_utf8(table).unwrap();
    assert_eq!(table.lines().count(), 2, "{table}");
    for secret in ["Jansen", "Naam", "lijst"] {
        assert!(!table.contains(secret), "{table}");
    }
    let acts = [Act::IncidentsListed, Act::ComplianceExported, Act::ComplianceExported];
    assert_eq!(scene.world.acts_since(before).await, acts);
    let last = incidents::monthly(services, &scene.keeper, "").await.unwrap();
    assert_eq!((last.month.to_string().as_str(), last.reported.len()), ("2026-10", 0), "the last whole one");
    for wrong in ["november", "2026-12"] {
        let refused = flaws(incidents::monthly(services, &scene.keeper, wrong).await);
        assert_eq!(refused, [("month".to_owned(), Some(Flaw::NotADate))], "{wrong}");
    }
    let officer = scene.world.actor("boa", Role::Officer).await;
    assert!(matches!(incidents::monthly(services, &officer, "").await, Err(ServiceError::Refused(_))));
}

#[tokio::test]
async fn whoever_works_on_the_machine_reports_and_sees_no_word_again() {
    let scene = Scene::begin().await;
    let (services, world) = (&scene.world.services, &scene.world);
    let before = world.log().await.len();
    let report = typed(&[
        ("incident_kind", "loss"),
        ("what_happened", "Een schijf is weg"),
        ("reporter_name", "Nachtdienst"),
    ]);
    let number = incidents::report_at_machine(services, "voorbeeld", &report).await.unwrap();
    assert_eq!((number, world.acts_since(before).await), (2, vec![Act::IncidentReported]));
    let view = incidents::show(services, &scene.keeper, 2).await.unwrap();
    assert_eq!((view.line.source, view.entries[0].by.clone()), (IncidentSource::Operator, None));
    let outline = incidents::outline_of(services, "voorbeeld", 2).await.unwrap();
    assert_eq!((outline.steps.len(), outline.clocks.len(), outline.extracts), (1, 1, 0));
    assert!(!format!("{outline:?}").contains("schijf"));
    let plate = typed(&[("incident_kind", "loss"), ("what_happened", "foto van AE-12-UI")]);
    let refused = flaws(incidents::report_at_machine(services, "voorbeeld", &plate).await);
    assert_eq!(refused, [("what_happened".to_owned(), Some(Flaw::ContainsPlate))]);
    let unknown = incidents::report_at_machine(services, "elders", &report).await;
    assert!(matches!(unknown, Err(ServiceError::NotFound(_))));
}
