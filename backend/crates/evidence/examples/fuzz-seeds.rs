//! Writes a corpus for the fuzz targets to start from: generated pictures with generated declarations.
//!
//! `cargo run --package poortwacht-evidence --example fuzz-seeds -- DIR`, as `cargo xtask fuzz` does.

use std::error::Error;
use std::fs;
use std::path::PathBuf;

#[path = "../fuzz/src/case.rs"]
#[expect(dead_code, reason = "a corpus is written here, not read")]
mod case;
#[path = "../fuzz/src/seeds.rs"]
mod seeds;

use self::case::HEADER;
use self::seeds::Noise;

fn main() -> Result<(), Box<dyn Error>> {
    let folder: PathBuf = std::env::args_os().nth(1).ok_or("name the folder for the corpus")?.into();
    fs::create_dir_all(&folder)?;
    let mut noise = Noise::new(1);
    for (number, picture) in seeds::pictures()?.into_iter().enumerate() {
        let header: Vec<u8> = (0..HEADER).map(|_| u8::try_from(noise.below(256)).unwrap_or(0)).collect();
        fs::write(folder.join(format!("seed-{number:03}")), [header, picture].concat())?;
    }
    Ok(())
}
