//! Composes a street scene: one vehicle that counts, and everyone who happens to be there.

use std::collections::BTreeMap;

use super::{
    background,
    canvas::{Canvas, Rect},
    dice::Dice,
    overlay, people, plates,
    region::{Region, RegionKind},
    sign, vehicle,
};

/// Daylight or darkness.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Light {
    /// Daylight.
    Day,
    /// Street lamps.
    Night,
}

/// What to draw.
#[derive(Clone, Copy, Debug)]
pub struct SceneRequest<'a> {
    /// Plate of the vehicle that counts, as painted.
    pub plate: &'a str,
    /// Text in the overlay bar.
    pub overlay: &'a str,
    /// Day or night.
    pub light: Light,
    /// Pixels the vehicle has come nearer, for a second picture of the same passage.
    pub nearer: i32,
}

/// A drawn scene.
#[derive(Debug)]
pub struct Scene {
    /// The picture.
    pub canvas: Canvas,
    /// Everything in it; the vehicle that counts and its plate come first of their kind.
    pub regions: Vec<Region>,
    /// Plate of the vehicle that counts, in the picture.
    pub plate: Rect,
    /// Colour name of the vehicle that counts.
    pub colour: &'static str,
}

/// Draws scenes of one size; keeps the empty streets.
#[derive(Debug)]
pub struct Painter {
    width: i32,
    height: i32,
    streets: BTreeMap<Light, Canvas>,
}

impl Painter {
    /// A painter of pictures of that size.
    pub fn new(width: u16, height: u16) -> Self {
        Self { width: width.into(), height: height.into(), streets: BTreeMap::new() }
    }

    /// Draws a scene; the same dice and request give the same pixels.
    pub fn draw(&mut self, request: &SceneRequest<'_>, dice: &mut Dice) -> Scene {
        let (width, height) = (self.width, self.height);
        let street = self
            .streets
            .entry(request.light)
            .or_insert_with(|| background::street(width, height, request.light));
        let mut sketch = Sketch { canvas: street.clone(), light: request.light, regions: Vec::new() };
        // The backmost things first; their regions are sorted afterwards.
        let bystanders = sketch.far_traffic(dice);
        sketch.sign(dice);
        let (own, colour) = sketch.own_vehicle(request, dice);
        sketch.foreground(dice);
        let bar = overlay::draw(&mut sketch.canvas, request.overlay);
        let mut regions = Regions { width, height, list: Vec::new() };
        regions.add(RegionKind::Vehicle, own.body);
        regions.add(RegionKind::Plate, own.plate);
        regions.add(RegionKind::Overlay, bar);
        regions.add(RegionKind::Windscreen, own.windscreen);
        for (kind, place) in bystanders.into_iter().flat_map(of_vehicle).chain(sketch.regions) {
            regions.add(kind, place);
        }
        Scene { canvas: sketch.canvas, regions: regions.list, plate: own.plate, colour }
    }
}

fn of_vehicle(parts: vehicle::Parts) -> [(RegionKind, Rect); 3] {
    [
        (RegionKind::Vehicle, parts.body),
        (RegionKind::Plate, parts.plate),
        (RegionKind::Windscreen, parts.windscreen),
    ]
}

struct Regions {
    width: i32,
    height: i32,
    list: Vec<Region>,
}

impl Regions {
    fn add(&mut self, kind: RegionKind, place: Rect) {
        let inside = place.clipped(self.width, self.height);
        self.list.extend(inside.and_then(|rect| Region::new(kind, rect)));
    }
}

struct Sketch {
    canvas: Canvas,
    light: Light,
    regions: Vec<(RegionKind, Rect)>,
}

impl Sketch {
    /// Share of the width, share of the height, in thousandths.
    fn at(&self, x: i32, y: i32) -> (i32, i32) {
        (self.canvas.width() * x / 1000, self.canvas.height() * y / 1000)
    }

    fn far_traffic(&mut self, dice: &mut Dice) -> Option<vehicle::Parts> {
        for _ in 0..dice.range(0, 2) {
            let side = dice.pick(&[(60, 200), (800, 950)], (60, 200));
            let place = self.at(dice.range(side.0, side.1), dice.range(560, 640));
            let height = self.canvas.height() * dice.range(14, 20) / 100;
            let region = people::pedestrian(&mut self.canvas, place, height, self.light, dice);
            self.regions.push((RegionKind::Person, region));
        }
        dice.chance(0.6).then(|| {
            let place = self.at(dice.range(570, 620), dice.range(600, 660));
            let width = self.canvas.height() * dice.range(20, 26) / 100;
            let plate = plates::never_issued(dice);
            let (_, paint) = dice.pick(&vehicle::PAINTS, ("grijs", [120, 124, 130]));
            vehicle::draw(
                &mut self.canvas,
                place,
                width,
                vehicle::Look { paint, plate: &plate, light: self.light },
            )
        })
    }

