/// What a picture may cost before anything is decoded (protocols.md, "images").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Largest file in bytes.
    pub max_bytes: usize,
    /// Largest picture in pixels, width times height.
    pub max_pixels: u64,
    /// Most scans. A progressive picture of a camera has about ten; every scan costs a pass over all blocks.
    pub max_scans: usize,
}

impl Default for Limits {
    /// 8 MiB, 40 megapixel, 64 scans.
    fn default() -> Self {
        Self { max_bytes: 8 * 1024 * 1024, max_pixels: 40_000_000, max_scans: 64 }
    }
}

impl Limits {
    /// For pictures that redaction wrote: one scan, and pictures of noise may have grown in bytes, never in pixels.
    pub(super) fn of_stored() -> Self {
        Self { max_bytes: usize::MAX, max_scans: 1, ..Self::default() }
    }
}
