//! The part of the portal that runs in the browser: compiled to WebAssembly, given its JavaScript glue, and left where
//! the portal's build takes it in. Without it the portal is built and works, only without scripts' help.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::prepare;
use crate::steps::{announce, run, target, top};

const PACKAGE: &str = "poortwacht-islands";
const WASM: &str = "wasm32-unknown-unknown";
const PROFILE: &str = "islands";

/// Builds the bundle, unless it is newer than everything it is made of.
pub fn build() -> Result<()> {
    let bundle = target().join("islands-bundle");
    if is_current(&bundle) {
        return Ok(());
    }
    prepare::wasm_target()?;
    announce("building what the browser runs (WebAssembly)");
    run("cargo", &["build", "--quiet", "--package", PACKAGE, "--target", WASM, "--profile", PROFILE])?;
    let code = target().join(WASM).join(PROFILE).join("poortwacht_islands.wasm");
    let fresh = target().join("islands-bundle.new");
    Bindgen::new()
        .input_path(&code)
        .web(true)?
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .out_name("islands")
        .generate(&fresh)
        .with_context(|| format!("glue for {}", code.display()))?;
    take_over(&fresh, &bundle)
}

/// Copies both files, one that is the same excepted: what includes it need not be built again.
fn take_over(fresh: &Path, bundle: &Path) -> Result<()> {
    fs::create_dir_all(bundle)?;
    for name in ["islands.js", "islands_bg.wasm"] {
        let content = fs::read(fresh.join(name)).with_context(|| name.to_owned())?;
        let kept = bundle.join(name);
        if fs::read(&kept).ok().as_ref() != Some(&content) {
            fs::write(&kept, content)?;
        }
    }
    fs::remove_dir_all(fresh)?;
    Ok(fs::write(stamp(bundle), [])?)
}

/// Its time is that of the last build; beside the bundle, which is watched.
fn stamp(bundle: &Path) -> PathBuf {
    bundle.with_extension("stamp")
}

fn is_current(bundle: &Path) -> bool {
    let sources = [top().join("frontend/islands"), top().join("Cargo.lock"), top().join("Cargo.toml")];
    let newest = sources.iter().filter_map(|source| newest_in(source)).max();
    let built = modified(&stamp(bundle));
    bundle.join("islands_bg.wasm").exists() && newest.is_some() && built >= newest
}

/// The time of the last change at or below a path.
fn newest_in(path: &Path) -> Option<SystemTime> {
    let below = fs::read_dir(path).into_iter().flatten().flatten();
    below.filter_map(|entry| newest_in(&entry.path())).chain(modified(path)).max()
}

fn modified(path: &Path) -> Option<SystemTime> {
    path.metadata().and_then(|data| data.modified()).ok()
}
