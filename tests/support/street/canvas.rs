//! An RGB picture and the few shapes a street needs. Filled by whole spans: fast also without optimisation.

/// Red, green, blue.
pub type Colour = [u8; 3];

/// A rectangle in pixels, origin top left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rect {
    /// Left edge.
    pub x: i32,
    /// Top edge.
    pub y: i32,
    /// Width.
    pub width: i32,
    /// Height.
    pub height: i32,
}

impl Rect {
    /// A rectangle.
    pub const fn new(x: i32, y: i32, width: i32, height: i32) -> Self {
        Self { x, y, width, height }
    }

    /// The part inside a picture of that size; `None` when nothing is left.
    pub fn clipped(self, width: i32, height: i32) -> Option<Self> {
        let (x, y) = (self.x.max(0), self.y.max(0));
        let (right, bottom) = ((self.x + self.width).min(width), (self.y + self.height).min(height));
        (right > x && bottom > y).then(|| Self::new(x, y, right - x, bottom - y))
    }

    /// Grown by `margin` on all sides.
    pub fn grown(self, margin: i32) -> Self {
        Self::new(self.x - margin, self.y - margin, self.width + 2 * margin, self.height + 2 * margin)
    }

    /// The same rectangle seen from another origin.
    pub fn relative_to(self, origin: Self) -> Self {
        Self::new(self.x - origin.x, self.y - origin.y, self.width, self.height)
    }
}

/// A picture, three bytes a pixel.
#[derive(Clone, Debug)]
pub struct Canvas {
    width: i32,
    height: i32,
    pixels: Vec<u8>,
}

impl Canvas {
    /// A picture of one colour. Sizes below 1 count as 1.
    pub fn new(width: i32, height: i32, colour: Colour) -> Self {
        let (width, height) = (width.max(1), height.max(1));
        let count = usize::try_from(width).unwrap_or(1) * usize::try_from(height).unwrap_or(1);
        Self { width, height, pixels: colour.repeat(count) }
    }

    /// A picture of decoded pixels; `None` when their number does not fit.
    pub fn from_rgb(width: i32, height: i32, pixels: Vec<u8>) -> Option<Self> {
        let count = usize::try_from(width).ok()?.checked_mul(usize::try_from(height).ok()?)?;
        (count.checked_mul(3)? == pixels.len()).then_some(Self { width, height, pixels })
    }

    /// Width in pixels.
    pub fn width(&self) -> i32 {
        self.width
    }

    /// Height in pixels.
    pub fn height(&self) -> i32 {
        self.height
    }

    /// Bytes, row by row.
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    /// Bytes of one row from `left` up to `right`, clipped.
    pub fn row_mut(&mut self, y: i32, left: i32, right: i32) -> &mut [u8] {
        let (left, right) = (left.clamp(0, self.width), right.clamp(0, self.width));
        if y < 0 || y >= self.height || right <= left {
            return &mut [];
        }
        let at =
            |x: i32| usize::try_from((i64::from(y) * i64::from(self.width) + i64::from(x)) * 3).unwrap_or(0);
        let range = at(left)..at(right);
        self.pixels.get_mut(range).unwrap_or(&mut [])
    }

    /// One row from `left` up to `right`.
    pub fn span(&mut self, y: i32, left: i32, right: i32, colour: Colour) {
        fill(self.row_mut(y, left, right), colour);
    }

    /// A filled rectangle.
    pub fn rect(&mut self, rect: Rect, colour: Colour) {
        for y in rect.y.max(0)..(rect.y + rect.height).min(self.height) {
            self.span(y, rect.x, rect.x + rect.width, colour);
        }
    }

    /// A filled ellipse inside `rect`.
    pub fn ellipse(&mut self, rect: Rect, colour: Colour) {
        let (a, b) = (f64::from(rect.width) / 2.0, f64::from(rect.height) / 2.0);
        let (cx, cy) = (f64::from(rect.x) + a, f64::from(rect.y) + b);
        for y in rect.y.max(0)..(rect.y + rect.height).min(self.height) {
            let off = (f64::from(y) + 0.5 - cy) / b;
            let half = a * (1.0 - off * off).max(0.0).sqrt();
            self.span(y, round(cx - half), round(cx + half), colour);
        }
    }

