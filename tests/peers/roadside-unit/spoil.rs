//! Applies a fault at the step where it belongs: time, picture, document, signature, parts.

use anyhow::Context as _;
use jiff::{SignedDuration, Timestamp};
use poortwacht_tests::street::{Canvas, Dice, Region, RegionKind};
use serde_json::Value;

use crate::{fault::Fault, identity::Signer, jpeg, packet::Packet, source::Picture, spool::Part};

/// Milliseconds that a drifting clock is ahead.
pub const DRIFT_MS: i64 = 42_000;

/// The instant that the unit takes for the moment of capture.
pub fn captured_at(fault: Option<Fault>, real: Timestamp) -> Timestamp {
    let moved = match fault {
        Some(Fault::Stale) => real.checked_sub(SignedDuration::from_hours(49)),
        Some(Fault::ClockDrift) => real.checked_add(SignedDuration::from_millis(DRIFT_MS)),
        Some(Fault::Year1970) => Timestamp::from_second(86_400),
        Some(Fault::Year2100) => Timestamp::from_second(4_102_488_000),
        _ => Ok(real),
    };
    moved.unwrap_or(real)
}

/// Changes a picture. Hashes are taken afterwards, so that they fit.
///
/// # Errors
/// Encoder trouble.
pub fn picture(fault: Fault, picture: &mut Picture, dice: &mut Dice) -> anyhow::Result<()> {
    let bytes = &picture.bytes;
    picture.bytes = match fault {
        Fault::Truncated => bytes.get(..bytes.len() / 2).unwrap_or_default().to_vec(),
        Fault::ExifRotated => jpeg::with_segment(bytes, 0xE1, &jpeg::exif(6, None)),
        Fault::Metadata => jpeg::with_segment(bytes, 0xE1, &jpeg::exif(1, Some(&thumbnail(picture)?))),
        Fault::Comment => jpeg::with_segment(bytes, 0xFE, b"software of the camera, serial number 4711"),
        Fault::TrailingJunk => [bytes.as_slice(), b"bytes after the end of the picture"].concat(),
        Fault::PngNamedJpg => jpeg::png(&pixels(picture)?)?,
        Fault::TextNamedJpg => b"This is not a picture.\n".repeat(20),
        Fault::HtmlNamedJpg => {
            b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>\n".to_vec()
        }
        Fault::RandomBytes => noise(dice),
        Fault::HugeSize => jpeg::with_huge_size(bytes),
        Fault::Cmyk => jpeg::cmyk(&pixels(picture)?)?,
        Fault::Progressive => jpeg::progressive(&pixels(picture)?)?,
        _ => return Ok(()),
    };
    Ok(())
}

fn noise(dice: &mut Dice) -> Vec<u8> {
    let mut bytes = vec![0; 1000];
    dice.fill(&mut bytes);
    bytes
}

fn thumbnail(picture: &Picture) -> anyhow::Result<Vec<u8>> {
    let canvas = pixels(picture)?;
    let raw = image::RgbImage::from_raw(
        u32::try_from(canvas.width())?,
        u32::try_from(canvas.height())?,
        canvas.pixels().to_vec(),
    );
    let small = image::imageops::thumbnail(&raw.context("size")?, 160, 120);
    jpeg::baseline(&Canvas::from_rgb(160, 120, small.into_raw()).context("size")?)
}

/// The drawn pixels, or those of a real frame.
fn pixels(picture: &Picture) -> anyhow::Result<Canvas> {
    if let Some(canvas) = &picture.canvas {
        return Ok(canvas.clone());
    }
    let decoded = image::load_from_memory_with_format(&picture.bytes, image::ImageFormat::Jpeg)?.to_rgb8();
    let (width, height) = (i32::try_from(decoded.width())?, i32::try_from(decoded.height())?);
    Canvas::from_rgb(width, height, decoded.into_raw()).context("size")
}

/// Changes what the packet says.
pub fn declaration(fault: Fault, packet: &mut Packet) {
    let Some(overview) = packet.images.first_mut() else { return };
    match fault {
        Fault::WrongHash => overview.sha256 = "0123456789abcdef".repeat(4),
        Fault::RegionOutside => {
            overview.regions.push(Region {
                kind: RegionKind::Person,
                x: 60_000,
                y: 60_000,
                width: 90,
                height: 90,
            });
        }
        Fault::NoRegions => packet.images.iter_mut().for_each(|image| image.regions.clear()),
        Fault::ClockDrift => packet.clock.offset_ms = DRIFT_MS,
        _ => {}
    }
}

/// The bytes of the packet document.
///
/// # Errors
/// The packet cannot be written as JSON.
pub fn document(fault: Option<Fault>, packet: &Packet) -> anyhow::Result<Vec<u8>> {
    if fault == Some(Fault::UnknownMember) {
        let mut value = serde_json::to_value(packet)?;
        if let Value::Object(members) = &mut value {
            members.insert("operatorNote".to_owned(), Value::from("unknown"));
        }
        return Ok(serde_json::to_vec(&value)?);
    }
    let text = serde_json::to_vec(packet)?;
    match fault {
        Some(Fault::DuplicateKey) => Ok([b"{\"lane\":1,", text.get(1..).unwrap_or_default()].concat()),
        _ => Ok(text),
    }
}

/// The signature that goes with the document.
///
/// # Errors
/// The system gives no randomness.
pub fn signature(fault: Option<Fault>, signer: &Signer, document: &[u8]) -> anyhow::Result<Vec<u8>> {
    match fault {
        Some(Fault::BadSignature) => signer.sign(b"other bytes"),
        Some(Fault::ForeignKey) => signer.sign_as_stranger(document),
        _ => signer.sign(document),
    }
}

/// Drops or adds a part.
pub fn parts(fault: Fault, parts: &mut Vec<Part>) {
    match fault {
        Fault::MissingPart => drop(parts.pop()),
        Fault::ExtraPart => {
            let copy = parts.first().map(|part| part.bytes.clone()).unwrap_or_default();
            parts.push(Part { name: "undeclared".to_owned(), bytes: copy });
        }
        _ => {}
    }
}
