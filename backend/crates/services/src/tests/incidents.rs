//! The register of incidents: who reports, what each step needs, which clocks it stops, and what is kept.

use jiff::Timestamp;
use poortwacht_domain::incident::{
    ClockStanding, IncidentClock, IncidentField, IncidentKind, IncidentSource, IncidentStep,
    NOTIFICATION_CONTENTS, Priority,
};
use poortwacht_domain::{Act, RetentionClass, Role};
use poortwacht_ledger::Actor as LedgerActor;
use poortwacht_store::incidents as rows;

use super::world::{PLATE, World, visitor};
use crate::alarms::{self, Notice};
use crate::incidents::{self, ExtentRequest, Typed};
use crate::{Actor, Flaw, ServiceError, case_view, retention};

const HOUR: i64 = 3_600;

/// A register with its keeper, and somebody who reports.
struct Scene {
    world: World,
    keeper: Actor,
    officer: Actor,
}

fn typed(fields: &[(&str, &str)]) -> Typed {
    fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn leak() -> Typed {
    typed(&[("incident_kind", "leak"), ("what_happened", "Een lijst met zaken lag op straat")])
}

/// Everything that art. 33(3) asks, as the last part of a notification.
fn whole() -> Typed {
    let mut form = typed(&[("phase", "final")]);
    form.extend(
        NOTIFICATION_CONTENTS.iter().map(|field| (field.as_str().to_owned(), "ongeveer tien".to_owned())),
    );
    form
}

fn breach(risk: &str) -> Typed {
    let aware = ("aware_at", "2026-11-24T11:30");
    typed(&[("breach", "breach"), aware, ("risk", risk), ("explanation", "Namen en plaatsen")])
}

impl Scene {
    async fn begin() -> Self {
        let world = World::new().await;
        let keeper = world.actor("ciso", Role::SecurityOfficer).await;
        let officer = world.actor("boa", Role::Officer).await;
        Self { world, keeper, officer }
    }

    /// One incident, reported by the officer.
    async fn reported() -> Self {
        let scene = Self::begin().await;
        assert_eq!(incidents::report(&scene.world.services, &scene.officer, &leak()).await.unwrap(), 1);
        scene
    }

    async fn take(&self, step: IncidentStep, form: &Typed) -> Result<(), ServiceError> {
        incidents::take(&self.world.services, &self.keeper, 1, step, form).await
    }

    async fn show(&self) -> incidents::IncidentView {
        incidents::show(&self.world.services, &self.keeper, 1).await.unwrap()
    }

    async fn triaged(&self, urgency: &str, impact: &str) {
        self.take(IncidentStep::Triage, &typed(&[("urgency", urgency), ("impact", impact)])).await.unwrap();
    }

    async fn standing(&self, clock: IncidentClock) -> Option<ClockStanding> {
        let view = self.show().await;
        view.clocks.into_iter().find(|reading| reading.clock == clock).map(|reading| reading.standing)
    }

    async fn job(&self) -> (usize, usize) {
        let kept = incidents::keep(&self.world.services, &LedgerActor::System).await.unwrap();
        (kept.drafted, kept.late)
    }

    async fn deadline_alarms(&self) -> usize {
        let open = alarms::open(&self.world.services).await.unwrap();
        open.iter().filter(|alarm| alarm.kind == "incident_deadline").count()
    }

    async fn row(&self) -> rows::Incident {
        self.world.read(|conn, scope| rows::by_number(conn, scope, 1)).await.unwrap()
    }
}

fn flaws(outcome: Result<(), ServiceError>) -> Vec<(String, Option<Flaw>)> {
    let Err(ServiceError::Invalid(problems)) = outcome else { panic!("{outcome:?}") };
    problems.into_iter().map(|problem| (problem.field, problem.flaw)).collect()
}

#[tokio::test]
async fn anybody_with_an_account_reports_and_only_the_keepers_read() {
    let scene = Scene::begin().await;
    let length = scene.world.log().await.len();
    let number = incidents::report(&scene.world.services, &scene.officer, &leak()).await.unwrap();
    assert_eq!((number, scene.world.acts_since(length).await), (1, vec![Act::IncidentReported]));
    let services = &scene.world.services;
    assert!(matches!(incidents::list(services, &scene.officer).await, Err(ServiceError::Refused(_))));
    assert!(matches!(incidents::show(services, &scene.officer, 1).await, Err(ServiceError::Refused(_))));
    let listed = incidents::list(services, &scene.keeper).await.unwrap();
    assert_eq!(
        (listed[0].number, listed[0].kind, listed[0].source),
        (1, IncidentKind::Leak, IncidentSource::Account)
    );
    let view = scene.show().await;
    assert_eq!(view.entries[0].by.as_deref(), Some("Naam boa"));
    assert_eq!(view.entries[0].words[&IncidentField::What], "Een lijst met zaken lag op straat");
    let acts = scene.world.acts_since(length + 1).await;
    assert_eq!(acts, [Act::IncidentsListed, Act::IncidentShown], "every look is logged");
    assert!(matches!(incidents::show(services, &scene.keeper, 2).await, Err(ServiceError::NotFound(_))));
}

#[tokio::test]
async fn no_word_of_an_incident_lies_open_in_the_database() {
    let scene = Scene::reported().await;
    let id = scene.row().await.id;
    let entries = scene.world.read(move |conn, scope| rows::entries(conn, scope, id)).await;
    let words = "lijst met zaken".as_bytes();
    assert!(entries.iter().all(|entry| !entry.sealed.windows(words.len()).any(|part| part == words)));
}

#[tokio::test]
async fn a_visitor_reports_without_an_account_and_a_flood_is_refused() {
    let scene = Scene::begin().await;
    let mut form = leak();
    form.extend(typed(&[("reporter_name", "Buurman"), ("reporter_contact", "buurman@example.org")]));
    let services = &scene.world.services;
    assert!(incidents::report_as_visitor(services, &visitor(), &form).await.unwrap());
    let first = scene.show().await;
    assert_eq!((first.line.source, first.entries[0].by.clone()), (IncidentSource::Visitor, None));
    assert_eq!(first.entries[0].words[&IncidentField::ReporterName], "Buurman");
    for _ in 1..20 {
        assert!(incidents::report_as_visitor(services, &visitor(), &leak()).await.unwrap());
    }
    assert!(!incidents::report_as_visitor(services, &visitor(), &leak()).await.unwrap(), "too many");
    scene.world.wait(HOUR + 1);
    assert!(incidents::report_as_visitor(services, &visitor(), &leak()).await.unwrap(), "an hour later");
    let mut stranger = visitor();
    stranger.origin = [192, 0, 2, 9].into();
    assert!(!incidents::report_as_visitor(services, &stranger, &leak()).await.unwrap(), "nobody admits them");
}

#[tokio::test]
async fn the_clocks_of_an_incident_run_stop_and_raise_alarms() {
    let scene = Scene::reported().await;
    scene.triaged("high", "medium").await;
    assert_eq!(scene.show().await.line.facts.priority(), Some(Priority::High));
    scene.world.wait(9 * 60);
    scene.take(IncidentStep::React, &typed(&[("what_was_done", "Portaal gesloten")])).await.unwrap();
    assert_eq!(scene.standing(IncidentClock::React).await, Some(ClockStanding::Met));
    scene.world.wait(4 * HOUR);
    assert_eq!(scene.job().await, (0, 1));
    assert_eq!(scene.deadline_alarms().await, 1);
    scene.take(IncidentStep::Solve, &typed(&[("what_was_done", "Lijst terug")])).await.unwrap();
    assert_eq!(scene.standing(IncidentClock::Solve).await, Some(ClockStanding::MetLate));
    assert_eq!(scene.deadline_alarms().await, 0, "what is done is no alarm");
    assert_eq!(scene.job().await, (0, 0));
}

#[tokio::test]
async fn a_breach_is_told_within_72_hours_in_phases_or_says_why_not() {
    let scene = Scene::reported().await;
    let early = scene.take(IncidentStep::Notify, &whole()).await;
    assert!(matches!(early, Err(ServiceError::Conflict(_))), "nobody judged that there is a breach");
    let empty = typed(&[("breach", "breach"), ("explanation", "Namen")]);
    let missing = [("aware_at".to_owned(), Some(Flaw::Required)), ("risk".to_owned(), Some(Flaw::Required))];
    assert_eq!(flaws(scene.take(IncidentStep::Assess, &empty).await), missing);
    let mut future = breach("likely");
    future.insert("aware_at".to_owned(), "2026-11-24T12:30".to_owned());
    let late = flaws(scene.take(IncidentStep::Assess, &future).await);
    assert_eq!(late, [("aware_at".to_owned(), Some(Flaw::InTheFuture))]);
    scene.take(IncidentStep::Assess, &breach("likely")).await.unwrap();
    let aware: Timestamp = "2026-11-24T11:30:00+01:00".parse().unwrap();
    let clock = scene.show().await.clocks.into_iter().find(|one| one.clock == IncidentClock::Notify).unwrap();
    assert_eq!(clock.due.duration_since(aware).as_hours(), 72);

    let incomplete = flaws(scene.take(IncidentStep::Notify, &typed(&[("phase", "final")])).await);
    assert_eq!(incomplete.len(), NOTIFICATION_CONTENTS.len(), "the last part holds everything");
    scene.world.wait(73 * HOUR);
    let first = typed(&[("phase", "initial"), ("breach_nature", "verloren lijst")]);
    assert_eq!(
        flaws(scene.take(IncidentStep::Notify, &first).await),
        [("lateness".to_owned(), Some(Flaw::Required))]
    );
    let mut explained = first.clone();
    explained.insert("lateness".to_owned(), "Pas na onderzoek bekend".to_owned());
    scene.take(IncidentStep::Notify, &explained).await.unwrap();
    assert_eq!(scene.standing(IncidentClock::Notify).await, Some(ClockStanding::MetLate));
    let form = incidents::form(&scene.world.services, &scene.keeper, 1, IncidentStep::Notify).await.unwrap();
    assert_eq!(form.words[&IncidentField::BreachNature], "verloren lijst", "the next part goes on from it");
    scene.take(IncidentStep::Notify, &whole()).await.unwrap();
}

#[tokio::test]
async fn an_exception_for_those_concerned_needs_a_high_risk() {
    let scene = Scene::reported().await;
    let decided =
        |code: &str| typed(&[("persons", code), ("persons_text", "Versleuteld, sleutel is veilig")]);
    let early = scene.take(IncidentStep::Persons, &decided("inform")).await;
    assert!(matches!(early, Err(ServiceError::Conflict(_))));
    scene.take(IncidentStep::Assess, &breach("likely")).await.unwrap();
    let wrong = flaws(scene.take(IncidentStep::Persons, &decided("unintelligible")).await);
    assert_eq!(wrong, [("persons".to_owned(), Some(Flaw::NotAChoice))]);
    scene.take(IncidentStep::Persons, &decided("not_high_risk")).await.unwrap();
    scene.take(IncidentStep::Assess, &breach("high")).await.unwrap();
    assert_eq!(scene.show().await.line.facts.persons, None, "it must be decided again");
    scene.take(IncidentStep::Persons, &decided("unintelligible")).await.unwrap();
}

#[tokio::test]
async fn a_closed_incident_is_kept_three_years_and_dies_with_its_key() {
    let scene = Scene::reported().await;
    let lessons = typed(&[("lessons", "Lijsten blijven binnen")]);
    assert!(matches!(scene.take(IncidentStep::Close, &lessons).await, Err(ServiceError::Conflict(_))));
    scene.triaged("low", "low").await;
    scene.take(IncidentStep::React, &typed(&[("what_was_done", "Bekeken")])).await.unwrap();
    let none = typed(&[("breach", "none"), ("explanation", "De lijst was leeg")]);
    scene.take(IncidentStep::Assess, &none).await.unwrap();
    scene.world.wait(7 * 24 * HOUR);
    scene.take(IncidentStep::Solve, &typed(&[("what_was_done", "Opgeruimd")])).await.unwrap();
    assert_eq!(scene.row().await.retention.class, RetentionClass::IncidentOpen);
    let length = scene.world.log().await.len();
    scene.take(IncidentStep::Close, &lessons).await.unwrap();
    assert_eq!(scene.world.acts_since(length).await, [Act::IncidentClosed]);
    let kept = scene.row().await.retention;
    assert_eq!(kept.class, RetentionClass::Incident);
    let after = scene.take(IncidentStep::Note, &typed(&[("explanation", "nog iets")])).await;
    assert!(matches!(after, Err(ServiceError::Conflict(_))), "closed is closed");
    let years = kept.destroy_after.duration_since(scene.world.services.now()).as_secs();
    scene.world.wait(years - 1);
    retention::run(&scene.world.services, scene.world.services.now(), false).await.unwrap();
    assert_eq!(scene.row().await.number, 1, "not a second early");
    scene.world.wait(1);
    retention::run(&scene.world.services, scene.world.services.now(), false).await.unwrap();
    assert!(scene.world.read(|conn, scope| rows::by_number(conn, scope, 1)).await.is_none());
}

#[tokio::test]
async fn an_open_incident_is_never_destroyed_and_is_overdue_after_half_a_year() {
    let scene = Scene::reported().await;
    scene.world.wait(190 * 24 * HOUR);
    retention::run(&scene.world.services, scene.world.services.now(), false).await.unwrap();
    assert_eq!(scene.row().await.number, 1);
    let open = alarms::open(&scene.world.services).await.unwrap();
    assert!(open.iter().any(|alarm| alarm.kind == "retention_overdue"), "it must be looked at");
    scene.take(IncidentStep::Note, &typed(&[("explanation", "Loopt nog")])).await.unwrap();
    assert!(scene.row().await.retention.destroy_after > scene.world.services.now());
}

#[tokio::test]
async fn an_alarm_becomes_one_draft_and_other_alarms_none() {
    let scene = Scene::begin().await;
    let raise = |kind: &'static str| Notice {
        kind,
        subject: "noord".to_owned(),
        municipality: Some(scene.world.municipality),
        detail: "signed with another key".to_owned(),
    };
    alarms::raise(&scene.world.services, raise("unit_packet_not_authentic")).await.unwrap();
    alarms::raise(&scene.world.services, raise("unit_silent")).await.unwrap();
    assert_eq!(scene.job().await.0, 1);
    assert_eq!(scene.job().await.0, 0, "one alarm, one incident");
    let view = scene.show().await;
    assert_eq!((view.line.kind, view.line.source), (IncidentKind::Intrusion, IncidentSource::Alarm));
    assert!(view.entries[0].words[&IncidentField::What].contains("unit_packet_not_authentic"));
}

