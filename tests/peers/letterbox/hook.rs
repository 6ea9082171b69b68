//! Web hooks.

use std::net::TcpListener;
use std::path::PathBuf;

use actix_web::dev::Server;
use actix_web::web::{self, Bytes, Data};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};
use anyhow::Result;
use rustls::ServerConfig;

use crate::{Options, keep, refuses};

struct Place {
    folder: PathBuf,
    token: String,
}

pub fn server(socket: TcpListener, tls: ServerConfig, options: &Options) -> Result<Server> {
    let desk = Data::new(Place { folder: options.folder.clone(), token: options.token.clone() });
    let app = move || App::new().app_data(desk.clone()).route("/alarm", web::post().to(take));
    Ok(HttpServer::new(app).workers(1).listen_rustls_0_23(socket, tls)?.run())
}

async fn take(request: HttpRequest, body: Bytes, desk: Data<Place>) -> HttpResponse {
    let knows =
        request.headers().get("x-token").is_some_and(|token| token.as_bytes() == desk.token.as_bytes());
    if !knows {
        return HttpResponse::Unauthorized().finish();
    }
    if refuses(&desk.folder) || keep(&desk.folder, "hook", &body).is_err() {
        return HttpResponse::ServiceUnavailable().finish();
    }
    HttpResponse::NoContent().finish()
}
