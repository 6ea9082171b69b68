//! A municipality with an enforced location and a unit that signs.

use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::{ImageFormat, RgbImage};
use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::testing::FixedClock;
use poortwacht_domain::{
    Area, ExemptionCategory, ExemptionId, ExemptionRule, LocationId, MunicipalityId, PacketAnswer, PacketId,
    Plate, RecordId, Rng, UnitId,
};
use poortwacht_evidence::keystore::{KeyStoreConfig, MasterKey, SqliteKeyStore};
use poortwacht_evidence::seal::{Binding, derive, seal};
use poortwacht_store::cases::{CaseSummary, DatabaseHalf, SearchFilter};
use poortwacht_store::exemptions::{self, NewExemption};
use poortwacht_store::locations::{self, NewLocation};
use poortwacht_store::municipalities::{self, Municipality};
use poortwacht_store::units::{self, NewSigningKey, NewUnit};
use poortwacht_store::{Connection, Environment, Plan, Scope, Store, StoreConfig, StoreError, Tx, cases};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::exemptions::Indexer;
use crate::intake::{IntakeRefusal, PacketPart, PacketSubmission, UnitIdentity, accept, identify};
use crate::system::SystemRng;
use crate::{Parts, Services, ServicesConfig};

pub const FINGERPRINT: &str = "fingerprint of unit north";
pub const PLATE: &str = "AE-12-UI";

pub struct World {
    pub folder: TempDir,
    pub services: Services,
    pub clock: Arc<FixedClock>,
    pub municipality: MunicipalityId,
    pub location: LocationId,
    pub unit: UnitId,
    pub signer: EcdsaKeyPair,
}

/// A Tuesday, noon in Amsterdam.
pub fn start() -> Timestamp {
    "2026-11-24T11:00:00Z".parse().unwrap()
}

pub fn dossier() -> Value {
    json!({
        "code": "lange-straat", "name": "Lange Straat", "street": "Lange Straat",
        "municipality_name": "Voorbeeldstad", "direction": "north", "built_up": true, "sign": "C12",
        "offence_codes": ["R559"], "active_from": "2026-01-01T00:00:00Z",
        "grounds_template": "Ik zag …", "not_stopped_reason": "Op afstand."
    })
}

impl World {
    pub async fn new() -> Self {
        Self::at(dossier()).await
    }

    /// A world whose location has this dossier.
    pub async fn at(dossier: Value) -> Self {
        Self::with(dossier, Arc::new(SystemRng::new())).await
    }

    /// A world with its own source of randomness.
    pub async fn with(dossier: Value, rng: Arc<dyn Rng>) -> Self {
        let folder = TempDir::new().unwrap();
        let url = format!("sqlite:{}", folder.path().join("store.sqlite").display());
        Self::on(&url, folder, dossier, rng).await
    }

    /// A world whose database lies there, and everything else in the folder.
    pub async fn on(url: &str, folder: TempDir, dossier: Value, rng: Arc<dyn Rng>) -> Self {
        let clock = Arc::new(FixedClock::at(start()));
        let store = store(url, &clock, rng.as_ref());
        let keys = KeyStoreConfig {
            path: folder.path().join("keys").join("keys.sqlite"),
            instance: store.instance().id,
            environment: Environment::Test,
            create: true,
        };
        let keys =
            SqliteKeyStore::open(keys, MasterKey::from_bytes([7; 32]), clock.clone(), rng.clone()).unwrap();
        let services = Services::new(Parts {
            store,
            keys: Arc::new(keys),
            clock: clock.clone(),
            rng: rng.clone(),
            config: ServicesConfig::default(),
        });
        let world = Self {
            folder,
            services,
            clock,
            municipality: MunicipalityId::random(&rng),
            location: LocationId::random(&rng),
            unit: UnitId::random(&rng),
            signer: EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap(),
        };
        world.register(dossier).await;
        world
    }

