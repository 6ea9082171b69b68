use super::bits::{Bits, CodeError};
use super::entropy::ScanDecoder;
use super::huffman::{HuffmanTable, MAX_AC_BITS, MAX_DC_BITS, Quick};
use super::picture::{Plane, Token};
use super::scan::{ScanHeader, Tables};

/// Longest code with its extra bits.
const LONGEST: u32 = 16 + MAX_DC_BITS;

pub(super) const PAST_BAND: CodeError = CodeError::Invalid("coefficients run past the end of their block");
pub(super) const TOO_LONG: CodeError = CodeError::Invalid("an AC coefficient is too long");

/// Decodes a scan that gives all 64 coefficients of its blocks (T.81 F.2).
pub(super) struct SequentialScan<'a> {
    parts: Vec<Part<'a>>,
}

struct Part<'a> {
    dc: &'a HuffmanTable,
    ac: &'a HuffmanTable,
    plane: &'a mut Plane,
    prediction: i32,
}

impl<'a> SequentialScan<'a> {
    pub(super) fn new(
        planes: &'a mut [Plane],
        header: &ScanHeader,
        tables: &'a Tables,
    ) -> Result<Self, CodeError> {
        let parts = header.parts_of(planes).map(|(part, plane)| {
            let (dc, ac) = (tables.dc(part.dc_slot)?, tables.ac(part.ac_slot)?);
            Ok(Part { dc, ac, plane, prediction: 0 })
        });
        Ok(Self { parts: parts.collect::<Result<_, CodeError>>()? })
    }
}

impl ScanDecoder for SequentialScan<'_> {
    fn begin(&mut self) {
        self.parts.iter_mut().for_each(|part| part.prediction = 0);
    }

    #[inline]
    fn block(&mut self, part: usize, place: Option<usize>, bits: &mut Bits<'_>) -> Result<(), CodeError> {
        self.parts.get_mut(part).map_or(Ok(()), |part| part.block(place, bits))
    }

    fn end(&self) -> Result<(), CodeError> {
        Ok(())
    }
}

impl Part<'_> {
    #[inline]
    fn block(&mut self, place: Option<usize>, bits: &mut Bits<'_>) -> Result<(), CodeError> {
        let difference = dc_difference(self.dc, bits)?;
        // Whether a value is possible is judged when the picture is complete, so sums need only not overflow.
        self.prediction = self.prediction.saturating_add(difference);
        let start = self.plane.open_block();
        read_ac(self.ac, bits, &mut self.plane.tokens)?;
        match place {
            Some(place) => self.plane.close_block(start, place, clamped(self.prediction)),
            None => self.plane.drop_block(start, difference == 0),
        }
        Ok(())
    }
}

/// An `i16` that is out of a coefficient's range when the value is.
#[inline]
pub(super) fn clamped(value: i32) -> i16 {
    value.clamp(i16::MIN.into(), i16::MAX.into()) as i16
}

/// Reads the difference of a block's DC to the one before.
#[inline]
pub(super) fn dc_difference(table: &HuffmanTable, bits: &mut Bits<'_>) -> Result<i32, CodeError> {
    bits.need(LONGEST);
    let quick = table.quick(bits.ahead());
    if quick.step > 0 {
        bits.skip(quick.length.into())?;
        return Ok(quick.value.cast_signed().into());
    }
    let size = u32::from(bits.symbol(table)?);
    if size > MAX_DC_BITS {
        return Err(CodeError::Invalid("a DC difference is too long"));
    }
    bits.signed(size)
}

#[inline]
fn read_ac(table: &HuffmanTable, bits: &mut Bits<'_>, tokens: &mut Vec<Token>) -> Result<(), CodeError> {
    let mut at = 1;
    while at < 64 {
        bits.need(LONGEST);
        let quick = table.quick(bits.ahead());
        let (token, step) = match quick.step {
            0 => long_token(table, bits)?,
            step => {
                bits.skip(quick.length.into())?;
                (Token::from_bits(quick.value), step)
            }
        };
        if step == Quick::END {
            return Ok(());
        }
        at += usize::from(step);
        tokens.push(token);
    }
    if at == 64 { Ok(()) } else { Err(PAST_BAND) }
}

/// A token that is too long for the table's short cut, and the places it takes.
#[inline(never)]
fn long_token(table: &HuffmanTable, bits: &mut Bits<'_>) -> Result<(Token, u8), CodeError> {
    let symbol = bits.symbol(table)?;
    let (run, size) = (symbol >> 4, u32::from(symbol & 15));
    match (run, size) {
        (0, 0) => Ok((Token::ZEROS, Quick::END)),
        (15, 0) => Ok((Token::ZEROS, 16)),
        (_, 0) => Err(CodeError::Invalid("a run of empty blocks stands in a sequential scan")),
        _ if size > MAX_AC_BITS => Err(TOO_LONG),
        _ => Ok((Token::coefficient(run.into(), bits.signed(size)?), run + 1)),
    }
}
