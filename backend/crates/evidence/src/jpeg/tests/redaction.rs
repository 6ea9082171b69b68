use super::super::grid::mcu;
use super::super::{Breach, Manifest, RedactError, verify_manifest};
use super::painter::{Style, exif, insert, split_sequential, styles};
use super::*;
use image::{DynamicImage, GenericImageView};
use libjpeg_turbo_rs::{JpegCoefficients, Subsampling, read_coefficients};

/// What the protocol says of a block, worked out pixel by pixel and without the code under test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Kept,
    Flat,
    Grey,
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
    let (width, height) = mcu(coefficients);
    let size = |c: &libjpeg_turbo_rs::ComponentCoefficients| {
        (width / u32::from(c.h_sampling), height / u32::from(c.v_sampling))
    };
    coefficients.components.iter().map(size).collect()
}

/// Kept blocks are equal to the original's, all others hold no detail; grey ones hold nothing.
fn check_coefficients(original: &[u8], redacted: &Redacted) {
    let before = read_coefficients(original).unwrap();
    let after = read_coefficients(&redacted.jpeg).unwrap();
    let sizes = block_sizes(&before);
    for (index, (old, new)) in before.components.iter().zip(&after.components).enumerate() {
        let (width, height) = sizes[index];
        for y in 0..u32::from(before.height).div_ceil(height) {
            for x in 0..u32::from(before.width).div_ceil(width) {
                let place = y as usize * old.blocks_x + x as usize;
                let block = new.blocks[place];
                match fate(&redacted.manifest, rect(x * width, y * height, width, height)) {
                    Fate::Kept => assert_eq!(block, old.blocks[place], "component {index} block {x},{y}"),
                    Fate::Flat => assert_eq!(block[1..], [0; 63], "component {index} block {x},{y}"),
                    Fate::Grey => assert_eq!(block, [0; 64], "component {index} block {x},{y}"),
                }
            }
        }
    }
    let tables = |c: &JpegCoefficients| -> Vec<[u16; 64]> {
        c.components.iter().map(|p| c.quant_tables[usize::from(p.quant_table_index)]).collect()
    };
    assert_eq!(tables(&before), tables(&after));
}

/// The mosaic cell of a pixel, `Some(None)` for a grey pixel, `None` where a component is kept or they differ.
fn labels(manifest: &Manifest, sizes: &[(u32, u32)]) -> Vec<Option<Option<(u32, u32)>>> {
    let cell = manifest.mosaic.unwrap_or(super::super::Cell { width: 8, height: 8 });
    let last = ((manifest.width / cell.width).max(1) - 1, (manifest.height / cell.height).max(1) - 1);
    let label = |x: u32, y: u32| {
        let fates = sizes.iter().map(|(w, h)| fate(manifest, rect(x / w * w, y / h * h, *w, *h)));
        let fates: Vec<Fate> = fates.collect();
        if fates.iter().all(|f| *f == Fate::Grey) {
            Some(None)
        } else if fates.iter().all(|f| *f == Fate::Flat) {
            Some(Some(((x / cell.width).min(last.0), (y / cell.height).min(last.1))))
        } else {
            None
        }
    };
    (0..manifest.height)
        .flat_map(|y| (0..manifest.width).map(move |x| (x, y)))
        .map(|(x, y)| label(x, y))
        .collect()
}

/// Judged by another decoder: within a cell no two pixels differ, grey is grey. Where chroma is subsampled the
/// decoder blends it over the border of a cell, so pixels close to a border are left out.
fn check_pixels(redacted: &Redacted, sizes: &[(u32, u32)]) -> usize {
    let picture: DynamicImage = image::load_from_memory(&redacted.jpeg).unwrap();
    let manifest = &redacted.manifest;
    let labels = labels(manifest, sizes);
    let at = |x: u32, y: u32| labels[(y * manifest.width + x) as usize];
    let margin = if sizes.iter().all(|size| *size == (8, 8)) { 0 } else { 4 };
    let mut first_of_cell = std::collections::HashMap::new();
    let mut judged = 0;
    for y in 0..manifest.height {
        for x in 0..manifest.width {
            let Some(label) = at(x, y) else { continue };
            let near_x = x.saturating_sub(margin)..=(x + margin).min(manifest.width - 1);
            let near_y = y.saturating_sub(margin)..=(y + margin).min(manifest.height - 1);
            if !near_y.into_iter().all(|v| near_x.clone().all(|u| at(u, v) == Some(label))) {
                continue;
            }
            let pixel = picture.get_pixel(x, y).0;
            let expected = match label {
                None => [128, 128, 128, 255],
                Some(cell) => *first_of_cell.entry(cell).or_insert(pixel),
            };
            let close = pixel.iter().zip(expected).all(|(a, b)| a.abs_diff(b) <= 1);
            assert!(close, "pixel {x},{y} of {label:?} is {pixel:?}, not {expected:?}");
            judged += 1;
        }
    }
    judged
}