    async fn register(&self, dossier: Value) {
        let municipality = Municipality {
            id: self.municipality,
            code: "GM9999".to_owned(),
            name: "Voorbeeldstad".to_owned(),
            oin: None,
            exemption_version: 1,
            created_at: start(),
        };
        let dossier = serde_json::from_value(dossier).unwrap();
        let location = NewLocation { id: self.location, municipality: self.municipality, dossier };
        let unit = NewUnit {
            id: self.unit,
            municipality: self.municipality,
            location: self.location,
            name: "north".to_owned(),
            lane: 1,
            certificate_fingerprint: FINGERPRINT.to_owned(),
            registered_at: start(),
        };
        let spki: PublicKeyX509Der<'_> = self.signer.public_key().as_der().unwrap();
        let key = NewSigningKey {
            id: RecordId::random(self.services.rng().as_ref()),
            unit: self.unit,
            public_key: spki.as_ref().to_vec(),
            valid_from: "2026-11-01T00:00:00Z".parse().unwrap(),
            valid_until: None,
        };
        self.write(move |tx, scope| {
            municipalities::add(tx, scope, &municipality)?;
            locations::upsert(tx, scope, &location, start(), start())?;
            units::register(tx, scope, &unit)?;
            units::add_signing_key(tx, scope, &key)
        })
        .await;
    }

    pub async fn write<T: Send + 'static>(
        &self,
        f: impl Fn(&mut Tx<'_>, &Scope) -> Result<T, StoreError> + Send + 'static,
    ) -> T {
        let scope = Scope::municipality(self.municipality);
        self.services.store().write(Plan::new(), move |tx| f(tx, &scope)).await.unwrap().into_inner()
    }

