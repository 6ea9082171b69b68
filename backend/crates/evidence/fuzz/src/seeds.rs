//! Generated pictures to start from: small, in every coding that cameras use, and with what comes along in the wild.

use libjpeg_turbo_rs::{Encoder, JpegError, PixelFormat, Subsampling};

const SAMPLINGS: [Option<Subsampling>; 6] = [
    None,
    Some(Subsampling::S444),
    Some(Subsampling::S422),
    Some(Subsampling::S420),
    Some(Subsampling::S440),
    Some(Subsampling::S411),
];
const SIZES: [(usize, usize); 4] = [(8, 8), (17, 40), (64, 48), (97, 63)];
/// Progressive or not, restart interval in MCUs.
const CODINGS: [(bool, u16); 4] = [(false, 0), (false, 3), (true, 0), (true, 5)];

/// Pictures, each with another coding or another passenger.
///
/// # Errors
/// Whatever the encoder says.
pub fn pictures() -> Result<Vec<Vec<u8>>, JpegError> {
    let mut pictures = Vec::new();
    for size in SIZES {
        for sampling in SAMPLINGS {
            for (progressive, restart) in CODINGS {
                let seed = pictures.len() as u64 + 1;
                pictures.push(encode(size, sampling, progressive, restart, seed)?);
            }
        }
    }
    let plain = encode((64, 48), Some(Subsampling::S420), false, 0, 99)?;
    pictures.extend(passengers(&plain));
    Ok(pictures)
}

/// The picture with a comment, with metadata and a thumbnail, with a second picture behind it, and with a header
/// that declares far more than follows.
fn passengers(plain: &[u8]) -> [Vec<u8>; 4] {
    let exif =
        [b"Exif\0\0II\x2A\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x01\0\0\0\0\0\0\0".as_slice(), plain];
    [
        with_segment(plain, 0xFE, b"comment"),
        with_segment(plain, 0xE1, &exif.concat()),
        [plain, plain].concat(),
        with_size(plain, 65_500),
    ]
}

fn with_segment(jpeg: &[u8], marker: u8, payload: &[u8]) -> Vec<u8> {
    let (start, rest) = jpeg.split_at_checked(2).unwrap_or((jpeg, &[]));
    let length = u16::try_from(payload.len() + 2).unwrap_or(u16::MAX).to_be_bytes();
    [start, &[0xFF, marker], &length, payload, rest].concat()
}

fn with_size(jpeg: &[u8], size: u16) -> Vec<u8> {
    let mut bytes = jpeg.to_vec();
    let frame = bytes.windows(2).position(|pair| matches!(pair, [0xFF, 0xC0 | 0xC2]));
    // Marker, length, precision; then height and width.
    if let Some(place) = frame.and_then(|at| bytes.get_mut(at + 5..at + 9)) {
        place.copy_from_slice(&[size.to_be_bytes(), size.to_be_bytes()].concat());
    }
    bytes
}

fn encode(
    (width, height): (usize, usize),
    sampling: Option<Subsampling>,
    progressive: bool,
    restart: u16,
    seed: u64,
) -> Result<Vec<u8>, JpegError> {
    let (format, channels) =
        if sampling.is_some() { (PixelFormat::Rgb, 3) } else { (PixelFormat::Grayscale, 1) };
    let pixels = paint(width, height, channels, seed);
    let encoder = Encoder::new(&pixels, width, height, format)
        .quality(80)
        .progressive(progressive)
        .subsampling(sampling.unwrap_or(Subsampling::S444));
    if restart > 0 { encoder.restart_blocks(restart).encode() } else { encoder.encode() }
}

/// A gradient, shapes and grain.
fn paint(width: usize, height: usize, channels: usize, seed: u64) -> Vec<u8> {
    let mut noise = Noise::new(seed);
    let mut pixels = Vec::with_capacity(width * height * channels);
    for (y, x) in (0..height).flat_map(|y| (0..width).map(move |x| (y, x))) {
        let shapes = [x * 255 / width, y * 255 / height, (x / 11 + y / 7) % 2 * 200];
        let grain = noise.below(48);
        pixels
            .extend(shapes.iter().take(channels).map(|shape| u8::try_from(shape + grain).unwrap_or(u8::MAX)));
    }
    pixels
}

/// Repeatable noise (xorshift).
pub struct Noise(u64);

impl Noise {
    /// The same seed gives the same noise.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number under `limit`; 0 when the limit is 0.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 32).unwrap_or(0).checked_rem(limit).unwrap_or(0)
    }
}
