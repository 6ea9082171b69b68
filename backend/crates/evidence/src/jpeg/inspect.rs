use super::limits::Limits;
use super::picture::{Detail, Picture};
use super::refusal::{Foreign, JpegRefusal};
use super::walk::Walk;

/// What a walk over the file found, with the coefficients of the picture. Only [`inspect`] makes one; the file itself is
/// not needed any more.
#[derive(Debug)]
pub struct Inspected {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// 1 for grey, 3 for colour.
    pub components: usize,
    /// Progressive rather than baseline.
    pub progressive: bool,
    /// EXIF orientation: 1, or `None` when the file does not say.
    pub orientation: Option<u8>,
    /// Number of scans.
    pub scans: usize,
    /// Segments no decoder needs (EXIF, comments, thumbnails, vendor data); dropped by redaction.
    pub extra_segments: usize,
    /// Bytes after the end-of-image marker (second images, padding); dropped by redaction.
    pub trailing_bytes: usize,
    pub(super) picture: Picture,
}

/// Judges a picture by its content and reads its coefficients in the same pass.
///
/// # Errors
/// The first [`JpegRefusal`] met; dimensions are judged as soon as the frame header is read, before anything is
/// allocated for the picture.
pub fn inspect(bytes: &[u8], limits: &Limits) -> Result<Inspected, JpegRefusal> {
    inspect_in(bytes, limits, Detail::Full)
}

/// [`inspect`], remembering no more than is asked.
pub(super) fn inspect_in(bytes: &[u8], limits: &Limits, detail: Detail) -> Result<Inspected, JpegRefusal> {
    if bytes.is_empty() {
        return Err(JpegRefusal::Empty);
    }
    if bytes.len() > limits.max_bytes {
        return Err(JpegRefusal::TooManyBytes { bytes: bytes.len(), limit: limits.max_bytes });
    }
    if !bytes.starts_with(&[0xFF, 0xD8]) {
        return Err(JpegRefusal::NotJpeg(Foreign::sniff(bytes)));
    }
    let mut walk = Walk::new(bytes, *limits, detail);
    let (picture, end) = walk.run()?;
    let frame = &picture.frame;
    Ok(Inspected {
        width: frame.width,
        height: frame.height,
        components: frame.components.len(),
        progressive: frame.progressive,
        orientation: walk.orientation,
        scans: walk.scans,
        extra_segments: walk.extras,
        trailing_bytes: bytes.len() - end,
        picture,
    })
}
