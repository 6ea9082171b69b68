//! Which plates and vehicles are the case's own.

use super::super::GreyCause;
use super::super::regions::{grey, kept};
use super::*;

const VEHICLE: Rect = Rect { x: 100, y: 100, width: 200, height: 150 };

fn others(regions: &[Region]) -> Vec<Rect> {
    grey(regions, &[]).iter().filter(|m| m.cause == GreyCause::OtherPlate).map(|m| m.area).collect()
}

#[test]
fn the_first_plate_wholly_inside_the_vehicle_is_the_own_plate() {
    let (touching, own, behind) = (rect(90, 200, 20, 10), rect(150, 220, 40, 12), rect(250, 110, 30, 8));
    let regions = [
        region(RegionKind::Plate, touching),
        region(RegionKind::Vehicle, VEHICLE),
        region(RegionKind::Plate, own),
        region(RegionKind::Plate, behind),
    ];
    assert_eq!(kept(&regions), [VEHICLE, own]);
    assert_eq!(others(&regions), [touching, behind]);
}

#[test]
fn a_plate_that_sticks_out_of_the_vehicle_is_its_own_when_none_lies_inside() {
    let plate = rect(290, 220, 40, 12);
    let regions = [region(RegionKind::Vehicle, VEHICLE), region(RegionKind::Plate, plate)];
    assert_eq!(kept(&regions), [VEHICLE, plate]);
    assert!(others(&regions).is_empty());
}

#[test]
fn a_plate_apart_from_the_vehicle_is_another_vehicles() {
    let plate = rect(400, 220, 40, 12);
    let regions = [region(RegionKind::Plate, plate), region(RegionKind::Vehicle, VEHICLE)];
    assert_eq!(kept(&regions), [VEHICLE]);
    assert_eq!(others(&regions), [plate]);
}

#[test]
fn in_a_close_up_without_vehicle_the_first_plate_is_the_own_plate() {
    let (own, other) = (rect(10, 10, 40, 12), rect(100, 10, 40, 12));
    let regions = [own, other].map(|area| region(RegionKind::Plate, area));
    assert_eq!(kept(&regions), [own]);
    assert_eq!(others(&regions), [other]);
}

#[test]
fn the_own_plate_declared_twice_is_not_masked() {
    let regions = [
        region(RegionKind::Vehicle, VEHICLE),
        region(RegionKind::Plate, rect(150, 220, 40, 12)),
        region(RegionKind::Plate, rect(148, 218, 44, 16)),
    ];
    assert!(others(&regions).is_empty());
}

#[test]
fn only_the_first_vehicle_is_kept() {
    let regions = [region(RegionKind::Vehicle, VEHICLE), region(RegionKind::Vehicle, rect(400, 100, 90, 80))];
    assert_eq!(kept(&regions), [VEHICLE]);
}
