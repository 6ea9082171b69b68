//! Puts the portal's static files into the binary: one style sheet out of the listed ones, the icon, and the
//! islands where `cargo xtask` built them; each with a hash of its content in its name, and compressed once here
//! instead of on every request.

use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// Constant, content type, file name without hash and extension, extension.
type Kind = (&'static str, &'static str, &'static str, &'static str);

const STYLE: Kind = ("STYLE", "text/css; charset=utf-8", "app", "css");
const ISLANDS_CODE: Kind = ("ISLANDS_CODE", "application/wasm", "islands", "wasm");
const ISLANDS_GLUE: Kind = ("ISLANDS_GLUE", "text/javascript; charset=utf-8", "islands-glue", "js");
const ISLANDS_LOADER: Kind = ("ISLANDS_LOADER", "text/javascript; charset=utf-8", "islands", "js");
const ICON: Kind = ("ICON", "image/svg+xml", "favicon", "svg");

fn main() -> Result<(), Box<dyn Error>> {
    let frontend = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../../frontend");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let files = [(STYLE, style_sheet(&frontend)?), (ICON, read(&frontend.join("assets/favicon.svg"))?)];
    let mut source = String::new();
    for (kind, content) in files {
        source += &embed(kind, content.as_bytes(), &out)?.source;
    }
    source += &islands(&frontend, &out)?;
    fs::write(out.join("assets.rs"), source)?;
    Ok(())
}

/// The islands' loader, glue and code, and the list that names them: empty where they were not built.
fn islands(frontend: &Path, out: &Path) -> Result<String, Box<dyn Error>> {
    let loader = read(&frontend.join("assets/islands.js"))?;
    let folder = islands_folder(frontend);
    // A folder that is there can be watched; one that is not would have everything built anew each time.
    fs::create_dir_all(&folder)?;
    println!("cargo::rerun-if-changed={}", folder.display());
    let (glue, code) = (folder.join("islands.js"), folder.join("islands_bg.wasm"));
    if !glue.exists() || !code.exists() {
        return Ok("const ISLANDS: [Asset; 0] = [];\n".into());
    }
    let code = embed(ISLANDS_CODE, &fs::read(code)?, out)?;
    let glue = embed(ISLANDS_GLUE, &fs::read(glue)?, out)?;
    let named = loader.replace("ISLANDS_CODE", &code.file).replace("ISLANDS_GLUE", &glue.file);
    let loader = embed(ISLANDS_LOADER, named.as_bytes(), out)?;
    let list = "const ISLANDS: [Asset; 3] = [ISLANDS_LOADER, ISLANDS_GLUE, ISLANDS_CODE];\n";
    Ok([loader.source.as_str(), &glue.source, &code.source, list].concat())
}

/// Where `cargo xtask` leaves them.
fn islands_folder(frontend: &Path) -> PathBuf {
    println!("cargo::rerun-if-env-changed=CARGO_TARGET_DIR");
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| frontend.join("../target"), PathBuf::from);
    target.join("islands-bundle")
}

/// All listed style sheets, one after the other.
fn style_sheet(frontend: &Path) -> Result<String, Box<dyn Error>> {
    let list = read(&frontend.join("style/bundle.txt"))?;
    let paths = list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut sheet = String::new();
    for path in paths {
        writeln!(sheet, "{}", read(&frontend.join(path))?.trim_end())?;
    }
    Ok(with_used_tokens(sheet))
}

/// Leaves out tokens that nothing uses, and then those that only they used: most of what a theme declares.
fn with_used_tokens(sheet: String) -> String {
    let references = sheet.split("var(").skip(1).filter_map(|rest| rest.split([',', ')']).next());
    let used: HashSet<&str> = references.map(str::trim).collect();
    let is_used = |line: &&str| token(line).is_none_or(|name| used.contains(name));
    let kept: Vec<&str> = sheet.lines().filter(is_used).collect();
    if kept.len() == sheet.lines().count() { sheet } else { with_used_tokens(kept.join("\n")) }
}

/// The token that a line declares, where it declares one and nothing else.
fn token(line: &str) -> Option<&str> {
    let (name, value) = line.trim_start().split_once(':')?;
    (name.starts_with("--") && value.ends_with(';') && !value.contains('}')).then_some(name)
}

/// The text of a file that cargo then watches.
fn read(path: &Path) -> Result<String, Box<dyn Error>> {
    println!("cargo::rerun-if-changed={}", path.display());
    fs::read_to_string(path).map_err(|error| {
        let place = path.display();
        format!("cannot read {place} ({error}): run `cargo xtask demo`, or `npm ci` in frontend/").into()
    })
}

/// A file in the binary: its hashed name and the constant that includes it.
struct Embedded {
    file: String,
    source: String,
}

/// Writes all forms of a file.
fn embed(kind: Kind, content: &[u8], out: &Path) -> Result<Embedded, Box<dyn Error>> {
    let (constant, content_type, stem, extension) = kind;
    let hash = Sha256::digest(content);
    let short = hash.iter().take(6).fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    let file = format!("{stem}.{short}.{extension}");
    let plain = out.join(format!("{stem}.{extension}"));
    let (gz, br) = (out.join(format!("{stem}.{extension}.gz")), out.join(format!("{stem}.{extension}.br")));
    fs::write(&plain, content)?;
    fs::write(&gz, gzip(content)?)?;
    fs::write(&br, brotli(content)?)?;
    let source = format!(
        "const {constant}: Asset = Asset {{ file: {file:?}, content_type: {content_type:?}, \
         body: include_bytes!({plain:?}), gzip: include_bytes!({gz:?}), brotli: include_bytes!({br:?}) }};\n"
    );
    Ok(Embedded { file, source })
}

fn gzip(content: &[u8]) -> Result<Vec<u8>, std::io::Error> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    encoder.finish()
}

fn brotli(content: &[u8]) -> Result<Vec<u8>, std::io::Error> {
    let best = BrotliEncoderParams { quality: 11, lgwin: 22, ..BrotliEncoderParams::default() };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &*content, &mut packed, &best)?;
    Ok(packed)
}
