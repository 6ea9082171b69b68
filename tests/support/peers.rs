//! The programs on the other side: roadside units and the mock CJIB, each a process of its own.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::pki::Authority;
use crate::programs::{Program, program};
use crate::world::{MUNICIPALITY_OIN, SUPPLIER_OIN, Unit, World};

/// What a unit is told to do.
#[derive(Debug, Clone, Default)]
pub struct Drive {
    /// Packets to send; `None` sends until stopped.
    pub count: Option<u32>,
    /// Packets per second.
    pub rate: Option<f64>,
    /// Share of exempt vehicles, 0–1.
    pub exempt_share: Option<f64>,
    /// Real pictures instead of drawn ones.
    pub frames: Option<PathBuf>,
    /// Further options of the simulator.
    pub more: Vec<String>,
}

/// A running roadside unit.
pub struct RoadsideUnit {
    program: Program,
    summary: PathBuf,
}

/// What a unit says of its run when it ends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UnitSummary {
    /// Length of the run in seconds.
    pub seconds: f64,
    /// Packets made.
    pub made: u64,
    /// Packets answered with `mayErase`.
    pub acknowledged: u64,
    /// Those, by outcome.
    pub outcomes: BTreeMap<String, u64>,
    /// Packets still in the spool.
    pub waiting: u64,
    /// Of those that wait, by the last status.
    pub refused: BTreeMap<u16, u64>,
    /// Every packet.
    pub packets: Vec<PacketRecord>,
}

/// What became of one packet.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PacketRecord {
    /// The unit's own identifier of it.
    pub packet_id: String,
    /// Last status code.
    pub status: Option<u16>,
    /// Outcome of a final answer.
    pub outcome: Option<String>,
    /// Reference of the case it became.
    pub case_reference: Option<String>,
    /// Codes of a refusal.
    #[serde(default)]
    pub errors: Vec<String>,
}

impl UnitSummary {
    /// Acknowledged packets with this outcome.
    #[must_use]
    pub fn of(&self, outcome: &str) -> u64 {
        self.outcomes.get(outcome).copied().unwrap_or_default()
    }
}

impl RoadsideUnit {
    /// Starts `unit` against the world's intake.
    pub fn start(world: &World, unit: &Unit, drive: &Drive) -> Result<Self> {
        let summary = world.folder().join(format!("{}-summary.json", unit.name));
        let mut command = Command::new(program("roadside-unit")?);
        command
            .arg("--server")
            .arg(format!("https://{}", world.addresses()?.intake))
            .arg("--ca")
            .arg(world.authority.certificate())
            .arg("--cert")
            .arg(&unit.identity.certificate)
            .arg("--key")
            .arg(&unit.identity.key)
            .arg("--signing-key")
            .arg(&unit.signing.private)
            .arg("--spool")
            .arg(world.folder().join(format!("{}-spool", unit.name)))
            .arg("--json-summary")
            .arg(&summary)
            .args(drive.options());
        let log = world.folder().join(format!("{}.log", unit.name));
        Ok(Self { program: Program::start(&unit.name, command, &log)?, summary })
    }

    /// Waits for the unit to finish and gives its summary; fails unless every packet was acknowledged.
    pub async fn finish(mut self) -> Result<UnitSummary> {
        let status = self.program.wait().await?;
        ensure!(status.success(), "the roadside unit ended with {status}");
        self.summary()
    }

    /// Asks the unit to end and gives its summary.
    pub async fn stop(mut self) -> Result<UnitSummary> {
        self.program.stop().await?;
        self.summary()
    }

    fn summary(&self) -> Result<UnitSummary> {
        let text = fs::read_to_string(&self.summary).context("the roadside unit's summary")?;
        serde_json::from_str(&text).context("the roadside unit's summary")
    }
}

impl Drive {
    fn options(&self) -> Vec<String> {
        let mut options = Vec::new();
        let mut add = |name: &str, value: Option<String>| {
            options.extend(value.into_iter().flat_map(|value| [format!("--{name}"), value]));
        };
        add("count", self.count.map(|count| count.to_string()));
        add("rate", self.rate.map(|rate| rate.to_string()));
        add("exempt-share", self.exempt_share.map(|share| share.to_string()));
        add("frames", self.frames.as_ref().map(|folder| folder.display().to_string()));
        options.extend(self.more.iter().cloned());
        options
    }
}

/// A running mock CJIB.
pub struct Cjib {
    program: Program,
    /// Base URL of its delivery interface.
    pub url: String,
}

/// As whom the mock CJIB answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guise {
    /// As itself.
    Itself,
    /// With a certificate of an authority that nobody configured.
    Impostor,
    /// As one that lets another supplier deliver and not this one.
    Unwilling,
}

impl Cjib {
    /// Starts the mock with `more` options; its state survives in the world's folder.
    pub async fn start(world: &World, more: &[&str]) -> Result<Self> {
        Self::start_as(world, Guise::Itself, more).await
    }

    /// As [`Cjib::start`], in some guise.
    pub async fn start_as(world: &World, guise: Guise, more: &[&str]) -> Result<Self> {
        let server = match guise {
            Guise::Impostor => {
                Authority::create(&world.folder().join("pki"), "impostor")?.server("impostor-cjib")?
            }
            Guise::Itself | Guise::Unwilling => world.authority.server("cjib")?,
        };
        let supplier = if guise == Guise::Unwilling { MUNICIPALITY_OIN } else { SUPPLIER_OIN };
        let ready = world.folder().join("cjib-ready");
        drop(fs::remove_file(&ready));
        let mut command = Command::new(program("cjib")?);
        command
            .args(["--listen", "127.0.0.1:0", "--allow-oin", supplier])
            .arg("--cert")
            .arg(&server.certificate)
            .arg("--key")
            .arg(&server.key)
            .arg("--client-ca")
            .arg(world.authority.certificate())
            .arg("--state")
            .arg(world.folder().join("cjib-state.json"))
            .arg("--ready-file")
            .arg(&ready)
            .args(more);
        let mut program = Program::start("cjib", command, &world.folder().join("cjib.log"))?;
        let address = program.ready_file(&ready).await?;
        let address = address.trim().trim_start_matches("listening ");
        Ok(Self { url: format!("https://{address}"), program })
    }

    /// Asks the mock to end; what it holds stands on its last line and in its state file.
    pub async fn stop(mut self) -> Result<()> {
        self.program.stop().await.map(drop)
    }
}
