//! Every kind of unfit file with the code it is refused by.

use super::painter::{Style, exif, insert, segment, segments};
use super::*;
use libjpeg_turbo_rs::{Encoder, PixelFormat};

fn good() -> Vec<u8> {
    Style::new(160, 120).encode()
}

/// A copy with some bytes of a segment's payload replaced.
pub(super) fn patched(jpeg: &[u8], marker: u8, offset: usize, bytes: &[u8]) -> Vec<u8> {
    let (start, _) = segment(jpeg, marker);
    let mut copy = jpeg.to_vec();
    copy[start + 4 + offset..start + 4 + offset + bytes.len()].copy_from_slice(bytes);
    copy
}

fn with_marker(jpeg: &[u8], marker: u8, replacement: u8) -> Vec<u8> {
    let (start, _) = segment(jpeg, marker);
    let mut copy = jpeg.to_vec();
    copy[start + 1] = replacement;
    copy
}

fn without(jpeg: &[u8], marker: u8) -> Vec<u8> {
    let mut copy = jpeg.to_vec();
    for (_, start, end) in segments(jpeg).into_iter().rev().filter(|(found, ..)| *found == marker) {
        copy.drain(start..end);
    }
    copy
}

fn cmyk() -> Vec<u8> {
    Encoder::new(&[90; 32 * 32 * 4], 32, 32, PixelFormat::Cmyk).encode().unwrap()
}

fn lossless() -> Vec<u8> {
    libjpeg_turbo_rs::compress_lossless(&[90; 32 * 32], 32, 32, PixelFormat::Grayscale).unwrap()
}

#[track_caller]
pub(super) fn assert_refused(cases: &[(&str, Vec<u8>, &str)]) {
    for (name, bytes, code) in cases {
        match look(bytes) {
            Ok(_) => panic!("{name}: accepted"),
            Err(refusal) => assert_eq!(refusal.code(), *code, "{name}: {refusal}"),
        }
    }
}

#[test]
fn other_kinds_of_files_are_refused_by_content() {
    let png = {
        let mut bytes = std::io::Cursor::new(Vec::new());
        image::GrayImage::new(8, 8).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        bytes.into_inner()
    };
    let cases: [(&str, Vec<u8>, &str); 8] = [
        ("PNG", png, "a PNG picture"),
        ("GIF", b"GIF89a....".to_vec(), "a GIF picture"),
        ("WebP", b"RIFF\x10\0\0\0WEBPVP8 ".to_vec(), "a RIFF file"),
        ("HEIC", b"\0\0\0\x18ftypheic".to_vec(), "an ISO media file"),
        ("PDF", b"%PDF-1.7".to_vec(), "a PDF document"),
        ("HTML", b"\n <!DOCTYPE html><html>".to_vec(), "HTML or XML"),
        ("text", b"hello, this is no picture\n".to_vec(), "text"),
        ("noise", vec![0x13, 0xF7, 0x00, 0x80, 0x99], "unknown data"),
    ];
    for (name, bytes, what) in cases {
        let refusal = look(&bytes).unwrap_err();
        assert_eq!(refusal.code(), "jpeg_not_jpeg", "{name}");
        assert!(refusal.to_string().contains(what), "{name}: {refusal}");
    }
    assert_eq!(look(b"").unwrap_err(), JpegRefusal::Empty);
}

#[test]
fn unsupported_pictures_are_refused_with_the_reason() {
    let good = good();
    assert_refused(&[
        ("CMYK", cmyk(), "jpeg_components"),
        ("two components", patched(&good, 0xC0, 5, &[2]), "jpeg_components"),
        ("12 bits", patched(&good, 0xC0, 0, &[12]), "jpeg_precision"),
        ("arithmetic", Style::new(32, 32).encode_with(|e| e.arithmetic(true)), "jpeg_coding"),
        ("lossless", lossless(), "jpeg_coding"),
        ("hierarchical", with_marker(&good, 0xC0, 0xC5), "jpeg_coding"),
        ("height 0", patched(&good, 0xC0, 1, &[0, 0]), "jpeg_no_size"),
        ("width 0", patched(&good, 0xC0, 3, &[0, 0]), "jpeg_no_size"),
        ("DNL", insert(&good, 0xDC, &[0, 120]), "jpeg_no_size"),
        ("sampling 0", patched(&good, 0xC0, 7, &[0x02]), "jpeg_sampling"),
        ("sampling 5", patched(&good, 0xC0, 7, &[0x52]), "jpeg_sampling"),
        ("sampling 4 x 4", patched(&good, 0xC0, 7, &[0x44]), "jpeg_sampling"),
        ("chroma finer than luma", patched(&good, 0xC0, 10, &[0x44]), "jpeg_sampling"),
        ("third of a block", patched(&good, 0xC0, 7, &[0x31, 0, 2, 0x21]), "jpeg_sampling"),
    ]);
}