pub(super) fn check(original: &[u8], redacted: &Redacted) -> usize {
    check_coefficients(original, redacted);
    verify_manifest(&redacted.jpeg, &redacted.manifest).unwrap();
    check_pixels(redacted, &block_sizes(&read_coefficients(original).unwrap()))
}

/// A region in parts of a hundred of the picture, at least one pixel.
fn part(style: Style, kind: RegionKind, [x, y, width, height]: [u32; 4]) -> Region {
    let (w, h) = (style.width as u32, style.height as u32);
    let start = |part: u32, size: u32| (size * part / 100).min(size - 1);
    let (left, top) = (start(x, w), start(y, h));
    let length = |part: u32, size: u32, from: u32| (size * part / 100).clamp(1, size - from);
    region(kind, rect(left, top, length(width, w, left), length(height, h, top)))
}

fn scene(style: Style) -> Vec<Region> {
    vec![
        part(style, RegionKind::Vehicle, [20, 20, 50, 60]),
        part(style, RegionKind::Plate, [40, 65, 15, 8]),
        part(style, RegionKind::Sign, [85, 5, 10, 20]),
        part(style, RegionKind::Overlay, [0, 95, 100, 5]),
        part(style, RegionKind::Windscreen, [30, 25, 25, 12]),
        part(style, RegionKind::Person, [75, 40, 8, 40]),
        part(style, RegionKind::Plate, [5, 50, 10, 6]),
    ]
}

#[test]
fn every_coding_keeps_what_is_declared_bit_for_bit_and_loses_the_rest() {
    let mut judged = 0;
    for style in styles() {
        let original = style.encode();
        judged += check(&original, &keep_declared(&original, &scene(style)));
        judged += check(&original, &mask_declared(&original, &scene(style), &[rect(3, 3, 9, 9)]));
    }
    assert!(judged > 500_000, "too few pixels were judged: {judged}");
}

#[test]
fn without_regions_nothing_is_kept() {
    let original = Style::new(400, 300).encode();
    let redacted = keep_declared(&original, &[]);
    assert!(check(&original, &redacted) > 25_000);
    assert!(redacted.manifest.kept.is_empty());
}

#[test]
fn cells_are_a_twentieth_of_the_height_rounded_up_to_whole_mcus_and_never_smaller_at_the_edge() {
    for (height, sampling, cell) in [
        (720, Some(Subsampling::S420), 48),
        (720, None, 40),
        (1440, Some(Subsampling::S444), 72),
        (10, None, 8),
    ] {
        let style = Style { sampling, ..Style::new(cell as usize * 3 + 5, height) };
        let original = style.encode();
        let redacted = keep_declared(&original, &[]);
        assert_eq!(redacted.manifest.mosaic.unwrap().height, cell);
        let luma = &read_coefficients(&redacted.jpeg).unwrap().components[0];
        let last = (cell as usize * 3 + 5).div_ceil(8) - 1;
        assert_eq!(
            luma.blocks[last][0],
            luma.blocks[last - 1][0],
            "the strip at the edge joins its neighbour"
        );
    }
}

#[test]
fn a_single_block_between_kept_regions_shows_the_mean_of_its_whole_cell() {
    let style = Style { sampling: None, ..Style::new(80, 320) };
    let original = style.encode();
    // All of the cell (16 x 16 pixels at 0,0) but its last block is kept.
    let kept = [rect(0, 0, 16, 8), rect(0, 8, 8, 8)].map(|area| region(RegionKind::Sign, area));
    let redacted = keep_declared(&original, &kept);
    check(&original, &redacted);
    let before = &read_coefficients(&original).unwrap().components[0];
    let after = &read_coefficients(&redacted.jpeg).unwrap().components[0];
    let sum: i32 = [0, 1, 10, 11].iter().map(|place: &usize| i32::from(before.blocks[*place][0])).sum();
    assert!((i32::from(after.blocks[11][0]) * 4 - sum).abs() <= 2);
}

