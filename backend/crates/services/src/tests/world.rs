//! A municipality with a location, a unit, people, and cases.

use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::{ImageFormat, RgbImage};
use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::passage::UnitClock;
use poortwacht_domain::rng::random_bytes;
use poortwacht_domain::testing::FixedClock;
use poortwacht_domain::{
    Act, CaseId, CaseRef, ImageKind, LocationId, MunicipalityId, PicturePlace, Plate, RedactionPolicy,
    Region, RegionKind, RetentionClass, Role, UnitId,
};
use poortwacht_evidence::index::IndexKey;
use poortwacht_evidence::jpeg::{self, Limits, Redacted};
use poortwacht_evidence::seal::{Binding, DataKey, derive, seal};
use poortwacht_ledger::Record;
use poortwacht_store::cases::{self, Case, DatabaseHalf, ExemptionCheck, NewCase, Retention};
use poortwacht_store::fields::NewField;
use poortwacht_store::ledger_rows::{self, LogName};
use poortwacht_store::pictures::{NewPicture, Picture};
use poortwacht_store::units::{self, NewUnit};
use poortwacht_store::{Connection, Plan, Scope, StoreError, Tx, locations};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::accounts::{self, Enrolling, LoginRefusal, LoginRequest, NewAccount, NewAuthorisation, SignedIn};
use crate::addresses::NewRange;
use crate::custody::testing::receive;
use crate::intake::{CaseFacts, ExemptionFinding, FIELD_PACKET, FIELD_PLATE, FIELD_SIGNATURE};
use crate::municipalities::NewMunicipality;
use crate::system::SystemRng;
use crate::testing::{migrate, process};
use crate::{Actor, Services, ServicesConfig, Visitor, addresses, municipalities};

pub const PASSWORD: &str = "vier zwanen boven het meer";
pub const PLATE: &str = "AE12UI";

pub struct World {
    pub folder: TempDir,
    pub services: Services,
    pub clock: Arc<FixedClock>,
    pub municipality: MunicipalityId,
    pub location: LocationId,
    pub unit: UnitId,
}

/// Somebody with an account, enrolled.
pub struct Person {
    pub login: String,
    pub secret: String,
}

/// A Tuesday, noon in Amsterdam.
pub fn start() -> Timestamp {
    "2026-11-24T11:00:00Z".parse().unwrap()
}

pub fn visitor() -> Visitor {
    Visitor { origin: [127, 0, 0, 1].into(), trace: "4bf92f3577b34da6a3ce929d0e0e4736".to_owned() }
}

pub fn dossier(code: &str) -> Value {
    json!({
        "code": code, "name": format!("Straat {code}"), "street": "Lange Straat",
        "municipality_name": "Voorbeeldstad", "direction": "noord", "built_up": true, "sign": "C12",
        "offence_codes": ["R559"], "active_from": "2026-01-01T00:00:00Z",
        "grounds_template": "Ik zag op de beelden", "not_stopped_reason": "Op afstand beoordeeld",
        "inspections": ["2026-11-02", "2026-12-01"]
    })
}

impl World {
    pub async fn new() -> Self {
        Self::with(ServicesConfig::default()).await
    }

    /// With other settings.
    pub async fn with(config: ServicesConfig) -> Self {
        let folder = TempDir::new().unwrap();
        let (clock, rng) = (Arc::new(FixedClock::at(start())), Arc::new(SystemRng::new()));
        migrate(folder.path(), &clock, rng.as_ref());
        let services = process(folder.path(), clock.clone(), rng.clone(), config);
        let new =
            NewMunicipality { code: "voorbeeld".to_owned(), name: "Voorbeeldstad".to_owned(), oin: None };
        let municipality = municipalities::add(&services, new).await.unwrap();
        let unit = UnitId::random(&rng);
        let mut world =
            Self { folder, services, clock, municipality, location: LocationId::random(&rng), unit };
        world.furnish().await;
        world
    }

