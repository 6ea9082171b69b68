//! Opens the port, says so, serves until a signal.

use std::{
    io::Write as _,
    net::{SocketAddr, TcpListener},
    path::Path,
    sync::Arc,
    time::Duration,
};

use actix_web::{App, HttpServer, web};
use anyhow::Context as _;

use crate::{args::Args, desk::Desk, handlers, peer, state::folder_of, tls};

/// Seconds that open requests get after SIGTERM.
const SHUTDOWN_SECONDS: u64 = 2;

/// How long faults last.
#[derive(Clone, Copy, Debug)]
pub struct Delays {
    /// `slow`
    pub slow: Duration,
    /// `timeout-after-processing`
    pub hold: Duration,
}

/// Serves until SIGINT or SIGTERM.
///
/// # Errors
/// Port taken, certificate or ready file unusable.
pub async fn run(args: &Args, desk: Arc<Desk>) -> anyhow::Result<()> {
    let delays = Delays {
        slow: Duration::try_from_secs_f64(args.slow_seconds)?,
        hold: Duration::try_from_secs_f64(args.hold_seconds)?,
    };
    let tls = tls::config(args)?;
    let listener = TcpListener::bind(args.listen).with_context(|| format!("listen on {}", args.listen))?;
    let address = listener.local_addr()?;
    let app = move || {
        App::new()
            .app_data(web::Data::from(desk.clone()))
            .app_data(web::Data::new(delays))
            .configure(handlers::routes)
    };
    let server = HttpServer::new(app)
        .workers(2)
        .shutdown_timeout(SHUTDOWN_SECONDS)
        .on_connect(peer::remember)
        .listen_rustls_0_23(listener, tls)?
        .run();
    announce(address, args.ready_file.as_deref())?;
    server.await.context("server")
}

fn announce(address: SocketAddr, ready_file: Option<&Path>) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "listening {address}").and_then(|()| out.flush()).context("standard output")?;
    if let Some(path) = ready_file {
        let mut file = tempfile::NamedTempFile::new_in(folder_of(path)).context("ready file")?;
        writeln!(file, "{address}")?;
        file.persist(path).with_context(|| format!("ready file {}", path.display()))?;
    }
    Ok(())
}
