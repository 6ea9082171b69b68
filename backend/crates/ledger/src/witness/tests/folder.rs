use std::fs;
use std::path::Path;

use super::server::Leaves;
use super::*;

fn files(path: &Path) -> Vec<String> {
    let names = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.collect();
    names.sort();
    names
}

async fn run(folder: &mut Folder, server: &Server, minute: i64) -> Result<Seen, Alarm> {
    folder.round(server, &cosigner(), &Limits::default(), at(minute)).await
}

fn rewritten() -> Server {
    Server::of(Leaves::of((0..400).map(|number| format!("edited {number}"))))
}

#[tokio::test]
async fn a_restarted_witness_goes_on_where_it_was() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("witness");
    let mut folder = Folder::first(&path, log(), at(0)).unwrap();
    run(&mut folder, &Server::sized(300), 1).await.unwrap();
    let before = folder.memory().clone();
    drop(folder);
    let mut folder = Folder::open(&path, &log()).unwrap();
    assert_eq!(*folder.memory(), before);
    let found = run(&mut folder, &Server::sized(301), 2).await.unwrap();
    assert_eq!(found.shards[0].before, Some(300));
}

#[tokio::test]
async fn a_first_start_is_only_one_where_nothing_is() {
    let place = tempfile::tempdir().unwrap();
    assert!(matches!(Folder::open(place.path(), &log()), Err(MemoryError::None(_))));
    drop(Folder::first(place.path(), log(), at(0)).unwrap());
    assert!(matches!(Folder::first(place.path(), log(), at(0)), Err(MemoryError::Exists(_))));
    drop(Folder::open(place.path(), &log()).unwrap());
}

#[tokio::test]
async fn removing_the_memory_does_not_make_a_first_start_beside_evidence() {
    let place = tempfile::tempdir().unwrap();
    let mut folder = Folder::first(place.path(), log(), at(0)).unwrap();
    run(&mut folder, &Server::sized(300), 1).await.unwrap();
    run(&mut folder, &rewritten(), 2).await.unwrap_err();
    drop(folder);
    fs::remove_file(place.path().join(MEMORY_FILE)).unwrap();
    assert!(matches!(Folder::first(place.path(), log(), at(3)), Err(MemoryError::Exists(_))));
}

#[tokio::test]
async fn a_damaged_memory_is_refused_whatever_the_damage() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join(MEMORY_FILE);
    let mut folder = Folder::first(place.path(), log(), at(0)).unwrap();
    run(&mut folder, &Server::sized(300), 1).await.unwrap();
    drop(folder);
    let good = fs::read(&file).unwrap();
    let cut = (0..good.len()).map(|length| good[..length].to_vec());
    let changed = (0..good.len()).map(|place| {
        let mut bytes = good.clone();
        bytes[place] ^= 1;
        bytes
    });
    for bad in cut.chain(changed).chain([[good.as_slice(), b"\n"].concat()]) {
        fs::write(&file, &bad).unwrap();
        assert!(matches!(Folder::open(place.path(), &log()), Err(MemoryError::Damaged { .. })));
    }
    fs::write(&file, &good).unwrap();
    Folder::open(place.path(), &log()).unwrap();
}

/// The checksum is no secret; the checkpoints in the memory are verified all the same.
#[tokio::test]
async fn a_memory_edited_with_its_checksum_is_refused() {
    let text = seen(&Server::sized(300)).await.to_text().unwrap();
    let (json, _) = text.split_once('\n').unwrap();
    let edited = |from: &str, to: &str| {
        let json = json.replace(from, to);
        Memory::from_text(&format!("{json}\n{}\n", tlog_tiles::record_hash(json.as_bytes())))
    };
    assert!(edited("nothing", "at all").is_ok());
    assert!(edited("\\n300\\n", "\\n200\\n").unwrap_err().contains("the checkpoint of system/2025-2"));
    assert!(edited("\"format\":1", "\"format\":2").unwrap_err().contains("its format is 2"));
    assert!(edited("\"alarm\"", "\"alarms\"").is_err());
    assert!(edited("\"system/2025-2\"", "\"system/2025-1\"").is_err());
}

#[tokio::test]
async fn a_memory_of_another_log_or_key_is_refused() {
    let place = tempfile::tempdir().unwrap();
    drop(Folder::first(place.path(), log(), at(0)).unwrap());
    let other_key = Log { key: SigningKey::from_seed([9; 32]).public(), ..log() };
    let other_database = Log { database: Uuid::from_u128(8), ..log() };
    for other in [other_key, other_database] {
        let refused = Folder::open(place.path(), &other).unwrap_err().to_string();
        assert!(refused.contains(&log().to_string()) && refused.contains(&other.to_string()), "{refused}");
    }
}

