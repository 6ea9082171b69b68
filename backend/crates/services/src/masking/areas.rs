//! The rectangles that an officer draws: what is one, and what is wrong with one.

use poortwacht_domain::Rect;

use crate::ServiceError;
use crate::flaw::{Flaw, Flaws};

/// More rectangles than this nobody draws; whoever needs more masks the whole picture with one.
pub const MOST_AREAS: usize = 50;

/// A rectangle as typed, in pixels of the picture.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedArea {
    /// First column.
    pub left: String,
    /// First row.
    pub top: String,
    /// Columns.
    pub width: String,
    /// Rows.
    pub height: String,
}

/// Reads a typed rectangle for a picture of `size` (width, height).
///
/// # Errors
/// [`ServiceError::Invalid`] (`left`, `top`, `width`, `height`): each says from where to where it may be.
pub fn read_area(typed: &TypedArea, (width, height): (u32, u32)) -> Result<Rect, ServiceError> {
    let mut flaws = Flaws::default();
    let x = flaws.take("left", number(&typed.left, 0, width.saturating_sub(1)));
    let y = flaws.take("top", number(&typed.top, 0, height.saturating_sub(1)));
    let across = flaws.take("width", number(&typed.width, 1, width.saturating_sub(x.unwrap_or(0))));
    let down = flaws.take("height", number(&typed.height, 1, height.saturating_sub(y.unwrap_or(0))));
    flaws.check()?;
    match (x, y, across, down) {
        (Some(x), Some(y), Some(width), Some(height)) => Ok(Rect { x, y, width, height }),
        _ => Err(ServiceError::Damaged("a form without flaws lacks a field".to_owned())),
    }
}

fn number(typed: &str, min: u32, max: u32) -> Result<u32, Flaw> {
    let wrong = Flaw::NotInRange { min, max };
    match typed.trim() {
        "" => Err(Flaw::Required),
        typed => typed.parse().ok().filter(|value| (min..=max).contains(value)).ok_or(wrong),
    }
}

/// The rectangle with these two opposite corners, both inside it. A corner beyond the picture of `size` counts as its
/// edge.
#[must_use]
pub fn between(one: (u32, u32), other: (u32, u32), (width, height): (u32, u32)) -> Rect {
    let span = |a: u32, b: u32, limit: u32| {
        let last = limit.saturating_sub(1);
        let (a, b) = (a.min(last), b.min(last));
        (a.min(b), a.abs_diff(b).saturating_add(1))
    };
    let (x, width) = span(one.0, other.0, width);
    let (y, height) = span(one.1, other.1, height);
    Rect { x, y, width, height }
}

/// Refuses what cannot be masked on a picture of `size`: nothing, too much, or rectangles that are empty or reach outside.
///
/// # Errors
/// What is wrong with them.
pub(super) fn check(areas: &[Rect], (width, height): (u32, u32)) -> Result<(), Flaw> {
    match areas.len() {
        0 => Err(Flaw::NothingDrawn),
        count if count > MOST_AREAS => Err(Flaw::TooManyAreas { max: MOST_AREAS }),
        _ if areas.iter().any(|area| !area.fits(width, height)) => Err(Flaw::AreaOutside),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(words: [&str; 4]) -> TypedArea {
        let [left, top, width, height] = words.map(str::to_owned);
        TypedArea { left, top, width, height }
    }

    fn flaws<T: std::fmt::Debug>(outcome: Result<T, ServiceError>) -> Vec<(String, Flaw)> {
        let Err(ServiceError::Invalid(problems)) = outcome else { panic!("{outcome:?}") };
        problems.into_iter().map(|problem| (problem.field, problem.flaw.unwrap())).collect()
    }

    #[test]
    fn a_typed_rectangle_fits_the_picture_or_every_field_says_what_would() {
        let area = read_area(&typed(["10", " 20 ", "30", "40"]), (320, 180)).unwrap();
        assert_eq!(area, Rect { x: 10, y: 20, width: 30, height: 40 });
        assert!(read_area(&typed(["0", "0", "320", "180"]), (320, 180)).is_ok());
        assert_eq!(
            flaws(read_area(&typed(["320", "", "0", "x"]), (320, 180))),
            [
                ("left".to_owned(), Flaw::NotInRange { min: 0, max: 319 }),
                ("top".to_owned(), Flaw::Required),
                ("width".to_owned(), Flaw::NotInRange { min: 1, max: 320 }),
                ("height".to_owned(), Flaw::NotInRange { min: 1, max: 180 }),
            ]
        );
        let beyond = flaws(read_area(&typed(["300", "0", "21", "9"]), (320, 180)));
        assert_eq!(beyond, [("width".to_owned(), Flaw::NotInRange { min: 1, max: 20 })]);
    }

    #[test]
    fn two_corners_in_any_order_give_the_same_rectangle() {
        let expected = Rect { x: 10, y: 20, width: 21, height: 31 };
        for (one, other) in [((10, 20), (30, 50)), ((30, 50), (10, 20)), ((30, 20), (10, 50))] {
            assert_eq!(between(one, other, (320, 180)), expected);
        }
        assert_eq!(between((5, 5), (5, 5), (320, 180)), Rect { x: 5, y: 5, width: 1, height: 1 });
        let clipped = between((300, 100), (9_999, 9_999), (320, 180));
        assert_eq!(clipped, Rect { x: 300, y: 100, width: 20, height: 80 });
    }

    #[test]
    fn nothing_too_much_empty_and_outside_are_refused() {
        let area = |x, width| Rect { x, y: 0, width, height: 8 };
        assert!(check(&[area(0, 320)], (320, 180)).is_ok());
        for (areas, flaw) in [
            (Vec::new(), Flaw::NothingDrawn),
            (vec![area(0, 8); MOST_AREAS + 1], Flaw::TooManyAreas { max: MOST_AREAS }),
            (vec![area(0, 8), area(0, 0)], Flaw::AreaOutside),
            (vec![area(316, 8)], Flaw::AreaOutside),
            (vec![area(u32::MAX, 8)], Flaw::AreaOutside),
        ] {
            assert_eq!(check(&areas, (320, 180)), Err(flaw));
        }
    }
}
