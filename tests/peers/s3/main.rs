//! An S3 server over a folder, for tests and trials: signatures, conditional puts and listings are real, and so are the
//! files. It forgets what is deleted, unless told to say otherwise.

mod server;

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Parser;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use tokio::net::{TcpListener, TcpStream};

use server::Server;

/// Serve buckets from a folder until killed.
#[derive(Debug, Parser)]
struct Options {
    /// Address to listen on; port 0 lets the system pick one.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: String,
    /// Folder with one folder for each bucket.
    #[arg(long)]
    folder: PathBuf,
    /// Bucket to make if it is not there.
    #[arg(long)]
    bucket: String,
    /// Identifier of the one access key.
    #[arg(long)]
    access_key_id: String,
    /// The access key.
    #[arg(long)]
    secret_access_key: String,
    /// What to answer to a question about versioning, for example `Enabled`.
    #[arg(long)]
    versioning: Option<String>,
    /// File to write the address to once the server answers.
    #[arg(long)]
    ready_file: PathBuf,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let options = Options::parse();
    std::fs::create_dir_all(options.folder.join(&options.bucket)).context("--folder")?;
    let mut service = S3ServiceBuilder::new(Server::open(&options.folder, options.versioning)?);
    service.set_auth(SimpleAuth::from_single(options.access_key_id, options.secret_access_key.as_str()));
    let listener = TcpListener::bind(&options.listen).await.context("--listen")?;
    std::fs::write(&options.ready_file, format!("{}\n", listener.local_addr()?)).context("--ready-file")?;
    serve(&listener, service.build()).await
}

async fn serve(listener: &TcpListener, service: S3Service) -> Result<()> {
    loop {
        let (socket, _) = listener.accept().await?;
        tokio::spawn(answer(socket, service.clone()));
    }
}

async fn answer(socket: TcpStream, service: S3Service) {
    let connection = Builder::new(TokioExecutor::new());
    if let Err(error) = connection.serve_connection(TokioIo::new(socket), service).await {
        tracing::debug!(%error, "a client went away");
    }
}
