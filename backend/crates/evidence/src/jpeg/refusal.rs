use std::fmt;

/// Why a picture is refused. Each message says what is wrong and what the sender has to change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JpegRefusal {
    /// No bytes at all.
    #[error("the picture is empty; send the bytes of the JPEG file")]
    Empty,
    /// Another kind of file, whatever its name or content type says.
    #[error("the content is {0}, not a JPEG picture; send the camera's JPEG, the file name does not matter")]
    NotJpeg(Foreign),
    /// More bytes than the limit.
    #[error(
        "the file has {bytes} bytes, more than the {limit} allowed; lower the camera's JPEG quality or size"
    )]
    TooManyBytes {
        /// Size of the file in bytes.
        bytes: usize,
        /// The limit in bytes.
        limit: usize,
    },
    /// More pixels than the limit, as declared by the header.
    #[error(
        "the picture declares {width} x {height} pixels, more than the {limit} allowed; lower the resolution"
    )]
    TooManyPixels {
        /// Declared width in pixels.
        width: u32,
        /// Declared height in pixels.
        height: u32,
        /// The limit in pixels.
        limit: u64,
    },
    /// Width or height 0 (the height may legally follow in a DNL segment, which decoders do not agree on).
    #[error("the header declares width or height 0; write both in the frame header (no DNL segment)")]
    NoSize,
    /// Not 8 bits per sample.
    #[error("the picture has {0} bits per sample; set the camera to 8-bit JPEG")]
    Precision(u8),
    /// Not one (grey) or three (colour) components.
    #[error("the picture has {0} components (CMYK has 4); send grey (1) or colour (3 components)")]
    Components(u8),
    /// A coding process other than baseline, extended or progressive Huffman.
    #[error("the picture uses {0} coding; set the encoder to baseline or progressive Huffman JPEG")]
    Coding(&'static str),
    /// Sampling factors outside what decoders agree on.
    #[error("the sampling factors are not supported; use 4:4:4, 4:2:2, 4:2:0, 4:4:0 or 4:1:1")]
    Sampling,
    /// EXIF orientation other than 1: regions would point at other pixels than the officer sees.
    #[error(
        "the EXIF orientation is {0}; rotate the pixels in the unit, declare the regions on the result and set \
         the orientation to 1 or leave it out"
    )]
    Orientation(u8),
    /// The bytes stop before the end-of-image marker.
    #[error("the file stops before its end-of-image marker; send the complete file")]
    Truncated,
    /// A scan holds fewer coded blocks than the picture needs.
    #[error("the scan data at byte {offset} stops too early; send the complete file as the camera wrote it")]
    ScanShort {
        /// Where the coded data starts, in bytes from the start of the file.
        offset: usize,
    },
    /// Bytes inside a scan after its last block.
    #[error("the scan at byte {offset} holds {bytes} bytes too many; send the file as the camera wrote it")]
    ScanGarbage {
        /// Where the coded data starts, in bytes from the start of the file.
        offset: usize,
        /// Number of whole bytes after the last block.
        bytes: usize,
    },
    /// The scans together do not give every coefficient in full.
    #[error("scans are missing: not all coefficients are complete; send the complete file")]
    ScansMissing,
    /// More scans than the limit.
    #[error("the picture has more than {0} scans; use the encoder's default progressive script or baseline")]
    TooManyScans(usize),
    /// The structure breaks a rule of the format.
    #[error("the file is damaged at byte {offset}: {what}; send the file as the camera wrote it")]
    Damaged {
        /// Where, in bytes from the start of the file.
        offset: usize,
        /// The rule that is broken.
        what: &'static str,
    },
    /// A coefficient no 8-bit picture can have.
    #[error(
        "the picture holds coefficients out of the range of 8-bit pictures; send the file as the camera wrote it"
    )]
    CoefficientRange,
}

impl JpegRefusal {
    /// Stable code for problem documents, logs and tests.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "jpeg_empty",
            Self::NotJpeg(_) => "jpeg_not_jpeg",
            Self::TooManyBytes { .. } => "jpeg_too_many_bytes",
            Self::TooManyPixels { .. } => "jpeg_too_many_pixels",
            Self::NoSize => "jpeg_no_size",
            Self::Precision(_) => "jpeg_precision",
            Self::Components(_) => "jpeg_components",
            Self::Coding(_) => "jpeg_coding",
            Self::Sampling => "jpeg_sampling",
            Self::Orientation(_) => "jpeg_orientation",
            Self::Truncated => "jpeg_truncated",
            Self::ScanShort { .. } => "jpeg_scan_short",
            Self::ScanGarbage { .. } => "jpeg_scan_garbage",
            Self::ScansMissing => "jpeg_scans_missing",
            Self::TooManyScans(_) => "jpeg_too_many_scans",
            Self::Damaged { .. } => "jpeg_damaged",
            Self::CoefficientRange => "jpeg_coefficient_range",
        }
    }
}

/// What a file is that is not a JPEG picture, judged by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// PNG picture.
    Png,
    /// GIF picture.
    Gif,
    /// RIFF container, mostly WebP.
    Riff,
    /// ISO base media: HEIC, AVIF, video.
    IsoMedia,
    /// PDF document.
    Pdf,
    /// HTML or XML.
    Markup,
    /// Readable text.
    Text,
    /// None of the above.
    Unknown,
}

impl Foreign {
    /// Looks at the first bytes only.
    #[must_use]
    pub fn sniff(bytes: &[u8]) -> Self {
        let head = bytes.get(..64).unwrap_or(bytes);
        match head {
            [0x89, b'P', b'N', b'G', ..] => Self::Png,
            [b'G', b'I', b'F', b'8', ..] => Self::Gif,
            [b'R', b'I', b'F', b'F', ..] => Self::Riff,
            [_, _, _, _, b'f', b't', b'y', b'p', ..] => Self::IsoMedia,
            [b'%', b'P', b'D', b'F', ..] => Self::Pdf,
            _ => Self::sniff_text(head),
        }
    }

    fn sniff_text(head: &[u8]) -> Self {
        let is_text = |byte: &u8| byte.is_ascii_graphic() || byte.is_ascii_whitespace();
        if head.trim_ascii_start().first() == Some(&b'<') {
            Self::Markup
        } else if head.iter().all(is_text) {
            Self::Text
        } else {
            Self::Unknown
        }
    }
}

impl fmt::Display for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Png => "a PNG picture",
            Self::Gif => "a GIF picture",
            Self::Riff => "a RIFF file (WebP)",
            Self::IsoMedia => "an ISO media file (HEIC, AVIF or video)",
            Self::Pdf => "a PDF document",
            Self::Markup => "HTML or XML",
            Self::Text => "text",
            Self::Unknown => "unknown data",
        })
    }
}
