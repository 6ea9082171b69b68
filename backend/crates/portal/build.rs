//! Puts the portal's static files into the binary: one style sheet out of the listed ones, the scripts, the icon;
//! each with a hash of its content in its name, and compressed once here instead of on every request.

use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// Constant, content type, file name without hash and extension, extension.
type Kind = (&'static str, &'static str, &'static str, &'static str);

const STYLE: Kind = ("STYLE", "text/css; charset=utf-8", "app", "css");
const DESK_SCRIPT: Kind = ("DESK_SCRIPT", "text/javascript; charset=utf-8", "desk", "js");
const MASK_SCRIPT: Kind = ("MASK_SCRIPT", "text/javascript; charset=utf-8", "mask", "js");
const ICON: Kind = ("ICON", "image/svg+xml", "favicon", "svg");

fn main() -> Result<(), Box<dyn Error>> {
    let frontend = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../../frontend");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let mut source = embed(STYLE, &style_sheet(&frontend)?, &out)?;
    source += &embed(DESK_SCRIPT, &read(&frontend.join("assets/desk.js"))?, &out)?;
    source += &embed(MASK_SCRIPT, &read(&frontend.join("assets/mask.js"))?, &out)?;
    source += &embed(ICON, &read(&frontend.join("assets/favicon.svg"))?, &out)?;
    fs::write(out.join("assets.rs"), source)?;
    Ok(())
}

/// All listed style sheets, one after the other.
fn style_sheet(frontend: &Path) -> Result<String, Box<dyn Error>> {
    let list = read(&frontend.join("style/bundle.txt"))?;
    let paths = list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut sheet = String::new();
    for path in paths {
        writeln!(sheet, "{}", read(&frontend.join(path))?.trim_end())?;
    }
    Ok(sheet)
}

/// The text of a file that cargo then watches.
fn read(path: &Path) -> Result<String, Box<dyn Error>> {
    println!("cargo::rerun-if-changed={}", path.display());
    fs::read_to_string(path).map_err(|error| {
        let place = path.display();
        format!("cannot read {place} ({error}): run `cargo xtask demo`, or `npm ci` in frontend/").into()
    })
}

/// Writes both forms of a file and gives the constant that includes them.
fn embed(kind: Kind, content: &str, out: &Path) -> Result<String, Box<dyn Error>> {
    let (constant, content_type, stem, extension) = kind;
    let hash = Sha256::digest(content.as_bytes());
    let short = hash.iter().take(6).fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    let plain = out.join(format!("{stem}.{extension}"));
    let packed = out.join(format!("{stem}.{extension}.gz"));
    fs::write(&plain, content)?;
    fs::write(&packed, gzip(content.as_bytes())?)?;
    Ok(format!(
        "const {constant}: Asset = Asset {{ file: \"{stem}.{short}.{extension}\", content_type: {content_type:?}, \
         body: include_bytes!({plain:?}), gzip: include_bytes!({packed:?}) }};\n"
    ))
}

fn gzip(content: &[u8]) -> Result<Vec<u8>, std::io::Error> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    encoder.finish()
}
