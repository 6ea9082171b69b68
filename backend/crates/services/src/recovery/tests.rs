//! An older database is put back under a key store that saw a newer one.

use poortwacht_domain::{Act, HalfId, Role};
use poortwacht_evidence::KeyStoreError;
use poortwacht_ledger::Actor;
use poortwacht_store::cases::{self, Case};

use super::{ALARM_BEHIND, SecondPerson, losses, plan, recover, watch_over};
use crate::review::ReviewRefusal;
use crate::testing::{DATABASE, copy_database};
use crate::tests::world::{PASSWORD, PLATE, Person, World};
use crate::{ServiceError, Services, alarms, doctor, instances, retention, testing};

/// A database that was put back.
struct Scene {
    world: World,
    second: Person,
    officer: Person,
    /// In both databases.
    lives: Case,
    /// Destroyed after the backup.
    died: Case,
    /// Received after the backup.
    lost: Case,
}

impl Scene {
    async fn set() -> Self {
        let mut world = World::new().await;
        let second = world.person("ciso", Role::SecurityOfficer).await;
        let officer = world.person("boa", Role::Officer).await;
        let (lives, died) = (world.add_case(PLATE, 5).await, world.add_case("AE34UI", 5).await);
        settle(&world).await;
        copy(&world, DATABASE, "backup.sqlite");
        destroy(&world, &died).await;
        let lost = world.add_case("AE56UI", 5).await;
        settle(&world).await;
        put_back(&mut world);
        Self { world, second, officer, lives, died, lost }
    }

    fn services(&self) -> &Services {
        &self.world.services
    }

    fn half(&self, case: &Case) -> Result<bool, KeyStoreError> {
        self.services().keys().half(case.half.id).map(|half| half.is_some())
    }

    fn second(&self, code: Option<&str>) -> SecondPerson {
        let present = crate::accounts::code_at(&self.second.secret, self.services().now());
        SecondPerson { login: "ciso".to_owned(), code: code.map_or(present, str::to_owned) }
    }

    async fn recoveries(&self) -> usize {
        self.world.log().await.iter().filter(|(act, _)| *act == Act::LedgerRecovered).count()
    }
}

/// All keys find their subject, and the key store sees where the logs stand.
async fn settle(world: &World) {
    world.wait(3700);
    retention::sweep(&world.services).await.unwrap();
    assert!(watch_over(&world.services).await.unwrap());
}

async fn destroy(world: &World, case: &Case) {
    let id = case.id;
    let all = world.read(|conn, scope| cases::all_after(conn, scope, None, 10)).await;
    let one = all.into_iter().filter(|case| case.id == id).collect();
    assert_eq!(retention::destroy_cases(&world.services, &Actor::Operator, one).await.unwrap(), 1);
}

fn put_back(world: &mut World) {
    world.services.store().shutdown();
    copy(world, "backup.sqlite", DATABASE);
    world.services = process(world);
}

fn copy(world: &World, from: &str, to: &str) {
    copy_database(&world.folder.path().join(from), &world.folder.path().join(to));
}

/// Another process on the database and the key store that are there.
fn process(world: &World) -> Services {
    let (clock, rng) = (world.clock.clone(), world.services.rng());
    testing::process(world.folder.path(), clock, rng, world.services.config().clone())
}

#[tokio::test]
async fn an_older_database_opens_nothing_takes_nothing_and_sweeps_nothing() {
    let scene = Scene::set().await;
    assert!(!watch_over(scene.services()).await.unwrap());
    let keys = scene.services().keys();
    assert!(matches!(scene.half(&scene.lives), Err(KeyStoreError::Withheld)));
    assert!(matches!(keys.halves(&[scene.lives.half.id]), Err(KeyStoreError::Withheld)));
    assert!(matches!(keys.take_half(), Err(KeyStoreError::Withheld)));
    let swept = retention::sweep(scene.services()).await;
    assert!(matches!(swept, Err(ServiceError::DatabaseBehind)), "{swept:?}");
    let destroyed = retention::run(scene.services(), scene.services().now(), false).await;
    assert!(matches!(destroyed, Err(ServiceError::DatabaseBehind)), "{destroyed:?}");
    assert!(matches!(instances::probe(scene.services()).await, Err(ServiceError::DatabaseBehind)));
    assert!(keys.missing_halves(&[scene.lost.half.id]).unwrap().is_empty());
}

#[tokio::test]
async fn an_officer_hears_that_the_database_is_older_and_the_operator_what_to_do() {
    let scene = Scene::set().await;
    assert!(!watch_over(scene.services()).await.unwrap());
    let officer = scene.world.try_login(&scene.officer, PASSWORD).await.unwrap().actor;
    let refused = testing::claim_next(scene.services(), &officer, None).await.err();
    assert!(matches!(refused, Some(ReviewRefusal::Service(ServiceError::DatabaseBehind))), "{refused:?}");
    let found = doctor::examine(scene.services()).await.unwrap();
    assert!(found.iter().any(|finding| finding.fix.contains("poortwacht recover")), "{found:?}");
    let open = alarms::open(scene.services()).await.unwrap();
    let log = format!("municipality/{}", scene.world.municipality);
    assert!(open.iter().any(|alarm| alarm.kind == ALARM_BEHIND && alarm.subject == log), "{open:?}");
}

