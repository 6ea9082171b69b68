//! A small intake listener for the simulator to talk to: checks hashes and signatures, answers as told.

use std::{
    collections::BTreeMap,
    net::TcpListener,
    sync::{Arc, Mutex},
};

use actix_multipart::Multipart;
use actix_web::{App, HttpResponse, HttpServer, web};
use aws_lc_rs::{
    digest,
    signature::{ECDSA_P256_SHA256_ASN1, UnparsedPublicKey},
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use futures_util::TryStreamExt as _;
use rcgen::PublicKeyData as _;
use serde_json::{Value, json};
use tokio::sync::watch;

use super::pki::Pki;

#[derive(Clone)]
pub struct Intake {
    shared: Arc<Shared>,
    pub base: String,
}

struct Shared {
    key: Vec<u8>,
    /// Answer to packets, counted from 1 in order of arrival.
    rule: fn(u64) -> Rule,
    arrivals: watch::Sender<u64>,
    accepted: Mutex<BTreeMap<String, Vec<u8>>>,
    heartbeats: Mutex<Vec<Value>>,
}

/// What to do with a packet.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Check and accept it.
    Take,
    /// Accept it, but let the answer get lost.
    TakeAndFail,
    /// 503.
    Busy,
}

impl Intake {
    pub fn start(pki: &Pki, rule: fn(u64) -> Rule) -> Self {
        let signing =
            rcgen::KeyPair::from_pem(&std::fs::read_to_string(pki.path("signing.pem")).unwrap()).unwrap();
        let shared = Arc::new(Shared {
            key: signing.der_bytes().to_vec(),
            rule,
            arrivals: watch::Sender::new(0),
            accepted: Mutex::default(),
            heartbeats: Mutex::default(),
        });
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("https://{}", listener.local_addr().unwrap());
        let data = web::Data::from(shared.clone());
        let app = move || {
            App::new()
                .app_data(data.clone())
                .route("/v1/violation-packets", web::post().to(packet))
                .route("/v1/heartbeats", web::post().to(heartbeat))
        };
        let server = HttpServer::new(app).workers(1).disable_signals();
        let server = server.listen_rustls_0_23(listener, pki.server_config()).unwrap();
        actix_web::rt::spawn(server.run());
        Self { shared, base }
    }

    /// Waits until so many packets have arrived.
    pub async fn arrived(&self, count: u64) {
        self.shared.arrivals.subscribe().wait_for(|arrived| *arrived >= count).await.unwrap();
    }

    /// Accepted packet documents, by sequence number.
    pub fn accepted(&self) -> BTreeMap<u64, Value> {
        let accepted = self.shared.accepted.lock().unwrap();
        let documents = accepted.values().map(|bytes| serde_json::from_slice::<Value>(bytes).unwrap());
        documents.map(|packet| (packet["unitSequence"].as_u64().unwrap(), packet)).collect()
    }

    pub fn heartbeats(&self) -> Vec<Value> {
        self.shared.heartbeats.lock().unwrap().clone()
    }
}

async fn heartbeat(shared: web::Data<Shared>, body: web::Json<Value>) -> HttpResponse {
    shared.heartbeats.lock().unwrap().push(body.into_inner());
    HttpResponse::NoContent().finish()
}

async fn packet(shared: web::Data<Shared>, mut body: Multipart) -> HttpResponse {
    let mut parts: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    while let Some(mut field) = body.try_next().await.unwrap() {
        let name = field.name().unwrap().to_owned();
        let mut bytes = Vec::new();
        while let Some(chunk) = field.try_next().await.unwrap() {
            bytes.extend(chunk);
        }
        parts.insert(name, bytes);
    }
    let mut number = 0;
    shared.arrivals.send_modify(|arrived| {
        *arrived += 1;
        number = *arrived;
    });
    match (shared.rule)(number) {
        Rule::Busy => HttpResponse::ServiceUnavailable().insert_header(("Retry-After", "0")).finish(),
        Rule::TakeAndFail => {
            take(&shared, &parts);
            HttpResponse::InternalServerError().finish()
        }
        Rule::Take => take(&shared, &parts),
    }
}

fn take(shared: &Shared, parts: &BTreeMap<String, Vec<u8>>) -> HttpResponse {
    let document = &parts["packet"];
    let signature = BASE64_STANDARD.decode(&parts["signature"]).unwrap();
    if UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, &shared.key).verify(document, &signature).is_err() {
        return HttpResponse::Forbidden().json(json!({"errors": [{"pointer": "", "code": "signature"}]}));
    }
    let packet: Value = serde_json::from_slice(document).unwrap();
    for image in packet["images"].as_array().unwrap() {
        let bytes = parts.get(image["part"].as_str().unwrap());
        let hash = bytes.map(|bytes| hex::encode(digest::digest(&digest::SHA256, bytes)));
        if hash.as_deref() != image["sha256"].as_str() {
            return HttpResponse::BadRequest()
                .json(json!({"errors": [{"pointer": "/images", "code": "hash"}]}));
        }
    }
    let id = packet["packetId"].as_str().unwrap().to_owned();
    let mut accepted = shared.accepted.lock().unwrap();
    if accepted.get(&id).is_some_and(|known| known != document) {
        return HttpResponse::Conflict().finish();
    }
    accepted.insert(id, document.clone());
    HttpResponse::Created()
        .json(json!({"outcome": "accepted", "mayErase": true, "caseReference": "7K3M9QX2TB"}))
}
