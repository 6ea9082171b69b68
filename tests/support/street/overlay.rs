//! The line of text that a camera burns into the picture.

use super::{
    canvas::{Canvas, Rect},
    font,
};

/// Draws `text` in a bar at the top of the picture; gives the bar.
pub fn draw(canvas: &mut Canvas, text: &str) -> Rect {
    let wanted = (canvas.height() / 270).max(1);
    let fitting = (canvas.width() - 16) / font::width(text, 1).max(1);
    let scale = wanted.min(fitting).max(1);
    let bar = Rect::new(0, 0, canvas.width(), font::ROWS * scale + 4 * scale);
    canvas.rect(bar, [12, 12, 14]);
    font::draw(canvas, (2 * scale, 2 * scale), scale, text, [236, 236, 236]);
    bar
}
