//! A file of exemptions: taken in, looked at, imported or thrown away.

use poortwacht_domain::{Act, RecordId, Role};
use poortwacht_store::exemptions::imports;
use poortwacht_store::municipalities;

use super::world::{PLATE, World};
use crate::exemptions::{self, CommitRequest, ExemptionListQuery, ImportView, Imported, Show, Upload};
use crate::{Actor, ServiceError, retention};

const HEADER: &str = "kenteken;houder;categorie;van;tot;locaties;tijden\n";
const TWO: &str = "AE-12-UI;Bakkerij De Brug;leverancier;24-11-2026;31-12-2027;brug;ma-vr 07:00-11:00\n\
                   IO34AE;Jansen;bewoner;2027-01-01;31-12-2027;;\n";

pub async fn upload(world: &World, actor: &Actor, rows: &str) -> RecordId {
    upload_bytes(world, actor, format!("{HEADER}{rows}").as_bytes()).await
}

async fn upload_bytes(world: &World, actor: &Actor, file: &[u8]) -> RecordId {
    let mut upload = Upload::begin(&world.services, actor).await.unwrap();
    for piece in file.chunks(1_000) {
        upload.push(piece).await.unwrap();
    }
    upload.finish().await.unwrap()
}

async fn preview(world: &World, actor: &Actor, id: RecordId) -> ImportView {
    exemptions::preview(&world.services, actor, id).await.unwrap()
}

async fn commit(
    world: &World,
    actor: &Actor,
    id: RecordId,
    skip_wrong: bool,
) -> Result<Imported, ServiceError> {
    let asked = CommitRequest { skip_wrong, ..CommitRequest::default() };
    exemptions::commit(&world.services, actor, id, asked).await
}

/// The holders by name: lines that end on the same day stand in the order of their ids, which is that of no line.
async fn holders(world: &World, actor: &Actor) -> Vec<String> {
    let all = ExemptionListQuery { show: Show::All, ..ExemptionListQuery::default() };
    let view = exemptions::list(&world.services, actor, all).await.unwrap();
    let mut holders: Vec<String> = view.rows.into_iter().map(|row| row.holder).collect();
    holders.sort();
    holders
}

async fn version(world: &World) -> u64 {
    let municipality = world.municipality;
    world.read(move |conn, scope| municipalities::exemption_version(conn, scope, municipality)).await
}

fn stored(world: &World, words: &str) -> bool {
    ["poortwacht.sqlite", "poortwacht.sqlite-wal"].into_iter().any(|name| {
        let bytes = std::fs::read(world.folder.path().join(name)).unwrap_or_default();
        bytes.windows(words.len()).any(|window| window == words.as_bytes())
    })
}

#[tokio::test]
async fn a_file_is_looked_at_imported_at_once_and_then_destroyed() {
    let world = World::new().await;
    let actor = world.actor("beheer", Role::Administrator).await;
    let (length, before) = (world.log().await.len(), version(&world).await);
    let id = upload(&world, &actor, TWO).await;
    let view = preview(&world, &actor, id).await;
    assert_eq!((view.summary.lines, view.summary.right, view.summary.wrong), (2, 2, 0));
    assert_eq!(
        (view.rows[0].plate.as_str(), view.rows[0].locations.as_slice()),
        (PLATE, &["brug".to_owned()][..])
    );
    assert_eq!((version(&world).await, holders(&world, &actor).await.len()), (before, 0));
    assert!(!stored(&world, "Bakkerij De Brug"), "the file lies sealed");
    let expected = Imported { added: 2, ..Imported::default() };
    assert_eq!(commit(&world, &actor, id, false).await.unwrap(), expected);
    assert_eq!(holders(&world, &actor).await, ["Bakkerij De Brug", "Jansen"]);
    assert_eq!(version(&world).await, before + 1);
    assert!(world.read(move |conn, scope| imports::find(conn, scope, id)).await.is_none());
    let acts = world.acts_since(length).await;
    for act in [Act::ExemptionFileReceived, Act::ExemptionsImported, Act::Destroyed] {
        assert_eq!(acts.iter().filter(|found| **found == act).count(), 1, "{act}");
    }
}

