//! A car seen from the front.

use super::{
    background::lit,
    canvas::{Canvas, Colour, Rect},
    font,
    scene::Light,
};

/// Where the parts of a drawn vehicle are.
#[derive(Clone, Copy, Debug)]
pub struct Parts {
    /// The whole vehicle, wheels included.
    pub body: Rect,
    /// The plate.
    pub plate: Rect,
    /// The windscreen, with who sits behind it.
    pub windscreen: Rect,
}

/// Paint colours with the name that a unit in a Dutch street would report.
pub const PAINTS: [(&str, Colour); 6] = [
    ("grijs", [120, 124, 130]),
    ("blauw", [44, 78, 140]),
    ("rood", [160, 34, 38]),
    ("wit", [224, 226, 228]),
    ("zwart", [38, 38, 42]),
    ("groen", [52, 100, 70]),
];

/// Draws a car of `width` pixels whose wheels stand on the line `ground`, and says where its parts are.
pub fn draw(canvas: &mut Canvas, (middle, ground): (i32, i32), width: i32, look: Look<'_>) -> Parts {
    let height = width * 78 / 100;
    let body = Rect::new(middle - width / 2, ground - height, width, height);
    let paint = lit(look.light, look.paint);
    wheels(canvas, body);
    let windscreen = cabin(canvas, body, paint, look.light);
    hull(canvas, body, paint, look.light);
    lights(canvas, body, look.light);
    let plate = plate(canvas, body, look.plate);
    Parts { body, plate, windscreen }
}

/// What a vehicle looks like.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// Colour in daylight.
    pub paint: Colour,
    /// Plate as painted, with dashes.
    pub plate: &'a str,
    /// Day or night.
    pub light: Light,
}

fn wheels(canvas: &mut Canvas, body: Rect) {
    let (wide, tall) = (body.width / 7, body.height / 4);
    let y = body.y + body.height - tall;
    canvas.rect(Rect::new(body.x + wide / 3, y, wide, tall), [16, 16, 18]);
    canvas.rect(Rect::new(body.x + body.width - wide * 4 / 3, y, wide, tall), [16, 16, 18]);
}

fn cabin(canvas: &mut Canvas, body: Rect, paint: Colour, light: Light) -> Rect {
    let (left, right, bottom) = (body.x, body.x + body.width, body.y + body.height * 48 / 100);
    let inset = body.width / 6;
    canvas.trapezium(
        (body.y, left + inset, right - inset),
        (bottom, left + body.width / 24, right - body.width / 24),
        paint,
    );
    let (top, low) = (body.y + body.height / 14, body.y + body.height * 40 / 100);
    let glass = lit(light, [92, 112, 126]);
    let (narrow, wide) = (body.width / 5, body.width / 9);
    canvas.trapezium((top, left + narrow, right - narrow), (low, left + wide, right - wide), glass);
    driver(canvas, body, (top, low), light);
    Rect::new(left + wide, top, body.width - 2 * wide, low - top)
}

fn driver(canvas: &mut Canvas, body: Rect, (top, low): (i32, i32), light: Light) {
    let size = (low - top) * 6 / 10;
    let x = body.x + body.width * 58 / 100;
    canvas.ellipse(
        Rect::new(x - size / 4, low - size / 2, size * 3 / 2, size / 2 + 1),
        lit(light, [60, 60, 90]),
    );
    canvas.ellipse(Rect::new(x, low - size * 5 / 4, size, size), lit(light, [206, 160, 130]));
}

fn hull(canvas: &mut Canvas, body: Rect, paint: Colour, light: Light) {
    let top = body.y + body.height * 42 / 100;
    let bottom = body.y + body.height * 90 / 100;
    let darker = |[r, g, b]: Colour| [r / 4 * 3, g / 4 * 3, b / 4 * 3];
    canvas.rect(Rect::new(body.x, top, body.width, bottom - top), paint);
    canvas.rect(Rect::new(body.x, bottom - body.height / 6, body.width, body.height / 6), darker(paint));
    let grille = Rect::new(body.x + body.width / 4, top + body.height / 8, body.width / 2, body.height / 12);
    canvas.rect(grille, lit(light, [30, 30, 34]));
}

fn lights(canvas: &mut Canvas, body: Rect, light: Light) {
    let (wide, tall) = (body.width / 7, body.height / 9);
    let y = body.y + body.height * 54 / 100;
    let glow = if light == Light::Night { [255, 252, 232] } else { [214, 220, 224] };
    canvas.ellipse(Rect::new(body.x + wide / 3, y, wide, tall), glow);
    canvas.ellipse(Rect::new(body.x + body.width - wide * 4 / 3, y, wide, tall), glow);
}

/// Yellow and retroreflecting: as bright at night as by day.
fn plate(canvas: &mut Canvas, body: Rect, text: &str) -> Rect {
    let scale = (body.width * 31 / 100 / font::width(text, 1).max(1)).max(1);
    let (wide, tall) = (font::width(text, scale), font::ROWS * scale);
    let margin = scale * 2;
    let x = body.x + (body.width - wide) / 2;
    let y = body.y + body.height * 76 / 100;
    let plate = Rect::new(x, y, wide, tall).grown(margin);
    canvas.rect(plate.grown((scale / 2).max(1)), [20, 20, 20]);
    canvas.rect(plate, [244, 196, 36]);
    font::draw(canvas, (x, y), scale, text, [14, 14, 14]);
    plate
}
