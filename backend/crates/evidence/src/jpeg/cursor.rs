use super::refusal::JpegRefusal;

/// Reads markers, segments and entropy-coded data of a JPEG file in order.
pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

/// The entropy-coded data of one scan, cut at its restart markers.
pub(super) struct Entropy<'a> {
    /// Where the data starts in the file.
    pub(super) offset: usize,
    /// One slice per restart interval, byte stuffing still in place.
    pub(super) intervals: Vec<&'a [u8]>,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Bytes read so far.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// A refusal that points at the current position.
    pub(super) fn damaged(&self, what: &'static str) -> JpegRefusal {
        JpegRefusal::Damaged { offset: self.at, what }
    }

    /// The next marker's code. Fill bytes (0xFF) before it are legal, anything else is not.
    pub(super) fn marker(&mut self) -> Result<u8, JpegRefusal> {
        if self.byte()? != 0xFF {
            return Err(self.damaged("a marker is expected"));
        }
        loop {
            match self.byte()? {
                0xFF => {}
                0x00 => return Err(self.damaged("a stuffed zero stands outside a scan")),
                code => return Ok(code),
            }
        }
    }

    /// The content of a segment with a length field.
    pub(super) fn payload(&mut self) -> Result<&'a [u8], JpegRefusal> {
        let length = usize::from(u16::from_be_bytes([self.byte()?, self.byte()?]));
        let content = length.checked_sub(2).ok_or_else(|| self.damaged("a segment's length is below 2"))?;
        let end = self.at.saturating_add(content);
        let payload = self.bytes.get(self.at..end).ok_or(JpegRefusal::Truncated)?;
        self.at = end;
        Ok(payload)
    }

    /// The coded data of a scan with `count` restart intervals; stops in front of the marker after it.
    pub(super) fn entropy(&mut self, count: usize) -> Result<Entropy<'a>, JpegRefusal> {
        let mut entropy = Entropy { offset: self.at, intervals: Vec::new() };
        loop {
            let (interval, code) = self.interval()?;
            let expected = 0xD0 + (entropy.intervals.len() % 8) as u8;
            entropy.intervals.push(interval);
            match (code, entropy.intervals.len() < count) {
                (0xD0..=0xD7, true) if code == expected => {}
                (0xD0..=0xD7, _) => return Err(self.damaged("a restart marker is out of order")),
                (_, true) => return Err(JpegRefusal::ScanShort { offset: entropy.offset }),
                (_, false) => return Ok(entropy),
            }
        }
    }

    /// Data up to a marker, and the marker's code; steps over the marker only when it is a restart marker.
    fn interval(&mut self) -> Result<(&'a [u8], u8), JpegRefusal> {
        let start = self.at;
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let found = memchr::memchr(0xFF, rest).ok_or(JpegRefusal::Truncated)?;
            let marker_at = self.at + found;
            // 0xFF may be repeated as fill in front of a marker; a stuffed 0xFF is followed by zero at once.
            let tail = rest.get(found..).unwrap_or_default();
            let fill = tail.iter().take_while(|byte| **byte == 0xFF).count();
            match (*tail.get(fill).ok_or(JpegRefusal::Truncated)?, fill) {
                (0x00, 1) => self.at = marker_at + 2,
                (0x00, _) => return Err(self.damaged("a fill byte stands inside a scan")),
                (code, _) => {
                    let is_restart = (0xD0..=0xD7).contains(&code);
                    self.at = if is_restart { marker_at + fill + 1 } else { marker_at };
                    return Ok((self.bytes.get(start..marker_at).unwrap_or_default(), code));
                }
            }
        }
    }

    fn byte(&mut self) -> Result<u8, JpegRefusal> {
        let byte = *self.bytes.get(self.at).ok_or(JpegRefusal::Truncated)?;
        self.at += 1;
        Ok(byte)
    }
}
