//! The one EXIF field that matters here: orientation. Everything in EXIF is dropped from the stored picture.

const ORIENTATION: u16 = 0x0112;
const SHORT: u16 = 3;

/// The orientation in an APP1 segment, when it is EXIF and says one.
pub(super) fn orientation(app1: &[u8]) -> Option<u8> {
    let tiff = app1.strip_prefix(b"Exif\0\0")?;
    let order = Order::of(tiff)?;
    let directory = order.u32(tiff, 4)? as usize;
    let entries = usize::from(order.u16(tiff, directory)?);
    (0..entries).find_map(|index| {
        let entry = directory.checked_add(2 + index * 12)?;
        let is_orientation = order.u16(tiff, entry)? == ORIENTATION && order.u16(tiff, entry + 2)? == SHORT;
        is_orientation.then(|| order.u16(tiff, entry + 8))?.map(|value| value.min(255) as u8)
    })
}

#[derive(Clone, Copy)]
enum Order {
    Little,
    Big,
}

impl Order {
    fn of(tiff: &[u8]) -> Option<Self> {
        match tiff {
            [b'I', b'I', 42, 0, ..] => Some(Self::Little),
            [b'M', b'M', 0, 42, ..] => Some(Self::Big),
            _ => None,
        }
    }

    fn u16(self, bytes: &[u8], at: usize) -> Option<u16> {
        let raw = bytes.get(at..)?.first_chunk()?;
        Some(match self {
            Self::Little => u16::from_le_bytes(*raw),
            Self::Big => u16::from_be_bytes(*raw),
        })
    }

    fn u32(self, bytes: &[u8], at: usize) -> Option<u32> {
        let raw = bytes.get(at..)?.first_chunk()?;
        Some(match self {
            Self::Little => u32::from_le_bytes(*raw),
            Self::Big => u32::from_be_bytes(*raw),
        })
    }
}
