//! The index of the exemptions' plates moves on when one of them dies.

use poortwacht_domain::{ExemptionId, Plate};
use poortwacht_evidence::index::exemption_index;
use poortwacht_evidence::keystore::Generation;
use poortwacht_ledger::Actor;
use poortwacht_store::exemptions::{self as rows, Exemption, ExemptionFilter, Generations, Page};
use poortwacht_store::{Scope, StoreError};

use super::world::World;
use crate::exemptions::{find, import, renew, renew_all};
use crate::{ServiceError, retention};

/// Never issued. The exemption of the first ends soon.
const PLATES: [&str; 3] = ["AE12UI", "IO34AE", "EU56OA"];

async fn with_exemptions() -> World {
    let world = World::new().await;
    let row = |plate: &str, until: &str| format!("{plate};Voorbeeld;resident;24-11-2026;{until};;\n");
    let file = format!(
        "kenteken;houder;categorie;van;tot;locaties;tijden\n{}{}{}",
        row(PLATES[0], "25-11-2026"),
        row(PLATES[1], "31-12-2027"),
        row(PLATES[2], "31-12-2027")
    );
    import(&world.services, world.municipality, file.as_bytes()).await.unwrap();
    world
}

fn plate(text: &str) -> Plate {
    Plate::parse(text).unwrap()
}

fn found(world: &World) -> Result<Vec<usize>, ServiceError> {
    let (keys, municipality) = (world.services.keys(), world.municipality);
    let plates = PLATES.map(plate);
    let matched =
        world.services.store().read_blocking(|conn| find(conn, keys.as_ref(), municipality, &plates))?;
    let mut places: Vec<usize> = matched.into_iter().map(|(place, _)| place).collect();
    places.sort_unstable();
    Ok(places)
}

async fn stored(world: &World) -> Vec<Exemption> {
    let page = Page { offset: 0, limit: 10 };
    world.read(move |conn, scope| rows::list(conn, scope, &ExemptionFilter::default(), page)).await
}

async fn state(world: &World) -> Generations {
    let municipality = world.municipality;
    world.read(move |conn, scope| rows::generations(conn, scope, municipality)).await
}

/// The plate that fits an index from an old copy, under any generation's key that still exists.
fn guess(world: &World, index: [u8; 32]) -> Option<&'static str> {
    let (keys, municipality) = (world.services.keys(), world.municipality);
    let names = (0..9).map(|number| Generation { municipality, number });
    let mut living = names.filter_map(|name| keys.generation_key(name, false).unwrap());
    living.find_map(|key| PLATES.into_iter().find(|text| exemption_index(&key, &plate(text)) == index))
}

/// Deletes the exemption of the first plate, as destruction does.
async fn lose_one(world: &World) {
    let id = dying(&stored(world).await).id;
    world.write(move |tx, scope| rows::delete(tx, scope, id).map(drop)).await;
}

/// The first to end.
fn dying(stored: &[Exemption]) -> &Exemption {
    stored.iter().min_by_key(|exemption| exemption.rule.until).unwrap()
}

#[tokio::test]
async fn after_a_destruction_no_guess_fits_an_old_copy_and_those_that_live_are_found() {
    let world = with_exemptions().await;
    let copy = stored(&world).await;
    let gone: ExemptionId = dying(&copy).id;
    assert!(copy.iter().all(|exemption| guess(&world, exemption.plate_index).is_some()));
    assert_eq!(found(&world).unwrap(), [0, 1, 2]);
    world.clock.set("2027-03-27T12:00:00+01:00".parse().unwrap());
    let report = retention::run(&world.services, world.services.now(), false).await.unwrap();
    assert_eq!(report.of("exemptions"), 1);
    assert!(stored(&world).await.iter().all(|exemption| exemption.id != gone));
    assert!(copy.iter().all(|exemption| guess(&world, exemption.plate_index).is_none()));
    assert_eq!(found(&world).unwrap(), [1, 2]);
    assert_eq!(state(&world).await, Generations { current: 2, oldest: 2, stale: false });
    retention::run(&world.services, world.services.now(), false).await.unwrap();
    assert_eq!(state(&world).await.current, 2, "nothing died, nothing moves");
}

