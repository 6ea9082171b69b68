//! Peak memory of one redaction: each picture in a process of its own, whose high-water mark is its own.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, anyhow, ensure};
use poortwacht_domain::Region;
use poortwacht_tests::sender;

use super::contestants;
use super::pictures::Sample;
use crate::report::{Limit, Report};

const PICTURE: &str = "picture.jpg";
const REGIONS: &str = "regions.json";

/// Adds the highest figure of all pictures.
pub fn measure(samples: &[&Sample], report: &mut Report) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut worst = (0.0, "");
    for sample in samples {
        let share = peak_of_child(folder.path(), sample)? / sample.pixels;
        if share > worst.0 {
            worst = (share, &sample.name);
        }
    }
    let note = format!("highest of {} pictures ({}), above the file itself", samples.len(), worst.1);
    report.add_limited("redact_peak_bytes_per_pixel", worst.0, "B", Limit::AtMost(12.0), note);
    Ok(())
}

fn peak_of_child(folder: &Path, sample: &Sample) -> Result<f64> {
    fs::write(folder.join(PICTURE), &sample.jpeg)?;
    fs::write(folder.join(REGIONS), serde_json::to_vec(&sample.regions)?)?;
    let mut child = Command::new(std::env::current_exe()?);
    let output = child.arg("--peak-of").arg(folder).stderr(Stdio::inherit()).output()?;
    ensure!(output.status.success(), "measuring the memory of {} failed", sample.name);
    String::from_utf8(output.stdout)?.trim().parse().map_err(|error| anyhow!("peak memory: {error}"))
}

/// In the child: redacts the folder's picture and gives how many bytes the process grew at most.
///
/// A small picture goes first, so that code and tables are not counted.
pub fn peak_of(folder: &Path) -> Result<u64> {
    let sample =
        |jpeg: Vec<u8>, regions: Vec<Region>| Sample { name: String::new(), jpeg, regions, pixels: 1.0 };
    contestants::redact(&sample(sender::picture(64, 64), Vec::new()))?;
    let regions = serde_json::from_slice(&fs::read(folder.join(REGIONS))?)?;
    let picture = sample(fs::read(folder.join(PICTURE))?, regions);
    let before = status("VmRSS")?;
    contestants::redact(&picture)?;
    Ok(status("VmHWM")?.saturating_sub(before))
}

/// A size in bytes that the kernel tells about this process.
fn status(name: &str) -> Result<u64> {
    let text = fs::read_to_string("/proc/self/status").context("the kernel's account of this process")?;
    let line = text.lines().find_map(|line| line.strip_prefix(name)).context("no such line")?;
    let kilobytes: u64 = line.trim_start_matches(':').trim().trim_end_matches(" kB").parse()?;
    Ok(1024 * kilobytes)
}
