//! A witness against these services, without a wire in between: what a wire cannot show, such as the turn of a half year.

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{Act, Clock as _};
use poortwacht_ledger::checkpoint::{Cosigner, SigningKey};
use poortwacht_ledger::witness::{self, Alarm, Limits, Log, Memory, Seen, ShardSource, SourceError};
use poortwacht_ledger::{Actor, Entry, LogName, ShardName};
use poortwacht_store::{Plan, ledger_rows};

use super::{NewWitness, WitnessIdentity, WitnessRefusal};
use crate::checkpoints::Signer;
use crate::testing::{World, days};
use crate::{ServiceError, Services};

/// Self-signed, made for this test.
const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----
MIIBeDCCAR+gAwIBAgIUQ/va4ViyGEk6ayRSf2SYwA5g+j8wCgYIKoZIzj0EAwIw
EjEQMA4GA1UEAwwHZ2V0dWlnZTAeFw0yNjExMjIxMzA5NDZaFw0yNjExMjMxMzA5
NDZaMBIxEDAOBgNVBAMMB2dldHVpZ2UwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
AASFMwECaWOFz3H5yYLjWE0KUn/mn9tACxdWewdXF51G3Q+0x1pznBPf++sxM0R4
Z5XCPj0A1LFMTOSmzutanf9Oo1MwUTAdBgNVHQ4EFgQUmJK/3As6ETC2HFbkDoJV
zOerea0wHwYDVR0jBBgwFoAUmJK/3As6ETC2HFbkDoJVzOerea0wDwYDVR0TAQH/
BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiBYgnbHs2eJn9kcqHTX6LepRaoDoOLn
bBCNvHfO6ZJgtAIgcb8AZAshY/zgMTIbF1M+4NIUg8d+UPnFsWpfywsA0GQ=
-----END CERTIFICATE-----
";

fn seed(number: u8) -> SigningKey {
    SigningKey::from_seed([number; 32])
}

fn cosigner() -> Cosigner {
    Cosigner::new("stadhuis", seed(3)).unwrap()
}

/// Answers a witness as the listener would.
struct Direct<'a> {
    services: &'a Services,
    asker: WitnessIdentity,
}

fn told(refusal: WitnessRefusal) -> SourceError {
    match refusal {
        WitnessRefusal::NotFound => SourceError::Missing("this".to_owned()),
        other => SourceError::Unreachable(other.to_string()),
    }
}

impl ShardSource for Direct<'_> {
    async fn shards(&self) -> Result<Vec<String>, SourceError> {
        super::shards(self.services, &self.asker).await.map_err(told)
    }

    async fn checkpoint(&self, shard: &ShardName) -> Result<String, SourceError> {
        super::checkpoint(self.services, &self.asker, &shard.to_string()).await.map_err(told)
    }

    async fn tile(
        &self,
        shard: &ShardName,
        level: u8,
        index: u64,
        width: u16,
    ) -> Result<Vec<u8>, SourceError> {
        let name = shard.to_string();
        super::tile(self.services, &self.asker, &name, level, index, width).await.map_err(told)
    }
}

/// A log with its witness.
struct Scene {
    world: World,
    signer: Signer,
    asker: WitnessIdentity,
    memory: Memory,
}

impl Scene {
    async fn set() -> Self {
        let world = World::new().await;
        let log = LogName::municipality(world.municipality);
        let new = NewWitness {
            log: log.clone(),
            name: "stadhuis".to_owned(),
            certificate_pem: CERTIFICATE.to_owned(),
            cosigner_key: cosigner().public().to_string(),
        };
        let print = super::register(&world.services, new).await.unwrap();
        let asker = super::identify(&world.services, &print).await.unwrap();
        let (key, _) = super::log_keys(&world.services).await.unwrap();
        let log = Log { database: world.services.store().instance().id, name: log, key };
        let signer = Signer::new(&world.services).await.unwrap();
        let memory = Memory::new(log, world.clock.now());
        Self { world, signer, asker, memory }
    }

    fn services(&self) -> &Services {
        &self.world.services
    }

