//! Walks every code of a scan without keeping a coefficient: no more and no less than the blocks of the picture
//! may be there. Decoders disagree on what to do with short or long scans; an evidence store must not.

use super::bits::{Bits, CodeError};
use super::cursor::Entropy;
use super::frame::Frame;
use super::huffman::HuffmanTable;
use super::progress::Coding;
use super::refusal::JpegRefusal;
use super::scan::{ScanHeader, ScanPart, Tables};

/// Encoders in the field end a scan with up to two bytes of padding; they are dropped with everything else.
const PADDING: usize = 2;
/// Longest DC difference of an 8-bit picture in bits (T.81 table F.1).
const MAX_DC_BITS: u8 = 11;
/// Longest AC coefficient of an 8-bit picture in bits (T.81 table F.2).
const MAX_AC_BITS: u8 = 10;

/// What must be remembered between scans: which AC coefficients are not zero, as the refinement scans of
/// progressive pictures code one bit for each of them.
pub(super) struct Audit {
    nonzero: Vec<Vec<u64>>,
}

/// A scan to walk.
pub(super) struct ScanPlan<'a> {
    pub(super) header: &'a ScanHeader,
    pub(super) coding: Coding,
    pub(super) mcus: usize,
    /// MCUs per restart interval.
    pub(super) interval: usize,
}

/// Reads the blocks of one component in one scan.
struct BlockWalk<'a> {
    coding: Coding,
    band: (usize, usize),
    dc: Option<&'a HuffmanTable>,
    ac: Option<&'a HuffmanTable>,
    index: usize,
    units: u32,
}

impl Audit {
    pub(super) fn new(frame: &Frame) -> Self {
        let blocks = |(across, down): (u32, u32)| across as usize * down as usize;
        let masks = |component| vec![0; if frame.progressive { blocks(frame.blocks(component)) } else { 0 }];
        Self { nonzero: frame.components.iter().map(masks).collect() }
    }

    /// Refuses a scan that holds anything else than exactly its blocks.
    pub(super) fn scan(
        &mut self,
        plan: &ScanPlan<'_>,
        tables: &Tables,
        entropy: &Entropy<'_>,
    ) -> Result<(), JpegRefusal> {
        let walks = walks(plan, tables);
        let offset = entropy.offset;
        let mut mcus = 0..plan.mcus;
        for interval in &entropy.intervals {
            let mut bits = Bits::new(interval);
            self.interval(&walks, mcus.by_ref().take(plan.interval), &mut bits).map_err(
                |error| match error {
                    CodeError::Short => JpegRefusal::ScanShort { offset },
                    CodeError::Invalid(what) => JpegRefusal::Damaged { offset, what },
                },
            )?;
            match bits.left_over() {
                0..=PADDING => {}
                bytes => return Err(JpegRefusal::ScanGarbage { offset, bytes }),
            }
        }
        Ok(())
    }

    fn interval(
        &mut self,
        walks: &[BlockWalk<'_>],
        mcus: impl Iterator<Item = usize>,
        bits: &mut Bits<'_>,
    ) -> Result<(), CodeError> {
        let mut end_run = 0;
        for mcu in mcus {
            for walk in walks {
                for _ in 0..walk.units {
                    // Only scans of one component need the mask, and there an MCU is a block.
                    let mask = self.nonzero.get_mut(walk.index).and_then(|masks| masks.get_mut(mcu));
                    walk.block(bits, mask.unwrap_or(&mut 0), &mut end_run)?;
                }
            }
        }
        if end_run == 0 {
            Ok(())
        } else {
            Err(CodeError::Invalid("a run of empty blocks passes the end of its scan"))
        }
    }
}

fn walks<'a>(plan: &ScanPlan<'a>, tables: &'a Tables) -> Vec<BlockWalk<'a>> {
    let walk = |part: &ScanPart| {
        let ScanPlan { header, coding, .. } = plan;
        BlockWalk {
            coding: *coding,
            band: header.band,
            dc: tables.dc(part.dc_slot),
            ac: tables.ac(part.ac_slot),
            index: part.index,
            units: header.units(part),
        }
    };
    plan.header.parts.iter().map(walk).collect()
}

impl BlockWalk<'_> {
    fn block(&self, bits: &mut Bits<'_>, mask: &mut u64, end_run: &mut u32) -> Result<(), CodeError> {
        match self.coding {
            Coding::Sequential => self.dc(bits).and_then(|()| self.sequential_ac(bits)),
            Coding::DcFirst => self.dc(bits),
            Coding::DcRefine => bits.value(1).map(drop),
            Coding::AcFirst => self.first_ac(bits, mask, end_run),
            Coding::AcRefine => self.refine_ac(bits, mask, end_run),
        }
    }

