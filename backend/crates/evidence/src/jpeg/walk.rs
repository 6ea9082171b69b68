use super::cursor::Cursor;
use super::entropy::{Coefficients, ScanPlan};
use super::exif;
use super::frame::{self, Frame};
use super::layout::Layout;
use super::limits::Limits;
use super::picture::{Colour, Detail, Picture, Quantisation};
use super::progress::Progress;
use super::refusal::JpegRefusal;
use super::scan::{ScanHeader, Tables};

/// The state of a walk from the start marker to the end marker.
pub(super) struct Walk<'a> {
    cursor: Cursor<'a>,
    limits: Limits,
    detail: Detail,
    tables: Tables,
    quantisation: [Option<Quantisation>; 4],
    restart_interval: usize,
    picture: Option<Unfinished>,
    has_jfif: bool,
    adobe_transform: Option<u8>,
    /// Scans seen so far.
    pub(super) scans: usize,
    /// Segments that are not needed to decode: EXIF, comments, thumbnails, vendor data.
    pub(super) extras: usize,
    /// EXIF orientation, 1 or absent.
    pub(super) orientation: Option<u8>,
}

/// What the scans have given so far.
struct Unfinished {
    frame: Frame,
    progress: Progress,
    coefficients: Coefficients,
}

impl<'a> Walk<'a> {
    pub(super) fn new(bytes: &'a [u8], limits: Limits, detail: Detail) -> Self {
        Self {
            cursor: Cursor::new(bytes),
            limits,
            detail,
            tables: Tables::default(),
            quantisation: [None; 4],
            restart_interval: 0,
            picture: None,
            has_jfif: false,
            adobe_transform: None,
            scans: 0,
            extras: 0,
            orientation: None,
        }
    }

    /// Walks to the end marker; gives the picture and the number of bytes up to and with that marker.
    pub(super) fn run(&mut self) -> Result<(Picture, usize), JpegRefusal> {
        if self.cursor.marker()? != 0xD8 {
            return Err(self.cursor.damaged("the start-of-image marker is missing"));
        }
        loop {
            match self.cursor.marker()? {
                0xD9 => return self.finish(),
                marker => self.segment(marker)?,
            }
        }
    }

    fn segment(&mut self, marker: u8) -> Result<(), JpegRefusal> {
        if let Some(process) = frame::process(marker) {
            return self.frame(process?);
        }
        match marker {
            0xC4 => self.huffman_tables(),
            0xDA => self.scan(),
            0xDB => self.quantisation_tables(),
            0xDC => Err(JpegRefusal::NoSize),
            0xDD => self.restarts(),
            0xE0..=0xEF | 0xFE => self.application(marker),
            0xD8 => Err(self.cursor.damaged("a second picture starts inside the first")),
            _ => Err(self.cursor.damaged("a marker stands where it has no meaning")),
        }
    }

    fn frame(&mut self, progressive: bool) -> Result<(), JpegRefusal> {
        let payload = self.cursor.payload()?;
        if self.picture.is_some() {
            return Err(self.cursor.damaged("a second frame header"));
        }
        let frame = Frame::parse(payload, progressive, &self.limits, self.cursor.position())?;
        let (progress, coefficients) = (Progress::new(&frame), Coefficients::new(&frame, self.detail));
        self.picture = Some(Unfinished { frame, progress, coefficients });
        Ok(())
    }

    fn huffman_tables(&mut self) -> Result<(), JpegRefusal> {
        let payload = self.cursor.payload()?;
        self.tables.define(payload).ok_or_else(|| self.cursor.damaged("a Huffman table is malformed"))
    }

    /// A quantisation table may not change once a scan has used it: the stored picture has one set.
    fn quantisation_tables(&mut self) -> Result<(), JpegRefusal> {
        let mut rest = self.cursor.payload()?;
        if self.scans > 0 {
            return Err(self.cursor.damaged("a quantisation table changes between scans"));
        }
        while !rest.is_empty() {
            rest = self
                .quantisation_table(rest)
                .ok_or_else(|| self.cursor.damaged("a quantisation table is malformed"))?;
        }
        Ok(())
    }

