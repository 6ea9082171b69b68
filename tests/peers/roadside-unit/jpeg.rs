//! Encoding, and the segments that cameras and troublemakers put into a JPEG.

use anyhow::Context as _;
use libjpeg_turbo_rs::{PixelFormat, Subsampling};
use poortwacht_tests::street::Canvas;

const QUALITY: u8 = 82;

/// Baseline, 4:2:0.
///
/// # Errors
/// Whatever the encoder says.
pub fn baseline(canvas: &Canvas) -> anyhow::Result<Vec<u8>> {
    let (width, height) = size(canvas)?;
    libjpeg_turbo_rs::compress(canvas.pixels(), width, height, PixelFormat::Rgb, QUALITY, Subsampling::S420)
        .context("encode")
}

/// Progressive, 4:2:0.
///
/// # Errors
/// Whatever the encoder says.
pub fn progressive(canvas: &Canvas) -> anyhow::Result<Vec<u8>> {
    let (width, height) = size(canvas)?;
    let format = PixelFormat::Rgb;
    libjpeg_turbo_rs::compress_progressive(canvas.pixels(), width, height, format, QUALITY, Subsampling::S420)
        .context("encode")
}

/// Four components: cyan, magenta, yellow, black.
///
/// # Errors
/// Whatever the encoder says.
pub fn cmyk(canvas: &Canvas) -> anyhow::Result<Vec<u8>> {
    let (width, height) = size(canvas)?;
    let pixels: Vec<u8> = canvas
        .pixels()
        .chunks_exact(3)
        .flat_map(|rgb| rgb.iter().map(|byte| 255 - byte).chain([0]))
        .collect();
    libjpeg_turbo_rs::compress(&pixels, width, height, PixelFormat::Cmyk, QUALITY, Subsampling::S444)
        .context("encode")
}

/// The picture as PNG.
///
/// # Errors
/// Whatever the encoder says.
pub fn png(canvas: &Canvas) -> anyhow::Result<Vec<u8>> {
    let (width, height) = (u32::try_from(canvas.width())?, u32::try_from(canvas.height())?);
    let buffer = image::RgbImage::from_raw(width, height, canvas.pixels().to_vec()).context("size")?;
    let mut bytes = std::io::Cursor::new(Vec::new());
    buffer.write_to(&mut bytes, image::ImageFormat::Png)?;
    Ok(bytes.into_inner())
}

fn size(canvas: &Canvas) -> anyhow::Result<(usize, usize)> {
    Ok((usize::try_from(canvas.width())?, usize::try_from(canvas.height())?))
}

/// The JPEG with a segment right after SOI. `payload` longer than a segment can be is cut.
pub fn with_segment(jpeg: &[u8], marker: u8, payload: &[u8]) -> Vec<u8> {
    let payload = payload.get(..65_533).unwrap_or(payload);
    let (soi, rest) = jpeg.split_at_checked(2).unwrap_or((jpeg, &[]));
    let length = u16::try_from(payload.len() + 2).unwrap_or(u16::MAX).to_be_bytes();
    [soi, &[0xFF, marker], &length, payload, rest].concat()
}

/// The JPEG with width and height of its frame header replaced by 65500; the rest stays small.
pub fn with_huge_size(jpeg: &[u8]) -> Vec<u8> {
    let mut bytes = jpeg.to_vec();
    let frame = bytes.windows(2).position(|pair| matches!(pair, [0xFF, 0xC0 | 0xC2]));
    // Marker, length, precision; then height and width.
    let size = frame.and_then(|at| bytes.get_mut(at + 5..at + 9));
    if let Some(size) = size {
        size.copy_from_slice(&[0xFF, 0xDC, 0xFF, 0xDC]);
    }
    bytes
}

/// An EXIF payload (APP1): orientation, a GPS position and, if given, a thumbnail.
pub fn exif(orientation: u8, thumbnail: Option<&[u8]>) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0".to_vec();
    // IFD 0 at 8: orientation, GPS pointer. Two entries end at 8 + 2 + 24 + 4 = 38.
    tiff.extend(2_u16.to_le_bytes());
    entry(&mut tiff, 0x0112, 3, 1, u32::from(orientation));
    entry(&mut tiff, 0x8825, 4, 1, 38);
    let gps_end: u32 = 38 + 2 + 24 + 4 + 24;
    tiff.extend(thumbnail.map_or(0, |_| gps_end).to_le_bytes());
    // GPS IFD at 38: latitude reference and three rationals, which follow it.
    tiff.extend(2_u16.to_le_bytes());
    entry(&mut tiff, 1, 2, 2, u32::from(b'N'));
    entry(&mut tiff, 2, 5, 3, 38 + 2 + 24 + 4);
    tiff.extend(0_u32.to_le_bytes());
    for part in [52_u32, 5, 26] {
        tiff.extend(part.to_le_bytes());
        tiff.extend(1_u32.to_le_bytes());
    }
    if let Some(thumbnail) = thumbnail {
        tiff.extend(2_u16.to_le_bytes());
        entry(&mut tiff, 0x0201, 4, 1, gps_end + 2 + 24 + 4);
        entry(&mut tiff, 0x0202, 4, 1, u32::try_from(thumbnail.len()).unwrap_or(0));
        tiff.extend(0_u32.to_le_bytes());
        tiff.extend(thumbnail);
    }
    [b"Exif\0\0", tiff.as_slice()].concat()
}

fn entry(tiff: &mut Vec<u8>, tag: u16, kind: u16, count: u32, value: u32) {
    tiff.extend(tag.to_le_bytes());
    tiff.extend(kind.to_le_bytes());
    tiff.extend(count.to_le_bytes());
    tiff.extend(value.to_le_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_can_be_read_by_another_decoder() {
        let canvas = Canvas::new(64, 48, [200, 30, 30]);
        for jpeg in [baseline(&canvas).unwrap(), progressive(&canvas).unwrap()] {
            let decoded = image::load_from_memory_with_format(&jpeg, image::ImageFormat::Jpeg).unwrap();
            assert_eq!((decoded.width(), decoded.height()), (64, 48));
        }
        assert_eq!(png(&canvas).unwrap()[1..4], *b"PNG");
        assert!(!cmyk(&canvas).unwrap().is_empty());
    }

    #[test]
    fn a_picture_with_extra_segments_still_decodes() {
        let jpeg = baseline(&Canvas::new(64, 48, [200, 30, 30])).unwrap();
        let with_exif = with_segment(&jpeg, 0xE1, &exif(6, Some(&jpeg)));
        let with_comment = with_segment(&with_exif, 0xFE, b"hello");
        assert!(image::load_from_memory_with_format(&with_comment, image::ImageFormat::Jpeg).is_ok());
        assert!(with_huge_size(&jpeg).windows(4).any(|four| four == [0xFF, 0xDC, 0xFF, 0xDC]));
    }
}
