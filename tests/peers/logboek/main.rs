//! A collector of the processing log (standard "Logboek dataverwerkingen") for tests and trials: OTLP over HTTP and mutual
//! TLS, for real; what it holds lies in files. It misbehaves as told.

mod fault;
mod held;
mod peer;
mod server;
mod spans;

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Result;
use clap::Parser;

/// Take lines until killed.
#[derive(Debug, Parser)]
pub struct Options {
    /// Address to listen on; port 0 lets the system pick one.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Server certificate chain, PEM.
    #[arg(long)]
    cert: PathBuf,
    /// Private key of the server certificate, PEM.
    #[arg(long)]
    key: PathBuf,
    /// Authorities that client certificates must come from, PEM.
    #[arg(long)]
    client_ca: PathBuf,
    /// Header that every request must have, `Name: value`.
    #[arg(long)]
    require_header: Option<String>,
    /// Folder for what is held: `lines.jsonl`, one line of JSON per span, and `bodies.bin`, every body as it came, taken
    /// or not. A file `fault` in it is read at each request: `refuse`, `refuse-everything-as-bad`, `hang`, `cut`,
    /// `cut-after`, `forget`, `garble`, `plain-page`, `reject NAME`; none behaves well.
    #[arg(long)]
    folder: PathBuf,
    /// File to write the address to once the server answers.
    #[arg(long)]
    ready_file: PathBuf,
}

#[actix_web::main]
async fn main() -> Result<()> {
    server::run(Options::parse()).await
}
