//! The operator's import as a program of its own, whose time and high-water mark are its own.

use std::fmt::Write as _;
use std::fs;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use poortwacht_tests::world::{MUNICIPALITY, World};

use crate::peak;
use crate::report::progress;

/// Between two looks at the program.
const LOOK: Duration = Duration::from_millis(5);

/// What an import came to.
pub struct Figures {
    /// From its start to its end.
    pub seconds: f64,
    /// Highest memory, in megabytes.
    pub peak: f64,
    /// The same of a file of half as many lines.
    pub half_peak: f64,
}

/// Imports half of the lines and then all of them, others each. Half of them fills SQLite's page caches (16 MB for each
/// session) already, so that what the whole file takes beyond is the program's own.
pub fn measure(world: &World, lines: u32) -> Result<Figures> {
    let half = run(world, "AE", lines / 2)?;
    progress(&format!("importing {lines} exemptions"));
    let whole = run(world, "IO", lines)?;
    Ok(Figures { seconds: whole.0, peak: whole.1, half_peak: half.1 })
}

fn run(world: &World, letters: &str, lines: u32) -> Result<(f64, f64)> {
    let file = world.path("many.csv");
    fs::write(&file, text(letters, lines)?)?;
    let arguments = ["exemption", "import", "--municipality", MUNICIPALITY, &file];
    let started = Instant::now();
    let mut command = world.server_command(&arguments)?;
    let mut program = command.stdout(Stdio::null()).spawn()?;
    let mut highest = 0.0;
    let status = loop {
        highest = peak::of(&program).unwrap_or(highest);
        if let Some(status) = program.try_wait()? {
            break status;
        }
        std::thread::sleep(LOOK);
    };
    let seconds = started.elapsed().as_secs_f64();
    ensure!(status.success(), "the import failed");
    Ok((seconds, highest))
}

/// Plates with letters that are never issued, each its own.
fn text(letters: &str, lines: u32) -> Result<String> {
    let mut text = "kenteken;houder;categorie;van;tot;locaties;tijden\n".to_owned();
    for line in 0..lines {
        writeln!(
            text,
            "{letters}{line:06}U;Vergunning {line};bewoner;01-01-2027;31-12-2027;havenstraat;ma-vr 07:00-11:00"
        )?;
    }
    Ok(text)
}