    async fn append(&self, times: usize) {
        let (services, log) = (self.services().clone(), self.asker.witness.log.clone());
        let write = move |tx: &mut poortwacht_store::Tx<'_>| {
            let entry = Entry::new(Actor::Operator, Act::UnitsListed);
            (0..times).try_for_each(|_| services.record(tx, &log, &entry).map_err(ServiceError::from))
        };
        self.services().store().write(Plan::new().log(self.asker.witness.log.clone()), write).await.unwrap();
    }

    async fn round(&mut self) -> Result<Seen, Alarm> {
        let direct = Direct { services: &self.world.services, asker: self.asker.clone() };
        let limits = Limits { without_growth: None, ..Limits::default() };
        witness::round(&direct, &mut self.memory, &cosigner(), &limits, self.world.clock.now()).await
    }

    /// A good round, its cosignatures handed over.
    async fn witnessed(&mut self) -> Seen {
        let seen = self.round().await.unwrap();
        for cosigned in &seen.cosigned {
            let shard = cosigned.shard.to_string();
            super::take_cosignature(self.services(), &self.asker, &shard, &cosigned.note).await.unwrap();
        }
        seen
    }

    async fn last(&self) -> Option<super::LastWitnessed> {
        super::last_witnessed(self.services(), &self.asker.witness.log).await.unwrap()
    }

    async fn hand_over(&self, note: &str) -> Result<(), WitnessRefusal> {
        let shard = self.memory.shards().last().unwrap().name.to_string();
        super::take_cosignature(self.services(), &self.asker, &shard, note).await
    }
}

fn later(world: &World, by: SignedDuration) -> Timestamp {
    world.clock.advance(by);
    world.clock.now()
}

#[tokio::test]
async fn a_witness_follows_the_log_across_half_years_and_a_dropped_shard() {
    let mut scene = Scene::set().await;
    scene.append(300).await;
    scene.signer.sign().await.unwrap();
    assert_eq!(scene.witnessed().await.shards.len(), 1);
    later(&scene.world, days(60));
    scene.append(1).await;
    let between = scene.round().await;
    assert!(matches!(between, Err(Alarm::Stopped { .. } | Alarm::Unreachable { .. })), "{between:?}");
    scene.signer.sign().await.unwrap();
    let seen = scene.witnessed().await;
    assert_eq!(seen.shards.len(), 2);
    assert_eq!(seen.shards[1].checkpoint.size, 2, "the opening entry and one more");
    let first = seen.shards[0].name.clone();
    let dropped = first.clone();
    scene.world.write(move |tx, _| ledger_rows::drop_shard(tx, &dropped, crate::testing::start())).await;
    scene.append(600).await;
    scene.signer.sign().await.unwrap();
    let seen = scene.witnessed().await;
    assert_eq!((seen.shards.len(), seen.shards[1].checkpoint.size), (2, 602));
    let tile = super::tile(scene.services(), &scene.asker, &first.to_string(), 0, 0, 1).await;
    assert!(matches!(tile, Err(WitnessRefusal::NotFound)), "{tile:?}");
}

#[tokio::test]
async fn only_what_the_newest_checkpoint_signs_is_shown_and_only_of_the_own_log() {
    let mut scene = Scene::set().await;
    scene.append(600).await;
    scene.signer.sign().await.unwrap();
    let seen = scene.witnessed().await;
    let size = seen.shards[0].checkpoint.size;
    scene.append(5).await;
    let shard = seen.shards[0].name.to_string();
    let part = u16::try_from(size % 256).unwrap();
    let width = async |shard: &str, level, number, width| {
        let tile = super::tile(scene.services(), &scene.asker, shard, level, number, width).await;
        tile.map(|hashes| hashes.len() / 32).ok()
    };
    assert_eq!(width(&shard, 0, 0, 256).await, Some(256));
    assert_eq!(width(&shard, 0, 1, 7).await, Some(7), "any width");
    assert_eq!(width(&shard, 0, 2, part).await, Some(usize::from(part)));
    assert_eq!(width(&shard, 0, 2, part + 1).await, None, "not signed yet");
    assert_eq!(width(&shard, 1, 0, 2).await, Some(2));
    for (level, number, hashes) in
        [(1, 0, 3), (0, 9, 1), (200, 0, 1), (0, u64::MAX, 256), (0, 0, 0), (0, 0, 257)]
    {
        assert_eq!(width(&shard, level, number, hashes).await, None, "{level}/{number}/{hashes}");
    }
    let other = format!("system/{}", seen.shards[0].name.period());
    assert_eq!(width(&other, 0, 0, 1).await, None);
    let refused = super::checkpoint(scene.services(), &scene.asker, &other).await;
    assert!(matches!(refused, Err(WitnessRefusal::NotFound)), "{refused:?}");
}

