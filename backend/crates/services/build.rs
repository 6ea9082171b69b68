//! Puts the dossier's typefaces where the compiler finds them: out of the npm package that the frontend's lock file names.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// Below `frontend/node_modules`. Source Sans 3, SIL Open Font License 1.1.
const PACKAGE: &str = "@expo-google-fonts/source-sans-3";

/// File in the package, and the name under which the code includes it.
const FACES: [(&str, &str); 2] = [
    ("400Regular/SourceSans3_400Regular.ttf", "regular.ttf"),
    ("600SemiBold/SourceSans3_600SemiBold.ttf", "bold.ttf"),
];

fn main() -> Result<(), Box<dyn Error>> {
    let modules = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../../frontend/node_modules");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    for (file, name) in FACES {
        let face = modules.join(PACKAGE).join(file);
        println!("cargo::rerun-if-changed={}", face.display());
        fs::copy(&face, out.join(name)).map_err(|error| {
            let place = face.display();
            format!("cannot read {place} ({error}): run `cargo xtask demo`, or `npm ci` in frontend/")
        })?;
    }
    Ok(())
}
