//! Real Chromium through chromedriver: windows of any size, with scripts or without.

mod command;
mod window;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use fantoccini::ClientBuilder;
use fantoccini::wd::Capabilities;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::programs::Program;

pub use window::Window;

/// Chromium finishes by itself when its driver is gone: they talk through a pipe.
const FLAGS: [&str; 12] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--hide-scrollbars",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--remote-debugging-pipe",
    "--accept-lang=nl",
];

/// Size of the page's area in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Screen {
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
}

impl Screen {
    /// An office monitor.
    pub const WIDE: Self = Self { width: 1280, height: 800 };
    /// A large monitor.
    pub const LARGE: Self = Self { width: 1920, height: 1080 };
    /// A telephone held upright.
    pub const NARROW: Self = Self { width: 360, height: 740 };
}

/// Whether pages may run scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scripts {
    /// As browsers come.
    On,
    /// Switched off in the browser's settings.
    Off,
}

/// A running chromedriver; dropping it ends every window.
pub struct Chromium {
    driver: Program,
    url: String,
    scratch: TempDir,
}

impl Chromium {
    /// Starts chromedriver on a port that the system picks.
    pub async fn start() -> Result<Self> {
        let scratch = tempfile::Builder::new().prefix("poortwacht-chromium-").tempdir()?;
        let log = scratch.path().join("chromedriver.log");
        let mut command = Command::new("chromedriver");
        command.arg("--port=0");
        let mut driver = Program::start("chromedriver", command, &log).context(
            "install Chromium and chromedriver (Debian: apt-get install chromium chromium-driver)",
        )?;
        let port = driver.says(&log, "started successfully on port ").await?;
        let url = format!("http://127.0.0.1:{}", port.trim_end_matches('.'));
        Ok(Self { driver, url, scratch })
    }

    /// Opens a window with a profile of its own. Server certificates are not judged: the demo's authority is no public one.
    pub async fn window(&self, name: &str, screen: Screen, scripts: Scripts) -> Result<Window> {
        let profile = self.scratch.path().join(name);
        let capabilities = capabilities(&profile, screen, scripts)?;
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let client = builder.capabilities(capabilities).connect(&self.url).await.context("Chromium")?;
        Ok(Window::new(client, screen, scripts))
    }

    /// Ends chromedriver.
    pub async fn stop(mut self) -> Result<()> {
        self.driver.stop().await.map(drop)
    }
}

fn capabilities(profile: &Path, screen: Screen, scripts: Scripts) -> Result<Capabilities> {
    let mut arguments: Vec<String> = FLAGS.map(str::to_owned).into();
    arguments.push(format!("--user-data-dir={}", profile.display()));
    let preferences = match scripts {
        Scripts::On => json!({}),
        Scripts::Off => json!({"profile.managed_default_content_settings.javascript": 2}),
    };
    let metrics = json!({"width": screen.width, "height": screen.height, "pixelRatio": 1.0, "mobile": false, "touch": false});
    let capabilities = json!({
        "acceptInsecureCerts": true,
        "goog:loggingPrefs": {"browser": "ALL"},
        "goog:chromeOptions": {
            "args": arguments, "prefs": preferences, "mobileEmulation": {"deviceMetrics": metrics},
        },
    });
    match capabilities {
        Value::Object(capabilities) => Ok(capabilities),
        _ => anyhow::bail!("capabilities are an object"),
    }
}

/// Where pictures of pages go for people to look at: `target/screenshots`.
pub(crate) fn screenshots() -> Result<PathBuf> {
    let program = std::env::current_exe()?;
    let target = program.ancestors().find(|folder| folder.join("CACHEDIR.TAG").is_file());
    let folder = target.context("not below cargo's target folder")?.join("screenshots");
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}
