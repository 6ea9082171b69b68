//! A municipality with its people, behind the whole application.

use std::net::SocketAddr;
use std::sync::Arc;

use actix_http::Request;
use actix_web::Error;
use actix_web::body::{BoxBody, to_bytes};
use actix_web::cookie::Cookie;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{CONTENT_TYPE, LOCATION, SET_COOKIE};
use actix_web::test::{TestRequest, init_service};
use ipnetwork::IpNetwork;
use jiff::SignedDuration;
use poortwacht_domain::testing::{FixedClock, SequenceRng};
use poortwacht_domain::{MunicipalityId, Role};
use poortwacht_evidence::keystore::{KeyStoreConfig, MasterKey, SqliteKeyStore};
use poortwacht_services::accounts::{self, Enrolling, NewAccount};
use poortwacht_services::addresses::{self, NewRange};
use poortwacht_services::municipalities::{self, NewMunicipality};
use poortwacht_services::{Parts, Services, ServicesConfig, Visitor, sessions};
use poortwacht_store::ledger_rows::{self, LogName};
use poortwacht_store::{Environment, Store, StoreConfig};
use tempfile::TempDir;
use totp_rs::{Algorithm, Secret, TOTP};

use crate::app::{self, Shared};
use crate::dress::Wardrobe;
use crate::gate::Gate;

pub const OFFICE: &str = "192.0.2.7:40000";
pub const STRANGER: &str = "198.51.100.9:40000";
pub const ORIGIN: &str = "https://portal.example";
const PASSWORD: &str = "vier-zwanen-boven-het-meer";

pub struct World {
    pub services: Services,
    pub municipality: MunicipalityId,
    clock: Arc<FixedClock>,
    gate: Gate,
    _folder: TempDir,
}

/// The running application.
pub trait App: Service<Request, Response = ServiceResponse<BoxBody>, Error = Error> {}
impl<S: Service<Request, Response = ServiceResponse<BoxBody>, Error = Error>> App for S {}

/// An answer that was read to its end.
pub struct Answer {
    pub status: u16,
    pub headers: actix_web::http::header::HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    pub fn location(&self) -> &str {
        self.header(LOCATION.as_str()).unwrap_or_default()
    }

    pub fn cookie(&self) -> &str {
        self.header(SET_COOKIE.as_str()).unwrap_or_default()
    }
}

impl World {
    pub async fn new() -> Self {
        Self::behind(Vec::new()).await
    }

    /// A world whose portal stands behind these proxies.
    pub async fn behind(proxies: Vec<IpNetwork>) -> Self {
        let (folder, rng) = (TempDir::new().unwrap(), Arc::new(SequenceRng::new(1)));
        let clock = Arc::new(FixedClock::at("2026-11-24T11:00:00Z".parse().unwrap()));
        let store = store(&folder, &clock, &rng);
        let keys = KeyStoreConfig {
            path: folder.path().join("keys").join("keys.sqlite"),
            instance: store.instance().id,
            environment: Environment::Test,
            create: true,
        };
        let keys =
            SqliteKeyStore::open(keys, MasterKey::from_bytes([7; 32]), clock.clone(), rng.clone()).unwrap();
        let config = ServicesConfig::default();
        let services =
            Services::new(Parts { store, keys: Arc::new(keys), clock: clock.clone(), rng, config });
        let municipality = add_municipality(&services).await;
        let gate = Gate::new(proxies);
        gate.refresh(&services).await.unwrap();
        Self { services, municipality, clock, gate, _folder: folder }
    }

    pub async fn app(&self) -> impl App {
        self.app_with(Wardrobe::default()).await
    }

    /// The application where municipalities add something to their pages.
    pub async fn app_with(&self, wardrobe: Wardrobe) -> impl App {
        let (services, gate, origin) = (self.services.clone(), self.gate.clone(), Some(ORIGIN.to_owned()));
        init_service(app::build(Shared::new(services, gate, origin, None, wardrobe))).await
    }

    /// The application of an installation that names a contact for weaknesses.
    pub async fn app_with_contact(&self, contact: &str) -> impl App {
        let (services, gate, origin) = (self.services.clone(), self.gate.clone(), Some(ORIGIN.to_owned()));
        let contact = Some(contact.to_owned());
        init_service(app::build(Shared::new(services, gate, origin, contact, Wardrobe::default()))).await
    }