    pub async fn read<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Connection, &Scope) -> Result<T, StoreError> + Send + 'static,
    ) -> T {
        let scope = Scope::municipality(self.municipality);
        self.services.store().read(move |conn| f(conn, &scope)).await.unwrap()
    }

    pub async fn identity(&self) -> UnitIdentity {
        identify(&self.services, FINGERPRINT).await.unwrap()
    }

    pub async fn send(&self, draft: Draft) -> Result<PacketAnswer, IntakeRefusal> {
        let submission = draft.sign(&self.signer);
        accept(&self.services, &self.identity().await, submission).await
    }

    pub async fn cases(&self) -> Vec<CaseSummary> {
        let filter = SearchFilter { limit: 100, ..SearchFilter::default() };
        self.read(move |conn, scope| cases::search(conn, scope, &filter)).await
    }

    /// Codes of all faults of a refused packet.
    pub async fn faults(&self, draft: Draft) -> Vec<(String, &'static str)> {
        match self.send(draft).await {
            Err(IntakeRefusal::Invalid(faults)) => {
                faults.into_iter().map(|fault| (fault.pointer, fault.code)).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    /// Records an exemption that holds for a week around the start.
    pub async fn exempt(&self, plate: &str, location: Option<LocationId>) -> ExemptionId {
        let (keys, rng) = (self.services.keys(), self.services.rng());
        let plate = Plate::parse(plate).unwrap();
        let (id, other) = (ExemptionId::random(rng.as_ref()), keys.take_half().unwrap());
        let half = DatabaseHalf { id: other.id, half: [5; 32] };
        let key = derive(&half.half, other.secret.expose(), id.as_uuid()).unwrap();
        let seal = |field, text: &str| {
            let binding =
                Binding { municipality: self.municipality, subject: id.as_uuid(), field, revision: 1 };
            seal(&key, &binding, text.as_bytes(), rng.as_ref()).unwrap()
        };
        let days = |count: i64| start() + SignedDuration::from_hours(24 * count);
        let indexer = Indexer::now(&self.services, self.municipality).unwrap();
        let exemption = NewExemption {
            id,
            municipality: self.municipality,
            rule: ExemptionRule {
                category: ExemptionCategory::Resident,
                from: days(-3),
                until: days(4),
                windows: Vec::new(),
                area: location.map_or(Area::Everywhere, |location| Area::Locations(vec![location])),
            },
            half,
            plate_index: indexer.index(&plate),
            index_generation: indexer.number,
            sealed_plate: seal("plate", plate.as_str()),
            sealed_holder: seal("holder", "Voorbeeld BV"),
            created_at: start(),
            created_by: None,
            destroy_after: days(120),
            provisional: None,
            follows: None,
        };
        self.write(move |tx, scope| exemptions::insert(tx, scope, &exemption)).await;
        id
    }

    /// All bytes on disk of the database and the key store.
    pub fn bytes_on_disk(&self) -> Vec<u8> {
        let folders = [self.folder.path().to_owned(), self.folder.path().join("keys")];
        let files = folders.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap());
        let files = files.map(|file| file.unwrap().path()).filter(|path| path.is_file());
        files.flat_map(|path| std::fs::read(path).unwrap()).collect()
    }
}

fn store(url: &str, clock: &FixedClock, rng: &dyn Rng) -> Store {
    let config = StoreConfig {
        url: url.to_owned(),
        read_connections: 4,
        environment: Environment::Test,
        create: true,
    };
    Store::migrate(&config, clock, rng).unwrap();
    Store::open(&config).unwrap()
}

/// A packet to be changed, signed and sent.
#[derive(Clone)]
pub struct Draft {
    pub document: Value,
    pub parts: Vec<(String, Vec<u8>)>,
    pub resigned: bool,
}

impl Draft {
    /// A good packet captured at that instant, with one overview.
    pub fn at(captured_at: Timestamp) -> Self {
        let picture = picture(1);
        let document = json!({
            "packetId": PacketId::generate(captured_at, &SystemRng::new()).to_string(),
            "unitSequence": 1, "capturedAt": captured_at.to_string(),
            "plate": {"raw": PLATE, "country": "NL", "confidence": 0.97},
            "vehicle": {"category": 1}, "direction": "north", "lane": 1,
            "images": [{
                "part": "overview", "kind": "overview", "sha256": hex::encode(digest(&SHA256, &picture)),
                "capturedAt": captured_at.to_string(),
                "regions": [
                    {"kind": "vehicle", "x": 32, "y": 32, "width": 64, "height": 64},
                    {"kind": "sign", "x": 120, "y": 0, "width": 16, "height": 16},
                    {"kind": "overlay", "x": 0, "y": 0, "width": 64, "height": 8}
                ]
            }],
            "clock": {"source": "ntp", "offsetMs": -12, "synchronisedAt": captured_at.to_string()}
        });
        Self { document, parts: vec![("overview".to_owned(), picture)], resigned: false }
    }

    pub fn now() -> Self {
        Self::at(start())
    }

    pub fn with(mut self, pointer: &str, value: impl Into<Value>) -> Self {
        *self.document.pointer_mut(pointer).unwrap() = value.into();
        self
    }

    /// Sends other bytes as the overview, with their own digest.
    pub fn showing(mut self, picture: Vec<u8>) -> Self {
        self = self.with("/images/0/sha256", hex::encode(digest(&SHA256, &picture)));
        self.parts[0].1 = picture;
        self
    }

    pub fn sign(&self, signer: &EcdsaKeyPair) -> PacketSubmission {
        let bytes = self.document.to_string().into_bytes();
        let signed: &[u8] = if self.resigned { b"something else" } else { &bytes };
        let signature = signer.sign(&SystemRandom::new(), signed).unwrap();
        let parts =
            self.parts.iter().map(|(name, bytes)| PacketPart { name: name.clone(), bytes: bytes.clone() });
        PacketSubmission {
            signature: Some(STANDARD.encode(signature.as_ref()).into_bytes()),
            parts: parts.collect(),
            packet_bytes: Some(bytes),
            faults: Vec::new(),
        }
    }
}

/// A picture of 160 by 120 pixels with detail everywhere.
pub fn picture(seed: u8) -> Vec<u8> {
    let pixels = RgbImage::from_fn(160, 120, |x, y| {
        let noise = (x * 31 + y * 17 + u32::from(seed) * 7) % 200;
        image::Rgb([noise as u8, (x % 256) as u8, (y * 2 % 256) as u8])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    pixels.write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}
