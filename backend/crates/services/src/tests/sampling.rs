//! Samples for inspection.

use poortwacht_domain::sampling::Drawing;
use poortwacht_domain::{Act, CaseState, RecordId, Role, SampleGround, SampleKind, SampleOutcome};
use poortwacht_ledger::Record;
use poortwacht_store::cases::Case;
use poortwacht_store::ledger_rows::{self, LogName};
use poortwacht_store::samples as rows;

use super::desk::claim;
use super::quality::{confirmed, dismissed};
use super::world::{PLATE, World};
use crate::case_view::{self, CasePictures};
use crate::sampling::{
    self as service, CloseForm, DrawForm, Inspected, LineForm, close, inspect, judge, report, samples, show,
};
use crate::{Actor, Flaw, ServiceError, retention};

const A_DAY: i64 = 24 * 3600;

/// A municipality with an officer, a coordinator and a privacy officer.
struct Scene {
    world: World,
    boa: Actor,
    coordinator: Actor,
    privacy: Actor,
}

impl Scene {
    async fn set() -> Self {
        let world = World::new().await;
        let boa = world.actor("boa", Role::Officer).await;
        let coordinator = world.actor("leiding", Role::Coordinator).await;
        let privacy = world.actor("fg", Role::PrivacyOfficer).await;
        Self { world, boa, coordinator, privacy }
    }

    async fn draw(&self, actor: &Actor, form: DrawForm) -> Result<RecordId, ServiceError> {
        service::draw(&self.world.services, actor, &form).await
    }

    async fn draw_cases(&self) -> RecordId {
        self.draw(&self.coordinator, cases()).await.unwrap()
    }

    async fn inspect(&self, actor: &Actor, id: RecordId, line: u32) -> Result<Inspected, ServiceError> {
        Ok(inspect(&self.world.services, actor, (id, line)).await?.seen)
    }

    async fn say(&self, actor: &Actor, place: (RecordId, u32), form: LineForm) -> Result<(), ServiceError> {
        judge(&self.world.services, actor, place, &form).await
    }

    async fn close(&self, actor: &Actor, id: RecordId) -> Result<(), ServiceError> {
        let form = CloseForm { conclusion: "Redenen van wetenschap bespreken".to_owned() };
        close(&self.world.services, actor, id, &form).await
    }

    async fn purge(&self) {
        retention::run(&self.world.services, self.world.services.now(), false).await.unwrap();
    }

    /// The last entry of an act.
    async fn entry(&self, act: Act) -> Record {
        let log = LogName::municipality(self.world.municipality);
        let entries =
            self.world.read(move |conn, _| ledger_rows::log_entries(conn, &log, None, 10_000)).await;
        let mut records = entries.iter().map(|stored| Record::parse(&stored.entry).unwrap());
        records.rfind(|record| record.entry.act == act).unwrap()
    }
}

fn cases() -> DrawForm {
    DrawForm {
        kind: "decided_cases".to_owned(),
        from: "2026-11-01".to_owned(),
        until: "2026-11-24".to_owned(),
        ..DrawForm::default()
    }
}

fn views(reach: &str) -> DrawForm {
    DrawForm { kind: "views".to_owned(), reach: reach.to_owned(), ..cases() }
}

fn in_order() -> LineForm {
    LineForm { outcome: "in_order".to_owned(), ..LineForm::default() }
}

fn wrong(ground: &str, words: &str) -> LineForm {
    LineForm { outcome: "wrong".to_owned(), ground: ground.to_owned(), words: words.to_owned() }
}

fn flaws(result: Result<(), ServiceError>) -> Vec<(String, Option<Flaw>)> {
    let Err(ServiceError::Invalid(problems)) = result else { panic!("{result:?}") };
    problems.into_iter().map(|problem| (problem.field, problem.flaw)).collect()
}

/// Whoever has the names and the seed finds the same cases in the same order.
fn drawn_again(sample: &rows::Sample, cases: &[Case]) -> (Vec<String>, String) {
    let mut names: Vec<String> = cases.iter().map(|case| case.id.to_string()).collect();
    names.sort_unstable();
    let mut drawing = Drawing::new(sample.seed, sample.size);
    for name in &names {
        drawing.offer(name, || name.clone());
    }
    let drawn = drawing.finish();
    (drawn.sample, drawn.frame)
}

