//! Rectangles on a picture, without a browser: whole pixels, always inside it.

/// A pixel, counted from the upper left corner.
pub(super) type Point = (i32, i32);

/// A rectangle in pixels of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) width: i32,
    pub(super) height: i32,
}

impl Area {
    /// The same, elsewhere.
    pub(super) fn moved(self, (right, down): Point) -> Self {
        Self { x: self.x.saturating_add(right), y: self.y.saturating_add(down), ..self }
    }

    /// The same from its upper left corner, larger or smaller.
    pub(super) fn sized(self, (right, down): Point) -> Self {
        let (width, height) = (self.width.saturating_add(right), self.height.saturating_add(down));
        Self { width, height, ..self }
    }

    /// Its last pixel.
    fn end(self) -> Point {
        (self.x + self.width - 1, self.y + self.height - 1)
    }

    /// As a hidden field holds it.
    pub(super) fn text(self) -> String {
        let Self { x, y, width, height } = self;
        format!("{x},{y},{width},{height}")
    }

    fn parse(text: &str) -> Option<Self> {
        Self::from_numbers(text.split(',').map(number))
    }

    fn parse_line(line: &str) -> Option<Self> {
        let mut words = line.split_whitespace().map(number);
        let area = Self::from_numbers(&mut words)?;
        words.next().is_none().then_some(area)
    }

    fn from_numbers(mut numbers: impl Iterator<Item = Option<i32>>) -> Option<Self> {
        let mut next = || numbers.next().flatten();
        Some(Self { x: next()?, y: next()?, width: next()?, height: next()? })
    }
}

/// All of them, as a hidden field holds them.
pub(super) fn text_of(areas: &[Area]) -> String {
    let mut text = String::new();
    for area in areas {
        if !text.is_empty() {
            text.push(';');
        }
        text.push_str(&area.text());
    }
    text
}

/// Reads what [`text_of`] or the server wrote.
pub(super) fn read(text: &str) -> Vec<Area> {
    text.split(';').filter_map(Area::parse).collect()
}

/// The lines of a text that are rectangles, and those that are not, as they stand.
pub(super) fn read_lines(text: &str) -> (Vec<Area>, Vec<&str>) {
    let (mut areas, mut others) = (Vec::new(), Vec::new());
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match Area::parse_line(line) {
            Some(area) => areas.push(area),
            None => others.push(line),
        }
    }
    (areas, others)
}

/// A text of one rectangle a line, and after them the lines that are none: whoever typed them mends them.
pub(super) fn lines_of(areas: &[Area], others: &[&str]) -> String {
    let mut text = String::new();
    for Area { x, y, width, height } in areas {
        text.push_str(&format!("{x} {y} {width} {height}\n"));
    }
    for other in others {
        text.push_str(other);
        text.push('\n');
    }
    text
}

/// A number of digits and nothing else.
pub(super) fn number(text: &str) -> Option<i32> {
    let text = text.trim();
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

/// The size of the picture that is drawn on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Picture {
    pub(super) width: i32,
    pub(super) height: i32,
}

impl Picture {
    /// The nearest rectangle that lies inside and holds at least one pixel.
    pub(super) fn fitted(self, area: Area) -> Area {
        let (width, height) = (within(area.width, 1, self.width), within(area.height, 1, self.height));
        let x = within(area.x, 0, self.width - width);
        Area { x, y: within(area.y, 0, self.height - height), width, height }
    }

    /// The nearest pixel.
    pub(super) fn pixel(self, x: f64, y: f64) -> Point {
        let nearest = |value: f64, count: i32| within(value.round() as i32, 0, count - 1);
        (nearest(x, self.width), nearest(y, self.height))
    }

    /// The rectangle whose corners are two pixels, both in it.
    pub(super) fn between(self, one: Point, other: Point) -> Area {
        let (x, y) = (one.0.min(other.0), one.1.min(other.1));
        let (width, height) = ((one.0 - other.0).abs() + 1, (one.1 - other.1).abs() + 1);
        self.fitted(Area { x, y, width, height })
    }

    /// The same rectangle with its lower right corner elsewhere, which may come to lie on the other side.
    pub(super) fn stretched(self, area: Area, (right, down): Point) -> Area {
        let end = area.end();
        self.between((area.x, area.y), (end.0 + right, end.1 + down))
    }

    /// One for whoever does not draw: a fifth of the picture, in its middle.
    pub(super) fn middle(self) -> Area {
        let fifths = |length: i32, count: i32| (2 * count * length + 5) / 10;
        let (x, y) = (fifths(self.width, 2), fifths(self.height, 2));
        self.fitted(Area { x, y, width: fifths(self.width, 1), height: fifths(self.height, 1) })
    }
}

/// As `i32::clamp`, with the lower bound where the upper one lies below it.
fn within(value: i32, least: i32, most: i32) -> i32 {
    value.min(most).max(least)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PICTURE: Picture = Picture { width: 1280, height: 721 };

    fn area(x: i32, y: i32, width: i32, height: i32) -> Area {
        Area { x, y, width, height }
    }

    #[test]
    fn rectangles_survive_being_written_and_read() {
        let areas = [area(1, 2, 3, 4), area(0, 0, 9, 9)];
        assert_eq!(text_of(&areas), "1,2,3,4;0,0,9,9");
        assert_eq!(read(&text_of(&areas)), areas);
        assert_eq!(read(""), []);
        for wrong in ["", "-1", "1.5", "1e3", "99999999999"] {
            assert_eq!(number(wrong), None, "{wrong}");
        }
        assert_eq!(number(" 48 "), Some(48));
    }

    #[test]
    fn lines_that_are_no_rectangles_stay_for_whoever_typed_them() {
        let text = "0 0 640 120\n\n 1 2 3\n10  20 30 40 \n1 2 3 4 5\nx";
        let (areas, others) = read_lines(text);
        assert_eq!(areas, [area(0, 0, 640, 120), area(10, 20, 30, 40)]);
        assert_eq!(others, ["1 2 3", "1 2 3 4 5", "x"]);
        assert_eq!(lines_of(&areas, &others), "0 0 640 120\n10 20 30 40\n1 2 3\n1 2 3 4 5\nx\n");
    }

    #[test]
    fn every_rectangle_lies_inside_the_picture_and_holds_a_pixel() {
        assert_eq!(PICTURE.fitted(area(-5, 9_000, 0, 9_000)), area(0, 0, 1, 721));
        assert_eq!(PICTURE.fitted(area(1_279, 700, 2, 20)), area(1_278, 700, 2, 20));
        assert_eq!(PICTURE.fitted(area(i32::MAX, 0, 1, 1)), area(1_279, 0, 1, 1));
        assert_eq!(PICTURE.middle(), area(512, 288, 256, 144));
    }

    #[test]
    fn a_rectangle_is_drawn_towards_any_side() {
        let drawn = area(10, 20, 31, 11);
        for (one, other) in [((10, 20), (40, 30)), ((40, 30), (10, 20)), ((40, 20), (10, 30))] {
            assert_eq!(PICTURE.between(one, other), drawn);
        }
        assert_eq!(PICTURE.stretched(drawn, (-40, 0)), area(0, 20, 11, 11));
        assert_eq!(PICTURE.pixel(1_279.6, -0.4), (1_279, 0));
    }

    #[test]
    fn moving_and_sizing_are_what_they_say() {
        assert_eq!(area(8, 8, 8, 8).moved((8, -8)), area(16, 0, 8, 8));
        assert_eq!(area(8, 8, 8, 8).sized((8, -8)), area(8, 8, 16, 0));
    }
}
