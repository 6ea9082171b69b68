//! Many stored cases, straight into the database: rows as intake makes them, each with a half of its key in the key store,
//! with 2 kB of noise for evidence.

use anyhow::{Context, Result};
use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{
    CaseId, CaseRef, ImageKind, PicturePlace, RetentionClass, Rng as _, rng::random_bytes,
};
use poortwacht_evidence::keystore::KeyStore;
use poortwacht_services::system::SystemRng;
use poortwacht_store::cases::{self, DatabaseHalf, ExemptionCheck, NewCase, PlateIndex, Retention};
use poortwacht_store::fields::NewField;
use poortwacht_store::locations::Location;
use poortwacht_store::pictures::{NewPicture, Picture};
use poortwacht_store::units::Unit;
use poortwacht_store::{Environment, Plan, Scope, Store, StoreConfig, StoreError, locations, units};
use poortwacht_tests::keys;
use poortwacht_tests::world::World;

const CHUNK: u32 = 500;
/// One of so many is of yesterday: a case on the desk is compared with all others of its day and place, and undecided cases
/// live for sixty days.
const OF_YESTERDAY: u32 = 60;

/// How long an undecided case lives, in hours.
const TERM: i64 = 60 * 24;
/// Hours after which all of [`store_due_soon`] is due: the cases spread over a day and an hour.
pub const SOON: i64 = 26;

/// Stores `count` cases at the first location, most of them of the last hour.
pub fn store(world: &World, count: u32) -> Result<()> {
    store_older(world, count, SignedDuration::ZERO)
}

/// Stores `count` cases whose term ends within [`SOON`]: the server's own job does not find them yet.
pub fn store_due_soon(world: &World, count: u32) -> Result<()> {
    store_older(world, count, SignedDuration::from_hours(TERM - SOON))
}

fn store_older(world: &World, count: u32, age: SignedDuration) -> Result<()> {
    let url = format!("sqlite:{}", world.path("data/poortwacht.sqlite"));
    let config = StoreConfig { url, read_connections: 1, environment: Environment::Test, create: false };
    let store = Store::open(&config)?;
    let scope = Scope::auditor("bench");
    let (unit, location) = store.read_blocking(|conn| place(conn, &scope))?;
    let keys = keys::open(world)?;
    for start in (0..count).step_by(usize::try_from(CHUNK)?) {
        let size = CHUNK.min(count - start);
        let cases: Vec<NewCase> = (0..size)
            .map(|number| case(keys.as_ref(), &unit, &location, start + number, age))
            .collect::<Result<_>>()?;
        keys.attach_halves(&cases.iter().map(|case| case.half.id).collect::<Vec<_>>())?;
        let scope = Scope::municipality(unit.municipality);
        let write = move |tx: &mut poortwacht_store::Tx<'_>| {
            cases.iter().try_for_each(|case| cases::insert(tx, &scope, case))
        };
        store.write_blocking::<_, StoreError, _>(Plan::new(), write)?;
    }
    store.shutdown();
    Ok(())
}

fn place(conn: &mut poortwacht_store::Connection, scope: &Scope) -> Result<(Unit, Location)> {
    let unit = units::all(conn, scope)?.into_iter().next().context("no unit")?;
    let location = locations::by_id(conn, scope, unit.location)?.context("no location")?;
    Ok((unit, location))
}

fn case(
    keys: &dyn KeyStore,
    unit: &Unit,
    location: &Location,
    number: u32,
    age: SignedDuration,
) -> Result<NewCase> {
    let rng = SystemRng::new();
    let yesterday =
        SignedDuration::from_mins(if number.is_multiple_of(OF_YESTERDAY) { 24 * 60 - 5 } else { 0 });
    let at = this_moment() - age - yesterday - SignedDuration::from_millis(i64::from(number) % 3_600_000);
    Ok(NewCase {
        id: CaseId::random(&rng),
        municipality: unit.municipality,
        reference: CaseRef::random(&rng),
        location: location.id,
        unit: unit.id,
        captured_at: at,
        received_at: at,
        half: DatabaseHalf { id: keys.take_half()?.id, half: random_bytes(&rng) },
        revision: 1,
        plate: PlateIndex(random_bytes(&rng)),
        charge: None,
        exemption: ExemptionCheck { at, result: "{}".to_owned() },
        facts: "{}".to_owned(),
        dossier: location.dossier.clone(),
        gate_findings: "[]".to_owned(),
        retention: Retention {
            class: RetentionClass::Undecided,
            destroy_after: at + SignedDuration::from_hours(TERM),
        },
        pictures: vec![picture(at)],
        fields: vec![NewField { field: "plate".to_owned(), revision: 1, sealed: noise(120) }],
    })
}

fn picture(at: Timestamp) -> NewPicture {
    NewPicture {
        picture: Picture {
            ordinal: 0,
            kind: ImageKind::Overview,
            width: 1920,
            height: 1080,
            captured_at: at,
            received_sha256: "0".repeat(64),
            sealed_sha256: "0".repeat(64),
            manifest: "{}".to_owned(),
            revision: 1,
            place: PicturePlace::Database,
            object: None,
        },
        sealed: noise(2048),
    }
}

fn noise(length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    SystemRng::new().fill(&mut bytes);
    bytes
}

#[expect(clippy::disallowed_methods, reason = "the cases are of the hour in which the bench runs")]
fn this_moment() -> Timestamp {
    Timestamp::now()
}
