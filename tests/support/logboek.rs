//! A collector of the processing log, in a process of its own, with what it holds in files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::pki::Authority;
use crate::programs::{Program, program};

/// Token that the collector asks for.
const TOKEN: &str = "een-geheim-dat-in-een-bestand-staat";
/// Where the record of processing activities is said to be.
pub const REGISTER: &str = "https://register.example";

/// A running collector; it ends when dropped, its files stay.
pub struct Logboek {
    folder: PathBuf,
    authority: Authority,
    address: String,
    program: Program,
}

/// A line as the collector holds it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    /// 32 hexadecimal digits.
    pub trace_id: String,
    /// 16 hexadecimal digits.
    pub span_id: String,
    /// 16 hexadecimal digits, or nothing.
    pub parent_span_id: String,
    /// What was done.
    pub name: String,
    /// Nanoseconds since 1970.
    pub start: u64,
    /// Nanoseconds since 1970.
    pub end: u64,
    /// 0 unset, 1 OK, 2 error.
    pub status: i32,
    /// The span's attributes, all of them texts.
    pub attributes: BTreeMap<String, String>,
    /// The resource's.
    pub resource: BTreeMap<String, String>,
}

impl Line {
    /// Pseudonym of the data subject.
    #[must_use]
    pub fn subject(&self) -> &str {
        self.attributes.get("dpl.core.data_subject_id").map_or("", String::as_str)
    }

    /// What the pseudonym was made from.
    #[must_use]
    pub fn subject_kind(&self) -> &str {
        self.attributes.get("dpl.core.data_subject_id_type").map_or("", String::as_str)
    }

    /// Address of the activity.
    #[must_use]
    pub fn activity(&self) -> &str {
        self.attributes.get("dpl.core.processing_activity_id").map_or("", String::as_str)
    }
}

impl Logboek {
    /// Starts a collector with nothing in it.
    pub async fn start(folder: &Path) -> Result<Self> {
        let authority = Authority::create(&folder.join("log-pki"), "log-authority")?;
        authority.server("logboek")?;
        authority.client("log-client")?;
        fs::write(folder.join("log-headers"), format!("# for the collector\nX-Log-Token: {TOKEN}\n"))?;
        let (program, address) = launch(folder, &authority, "127.0.0.1:0").await?;
        Ok(Self { folder: folder.to_owned(), authority, address, program })
    }

    /// Ends it at once.
    pub async fn kill(&mut self) -> Result<()> {
        self.program.kill().await
    }

    /// Starts it again, with what it holds, at the same address.
    pub async fn start_again(&mut self) -> Result<()> {
        (self.program, self.address) = launch(&self.folder, &self.authority, &self.address).await?;
        Ok(())
    }

    /// The sections of a configuration that is connected to it.
    #[must_use]
    pub fn sections(&self) -> String {
        let pki = |name: &str| self.folder.join("log-pki").join(name).display().to_string();
        format!(
            "[processing_log]\nendpoint = \"https://{}\"\nca_file = \"{}\"\nheaders_file = \"{}\"\n\
             interval_seconds = 1\ntimeout_seconds = 2\n\
             tls = {{ certificate_file = \"{}\", private_key_file = \"{}\" }}\n\
             [processing_register]\nurl = \"{REGISTER}\"\nprocessor = \"Voorbeeldleverancier\"\n",
            self.address,
            self.authority.certificate().display(),
            self.folder.join("log-headers").display(),
            pki("log-client.pem"),
            pki("log-client.key.pem"),
        )
    }

    /// Tells it how to misbehave from now on; an empty text is not at all.
    pub fn misbehave(&self, fault: &str) -> Result<()> {
        let (unfinished, file) = (self.held("fault.unfinished"), self.held("fault"));
        fs::write(&unfinished, fault)?;
        fs::rename(unfinished, file).context("fault")
    }

    /// Every line it holds, in the order of arrival; one that came twice is there twice.
    pub fn lines(&self) -> Result<Vec<Line>> {
        let text = fs::read_to_string(self.held("lines.jsonl")).unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).with_context(|| line.to_owned())).collect()
    }

    /// Every body that came, taken or not, one after the other.
    pub fn bodies(&self) -> Result<Vec<u8>> {
        fs::read(self.held("bodies.bin")).context("bodies")
    }

    fn held(&self, name: &str) -> PathBuf {
        self.folder.join("held").join(name)
    }
}

async fn launch(folder: &Path, authority: &Authority, listen: &str) -> Result<(Program, String)> {
    let ready = folder.join("logboek-ready");
    drop(fs::remove_file(&ready));
    let pki = folder.join("log-pki");
    let mut command = Command::new(program("logboek")?);
    command.args(["--listen", listen, "--require-header", &format!("X-Log-Token: {TOKEN}")]);
    command.arg("--cert").arg(pki.join("logboek.pem")).arg("--key").arg(pki.join("logboek.key.pem"));
    command.arg("--client-ca").arg(authority.certificate());
    command.arg("--folder").arg(folder.join("held")).arg("--ready-file").arg(&ready);
    let mut program = Program::start("logboek", command, &folder.join("logboek.log"))?;
    let address = program.ready_file(&ready).await?.trim().to_owned();
    Ok((program, address))
}