#[tokio::test]
async fn a_draw_stands_in_the_ledger_with_all_that_it_takes_to_draw_it_again() {
    let scene = Scene::set().await;
    let mut decided = Vec::new();
    for _ in 0..4 {
        decided.push(confirmed(&scene.world, &scene.boa).await);
    }
    scene.world.add_case(PLATE, 20).await;
    let length = scene.world.log().await.len();
    let form = DrawForm { size: "2".to_owned(), ..cases() };
    let id = scene.draw(&scene.coordinator, form).await.unwrap();
    assert_eq!(scene.world.acts_since(length).await, [Act::SampleDrawn]);
    let sample = scene.world.read(move |conn, scope| rows::by_id(conn, scope, id)).await.unwrap();
    let lines = scene.world.read(move |conn, scope| rows::lines(conn, scope, id)).await;
    let (again, frame) = drawn_again(&sample, &decided);
    assert_eq!(lines.iter().map(|line| line.case.to_string()).collect::<Vec<_>>(), again);
    assert_eq!((sample.population, &sample.frame), (4, &frame), "the undecided case does not count");
    let told = scene.entry(Act::SampleDrawn).await.entry;
    let detail = |name: &str| told.detail.get(name).cloned().unwrap_or_default();
    assert_eq!((detail("population"), detail("drawn"), detail("size")), ("4".into(), "2".into(), "2".into()));
    assert_eq!((detail("seed"), detail("frame")), (sample.seed.to_string(), frame));
    let second = scene.draw_cases().await;
    let listed = samples(&scene.world.services, &scene.coordinator).await.unwrap().samples;
    let open: Vec<RecordId> = listed.iter().map(|sample| sample.id).collect();
    assert!(open.len() == 2 && open.contains(&id) && open.contains(&second), "no draw disappears: {open:?}");
}

#[tokio::test]
async fn a_sample_is_inspected_line_by_line_corrected_finished_and_then_never_changes() {
    let scene = Scene::set().await;
    let case = confirmed(&scene.world, &scene.boa).await;
    let id = scene.draw_cases().await;
    let length = scene.world.log().await.len();
    let Inspected::Case(view) = scene.inspect(&scene.coordinator, id, 1).await.unwrap() else {
        panic!("a case")
    };
    assert!(view.plate.is_some() && matches!(view.pictures, CasePictures::Granted(_)));
    assert_eq!(view.viewings[0].act, Act::SampleCaseShown, "the look is one of the case's");
    assert_eq!(scene.world.log().await[length..], [(Act::SampleCaseShown, Some("sample".to_owned()))]);
    assert_eq!(scene.entry(Act::SampleCaseShown).await.entry.case, Some(case.id));
    assert!(
        matches!(scene.close(&scene.coordinator, id).await, Err(ServiceError::Conflict(_))),
        "not judged"
    );
    let say = |form| scene.say(&scene.coordinator, (id, 1), form);
    assert_eq!(flaws(say(LineForm::default()).await), [("outcome".to_owned(), Some(Flaw::Required))]);
    let needed = [("ground".to_owned(), Some(Flaw::Required)), ("words".to_owned(), Some(Flaw::Required))];
    assert_eq!(flaws(say(wrong("", " ")).await), needed);
    let other = wrong("no_task", "van AE-12-UI");
    let bad =
        [("ground".to_owned(), Some(Flaw::NotAChoice)), ("words".to_owned(), Some(Flaw::ContainsPlate))];
    assert_eq!(flaws(say(other).await), bad, "a ground of views, and a plate");
    let destroyed = LineForm { outcome: "destroyed".to_owned(), ..LineForm::default() };
    assert_eq!(flaws(say(destroyed).await), [("outcome".to_owned(), Some(Flaw::NotAChoice))]);
    say(wrong("grounds", "Het bord staat er niet in")).await.unwrap();
    say(LineForm { words: "Staat er toch in".to_owned(), ..in_order() }).await.unwrap();
    say(wrong("grounds", "De tijd ontbreekt")).await.unwrap();
    let shown = show(&scene.world.services, &scene.coordinator, id).await.unwrap();
    let said = shown.lines[0].said.clone().unwrap();
    assert_eq!((said.outcome, said.ground), (SampleOutcome::Wrong, Some(SampleGround::Grounds)));
    assert_eq!((said.words.as_deref(), said.by.as_str()), (Some("De tijd ontbreekt"), "Naam leiding"));
    let length = scene.world.log().await.len();
    scene.close(&scene.coordinator, id).await.unwrap();
    assert_eq!(scene.world.acts_since(length).await, [Act::SampleClosed]);
    assert_eq!(scene.entry(Act::SampleClosed).await.entry.detail.get("wrong").map(String::as_str), Some("1"));
    assert!(matches!(say(in_order()).await, Err(ServiceError::NotFound(_))), "finished is finished");
    assert!(matches!(scene.inspect(&scene.coordinator, id, 1).await, Err(ServiceError::NotFound(_))));
    assert!(matches!(scene.close(&scene.coordinator, id).await, Err(ServiceError::Conflict(_))));
    let shown = show(&scene.world.services, &scene.coordinator, id).await.unwrap();
    assert_eq!(shown.conclusion.as_deref(), Some("Redenen van wetenschap bespreken"));
}

