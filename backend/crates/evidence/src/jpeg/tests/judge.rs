//! What the protocol says of every block and pixel of a redacted picture, worked out without the code under test and
//! judged by other decoders.

use super::super::{Cell, Manifest, verify_manifest};
use super::*;
use image::{DynamicImage, GenericImageView};
use libjpeg_turbo_rs::{ComponentCoefficients, JpegCoefficients, read_coefficients};
use std::collections::HashMap;

/// What has to happen to a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Kept,
    Flat,
    Grey,
}

/// What has to happen to a pixel, whose components may lie in blocks of different fates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    Kept,
    /// Of one mosaic cell.
    Cell(u32, u32),
    Grey,
    Mixed,
}

fn fate(manifest: &Manifest, block: Rect) -> Fate {
    let seen = block.intersection(&rect(0, 0, manifest.width, manifest.height)).unwrap();
    if manifest.grey.iter().any(|masked| masked.area.intersection(&block).is_some()) {
        Fate::Grey
    } else if manifest.mosaic.is_none() || manifest.kept.iter().any(|k| k.intersection(&seen) == Some(seen)) {
        Fate::Kept
    } else {
        Fate::Flat
    }
}

/// Pixels a block of each component covers.
fn block_sizes(coefficients: &JpegCoefficients) -> Vec<(u32, u32)> {
    let max = |factor: fn(&ComponentCoefficients) -> u8| coefficients.components.iter().map(factor).max();
    let (across, down) = (max(|c| c.h_sampling).unwrap(), max(|c| c.v_sampling).unwrap());
    let size = |c: &ComponentCoefficients| {
        (8 * u32::from(across / c.h_sampling), 8 * u32::from(down / c.v_sampling))
    };
    coefficients.components.iter().map(size).collect()
}

/// Kept blocks are equal to the original's, all others hold no detail; grey ones and what lies outside the picture
/// hold nothing.
fn check_coefficients(original: &[u8], redacted: &Redacted) {
    let before = read_coefficients(original).unwrap();
    let after = read_coefficients(&redacted.jpeg).unwrap();
    let sizes = block_sizes(&before);
    for (index, (old, new)) in before.components.iter().zip(&after.components).enumerate() {
        let (width, height) = sizes[index];
        for (place, block) in new.blocks.iter().enumerate() {
            let (x, y) = ((place % new.blocks_x) as u32 * width, (place / new.blocks_x) as u32 * height);
            if x >= u32::from(before.width) || y >= u32::from(before.height) {
                assert_eq!(block[1..], [0; 63], "component {index} at {x},{y}, outside the picture");
                continue;
            }
            let old = old.blocks[y as usize / height as usize * old.blocks_x + x as usize / width as usize];
            match fate(&redacted.manifest, rect(x, y, width, height)) {
                Fate::Kept => assert_eq!(*block, old, "component {index} at {x},{y}"),
                Fate::Flat => assert_eq!(block[1..], [0; 63], "component {index} at {x},{y}"),
                Fate::Grey => assert_eq!(*block, [0; 64], "component {index} at {x},{y}"),
            }
        }
    }
    let tables = |c: &JpegCoefficients| -> Vec<[u16; 64]> {
        c.components.iter().map(|p| c.quant_tables[usize::from(p.quant_table_index)]).collect()
    };
    assert_eq!(tables(&before), tables(&after));
}

/// The label of every pixel, row by row.
fn labels(manifest: &Manifest, sizes: &[(u32, u32)]) -> Vec<Label> {
    let cell = manifest.mosaic.unwrap_or(Cell { width: 8, height: 8 });
    let last = ((manifest.width / cell.width).max(1) - 1, (manifest.height / cell.height).max(1) - 1);
    // A label holds for eight by eight pixels: every block is a multiple of that.
    let label = |x: u32, y: u32| {
        let fates = sizes.iter().map(|(w, h)| fate(manifest, rect(x / w * w, y / h * h, *w, *h)));
        let fates: Vec<Fate> = fates.collect();
        match fates[0] {
            first if fates.iter().any(|fate| *fate != first) => Label::Mixed,
            Fate::Kept => Label::Kept,
            Fate::Grey => Label::Grey,
            Fate::Flat => Label::Cell((x / cell.width).min(last.0), (y / cell.height).min(last.1)),
        }
    };
    let across = manifest.width.div_ceil(8);
    let tiles: Vec<Label> = (0..manifest.height.div_ceil(8))
        .flat_map(|y| (0..across).map(move |x| (x, y)))
        .map(|(x, y)| label(8 * x, 8 * y))
        .collect();
    (0..manifest.height)
        .flat_map(|y| (0..manifest.width).map(move |x| (x, y)))
        .map(|(x, y)| tiles[(y / 8 * across + x / 8) as usize])
        .collect()
}

/// Judged by another decoder: within a cell no two pixels differ, grey is grey, and what is kept is as it was. Where
/// chroma is subsampled that decoder blends it over the border of a block, so pixels close to a border are left out.
fn check_pixels(original: &[u8], redacted: &Redacted, sizes: &[(u32, u32)]) -> usize {
    let before: DynamicImage = image::load_from_memory(original).unwrap();
    let after: DynamicImage = image::load_from_memory(&redacted.jpeg).unwrap();
    let manifest = &redacted.manifest;
    let labels = labels(manifest, sizes);
    let at = |x: u32, y: u32| labels[(y * manifest.width + x) as usize];
    let is_whole = sizes.iter().all(|size| *size == (8, 8));
    let margin = |label| match label {
        _ if is_whole => 0,
        Label::Kept if sizes.iter().all(|(w, h)| *w <= 16 && *h <= 16) => 2,
        _ => 4,
    };
    let mut cells: HashMap<(u32, u32), [u8; 4]> = HashMap::new();
    let mut judged = 0;
    for (x, y) in (0..manifest.height).flat_map(|y| (0..manifest.width).map(move |x| (x, y))) {
        let label = at(x, y);
        let margin = margin(label);
        let near_x = x.saturating_sub(margin)..=(x + margin).min(manifest.width - 1);
        let near_y = y.saturating_sub(margin)..=(y + margin).min(manifest.height - 1);
        if label == Label::Mixed || !near_y.into_iter().all(|v| near_x.clone().all(|u| at(u, v) == label)) {
            continue;
        }
        let pixel = after.get_pixel(x, y).0;
        let (expected, tolerance) = match label {
            Label::Kept => (before.get_pixel(x, y).0, 0),
            Label::Cell(column, row) => (*cells.entry((column, row)).or_insert(pixel), 1),
            Label::Grey | Label::Mixed => ([128, 128, 128, 255], 1),
        };
        let close = pixel.iter().zip(expected).all(|(a, b)| a.abs_diff(b) <= tolerance);
        assert!(close, "pixel {x},{y} of {label:?} is {pixel:?}, not {expected:?}");
        judged += 1;
    }
    judged
}

/// Judges a redacted picture in every way; gives the number of pixels that could be judged.
pub(super) fn check(original: &[u8], redacted: &Redacted) -> usize {
    check_coefficients(original, redacted);
    verify_manifest(&redacted.jpeg, &redacted.manifest).unwrap();
    check_pixels(original, redacted, &block_sizes(&read_coefficients(original).unwrap()))
}
