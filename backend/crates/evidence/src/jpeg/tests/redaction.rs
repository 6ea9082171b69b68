use super::super::{Manifest, RedactError};
use super::judge::check;
use super::painter::{Style, exif, insert, planes_of_split, split_sequential, styles};
use super::*;
use libjpeg_turbo_rs::{Subsampling, read_coefficients};

/// A region in parts of a hundred of the picture, at least one pixel.
pub(super) fn part(style: Style, kind: RegionKind, [x, y, width, height]: [u32; 4]) -> Region {
    let (w, h) = (style.width as u32, style.height as u32);
    let start = |part: u32, size: u32| (size * part / 100).min(size - 1);
    let (left, top) = (start(x, w), start(y, h));
    let length = |part: u32, size: u32, from: u32| (size * part / 100).clamp(1, size - from);
    region(kind, rect(left, top, length(width, w, left), length(height, h, top)))
}

pub(super) fn scene(style: Style) -> Vec<Region> {
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
fn a_sequential_picture_in_several_scans_keeps_its_coefficients_too() {
    let original = split_sequential(97, 63);
    let vehicle = rect(16, 16, 40, 40);
    let redacted = keep_declared(&original, &[region(RegionKind::Vehicle, vehicle)]);
    let written = read_coefficients(&redacted.jpeg).unwrap();
    for (plane, component) in planes_of_split(97, 63).iter().zip(&written.components) {
        let before = &read_coefficients(plane).unwrap().components[0];
        for place in (2..7).flat_map(|y| (2..7).map(move |x| y * before.blocks_x + x)) {
            assert_eq!(component.blocks[place], before.blocks[place]);
        }
        assert_eq!(component.blocks[0][1..], [0; 63]);
    }
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
    let refused = redact(&look(&original).unwrap(), &regions, &RedactionPolicy::default(), &[]).unwrap_err();
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
fn a_coarser_mosaic_has_fewer_cells_and_a_finer_one_does_not_exist() {
    let original = Style { sampling: None, ..Style::new(64, 400) }.encode();
    let inspected = look(&original).unwrap();
    for (cells_per_height, height) in [(20, 24), (10, 40), (1, 400), (0, 400), (400, 24)] {
        let policy = RedactionPolicy::KeepDeclared { cells_per_height };
        let redacted = redact(&inspected, &[], &policy, &[]).unwrap();
        assert_eq!(redacted.manifest.mosaic.unwrap().height, height, "{cells_per_height}");
        check(&original, &redacted);
    }
}