#[tokio::test]
async fn a_view_is_shown_with_the_state_of_the_case_then_and_what_else_the_viewer_did_but_no_picture() {
    let scene = Scene::set().await;
    let case = confirmed(&scene.world, &scene.boa).await;
    case_view::show(&scene.world.services, &scene.coordinator, case.reference.as_str()).await.unwrap();
    let id = scene.draw(&scene.privacy, views("outside_desk")).await.unwrap();
    let sample = show(&scene.world.services, &scene.privacy, id).await.unwrap();
    assert_eq!(
        (sample.summary.population, sample.lines.len()),
        (1, 1),
        "the desk's view is explained by the queue"
    );
    assert_eq!(
        (sample.lines[0].who.as_str(), sample.lines[0].state),
        ("Naam leiding", Some(CaseState::Confirmed))
    );
    let everything = scene.draw(&scene.privacy, views("")).await.unwrap();
    let all = show(&scene.world.services, &scene.privacy, everything).await.unwrap();
    let desk = all.lines.iter().find(|line| line.who == "Naam boa").unwrap();
    assert_eq!((all.summary.population, desk.state), (2, Some(CaseState::AwaitingReview)));
    let length = scene.world.log().await.len();
    let seen = scene.inspect(&scene.privacy, everything, desk.number).await.unwrap();
    assert_eq!(scene.world.acts_since(length).await, [Act::SampleViewShown]);
    let Inspected::View { entry, around } = seen else { panic!("a view") };
    assert_eq!((entry.act, entry.reason.as_deref()), (Act::CaseShown, Some("review")));
    let acts: Vec<Act> = around.iter().map(|line| line.act).collect();
    assert_eq!(acts, [Act::CaseConfirmed, Act::CaseClaimed]);
    scene.say(&scene.privacy, (everything, desk.number), wrong("no_task", "Geen taak")).await.unwrap();
}

#[tokio::test]
async fn who_may_not_read_the_ledger_draws_no_views_and_finds_none() {
    let scene = Scene::set().await;
    confirmed(&scene.world, &scene.boa).await;
    let refused = async |actor: &Actor, form| {
        let length = scene.world.log().await.len();
        assert!(matches!(scene.draw(actor, form).await, Err(ServiceError::Refused(_))));
        scene.world.log().await[length..].to_vec()
    };
    let noted = |reason: &str| vec![(Act::AccessRefused, Some(reason.to_owned()))];
    assert_eq!(refused(&scene.coordinator, views("")).await, noted("read_ledger"));
    assert_eq!(refused(&scene.privacy, cases()).await, noted("watch_quality"));
    for role in [Role::Officer, Role::Administrator, Role::SecurityOfficer, Role::Auditor] {
        let actor = Actor { role, ..scene.boa.clone() };
        assert_eq!(refused(&actor, views("")).await, [], "{role}: the guard has noted it");
        assert!(
            matches!(samples(&scene.world.services, &actor).await, Err(ServiceError::Refused(_))),
            "{role}"
        );
    }
    let (of_cases, of_views) =
        (scene.draw_cases().await, scene.draw(&scene.privacy, views("")).await.unwrap());
    for (actor, id) in [(&scene.coordinator, of_views), (&scene.privacy, of_cases)] {
        assert!(matches!(show(&scene.world.services, actor, id).await, Err(ServiceError::NotFound(_))));
        assert!(matches!(scene.inspect(actor, id, 1).await, Err(ServiceError::NotFound(_))));
        assert!(matches!(scene.say(actor, (id, 1), in_order()).await, Err(ServiceError::NotFound(_))));
        assert!(matches!(scene.close(actor, id).await, Err(ServiceError::NotFound(_))));
        assert!(matches!(report(&scene.world.services, actor, id).await, Err(ServiceError::NotFound(_))));
    }
}