#[tokio::test]
async fn the_extent_of_a_leak_names_places_periods_and_viewers() {
    let scene = Scene::begin().await;
    let (one, _) = (scene.world.add_case(PLATE, 30).await, scene.world.add_case("XX1234", 20).await);
    let fg = scene.world.actor("fg", Role::PrivacyOfficer).await;
    for _ in 0..2 {
        case_view::show(&scene.world.services, &fg, one.reference.as_str()).await.unwrap();
    }
    let request = ExtentRequest { from: "2026-11-24".to_owned(), until: "2026-11-24".to_owned() };
    let length = scene.world.log().await.len();
    let extent = incidents::extent(&scene.world.services, &scene.keeper, &request).await.unwrap();
    assert_eq!(scene.world.acts_since(length).await, [Act::IncidentScopeTold]);
    assert_eq!((extent.cases, extent.vehicles), (2, 2));
    assert_eq!(extent.places, [("Straat brug".to_owned(), 2)]);
    assert_eq!(extent.passages.map(|(first, last)| first < last), Some(true));
    let viewed = incidents::Viewed { name: "Naam fg".to_owned(), cases: 1, times: 2 };
    assert_eq!(extent.viewers, [viewed]);
    let request = ExtentRequest { from: "2026-11-20".to_owned(), until: "2026-11-19".to_owned() };
    let wrong = incidents::extent(&scene.world.services, &scene.keeper, &request).await;
    assert_eq!(flaws(wrong.map(drop)), [("until".to_owned(), Some(Flaw::EndBeforeStart))]);
}
