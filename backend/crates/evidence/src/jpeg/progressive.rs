use super::bits::{Bits, CodeError};
use super::entropy::{ScanDecoder, ScanPlan};
use super::huffman::{HuffmanTable, MAX_AC_BITS};
use super::picture::{AC_LIMIT, Detail, Plane, Token, is_dc};
use super::progress::Coding;
use super::scan::Tables;
use super::sequential::{PAST_BAND, TOO_LONG, clamped, dc_difference};

/// A plane with all its coefficients, zeros too.
pub(super) struct DensePlane {
    blocks: Vec<DenseBlock>,
    /// Per block: which AC coefficients are not zero. Refinement scans code one bit for each of them, and a block
    /// without any is passed without looking at its coefficients.
    known: Vec<u64>,
    has_padding_detail: bool,
}

/// Coefficients in zigzag order.
type DenseBlock = [i16; 64];

/// Decodes one scan of a progressive picture (T.81 G.2).
pub(super) struct ProgressiveScan<'a> {
    coding: Coding,
    /// Bit position of this scan.
    low: u8,
    parts: Vec<DcPart<'a>>,
    band: Option<Band<'a>>,
}

/// A component in a DC scan.
struct DcPart<'a> {
    /// `None` in a refinement scan, which holds bare bits.
    table: Option<&'a HuffmanTable>,
    plane: &'a mut DensePlane,
    prediction: i32,
}

/// The one component of an AC scan.
struct Band<'a> {
    table: &'a HuffmanTable,
    plane: &'a mut DensePlane,
    band: (usize, usize),
    /// The value of a bit at this scan's position.
    bit: i16,
    /// Blocks still to come without a new coefficient in this band.
    end_run: u32,
}

impl DensePlane {
    pub(super) fn new(blocks: usize) -> Self {
        Self { blocks: vec![[0; 64]; blocks], known: vec![0; blocks], has_padding_detail: false }
    }

    /// `None` when a coefficient is one that no 8-bit picture can have.
    pub(super) fn into_runs(self) -> Option<Plane> {
        let mut plane = Plane::new(self.blocks.len(), Detail::Full);
        plane.has_padding_detail = self.has_padding_detail;
        let coefficients: usize = self.known.iter().map(|known| known.count_ones() as usize).sum();
        plane.tokens.reserve_exact(coefficients + Plane::MOST_TOKENS);
        for (place, (block, known)) in self.blocks.iter().zip(&self.known).enumerate() {
            let start = plane.open_block();
            let dc = block.first().copied().filter(|dc| is_dc(*dc))?;
            push_runs(block, *known, &mut plane.tokens)?;
            plane.close_block(start, place, dc);
        }
        Some(plane)
    }
}

fn push_runs(block: &DenseBlock, mut known: u64, tokens: &mut Vec<Token>) -> Option<()> {
    let mut next = 1;
    while known != 0 {
        let at = known.trailing_zeros();
        known &= known - 1;
        let value = block.get(at as usize).copied().filter(|value| value.unsigned_abs() <= AC_LIMIT)?;
        let run = at - next;
        tokens.extend((0..run / 16).map(|_| Token::ZEROS));
        tokens.push(Token::coefficient(run % 16, value.into()));
        next = at + 1;
    }
    Some(())
}

impl<'a> ProgressiveScan<'a> {
    pub(super) fn new(
        planes: &'a mut [DensePlane],
        plan: &ScanPlan<'_>,
        tables: &'a Tables,
    ) -> Result<Self, CodeError> {
        let low = plan.header.low;
        let mut scan = Self { coding: plan.coding, low, parts: Vec::new(), band: None };
        for (part, plane) in plan.header.parts_of(planes) {
            match plan.coding {
                Coding::DcRefine => scan.parts.push(DcPart { table: None, plane, prediction: 0 }),
                Coding::AcFirst | Coding::AcRefine => {
                    let table = tables.ac(part.ac_slot)?;
                    scan.band =
                        Some(Band { table, plane, band: plan.header.band, bit: 1 << low, end_run: 0 });
                }
                Coding::DcFirst | Coding::Sequential => {
                    let table = Some(tables.dc(part.dc_slot)?);
                    scan.parts.push(DcPart { table, plane, prediction: 0 });
                }
            }
        }
        Ok(scan)
    }
}

impl ScanDecoder for ProgressiveScan<'_> {
    fn begin(&mut self) {
        self.parts.iter_mut().for_each(|part| part.prediction = 0);
    }

    #[inline]
    fn block(&mut self, part: usize, place: Option<usize>, bits: &mut Bits<'_>) -> Result<(), CodeError> {
        match (&mut self.band, place) {
            (Some(band), Some(place)) => band.block(self.coding, place, bits),
            // An AC scan has one component, and its MCUs are single blocks of the picture.
            (Some(_), None) => Ok(()),
            (None, place) => {
                self.parts.get_mut(part).map_or(Ok(()), |part| part.block(place, bits, self.low))
            }
        }
    }

    fn end(&self) -> Result<(), CodeError> {
        match &self.band {
            Some(Band { end_run: 1.., .. }) => {
                Err(CodeError::Invalid("a run of empty blocks passes the end of its scan"))
            }
            _ => Ok(()),
        }
    }
}