#[test]
fn a_turned_picture_is_refused_with_the_fix() {
    for orientation in 2..=8 {
        let refusal = look(&insert(&good(), 0xE1, &exif(orientation, b""))).unwrap_err();
        assert_eq!(refusal, JpegRefusal::Orientation(orientation as u8));
        assert!(refusal.to_string().contains("rotate the pixels in the unit"));
    }
    let big_endian = b"Exif\0\0MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    assert_refused(&[("big endian", insert(&good(), 0xE1, big_endian), "jpeg_orientation")]);
    for harmless in
        [&exif(0, b"")[..], &exif(1, b""), b"Exif\0\0II", b"Exif\0\0II\x2A\0\xFF\xFF\xFF\xFF", b"http://"]
    {
        look(&insert(&good(), 0xE1, harmless)).unwrap();
    }
}

#[test]
fn a_small_file_that_declares_a_huge_picture_is_refused_at_its_header() {
    let mut bomb = patched(&good(), 0xC0, 1, &[0xFF, 0xDC, 0xFF, 0xDC]);
    bomb.resize(4096, 0);
    let refusal = look(&bomb).unwrap_err();
    assert_eq!(refusal, JpegRefusal::TooManyPixels { width: 65500, height: 65500, limit: 40_000_000 });
    let limits = Limits { max_bytes: 4095, ..Limits::default() };
    assert_eq!(inspect(&bomb, &limits).unwrap_err().code(), "jpeg_too_many_bytes");
}

#[test]
fn damaged_headers_are_refused() {
    let good = good();
    let (frame_start, frame_end) = segment(&good, 0xC0);
    let frame = &good[frame_start + 4..frame_end];
    let shorter = insert(&without(&good, 0xC0), 0xC0, &frame[..frame.len() - 1]);
    let too_many_codes = [&[0][..], &[3], &[0; 15], &[1, 2, 3]].concat();
    assert_refused(&[
        ("only a start marker", vec![0xFF, 0xD8], "jpeg_truncated"),
        ("no picture", vec![0xFF, 0xD8, 0xFF, 0xD9], "jpeg_damaged"),
        ("second start marker", [&good[..2], &good[..]].concat(), "jpeg_damaged"),
        ("bytes between segments", [&good[..2], &[0x00, 0x01], &good[2..]].concat(), "jpeg_damaged"),
        ("stuffing outside a scan", [&good[..2], &[0xFF, 0x00], &good[2..]].concat(), "jpeg_damaged"),
        ("reserved marker", insert(&good, 0x02, b"x"), "jpeg_damaged"),
        ("segment of length 1", [&good[..2], &[0xFF, 0xE0, 0, 1], &good[2..]].concat(), "jpeg_damaged"),
        ("segment past the end", [&good[..2], &[0xFF, 0xFE, 0xFF, 0xFF, 1]].concat(), "jpeg_truncated"),
        ("second frame header", insert(&good, 0xC0, frame), "jpeg_damaged"),
        ("frame header too short", insert(&without(&good, 0xC0), 0xC0, &frame[..4]), "jpeg_damaged"),
        ("frame header one byte short", shorter, "jpeg_damaged"),
        ("component ids repeat", patched(&good, 0xC0, 9, &[1]), "jpeg_damaged"),
        ("no frame header", without(&good, 0xC0), "jpeg_damaged"),
        ("no Huffman tables", without(&good, 0xC4), "jpeg_damaged"),
        ("no quantisation tables", without(&good, 0xDB), "jpeg_damaged"),
        ("too many Huffman codes", insert(&good, 0xC4, &too_many_codes), "jpeg_damaged"),
        ("Huffman slot 4", insert(&good, 0xC4, &[&[4][..], &[0; 16]].concat()), "jpeg_damaged"),
        ("cut Huffman table", insert(&good, 0xC4, &[0; 9]), "jpeg_damaged"),
        ("quantisation slot 7", insert(&good, 0xDB, &[7; 65]), "jpeg_damaged"),
        ("cut quantisation table", insert(&good, 0xDB, &[0; 64]), "jpeg_damaged"),
        ("quantisation of 64 bits", insert(&good, 0xDB, &[0x30; 65]), "jpeg_damaged"),
        ("restart interval of 3 bytes", insert(&good, 0xDD, &[0, 0, 0]), "jpeg_damaged"),
    ]);
}

#[test]
fn every_refusal_names_a_fix() {
    let fixes = ["send", "set", "lower", "use", "write", "rotate"];
    let refusals = [
        JpegRefusal::Empty,
        JpegRefusal::TooManyPixels { width: 1, height: 1, limit: 1 },
        JpegRefusal::NoSize,
        JpegRefusal::Precision(12),
        JpegRefusal::Components(4),
        JpegRefusal::Coding("arithmetic"),
        JpegRefusal::Sampling,
        JpegRefusal::Orientation(6),
        JpegRefusal::Truncated,
        JpegRefusal::ScanShort { offset: 1 },
        JpegRefusal::ScanGarbage { offset: 1, bytes: 9 },
        JpegRefusal::ScansMissing,
        JpegRefusal::TooManyScans(64),
        JpegRefusal::Damaged { offset: 1, what: "x" },
        JpegRefusal::CoefficientRange,
    ];
    for refusal in refusals {
        let message = refusal.to_string();
        assert!(fixes.iter().any(|fix| message.contains(&format!("; {fix} "))), "{message}");
        assert!(refusal.code().starts_with("jpeg_"));
    }
}
