//! A receiver of web hooks over TLS, in a thread of its own, that misbehaves as told and checks every signature itself.

use std::net::TcpListener;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::http::StatusCode;
use actix_web::http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, LOCATION};
use actix_web::web::{self, Bytes, Data};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};
use anyhow::{Context, Result};
use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use poortwacht_services::tls::{Clients, listener};
use serde_json::Value;

use crate::pki::Authority;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const TOKEN: &str = "een-geheim-dat-in-een-bestand-staat";

/// What it does with a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Take it.
    Good,
    /// Keep nothing and answer this status.
    Status(u16),
    /// Keep nothing and send it elsewhere, where it would be taken.
    Redirect,
    /// Keep it, and answer only when the other side has gone.
    Slow,
    /// Keep it, and answer with an error all the same.
    KeepAndFail,
}

/// A delivery that it kept.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// The event.
    pub event: Value,
    /// The body as it came.
    pub body: String,
    /// When it was signed, in seconds since 1970.
    pub signed_at: i64,
}

#[derive(Default)]
struct Held {
    manner: Option<Manner>,
    kept: Vec<Delivery>,
    asked: usize,
    strayed: usize,
}

type Shared = Arc<Mutex<Held>>;

/// A running receiver; it ends when dropped.
pub struct Hook {
    held: Shared,
    sections: String,
    server: ServerHandle,
}

impl Hook {
    /// Starts a receiver with nothing in it, for the events of a municipality.
    pub fn start(folder: &Path, municipality: &str) -> Result<Self> {
        let authority = Authority::create(&folder.join("hook-pki"), "hook-authority")?;
        let own = authority.server("hook")?;
        std::fs::write(folder.join("hook-secret"), format!("# shared with the receiver\n{SECRET}\n"))?;
        std::fs::write(folder.join("hook-token"), format!("{TOKEN}\n"))?;
        let socket = TcpListener::bind("127.0.0.1:0")?;
        let address = socket.local_addr()?;
        let held = Shared::default();
        let tls = listener(&own.certificate, &own.key, Clients::Anybody)?;
        let desk = Data::new(held.clone());
        let (sender, handle) = mpsc::channel();
        thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let app = move || {
                    let elsewhere = web::resource("/elsewhere").route(web::post().to(stray));
                    let events = web::resource("/events").route(web::post().to(take));
                    App::new().app_data(desk.clone()).service(events).service(elsewhere)
                };
                let server = HttpServer::new(app).workers(1).shutdown_timeout(1).disable_signals();
                let server = server.listen_rustls_0_23(socket, tls)?.run();
                drop(sender.send(server.handle()));
                server.await
            })
        });
        let file = |name: &str| folder.join(name).display().to_string();
        let sections = format!(
            "[events]\ninterval_seconds = 1\ntimeout_seconds = 1\n[[events.receivers]]\nname = \"zaaksysteem\"\n\
             municipality = \"{municipality}\"\nurl = \"https://localhost:{}/events\"\nca_file = \"{}\"\n\
             secret_file = \"{}\"\ntoken_file = \"{}\"\n",
            address.port(),
            authority.certificate().display(),
            file("hook-secret"),
            file("hook-token"),
        );
        let server = handle.recv_timeout(Duration::from_secs(30)).context("the receiver did not start")?;
        Ok(Self { held, sections, server })
    }

    /// The sections of a configuration that sends to it.
    #[must_use]
    pub fn sections(&self) -> String {
        self.sections.clone()
    }

    /// How it behaves from now on.
    pub fn behave(&self, manner: Manner) {
        lock(&self.held).manner = Some(manner);
    }

    /// What it kept, in the order of arrival; an event that came twice is there twice.
    #[must_use]
    pub fn kept(&self) -> Vec<Delivery> {
        lock(&self.held).kept.clone()
    }

    /// How many deliveries were tried, kept or not.
    #[must_use]
    pub fn asked(&self) -> usize {
        lock(&self.held).asked
    }

    /// How many deliveries followed a redirect.
    #[must_use]
    pub fn strayed(&self) -> usize {
        lock(&self.held).strayed
    }
}

impl Drop for Hook {
    fn drop(&mut self) {
        // Ends by itself; whoever asked for deliveries is gone.
        drop(self.server.stop(false));
    }
}

fn lock(held: &Shared) -> MutexGuard<'_, Held> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn stray(held: Data<Shared>) -> HttpResponse {
    lock(&held).strayed += 1;
    HttpResponse::NoContent().finish()
}

async fn take(request: HttpRequest, body: Bytes, held: Data<Shared>) -> HttpResponse {
    let manner = {
        let mut held = lock(&held);
        held.asked += 1;
        held.manner.unwrap_or(Manner::Good)
    };
    match manner {
        Manner::Status(status) => {
            return HttpResponse::build(StatusCode::from_u16(status).unwrap_or_default()).finish();
        }
        Manner::Redirect => {
            return HttpResponse::TemporaryRedirect().insert_header((LOCATION, "/elsewhere")).finish();
        }
        Manner::Good | Manner::Slow | Manner::KeepAndFail => {}
    }
    let Some(delivery) = checked(request.headers(), &body) else {
        return HttpResponse::Unauthorized().finish();
    };
    lock(&held).kept.push(delivery);
    match manner {
        Manner::Slow => std::future::pending().await,
        Manner::KeepAndFail => HttpResponse::InternalServerError().finish(),
        _ => HttpResponse::NoContent().finish(),
    }
}

/// The delivery, when token, kind and signature are right.
fn checked(headers: &HeaderMap, body: &[u8]) -> Option<Delivery> {
    let text = |name: &str| headers.get(name)?.to_str().ok();
    let known = text(AUTHORIZATION.as_str())? == format!("Bearer {TOKEN}");
    let structured = text(CONTENT_TYPE.as_str())?.starts_with("application/cloudevents+json");
    let (id, at, signature) = (text("webhook-id")?, text("webhook-timestamp")?, text("webhook-signature")?);
    let key = STANDARD.decode(SECRET.strip_prefix("whsec_")?).ok()?;
    let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
    let body = std::str::from_utf8(body).ok()?;
    let mark = STANDARD.decode(signature.strip_prefix("v1,")?).ok()?;
    hmac::verify(&key, format!("{id}.{at}.{body}").as_bytes(), &mark).ok()?;
    let event: Value = serde_json::from_str(body).ok()?;
    let same = event.get("id")?.as_str()? == id;
    (known && structured && same).then_some(Delivery {
        event,
        body: body.to_owned(),
        signed_at: at.parse().ok()?,
    })
}