#[tokio::test]
async fn nobody_inspects_the_own_decision_or_the_own_view() {
    let scene = Scene::set().await;
    confirmed(&scene.world, &scene.boa).await;
    let promoted = Actor { role: Role::Coordinator, ..scene.boa.clone() };
    let appointed = Actor { role: Role::PrivacyOfficer, ..scene.boa.clone() };
    let (of_cases, of_views) =
        (scene.draw_cases().await, scene.draw(&scene.privacy, views("")).await.unwrap());
    for (own, id, colleague) in
        [(&promoted, of_cases, &scene.coordinator), (&appointed, of_views, &scene.privacy)]
    {
        let length = scene.world.log().await.len();
        assert!(matches!(scene.inspect(own, id, 1).await, Err(ServiceError::Refused(_))));
        assert!(matches!(scene.say(own, (id, 1), in_order()).await, Err(ServiceError::Refused(_))));
        let refused = (Act::AccessRefused, Some("own_work".to_owned()));
        assert_eq!(scene.world.log().await[length..], [refused.clone(), refused]);
        assert!(show(&scene.world.services, own, id).await.unwrap().lines[0].is_own);
        assert!(matches!(scene.close(own, id).await, Err(ServiceError::Conflict(_))), "a line waits");
        scene.say(colleague, (id, 1), in_order()).await.unwrap();
        scene.close(own, id).await.unwrap();
    }
}

#[tokio::test]
async fn a_sample_lengthens_no_term_and_a_case_that_died_leaves_its_line_as_destroyed() {
    let scene = Scene::set().await;
    let gone = dismissed(&scene.world, &scene.boa).await;
    let stays = confirmed(&scene.world, &scene.boa).await;
    let before = scene.world.case(gone.id).await.retention;
    let id = scene.draw_cases().await;
    let lines = scene.world.read(move |conn, scope| rows::lines(conn, scope, id)).await;
    let number = |case: &Case| lines.iter().find(|line| line.case == case.id).unwrap().number;
    let seen = scene.inspect(&scene.coordinator, id, number(&gone)).await.unwrap();
    let Inspected::Case(view) = seen else { panic!("a dismissed case opens for a sample") };
    assert!(view.plate.is_some());
    assert_eq!(scene.world.case(gone.id).await.retention, before);
    scene.world.wait(2 * A_DAY);
    scene.purge().await;
    let length = scene.world.log().await.len();
    let seen = scene.inspect(&scene.coordinator, id, number(&gone)).await.unwrap();
    assert!(matches!(seen, Inspected::Gone));
    assert_eq!(scene.world.acts_since(length).await, [Act::SampleShown]);
    let late = scene.say(&scene.coordinator, (id, number(&gone)), in_order()).await;
    assert!(matches!(late, Err(ServiceError::Conflict(_))), "nobody judges what nobody can see");
    scene.say(&scene.coordinator, (id, number(&stays)), in_order()).await.unwrap();
    scene.close(&scene.coordinator, id).await.unwrap();
    let shown = show(&scene.world.services, &scene.coordinator, id).await.unwrap();
    let ends = shown.summary.outcomes;
    assert!(ends.contains(&(SampleOutcome::Destroyed, 1)) && ends.contains(&(SampleOutcome::InOrder, 1)));
    assert_eq!(shown.lines.iter().find(|line| line.number == number(&gone)).unwrap().case, None);
}

