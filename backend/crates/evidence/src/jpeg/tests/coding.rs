//! The coefficients that inspection reads, against another decoder's.

use super::super::picture::Picture;
use super::malformed::patched;
use super::painter::{Style, insert, planes_of_split, split_sequential, styles};
use super::*;
use image::GenericImageView;
use libjpeg_turbo_rs::{Encoder, PixelFormat, Subsampling, read_coefficients};

/// The coefficients of one component in zigzag order, row by row without padding.
fn dense(picture: &Picture, component: usize) -> Vec<[i16; 64]> {
    let plane = &picture.planes[component];
    let dense = |block: &super::super::picture::Block| {
        let mut coefficients = [0; 64];
        coefficients[0] = block.dc;
        let mut at = 0;
        for token in block.tokens(&plane.tokens) {
            at += token.run() as usize + 1;
            coefficients[at] = token.value() as i16;
        }
        coefficients
    };
    plane.blocks.iter().map(dense).collect()
}

#[track_caller]
fn assert_same_as_the_peer(jpeg: &[u8], name: &str) {
    let (own, peer) = (look(jpeg).unwrap().picture, read_coefficients(jpeg).unwrap());
    for (index, component) in peer.components.iter().enumerate() {
        let (across, down) = own.frame.blocks(&own.frame.components[index]);
        let rows = component.blocks.chunks(component.blocks_x).take(down as usize);
        let expected: Vec<[i16; 64]> = rows.flat_map(|row| &row[..across as usize]).copied().collect();
        assert_eq!(dense(&own, index).len(), expected.len(), "{name}");
        assert!(dense(&own, index) == expected, "{name}: component {index} differs");
    }
}

#[test]
fn every_coding_gives_the_coefficients_that_another_decoder_gives() {
    for style in styles() {
        assert_same_as_the_peer(&style.encode(), &format!("{style:?}"));
    }
}

#[test]
fn optimised_tables_and_every_quality_give_the_same_coefficients_too() {
    for quality in [1, 20, 50, 75, 95, 100] {
        for (progressive, optimise) in [(false, true), (false, false), (true, true)] {
            let style = Style { progressive, ..Style::new(101, 77) };
            let jpeg = style.encode_with(|encoder| encoder.quality(quality).optimize_huffman(optimise));
            assert_same_as_the_peer(&jpeg, &format!("quality {quality}, {progressive} {optimise}"));
        }
    }
}

#[test]
fn a_sequential_picture_in_several_scans_has_the_coefficients_of_its_planes() {
    let picture = look(&split_sequential(97, 63)).unwrap().picture;
    for (component, plane) in planes_of_split(97, 63).iter().enumerate() {
        assert!(
            dense(&picture, component) == dense(&look(plane).unwrap().picture, 0),
            "component {component}"
        );
    }
}

#[test]
fn a_written_picture_has_the_coefficients_it_was_written_from() {
    for style in styles() {
        let original = style.encode();
        let copy = mask_declared(&original, &[], &[]).jpeg;
        let (before, after) = (look(&original).unwrap(), look(&copy).unwrap());
        assert!(!after.progressive && after.scans == 1, "{style:?}");
        for component in 0..before.components {
            let same = dense(&before.picture, component) == dense(&after.picture, component);
            assert!(same, "{style:?}: component {component}");
        }
        assert_same_as_the_peer(&copy, &format!("written from {style:?}"));
    }
}

#[test]
fn a_picture_of_pure_noise_is_written_with_codes_of_every_length() {
    let style = Style::new(640, 480);
    let noise: Vec<u8> = {
        let mut state = 0x1234_5678_9ABC_DEF1_u64;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_le_bytes()[3]
        };
        (0..style.width * style.height * 3).map(|_| next()).collect()
    };
    for quality in [60, 100] {
        let encoder = Encoder::new(&noise, style.width, style.height, PixelFormat::Rgb);
        let original = encoder.quality(quality).subsampling(Subsampling::S444).encode().unwrap();
        assert_same_as_the_peer(&original, "noise");
        let copy = mask_declared(&original, &[], &[]).jpeg;
        assert_same_as_the_peer(&copy, "noise, written");
        assert!(copy.len() <= original.len(), "tables of its own cost {} bytes", copy.len() - original.len());
        let (before, after) = (image::load_from_memory(&original), image::load_from_memory(&copy));
        assert!(before.unwrap() == after.unwrap(), "another decoder sees other pixels");
    }
}

#[test]
fn quantisation_in_sixteen_bits_survives() {
    // Quality 1 has values of more than eight bits unless the encoder is held to baseline.
    let original = Style::new(64, 48).encode_with(|encoder| encoder.quality(1).force_baseline(false));
    let copy = mask_declared(&original, &[], &[]).jpeg;
    let tables = |jpeg: &[u8]| look(jpeg).unwrap().picture.quantisation;
    assert!(tables(&original).iter().flatten().any(|value| *value > 255));
    assert_eq!(tables(&original), tables(&copy));
    let (before, after) = (image::load_from_memory(&original), image::load_from_memory(&copy));
    assert!(before.unwrap() == after.unwrap());
}

#[test]
fn a_picture_in_red_green_and_blue_keeps_its_colours() {
    let plain = Style { sampling: Some(Subsampling::S444), ..Style::new(64, 48) }.encode();
    let without_jfif = [&plain[..2], &plain[20..]].concat();
    assert_eq!(plain[2..4], [0xFF, 0xE0]);
    let rgb = insert(&without_jfif, 0xEE, b"Adobe\0\x64\0\0\0\0\0");
    let named = {
        let frame = patched(&patched(&patched(&without_jfif, 0xC0, 6, b"R"), 0xC0, 9, b"G"), 0xC0, 12, b"B");
        patched(&patched(&patched(&frame, 0xDA, 1, b"R"), 0xDA, 3, b"G"), 0xDA, 5, b"B")
    };
    let pixels = |jpeg: &[u8]| image::load_from_memory(jpeg).unwrap();
    for (name, original) in [("Adobe", &rgb), ("component names", &named)] {
        let copy = mask_declared(original, &[], &[]).jpeg;
        assert!(pixels(&rgb) == pixels(&copy), "{name}");
        assert_ne!(pixels(&plain).get_pixel(30, 30), pixels(&copy).get_pixel(30, 30), "{name}");
    }
}