    async fn furnish(&mut self) {
        let range =
            NewRange { network: "127.0.0.1/32".to_owned(), note: "Stadhuis".to_owned(), second_person: None };
        addresses::allow(&self.services, self.municipality, range).await.unwrap();
        self.location = self.add_location("brug").await;
        let unit = NewUnit {
            id: self.unit,
            municipality: self.municipality,
            location: self.location,
            name: "noord".to_owned(),
            lane: 1,
            certificate_fingerprint: "0".repeat(64),
            registered_at: start(),
        };
        self.write(move |tx, scope| units::register(tx, scope, &unit)).await;
    }

    pub async fn add_location(&self, code: &str) -> LocationId {
        let dossier = serde_json::from_value(dossier(code)).unwrap();
        crate::locations::import(&self.services, self.municipality, vec![dossier]).await.unwrap();
        let (municipality, code) = (self.municipality, code.to_owned());
        let found = self.read(move |conn, scope| locations::by_code(conn, scope, municipality, &code)).await;
        found.unwrap().id
    }

    pub async fn write<T: Send + 'static>(
        &self,
        f: impl Fn(&mut Tx<'_>, &Scope) -> Result<T, StoreError> + Send + 'static,
    ) -> T {
        let scope = Scope::municipality(self.municipality);
        let plan = Plan::new().log(LogName::municipality(self.municipality));
        self.services.store().write(plan, move |tx| f(tx, &scope)).await.unwrap().into_inner()
    }

