//! Generated pictures: noise, shapes and gradients, in every coding the cameras use.

use libjpeg_turbo_rs::{Encoder, PixelFormat, Subsampling};

/// How a picture is coded.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    pub(super) width: usize,
    pub(super) height: usize,
    /// `None` for grey.
    pub(super) sampling: Option<Subsampling>,
    pub(super) progressive: bool,
    /// Restart interval in MCUs, 0 for none.
    pub(super) restart: u16,
    pub(super) seed: u64,
}

impl Style {
    pub(super) fn new(width: usize, height: usize) -> Self {
        let sampling = Some(Subsampling::S420);
        Self { width, height, sampling, progressive: false, restart: 0, seed: 7 }
    }

    pub(super) fn encode(self) -> Vec<u8> {
        self.encode_with(|encoder| encoder)
    }

    /// Encodes with further settings.
    pub(super) fn encode_with(self, set: impl for<'a> FnOnce(Encoder<'a>) -> Encoder<'a>) -> Vec<u8> {
        let pixels = self.paint();
        let format = if self.sampling.is_some() { PixelFormat::Rgb } else { PixelFormat::Grayscale };
        let mut encoder = Encoder::new(&pixels, self.width, self.height, format)
            .quality(88)
            .progressive(self.progressive)
            .subsampling(self.sampling.unwrap_or(Subsampling::S444));
        if self.restart > 0 {
            encoder = encoder.restart_blocks(self.restart);
        }
        set(encoder).encode().unwrap()
    }

    /// Shapes on a gradient with noise, RGB or grey.
    pub(super) fn paint(self) -> Vec<u8> {
        let mut noise = self.seed | 1;
        let channels = if self.sampling.is_some() { 3 } else { 1 };
        let mut pixels = Vec::with_capacity(self.width * self.height * channels);
        for y in 0..self.height {
            for x in 0..self.width {
                noise ^= noise << 13;
                noise ^= noise >> 7;
                noise ^= noise << 17;
                let shape = [x * 255 / self.width, y * 255 / self.height, (x / 11 + y / 7) % 2 * 200];
                pixels.extend(shape.iter().take(channels).enumerate().map(|(channel, value)| {
                    let grain = (noise >> (8 * channel)) as usize & 63;
                    (value + grain).min(255) as u8
                }));
            }
        }
        pixels
    }
}

/// Every coding that must be redacted, in odd and even sizes.
pub(super) fn styles() -> Vec<Style> {
    let samplings = [
        None,
        Some(Subsampling::S444),
        Some(Subsampling::S422),
        Some(Subsampling::S420),
        Some(Subsampling::S440),
        Some(Subsampling::S411),
    ];
    let sizes = [(160, 120), (333, 247), (17, 300), (8, 8), (1, 1)];
    let mut styles = Vec::new();
    for (width, height) in sizes {
        for sampling in samplings {
            for (progressive, restart) in [(false, 0), (false, 3), (true, 0), (true, 5)] {
                let seed = (styles.len() as u64 + 1) * 0x9E37_79B9;
                styles.push(Style { width, height, sampling, progressive, restart, seed });
            }
        }
    }
    styles
}

/// The marker segments of a file up to its first scan: `(marker, start, end)`, with marker and length bytes.
pub(super) fn segments(jpeg: &[u8]) -> Vec<(u8, usize, usize)> {
    let (mut at, mut found) = (2, Vec::new());
    while jpeg[at + 1] != 0xD9 {
        let end = at + 2 + usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
        found.push((jpeg[at + 1], at, end));
        if jpeg[at + 1] == 0xDA {
            break;
        }
        at = end;
    }
    found
}

/// The segment with this marker.
pub(super) fn segment(jpeg: &[u8], marker: u8) -> (usize, usize) {
    let (_, start, end) = segments(jpeg).into_iter().find(|(found, ..)| *found == marker).unwrap();
    (start, end)
}

/// Puts a segment right behind the start marker.
pub(super) fn insert(jpeg: &[u8], marker: u8, payload: &[u8]) -> Vec<u8> {
    let length = (payload.len() as u16 + 2).to_be_bytes();
    [&jpeg[..2], &[0xFF, marker], &length, payload, &jpeg[2..]].concat()
}

/// An EXIF payload with one orientation entry and an embedded thumbnail.
pub(super) fn exif(orientation: u16, thumbnail: &[u8]) -> Vec<u8> {
    let mut exif = b"Exif\0\0II\x2A\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    exif.extend(orientation.to_le_bytes());
    exif.extend([0; 6]);
    exif.extend(thumbnail);
    exif
}

/// The three grey pictures that [`split_sequential`] is put together from.
pub(super) fn planes_of_split(width: usize, height: usize) -> Vec<Vec<u8>> {
    (1..=3)
        .map(|seed| Style { sampling: None, seed: seed * 99, ..Style::new(width, height) }.encode())
        .collect()
}

/// Three grey pictures as the scans of one sequential colour picture: legal, and not interleaved.
pub(super) fn split_sequential(width: usize, height: usize) -> Vec<u8> {
    let planes = planes_of_split(width, height);
    let first = &planes[0];
    let (frame_start, frame_end) = segment(first, 0xC0);
    let (scan_start, _) = segment(first, 0xDA);
    let mut picture = first[..frame_start].to_vec();
    picture.extend([0xFF, 0xC0, 0, 17]);
    picture.extend(&first[frame_start + 4..frame_start + 9]);
    picture.extend([3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]);
    picture.extend(&first[frame_end..scan_start]);
    for (id, plane) in (1_u8..).zip(&planes) {
        let (_, header_end) = segment(plane, 0xDA);
        picture.extend([0xFF, 0xDA, 0, 8, 1, id, 0, 0, 63, 0]);
        picture.extend(&plane[header_end..plane.len() - 2]);
    }
    picture.extend([0xFF, 0xD9]);
    picture
}
