//! What the mask editor sends, and how rectangles travel in a hidden field.

use poortwacht_domain::Rect;
use serde::Deserialize;

/// `POST /cases/{reference}/mask/{ordinal}`: mask for good.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct MaskForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// The rectangles, see [`areas_text`].
    pub areas: String,
    /// The reason's code.
    pub reason: String,
}

/// `POST /cases/{reference}/mask/{ordinal}/draw`: one step of drawing without scripts. Exactly one of `remove`, the click
/// and the typed rectangle counts, in this order.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct DrawForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// The rectangles so far, see [`areas_text`].
    pub areas: String,
    /// The reason's code.
    pub reason: String,
    /// The first corner, `x,y` in pixels of the picture, when one was clicked.
    pub corner: String,
    /// The place in the list of the rectangle to be removed, from 0.
    pub remove: String,
    /// Where the picture was clicked, in pixels as [drawn](drawn_size).
    #[serde(rename = "picture.x")]
    pub x: String,
    /// The same downwards.
    #[serde(rename = "picture.y")]
    pub y: String,
    /// First column of a typed rectangle.
    pub left: String,
    /// Its first row.
    pub top: String,
    /// Its columns.
    pub width: String,
    /// Its rows.
    pub height: String,
}

/// The picture is drawn at most this wide, so that it stands beside the list on an office monitor.
const WIDEST: u32 = 840;
/// A small picture is drawn larger, or nobody could point into it.
const NARROWEST: u32 = 480;

/// The size in which a picture is drawn where no script fits it to the window; clicks are counted in it.
#[must_use]
pub fn drawn_size(width: u32, height: u32) -> (u32, u32) {
    let across = width.clamp(NARROWEST, WIDEST);
    (across, scaled(across, height, width).max(1))
}

/// `length` times `to` over `from`, rounded to the nearest.
#[must_use]
pub fn scaled(length: u32, to: u32, from: u32) -> u32 {
    let from = u64::from(from.max(1));
    u32::try_from((u64::from(length) * u64::from(to) + from / 2) / from).unwrap_or(u32::MAX)
}

/// Rectangles as a hidden field holds them: `x,y,width,height` each, `;` between them.
#[must_use]
pub fn areas_text(areas: &[Rect]) -> String {
    let text = |area: &Rect| format!("{},{},{},{}", area.x, area.y, area.width, area.height);
    areas.iter().map(text).collect::<Vec<_>>().join(";")
}

/// Reads what [`areas_text`] wrote; `None` for anything else.
#[must_use]
pub fn read_areas(text: &str) -> Option<Vec<Rect>> {
    text.split(';').map(str::trim).filter(|area| !area.is_empty()).map(read_area).collect()
}

fn read_area(text: &str) -> Option<Rect> {
    let mut numbers = text.split(',').map(|number| number.trim().parse().ok());
    let mut next = || numbers.next().flatten();
    let area = Rect { x: next()?, y: next()?, width: next()?, height: next()? };
    numbers.next().is_none().then_some(area)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rectangles_travel_and_anything_else_does_not() {
        let areas = vec![Rect { x: 1, y: 2, width: 3, height: 4 }, Rect { x: 0, y: 0, width: 9, height: 9 }];
        assert_eq!(areas_text(&areas), "1,2,3,4;0,0,9,9");
        assert_eq!(read_areas("1,2,3,4;0,0,9,9"), Some(areas));
        assert_eq!(read_areas(""), Some(Vec::new()));
        for wrong in ["1,2,3", "1,2,3,4,5", "1,2,3,-4", "x", "1,2,3,4;y", "99999999999,0,1,1"] {
            assert_eq!(read_areas(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_picture_is_drawn_within_bounds_and_keeps_its_shape() {
        assert_eq!(drawn_size(1280, 720), (840, 473));
        assert_eq!(drawn_size(600, 400), (600, 400));
        assert_eq!(drawn_size(120, 30), (480, 120));
        assert_eq!(scaled(420, 2560, 840), 1280);
    }
}
