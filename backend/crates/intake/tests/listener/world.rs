//! A listener with one registered unit, on port 0, with certificates of its own.

use std::path::Path;
use std::sync::Arc;

use actix_web::dev::ServerHandle;
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::{ImageFormat, RgbImage};
use poortwacht_domain::{Clock, LocationId, MunicipalityId, PacketId, RecordId, UnitId};
use poortwacht_evidence::keystore::{KeyStoreConfig, MasterKey, SqliteKeyStore};
use poortwacht_intake::{IntakeConfig, IntakeServer};
use poortwacht_services::system::{SystemClock, SystemRng};
use poortwacht_services::{Parts, Services, ServicesConfig};
use poortwacht_store::locations::{self, NewLocation};
use poortwacht_store::municipalities::{self, Municipality};
use poortwacht_store::units::{self, NewSigningKey, NewUnit};
use poortwacht_store::{Environment, Plan, Scope, Store, StoreConfig, StoreError};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    PublicKeyData,
};
use reqwest::multipart::{Form, Part};
use reqwest::{Client, Identity, Response};
use serde_json::{Value, json};
use tempfile::TempDir;

type Authority = CertifiedIssuer<'static, KeyPair>;

pub struct World {
    _folder: TempDir,
    authority: Authority,
    base: String,
    server: ServerHandle,
    running: tokio::task::JoinHandle<std::io::Result<()>>,
    pub unit: Client,
    pub signer: EcdsaKeyPair,
}

impl World {
    pub async fn start() -> Self {
        Self::start_with(ServicesConfig::default()).await
    }

    pub async fn start_with(config: ServicesConfig) -> Self {
        let folder = TempDir::new().unwrap();
        let (authority, tls_key) = (authority(), KeyPair::generate().unwrap());
        let signing = KeyPair::generate().unwrap();
        let signer =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &signing.serialize_der()).unwrap();
        let services = services(folder.path(), config);
        register(&services, &tls_key, signing.subject_public_key_info()).await;
        let server = IntakeServer::bind(&listen(folder.path(), &authority), services).unwrap();
        let base = format!("https://localhost:{}", server.addr().port());
        let server = server.run().unwrap();
        let (handle, running) = (server.handle(), tokio::task::spawn_local(server));
        let unit = client(&authority, Some(identity(&authority, &tls_key)));
        Self { _folder: folder, authority, base, server: handle, running, unit, signer }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    pub fn anonymous(&self) -> Client {
        client(&self.authority, None)
    }

    pub fn of_another_authority(&self) -> Client {
        client(&self.authority, Some(identity(&authority(), &KeyPair::generate().unwrap())))
    }

    /// A certificate of the right authority that nobody registered.
    pub fn stranger(&self) -> Client {
        client(&self.authority, Some(identity(&self.authority, &KeyPair::generate().unwrap())))
    }

    pub async fn send(&self, draft: &Draft) -> Response {
        let form = draft.form(&self.signer);
        self.unit.post(self.url("/v1/violation-packets")).multipart(form).send().await.unwrap()
    }

    pub async fn beat(&self) -> Response {
        let beat = json!({
            "time": SystemClock.now().to_string(), "clockOffsetMs": 0, "queueLength": 0, "passages": 1,
            "noHits": 1, "softwareVersion": "1.0.0"
        });
        self.unit.post(self.url("/v1/heartbeats")).json(&beat).send().await.unwrap()
    }

    pub async fn stop(self) -> std::io::Result<()> {
        drop(self.unit);
        self.server.stop(true).await;
        self.running.await.unwrap()
    }
}

fn services(folder: &Path, config: ServicesConfig) -> Services {
    let (clock, rng) = (Arc::new(SystemClock), Arc::new(SystemRng::new()));
    let store = StoreConfig {
        url: format!("sqlite:{}", folder.join("store.sqlite").display()),
        read_connections: 4,
        environment: Environment::Test,
        create: true,
    };
    Store::migrate(&store, clock.as_ref(), rng.as_ref()).unwrap();
    let store = Store::open(&store).unwrap();
    let keys = KeyStoreConfig {
        path: folder.join("keys").join("keys.sqlite"),
        instance: store.instance().id,
        environment: Environment::Test,
        create: true,
    };
    let keys =
        SqliteKeyStore::open(keys, MasterKey::from_bytes([7; 32]), clock.clone(), rng.clone()).unwrap();
    Services::new(Parts { store, keys: Arc::new(keys), clock, rng, config })
}

