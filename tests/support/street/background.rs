//! The street without traffic: drawn once for each light and picture size, copied for each scene.

use super::dice::Dice;
use super::{
    canvas::{Canvas, Colour, Rect, round},
    scene::Light,
};

/// Colour as it looks in that light.
pub fn lit(light: Light, [red, green, blue]: Colour) -> Colour {
    match light {
        Light::Day => [red, green, blue],
        Light::Night => [red / 5 + 6, green / 5 + 7, blue / 4 + 12],
    }
}

/// Sky, houses, pavements, road and the camera's noise.
pub fn street(width: i32, height: i32, light: Light) -> Canvas {
    let mut canvas = Canvas::new(width, height, lit(light, [150, 190, 225]));
    let mut dice = Dice::of(0x5EED, 1);
    sky(&mut canvas, light);
    houses(&mut canvas, light, &mut dice);
    ground(&mut canvas, light);
    if light == Light::Night {
        lamps(&mut canvas);
    }
    noise(&mut canvas, &mut dice);
    canvas
}

/// Height of the horizon, as a share of the picture.
pub const HORIZON: f64 = 0.40;

fn horizon(canvas: &Canvas) -> i32 {
    round(f64::from(canvas.height()) * HORIZON)
}

fn sky(canvas: &mut Canvas, light: Light) {
    for y in 0..horizon(canvas) {
        let pale = u8::try_from(y * 60 / canvas.height().max(1)).unwrap_or(0);
        canvas.span(y, 0, canvas.width(), lit(light, [140 + pale, 180 + pale, 220 + pale / 2]));
    }
}

fn houses(canvas: &mut Canvas, light: Light, dice: &mut Dice) {
    let (width, height, base) = (canvas.width(), canvas.height(), horizon(canvas) + canvas.height() / 18);
    let mut x = 0;
    while x < width {
        let wide = dice.range(width / 12, width / 7).max(8);
        let tall = dice.range(height / 5, height * 37 / 100);
        let brick =
            dice.pick(&[[150, 82, 64], [172, 120, 92], [196, 188, 170], [120, 70, 60]], [150, 82, 64]);
        house(canvas, Rect::new(x, base - tall, wide, tall), lit(light, brick), light, dice);
        x += wide;
    }
}

fn house(canvas: &mut Canvas, place: Rect, brick: Colour, light: Light, dice: &mut Dice) {
    canvas.rect(place, brick);
    let roof = place.height / 8;
    canvas.rect(Rect::new(place.x, place.y, place.width, roof), lit(light, [74, 62, 60]));
    let (wide, tall) = ((place.width / 6).max(2), (place.height / 7).max(2));
    for row in 0..3 {
        for column in 0..3 {
            let shining = light == Light::Night && dice.chance(0.3);
            let glass = if shining { [232, 200, 120] } else { lit(light, [58, 72, 88]) };
            let x = place.x + wide / 2 + column * (wide * 7 / 4);
            let y = place.y + roof + tall / 2 + row * (tall * 7 / 4);
            canvas.rect(Rect::new(x - 2, y - 2, wide + 4, tall + 4), lit(light, [226, 224, 216]));
            canvas.rect(Rect::new(x, y, wide, tall), glass);
        }
    }
}

fn ground(canvas: &mut Canvas, light: Light) {
    let (width, height, top) = (canvas.width(), canvas.height(), horizon(canvas) + canvas.height() / 18);
    canvas.rect(Rect::new(0, top, width, height - top), lit(light, [150, 142, 134]));
    let middle = width / 2;
    let (near, far) = (width * 40 / 100, width * 9 / 100);
    canvas.trapezium(
        (top, middle - far - 6, middle + far + 6),
        (height, middle - near - 14, middle + near + 14),
        lit(light, [196, 192, 186]),
    );
    canvas.trapezium(
        (top, middle - far, middle + far),
        (height, middle - near, middle + near),
        lit(light, [84, 84, 88]),
    );
    dashes(canvas, light, top);
}

fn dashes(canvas: &mut Canvas, light: Light, top: i32) {
    let (middle, depth) = (canvas.width() / 2, canvas.height() - top);
    for part in 0..8 {
        // Longer and wider towards the camera.
        let at = |step: i32| top + depth * step * step / 256;
        let thick = (canvas.width() / 640).max(1) * (part + 1) / 2 + 1;
        let (from, to) = (at(part * 2), at(part * 2 + 1));
        canvas.rect(Rect::new(middle - thick, from, thick * 2, to - from), lit(light, [226, 226, 220]));
    }
}

fn lamps(canvas: &mut Canvas) {
    let size = (canvas.height() / 60).max(2);
    for share in [8, 30, 70, 92] {
        let x = canvas.width() * share / 100;
        canvas.ellipse(Rect::new(x, canvas.height() / 8, size * 2, size), [250, 232, 180]);
    }
}

/// Adds a few grey values of noise, so that the picture compresses like a camera's.
fn noise(canvas: &mut Canvas, dice: &mut Dice) {
    let (width, height) = (canvas.width(), canvas.height());
    let mut grain = vec![0; 8192];
    dice.fill(&mut grain);
    for y in 0..height {
        let skip = usize::try_from(dice.range(0, 4095)).unwrap_or(0);
        let noisy = grain.iter().cycle().skip(skip);
        for (byte, grain) in canvas.row_mut(y, 0, width).iter_mut().zip(noisy) {
            *byte = byte.saturating_add(grain & 7);
        }
    }
}