    /// A ring: an ellipse of `width` pixels thickness inside `rect`.
    pub fn ring(&mut self, rect: Rect, width: i32, colour: Colour) {
        let (a, b) = (f64::from(rect.width) / 2.0, f64::from(rect.height) / 2.0);
        let (cx, cy) = (f64::from(rect.x) + a, f64::from(rect.y) + b);
        let (inner_a, inner_b) = (a - f64::from(width), b - f64::from(width));
        for y in rect.y.max(0)..(rect.y + rect.height).min(self.height) {
            let off = f64::from(y) + 0.5 - cy;
            let half = a * (1.0 - (off / b).powi(2)).max(0.0).sqrt();
            let hole = inner_a * (1.0 - (off / inner_b).powi(2)).max(0.0).sqrt();
            self.span(y, round(cx - half), round(cx - hole), colour);
            self.span(y, round(cx + hole), round(cx + half), colour);
        }
    }

    /// A filled shape between two level edges: `(y, left, right)` at the top and at the bottom.
    pub fn trapezium(&mut self, top: (i32, i32, i32), bottom: (i32, i32, i32), colour: Colour) {
        let rows = f64::from((bottom.0 - top.0).max(1));
        for y in top.0.max(0)..bottom.0.min(self.height) {
            let part = f64::from(y - top.0) / rows;
            let between = |a: i32, b: i32| round(f64::from(a) + f64::from(b - a) * part);
            self.span(y, between(top.1, bottom.1), between(top.2, bottom.2), colour);
        }
    }

    /// A straight line of some thickness.
    pub fn line(&mut self, from: (i32, i32), to: (i32, i32), thickness: i32, colour: Colour) {
        let steps = (to.0 - from.0).abs().max((to.1 - from.1).abs()).max(1);
        for step in 0..=steps {
            let part = f64::from(step) / f64::from(steps);
            let x = round(f64::from(from.0) + f64::from(to.0 - from.0) * part) - thickness / 2;
            let y = round(f64::from(from.1) + f64::from(to.1 - from.1) * part) - thickness / 2;
            self.rect(Rect::new(x, y, thickness, thickness), colour);
        }
    }

    /// A copy of a part. Outside the picture there is nothing: the part is clipped first.
    pub fn crop(&self, rect: Rect) -> Self {
        let rect = rect.clipped(self.width, self.height).unwrap_or(Rect::new(0, 0, 1, 1));
        let stride = usize::try_from(self.width).unwrap_or(1) * 3;
        let from = |at: i32| usize::try_from(at).unwrap_or(0);
        let rows = self.pixels.chunks_exact(stride).skip(from(rect.y)).take(from(rect.height));
        let (left, right) = (from(rect.x) * 3, from(rect.x + rect.width) * 3);
        let pixels = rows.flat_map(|row| row.get(left..right).unwrap_or(&[])).copied().collect();
        Self { width: rect.width, height: rect.height, pixels }
    }
}

/// Nearest whole pixel.
pub fn round(value: f64) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "a float cast saturates, and coordinates are small")]
    let whole = value.round() as i32;
    whole
}

/// Fills by doubling what is filled already: a handful of copies instead of one write per pixel.
fn fill(row: &mut [u8], colour: Colour) {
    let Some((first, _)) = row.split_first_chunk_mut::<3>() else { return };
    *first = colour;
    let mut filled = 3;
    while filled < row.len() {
        let more = filled.min(row.len() - filled);
        row.copy_within(..more, filled);
        filled += more;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_outside_the_picture_are_clipped() {
        let mut canvas = Canvas::new(20, 10, [0, 0, 0]);
        canvas.rect(Rect::new(-5, -5, 100, 8), [1, 2, 3]);
        canvas.ellipse(Rect::new(15, 5, 50, 50), [4, 5, 6]);
        canvas.line((-10, -10), (40, 40), 3, [7, 8, 9]);
        canvas.trapezium((-3, -9, 50), (90, 0, 5), [1, 1, 1]);
        assert_eq!(canvas.pixels().len(), 600);
    }

    #[test]
    fn a_crop_holds_the_pixels_of_its_place() {
        let mut canvas = Canvas::new(20, 10, [0, 0, 0]);
        canvas.rect(Rect::new(4, 4, 2, 2), [9, 9, 9]);
        assert!(canvas.crop(Rect::new(4, 4, 2, 2)).pixels().iter().all(|byte| *byte == 9));
    }
}