    pub async fn read<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Connection, &Scope) -> Result<T, StoreError> + Send + 'static,
    ) -> T {
        let scope = Scope::municipality(self.municipality);
        self.services.store().read(move |conn| f(conn, &scope)).await.unwrap()
    }

    pub fn wait(&self, seconds: i64) {
        self.clock.advance(SignedDuration::from_secs(seconds));
    }

    /// What the municipality's log says, oldest first: act and reason.
    pub async fn log(&self) -> Vec<(Act, Option<String>)> {
        self.log_of(LogName::municipality(self.municipality)).await
    }

    pub async fn log_of(&self, log: LogName) -> Vec<(Act, Option<String>)> {
        let entries = self.read(move |conn, _| ledger_rows::log_entries(conn, &log, None, 10_000)).await;
        // A later shard begins with the checkpoint of the one before.
        let own =
            entries.iter().filter(|stored| stored.place.position > 0 || Record::parse(&stored.entry).is_ok());
        let records = own.map(|stored| Record::parse(&stored.entry).unwrap());
        records.map(|record| (record.entry.act, record.entry.reason)).collect()
    }

    /// The acts of the municipality's log from a length on.
    pub async fn acts_since(&self, length: usize) -> Vec<Act> {
        self.log().await.into_iter().skip(length).map(|(act, _)| act).collect()
    }

    pub async fn add_account(&self, login: &str, role: Role) -> String {
        let new = NewAccount { login: login.to_owned(), name: format!("Naam {login}"), role };
        let link = accounts::add(&self.services, self.municipality, new).await.unwrap();
        link.rsplit('/').next().unwrap().to_owned()
    }

    pub fn enrolling(&self, token: &str, secret: &str) -> Enrolling {
        Enrolling {
            token: token.to_owned(),
            password: PASSWORD.to_owned(),
            password_again: PASSWORD.to_owned(),
            code: accounts::code_at(secret, self.services.now()),
        }
    }

    /// An enrolled account; an officer with an authorisation for 2026.
    pub async fn person(&self, login: &str, role: Role) -> Person {
        let token = self.add_account(login, role).await;
        let secret = accounts::enrolment(&self.services, &visitor(), &token).await.unwrap().secret;
        accounts::enrol(&self.services, &visitor(), self.enrolling(&token, &secret)).await.unwrap();
        if role == Role::Officer {
            let authorisation = NewAuthorisation {
                number: "1234567".to_owned(),
                domain: "I".to_owned(),
                territory: "Voorbeeldstad".to_owned(),
                from: jiff::civil::date(2026, 1, 1),
                until: jiff::civil::date(2026, 12, 31),
            };
            accounts::authorise(&self.services, login, authorisation).await.unwrap();
        }
        self.wait(30);
        Person { login: login.to_owned(), secret }
    }

    pub async fn try_login(&self, person: &Person, password: &str) -> Result<SignedIn, LoginRefusal> {
        let request = LoginRequest {
            login: person.login.clone(),
            password: password.to_owned(),
            code: accounts::code_at(&person.secret, self.services.now()),
        };
        accounts::login(&self.services, &visitor(), request).await
    }

    /// An enrolled account in a session.
    pub async fn actor(&self, login: &str, role: Role) -> Actor {
        let person = self.person(login, role).await;
        let actor = self.try_login(&person, PASSWORD).await.unwrap().actor;
        self.wait(30);
        actor
    }

    pub async fn case(&self, id: CaseId) -> Case {
        self.read(move |conn, scope| cases::find(conn, scope, id)).await.unwrap()
    }

    /// A case of this plate, captured so many minutes before now.
    pub async fn add_case(&self, plate: &str, minutes_ago: i64) -> Case {
        self.add_case_at(self.location, plate, minutes_ago).await
    }

    pub async fn add_case_at(&self, location: LocationId, plate: &str, minutes_ago: i64) -> Case {
        let now = self.services.now();
        self.insert(self.new_case(location, plate, now - SignedDuration::from_mins(minutes_ago))).await
    }

    /// As [`World::add_case`], of a unit that found no windscreen.
    pub async fn add_case_without_windscreen(&self, plate: &str, minutes_ago: i64) -> Case {
        let at = self.services.now() - SignedDuration::from_mins(minutes_ago);
        let facts = CaseFacts { windscreen_undeclared: true, ..facts(at) };
        let facts = serde_json::to_string(&facts).unwrap();
        self.insert(NewCase { facts, ..self.new_case(self.location, plate, at) }).await
    }

    async fn insert(&self, case: NewCase) -> Case {
        let id = case.id;
        let services = self.services.clone();
        self.write(move |tx, scope| receive(&services, tx, scope, &case)).await;
        self.case(id).await
    }

    fn new_case(&self, location: LocationId, plate: &str, at: Timestamp) -> NewCase {
        let (keys, rng) = (self.services.keys(), self.services.rng());
        let other = keys.take_half().unwrap();
        let sealer = Sealer::new(self, &other.secret, &random_bytes(rng.as_ref()));
        let plate = Plate::parse(plate).unwrap();
        let index = IndexKey::derive(&sealer.half, &other.secret, sealer.case).unwrap();
        let destroy_after = self.services.config().retention.destroy_after(RetentionClass::Undecided, at);
        NewCase {
            id: sealer.case,
            municipality: self.municipality,
            reference: CaseRef::random(rng.as_ref()),
            location,
            unit: self.unit,
            captured_at: at,
            received_at: at,
            half: DatabaseHalf { id: other.id, half: sealer.half },
            revision: 1,
            plate: index.index(&plate),
            charge: None,
            exemption: ExemptionCheck { at, result: ExemptionFinding::default().to_text().unwrap() },
            facts: serde_json::to_string(&facts(at)).unwrap(),
            dossier: serde_json::from_value(dossier("brug")).unwrap(),
            gate_findings: "[]".to_owned(),
            retention: Retention { class: RetentionClass::Undecided, destroy_after },
            pictures: vec![sealer.overview(at)],
            fields: vec![
                sealer.field(FIELD_PLATE, &plate_record(&plate)),
                sealer.field(FIELD_PACKET, &packet(&plate, at)),
                sealer.field(FIELD_SIGNATURE, &signature(&packet(&plate, at), at)),
            ],
        }
    }
}

struct Sealer<'a> {
    world: &'a World,
    case: CaseId,
    half: [u8; 32],
    key: DataKey,
}

impl<'a> Sealer<'a> {
    fn new(world: &'a World, other: &poortwacht_evidence::SecretKey, half: &[u8; 32]) -> Self {
        let case = CaseId::random(world.services.rng().as_ref());
        let key = derive(half, other.expose(), case.as_uuid()).unwrap();
        Self { world, case, half: *half, key }
    }

