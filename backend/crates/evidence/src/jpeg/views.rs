//! Pictures as the officer's screen wants them, made from the redacted one when it is shown and never stored.

use image::imageops::{self, FilterType};
use image::{DynamicImage, GrayImage, RgbImage};
use libjpeg_turbo_rs::{Decoder, Encoder, Image, JpegError, PixelFormat, ScalingFactor, Subsampling};
use poortwacht_domain::Rect;

/// A plate crop is not enlarged beyond this many pixels.
const MAX_CROP_PIXELS: u64 = 4_000_000;
const CROP_QUALITY: u8 = 92;
const WORK_QUALITY: u8 = 85;

/// Why a view cannot be made of a stored picture.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ViewError {
    /// The stored bytes are not a picture of ours.
    #[error("the stored picture cannot be read: {0}")]
    Unreadable(String),
    /// The area does not touch the picture.
    #[error("the area lies outside the picture")]
    Outside,
}

impl From<JpegError> for ViewError {
    fn from(error: JpegError) -> Self {
        Self::Unreadable(error.to_string())
    }
}

/// A part of the picture, enlarged `scale` times (1 to 8; less when the result would be over 4 megapixel).
///
/// `area` is clipped to the picture.
///
/// # Errors
/// [`ViewError`] when the picture cannot be read or the area does not touch it.
pub fn plate_crop(jpeg: &[u8], area: Rect, scale: u32) -> Result<Vec<u8>, ViewError> {
    let crop = decode_area(jpeg, area)?;
    let (width, height) = (crop.width(), crop.height());
    let pixels = u64::from(width) * u64::from(height);
    let scale =
        (1..=scale.clamp(1, 8)).rev().find(|s| pixels * u64::from(s * s) <= MAX_CROP_PIXELS).unwrap_or(1);
    let enlarged = match scale {
        1 => crop,
        _ => enlarge(&crop, width * scale, height * scale),
    };
    encode(&enlarged, CROP_QUALITY, Subsampling::S444)
}

/// The picture at most `max_width` pixels wide, by one of the eighths a scaled decode can give (never under one
/// eighth). A picture that is narrow enough is returned as it is.
///
/// # Errors
/// [`ViewError`] when the picture cannot be read.
pub fn work_size(jpeg: &[u8], max_width: u32) -> Result<Vec<u8>, ViewError> {
    let mut decoder = Decoder::new(jpeg)?;
    let (width, max_width) = (usize::from(decoder.header().width), max_width as usize);
    if width <= max_width {
        return Ok(jpeg.to_vec());
    }
    let fits = |scale: &ScalingFactor| scale.scale_dim(width) <= max_width;
    // Largest first; the last one is an eighth.
    let [.., smallest] = ScalingFactor::SUPPORTED;
    decoder.set_scale(ScalingFactor::SUPPORTED.into_iter().find(fits).unwrap_or(smallest));
    let image = to_dynamic(decoder.decode_image()?)?;
    encode(&image, WORK_QUALITY, Subsampling::S420)
}

/// Decodes only the rows and columns of an area.
fn decode_area(jpeg: &[u8], area: Rect) -> Result<DynamicImage, ViewError> {
    let mut decoder = Decoder::new(jpeg)?;
    let (width, height) = (u32::from(decoder.header().width), u32::from(decoder.header().height));
    let (x, y) = (area.x.min(width), area.y.min(height));
    let (across, down) = (area.width.min(width - x), area.height.min(height - y));
    if across == 0 || down == 0 {
        return Err(ViewError::Outside);
    }
    decoder.set_merged_upsample(false);
    decoder.set_crop_region(x as usize, y as usize, across as usize, down as usize);
    let decoded = to_dynamic(decoder.decode_image()?)?;
    // The decoder starts at the MCU left of the area and ends exactly at its right edge.
    let left = decoded.width().saturating_sub(across);
    Ok(decoded.crop_imm(left, 0, across, down))
}

fn enlarge(crop: &DynamicImage, width: u32, height: u32) -> DynamicImage {
    match crop {
        DynamicImage::ImageLuma8(grey) => {
            imageops::resize(grey, width, height, FilterType::CatmullRom).into()
        }
        colour => imageops::resize(&colour.to_rgb8(), width, height, FilterType::CatmullRom).into(),
    }
}

fn to_dynamic(decoded: Image) -> Result<DynamicImage, ViewError> {
    let (width, height) = (decoded.width as u32, decoded.height as u32);
    let image = match decoded.pixel_format {
        PixelFormat::Grayscale => GrayImage::from_raw(width, height, decoded.data).map(DynamicImage::from),
        PixelFormat::Rgb => RgbImage::from_raw(width, height, decoded.data).map(DynamicImage::from),
        _ => None,
    };
    image.ok_or_else(|| ViewError::Unreadable("unexpected pixel format".to_owned()))
}

fn encode(image: &DynamicImage, quality: u8, sampling: Subsampling) -> Result<Vec<u8>, ViewError> {
    let format = if image.color().has_color() { PixelFormat::Rgb } else { PixelFormat::Grayscale };
    let (width, height) = (image.width() as usize, image.height() as usize);
    let encoder = Encoder::new(image.as_bytes(), width, height, format).quality(quality);
    Ok(encoder.subsampling(sampling).encode()?)
}