impl DcPart<'_> {
    fn block(&mut self, place: Option<usize>, bits: &mut Bits<'_>, low: u8) -> Result<(), CodeError> {
        let dc = place.and_then(|place| self.plane.blocks.get_mut(place)).and_then(|block| block.first_mut());
        let Some(table) = self.table else {
            let bit = bits.value(1)?;
            if let Some(dc) = dc {
                // The position is at most 13.
                *dc |= (bit << low) as i16;
            }
            return Ok(());
        };
        let difference = dc_difference(table, bits)?;
        self.prediction = self.prediction.saturating_add(difference);
        match dc {
            Some(dc) => *dc = clamped(self.prediction.saturating_mul(1 << low)),
            None => self.plane.has_padding_detail |= difference != 0,
        }
        Ok(())
    }
}

impl Band<'_> {
    #[inline]
    fn block(&mut self, coding: Coding, place: usize, bits: &mut Bits<'_>) -> Result<(), CodeError> {
        let (blocks, known) = (&mut self.plane.blocks, &mut self.plane.known);
        let (Some(block), Some(known)) = (blocks.get_mut(place), known.get_mut(place)) else { return Ok(()) };
        let mut reader = BandReader { table: self.table, band: self.band, bit: self.bit, block, known };
        match (coding, self.end_run) {
            (Coding::AcRefine, end_run) => self.end_run = reader.refine(bits, end_run)?,
            (_, 0) => self.end_run = reader.first(bits)?,
            (_, end_run) => self.end_run = end_run - 1,
        }
        Ok(())
    }
}

/// A block's share of an AC scan. Its methods give the number of blocks after this one that hold nothing new.
struct BandReader<'a> {
    table: &'a HuffmanTable,
    band: (usize, usize),
    bit: i16,
    block: &'a mut DenseBlock,
    known: &'a mut u64,
}

impl BandReader<'_> {
    /// T.81 G.1.2.2.
    fn first(&mut self, bits: &mut Bits<'_>) -> Result<u32, CodeError> {
        let (mut at, last) = self.band;
        while at <= last {
            match split(bits.symbol(self.table)?) {
                (15, 0) => at += 16,
                (run, 0) => return Ok((1 << run) + bits.value(run)? - 1),
                (_, size) if size > MAX_AC_BITS => return Err(TOO_LONG),
                (run, _) if at + run as usize > last => return Err(PAST_BAND),
                (run, size) => {
                    at += run as usize;
                    let value = bits.signed(size)?;
                    self.set(at, clamped(value * i32::from(self.bit)));
                    at += 1;
                }
            }
        }
        if at == last + 1 { Ok(0) } else { Err(PAST_BAND) }
    }

    /// T.81 G.1.2.3.
    fn refine(&mut self, bits: &mut Bits<'_>, mut end_run: u32) -> Result<u32, CodeError> {
        let (mut at, last) = self.band;
        while end_run == 0 && at <= last {
            let (run, size) = split(bits.symbol(self.table)?);
            let value = match (run, size) {
                (15, 0) => None,
                (run, 0) => {
                    end_run = (1 << run) + bits.value(run)?;
                    break;
                }
                (_, 1) => Some(if bits.value(1)? == 1 { self.bit } else { -self.bit }),
                _ => return Err(CodeError::Invalid("a refined coefficient is longer than one bit")),
            };
            at = self.pass_known(bits, run, at)?;
            match value {
                Some(_) if at > last => return Err(PAST_BAND),
                Some(value) => self.set(at, value),
                None => {}
            }
            at += 1;
        }
        if end_run > 0 {
            self.correct_rest(bits, at)?;
        }
        Ok(end_run.saturating_sub(1))
    }

    fn set(&mut self, at: usize, value: i16) {
        if let Some(coefficient) = self.block.get_mut(at) {
            *coefficient = value;
            *self.known |= 1 << at;
        }
    }

    /// Passes `run` coefficients that are still zero, correcting the known ones on the way.
    fn pass_known(&mut self, bits: &mut Bits<'_>, mut run: u32, mut at: usize) -> Result<usize, CodeError> {
        while at <= self.band.1 {
            if *self.known >> at & 1 == 1 {
                self.correct(bits, at)?;
            } else if run == 0 {
                break;
            } else {
                run -= 1;
            }
            at += 1;
        }
        Ok(at)
    }

    /// Corrects the known coefficients in the rest of the band.
    fn correct_rest(&mut self, bits: &mut Bits<'_>, from: usize) -> Result<(), CodeError> {
        // A band ends at 63 at most, and `from` at most one behind it.
        let band = (u64::MAX >> (63 - self.band.1)) & u64::MAX.checked_shl(from as u32).unwrap_or(0);
        let mut rest = *self.known & band;
        while rest != 0 {
            self.correct(bits, rest.trailing_zeros() as usize)?;
            rest &= rest - 1;
        }
        Ok(())
    }

    /// Reads one more bit of a coefficient.
    fn correct(&mut self, bits: &mut Bits<'_>, at: usize) -> Result<(), CodeError> {
        let grows = bits.value(1)? == 1;
        if let Some(value) = self.block.get_mut(at).filter(|_| grows) {
            *value = value.saturating_add(self.bit * value.signum());
        }
        Ok(())
    }
}

fn split(symbol: u8) -> (u32, u32) {
    (u32::from(symbol >> 4), u32::from(symbol & 15))
}
