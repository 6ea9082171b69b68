use super::frame::Frame;
use super::scan::ScanHeader;

/// Not yet in any scan.
const UNSEEN: u8 = u8::MAX;

/// How one block of a scan is coded (T.81 F.1.2 and G.1.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    /// All 64 coefficients in full.
    Sequential,
    /// Progressive: the DC difference, without its lowest bits.
    DcFirst,
    /// Progressive: one more bit of DC.
    DcRefine,
    /// Progressive: a band of AC, without its lowest bits.
    AcFirst,
    /// Progressive: one more bit of a band of AC.
    AcRefine,
}

/// Which bits of which coefficients the scans have given so far.
///
/// A file whose scans do not add up (cut off and closed with an end marker, or two pictures in one frame) is
/// refused, although decoders would show something.
pub(super) struct Progress {
    /// Per component and coefficient: the lowest bit position given.
    bits: Vec<[u8; 64]>,
}

impl Progress {
    pub(super) fn new(frame: &Frame) -> Self {
        Self { bits: vec![[UNSEEN; 64]; frame.components.len()] }
    }

    /// Takes in a scan and tells how it is coded; the reason when it does not follow from what came before.
    pub(super) fn advance(&mut self, scan: &ScanHeader, progressive: bool) -> Result<Coding, &'static str> {
        let coding = coding(scan, progressive)?;
        let before = if scan.high == 0 { UNSEEN } else { scan.high };
        for part in &scan.parts {
            let bits = self.bits.get_mut(part.index).ok_or("a scan names an unknown component")?;
            if matches!(coding, Coding::AcFirst) && bits.first() == Some(&UNSEEN) {
                return Err("a component's AC comes before its DC");
            }
            for bit in bits.get_mut(scan.band.0..=scan.band.1).unwrap_or_default() {
                if *bit != before {
                    return Err("a scan repeats or skips what another scan gives");
                }
                *bit = scan.low;
            }
        }
        Ok(coding)
    }

    /// Every coefficient of every component is there down to its last bit.
    pub(super) fn is_complete(&self) -> bool {
        self.bits.iter().flatten().all(|bit| *bit == 0)
    }
}

fn coding(scan: &ScanHeader, progressive: bool) -> Result<Coding, &'static str> {
    let refines = scan.high != 0;
    if refines && scan.low + 1 != scan.high || scan.low > 13 {
        return Err("a scan's bit positions are out of order");
    }
    match (progressive, scan.band, refines) {
        (false, (0, 63), false) if scan.low == 0 => Ok(Coding::Sequential),
        (false, ..) => Err("a sequential scan must hold all coefficients in full"),
        (true, (0, 0), false) => Ok(Coding::DcFirst),
        (true, (0, 0), true) => Ok(Coding::DcRefine),
        (true, (0, _), _) => Err("a progressive scan mixes DC and AC"),
        (true, ..) if scan.parts.len() != 1 => Err("a progressive AC scan holds more than one component"),
        (true, _, false) => Ok(Coding::AcFirst),
        (true, _, true) => Ok(Coding::AcRefine),
    }
}
