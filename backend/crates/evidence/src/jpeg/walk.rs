use super::audit::{Audit, ScanPlan};
use super::cursor::Cursor;
use super::exif;
use super::frame::{self, Frame};
use super::limits::Limits;
use super::progress::Progress;
use super::refusal::JpegRefusal;
use super::scan::{ScanHeader, Tables};

/// The state of a walk from the start marker to the end marker.
pub(super) struct Walk<'a> {
    cursor: Cursor<'a>,
    limits: Limits,
    tables: Tables,
    quantisation: [bool; 4],
    restart_interval: usize,
    picture: Option<Picture>,
    /// Scans seen so far.
    pub(super) scans: usize,
    /// Segments that are not needed to decode: EXIF, comments, thumbnails, vendor data.
    pub(super) extras: usize,
    /// EXIF orientation, 1 or absent.
    pub(super) orientation: Option<u8>,
}

struct Picture {
    frame: Frame,
    progress: Progress,
    audit: Audit,
}

impl<'a> Walk<'a> {
    pub(super) fn new(bytes: &'a [u8], limits: Limits) -> Self {
        Self {
            cursor: Cursor::new(bytes),
            limits,
            tables: Tables::default(),
            quantisation: [false; 4],
            restart_interval: 0,
            picture: None,
            scans: 0,
            extras: 0,
            orientation: None,
        }
    }

    /// Walks to the end marker; gives the frame and the number of bytes up to and with that marker.
    pub(super) fn run(&mut self) -> Result<(Frame, usize), JpegRefusal> {
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
        let (progress, audit) = (Progress::new(&frame), Audit::new(&frame));
        self.picture = Some(Picture { frame, progress, audit });
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
        while let Some((kind, values)) = rest.split_first() {
            let size = match kind >> 4 {
                0 => 64,
                1 => 128,
                _ => return Err(self.cursor.damaged("a quantisation table is malformed")),
            };
            let slot = self.quantisation.get_mut(usize::from(kind & 15));
            let (Some(slot), Some(values)) = (slot, values.get(size..)) else {
                return Err(self.cursor.damaged("a quantisation table is malformed"));
            };
            *slot = true;
            rest = values;
        }
        Ok(())
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
        let is_needed = match marker {
            // JFIF without a thumbnail is 14 bytes long.
            0xE0 => payload.starts_with(b"JFIF\0") && payload.len() == 14,
            0xEE => payload.starts_with(b"Adobe") && payload.len() == 12,
            _ => false,
        };
        self.extras += usize::from(!is_needed);
        Ok(())
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
        if !header.parts.iter().all(|part| self.quantisation.get(part.component.quantisation) == Some(&true))
        {
            return Err(damaged("a component's quantisation table is not defined"));
        }
        self.scans += 1;
        if self.scans > self.limits.max_scans {
            return Err(JpegRefusal::TooManyScans(self.limits.max_scans));
        }
        let coding = picture.progress.advance(&header, picture.frame.progressive).map_err(damaged)?;
        let mcus = header.mcus(&picture.frame);
        let interval = if self.restart_interval == 0 { mcus } else { self.restart_interval };
        let entropy = self.cursor.entropy(mcus.div_ceil(interval))?;
        let plan = ScanPlan { header: &header, coding, mcus, interval };
        picture.audit.scan(&plan, &self.tables, &entropy)
    }

    fn finish(&mut self) -> Result<(Frame, usize), JpegRefusal> {
        match self.picture.take() {
            Some(picture) if picture.progress.is_complete() => Ok((picture.frame, self.cursor.position())),
            Some(_) => Err(JpegRefusal::ScansMissing),
            None => Err(self.cursor.damaged("the file ends without a picture")),
        }
    }
}
