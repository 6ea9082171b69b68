//! Decodes scans, and lets no more and no less than the blocks of the picture pass. Decoders disagree on what to do
//! with short or long scans; an evidence store must not.

use super::bits::{Bits, CodeError};
use super::cursor::Entropy;
use super::frame::Frame;
use super::layout::Layout;
use super::picture::{Detail, Plane};
use super::progress::Coding;
use super::progressive::{DensePlane, ProgressiveScan};
use super::refusal::JpegRefusal;
use super::scan::{ScanHeader, Tables};
use super::sequential::SequentialScan;

/// Encoders in the field end a scan with up to two bytes of padding; they are dropped with everything else.
const PADDING: usize = 2;

/// Coefficients while the scans of a picture come in.
pub(super) enum Coefficients {
    /// A sequential scan gives its blocks once and in full: they are kept as runs at once.
    Runs(Vec<Plane>),
    /// Progressive scans come back to every coefficient.
    Dense(Vec<DensePlane>),
}

/// A scan to decode.
pub(super) struct ScanPlan<'a> {
    pub(super) header: &'a ScanHeader,
    pub(super) coding: Coding,
    pub(super) layout: &'a Layout,
    /// MCUs per restart interval.
    pub(super) interval: usize,
}

/// Takes in the blocks of one scan.
pub(super) trait ScanDecoder {
    /// A restart interval begins: nothing is predicted from the one before.
    fn begin(&mut self);

    /// The next block: place of its component in the scan, and its own place in the plane, `None` outside the picture.
    fn block(&mut self, part: usize, place: Option<usize>, bits: &mut Bits<'_>) -> Result<(), CodeError>;

    /// A restart interval ends.
    fn end(&self) -> Result<(), CodeError>;
}

impl Coefficients {
    pub(super) fn new(frame: &Frame, detail: Detail) -> Self {
        let blocks = frame.components.iter().map(|component| {
            let (across, down) = frame.blocks(component);
            across as usize * down as usize
        });
        if frame.progressive {
            Self::Dense(blocks.map(DensePlane::new).collect())
        } else {
            Self::Runs(blocks.map(|blocks| Plane::new(blocks, detail)).collect())
        }
    }

    /// Takes in a scan; refuses one that holds anything else than exactly its blocks.
    pub(super) fn scan(
        &mut self,
        plan: &ScanPlan<'_>,
        tables: &Tables,
        entropy: &Entropy<'_>,
    ) -> Result<(), JpegRefusal> {
        let refused = |error| refusal(entropy.offset, error);
        match self {
            Self::Runs(planes) => {
                run(plan, entropy, SequentialScan::new(planes, plan.header, tables).map_err(refused)?)
            }
            Self::Dense(planes) => {
                run(plan, entropy, ProgressiveScan::new(planes, plan, tables).map_err(refused)?)
            }
        }
    }

    /// The planes of a complete picture; `None` when a coefficient is one that no 8-bit picture can have.
    pub(super) fn into_planes(self) -> Option<Vec<Plane>> {
        match self {
            Self::Runs(mut planes) => {
                planes.iter_mut().for_each(|plane| plane.tokens.shrink_to_fit());
                planes.iter().all(Plane::is_in_range).then_some(planes)
            }
            Self::Dense(planes) => planes.into_iter().map(DensePlane::into_runs).collect(),
        }
    }
}

fn run(plan: &ScanPlan<'_>, entropy: &Entropy<'_>, mut decoder: impl ScanDecoder) -> Result<(), JpegRefusal> {
    let starts = (0..plan.layout.mcus()).step_by(plan.interval);
    for (start, data) in starts.zip(&entropy.intervals) {
        let mut bits = Bits::new(data);
        let mcus = start..(start + plan.interval).min(plan.layout.mcus());
        decoder.begin();
        plan.layout
            .visit(mcus, |part, place| decoder.block(part, place, &mut bits))
            .and_then(|()| decoder.end())
            .map_err(|error| refusal(entropy.offset, error))?;
        match bits.left_over() {
            0..=PADDING => {}
            bytes => return Err(JpegRefusal::ScanGarbage { offset: entropy.offset, bytes }),
        }
    }
    Ok(())
}

fn refusal(offset: usize, error: CodeError) -> JpegRefusal {
    match error {
        CodeError::Short => JpegRefusal::ScanShort { offset },
        CodeError::Invalid(what) => JpegRefusal::Damaged { offset, what },
    }
}
