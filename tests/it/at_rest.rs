//! Nothing readable at rest: no picture, no plate, no key in the data folder, a dump, the log or temporary files.

use std::path::Path;

use poortwacht_tests::html;
use poortwacht_tests::portal::Browser;
use poortwacht_tests::s3::S3Server;
use poortwacht_tests::sender::Draft;
use poortwacht_tests::town::EXEMPT_PLATES;
use poortwacht_tests::world::{MUNICIPALITY, Plan};

use crate::setup::Running;

/// Each with a letter that no dump in hexadecimal digits has by chance.
const PLATES: [&str; 3] = ["CE48AU", "UA93EC", "EU21AE"];

/// What must not be found: a name for the message, and the bytes.
type Needle = (String, Vec<u8>);

/// Sixteen bytes from the start and from the middle of a picture: long enough never to occur by chance.
fn of_picture(name: &str, bytes: &[u8]) -> [Needle; 2] {
    let middle = bytes.len() / 2;
    [
        (format!("start of {name}"), bytes[..16].to_vec()),
        (format!("middle of {name}"), bytes[middle..middle + 16].to_vec()),
    ]
}

fn of_plate(plate: &str) -> Vec<Needle> {
    let dashed = format!("{}-{}-{}", &plate[..2], &plate[2..4], &plate[4..]);
    [plate.to_owned(), plate.to_lowercase(), dashed]
        .into_iter()
        .map(|text| (format!("plate {text}"), text.into_bytes()))
        .collect()
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    memchr::memmem::find(haystack, needle).is_some()
}

fn search_folder(folder: &Path, needles: &[Needle]) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            search_folder(&path, needles);
        } else {
            search(&path.display().to_string(), &std::fs::read(&path).unwrap(), needles);
        }
    }
}

fn search(place: &str, content: &[u8], needles: &[Needle]) {
    for (name, needle) in needles {
        assert!(!contains(content, needle), "{name} is readable in {place}");
        let hex: Vec<u8> = hex::encode(needle).into_bytes();
        assert!(!contains(content, &hex), "{name} is readable in {place}, as hexadecimal text");
    }
}

/// Sends packets, judges one case so that every kind of row exists, and gives what must not be found.
async fn fill(running: &Running) -> Vec<Needle> {
    let sender = running.sender();
    let mut needles: Vec<Needle> =
        EXEMPT_PLATES.iter().chain(&PLATES).flat_map(|plate| of_plate(plate)).collect();
    for (number, plate) in PLATES.into_iter().chain([EXEMPT_PLATES[0]]).enumerate() {
        let draft = Draft::valid(plate, number as u64);
        needles.extend(of_picture("a picture as sent", &draft.pictures[0].1));
        let (status, answer) = sender.send(&draft).await.unwrap();
        assert!(status.is_success(), "{answer}");
    }
    needles.extend(judge_one(running).await);
    let master = std::fs::read_to_string(running.world.path("secrets/master.key")).unwrap();
    needles.push(("the master key".to_owned(), hex::decode(master.trim()).unwrap()));
    needles
}

async fn judge_one(running: &Running) -> Vec<Needle> {
    let officer = running.world.enrolled(MUNICIPALITY, "boa", "officer").await.unwrap();
    let browser: Browser = officer.browser(&running.world).await.unwrap();
    let stock = browser.get("/stock").await.unwrap();
    let desk = browser.submit(&stock, "/review", &[]).await.unwrap();
    let mut needles = Vec::new();
    for path in html::pictures(&desk.body) {
        let (status, bytes) = browser.bytes(&path).await.unwrap();
        assert!(status.is_success(), "{path}: {status}");
        needles.extend(of_picture("a picture as shown", &bytes));
    }
    assert!(!needles.is_empty(), "the desk shows no picture: {}", desk.body);
    let fields = [
        ("offence_code", "R559"),
        ("vehicle_category", "1"),
        ("sign_visible", "yes"),
        ("sign_passed", "yes"),
        ("plate_readable", "yes"),
        ("no_priority_vehicle", "yes"),
        ("grounds", "Ik zag het voertuig het bord passeren."),
    ];
    let next = browser.submit(&desk, "/review/confirm", &fields).await.unwrap();
    assert!(next.status.is_success(), "{}", next.body);
    needles.push(("the grounds of knowledge".to_owned(), b"het voertuig het bord passeren".to_vec()));
    needles
}

/// Folders that the server writes to, and its log.
fn search_files(running: &Running, needles: &[Needle]) {
    for folder in ["data", "keys"] {
        search_folder(&running.world.folder().join(folder), needles);
    }
    let log = running.world.folder().join("server.log");
    search("the server's log", &std::fs::read(log).unwrap(), needles);
}

#[tokio::test]
async fn the_data_folder_the_key_store_and_the_log_hold_no_picture_no_plate_and_no_key() {
    let mut running = Running::on_sqlite().await;
    let needles = fill(&running).await;
    search_files(&running, &needles);
    running.world.stop().await.unwrap();
    search_files(&running, &needles);
}

#[tokio::test]
async fn a_dump_of_the_postgresql_database_holds_no_picture_no_plate_and_no_key() {
    let database = poortwacht_test_postgres::database();
    let plan = Plan { database: Some(database.url.clone()), ..Plan::default() };
    let running = Running::start(plan).await;
    let needles = fill(&running).await;
    let tables =
        database.execute("SELECT string_agg(tablename, ',') FROM pg_tables WHERE schemaname = 'public'");
    let mut rows = 0;
    for table in tables.trim().split(',') {
        let dump = database.execute(&format!("COPY {table} TO STDOUT"));
        rows += dump.lines().count();
        search(table, dump.as_bytes(), &needles);
    }
    assert!(rows > 50, "the dump holds {rows} rows only");
    search_files(&running, &needles);
}

#[tokio::test]
async fn a_bucket_holds_no_picture_no_plate_and_no_key() {
    let folder = tempfile::tempdir().unwrap();
    let s3 = S3Server::start(folder.path()).await.unwrap();
    let running = Running::start(Plan { extra: s3.section("bucket"), ..Plan::default() }).await;
    let mut needles = fill(&running).await;
    needles.push(("the header of a JPEG".to_owned(), b"JFIF".to_vec()));
    needles.push(("a JPEG's tables".to_owned(), b"\xFF\xDB\x00\x43\x00".to_vec()));
    let objects = s3.objects().unwrap();
    assert_eq!(objects.len(), PLATES.len(), "an exempt vehicle leaves no object");
    for object in objects {
        assert!(!std::fs::read(&object).unwrap().starts_with(&[0xFF, 0xD8]), "{}", object.display());
    }
    search_folder(&folder.path().join(poortwacht_tests::s3::BUCKET), &needles);
    search_files(&running, &needles[..needles.len() - 2]);
}
