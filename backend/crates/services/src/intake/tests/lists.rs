//! The list of exemptions that a unit fetches.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::SignedDuration;
use poortwacht_domain::{ExemptionListAnswer, LocationId, Plate};
use poortwacht_evidence::index::exemption_list_tag;
use poortwacht_store::ledger_rows::{self, LogName};

use super::world::{PLATE, World, start};
use crate::intake::{ExemptionListReply, exemption_list};

async fn ask(world: &World, etag: Option<&str>) -> ExemptionListReply {
    exemption_list(&world.services, &world.identity().await, etag).await.unwrap()
}

async fn list(world: &World) -> (String, ExemptionListAnswer) {
    match ask(world, None).await {
        ExemptionListReply::List { etag, list } => (etag, list),
        ExemptionListReply::Unchanged { .. } => panic!("unchanged"),
    }
}

async fn entries_in_the_log(world: &World) -> usize {
    let log = LogName::municipality(world.municipality);
    world.read(move |conn, _| ledger_rows::log_entries(conn, &log, None, 100)).await.len()
}

#[tokio::test]
async fn the_list_knows_the_exempt_plates_of_this_location_by_tag_only() {
    let world = World::new().await;
    world.exempt(PLATE, Some(world.location)).await;
    world.exempt("EU-99-OA", Some(LocationId::random(world.services.rng().as_ref()))).await;
    let (_, list) = list(&world).await;
    let key: [u8; 32] = STANDARD.decode(&list.key).unwrap().try_into().unwrap();
    let tag = hex::encode(exemption_list_tag(&key, &Plate::parse(PLATE).unwrap()));
    assert_eq!(list.entries.iter().map(|entry| entry.tag.clone()).collect::<Vec<_>>(), [tag]);
    assert_eq!((list.tag_bits, list.valid_until), (24, start() + SignedDuration::from_hours(48)));
    assert!(list.expected_false_match_rate > 0.0 && list.expected_false_match_rate < 1e-7);
}

#[tokio::test]
async fn an_unchanged_list_is_neither_sent_nor_opened_again() {
    let world = World::new().await;
    world.exempt(PLATE, None).await;
    let (etag, _) = list(&world).await;
    assert!(
        matches!(ask(&world, Some(&etag)).await, ExemptionListReply::Unchanged { etag: same } if same == etag)
    );
    assert_eq!(entries_in_the_log(&world).await, 1);
}

#[tokio::test]
async fn a_change_of_exemptions_and_a_new_day_make_a_new_list_with_a_new_key() {
    let world = World::new().await;
    world.exempt(PLATE, None).await;
    let (first, one) = list(&world).await;
    world.exempt("EU-99-OA", None).await;
    let (second, two) = list(&world).await;
    world.clock.advance(SignedDuration::from_hours(24));
    let (third, three) = list(&world).await;
    assert!(first != second && second != third && one.key != two.key && two.key != three.key);
    assert_eq!((one.entries.len(), two.entries.len(), three.entries.len()), (1, 2, 2));
}
