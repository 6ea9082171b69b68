//! Pedestrians and cyclists: bystanders that must become unrecognisable.

use super::dice::Dice;
use super::{
    background::lit,
    canvas::{Canvas, Colour, Rect},
    scene::Light,
};

const COATS: [Colour; 5] = [[170, 40, 60], [40, 90, 150], [60, 120, 70], [210, 180, 60], [70, 60, 80]];
const SKINS: [Colour; 3] = [[224, 182, 150], [176, 124, 92], [110, 76, 56]];
const HAIRS: [Colour; 3] = [[60, 42, 30], [180, 150, 90], [30, 28, 28]];

/// Draws a pedestrian of `height` pixels standing on `(x, ground)`; gives the place.
pub fn pedestrian(
    canvas: &mut Canvas,
    (x, ground): (i32, i32),
    height: i32,
    light: Light,
    dice: &mut Dice,
) -> Rect {
    let width = height * 36 / 100;
    let place = Rect::new(x - width / 2, ground - height, width, height);
    let coat = lit(light, dice.pick(&COATS, [90, 90, 90]));
    let trousers = lit(light, [46, 52, 74]);
    let (hip, leg) = (place.y + height * 52 / 100, width / 4);
    canvas.line((x - leg / 2, hip), (x - leg, ground - leg), leg, trousers);
    canvas.line((x + leg / 2, hip), (x + leg, ground - leg), leg, trousers);
    torso(canvas, Rect::new(place.x, place.y + height * 17 / 100, width, height * 40 / 100), coat);
    head(canvas, (x, place.y), height * 17 / 100, light, dice);
    place
}

/// Draws a cyclist of `height` pixels (wheels to crown) riding across; gives the place.
pub fn cyclist(
    canvas: &mut Canvas,
    (x, ground): (i32, i32),
    height: i32,
    light: Light,
    dice: &mut Dice,
) -> Rect {
    let wheel = height * 38 / 100;
    let half = wheel * 110 / 100;
    let frame = lit(light, [20, 24, 28]);
    let thick = (height / 60).max(1);
    let hub = ground - wheel / 2;
    for middle in [x - half + wheel / 2, x + half - wheel / 2] {
        canvas.ring(Rect::new(middle - wheel / 2, ground - wheel, wheel, wheel), thick + 1, frame);
    }
    let saddle = (x - wheel / 4, ground - height * 50 / 100);
    let bars = (x + wheel / 2, ground - height * 56 / 100);
    for (from, to) in [
        ((x - half + wheel / 2, hub), saddle),
        (saddle, (x, hub)),
        ((x, hub), bars),
        (bars, (x + half - wheel / 2, hub)),
    ] {
        canvas.line(from, to, thick + 1, frame);
    }
    let width = height * 22 / 100;
    canvas.line(saddle, (x, hub), (width / 3).max(1), lit(light, [46, 52, 74]));
    let coat = lit(light, dice.pick(&COATS, [90, 90, 90]));
    let top = ground - height * 83 / 100;
    torso(canvas, Rect::new(saddle.0 - width / 2, top, width, saddle.1 - top), coat);
    canvas.line((saddle.0, top + width / 2), bars, (width / 4).max(1), coat);
    head(canvas, (saddle.0, ground - height), height * 17 / 100, light, dice);
    Rect::new(x - half, ground - height, 2 * half, height)
}

fn torso(canvas: &mut Canvas, place: Rect, coat: Colour) {
    let narrow = place.width / 5;
    canvas.trapezium(
        (place.y, place.x + narrow, place.x + place.width - narrow),
        (place.y + place.height, place.x + narrow / 2, place.x + place.width - narrow / 2),
        coat,
    );
}

fn head(canvas: &mut Canvas, (x, y): (i32, i32), size: i32, light: Light, dice: &mut Dice) {
    let place = Rect::new(x - size * 2 / 5, y, size * 4 / 5, size);
    canvas.ellipse(place, lit(light, dice.pick(&HAIRS, [60, 42, 30])));
    let face = Rect::new(place.x, y + size / 4, place.width, size * 3 / 4);
    canvas.ellipse(face, lit(light, dice.pick(&SKINS, [206, 160, 130])));
    let eye = (size / 12).max(1);
    for side in [-1, 1] {
        canvas.rect(Rect::new(x + side * size / 6 - eye / 2, y + size * 55 / 100, eye, eye), [20, 20, 24]);
    }
}