#[tokio::test]
async fn the_newest_cosignature_says_when_the_log_was_last_witnessed() {
    let mut scene = Scene::set().await;
    assert_eq!(scene.last().await, None);
    scene.append(3).await;
    scene.signer.sign().await.unwrap();
    let first = scene.witnessed().await;
    let at = later(&scene.world, SignedDuration::from_mins(1));
    scene.append(2).await;
    let last = scene.last().await.unwrap();
    assert_eq!((last.witness.as_str(), last.size), ("stadhuis", first.shards[0].checkpoint.size));
    assert_eq!((last.unseen, last.lag), (2, at.duration_since(last.at)));
    scene.signer.sign().await.unwrap();
    scene.witnessed().await;
    scene.hand_over(&first.cosigned[0].note).await.unwrap();
    let last = scene.last().await.unwrap();
    assert_eq!((last.unseen, last.lag), (0, SignedDuration::ZERO), "an old cosignature changes nothing");
    super::revoke(scene.services(), &scene.asker.witness.log, "stadhuis").await.unwrap();
    assert_eq!(scene.last().await, None);
    let print = &scene.asker.witness.certificate_fingerprint;
    let refused = super::identify(scene.services(), print).await;
    assert!(matches!(refused, Err(WitnessRefusal::Revoked)), "{refused:?}");
    assert_eq!(scene.world.times("witness_registered").await, 1);
    assert_eq!(scene.world.times("witness_revoked").await, 1);
}

#[tokio::test]
async fn a_cosignature_that_is_not_the_witnesses_own_over_a_state_of_this_log_is_refused() {
    let mut scene = Scene::set().await;
    scene.append(3).await;
    scene.signer.sign().await.unwrap();
    let seen = scene.witnessed().await;
    let (note, now) = (scene.memory.shards()[0].note.clone(), scene.world.clock.now());
    let by = |cosigner: &Cosigner, at| format!("{note}{}\n", cosigner.cosign(&note, at).unwrap());
    let others = Cosigner::new("stadhuis", seed(4)).unwrap();
    let invalid = [
        note.clone(),
        "no note".to_owned(),
        by(&others, now),
        by(&cosigner(), now + SignedDuration::from_mins(6)),
        seen.cosigned[0].note.replacen("\n", "\n1", 1),
    ];
    for note in invalid {
        let refused = scene.hand_over(&note).await;
        assert!(matches!(refused, Err(WitnessRefusal::Invalid(_))), "{note}: {refused:?}");
    }
    let forked = other_state(&scene, seen.shards[0].checkpoint.size + 7).await;
    let refused = scene.hand_over(&forked).await;
    assert!(matches!(refused, Err(WitnessRefusal::OtherState)), "{refused:?}");
    let forked = other_state(&scene, seen.shards[0].checkpoint.size - 1).await;
    let refused = scene.hand_over(&forked).await;
    assert!(matches!(refused, Err(WitnessRefusal::OtherState)), "{refused:?}");
}

/// A state that our own key signed and this log never had, cosigned.
async fn other_state(scene: &Scene, size: u64) -> String {
    let kept = &scene.memory.shards()[0].checkpoint;
    let state = poortwacht_ledger::checkpoint::Checkpoint { size, root: [9; 32], ..kept.clone() };
    let note =
        state.sign(&crate::checkpoints::signing_key(scene.services().keys().as_ref()).unwrap()).unwrap();
    format!("{note}{}\n", cosigner().cosign(&note, scene.world.clock.now()).unwrap())
}

#[tokio::test]
async fn wrong_fields_of_a_registration_are_named_together() {
    let world = World::new().await;
    let log = super::log_named(&world.services, "GM9999").await.unwrap();
    assert_eq!(log, LogName::municipality(world.municipality));
    assert!(super::log_named(&world.services, "nergens").await.is_err());
    let (name, certificate_pem) = (String::new(), "no PEM".to_owned());
    let new = NewWitness { log, name, certificate_pem, cosigner_key: "x".to_owned() };
    let Err(ServiceError::Invalid(problems)) = super::register(&world.services, new).await else {
        panic!("it was registered");
    };
    let fields: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
    assert_eq!(fields, ["name", "certificate", "cosigner_key"]);
}

#[tokio::test]
async fn a_log_that_nobody_has_witnessed_for_a_day_is_an_incident_to_the_doctor() {
    let mut scene = Scene::set().await;
    let incidents = async |services: &Services| {
        let found = crate::doctor::examine(services).await.unwrap();
        found.into_iter().filter(|finding| finding.text.contains("witnessed")).count()
    };
    later(&scene.world, SignedDuration::from_hours(23));
    assert_eq!(incidents(scene.services()).await, 0, "just registered");
    later(&scene.world, SignedDuration::from_hours(2));
    assert_eq!(incidents(scene.services()).await, 1);
    scene.append(1).await;
    scene.signer.sign().await.unwrap();
    scene.witnessed().await;
    assert_eq!(incidents(scene.services()).await, 0);
}