#[tokio::test]
async fn the_plan_says_what_is_lost_and_changes_nothing() {
    let scene = Scene::set().await;
    let before = scene.world.log().await;
    let plan = plan(scene.services()).await.unwrap();
    assert_eq!((plan.losses.len(), plan.without_key, plan.without_subject), (1, 1, 1), "{plan}");
    assert!(plan.to_string().contains("1 cases will be destroyed again"), "{plan}");
    assert_eq!(scene.world.log().await, before);
    assert!(scene.services().keys().missing_halves(&[scene.lost.half.id]).unwrap().is_empty());
}

#[tokio::test]
async fn two_people_recover_it_and_the_ledger_says_what_happened() {
    let scene = Scene::set().await;
    assert!(!watch_over(scene.services()).await.unwrap());
    let recovered = recover(scene.services(), scene.second(None)).await.unwrap();
    assert!(recovered.ledger.is_sound(), "{recovered}");
    assert!(recovered.to_string().contains("begun by a recovery"), "{recovered}");
    assert_eq!((recovered.logs, recovered.without_key, recovered.without_subject), (1, 1, 1));
    assert!(scene.half(&scene.lives).unwrap());
    assert!(!scene.half(&scene.died).unwrap() && !scene.half(&scene.lost).unwrap());
    let died = scene.died.id;
    assert!(scene.world.read(move |conn, scope| cases::find(conn, scope, died)).await.is_none());
    assert!(watch_over(scene.services()).await.unwrap());
    let open = alarms::open(scene.services()).await.unwrap();
    assert!(open.iter().all(|alarm| alarm.kind != ALARM_BEHIND), "{open:?}");
    assert_eq!(scene.recoveries().await, 1);
    let again = recover(scene.services(), scene.second(None)).await;
    assert!(matches!(again, Err(ServiceError::Conflict(_))));
    let officer = scene.world.try_login(&scene.officer, PASSWORD).await.unwrap().actor;
    testing::claim_next(scene.services(), &officer, None).await.unwrap();
}

#[tokio::test]
async fn a_server_beside_the_command_opens_again_within_its_next_look() {
    let scene = Scene::set().await;
    let server = process(&scene.world);
    assert!(!watch_over(&server).await.unwrap());
    recover(scene.services(), scene.second(None)).await.unwrap();
    assert!(matches!(server.keys().half(scene.lives.half.id), Err(KeyStoreError::Withheld)));
    assert!(watch_over(&server).await.unwrap());
    assert!(server.keys().half(scene.lives.half.id).unwrap().is_some());
}

#[tokio::test]
async fn nobody_recovers_alone() {
    let scene = Scene::set().await;
    let code = |login: &str| SecondPerson { login: login.to_owned(), ..scene.second(None) };
    for second in [scene.second(Some("000000")), code("boa")] {
        let refused = recover(scene.services(), second).await;
        assert!(matches!(refused, Err(ServiceError::Invalid(_))), "{refused:?}");
    }
    let stranger = recover(scene.services(), code("niemand")).await;
    assert!(matches!(stranger, Err(ServiceError::NotFound(_))), "{stranger:?}");
    assert_eq!(scene.recoveries().await, 0);
    assert_eq!(losses(scene.services()).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_recovery_that_was_cut_short_goes_on_with_the_shards_that_it_began() {
    let scene = Scene::set().await;
    let lost = losses(scene.services()).await.unwrap();
    let second = poortwacht_domain::AccountId::random(scene.services().rng().as_ref());
    super::logs::begin(scene.services(), &lost, second).await.unwrap();
    let later = process(&scene.world);
    assert!(!watch_over(&later).await.unwrap());
    let recovered = recover(&later, scene.second(None)).await.unwrap();
    assert!(recovered.ledger.is_sound(), "{recovered}");
    assert_eq!(scene.recoveries().await, 1);
}

#[tokio::test]
async fn an_older_database_that_went_on_growing_is_recognised_all_the_same() {
    let scene = Scene::set().await;
    for _ in 0..8 {
        scene.world.try_login(&scene.officer, "wrong").await.unwrap_err();
        scene.world.wait(3600);
    }
    let found = losses(scene.services()).await.unwrap();
    let [loss] = found.as_slice() else { panic!("{found:?}") };
    assert!(loss.left.as_ref().unwrap().size > loss.last_seen().unwrap().size, "{loss:?}");
    assert!(!watch_over(scene.services()).await.unwrap());
}

#[tokio::test]
async fn the_newest_database_is_never_taken_for_an_older_one() {
    let world = World::new().await;
    let halves: Vec<HalfId> = vec![world.add_case(PLATE, 5).await.half.id];
    for _ in 0..3 {
        assert!(watch_over(&world.services).await.unwrap());
        world.add_location("kade").await;
    }
    assert!(watch_over(&process(&world)).await.unwrap());
    assert_eq!(world.services.keys().halves(&halves).unwrap().len(), 1);
}