    fn sign(&mut self, dice: &mut Dice) {
        let place = self.at(dice.range(150, 190), dice.range(240, 280));
        let size = self.canvas.height() * 16 / 100;
        let region = sign::draw(&mut self.canvas, place, size, dice.chance(0.6), self.light);
        self.regions.push((RegionKind::Sign, region));
    }

    fn own_vehicle(&mut self, request: &SceneRequest<'_>, dice: &mut Dice) -> (vehicle::Parts, &'static str) {
        let (x, y) = self.at(dice.range(400, 500), dice.range(900, 960));
        let width = self.canvas.height() * dice.range(48, 60) / 100;
        let (colour, paint) = dice.pick(&vehicle::PAINTS, ("grijs", [120, 124, 130]));
        let look = vehicle::Look { paint, plate: request.plate, light: self.light };
        let place = (x, y + request.nearer / 2);
        (vehicle::draw(&mut self.canvas, place, width + request.nearer, look), colour)
    }

    fn foreground(&mut self, dice: &mut Dice) {
        if dice.chance(0.5) {
            let place = self.at(dice.range(780, 900), dice.range(880, 960));
            let height = self.canvas.height() * dice.range(34, 46) / 100;
            let region = people::cyclist(&mut self.canvas, place, height, self.light, dice);
            self.regions.push((RegionKind::Cyclist, region));
        }
        if dice.chance(0.6) {
            let place = self.at(dice.range(50, 130), dice.range(900, 990));
            let height = self.canvas.height() * dice.range(32, 48) / 100;
            let region = people::pedestrian(&mut self.canvas, place, height, self.light, dice);
            self.regions.push((RegionKind::Person, region));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scene(number: u64, size: (u16, u16)) -> Scene {
        let light = if number.is_multiple_of(2) { Light::Day } else { Light::Night };
        let request =
            SceneRequest { plate: "AE-12-UE", overlay: "2026-11-22 09:14:05.123", light, nearer: 0 };
        Painter::new(size.0, size.1).draw(&request, &mut Dice::of(42, number))
    }

    #[test]
    fn every_region_lies_inside_the_picture() {
        for size in [(1920, 1080), (640, 360), (1280, 960)] {
            for number in 0..12 {
                for region in scene(number, size).regions {
                    assert!(region.width > 0 && region.height > 0);
                    assert!(region.x + region.width <= u32::from(size.0), "{region:?}");
                    assert!(region.y + region.height <= u32::from(size.1), "{region:?}");
                }
            }
        }
    }

    #[test]
    fn the_vehicle_that_counts_comes_first_and_sign_and_overlay_are_declared() {
        for number in 0..30 {
            let scene = scene(number, (960, 540));
            let kinds: Vec<_> = scene.regions.iter().map(|region| region.kind).collect();
            assert_eq!(
                kinds[..4],
                [RegionKind::Vehicle, RegionKind::Plate, RegionKind::Overlay, RegionKind::Windscreen]
            );
            assert!(kinds.contains(&RegionKind::Sign));
            let (vehicle, plate) = (scene.regions[0], scene.regions[1]);
            assert!(plate.x >= vehicle.x && plate.x + plate.width <= vehicle.x + vehicle.width);
        }
    }

    #[test]
    fn bystanders_and_second_vehicles_turn_up() {
        let kinds: Vec<_> =
            (0..30).flat_map(|n| scene(n, (640, 360)).regions).map(|region| region.kind).collect();
        let times = |kind| kinds.iter().filter(|found| **found == kind).count();
        assert!(times(RegionKind::Person) > 5 && times(RegionKind::Cyclist) > 5);
        assert!(times(RegionKind::Plate) > 35);
    }

    #[test]
    fn the_same_seed_gives_the_same_picture() {
        let (one, other) = (scene(5, (640, 360)), scene(5, (640, 360)));
        assert_eq!(one.canvas.pixels(), other.canvas.pixels());
        assert_eq!(one.regions, other.regions);
        assert_ne!(one.canvas.pixels(), scene(7, (640, 360)).canvas.pixels());
    }
}