    pub fn advance(&self, by: SignedDuration) {
        self.clock.advance(by);
    }

    /// A session's token of a new account with this role.
    pub async fn log_in(&self, login: &str, role: Role) -> String {
        let (credentials, code) = self.enrolled(login, role).await;
        let request = accounts::LoginRequest { login: login.to_owned(), password: credentials, code };
        accounts::login(&self.services, &visitor(), request).await.unwrap().token
    }

    /// Password and current code of a new account with this role.
    pub async fn enrolled(&self, login: &str, role: Role) -> (String, String) {
        let new = NewAccount { login: login.to_owned(), name: "P. Voorbeeld".to_owned(), role };
        let link = accounts::add(&self.services, self.municipality, new).await.unwrap();
        let token = link.rsplit('/').next().unwrap().to_owned();
        let offer = accounts::enrolment(&self.services, &visitor(), &token).await.unwrap();
        let enrolling = Enrolling {
            token,
            password: PASSWORD.to_owned(),
            password_again: PASSWORD.to_owned(),
            code: self.code(&offer.secret),
        };
        accounts::enrol(&self.services, &visitor(), enrolling).await.unwrap();
        // A code counts once.
        self.advance(SignedDuration::from_secs(60));
        (PASSWORD.to_owned(), self.code(&offer.secret))
    }

    fn code(&self, secret: &str) -> String {
        let secret = Secret::Encoded(secret.to_owned()).to_bytes().unwrap();
        let totp = TOTP::new_unchecked(Algorithm::SHA1, 6, 1, 30, secret);
        totp.generate(u64::try_from(self.services.now().as_second()).unwrap())
    }

    /// Entries of the municipality's log, oldest first, as they stand there.
    pub async fn log(&self) -> Vec<String> {
        let log = LogName::municipality(self.municipality);
        let read = self.services.store().read(move |conn| ledger_rows::log_entries(conn, &log, None, 1000));
        read.await.unwrap().into_iter().map(|entry| entry.entry).collect()
    }
}

pub fn visitor() -> Visitor {
    Visitor { origin: "192.0.2.7".parse().unwrap(), trace: "0".repeat(32) }
}

/// A request from the office.
pub fn request(method: Method, path: &str) -> TestRequest {
    TestRequest::default().method(method).uri(path).peer_addr(OFFICE.parse::<SocketAddr>().unwrap())
}

pub fn get(path: &str) -> TestRequest {
    request(Method::GET, path)
}

/// A form as one of our own pages sends it; `token` is the session's.
pub fn post(path: &str, token: Option<&str>, fields: &str) -> TestRequest {
    let form_token = token.map(sessions::form_token).unwrap_or_default();
    let form = request(Method::POST, path)
        .insert_header(("sec-fetch-site", "same-origin"))
        .insert_header((CONTENT_TYPE, "application/x-www-form-urlencoded"))
        .set_payload(format!("form_token={form_token}&{fields}"));
    match token {
        Some(token) => in_session(form, token),
        None => form,
    }
}

pub fn in_session(request: TestRequest, token: &str) -> TestRequest {
    request.cookie(Cookie::new("__Host-poortwacht", token.to_owned()))
}

pub async fn ask(app: &impl App, request: TestRequest) -> Answer {
    let answer = app.call(request.to_request()).await.unwrap();
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    let body = to_bytes(answer.into_body()).await.unwrap();
    Answer { status, headers, body: String::from_utf8_lossy(&body).into_owned() }
}

fn store(folder: &TempDir, clock: &FixedClock, rng: &SequenceRng) -> Store {
    let config = StoreConfig {
        url: format!("sqlite:{}", folder.path().join("store.sqlite").display()),
        read_connections: 2,
        environment: Environment::Test,
        create: true,
    };
    Store::migrate(&config, clock, rng).unwrap();
    Store::open(&config).unwrap()
}

async fn add_municipality(services: &Services) -> MunicipalityId {
    let new = NewMunicipality { code: "GM9999".to_owned(), name: "Voorbeeldstad".to_owned(), oin: None };
    let id = municipalities::add(services, new).await.unwrap();
    let range =
        NewRange { network: "192.0.2.0/24".to_owned(), note: "town hall".to_owned(), second_person: None };
    addresses::allow(services, id, range).await.unwrap();
    id
}
