//! Pictures that are not what their manifest says.

use super::super::encode::Sheet;
use super::super::picture::{Block, Picture};
use super::super::{Breach, Cell, mosaic, verify_manifest};
use super::malformed::patched;
use super::painter::{Style, insert};
use super::redaction::scene;
use super::*;
use libjpeg_turbo_rs::{read_coefficients, write_coefficients};

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
    odd.mosaic = Some(Cell { width: 0, height: 3 });
    assert_eq!(verify_manifest(&redacted.jpeg, &odd), Err(Breach::Mismatch));
}

/// The stored picture with one block of one value put in, whatever was there.
fn with_block(
    picture: &Picture,
    redacted: &Redacted,
    component: usize,
    place: usize,
    change: i16,
) -> Vec<u8> {
    let mut sheet: Sheet<'_> = mosaic::grey_only(picture, &redacted.manifest);
    let block = &mut sheet.planes[component].blocks[place];
    *block = Block::flat(block.dc + change);
    sheet.encode()
}

#[test]
fn any_block_that_changes_is_found() {
    let style = Style::new(97, 63);
    let redacted = keep_declared(&style.encode(), &scene(style));
    let picture = look(&redacted.jpeg).unwrap().picture;
    let kept_alike = mosaic::grey_only(&picture, &redacted.manifest).encode();
    assert_eq!(kept_alike, redacted.jpeg, "writing it again changes nothing");
    let (mut named, mut hashed) = (0, 0);
    for component in 0..3 {
        for place in 0..picture.planes[component].blocks.len() {
            let changed = with_block(&picture, &redacted, component, place, 1);
            match verify_manifest(&changed, &redacted.manifest).unwrap_err() {
                Breach::Block { component: found, .. } => {
                    assert_eq!(found, component);
                    named += 1;
                }
                breach => {
                    assert_eq!(breach, Breach::Changed);
                    hashed += 1;
                }
            }
        }
    }
    assert!(named > 80 && hashed > 20, "{named} named, {hashed} found by the hash");
}

#[test]
fn detail_brought_back_in_any_masked_block_is_named() {
    let style = Style { sampling: None, ..Style::new(64, 48) };
    let original = read_coefficients(&style.encode()).unwrap();
    let redacted = keep_declared(&style.encode(), &[]);
    for place in 0..original.components[0].blocks.len() {
        let mut leak = read_coefficients(&redacted.jpeg).unwrap();
        leak.components[0].blocks[place] = original.components[0].blocks[place];
        let breach = verify_manifest(&write_coefficients(&leak).unwrap(), &redacted.manifest).unwrap_err();
        let (x, y) = (place % 8, place / 8);
        assert_eq!(breach, Breach::Block { component: 0, x, y }, "{place}");
    }
}

#[test]
fn detail_behind_the_edge_of_the_picture_is_found() {
    let mut redacted = mask_declared(&Style::new(48, 48).encode(), &[], &[]);
    // The same MCUs, of which a smaller picture shows less.
    redacted.jpeg = patched(&redacted.jpeg, 0xC0, 1, &[0, 40, 0, 40]);
    (redacted.manifest.width, redacted.manifest.height) = (40, 40);
    let breach = verify_manifest(&redacted.jpeg, &redacted.manifest).unwrap_err();
    assert_eq!(breach, Breach::Padding { component: 0 });
}
