//! What part of a picture is seen, without a browser: shares of the picture and of its window, so that the same view
//! holds on any screen and for the next case.

use std::fmt;

use crate::dom::{three_places, whole};

/// Whole picture to single pixels of a large one.
const SCALES: (f64, f64) = (1.0, 16.0);

/// A view is exact to a hundred-millionth, so that it is the same after it was written and read in whole numbers.
const PARTS: f64 = 100_000_000.0;

/// The seen part: how much larger than fitting, and which point of the picture lies in the middle of its window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct View {
    scale: f64,
    x: f64,
    y: f64,
}

impl View {
    /// The whole picture.
    pub(super) const FIT: Self = Self { scale: 1.0, x: 0.5, y: 0.5 };

    /// The nearest view that shows nothing outside the picture.
    pub(super) fn new(scale: f64, x: f64, y: f64) -> Self {
        let scale = clamp(scale, SCALES.0, SCALES.1);
        let margin = 0.5 / scale;
        let [x, y] = [x, y].map(|middle| clamp(middle, margin, 1.0 - margin));
        let [scale, x, y] = [scale, x, y].map(|value| (value * PARTS).round() / PARTS);
        Self { scale, x, y }
    }

    pub(super) fn scale(self) -> f64 {
        self.scale
    }

    pub(super) fn is_zoomed(self) -> bool {
        self.scale > SCALES.0
    }

    /// Larger or smaller by a factor, while what lies at a point of the window stays there; its middle is (0.5, 0.5).
    pub(super) fn zoom(self, factor: f64, (at_x, at_y): (f64, f64)) -> Self {
        let scale = clamp(self.scale * factor, SCALES.0, SCALES.1);
        let kept = 1.0 / self.scale - 1.0 / scale;
        Self::new(scale, self.x + (at_x - 0.5) * kept, self.y + (at_y - 0.5) * kept)
    }

    /// Two fingers: what lay between them stays there, however far they spread and wherever they go. `from` and `to` are
    /// the middle between them before and after, as shares of the window; `factor` is how much farther apart they are.
    pub(super) fn pinch(self, factor: f64, from: (f64, f64), to: (f64, f64)) -> Self {
        self.zoom(factor, from).pan((from.0 - to.0, from.1 - to.1))
    }

    /// Moves what is seen by shares of the window.
    pub(super) fn pan(self, (right, down): (f64, f64)) -> Self {
        Self::new(self.scale, self.x + right / self.scale, self.y + down / self.scale)
    }

    /// The same as a CSS transform about the upper left corner of an image as large as its window.
    pub(super) fn transform(self) -> String {
        let shift = |middle: f64| (0.5 - middle * self.scale) * 100.0;
        let [x, y, scale] = [shift(self.x), shift(self.y), self.scale].map(three_places);
        format!("translate({x}%, {y}%) scale({scale})")
    }

    /// Reads what [`fmt::Display`] wrote.
    pub(super) fn parse(scale: &str, x: &str, y: &str) -> Option<Self> {
        let number = |text: &str| text.parse::<i32>().ok().map(|whole| f64::from(whole) / PARTS);
        Some(Self::new(number(scale)?, number(x)?, number(y)?))
    }
}

impl fmt::Display for View {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [scale, x, y] = [self.scale, self.x, self.y].map(|value| whole(value * PARTS));
        write!(out, "{scale};{x};{y}")
    }
}

/// As `f64::clamp`, with the lower bound for what is no number.
fn clamp(value: f64, low: f64, high: f64) -> f64 {
    value.max(low).min(high)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where a share of the picture lies in the window.
    fn place(view: View, share: f64) -> f64 {
        (share - view.x) * view.scale + 0.5
    }

    #[test]
    fn what_lies_under_the_cursor_stays_there() {
        let before = View::new(2.0, 0.4, 0.5);
        let share = before.x + (0.8 - 0.5) / before.scale;
        let after = before.zoom(1.7, (0.8, 0.5));
        assert!((place(after, share) - 0.8).abs() < 1e-6);
        assert!((after.scale - 3.4).abs() < 1e-6);
    }

    #[test]
    fn what_lies_between_two_fingers_follows_them() {
        let before = View::new(4.0, 0.4, 0.5);
        let share = before.x + (0.8 - 0.5) / before.scale;
        let after = before.pinch(1.5, (0.8, 0.5), (0.6, 0.5));
        assert!((place(after, share) - 0.6).abs() < 1e-6);
        assert!((after.scale - 6.0).abs() < 1e-6);
        assert_eq!(
            View::FIT.pinch(1.0, (0.5, 0.5), (0.2, 0.9)),
            View::FIT,
            "the whole picture stays where it is"
        );
    }

    #[test]
    fn nothing_outside_the_picture_is_seen() {
        let corner = View::FIT.zoom(4.0, (0.0, 0.0)).pan((-9.0, -9.0));
        assert!((place(corner, 0.0)).abs() < 1e-6);
        assert_eq!(View::FIT.pan((0.3, 0.3)), View::FIT);
        assert_eq!(corner.zoom(0.001, (0.9, 0.9)), View::FIT);
        assert_eq!(View::new(f64::NAN, f64::NAN, f64::NAN), View::FIT);
        assert!((View::FIT.zoom(1e9, (0.5, 0.5)).scale() - 16.0).abs() < 1e-6);
    }

    #[test]
    fn the_transform_moves_the_middle_of_the_view_to_the_middle_of_the_window() {
        assert_eq!(View::FIT.transform(), "translate(0.000%, 0.000%) scale(1.000)");
        assert_eq!(View::new(2.0, 0.75, 0.5).transform(), "translate(-100.000%, -50.000%) scale(2.000)");
    }

    #[test]
    fn a_view_survives_being_written_and_read() {
        let view = View::new(3.0, 0.25, 0.6);
        let written = view.to_string();
        let parts: Vec<_> = written.split(';').collect();
        assert_eq!(View::parse(parts[0], parts[1], parts[2]), Some(view));
        assert_eq!(View::parse("much", "0", "0"), None);
        assert_eq!(three_places(-0.25), "-0.250");
    }
}
