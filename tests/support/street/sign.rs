//! The round sign of a closure: C12 (all motor vehicles) or C6 (motor vehicles on more than two wheels).

use super::{
    background::lit,
    canvas::{Canvas, Colour, Rect},
    scene::Light,
};

const RED: Colour = [204, 24, 32];
const WHITE: Colour = [240, 240, 236];
const BLACK: Colour = [18, 18, 20];

/// Draws the sign on its pole, disc of `size` pixels with its centre at `(x, y)`; gives disc and under-plate.
///
/// Signs reflect: they look the same by day and at night.
pub fn draw(canvas: &mut Canvas, (x, y): (i32, i32), size: i32, motorcycle: bool, light: Light) -> Rect {
    let disc = Rect::new(x - size / 2, y - size / 2, size, size);
    let pole = (size / 12).max(2);
    canvas.rect(Rect::new(x - pole / 2, disc.y, pole, size * 5), lit(light, [150, 152, 154]));
    canvas.ellipse(disc, RED);
    canvas.ellipse(disc.grown(-size / 8), WHITE);
    if motorcycle {
        car(canvas, Rect::new(x - size / 5, y - size / 4, size * 2 / 5, size / 5));
        bike(canvas, Rect::new(x - size / 5, y + size / 24, size * 2 / 5, size / 4));
    } else {
        car(canvas, Rect::new(x - size * 3 / 10, y - size / 6, size * 6 / 10, size / 3));
    }
    let under = Rect::new(disc.x, disc.y + size + size / 16, size, size / 3);
    canvas.rect(under, WHITE);
    for line in 0..2 {
        let y = under.y + under.height / 5 + line * under.height * 2 / 5;
        canvas.rect(Rect::new(under.x + size / 10, y, size * 8 / 10, (under.height / 6).max(1)), BLACK);
    }
    Rect::new(disc.x, disc.y, size, under.y + under.height - disc.y)
}

fn car(canvas: &mut Canvas, place: Rect) {
    let half = place.height / 2;
    let (left, right) = (place.x, place.x + place.width);
    let inset = place.width / 5;
    canvas.trapezium((place.y, left + inset, right - inset), (place.y + half, left, right), BLACK);
    canvas.rect(Rect::new(left, place.y + half, place.width, half / 2), BLACK);
    let wheel = half;
    canvas.ellipse(Rect::new(left + inset / 2, place.y + half, wheel, wheel), BLACK);
    canvas.ellipse(Rect::new(right - inset / 2 - wheel, place.y + half, wheel, wheel), BLACK);
}

fn bike(canvas: &mut Canvas, place: Rect) {
    let wheel = place.height * 6 / 10;
    let low = place.y + place.height - wheel;
    let thick = (wheel / 5).max(1);
    canvas.ring(Rect::new(place.x, low, wheel, wheel), thick, BLACK);
    canvas.ring(Rect::new(place.x + place.width - wheel, low, wheel, wheel), thick, BLACK);
    let middle = place.x + place.width / 2;
    canvas.trapezium(
        (low, middle - wheel / 2, middle + wheel / 2),
        (low + wheel / 2, middle - wheel / 4, middle + wheel / 4),
        BLACK,
    );
    canvas.line((middle + wheel / 2, low), (middle + wheel / 4, place.y), thick, BLACK);
}
