use super::limits::Limits;
use super::refusal::JpegRefusal;

/// T.81 B.2.3: most data units in one interleaved MCU.
const MAX_UNITS: u32 = 10;

/// A frame header (SOF0, SOF1 or SOF2) within the limits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) progressive: bool,
    pub(super) components: Vec<Component>,
}

/// One colour component of the frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Component {
    pub(super) id: u8,
    /// Horizontal sampling factor, 1 to 4.
    pub(super) across: u32,
    /// Vertical sampling factor, 1 to 4.
    pub(super) down: u32,
    /// Slot of the quantisation table.
    pub(super) quantisation: usize,
}

/// The coding process of a frame marker: `Some(Ok(progressive))` for what is supported.
pub(super) fn process(marker: u8) -> Option<Result<bool, JpegRefusal>> {
    match marker {
        0xC0 | 0xC1 => Some(Ok(false)),
        0xC2 => Some(Ok(true)),
        0xC3 => Some(Err(JpegRefusal::Coding("lossless"))),
        0xC5..=0xC7 | 0xDE | 0xDF => Some(Err(JpegRefusal::Coding("hierarchical"))),
        0xC9..=0xCF => Some(Err(JpegRefusal::Coding("arithmetic"))),
        0xF7 => Some(Err(JpegRefusal::Coding("JPEG-LS"))),
        _ => None,
    }
}

impl Frame {
    /// Reads the header; `offset` is where it ends, for the refusal.
    pub(super) fn parse(
        payload: &[u8],
        progressive: bool,
        limits: &Limits,
        offset: usize,
    ) -> Result<Self, JpegRefusal> {
        let damaged = |what| JpegRefusal::Damaged { offset, what };
        let [precision, h1, h0, w1, w0, count, rest @ ..] = payload else {
            return Err(damaged("the frame header is too short"));
        };
        let (width, height) = (u16::from_be_bytes([*w1, *w0]), u16::from_be_bytes([*h1, *h0]));
        check_size(u32::from(width), u32::from(height), limits)?;
        if *precision != 8 {
            return Err(JpegRefusal::Precision(*precision));
        }
        if !matches!(count, 1 | 3) {
            return Err(JpegRefusal::Components(*count));
        }
        if rest.len() != usize::from(*count) * 3 {
            return Err(damaged("the frame header's length does not fit its components"));
        }
        let components = rest.chunks_exact(3).filter_map(Component::parse).collect();
        let frame = Self { width: width.into(), height: height.into(), progressive, components };
        frame.check_components(usize::from(*count), damaged("component ids repeat")).map(|()| frame)
    }

    fn check_components(&self, count: usize, repeated: JpegRefusal) -> Result<(), JpegRefusal> {
        let (max_across, max_down) = self.max_sampling();
        let units: u32 = self.components.iter().map(|c| c.across * c.down).sum();
        let leads = self.components.first().is_some_and(|c| (c.across, c.down) == (max_across, max_down));
        let divides = |c: &Component| max_across % c.across == 0 && max_down % c.down == 0;
        if self.components.len() != count
            || units > MAX_UNITS
            || !leads
            || !self.components.iter().all(divides)
        {
            return Err(JpegRefusal::Sampling);
        }
        let mut ids: Vec<u8> = self.components.iter().map(|c| c.id).collect();
        ids.sort_unstable();
        ids.dedup();
        if ids.len() == count { Ok(()) } else { Err(repeated) }
    }

    /// Largest horizontal and vertical sampling factor.
    pub(super) fn max_sampling(&self) -> (u32, u32) {
        let max = |factor: fn(&Component) -> u32| self.components.iter().map(factor).max().unwrap_or(1);
        (max(|c| c.across), max(|c| c.down))
    }

    /// Interleaved MCUs across and down.
    pub(super) fn mcus(&self) -> (u32, u32) {
        let (across, down) = self.max_sampling();
        (self.width.div_ceil(8 * across), self.height.div_ceil(8 * down))
    }

    /// Blocks of a component that hold picture, across and down, without the padding to whole MCUs.
    pub(super) fn blocks(&self, component: &Component) -> (u32, u32) {
        let (across, down) = self.max_sampling();
        let blocks = |size: u32, factor: u32, max: u32| (size * factor).div_ceil(8 * max);
        (blocks(self.width, component.across, across), blocks(self.height, component.down, down))
    }
}

impl Component {
    fn parse(raw: &[u8]) -> Option<Self> {
        let [id, sampling, quantisation] = raw else { return None };
        let (across, down) = (u32::from(sampling >> 4), u32::from(sampling & 15));
        let sound = (1..=4).contains(&across) && (1..=4).contains(&down) && *quantisation < 4;
        sound.then_some(Self { id: *id, across, down, quantisation: usize::from(*quantisation) })
    }
}

fn check_size(width: u32, height: u32, limits: &Limits) -> Result<(), JpegRefusal> {
    if width == 0 || height == 0 {
        return Err(JpegRefusal::NoSize);
    }
    if u64::from(width) * u64::from(height) > limits.max_pixels {
        return Err(JpegRefusal::TooManyPixels { width, height, limit: limits.max_pixels });
    }
    Ok(())
}
