//! Files whose headers are sound and whose scans are not.

use super::malformed::{assert_refused, patched};
use super::painter::{Style, segment, split_sequential};
use super::*;

fn styles() -> [Style; 4] {
    let plain = Style::new(160, 120);
    [
        plain,
        Style { sampling: None, ..plain },
        Style { progressive: true, ..plain },
        Style { progressive: true, sampling: None, ..plain },
    ]
}

/// Puts bytes in front of the end marker, inside the last scan.
fn before_end(jpeg: &[u8], bytes: &[u8]) -> Vec<u8> {
    [&jpeg[..jpeg.len() - 2], bytes, &[0xFF, 0xD9]].concat()
}

#[test]
fn a_file_cut_anywhere_is_refused() {
    for style in styles() {
        let whole = style.encode();
        look(&whole).unwrap();
        for length in (2..whole.len()).step_by(7).chain(whole.len() - 8..whole.len()) {
            assert_eq!(
                look(&whole[..length]).unwrap_err(),
                JpegRefusal::Truncated,
                "{style:?} cut at {length}"
            );
        }
    }
}

#[test]
fn a_file_cut_inside_a_scan_and_closed_with_an_end_marker_is_refused() {
    for style in styles() {
        let whole = style.encode();
        let (_, data) = segment(&whole, 0xDA);
        for length in (data..whole.len() - 3).step_by(11) {
            let closed = [&whole[..length], &[0xFF, 0xD9]].concat();
            assert!(look(&closed).is_err(), "{style:?} cut at {length}");
        }
    }
}

#[test]
fn bytes_after_the_last_block_of_a_scan_are_refused_and_two_of_padding_are_not() {
    for style in styles() {
        let whole = style.encode();
        let code = |extra: &[u8]| look(&before_end(&whole, extra)).map_err(|refusal| refusal.code());
        assert_eq!(code(&[0x55; 3]).unwrap_err(), "jpeg_scan_garbage", "{style:?}");
        assert_eq!(code(&[0x55; 900]).unwrap_err(), "jpeg_scan_garbage", "{style:?}");
        assert_eq!(code(&[0xFF, 0x00].repeat(3)).unwrap_err(), "jpeg_scan_garbage", "{style:?}");
        assert!(code(&[0x55; 2]).is_ok(), "{style:?}");
        assert!(code(&[0xFF, 0xFF]).is_ok(), "fill bytes before a marker are legal: {style:?}");
    }
}

#[test]
fn restart_markers_must_be_there_in_order_and_no_more() {
    let whole = Style { restart: 4, ..Style::new(160, 120) }.encode();
    let plain = Style::new(160, 120).encode();
    let find = |code: u8| whole.windows(2).position(|pair| pair == [0xFF, code]).unwrap();
    let mut swapped = whole.clone();
    swapped[find(0xD1) + 1] = 0xD2;
    let missing = [&whole[..find(0xD0)], &whole[find(0xD0) + 2..]].concat();
    assert_refused(&[
        ("out of order", swapped, "jpeg_damaged"),
        ("missing", missing, "jpeg_damaged"),
        ("one too many", before_end(&whole, &[0xFF, 0xD1]), "jpeg_damaged"),
        ("not announced", before_end(&plain, &[0xFF, 0xD0, 0x11]), "jpeg_damaged"),
        ("other interval", patched(&whole, 0xDD, 0, &[0, 80]), "jpeg_damaged"),
    ]);
}

#[test]
fn scan_headers_must_fit_the_frame() {
    let whole = Style::new(160, 120).encode();
    assert_refused(&[
        ("unknown component", patched(&whole, 0xDA, 1, &[9]), "jpeg_damaged"),
        ("component twice", patched(&whole, 0xDA, 3, &[1]), "jpeg_damaged"),
        ("no component", patched(&whole, 0xDA, 0, &[0]), "jpeg_damaged"),
        ("table that is not defined", patched(&whole, 0xDA, 2, &[0x33]), "jpeg_damaged"),
        ("band of a sequential scan", patched(&whole, 0xDA, 7, &[0, 62]), "jpeg_damaged"),
        ("bit position of a sequential scan", patched(&whole, 0xDA, 9, &[1]), "jpeg_damaged"),
    ]);
}

#[test]
fn scans_must_add_up_to_one_whole_picture() {
    let split = split_sequential(64, 48);
    look(&split).unwrap();
    let scans: Vec<usize> =
        split.windows(2).enumerate().filter(|(_, pair)| *pair == [0xFF, 0xDA]).map(|(at, _)| at).collect();
    let third = &split[scans[2]..split.len() - 2];
    let progressive = Style { progressive: true, ..Style::new(64, 48) }.encode();
    let last = progressive.windows(2).rposition(|pair| pair == [0xFF, 0xDA]).unwrap();
    assert_refused(&[
        ("a component missing", [&split[..scans[2]], &[0xFF, 0xD9]].concat(), "jpeg_scans_missing"),
        ("a component twice", before_end(&split, third), "jpeg_damaged"),
        ("no refinement", [&progressive[..last], &[0xFF, 0xD9]].concat(), "jpeg_scans_missing"),
        (
            "a refinement twice",
            before_end(&progressive, &progressive[last..progressive.len() - 2]),
            "jpeg_damaged",
        ),
    ]);
    let few = Limits { max_scans: 2, ..Limits::default() };
    assert_eq!(inspect(&split, &few).unwrap_err(), JpegRefusal::TooManyScans(2));
}

#[test]
fn coefficients_no_picture_can_have_are_refused() {
    let mut coefficients = libjpeg_turbo_rs::read_coefficients(&Style::new(64, 48).encode()).unwrap();
    coefficients.components[0].blocks[9][0] = 1900;
    let loud = libjpeg_turbo_rs::write_coefficients(&coefficients).unwrap();
    assert_eq!(look(&loud).unwrap_err(), JpegRefusal::CoefficientRange);
    assert_eq!(look(&loud[..loud.len() - 2]).unwrap_err(), JpegRefusal::Truncated, "the graver fault first");
}
