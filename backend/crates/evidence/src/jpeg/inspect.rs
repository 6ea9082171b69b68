use super::frame::Frame;
use super::limits::Limits;
use super::refusal::{Foreign, JpegRefusal};
use super::walk::Walk;

/// What a walk over the file found. Only [`inspect`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// Length of the picture up to and with its end-of-image marker.
    pub(super) end: usize,
    pub(super) frame: Frame,
}

impl Inspected {
    /// Sequential coding spread over several scans: legal, but not read by the coefficient codec.
    pub(super) fn is_split_sequential(&self) -> bool {
        !self.progressive && self.scans > 1
    }
}

/// Judges a picture by its content, before anything is decoded or allocated for it.
///
/// # Errors
/// The first [`JpegRefusal`] met; dimensions are judged as soon as the frame header is read.
pub fn inspect(bytes: &[u8], limits: &Limits) -> Result<Inspected, JpegRefusal> {
    if bytes.is_empty() {
        return Err(JpegRefusal::Empty);
    }
    if bytes.len() > limits.max_bytes {
        return Err(JpegRefusal::TooManyBytes { bytes: bytes.len(), limit: limits.max_bytes });
    }
    if !bytes.starts_with(&[0xFF, 0xD8]) {
        return Err(JpegRefusal::NotJpeg(Foreign::sniff(bytes)));
    }
    let mut walk = Walk::new(bytes, *limits);
    let (frame, end) = walk.run()?;
    Ok(Inspected {
        width: frame.width,
        height: frame.height,
        components: frame.components.len(),
        progressive: frame.progressive,
        orientation: walk.orientation,
        scans: walk.scans,
        extra_segments: walk.extras,
        trailing_bytes: bytes.len() - end,
        end,
        frame,
    })
}
