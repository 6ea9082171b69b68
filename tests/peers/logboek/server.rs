//! `POST /v1/traces`.

use std::fs;
use std::net::TcpListener;
use std::sync::Arc;

use actix_web::http::header::{CONTENT_TYPE, RETRY_AFTER};
use actix_web::web::{self, Bytes, Data, PayloadConfig};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};
use anyhow::{Context as _, Result};
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTracePartialSuccess, ExportTraceServiceRequest, ExportTraceServiceResponse,
};
use poortwacht_services::tls::{Clients, listener};
use prost::Message as _;
use serde_json::Value;

use crate::Options;
use crate::fault::Fault;
use crate::held::Held;
use crate::peer::{self, Peer};
use crate::spans;

const PROTOBUF: &str = "application/x-protobuf";
/// Largest request, in bytes.
const MAX_BYTES: usize = 16 * 1024 * 1024;

struct Desk {
    held: Held,
    required: Option<(String, String)>,
}

pub async fn run(options: Options) -> Result<()> {
    poortwacht_tests::install_crypto();
    let tls = listener(&options.cert, &options.key, Clients::Certified(&options.client_ca))?;
    let required = options.require_header.as_deref().and_then(|line| line.split_once(':'));
    let required = required.map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()));
    let desk = Data::new(Arc::new(Desk { held: Held::open(&options.folder)?, required }));
    let socket = TcpListener::bind(options.listen).context("--listen")?;
    let address = socket.local_addr()?;
    let app = move || {
        let traces = web::resource("/v1/traces").route(web::post().to(take));
        App::new().app_data(desk.clone()).app_data(PayloadConfig::new(MAX_BYTES)).service(traces)
    };
    let server = HttpServer::new(app).workers(1).shutdown_timeout(1).on_connect(peer::remember);
    let server = server.listen_rustls_0_23(socket, tls)?.run();
    fs::write(&options.ready_file, format!("{address}\n")).context("--ready-file")?;
    server.await.context("server")
}

async fn take(request: HttpRequest, body: Bytes, desk: Data<Arc<Desk>>) -> HttpResponse {
    let fault = Fault::now(desk.held.folder());
    if let Err(error) = desk.held.came(&body) {
        return broken(&error);
    }
    if !is_welcome(&request, &desk) {
        return HttpResponse::Unauthorized().finish();
    }
    match fault {
        Fault::Refuse => {
            return HttpResponse::ServiceUnavailable().insert_header((RETRY_AFTER, "1")).finish();
        }
        Fault::Bad => return HttpResponse::BadRequest().finish(),
        Fault::Cut => return cut(&request).await,
        Fault::Garble => return HttpResponse::Ok().content_type(PROTOBUF).body("\u{7f}not a message"),
        Fault::Page => return HttpResponse::Ok().content_type("text/html").body("<p>OK</p>"),
        _ => {}
    }
    let Ok(message) = ExportTraceServiceRequest::decode(body) else {
        return HttpResponse::BadRequest().finish();
    };
    let (rejected, taken) = sorted(&fault, spans::of(&message));
    if fault != Fault::Forget
        && let Err(error) = desk.held.take(taken.iter())
    {
        return broken(&error);
    }
    match fault {
        Fault::Hang => std::future::pending().await,
        Fault::CutAfter => cut(&request).await,
        _ => confirmed(rejected),
    }
}

fn sorted(fault: &Fault, spans: Vec<(String, Value)>) -> (i64, Vec<Value>) {
    let is_rejected = |name: &str| matches!(fault, Fault::Reject(rejected) if rejected == name);
    let all = i64::try_from(spans.len()).unwrap_or(i64::MAX);
    let taken = spans.into_iter().filter(|(name, _)| !is_rejected(name)).map(|(_, span)| span);
    let taken: Vec<Value> = taken.collect();
    (all - i64::try_from(taken.len()).unwrap_or(all), taken)
}

fn confirmed(rejected_spans: i64) -> HttpResponse {
    let partial = ExportTracePartialSuccess { rejected_spans, error_message: "of no use here".to_owned() };
    let answer = ExportTraceServiceResponse { partial_success: (rejected_spans > 0).then_some(partial) };
    HttpResponse::Ok().content_type(PROTOBUF).body(answer.encode_to_vec())
}

fn is_welcome(request: &HttpRequest, desk: &Desk) -> bool {
    let says = |name: &str, value: &str| request.headers().get(name).is_some_and(|found| found == value);
    let is_protobuf = says(CONTENT_TYPE.as_str(), PROTOBUF);
    is_protobuf && desk.required.as_ref().is_none_or(|(name, value)| says(name, value))
}

/// The answer is never seen.
async fn cut(request: &HttpRequest) -> HttpResponse {
    if let Some(peer) = request.conn_data::<Peer>() {
        peer.cut();
    }
    HttpResponse::InternalServerError().finish()
}

fn broken(error: &anyhow::Error) -> HttpResponse {
    tracing::error!(%error, "what came could not be kept");
    HttpResponse::InternalServerError().finish()
}
