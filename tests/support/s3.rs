//! A real S3 server in a process of its own, with its files in a folder that a test can look into and meddle with.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result};
use poortwacht_evidence::bucket::{Bucket, BucketConfig};
use secrecy::SecretString;

use crate::programs::{Program, program};

/// Name of the bucket.
pub const BUCKET: &str = "evidence";
const ACCESS_KEY_ID: &str = "poortwacht-test";
const SECRET_ACCESS_KEY: &str = "a key for tests only";

/// A running server; it ends when dropped, its files stay.
pub struct S3Server {
    folder: PathBuf,
    address: String,
    program: Program,
    more: &'static [&'static str],
}

impl S3Server {
    /// Starts a server with an empty bucket in `folder`.
    pub async fn start(folder: &Path) -> Result<Self> {
        Self::start_with(folder, &[]).await
    }

    /// As [`S3Server::start`], with more options of the program.
    pub async fn start_with(folder: &Path, more: &'static [&'static str]) -> Result<Self> {
        let (program, address) = launch(folder, "127.0.0.1:0", more).await?;
        Ok(Self { folder: folder.to_owned(), address, program, more })
    }

    /// Ends the server at once.
    pub async fn kill(&mut self) -> Result<()> {
        self.program.kill().await
    }

    /// Starts it again, with the same files at the same address.
    pub async fn start_again(&mut self) -> Result<()> {
        (self.program, self.address) = launch(&self.folder, &self.address, self.more).await?;
        Ok(())
    }

    /// What a client needs to use the bucket.
    #[must_use]
    pub fn config(&self) -> BucketConfig {
        BucketConfig {
            endpoint: format!("http://{}", self.address),
            region: "us-east-1".to_owned(),
            bucket: BUCKET.to_owned(),
            access_key_id: ACCESS_KEY_ID.to_owned(),
            secret_access_key: SecretString::from(SECRET_ACCESS_KEY.to_owned()),
            ca_file: None,
        }
    }

    /// A client of the bucket. Its calls block.
    pub fn bucket(&self) -> Result<Bucket> {
        crate::install_crypto();
        Ok(Bucket::open(self.config())?)
    }

    /// The configuration's section for a server that knows the bucket; new pictures go to `place`.
    #[must_use]
    pub fn section(&self, place: &str) -> String {
        format!(
            "[evidence]\nplace = \"{place}\"\n[evidence.bucket]\nendpoint = \"http://{}\"\nname = \"{BUCKET}\"\n\
             access_key_id = \"{ACCESS_KEY_ID}\"\nsecret_access_key = \"{SECRET_ACCESS_KEY}\"\n",
            self.address
        )
    }

    /// The bucket's folder.
    #[must_use]
    pub fn files(&self) -> PathBuf {
        self.folder.join(BUCKET)
    }

    /// The file of every object, in the order of their names.
    pub fn objects(&self) -> Result<Vec<PathBuf>> {
        let mut found = Vec::new();
        collect(&self.files(), &mut found)?;
        found.sort();
        Ok(found)
    }

    /// Makes every object look as if it had been there for two hours.
    pub fn age(&self) -> Result<()> {
        #[expect(clippy::disallowed_methods, reason = "the server reads the machine's clock")]
        let then = SystemTime::now() - Duration::from_secs(2 * 3600);
        for object in self.objects()? {
            fs::File::options().write(true).open(&object)?.set_modified(then)?;
        }
        Ok(())
    }
}

async fn launch(folder: &Path, listen: &str, more: &[&str]) -> Result<(Program, String)> {
    let ready = folder.join("ready");
    fs::create_dir_all(folder)?;
    drop(fs::remove_file(&ready));
    let mut command = Command::new(program("s3-server")?);
    command.args(["--listen", listen, "--bucket", BUCKET]);
    command.args(["--access-key-id", ACCESS_KEY_ID, "--secret-access-key", SECRET_ACCESS_KEY]);
    command.arg("--folder").arg(folder).arg("--ready-file").arg(&ready).args(more);
    let mut program = Program::start("s3-server", command, &folder.join("server.log"))?;
    let address = program.ready_file(&ready).await?.trim().to_owned();
    Ok((program, address))
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, found)?;
        } else {
            found.push(path);
        }
    }
    Ok(())
}
