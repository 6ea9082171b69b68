//! The pictures of the bench: real frames where a folder is given, and drawn streets always.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use libjpeg_turbo_rs::{PixelFormat, Subsampling};
use poortwacht_domain::{Rect, Region, RegionKind};
use poortwacht_tests::street::{self, Canvas, Dice, Light, Painter, SceneRequest, plates};
use serde::Deserialize;

/// What cameras of this size use.
const QUALITY: u8 = 88;
const SEED: u64 = 2026;

/// A picture and everything that is in it.
pub struct Sample {
    /// File name, or number of the drawn scene.
    pub name: String,
    /// The file.
    pub jpeg: Vec<u8>,
    /// Everything known to be in it, the case's own vehicle and plate first of their kind.
    pub regions: Vec<Region>,
    /// Width times height.
    pub pixels: f64,
}

impl Sample {
    fn new(name: String, jpeg: Vec<u8>, (width, height): (u32, u32), regions: Vec<Region>) -> Self {
        Self { name, jpeg, regions, pixels: f64::from(width) * f64::from(height) }
    }

    /// What a unit that sees only its own vehicle declares: the vehicle, its plate, sign and overlay.
    pub fn own(&self) -> Vec<Region> {
        let first = |kind| self.of(kind).next();
        let own = [first(RegionKind::Vehicle), first(RegionKind::Plate)].into_iter().flatten();
        own.chain(self.of(RegionKind::Sign)).chain(self.of(RegionKind::Overlay)).collect()
    }

    /// The regions of one kind.
    pub fn of(&self, kind: RegionKind) -> impl Iterator<Item = Region> {
        self.regions.iter().filter(move |region| region.kind == kind).copied()
    }
}

#[derive(Deserialize)]
struct Index {
    frames: Vec<Frame>,
}

#[derive(Deserialize)]
struct Frame {
    file: String,
    width: u32,
    height: u32,
    plates: Vec<[u32; 4]>,
    vehicles: Vec<[u32; 4]>,
}

/// The frames that `frames.json` in `folder` lists.
pub fn frames(folder: &Path) -> Result<Vec<Sample>> {
    let index = folder.join("frames.json");
    let text = std::fs::read(&index).with_context(|| index.display().to_string())?;
    let Index { frames } = serde_json::from_slice(&text).with_context(|| index.display().to_string())?;
    ensure!(!frames.is_empty(), "{} lists no frame", index.display());
    frames.into_iter().map(|frame| read(folder, frame)).collect()
}

fn read(folder: &Path, frame: Frame) -> Result<Sample> {
    let file = folder.join(&frame.file);
    let jpeg = std::fs::read(&file).with_context(|| file.display().to_string())?;
    let picture = Rect { x: 0, y: 0, width: frame.width, height: frame.height };
    let region = |kind, [x, y, width, height]: [u32; 4]| {
        let inside = Rect { x, y, width, height }.intersection(&picture)?;
        Some(region(kind, inside))
    };
    let pairs = frame.vehicles.iter().zip(&frame.plates);
    let regions = pairs
        .flat_map(|(vehicle, plate)| [(RegionKind::Vehicle, *vehicle), (RegionKind::Plate, *plate)])
        .filter_map(|(kind, place)| region(kind, place))
        .collect();
    Ok(Sample::new(frame.file, jpeg, (frame.width, frame.height), regions))
}

fn region(kind: RegionKind, Rect { x, y, width, height }: Rect) -> Region {
    Region { kind, x, y, width, height }
}

/// Draws `count` streets of this size, by day and by night, in the codings of the cameras.
pub fn drawn(count: u64, width: u16, height: u16) -> Result<Vec<Sample>> {
    let mut painter = Painter::new(width, height);
    (0..count)
        .map(|number| {
            let (canvas, regions) = scene(&mut painter, number);
            let jpeg = encode(&canvas, number)?;
            Ok(Sample::new(format!("drawn {number}"), jpeg, (width.into(), height.into()), regions))
        })
        .collect()
}

fn scene(painter: &mut Painter, number: u64) -> (Canvas, Vec<Region>) {
    let mut dice = Dice::of(SEED, number);
    let plate = plates::never_issued(&mut dice);
    let light = if number % 3 == 2 { Light::Night } else { Light::Day };
    let request = SceneRequest { plate: &plate, overlay: "2026-11-22 09:14:05.123", light, nearer: 0 };
    let scene = painter.draw(&request, &mut dice);
    (scene.canvas, scene.regions.into_iter().map(known).collect())
}

fn encode(canvas: &Canvas, number: u64) -> Result<Vec<u8>> {
    let sampling = match number % 5 {
        0 => Subsampling::S444,
        1 => Subsampling::S422,
        _ => Subsampling::S420,
    };
    let encode =
        if number % 10 == 7 { libjpeg_turbo_rs::compress_progressive } else { libjpeg_turbo_rs::compress };
    let (width, height) = (usize::try_from(canvas.width())?, usize::try_from(canvas.height())?);
    encode(canvas.pixels(), width, height, PixelFormat::Rgb, QUALITY, sampling).context("encode")
}

/// The simulator shares no types with the server.
fn known(drawn: street::Region) -> Region {
    let kind = match drawn.kind {
        street::RegionKind::Vehicle => RegionKind::Vehicle,
        street::RegionKind::Plate => RegionKind::Plate,
        street::RegionKind::Sign => RegionKind::Sign,
        street::RegionKind::Overlay => RegionKind::Overlay,
        street::RegionKind::Person => RegionKind::Person,
        street::RegionKind::Cyclist => RegionKind::Cyclist,
        street::RegionKind::Windscreen => RegionKind::Windscreen,
    };
    Region { kind, x: drawn.x, y: drawn.y, width: drawn.width, height: drawn.height }
}
