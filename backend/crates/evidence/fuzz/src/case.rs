//! How an input is read: a header of fixed length that says what is declared, then the file.
//!
//! Places are shares of the picture's size, so that most regions fit whatever the file declares.

use poortwacht_domain::{Rect, RedactionPolicy, Region, RegionKind};

/// Bytes before the file: one of choices, then ten places of five.
pub const HEADER: usize = 1 + PLACE * PLACES;
const PLACE: usize = 5;
const PLACES: usize = 10;
/// Places of this sort and above may reach outside the picture.
const ASTRAY: u8 = 0xF0;

const KINDS: [RegionKind; 7] = [
    RegionKind::Vehicle,
    RegionKind::Plate,
    RegionKind::Sign,
    RegionKind::Overlay,
    RegionKind::Person,
    RegionKind::Cyclist,
    RegionKind::Windscreen,
];

/// An input, read.
pub struct Case<'a> {
    /// The picture.
    pub file: &'a [u8],
    choices: u8,
    places: Vec<Place>,
}

#[derive(Clone, Copy)]
struct Place {
    sort: u8,
    /// Left, top, width, height in parts of 256.
    shares: [u8; 4],
}

impl<'a> Case<'a> {
    /// Every input is one; a short one has an empty file.
    pub fn read(input: &'a [u8]) -> Self {
        let (header, file) = input.split_at_checked(HEADER).unwrap_or((input, &[]));
        let (choices, places) = header.split_first().unwrap_or((&0, &[]));
        let (places, _) = places.as_chunks::<PLACE>();
        let place = |[sort, shares @ ..]: &[u8; PLACE]| Place { sort: *sort, shares: *shares };
        Self { file, choices: *choices, places: places.iter().map(place).collect() }
    }

    /// Keeps what is declared, or masks it.
    pub fn policy(&self) -> RedactionPolicy {
        if self.choices & 1 == 0 {
            RedactionPolicy::default()
        } else {
            RedactionPolicy::MaskDeclared { reason: "test".to_owned() }
        }
    }

    /// Up to seven declared regions.
    pub fn regions(&self, width: u32, height: u32) -> Vec<Region> {
        let count = usize::from(self.choices >> 1 & 7);
        let region = |place: &Place| {
            let kind = KINDS.iter().cycle().nth(usize::from(place.sort)).copied();
            let Rect { x, y, width, height } = place.rect(width, height);
            Region { kind: kind.unwrap_or(RegionKind::Vehicle), x, y, width, height }
        };
        self.places.iter().take(count).map(region).collect()
    }

    /// The area that a view shows, or the only one that stays.
    pub fn area(&self, width: u32, height: u32) -> Rect {
        let whole = Place { sort: 0, shares: [0, 0, u8::MAX, u8::MAX] };
        self.places.last().copied().unwrap_or(whole).rect(width, height)
    }

    /// Up to three further areas: static masks, what an officer masks.
    pub fn areas(&self, width: u32, height: u32) -> Vec<Rect> {
        let count = usize::from(self.choices >> 4 & 3);
        self.places.iter().rev().take(count).map(|place| place.rect(width, height)).collect()
    }
}

impl Place {
    /// Inside the picture, unless the sort says that it may reach outside.
    fn rect(self, width: u32, height: u32) -> Rect {
        let [left, top, across, down] = self.shares.map(u32::from);
        let part = |share: u32, size: u32| (u64::from(share) * u64::from(size) / 256) as u32;
        let (x, y) = (part(left, width), part(top, height));
        let rect = Rect { x, y, width: part(across, width) + 1, height: part(down, height) + 1 };
        let inside = rect.intersection(&Rect { x: 0, y: 0, width, height });
        if self.sort >= ASTRAY { rect } else { inside.unwrap_or(rect) }
    }
}
