//! Evidence in a bucket: what is put there and removed again, and what happens when the bucket is gone, lost something,
//! or has the wrong thing.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use poortwacht_store::{Scope, alarms};
use poortwacht_tests::ledger::Records;
use poortwacht_tests::s3::S3Server;
use poortwacht_tests::sender::Draft;
use poortwacht_tests::wire::Answer;
use poortwacht_tests::world::{Plan, World};
use reqwest::StatusCode;
use tempfile::TempDir;

use super::scene::{Scene, WriteLock, keeps_its_packet, says_why};
use crate::setup::Running;

/// Never issued.
const PLATE: &str = "AE93OU";

struct Place {
    s3: S3Server,
    _folder: TempDir,
}

impl Place {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { s3: S3Server::start(folder.path()).await.unwrap(), _folder: folder }
    }

    /// An installation that knows the bucket; new pictures go to `place`.
    fn plan(&self, place: &str) -> Plan {
        Plan { extra: self.s3.section(place), ..Plan::default() }
    }

    fn objects(&self) -> Vec<PathBuf> {
        self.s3.objects().unwrap()
    }

    /// Waits until so many objects are there.
    async fn until(&self, number: usize) {
        let mut pause = tokio::time::interval(Duration::from_millis(10));
        for _ in 0..3_000 {
            if self.objects().len() == number {
                return;
            }
            pause.tick().await;
        }
        panic!("{:?} instead of {number} objects after half a minute", self.objects());
    }
}

async fn arrives(running: &Running, sequence: u64) {
    let (status, answer) = running.sender().send(&Draft::valid(PLATE, sequence)).await.unwrap();
    assert_eq!(status, StatusCode::CREATED, "{answer}");
}

fn reconcile(world: &World) -> String {
    world.command(&["evidence", "reconcile"]).unwrap()
}

/// Asserts that an answer shows nothing of a case.
fn shows_nothing(answer: &Answer) {
    assert!(answer.status.is_server_error(), "{}: {}", answer.status, answer.body);
    for shown in ["JFIF", "/pictures/"] {
        assert!(!answer.body.contains(shown), "{shown} in {}", answer.body);
    }
}

/// Those of the bucket: nobody witnesses this ledger, which is a broken promise of its own.
fn open_alarms(world: &World) -> Vec<String> {
    let records = Records::open(world).unwrap();
    let open = records.store().read_blocking(|conn| alarms::open(conn, &Scope::auditor("a test"))).unwrap();
    open.into_iter().map(|alarm| alarm.kind).filter(|kind| kind != "promise_broken").collect()
}

/// How many are on record; looking is not one.
fn reconciliations(world: &World) -> usize {
    Records::open(world).unwrap().acts().unwrap()["evidence_reconciled"]
}

#[tokio::test]
async fn while_the_bucket_is_down_nothing_opens_and_afterwards_all_catches_up() {
    let mut place = Place::start().await;
    let scene = Scene::set(place.plan("bucket")).await;
    assert_eq!(place.objects().len(), 2);
    place.s3.kill().await.unwrap();
    for page in [scene.page("/review").await, scene.case_page().await, scene.picture().await] {
        says_why("bucket down", &page);
    }
    keeps_its_packet("bucket down", &scene.packet().await);
    scene.is_not_ready("bucket down").await;
    for path in ["/stock", "/units", "/search"] {
        let page = scene.page(path).await;
        assert!(page.succeeded(), "{path}: {}", page.body);
    }
    place.s3.start_again().await.unwrap();
    scene.catches_up().await;
    assert_eq!(place.objects().len(), 3);
}

#[tokio::test]
async fn a_picture_that_the_bucket_lost_is_not_shown_but_reported_and_alarmed() {
    let place = Place::start().await;
    let scene = Scene::set(place.plan("bucket")).await;
    assert!(reconcile(scene.world()).starts_with("2 objects, 2 rows; 0 strays"));
    place.objects().into_iter().for_each(|object| fs::remove_file(object).unwrap());
    let looked =
        scene.world().command(&["evidence", "reconcile", "--dry-run", "--json"]).unwrap_err().to_string();
    assert!(looked.contains("\"missing\":2") && looked.contains("\"dryRun\":true"), "{looked}");
    assert!(open_alarms(scene.world()).is_empty());
    for page in [scene.picture().await, scene.page("/review").await, scene.case_page().await] {
        shows_nothing(&page);
    }
    assert_eq!(open_alarms(scene.world()), ["evidence_lost"]);
    let before = reconciliations(scene.world());
    let found = scene.world().command(&["evidence", "reconcile"]).unwrap_err().to_string();
    assert!(found.contains("2 missing") && found.contains("EVIDENCE IS LOST"), "{found}");
    assert_eq!(reconciliations(scene.world()), before + 1);
}

#[tokio::test]
async fn a_verification_names_what_the_bucket_lost_and_goes_on_with_the_next_case() {
    let place = Place::start().await;
    let scene = Scene::set(place.plan("bucket")).await;
    let verify = ["evidence", "verify", "--all", "--municipality", "waterstad"];
    let sound = scene.world().command(&verify).unwrap();
    assert!(sound.contains("2 case(s) verified"), "{sound}");
    fs::remove_file(&place.objects()[0]).unwrap();
    let found = scene.world().command(&verify).unwrap_err().to_string();
    for line in ["picture.0: FAILED, the bucket does not have picture 0", "1 of 2 case(s) failed"] {
        assert!(found.contains(line), "{line} in {found}");
    }
}

