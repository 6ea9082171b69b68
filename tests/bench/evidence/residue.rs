//! What redaction leaves readable when a unit declares only its own vehicle: nobody's promise is complete, so its
//! remainder is measured.

use anyhow::{Context, Result};
use poortwacht_domain::{Rect, RedactionPolicy, Region, RegionKind};
use poortwacht_evidence::jpeg::{self, Limits, Manifest};

use super::pictures::Sample;
use crate::report::Report;

/// Luma blocks: what is readable is read in luma.
const BLOCK: u32 = 8;

/// How much of some others a redacted picture still shows.
#[derive(Default)]
struct Residue {
    seen: u32,
    touched: u32,
    readable: u32,
}

/// Adds the share of other vehicles' plates on real frames that stay readable when nobody declares them.
pub fn other_plates(frames: &[Sample], report: &mut Report) -> Result<()> {
    let mut residue = Residue::default();
    for frame in frames {
        let manifest = undeclared(frame)?;
        for plate in frame.of(RegionKind::Plate).skip(1) {
            residue.count(&manifest, &plate.rect());
        }
    }
    let note = residue.note("other plates on the real frames, only the case's vehicle and plate declared");
    report.add("residue_other_plates", residue.share(residue.readable), "", note);
    Ok(())
}

/// Adds the share of drawn persons and cyclists beside the vehicle of whom something stays when nobody declares them.
pub fn persons(scenes: &[Sample], report: &mut Report) -> Result<()> {
    let mut residue = Residue::default();
    for scene in scenes {
        let manifest = undeclared(scene)?;
        let vehicle = scene.of(RegionKind::Vehicle).next().context("no vehicle")?;
        let people = scene.of(RegionKind::Person).chain(scene.of(RegionKind::Cyclist));
        for person in people.filter(|person| is_near(&vehicle, person)) {
            residue.count(&manifest, &person.rect());
        }
    }
    let what = format!("persons and cyclists near the vehicle in {} drawn scenes, undeclared", scenes.len());
    report.add("residue_persons", residue.share(residue.touched), "", residue.note(&what));
    Ok(())
}

/// The manifest of a picture of which only the case's own is declared.
fn undeclared(sample: &Sample) -> Result<Manifest> {
    let inspected = jpeg::inspect(&sample.jpeg, &Limits::default())?;
    let redacted = jpeg::redact(&inspected, &sample.own(), &RedactionPolicy::default(), &[])?;
    Ok(redacted.manifest)
}

/// Within half the vehicle's width of it.
fn is_near(vehicle: &Region, person: &Region) -> bool {
    let margin = vehicle.width / 2;
    let (x, y) = (vehicle.x.saturating_sub(margin), vehicle.y.saturating_sub(margin));
    let reach = Rect {
        x,
        y,
        width: vehicle.rect().right() + margin - x,
        height: vehicle.rect().bottom() + margin - y,
    };
    reach.intersection(&person.rect()).is_some()
}

impl Residue {
    fn count(&mut self, manifest: &Manifest, area: &Rect) {
        let share = kept_share(manifest, area);
        self.seen += 1;
        self.touched += u32::from(share > 0.0);
        self.readable += u32::from(share > 0.5);
    }

    fn share(&self, count: u32) -> f64 {
        f64::from(count) / f64::from(self.seen.max(1))
    }

    fn note(&self, what: &str) -> String {
        let Self { seen, touched, readable } = self;
        format!("{what}: of {seen}, {touched} overlap kept blocks, {readable} of them by more than half")
    }
}

/// Share of an area that lies in kept blocks and is not grey.
fn kept_share(manifest: &Manifest, area: &Rect) -> f64 {
    let kept: Vec<Rect> = manifest.kept.iter().filter_map(|kept| whole_blocks(kept, manifest)).collect();
    let is_kept = |x, y| kept.iter().any(|area| area.contains(x, y));
    let is_grey = |x, y| manifest.grey.iter().any(|masked| masked.area.contains(x, y));
    let pixels = (area.y..area.bottom()).flat_map(|y| (area.x..area.right()).map(move |x| (x, y)));
    let readable = pixels.filter(|(x, y)| is_kept(*x, *y) && !is_grey(*x, *y)).count();
    f64::from(u32::try_from(readable).unwrap_or(u32::MAX)) / f64::from(area.width * area.height)
}

/// The part of a kept area that consists of whole blocks; a block cut by the picture's edge is whole.
fn whole_blocks(kept: &Rect, manifest: &Manifest) -> Option<Rect> {
    let start = |at: u32| at.next_multiple_of(BLOCK);
    let end = |at: u32, size: u32| if at >= size { size } else { at / BLOCK * BLOCK };
    let (x, y) = (start(kept.x), start(kept.y));
    let width = end(kept.right(), manifest.width).checked_sub(x)?;
    let height = end(kept.bottom(), manifest.height).checked_sub(y)?;
    Some(Rect { x, y, width, height })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_kept_blocks_count() {
        let kept = vec![Rect { x: 4, y: 0, width: 20, height: 16 }];
        let manifest =
            Manifest { width: 32, height: 16, mosaic: None, kept, grey: Vec::new(), sha256: String::new() };
        let share = |x, width| kept_share(&manifest, &Rect { x, y: 2, width, height: 4 });
        assert!(share(4, 4) < 0.01);
        assert!((share(4, 8) - 0.5).abs() < 0.01);
        assert!((share(8, 16) - 1.0).abs() < 0.01);
        assert!(share(24, 8) < 0.01);
    }
}
