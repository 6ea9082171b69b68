//! Passages that are drawn.

use poortwacht_tests::street::{Dice, Light, Painter, Rect, Region, RegionKind, Scene, SceneRequest};

use super::{Passage, Picture, Wish};
use crate::{
    args::{Args, LightChoice},
    jpeg,
    packet::ImageKind,
};

/// Share of scenes at night when the light is not fixed.
const NIGHT_SHARE: f64 = 0.35;
/// A real camera does not find every windscreen: of this many passages, it misses one.
const MISSED_WINDSCREEN: u64 = 4;
/// Which of them.
const MISSED: u64 = 2;

/// Draws one passage after the other.
#[derive(Debug)]
pub struct Drawn {
    painter: Painter,
    light: LightChoice,
    images: u8,
}

impl Drawn {
    /// As the command line says.
    pub fn new(args: &Args) -> Self {
        let painter = Painter::new(args.size.width, args.size.height);
        Self { painter, light: args.light, images: args.images }
    }

    /// Draws the `number`th passage (from 1): overview, then close-up of the plate, then a second overview. In some of them
    /// the windscreen of the vehicle is not declared.
    ///
    /// # Errors
    /// Whatever the encoder says.
    pub fn next(&mut self, number: u64, wish: Wish<'_>, dice: &mut Dice) -> anyhow::Result<Passage> {
        let night = dice.chance(NIGHT_SHARE);
        let light = match self.light {
            LightChoice::Day => Light::Day,
            LightChoice::Night => Light::Night,
            LightChoice::Auto => {
                if night {
                    Light::Night
                } else {
                    Light::Day
                }
            }
        };
        let request = SceneRequest { plate: wish.plate, overlay: wish.overlay, light, nearer: 0 };
        let before = dice.clone();
        let is_missed = number % MISSED_WINDSCREEN == MISSED;
        let scene = as_declared(self.painter.draw(&request, dice), is_missed);
        let colour = Some(scene.colour);
        let mut pictures = Vec::new();
        if self.images >= 2 {
            pictures.push(close_up(&scene)?);
        }
        if self.images >= 3 {
            let later = self.painter.draw(&SceneRequest { nearer: 24, ..request }, &mut before.clone());
            pictures.push(whole(ImageKind::Sequence, as_declared(later, is_missed))?);
        }
        pictures.insert(0, whole(ImageKind::Overview, scene)?);
        Ok(Passage { pictures, colour })
    }
}

/// The scene as the camera declares it: the first windscreen is that of the vehicle that counts.
fn as_declared(mut scene: Scene, is_missed: bool) -> Scene {
    let own = scene.regions.iter().position(|region| region.kind == RegionKind::Windscreen);
    if let Some(own) = own.filter(|_| is_missed) {
        scene.regions.remove(own);
    }
    scene
}

fn whole(kind: ImageKind, scene: Scene) -> anyhow::Result<Picture> {
    let bytes = jpeg::baseline(&scene.canvas)?;
    Ok(Picture { kind, bytes, regions: scene.regions, canvas: Some(scene.canvas) })
}

fn close_up(scene: &Scene) -> anyhow::Result<Picture> {
    let place = scene.plate.grown(scene.plate.height * 3 / 2);
    let place = place.clipped(scene.canvas.width(), scene.canvas.height()).unwrap_or(scene.plate);
    let canvas = scene.canvas.crop(place);
    let regions = scene.regions.iter().filter_map(|region| moved(region, place)).collect();
    Ok(Picture { kind: ImageKind::Plate, bytes: jpeg::baseline(&canvas)?, regions, canvas: Some(canvas) })
}

fn moved(region: &Region, origin: Rect) -> Option<Region> {
    let inside = region.rect().relative_to(origin).clipped(origin.width, origin.height)?;
    Region::new(region.kind, inside)
}
