//! A letterbox for alarms: mail over SMTP and TLS, and web hooks over HTTPS, both for real; what arrives lies in files.

mod hook;
mod smtp;

use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use clap::Parser;
use poortwacht_services::tls::{Clients, listener};
use smtp::{Desk, Manner};

/// Take mail and web hooks until killed.
#[derive(Debug, Parser)]
pub struct Options {
    /// Server certificate chain, PEM.
    #[arg(long)]
    cert: PathBuf,
    /// Its private key, PEM.
    #[arg(long)]
    key: PathBuf,
    /// Account that must log in to send mail, `user:password`.
    #[arg(long)]
    account: String,
    /// Token that a web hook must have in `X-Token`.
    #[arg(long)]
    token: String,
    /// Folder for what arrives: `mail-<number>`, envelope and message, `hook-<number>`, the document, and `clear-<number>`, a
    /// command that came unencrypted. While a file `refuse` lies in it, nothing is taken.
    #[arg(long)]
    folder: PathBuf,
    /// File for the addresses of mail over TLS, of web hooks, of mail with STARTTLS and of mail in the clear, each on a line.
    #[arg(long)]
    ready_file: PathBuf,
}

#[actix_web::main]
async fn main() -> Result<()> {
    let options = Options::parse();
    poortwacht_tests::install_crypto();
    let tls = listener(&options.cert, &options.key, Clients::Anybody)?;
    fs::create_dir_all(&options.folder)?;
    let bind = || TcpListener::bind("127.0.0.1:0");
    let hook = bind()?;
    let mut addresses = vec![hook.local_addr()?.to_string()];
    for (place, manner) in [(0, Manner::Wrapped), (2, Manner::Upgrading), (3, Manner::Clear)] {
        let socket = bind()?;
        addresses.insert(place, socket.local_addr()?.to_string());
        let (folder, account) = (options.folder.clone(), options.account.clone());
        let desk = Desk { folder, account, tls: tls.clone(), manner };
        std::thread::spawn(move || desk.serve(&socket));
    }
    let server = hook::server(hook, tls, &options)?;
    let addresses = addresses.join("\n") + "\n";
    fs::write(&options.ready_file, addresses).context("--ready-file")?;
    server.await.context("server")
}

/// Keeps what arrived under the next number of its kind.
fn keep(folder: &std::path::Path, kind: &str, text: &[u8]) -> std::io::Result<()> {
    let unfinished = folder.join(format!("unfinished-{kind}"));
    fs::write(&unfinished, text)?;
    let number =
        (1_u32..).find(|number| !folder.join(format!("{kind}-{number}")).exists()).unwrap_or_default();
    fs::rename(unfinished, folder.join(format!("{kind}-{number}")))
}

fn refuses(folder: &std::path::Path) -> bool {
    folder.join("refuse").exists()
}