    /// Reads one table of 8-bit or 16-bit values and gives the rest of the segment.
    fn quantisation_table<'b>(&mut self, segment: &'b [u8]) -> Option<&'b [u8]> {
        let (kind, values) = segment.split_first()?;
        let (size, read): (usize, fn(&[u8]) -> u16) = match kind >> 4 {
            0 => (1, |raw| raw.iter().copied().map(u16::from).sum()),
            1 => (2, |raw| raw.iter().fold(0, |value, byte| value << 8 | u16::from(*byte))),
            _ => return None,
        };
        let (values, rest) = values.split_at_checked(64 * size)?;
        let mut table = [0; 64];
        for (value, raw) in table.iter_mut().zip(values.chunks_exact(size)) {
            *value = read(raw);
        }
        *self.quantisation.get_mut(usize::from(kind & 15))? = Some(table);
        Some(rest)
    }

    fn restarts(&mut self) -> Result<(), JpegRefusal> {
        let [high, low] = self.cursor.payload()? else {
            return Err(self.cursor.damaged("a restart interval is malformed"));
        };
        self.restart_interval = usize::from(u16::from_be_bytes([*high, *low]));
        Ok(())
    }

    fn application(&mut self, marker: u8) -> Result<(), JpegRefusal> {
        let payload = self.cursor.payload()?;
        if marker == 0xE1 {
            self.exif(payload)?;
        }
        self.colour_hint(marker, payload);
        let is_needed = match marker {
            // JFIF without a thumbnail is 14 bytes long.
            0xE0 => payload.starts_with(b"JFIF\0") && payload.len() == 14,
            0xEE => payload.starts_with(b"Adobe") && payload.len() == 12,
            _ => false,
        };
        self.extras += usize::from(!is_needed);
        Ok(())
    }

    /// Takes note of what decoders judge the colours by: what stands in front of the first scan.
    fn colour_hint(&mut self, marker: u8, payload: &[u8]) {
        match (marker, payload, self.scans) {
            (0xE0, [b'J', b'F', b'I', b'F', 0, ..], 0) => self.has_jfif = true,
            (0xEE, [b'A', b'd', b'o', b'b', b'e', _, _, _, _, _, _, transform, ..], 0) => {
                self.adobe_transform = Some(*transform);
            }
            _ => {}
        }
    }

    /// The rule of the common decoders: JFIF means luma and chroma, Adobe says which, else the components' names do.
    fn colour(&self, frame: &Frame) -> Colour {
        let named_rgb = frame.components.iter().map(|component| component.id).eq(*b"RGB");
        let is_rgb = match (frame.components.len(), self.has_jfif, self.adobe_transform) {
            (3, false, Some(transform)) => transform == 0,
            (3, false, None) => named_rgb,
            _ => false,
        };
        if is_rgb { Colour::Rgb } else { Colour::Luma }
    }

    /// Zero is not a value EXIF knows; cameras write it for "not set".
    fn exif(&mut self, payload: &[u8]) -> Result<(), JpegRefusal> {
        match exif::orientation(payload) {
            None | Some(0) => Ok(()),
            Some(1) => {
                self.orientation = Some(1);
                Ok(())
            }
            Some(turned) => Err(JpegRefusal::Orientation(turned)),
        }
    }

    fn scan(&mut self) -> Result<(), JpegRefusal> {
        let payload = self.cursor.payload()?;
        let offset = self.cursor.position();
        let damaged = |what| JpegRefusal::Damaged { offset, what };
        let picture = self.picture.as_mut().ok_or(damaged("a scan comes before the frame header"))?;
        let header =
            ScanHeader::parse(payload, &picture.frame).ok_or(damaged("a scan header is malformed"))?;
        let is_defined = |slot: usize| self.quantisation.get(slot).is_some_and(Option::is_some);
        if !header.parts.iter().all(|part| is_defined(part.component.quantisation)) {
            return Err(damaged("a component's quantisation table is not defined"));
        }
        self.scans += 1;
        if self.scans > self.limits.max_scans {
            return Err(JpegRefusal::TooManyScans(self.limits.max_scans));
        }
        let coding = picture.progress.advance(&header, picture.frame.progressive).map_err(damaged)?;
        let layout = Layout::of(&picture.frame, &header.components());
        let mcus = layout.mcus();
        let interval = if self.restart_interval == 0 { mcus } else { self.restart_interval };
        let entropy = self.cursor.entropy(mcus.div_ceil(interval))?;
        let plan = ScanPlan { header: &header, coding, layout: &layout, interval };
        picture.coefficients.scan(&plan, &self.tables, &entropy)
    }

    fn finish(&mut self) -> Result<(Picture, usize), JpegRefusal> {
        let picture =
            self.picture.take().ok_or_else(|| self.cursor.damaged("the file ends without a picture"))?;
        if !picture.progress.is_complete() {
            return Err(JpegRefusal::ScansMissing);
        }
        let planes = picture.coefficients.into_planes().ok_or(JpegRefusal::CoefficientRange)?;
        let (colour, frame) = (self.colour(&picture.frame), picture.frame);
        let table = |slot: usize| self.quantisation.get(slot).copied().flatten();
        let quantisation =
            frame.components.iter().filter_map(|component| table(component.quantisation)).collect();
        Ok((Picture { frame, colour, quantisation, planes }, self.cursor.position()))
    }
}
