//! Rectangles in pixels; the origin is the top left corner of the picture.

use serde::{Deserialize, Serialize};

/// A rectangle in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rect {
    /// Left edge.
    pub x: u32,
    /// Top edge.
    pub y: u32,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

impl Rect {
    /// The first column right of the rectangle.
    #[must_use]
    pub const fn right(&self) -> u32 {
        self.x.saturating_add(self.width)
    }

    /// The first row below the rectangle.
    #[must_use]
    pub const fn bottom(&self) -> u32 {
        self.y.saturating_add(self.height)
    }

    /// Whether the rectangle holds no pixel.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.width == 0 || self.height == 0
    }

    /// Whether the rectangle holds a pixel and lies wholly inside a picture of `width` by `height`.
    #[must_use]
    pub fn fits(&self, width: u32, height: u32) -> bool {
        let within =
            |start: u32, length: u32, limit: u32| u64::from(start) + u64::from(length) <= u64::from(limit);
        !self.is_empty() && within(self.x, self.width, width) && within(self.y, self.height, height)
    }

    /// The common part of two rectangles, if there is one.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Option<Self> {
        let (x, y) = (self.x.max(other.x), self.y.max(other.y));
        let width = self.right().min(other.right()).checked_sub(x)?;
        let height = self.bottom().min(other.bottom()).checked_sub(y)?;
        let common = Self { x, y, width, height };
        (!common.is_empty()).then_some(common)
    }

    /// Whether the pixel at (`x`, `y`) lies in the rectangle.
    #[must_use]
    pub const fn contains(&self, x: u32, y: u32) -> bool {
        x >= self.x && x < self.right() && y >= self.y && y < self.bottom()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rect() -> impl Strategy<Value = Rect> {
        (0..40_u32, 0..40_u32, 0..40_u32, 0..40_u32).prop_map(|(x, y, width, height)| Rect {
            x,
            y,
            width,
            height,
        })
    }

    proptest! {
        #[test]
        fn a_pixel_lies_in_the_intersection_exactly_when_it_lies_in_both(
            one in rect(), other in rect(), x in 0..80_u32, y in 0..80_u32,
        ) {
            let common = one.intersection(&other).is_some_and(|common| common.contains(x, y));
            prop_assert_eq!(common, one.contains(x, y) && other.contains(x, y));
        }
    }

    #[test]
    fn a_rectangle_that_overflows_does_not_fit() {
        let rect = Rect { x: u32::MAX, y: 0, width: 2, height: 1 };
        assert!(!rect.fits(u32::MAX, 10));
        assert!(!Rect { x: 0, y: 0, width: 0, height: 1 }.fits(10, 10));
        assert!(Rect { x: 0, y: 0, width: 10, height: 10 }.fits(10, 10));
        assert!(!Rect { x: 1, y: 0, width: 10, height: 10 }.fits(10, 10));
    }
}
