//! Stored pictures that lose more.

use super::super::{Breach, GreyCause, MaskedArea, RedactError, keep_only, mask_more, verify_manifest};
use super::judge::check;
use super::painter::{Style, styles};
use super::properties::{region_in, scene as any_scene};
use super::redaction::scene;
use super::*;
use libjpeg_turbo_rs::read_coefficients;
use proptest::prelude::*;

fn causes(redacted: &Redacted) -> Vec<GreyCause> {
    redacted.manifest.grey.iter().map(|masked| masked.cause).collect()
}

/// Every block of `after` is that of `before`, or grey.
fn assert_only_removes(before: &[u8], after: &[u8]) {
    let (before, after) = (read_coefficients(before).unwrap(), read_coefficients(after).unwrap());
    for (old, new) in before.components.iter().zip(&after.components) {
        for (place, (old, new)) in old.blocks.iter().zip(&new.blocks).enumerate() {
            assert!(new == old || new[1..] == [0; 63], "block {place} gained detail");
        }
    }
}

#[test]
fn masking_more_makes_the_touched_blocks_grey_in_every_coding() {
    for style in styles() {
        let original = style.encode();
        let once = keep_declared(&original, &scene(style));
        let area = rect(style.width as u32 / 3, style.height as u32 / 4, 31, 19);
        let more = mask_more(&once.jpeg, &once.manifest, &[area]).unwrap();
        check(&original, &keep_declared(&original, &scene(style)));
        check(&once.jpeg, &more);
        assert_only_removes(&once.jpeg, &more.jpeg);
        assert_eq!(causes(&more).last(), Some(&GreyCause::Officer));
    }
}

#[test]
fn an_area_is_clipped_to_the_picture_and_one_outside_changes_nothing() {
    let original = Style::new(100, 80).encode();
    let once = keep_declared(&original, &[]);
    let outside = [rect(100, 0, 10, 10), rect(5, 5, 0, 9), rect(u32::MAX, u32::MAX, 2, 2)];
    assert_eq!(mask_more(&once.jpeg, &once.manifest, &outside).unwrap(), once);
    let more = mask_more(&once.jpeg, &once.manifest, &[rect(90, 70, u32::MAX, 500)]).unwrap();
    let clipped = MaskedArea { area: rect(90, 70, 10, 10), cause: GreyCause::Officer };
    assert_eq!(more.manifest.grey, [clipped]);
}

#[test]
fn a_picture_that_is_not_the_manifests_is_not_masked() {
    let style = Style::new(160, 120);
    let (one, other) =
        (keep_declared(&style.encode(), &[]), keep_declared(&Style { seed: 3, ..style }.encode(), &[]));
    let refused = mask_more(&other.jpeg, &one.manifest, &[]).unwrap_err();
    assert_eq!(refused, RedactError::Stored(Breach::Changed));
    assert_eq!(refused.code(), "jpeg_manifest_breach");
    assert!(keep_only(&style.encode(), &one.manifest, rect(0, 0, 9, 9)).is_err());
}

#[test]
fn only_the_offenders_vehicle_stays_and_what_was_masked_in_it_stays_masked() {
    for style in styles().into_iter().filter(|style| style.width > 100) {
        let once = keep_declared(&style.encode(), &scene(style));
        let area = once.manifest.kept[0];
        let alone = keep_only(&once.jpeg, &once.manifest, area).unwrap();
        check(&once.jpeg, &alone);
        assert_only_removes(&once.jpeg, &alone.jpeg);
        let written = image::load_from_memory(&alone.jpeg).unwrap().to_rgb8();
        let is_grey = |x: u32, y: u32| written.get_pixel(x, y).0.iter().all(|value| value.abs_diff(128) <= 1);
        assert!(is_grey(0, 0) && is_grey(style.width as u32 - 1, style.height as u32 - 1), "{style:?}");
        let inside = (area.y + 8..area.bottom() - 8).map(|y| (area.x + 9, y));
        assert!(inside.clone().any(|(x, y)| !is_grey(x, y)), "{style:?}");
    }
}

#[test]
fn an_area_at_the_edge_or_the_whole_picture_may_stay_and_none_outside() {
    let original = Style::new(97, 63).encode();
    let once = mask_declared(&original, &[], &[]);
    let whole = keep_only(&once.jpeg, &once.manifest, rect(0, 0, 97, 63)).unwrap();
    assert_eq!(whole, once);
    let corner = keep_only(&once.jpeg, &once.manifest, rect(48, 32, 500, 500)).unwrap();
    check(&once.jpeg, &corner);
    assert_eq!(causes(&corner), [GreyCause::NotOffender; 2]);
    for outside in [rect(97, 0, 5, 5), rect(0, 0, 0, 5)] {
        let refused = keep_only(&once.jpeg, &once.manifest, outside).unwrap_err();
        assert_eq!((refused.code(), refused), ("jpeg_area_outside", RedactError::AreaOutside));
    }
}

fn areas() -> impl Strategy<Value = Vec<Rect>> {
    prop::collection::vec(region_in(200, 200).prop_map(|region| region.rect()), 0..4)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn masking_more_only_removes_and_composes_and_does_nothing_twice(
        (style, regions, masks) in any_scene(), first in areas(), second in areas(), wide in any::<bool>(),
    ) {
        let original = style.encode();
        let once = if wide { mask_declared(&original, &regions, &masks) } else { keep_declared(&original, &regions) };
        let more = |from: &Redacted, areas: &[Rect]| mask_more(&from.jpeg, &from.manifest, areas).unwrap();
        let one = more(&once, &first);
        assert_only_removes(&once.jpeg, &one.jpeg);
        prop_assert_eq!(&more(&one, &first), &one, "twice the same");
        let step_by_step = more(&one, &second);
        let at_once = more(&once, &[first.clone(), second.clone()].concat());
        prop_assert_eq!(&step_by_step, &at_once);
        prop_assert_eq!(&more(&more(&once, &second), &first).jpeg, &at_once.jpeg, "the order does not matter");
        verify_manifest(&at_once.jpeg, &at_once.manifest).unwrap();
        check(&once.jpeg, &at_once);
    }
}