#[test]
fn metadata_thumbnails_and_second_pictures_are_gone() {
    let second = Style { seed: 99, ..Style::new(64, 48) }.encode();
    let plain = Style::new(320, 240).encode();
    let mut loud = insert(&plain, 0xE1, &exif(1, &second));
    loud = insert(&loud, 0xFE, b"driver: nobody");
    loud = insert(&loud, 0xE2, b"MPF\0 second image follows");
    loud = insert(&loud, 0xEF, &[0xFF; 40]);
    loud.extend(&second);
    let inspected = look(&loud).unwrap();
    assert_eq!((inspected.extra_segments, inspected.trailing_bytes), (4, second.len()));
    assert_eq!(inspected.orientation, Some(1));
    let redacted = keep_declared(&loud, &[]);
    assert_eq!(redacted.jpeg, keep_declared(&plain, &[]).jpeg);
    assert_eq!(redacted.jpeg.windows(2).filter(|pair| *pair == [0xFF, 0xD8]).count(), 1);
    assert!(redacted.jpeg.ends_with(&[0xFF, 0xD9]));
}

#[test]
fn a_sequential_picture_in_several_scans_is_decoded_masked_and_encoded() {
    let original = split_sequential(97, 63);
    let redacted = keep_declared(&original, &[region(RegionKind::Vehicle, rect(16, 16, 40, 40))]);
    assert!(redacted.manifest.recoded);
    verify_manifest(&redacted.jpeg, &redacted.manifest).unwrap();
    let (before, after) = (image::load_from_memory(&original), image::load_from_memory(&redacted.jpeg));
    let (before, after) = (before.unwrap().to_rgb8(), after.unwrap().to_rgb8());
    let differs =
        |x, y| before.get_pixel(x, y).0.iter().zip(after.get_pixel(x, y).0).any(|(a, b)| a.abs_diff(b) > 24);
    let differing =
        (16..56).flat_map(|y| (16..56).map(move |x| (x, y))).filter(|(x, y)| differs(*x, *y)).count();
    assert!(differing < 80, "{differing} of 1600 pixels in the kept region differ visibly");
}

#[test]
fn every_region_outside_the_picture_is_named() {
    let original = Style::new(100, 80).encode();
    let areas = [
        rect(0, 0, 100, 80),
        rect(90, 0, 11, 5),
        rect(0, 79, 1, 2),
        rect(5, 5, 0, 4),
        rect(u32::MAX, 0, 2, 2),
    ];
    let regions = areas.map(|area| region(RegionKind::Sign, area));
    let refused = redact(&original, &look(&original).unwrap(), &regions, &RedactionPolicy::KeepDeclared, &[])
        .unwrap_err();
    assert_eq!(refused, RedactError::RegionsOutside(vec![1, 2, 3, 4]));
    assert_eq!(refused.code(), "jpeg_regions_outside");
}

#[test]
fn static_masks_are_clipped_to_the_picture() {
    let original = Style::new(100, 80).encode();
    let masks = [rect(90, 70, 500, u32::MAX), rect(4000, 0, 10, 10)];
    check(&original, &mask_declared(&original, &[], &masks));
}

#[test]
fn the_manifest_survives_json() {
    let style = Style::new(320, 240);
    let manifest = keep_declared(&style.encode(), &scene(style)).manifest;
    let json = serde_json::to_string(&manifest).unwrap();
    assert_eq!(serde_json::from_str::<Manifest>(&json).unwrap(), manifest);
}

#[test]
fn an_unredacted_or_foreign_picture_breaches_the_manifest() {
    let style = Style::new(320, 240);
    let original = style.encode();
    let redacted = keep_declared(&original, &scene(style));
    let manifest = &redacted.manifest;
    assert!(matches!(verify_manifest(&original, manifest), Err(Breach::Block { component: 0, x: 0, y: 0 })));
    assert_eq!(verify_manifest(&Style::new(328, 240).encode(), manifest), Err(Breach::Mismatch));
    let commented = insert(&redacted.jpeg, 0xFE, b"hello");
    assert_eq!(verify_manifest(&commented, manifest), Err(Breach::Extras { segments: 1, trailing: 0 }));
    assert!(matches!(verify_manifest(b"text", manifest), Err(Breach::Picture(_))));
    let mut odd = manifest.clone();
    odd.mosaic = Some(super::super::Cell { width: 0, height: 3 });
    assert_eq!(verify_manifest(&redacted.jpeg, &odd), Err(Breach::Mismatch));
}
