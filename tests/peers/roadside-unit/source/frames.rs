//! Passages from real pictures: `frames.json` names the files and the boxes in them.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};
use poortwacht_tests::street::{Rect, Region, RegionKind};
use serde::Deserialize;

use super::{Passage, Picture};
use crate::packet::ImageKind;

/// Frames, taken in turn.
#[derive(Debug)]
pub struct Frames {
    folder: PathBuf,
    list: Vec<Frame>,
}

#[derive(Debug, Deserialize)]
struct Index {
    frames: Vec<Frame>,
}

#[derive(Debug, Deserialize)]
struct Frame {
    file: String,
    width: i32,
    height: i32,
    plates: Vec<[i32; 4]>,
    vehicles: Vec<[i32; 4]>,
}

impl Frames {
    /// Reads `frames.json`.
    ///
    /// # Errors
    /// No such file, not the format, no frame, or a file name that leads out of the folder.
    pub fn open(folder: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read(folder.join("frames.json")).context("frames.json")?;
        let index: Index = serde_json::from_slice(&text).context("frames.json")?;
        ensure!(!index.frames.is_empty(), "frames.json lists no frame");
        for frame in &index.frames {
            let name = Path::new(&frame.file).file_name();
            ensure!(name.is_some_and(|name| name == frame.file.as_str()), "{} is no file name", frame.file);
        }
        Ok(Self { folder: folder.to_path_buf(), list: index.frames })
    }

    /// The frame for the `number`th packet (from 1), bytes as they are.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn next(&self, number: u64) -> anyhow::Result<Passage> {
        let turn = number.saturating_sub(1) % u64::try_from(self.list.len())?.max(1);
        let frame = self.list.get(usize::try_from(turn)?).context("no frame")?;
        let bytes = std::fs::read(self.folder.join(&frame.file)).with_context(|| frame.file.clone())?;
        let picture = Picture { kind: ImageKind::Overview, bytes, regions: frame.regions(), canvas: None };
        Ok(Passage { pictures: vec![picture], colour: None })
    }
}

impl Frame {
    /// Vehicle and plate of the case first, then those of the others.
    fn regions(&self) -> Vec<Region> {
        let region = |kind, [x, y, width, height]: [i32; 4]| {
            let inside = Rect::new(x, y, width, height).clipped(self.width, self.height)?;
            Region::new(kind, inside)
        };
        let pairs = self.vehicles.iter().zip(&self.plates);
        pairs
            .flat_map(|(vehicle, plate)| [(RegionKind::Vehicle, *vehicle), (RegionKind::Plate, *plate)])
            .filter_map(|(kind, place)| region(kind, place))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_are_clipped_and_the_first_vehicle_is_the_cases_own() {
        let folder = tempfile::tempdir().unwrap();
        let index = r#"{"frames":[{"file":"a.jpg","width":100,"height":50,"encoding":"baseline",
            "plates":[[10,10,20,5],[80,10,20,5]],"vehicles":[[0,-5,60,50],[70,0,60,40]]}]}"#;
        std::fs::write(folder.path().join("frames.json"), index).unwrap();
        std::fs::write(folder.path().join("a.jpg"), b"bytes").unwrap();
        let passage = Frames::open(folder.path()).unwrap().next(7).unwrap();
        let regions = &passage.pictures[0].regions;
        let kinds: Vec<_> = regions.iter().map(|region| region.kind).collect();
        assert_eq!(kinds, [RegionKind::Vehicle, RegionKind::Plate, RegionKind::Vehicle, RegionKind::Plate]);
        assert_eq!(regions[0].rect(), Rect::new(0, 0, 60, 45));
        assert_eq!(regions[2].rect(), Rect::new(70, 0, 30, 40));
        assert_eq!(passage.pictures[0].bytes, b"bytes");
    }

    #[test]
    fn a_file_name_that_leads_out_of_the_folder_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let index = r#"{"frames":[{"file":"../a.jpg","width":1,"height":1,"plates":[],"vehicles":[]}]}"#;
        std::fs::write(folder.path().join("frames.json"), index).unwrap();
        assert!(Frames::open(folder.path()).is_err());
    }
}
