//! Four ways through one picture: ours, two that decode, mask and encode, and one that only moves coefficients.

use std::hint::black_box;

use anyhow::{Context, Result, ensure};
use image::ExtendedColorType;
use image::codecs::jpeg::JpegEncoder;
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use libjpeg_turbo_rs::{read_coefficients, write_coefficients};
use poortwacht_domain::RedactionPolicy;
use poortwacht_evidence::jpeg::{self, Limits, Manifest, Redacted};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::pictures::Sample;
use super::pixel_mosaic::{Pixels, destroy};
use super::quality;

/// What the contestants must know of a picture beforehand, so that all do the same.
pub struct Task<'a> {
    sample: &'a Sample,
    manifest: Manifest,
    quality: u8,
    sampling: SamplingFactor,
}

impl<'a> Task<'a> {
    /// Takes areas and cells from our own redaction, quality and sampling from the file.
    pub fn of(sample: &'a Sample) -> Result<(Self, Redacted)> {
        let redacted = redact(sample)?;
        let coefficients = read_coefficients(&sample.jpeg)?;
        let luma = coefficients.components.first().context("no component")?;
        let table = coefficients.quant_tables.first().context("no quantisation table")?;
        let task = Self {
            sample,
            manifest: redacted.manifest.clone(),
            quality: quality::of(table),
            sampling: SamplingFactor::from_factors(luma.h_sampling, luma.v_sampling)
                .context("a sampling the fast encoder does not have")?,
        };
        Ok((task, redacted))
    }

    /// Ours: inspection and redaction.
    pub fn ours(&self) -> Result<usize> {
        Ok(black_box(redact(self.sample)?).jpeg.len())
    }

    /// The coefficients read and written, nothing else.
    pub fn coefficients(&self) -> Result<usize> {
        Ok(black_box(write_coefficients(&read_coefficients(&self.sample.jpeg)?)?).len())
    }

    /// The crate `image` from end to end.
    pub fn image(&self) -> Result<usize> {
        let decoded = image::load_from_memory_with_format(&self.sample.jpeg, image::ImageFormat::Jpeg)?;
        let decoded = decoded.into_rgb8();
        let (width, height) = decoded.dimensions();
        let mut pixels = Pixels { width: usize::try_from(width)?, rgb: decoded.into_raw() };
        destroy(&mut pixels, &self.manifest)?;
        let mut written = Vec::new();
        JpegEncoder::new_with_quality(&mut written, self.quality).encode(
            &pixels.rgb,
            width,
            height,
            ExtendedColorType::Rgb8,
        )?;
        Ok(black_box(written).len())
    }

    /// The fastest decoder and encoder of their kind: zune-jpeg, and jpeg-encoder with vector instructions.
    pub fn fast(&self) -> Result<usize> {
        let options = DecoderOptions::default().jpeg_set_out_colorspace(ColorSpace::RGB);
        let mut decoder = JpegDecoder::new_with_options(ZCursor::new(&self.sample.jpeg), options);
        let rgb = decoder.decode()?;
        let (width, height) = decoder.dimensions().context("no dimensions")?;
        let mut pixels = Pixels { width, rgb };
        destroy(&mut pixels, &self.manifest)?;
        let mut written = Vec::new();
        let mut encoder = Encoder::new(&mut written, self.quality);
        encoder.set_sampling_factor(self.sampling);
        encoder.encode(&pixels.rgb, u16::try_from(width)?, u16::try_from(height)?, ColorType::Rgb)?;
        Ok(black_box(written).len())
    }
}

/// Inspects and redacts a sample with everything in it declared, and sees that something came of it.
pub fn redact(sample: &Sample) -> Result<Redacted> {
    let inspected = jpeg::inspect(&sample.jpeg, &Limits::default()).context("inspect")?;
    let policy = RedactionPolicy::default();
    let redacted = jpeg::redact(&inspected, &sample.regions, &policy, &[])?;
    ensure!(!redacted.jpeg.is_empty(), "{}: nothing was written", sample.name);
    Ok(redacted)
}
