//! `cargo xtask guide`: the user guide's pictures, as the browser tests see the pages.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result};

use crate::steps::{announce, run_command, top};

/// What the tests call a page, and what the guide calls its picture.
const PICTURES: [(&str, &str); 11] = [
    ("1280x800-login", "inloggen"),
    ("1280x800-stock", "werkvoorraad"),
    ("1280x800-desk", "beoordelen"),
    ("1280x800-desk-open", "afwijzen"),
    ("1280x800-mask", "afschermen"),
    ("1280x800-case", "zaak"),
    ("1280x800-search-found", "zoeken"),
    ("360x740-desk", "beoordelen-telefoon"),
    ("1280x800-account", "account"),
    ("1280x800-quality", "kwaliteit"),
    ("1280x800-figures-of-location", "cijfers"),
];

/// Runs the browser tests and takes over the pictures that the guide shows.
pub fn take_pictures() -> Result<()> {
    announce("the portal in a real browser");
    let tests = "package(poortwacht-tests) and test(/browser::/)";
    run_command(Command::new("cargo").args(["nextest", "run", "--workspace", "-E", tests]))?;
    let (from, to) = (top().join("target/screenshots"), top().join("deploy/docs/pictures"));
    for (page, picture) in PICTURES {
        let page = from.join(format!("{page}.png"));
        fs::copy(&page, to.join(format!("{picture}.png")))
            .with_context(|| format!("no picture {}", page.display()))?;
    }
    Ok(())
}
