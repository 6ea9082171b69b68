//! Which declared regions stay readable and which become grey.
//!
//! A packet is about one vehicle, so of several `vehicle` regions the first is the case's own; the others get
//! no protection from the mosaic. The case's plate is the first `plate` region wholly inside that vehicle, else
//! the first one touching it; in a picture without a vehicle region (a plate close-up) it is the first `plate`
//! region. Plate regions that overlap it are the same plate, declared twice. Every other `plate` region is
//! another vehicle's and becomes grey, also inside the kept vehicle: declaring a bystander's plate must never be
//! the reason that it stays readable.

use super::inspect::Inspected;
use super::manifest::{GreyCause, MaskedArea};
use poortwacht_domain::Rect;
use poortwacht_domain::{Region, RegionKind};

/// Places in `regions` that are empty or not wholly inside the picture, for one answer that lists them all.
#[must_use]
pub fn regions_outside(inspected: &Inspected, regions: &[Region]) -> Vec<usize> {
    let fits = |region: &Region| region.rect().fits(inspected.width, inspected.height);
    regions.iter().enumerate().filter(|(_, region)| !fits(region)).map(|(index, _)| index).collect()
}

/// Areas that stay as they are under `keep-declared`: the case's vehicle and plate, signs and overlays.
pub(super) fn kept(regions: &[Region]) -> Vec<Rect> {
    let own = own_plate(regions);
    let vehicle = vehicle(regions);
    let signs =
        regions.iter().filter(|r| matches!(r.kind, RegionKind::Sign | RegionKind::Overlay)).map(Region::rect);
    vehicle.into_iter().chain(own).chain(signs).collect()
}

/// Areas that become grey under every policy.
pub(super) fn grey(regions: &[Region], static_masks: &[Rect]) -> Vec<MaskedArea> {
    let own = own_plate(regions);
    let cause = |region: &Region| match region.kind {
        RegionKind::Person => Some(GreyCause::Person),
        RegionKind::Cyclist => Some(GreyCause::Cyclist),
        RegionKind::Windscreen => Some(GreyCause::Windscreen),
        RegionKind::Plate if !is_own(region, own) => Some(GreyCause::OtherPlate),
        RegionKind::Plate | RegionKind::Vehicle | RegionKind::Sign | RegionKind::Overlay => None,
    };
    let declared = regions.iter().filter_map(|r| cause(r).map(|cause| MaskedArea { area: r.rect(), cause }));
    let fixed = static_masks.iter().map(|mask| MaskedArea { area: *mask, cause: GreyCause::StaticMask });
    declared.chain(fixed).collect()
}

fn vehicle(regions: &[Region]) -> Option<Rect> {
    regions.iter().find(|region| region.kind == RegionKind::Vehicle).map(Region::rect)
}

/// The area of the case's own plate, the one that stays readable; `None` when none is declared.
#[must_use]
pub fn case_plate(regions: &[Region]) -> Option<Rect> {
    own_plate(regions)
}

fn own_plate(regions: &[Region]) -> Option<Rect> {
    let mut plates = regions.iter().filter(|region| region.kind == RegionKind::Plate).map(Region::rect);
    match vehicle(regions) {
        None => plates.next(),
        Some(vehicle) => {
            let plates: Vec<Rect> = plates.collect();
            let within = plates.iter().find(|plate| vehicle.intersection(plate) == Some(**plate));
            within.or_else(|| plates.iter().find(|plate| vehicle.intersection(plate).is_some())).copied()
        }
    }
}

fn is_own(plate: &Region, own: Option<Rect>) -> bool {
    own.is_some_and(|own| own.intersection(&plate.rect()).is_some())
}
