//! Pictures as the officer's screen wants them, made from the redacted one when it is shown and never stored.

use libjpeg_turbo_rs::{Decoder, Encoder, Image, JpegError, ScalingFactor, Subsampling};

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
    encode(&decoder.decode_image()?)
}

fn encode(image: &Image) -> Result<Vec<u8>, ViewError> {
    let encoder = Encoder::new(&image.data, image.width, image.height, image.pixel_format);
    Ok(encoder.quality(WORK_QUALITY).subsampling(Subsampling::S420).encode()?)
}
