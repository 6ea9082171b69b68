//! The coefficient codec behind a fence: what it says about a picture is compared with what inspection found,
//! and a panic inside it is a refusal.

use super::inspect::Inspected;
use super::refusal::JpegRefusal;
use libjpeg_turbo_rs::{Decoder, Encoder, JpegCoefficients, JpegError, Subsampling};
use std::ops::RangeInclusive;
use std::panic::{UnwindSafe, catch_unwind};

/// DC of 8-bit samples, quantised by 1 or more: `8 * (sample - 128)`.
const DC_RANGE: RangeInclusive<i16> = -1024..=1023;
/// AC of 8-bit samples; ten bits is what baseline Huffman coding can write.
const AC_RANGE: RangeInclusive<i16> = -1023..=1023;
/// Quality of the one recompression that split sequential pictures go through.
const RECODE_QUALITY: u8 = 95;

/// The coefficients of an inspected picture, and whether it had to be decoded and encoded to get them.
///
/// Split sequential coding is the only variant that is decoded: it is legal and rare, and the codec reads its
/// coefficients in one scan only.
pub(super) fn read(bytes: &[u8], inspected: &Inspected) -> Result<(JpegCoefficients, bool), JpegRefusal> {
    let picture = bytes.get(..inspected.end).ok_or(JpegRefusal::Truncated)?;
    let recoded = inspected.is_split_sequential();
    let coefficients = if recoded {
        guarded(|| libjpeg_turbo_rs::read_coefficients(&recode(picture)?))?
    } else {
        guarded(|| libjpeg_turbo_rs::read_coefficients(picture))?
    };
    check_shape(&coefficients, inspected, recoded)?;
    check_range(&coefficients)?;
    Ok((coefficients, recoded))
}

/// Writes a baseline picture with nothing in it but what a decoder needs.
pub(super) fn write(coefficients: &JpegCoefficients) -> Result<Vec<u8>, JpegRefusal> {
    guarded(std::panic::AssertUnwindSafe(|| libjpeg_turbo_rs::write_coefficients(coefficients)))
}

fn recode(picture: &[u8]) -> Result<Vec<u8>, JpegError> {
    let image = Decoder::new(picture)?.with_stop_on_warning(true).decode_image()?;
    Encoder::new(&image.data, image.width, image.height, image.pixel_format)
        .quality(RECODE_QUALITY)
        .subsampling(Subsampling::S444)
        .encode()
}

fn guarded<T>(work: impl FnOnce() -> Result<T, JpegError> + UnwindSafe) -> Result<T, JpegRefusal> {
    match catch_unwind(work) {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(JpegRefusal::Unreadable(error.to_string())),
        Err(_) => Err(JpegRefusal::Unreadable("the codec failed".to_owned())),
    }
}

fn check_shape(
    coefficients: &JpegCoefficients,
    inspected: &Inspected,
    recoded: bool,
) -> Result<(), JpegRefusal> {
    let size = (u32::from(coefficients.width), u32::from(coefficients.height));
    let same_sampling =
        coefficients.components.iter().zip(&inspected.frame.components).all(|(read, seen)| {
            (u32::from(read.h_sampling), u32::from(read.v_sampling)) == (seen.across, seen.down)
        });
    let same = size == (inspected.width, inspected.height)
        && coefficients.components.len() == inspected.components
        && (recoded || same_sampling);
    if same { Ok(()) } else { Err(JpegRefusal::Unreadable("codec and header disagree".to_owned())) }
}

/// Takes the extremes block by block instead of stopping at the first bad value, which the compiler turns into
/// vector instructions: this runs over every coefficient of every picture.
fn check_range(coefficients: &JpegCoefficients) -> Result<(), JpegRefusal> {
    let sound = |block: &[i16; 64]| {
        let [dc, ac @ ..] = block;
        let (low, high) =
            ac.iter().fold((0, 0), |(low, high): (i16, i16), value| (low.min(*value), high.max(*value)));
        DC_RANGE.contains(dc) && AC_RANGE.contains(&low) && AC_RANGE.contains(&high)
    };
    let all_sound = coefficients.components.iter().flat_map(|component| &component.blocks).all(sound);
    if all_sound { Ok(()) } else { Err(JpegRefusal::CoefficientRange) }
}