async fn register(services: &Services, tls_key: &KeyPair, signing_key: Vec<u8>) {
    let (rng, now) = (services.rng(), services.now());
    let long_ago = "2026-01-01T00:00:00Z".parse().unwrap();
    let municipality = Municipality {
        id: MunicipalityId::random(&rng),
        code: "GM9999".to_owned(),
        name: "Voorbeeldstad".to_owned(),
        oin: None,
        exemption_version: 1,
        created_at: now,
    };
    let dossier = json!({
        "code": "lange-straat", "name": "Lange Straat", "street": "Lange Straat",
        "municipality_name": "Voorbeeldstad", "direction": "north", "built_up": true, "sign": "C12",
        "offence_codes": ["R559"], "active_from": "2020-01-01T00:00:00Z",
        "grounds_template": "Ik zag …", "not_stopped_reason": "Op afstand."
    });
    let dossier = serde_json::from_value(dossier).unwrap();
    let location = NewLocation { id: LocationId::random(&rng), municipality: municipality.id, dossier };
    let unit = NewUnit {
        id: UnitId::random(&rng),
        municipality: municipality.id,
        location: location.id,
        name: "north".to_owned(),
        lane: 1,
        certificate_fingerprint: hex::encode(digest(&SHA256, &tls_key.subject_public_key_info())),
        registered_at: now,
    };
    let key = NewSigningKey {
        id: RecordId::random(&rng),
        unit: unit.id,
        public_key: signing_key,
        valid_from: long_ago,
        valid_until: None,
    };
    let scope = Scope::municipality(municipality.id);
    let registered = services.store().write(Plan::new(), move |tx| {
        municipalities::add(tx, &scope, &municipality)?;
        locations::upsert(tx, &scope, &location, now, now)?;
        units::register(tx, &scope, &unit)?;
        units::add_signing_key(tx, &scope, &key)?;
        Ok::<_, StoreError>(())
    });
    registered.await.unwrap();
}

fn authority() -> Authority {
    let mut parameters = CertificateParams::new(Vec::<String>::new()).unwrap();
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(parameters, KeyPair::generate().unwrap()).unwrap()
}

fn listen(folder: &Path, authority: &Authority) -> IntakeConfig {
    let key = KeyPair::generate().unwrap();
    let parameters = CertificateParams::new(["localhost".to_owned()]).unwrap();
    let certificate = parameters.signed_by(&key, authority).unwrap();
    let files =
        [("ca.pem", authority.pem()), ("server.pem", certificate.pem()), ("server.key", key.serialize_pem())];
    let [client_ca_file, certificate_file, private_key_file] = files.map(|(name, text)| {
        std::fs::write(folder.join(name), text).unwrap();
        folder.join(name)
    });
    IntakeConfig { listen: ([127, 0, 0, 1], 0).into(), certificate_file, private_key_file, client_ca_file }
}

fn identity(authority: &Authority, key: &KeyPair) -> Identity {
    let mut parameters = CertificateParams::default();
    parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    let certificate = parameters.signed_by(key, authority).unwrap();
    Identity::from_pem(format!("{}{}", certificate.pem(), key.serialize_pem()).as_bytes()).unwrap()
}

fn client(authority: &Authority, identity: Option<Identity>) -> Client {
    // Another test of this process may have been first.
    let _installed = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let root = reqwest::Certificate::from_pem(authority.pem().as_bytes()).unwrap();
    let builder = Client::builder().use_rustls_tls().add_root_certificate(root);
    identity.into_iter().fold(builder, reqwest::ClientBuilder::identity).build().unwrap()
}

pub fn part(bytes: Vec<u8>, mime: &str) -> Part {
    Part::bytes(bytes).mime_str(mime).unwrap()
}

/// A packet captured a minute ago.
pub struct Draft {
    pub document: Value,
    pub picture: Vec<u8>,
}

impl Draft {
    pub fn good() -> Self {
        let at = SystemClock.now() - std::time::Duration::from_secs(60);
        let picture = picture();
        let document = json!({
            "packetId": PacketId::generate(at, &SystemRng::new()).to_string(), "unitSequence": 1,
            "capturedAt": at.to_string(), "plate": {"raw": "AE-12-UI", "country": "NL", "confidence": 0.9},
            "direction": "north", "lane": 1,
            "images": [{
                "part": "overview", "kind": "overview", "sha256": hex::encode(digest(&SHA256, &picture)),
                "capturedAt": at.to_string(), "regions": []
            }],
            "clock": {"source": "ntp", "offsetMs": 1, "synchronisedAt": at.to_string()}
        });
        Self { document, picture }
    }

    pub fn with(&self, pointer: &str, value: impl Into<Value>) -> Value {
        let mut document = self.document.clone();
        *document.pointer_mut(pointer).unwrap() = value.into();
        document
    }

    pub fn form(&self, signer: &EcdsaKeyPair) -> Form {
        let packet = self.document.to_string().into_bytes();
        let signature = STANDARD.encode(signer.sign(&SystemRandom::new(), &packet).unwrap());
        Form::new()
            .part("packet", part(packet, "application/json"))
            .part("overview", part(self.picture.clone(), "image/jpeg"))
            .text("signature", signature)
    }
}

fn picture() -> Vec<u8> {
    let pixels = RgbImage::from_fn(160, 120, |x, y| image::Rgb([(x % 256) as u8, (y % 256) as u8, 90]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    pixels.write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}