#[tokio::test]
async fn a_file_with_wrong_cells_is_imported_only_when_asked_and_then_without_those_lines() {
    let world = World::new().await;
    let actor = world.actor("beheer", Role::Administrator).await;
    let id = upload(&world, &actor, &format!("{TWO}?;Fout;niets;01-01-2027;31-12-2027;;\n")).await;
    let view = preview(&world, &actor, id).await;
    assert_eq!((view.summary.lines, view.summary.right, view.summary.wrong), (3, 2, 2));
    let first = &view.summary.first_wrong[0];
    assert_eq!((first.line, first.field.as_str()), (4, "kenteken"));
    assert!(matches!(commit(&world, &actor, id, false).await, Err(ServiceError::Conflict(_))));
    assert!(holders(&world, &actor).await.is_empty());
    let file = exemptions::wrong_cells(&world.services, &actor, id).await.unwrap();
    let file = String::from_utf8(file).unwrap();
    assert_eq!(file.lines().count(), 3);
    assert!(file.contains("\"4\";\"categorie\"") && !file.contains("Fout") && !file.contains("AE"));
    let imported = commit(&world, &actor, id, true).await.unwrap();
    assert_eq!((imported.added, imported.left_out), (2, 2));
    assert_eq!(holders(&world, &actor).await.len(), 2);
}

#[tokio::test]
async fn lines_that_are_there_just_so_are_told_and_passed_over() {
    let world = World::new().await;
    let actor = world.actor("beheer", Role::Administrator).await;
    let first = upload(&world, &actor, TWO).await;
    commit(&world, &actor, first, false).await.unwrap();
    world.wait(3_600);
    let again = format!("{TWO}UA56OE;Nieuw;taxi;24-11-2026;31-12-2026;;\n");
    let second = upload(&world, &actor, &again).await;
    assert_eq!(preview(&world, &actor, second).await.summary.unchanged, 2);
    let imported = commit(&world, &actor, second, false).await.unwrap();
    assert_eq!((imported.added, imported.unchanged), (1, 2));
}

#[tokio::test]
async fn a_spreadsheet_s_own_encoding_and_commas_are_read() {
    let world = World::new().await;
    let actor = world.actor("beheer", Role::Administrator).await;
    let file = [HEADER.replace(';', ",").as_bytes(), b"AE12UI,Caf\xe9 \x80,zorg,24-11-2026,31-12-2026,,\r\n"]
        .concat();
    let id = upload_bytes(&world, &actor, &file).await;
    commit(&world, &actor, id, false).await.unwrap();
    assert_eq!(holders(&world, &actor).await, ["Café €"]);
}

#[tokio::test]
async fn an_import_that_stops_half_way_leaves_nothing_that_counts() {
    let world = World::new().await;
    let actor = world.actor("beheer", Role::Administrator).await;
    world.add_case("EU99OA", 5).await;
    let row = |number: usize, from: &str| format!("AE{number:04};Voorbeeld;bewoner;{from};31-12-2027;;\n");
    let mut rows: String = (0..1_000).map(|number| row(number, "01-01-2027")).collect();
    rows.push_str(&row(1_000, "24-11-2026"));
    let id = upload(&world, &actor, &rows).await;
    // What started today starts in the past tomorrow, which nobody gave grounds for.
    world.wait(24 * 3_600);
    let actor = world.actor("nog-een", Role::Administrator).await;
    assert!(matches!(commit(&world, &actor, id, false).await, Err(ServiceError::Invalid(_))));
    assert!(holders(&world, &actor).await.is_empty());
    let report = retention::run(&world.services, world.services.now(), false).await.unwrap();
    assert_eq!(report.of("exemptions"), 1_000);
}

#[tokio::test]
async fn a_file_that_nobody_imports_is_thrown_away_or_destroyed_after_thirty_days() {
    let world = World::new().await;
    let actor = world.actor("beheer", Role::Administrator).await;
    let thrown = upload(&world, &actor, TWO).await;
    let kept = upload(&world, &actor, TWO).await;
    exemptions::discard(&world.services, &actor, thrown).await.unwrap();
    let waiting = exemptions::waiting(&world.services, &actor).await.unwrap();
    assert_eq!(waiting.iter().map(|file| file.id).collect::<Vec<_>>(), [kept]);
    assert!(matches!(commit(&world, &actor, thrown, false).await, Err(ServiceError::NotFound(_))));
    world.wait(30 * 24 * 3_600);
    let report = retention::run(&world.services, world.services.now(), false).await.unwrap();
    assert_eq!(report.of("import files"), 1);
    assert!(exemptions::waiting(&world.services, &actor).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_broken_off_upload_and_a_file_of_another_role_are_nothing() {
    let world = World::new().await;
    let actor = world.actor("beheer", Role::Administrator).await;
    let mut upload = Upload::begin(&world.services, &actor).await.unwrap();
    upload.push(HEADER.as_bytes()).await.unwrap();
    upload.break_off().await.unwrap();
    assert!(exemptions::waiting(&world.services, &actor).await.unwrap().is_empty());
    let officer = world.actor("boa", Role::Officer).await;
    assert!(matches!(Upload::begin(&world.services, &officer).await, Err(ServiceError::Refused(_))));
}