    fn seal(&self, field: &str, plain: &[u8]) -> Vec<u8> {
        let subject = self.case.as_uuid();
        let binding = Binding { municipality: self.world.municipality, subject, field, revision: 1 };
        seal(&self.key, &binding, plain, self.world.services.rng().as_ref()).unwrap()
    }

    fn field(&self, name: &str, value: &Value) -> NewField {
        let sealed = self.seal(name, value.to_string().as_bytes());
        NewField { field: name.to_owned(), revision: 1, sealed }
    }

    fn overview(&self, at: Timestamp) -> NewPicture {
        let Redacted { jpeg, manifest } = redacted();
        let picture = Picture {
            ordinal: 0,
            kind: ImageKind::Overview,
            width: 320,
            height: 180,
            captured_at: at,
            received_sha256: "0".repeat(64),
            sealed_sha256: hex::encode(digest(&SHA256, &jpeg)),
            manifest: serde_json::to_string(&manifest).unwrap(),
            revision: 1,
            place: PicturePlace::Database,
            object: None,
        };
        NewPicture { picture, sealed: self.seal("picture/0", &jpeg) }
    }
}

/// A picture full of detail, of which the vehicle stays.
fn redacted() -> Redacted {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let pixel = |x: u32, y: u32| image::Rgb([(x * 7 + y * 3) as u8, (x * 13) as u8, (y * 11) as u8]);
    RgbImage::from_fn(320, 180, pixel).write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    let bytes = bytes.into_inner();
    let vehicle = Region { kind: RegionKind::Vehicle, x: 80, y: 40, width: 160, height: 100 };
    let inspected = jpeg::inspect(&bytes, &Limits::default()).unwrap();
    jpeg::redact(&inspected, &[vehicle], &RedactionPolicy::default(), &[]).unwrap()
}

fn facts(at: Timestamp) -> CaseFacts {
    CaseFacts {
        unit_sequence: 1,
        direction: "noord".to_owned(),
        lane: 1,
        speed: None,
        clock: UnitClock { source: "ntp".to_owned(), offset_ms: 12, synchronised_at: at },
        category: None,
        location_version: None,
        incomplete: false,
        windscreen_undeclared: false,
        windscreen_judged: None,
        plate_corrections: 0,
    }
}

/// As the unit signed the packet.
fn signature(packet: &Value, at: Timestamp) -> Value {
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
    let signed = pair.sign(&SystemRandom::new(), packet.to_string().as_bytes()).unwrap();
    let key: PublicKeyX509Der<'_> = pair.public_key().as_der().unwrap();
    json!({
        "signature": STANDARD.encode(signed.as_ref()), "signingKey": STANDARD.encode(key.as_ref()),
        "validFrom": at, "certificateFingerprint": "6".repeat(64)
    })
}

fn plate_record(plate: &Plate) -> Value {
    json!({ "plate": plate.as_str(), "country": "NL", "raw": plate.as_str(), "confidence": 0.97 })
}

fn packet(plate: &Plate, at: Timestamp) -> Value {
    json!({
        "packetId": "0198c5f2-aa12-7c3e-9d54-cd126b8a9012", "unitSequence": 1, "capturedAt": at,
        "plate": { "raw": plate.as_str(), "country": "NL", "confidence": 0.97 },
        "vehicle": { "kind": "bestelauto", "colour": "wit" },
        "direction": "noord", "lane": 1,
        "images": [{
            "part": "overview", "kind": "overview", "sha256": "0".repeat(64), "capturedAt": at,
            "regions": [
                { "kind": "vehicle", "x": 80, "y": 40, "width": 160, "height": 100 },
                { "kind": "plate", "x": 140, "y": 110, "width": 40, "height": 10 }
            ]
        }],
        "clock": { "source": "ntp", "offsetMs": 12, "synchronisedAt": at }
    })
}