#[test]
fn a_folder_serves_one_witness_at_a_time() {
    let place = tempfile::tempdir().unwrap();
    let held = Folder::first(place.path(), log(), at(0)).unwrap();
    assert!(matches!(Folder::open(place.path(), &log()), Err(MemoryError::Busy(_))));
    drop(held);
    Folder::open(place.path(), &log()).unwrap();
}

#[tokio::test]
async fn a_lie_leaves_its_evidence_in_the_folder() {
    let place = tempfile::tempdir().unwrap();
    let mut folder = Folder::first(place.path(), log(), at(0)).unwrap();
    run(&mut folder, &Server::sized(300), 1).await.unwrap();
    let kept = folder.memory().shards()[0].note.clone();
    let alarm = run(&mut folder, &rewritten(), 2).await.unwrap_err();
    assert_eq!((alarm.name(), alarm.severity()), ("fork", Severity::Lie));
    let start = "evidence-20261122T120200000000Z-";
    let expected =
        ["alarm", "kept-checkpoint", "shown-checkpoint"].map(|label| format!("{start}{label}.txt"));
    assert_eq!(folder.memory().alarm().unwrap().evidence, expected);
    assert_eq!(files(place.path())[..3], expected);
    assert_eq!(fs::read_to_string(place.path().join(&expected[1])).unwrap(), kept);
    assert!(fs::read_to_string(place.path().join(&expected[0])).unwrap().contains("FORK: "));
}

#[tokio::test]
async fn a_lie_stays_alarmed_across_restarts_until_acknowledged() {
    let place = tempfile::tempdir().unwrap();
    let mut folder = Folder::first(place.path(), log(), at(0)).unwrap();
    run(&mut folder, &Server::sized(300), 1).await.unwrap();
    run(&mut folder, &rewritten(), 2).await.unwrap_err();
    drop(folder);
    let mut folder = Folder::open(place.path(), &log()).unwrap();
    let still = run(&mut folder, &Server::sized(300), 3).await.unwrap_err();
    assert_eq!((still.name(), still.severity()), ("fork", Severity::Lie));
    assert!(
        still.to_string().contains("2026-11-22T12:02:00Z") && still.to_string().contains("FORK: "),
        "{still}"
    );
    assert_eq!(folder.acknowledge().unwrap().unwrap().name, "fork");
    drop(folder);
    let mut folder = Folder::open(place.path(), &log()).unwrap();
    run(&mut folder, &Server::sized(301), 4).await.unwrap();
    assert_eq!(folder.acknowledge().unwrap(), None);
}

#[tokio::test]
async fn acknowledging_does_not_make_the_witness_forget() {
    let place = tempfile::tempdir().unwrap();
    let mut folder = Folder::first(place.path(), log(), at(0)).unwrap();
    run(&mut folder, &Server::sized(300), 1).await.unwrap();
    run(&mut folder, &rewritten(), 2).await.unwrap_err();
    folder.acknowledge().unwrap();
    assert_eq!(run(&mut folder, &rewritten(), 3).await.unwrap_err().name(), "fork");
}

#[tokio::test]
async fn a_failed_round_that_is_no_lie_ends_with_the_next_good_one() {
    let place = tempfile::tempdir().unwrap();
    let mut folder = Folder::first(place.path(), log(), at(0)).unwrap();
    let mut server = Server::sized(300);
    server.down = true;
    assert_eq!(run(&mut folder, &server, 60).await.unwrap_err().severity(), Severity::Stopped);
    server.down = false;
    run(&mut folder, &server, 61).await.unwrap();
}

#[tokio::test]
async fn no_cosignature_is_given_away_that_is_not_remembered() {
    let place = tempfile::tempdir().unwrap();
    let mut folder = Folder::first(place.path(), log(), at(0)).unwrap();
    // A folder in the place of the new file stands for a disk that does not take it.
    fs::create_dir(place.path().join("memory.json.new")).unwrap();
    let stopped = run(&mut folder, &Server::sized(300), 1).await.unwrap_err();
    assert_eq!((stopped.name(), stopped.severity()), ("memory", Severity::Stopped));
    let lie = {
        let mut rewritten = rewritten();
        rewritten.grow_to(401);
        run(&mut folder, &rewritten, 2).await.unwrap_err()
    };
    assert_eq!((lie.name(), lie.severity()), ("fork", Severity::Lie));
    assert!(lie.to_string().contains("keep this message"), "{lie}");
}

#[tokio::test]
async fn a_half_written_new_memory_does_no_harm() {
    let place = tempfile::tempdir().unwrap();
    let mut folder = Folder::first(place.path(), log(), at(0)).unwrap();
    run(&mut folder, &Server::sized(300), 1).await.unwrap();
    drop(folder);
    fs::write(place.path().join("memory.json.new"), "{\"form").unwrap();
    let mut folder = Folder::open(place.path(), &log()).unwrap();
    run(&mut folder, &Server::sized(310), 2).await.unwrap();
    assert_eq!(files(place.path()), ["lock", MEMORY_FILE]);
}