#[tokio::test]
async fn a_move_that_was_stopped_goes_on_and_meanwhile_both_generations_are_found() {
    let world = with_exemptions().await;
    let old = stored(&world).await;
    lose_one(&world).await;
    assert_eq!(state(&world).await, Generations { current: 1, oldest: 1, stale: true });
    let municipality = world.municipality;
    world.write(move |tx, scope| rows::begin_generation(tx, scope, municipality)).await;
    let file =
        "kenteken;houder;categorie;van;tot;locaties;tijden\nAE12UI;Nieuw;resident;24-11-2026;31-01-2027;;\n";
    import(&world.services, world.municipality, file.as_bytes()).await.unwrap();
    assert_eq!(found(&world).unwrap(), [0, 1, 2]);
    let generations = world.read(move |conn, scope| rows::in_generations(conn, scope, municipality)).await;
    assert_eq!(generations, [1, 2]);
    assert_eq!(renew(&world.services, &Actor::System).await.unwrap(), 2);
    assert_eq!(found(&world).unwrap(), [0, 1, 2]);
    assert_eq!(state(&world).await, Generations { current: 2, oldest: 2, stale: false });
    assert!(old.iter().all(|exemption| guess(&world, exemption.plate_index).is_none()));
}

#[tokio::test]
async fn keys_that_were_not_destroyed_before_a_stop_are_destroyed_by_the_next_run() {
    let world = with_exemptions().await;
    let old = stored(&world).await;
    lose_one(&world).await;
    renew(&world.services, &Actor::System).await.unwrap();
    // As a process leaves it that dies before the last step: the key is there, and the state says that it may be.
    let (keys, municipality) = (world.services.keys(), world.municipality);
    keys.generation_key(Generation { municipality, number: 1 }, true).unwrap();
    lose_one(&world).await;
    world.write(move |tx, scope| rows::begin_generation(tx, scope, municipality)).await;
    assert_eq!(renew(&world.services, &Actor::System).await.unwrap(), 1);
    let key = |number| keys.generation_key(Generation { municipality, number }, false).unwrap();
    assert!(key(2).is_none() && key(3).is_some());
    assert!(old.iter().all(|exemption| guess(&world, exemption.plate_index).is_none()));
}

#[tokio::test]
async fn an_exemption_indexed_under_an_earlier_generation_is_not_recorded() {
    let world = with_exemptions().await;
    let mut late = stored(&world).await.remove(0);
    lose_one(&world).await;
    renew(&world.services, &Actor::System).await.unwrap();
    late.id = ExemptionId::random(world.services.rng().as_ref());
    let new = rows::NewExemption {
        id: late.id,
        municipality: late.municipality,
        rule: late.rule,
        half: poortwacht_store::cases::DatabaseHalf {
            id: world.services.keys().take_half().unwrap().id,
            half: [5; 32],
        },
        plate_index: late.plate_index,
        index_generation: late.index_generation,
        sealed_plate: late.sealed_plate,
        sealed_holder: late.sealed_holder,
        created_at: late.created_at,
        created_by: None,
        destroy_after: late.destroy_after,
        provisional: None,
        follows: None,
    };
    let scope = Scope::municipality(world.municipality);
    let written = world
        .services
        .store()
        .write_blocking(poortwacht_store::Plan::new(), move |tx| rows::insert(tx, &scope, &new));
    assert!(matches!(written, Err(StoreError::Conflict { .. })));
}

#[tokio::test]
async fn without_the_key_nothing_is_judged_and_after_a_restore_all_are_indexed_anew() {
    let world = with_exemptions().await;
    let municipality = world.municipality;
    let current = Generation { municipality, number: 1 };
    world.services.keys().destroy_generation_keys(&[current]).unwrap();
    assert!(matches!(found(&world), Err(ServiceError::Unavailable(_))));
    assert_eq!(renew_all(&world.services, &Actor::Operator).await.unwrap(), 3);
    assert_eq!(found(&world).unwrap(), [0, 1, 2]);
}