#[tokio::test]
async fn a_sample_dies_with_its_key_and_leaves_figures_however_often_its_end_is_repeated() {
    let scene = Scene::set().await;
    confirmed(&scene.world, &scene.boa).await;
    let id = scene.draw_cases().await;
    scene.say(&scene.coordinator, (id, 1), wrong("decision", "Geen overtreding")).await.unwrap();
    scene.close(&scene.coordinator, id).await.unwrap();
    let half = scene.world.read(move |conn, scope| rows::by_id(conn, scope, id)).await.unwrap().half.id;
    scene.world.wait(725 * A_DAY);
    scene.purge().await;
    assert!(scene.world.services.keys().half(half).unwrap().is_some(), "24 months are not over");
    scene.world.wait(10 * A_DAY);
    // Here the process died before, when the key was gone and the rows were not.
    scene.world.services.keys().destroy_halves(&[half]).unwrap();
    assert!(show(&scene.world.services, &scene.coordinator, id).await.is_err(), "unreadable already");
    scene.purge().await;
    scene.purge().await;
    let listed = samples(&scene.world.services, &scene.coordinator).await.unwrap();
    assert!(listed.samples.is_empty());
    let [left] = listed.figures.as_slice() else { panic!("{:?}", listed.figures) };
    assert_eq!((left.id, left.kind, left.drawn), (id, SampleKind::DecidedCases, 1));
    assert!(left.outcomes.contains(&(SampleOutcome::Wrong, 1)));
}

#[tokio::test]
async fn keys_of_samples_survive_the_sweep_of_unused_halves() {
    let scene = Scene::set().await;
    confirmed(&scene.world, &scene.boa).await;
    let id = scene.draw_cases().await;
    scene.say(&scene.coordinator, (id, 1), wrong("decision", "Geen overtreding")).await.unwrap();
    scene.world.wait(A_DAY);
    retention::sweep(&scene.world.services).await.unwrap();
    let shown = show(&scene.world.services, &scene.coordinator, id).await.unwrap();
    assert_eq!(shown.lines[0].said.clone().unwrap().words.as_deref(), Some("Geen overtreding"));
}

#[tokio::test]
async fn a_period_without_anything_and_a_place_that_is_not_there_are_told_by_their_fields() {
    let scene = Scene::set().await;
    let length = scene.world.log().await.len();
    let drawn = |form| async { scene.draw(&scene.coordinator, form).await.map(drop) };
    assert_eq!(flaws(drawn(cases()).await), [("until".to_owned(), Some(Flaw::NothingToDrawFrom))]);
    let elsewhere = DrawForm { location: "elders".to_owned(), ..cases() };
    assert_eq!(flaws(drawn(elsewhere).await), [("location".to_owned(), Some(Flaw::NotAChoice))]);
    assert_eq!(scene.world.acts_since(length).await, [], "nothing was drawn");
    let square = scene.world.add_location("plein").await;
    let there = scene.world.add_case_at(square, PLATE, 10).await;
    claim(&scene.world, &scene.boa).await;
    let request = crate::review::DismissRequest {
        case: there.reference.as_str().to_owned(),
        reason: "plate_unreadable".to_owned(),
        ..Default::default()
    };
    crate::review::dismiss(&scene.world.services, &scene.boa, request).await.unwrap();
    let at = |code: &str| DrawForm { location: code.to_owned(), ..cases() };
    assert_eq!(flaws(drawn(at("brug")).await), [("until".to_owned(), Some(Flaw::NothingToDrawFrom))]);
    scene.draw(&scene.coordinator, at("plein")).await.unwrap();
}

#[tokio::test]
async fn the_report_names_nobody_and_is_logged_before_it_leaves() {
    let scene = Scene::set().await;
    let case = confirmed(&scene.world, &scene.boa).await;
    let id = scene.draw_cases().await;
    scene.say(&scene.coordinator, (id, 1), wrong("offence", "R553b had gemoeten")).await.unwrap();
    scene.close(&scene.coordinator, id).await.unwrap();
    let length = scene.world.log().await.len();
    let (name, bytes) = report(&scene.world.services, &scene.coordinator, id).await.unwrap();
    assert_eq!(scene.world.acts_since(length).await, [Act::SampleExported]);
    let text = String::from_utf8(bytes).unwrap();
    assert_eq!(name, "steekproef-2026-11-24.csv");
    for part in
        ["\"wrong\";\"offence\";\"R553b had gemoeten\"", case.reference.as_str(), "Redenen van wetenschap"]
    {
        assert!(text.contains(part), "{part} is missing: {text}");
    }
    for part in ["Naam", PLATE, "boa"] {
        assert!(!text.contains(part), "{part} leaves with {text}");
    }
}