#[tokio::test]
async fn objects_that_were_swapped_between_two_cases_do_not_open() {
    let place = Place::start().await;
    let scene = Scene::set(place.plan("bucket")).await;
    let objects = place.objects();
    let (first, second) = (fs::read(&objects[0]).unwrap(), fs::read(&objects[1]).unwrap());
    fs::write(&objects[0], second).unwrap();
    fs::write(&objects[1], first).unwrap();
    shows_nothing(&scene.picture().await);
    assert!(!open_alarms(scene.world()).is_empty());
}

#[tokio::test]
async fn a_crash_between_bucket_and_database_leaves_a_stray_that_the_sweep_removes() {
    let place = Place::start().await;
    let mut running = Running::start(place.plan("bucket")).await;
    let (sender, draft) = (running.sender(), Draft::valid(PLATE, 1));
    let lock = WriteLock::take(&running.world);
    tokio::select! {
        answer = sender.send(&draft) => panic!("answered although nothing could be stored: {answer:?}"),
        () = place.until(1) => {}
    }
    running.world.kill().await.unwrap();
    lock.release();
    running.world.start().await.unwrap();
    assert!(reconcile(&running.world).contains("0 strays, 0 removed, 1 too young to tell"));
    place.s3.age().unwrap();
    assert!(
        running.world.command(&["jobs", "run", "sweep-evidence"]).unwrap().contains("1 strays, 1 removed")
    );
    assert!(place.objects().is_empty());
    let (status, answer) = running.sender().send(&draft).await.unwrap();
    assert_eq!(status, StatusCode::CREATED, "{answer}");
    assert_eq!(place.objects().len(), 1);
}

#[tokio::test]
async fn a_passage_that_was_known_leaves_nothing_in_the_bucket() {
    let place = Place::start().await;
    let running = Running::start(place.plan("bucket")).await;
    arrives(&running, 1).await;
    let (status, answer) = running.sender().send(&Draft::valid(PLATE, 2)).await.unwrap();
    assert!(status.is_success() && answer["outcome"] == "duplicate", "{status} {answer}");
    assert_eq!(place.objects().len(), 1);
}

#[tokio::test]
async fn destruction_takes_the_objects_too_and_the_sweep_those_it_could_not_reach() {
    let mut place = Place::start().await;
    let running = Running::start(place.plan("bucket")).await;
    let destroy = |now: &str| running.world.command(&["retention", "run", "--now", now]).unwrap();
    arrives(&running, 1).await;
    assert!(destroy("2035-01-01T00:00:00Z").contains("1 cases"));
    assert!(place.objects().is_empty());
    arrives(&running, 2).await;
    place.s3.kill().await.unwrap();
    assert!(
        destroy("2035-01-01T00:00:00Z").contains("1 cases"),
        "a bucket that is down stops no destruction"
    );
    place.s3.start_again().await.unwrap();
    assert_eq!(place.objects().len(), 1);
    place.s3.age().unwrap();
    assert!(reconcile(&running.world).contains("1 strays, 1 removed"));
    assert!(place.objects().is_empty());
}

#[tokio::test]
async fn a_grown_installation_moves_its_evidence_and_back_and_every_picture_still_opens() {
    let place = Place::start().await;
    let scene = Scene::set(place.plan("database")).await;
    let shown = scene.picture().await;
    assert_eq!(shown.header("content-type"), Some("image/jpeg"));
    let refused = scene.world().command(&["evidence", "move", "--to", "bucket"]).unwrap_err().to_string();
    assert!(refused.contains("evidence.place"), "{refused}");
    for (to, objects) in [("bucket", 2), ("database", 0)] {
        let mut command = scene.world().server_command(&["evidence", "move", "--to", to]).unwrap();
        let output = command.env("POORTWACHT_EVIDENCE__PLACE", to).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            output.status.success() && text.contains(&format!("2 pictures moved to the {to}")),
            "{output:?}"
        );
        assert_eq!(place.objects().len(), objects);
        let page = scene.page("/review").await;
        let picture = poortwacht_tests::html::pictures(&page.body).into_iter().next().unwrap();
        let picture = scene.page(&picture).await;
        assert_eq!((picture.status, &picture.body), (StatusCode::OK, &shown.body), "{to}");
    }
}

#[tokio::test]
async fn an_installation_without_a_bucket_has_nothing_to_compare() {
    let running = Running::on_sqlite().await;
    arrives(&running, 1).await;
    let told = reconcile(&running.world);
    assert!(told.starts_with("0 objects, 0 rows: no bucket is configured"), "{told}");
}

#[tokio::test]
async fn doctor_and_the_check_of_the_configuration_name_what_is_wrong_with_a_bucket() {
    let folder = tempfile::tempdir().unwrap();
    let mut s3 = S3Server::start_with(folder.path(), &["--versioning", "Enabled"]).await.unwrap();
    let running = Running::start(Plan { extra: s3.section("bucket"), ..Plan::default() }).await;
    let doctor = || running.world.command(&["doctor"]).unwrap_err().to_string();
    assert!(doctor().contains("versioning is on"), "{}", doctor());
    s3.kill().await.unwrap();
    assert!(doctor().contains("the bucket is not available"), "{}", doctor());
    let mut check = running.world.server_command(&["config", "check"]).unwrap();
    let output =
        check.env("POORTWACHT_EVIDENCE__BUCKET__ENDPOINT", "http://192.0.2.1:9000").output().unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        !output.status.success() && text.contains("evidence.bucket") && text.contains("endpoint"),
        "{text}"
    );
}