    fn dc(&self, bits: &mut Bits<'_>) -> Result<(), CodeError> {
        let size = bits.symbol(defined(self.dc)?)?;
        if size > MAX_DC_BITS {
            return Err(CodeError::Invalid("a DC difference is too long"));
        }
        bits.value(u32::from(size)).map(drop)
    }

    fn sequential_ac(&self, bits: &mut Bits<'_>) -> Result<(), CodeError> {
        let table = defined(self.ac)?;
        let mut at = 1;
        while at < 64 {
            match split(bits.symbol(table)?) {
                (0, 0) => return Ok(()),
                (15, 0) => at += 16,
                (run, size) => at += coefficient(bits, run, size, at, 63)?,
            }
        }
        if at == 64 { Ok(()) } else { Err(PAST_BAND) }
    }

    fn first_ac(&self, bits: &mut Bits<'_>, mask: &mut u64, end_run: &mut u32) -> Result<(), CodeError> {
        if *end_run > 0 {
            *end_run -= 1;
            return Ok(());
        }
        let (mut at, last) = self.band;
        let table = defined(self.ac)?;
        while at <= last {
            match split(bits.symbol(table)?) {
                (15, 0) => at += 16,
                (run, 0) => {
                    *end_run = (1 << run) + bits.value(run)? - 1;
                    return Ok(());
                }
                (run, size) => {
                    at += coefficient(bits, run, size, at, last)?;
                    *mask |= 1 << (at - 1);
                }
            }
        }
        if at == last + 1 { Ok(()) } else { Err(PAST_BAND) }
    }

    fn refine_ac(&self, bits: &mut Bits<'_>, mask: &mut u64, end_run: &mut u32) -> Result<(), CodeError> {
        let (mut at, last) = self.band;
        let table = defined(self.ac)?;
        while *end_run == 0 && at <= last {
            let (run, size) = split(bits.symbol(table)?);
            match (run, size) {
                (15, 0) => {}
                (run, 0) => {
                    *end_run = (1 << run) + bits.value(run)?;
                    break;
                }
                (_, 1) => bits.value(1).map(drop)?,
                _ => return Err(CodeError::Invalid("a refined coefficient is longer than one bit")),
            }
            at = pass_known(bits, *mask, run, at, last)?;
            if size == 1 {
                *mask |= if at <= last { 1 << at } else { return Err(PAST_BAND) };
            }
            at += 1;
        }
        if *end_run > 0 {
            correct_rest(bits, *mask, at, last)?;
            *end_run -= 1;
        }
        Ok(())
    }
}

const PAST_BAND: CodeError = CodeError::Invalid("coefficients run past the end of their block");

fn defined(table: Option<&HuffmanTable>) -> Result<&HuffmanTable, CodeError> {
    table.ok_or(CodeError::Invalid("a scan uses a Huffman table that is not defined"))
}

fn split(symbol: u8) -> (u32, u8) {
    (u32::from(symbol >> 4), symbol & 15)
}

/// Reads one coefficient after `run` zeros and tells how many places it took.
fn coefficient(bits: &mut Bits<'_>, run: u32, size: u8, at: usize, last: usize) -> Result<usize, CodeError> {
    if size == 0 {
        return Err(CodeError::Invalid("a run of empty blocks stands in a sequential scan"));
    }
    if size > MAX_AC_BITS {
        return Err(CodeError::Invalid("an AC coefficient is too long"));
    }
    if at + run as usize > last {
        return Err(PAST_BAND);
    }
    bits.value(u32::from(size))?;
    Ok(run as usize + 1)
}

/// Passes `run` coefficients that are still zero, reading the correction bit of each known one on the way.
fn pass_known(
    bits: &mut Bits<'_>,
    mask: u64,
    mut run: u32,
    mut at: usize,
    last: usize,
) -> Result<usize, CodeError> {
    while at <= last {
        if mask >> at & 1 == 1 {
            bits.value(1)?;
        } else if run == 0 {
            break;
        } else {
            run -= 1;
        }
        at += 1;
    }
    Ok(at)
}

/// Reads the correction bits of the known coefficients in the rest of a block.
fn correct_rest(bits: &mut Bits<'_>, mask: u64, at: usize, last: usize) -> Result<(), CodeError> {
    let known = (at..=last).filter(|place| mask >> place & 1 == 1).count();
    (0..known).try_for_each(|_| bits.value(1).map(drop))
}
