//! Random regions over real pictures. They come from the folder that `POORTWACHT_FRAMES` names, with a `frames.json` that
//! lists them; without it drawn pictures take their place.

use super::super::{crop_area, mask_more, plate_crop};
use super::judge::check;
use super::painter::Style;
use super::properties::region_in;
use super::*;
use proptest::prelude::*;
use serde::Deserialize;
use std::path::PathBuf;
use std::sync::LazyLock;

#[derive(Deserialize)]
struct Listing {
    frames: Vec<Listed>,
}

#[derive(Deserialize)]
struct Listed {
    file: String,
}

static PICTURES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| match std::env::var_os("POORTWACHT_FRAMES") {
    Some(folder) => real(folder.into()),
    None => drawn(),
});

fn real(folder: PathBuf) -> Vec<Vec<u8>> {
    let listing = std::fs::read(folder.join("frames.json")).unwrap();
    let listing: Listing = serde_json::from_slice(&listing).unwrap();
    listing.frames.iter().map(|frame| std::fs::read(folder.join(&frame.file)).unwrap()).collect()
}

fn drawn() -> Vec<Vec<u8>> {
    let plain = Style::new(640, 360);
    [plain, Style { progressive: true, ..plain }, Style { seed: 5, ..Style::new(801, 453) }]
        .map(Style::encode)
        .into()
}

fn scene() -> impl Strategy<Value = (usize, Vec<Region>)> {
    (0..PICTURES.len()).prop_flat_map(|place| {
        let inspected = look(&PICTURES[place]).unwrap();
        (Just(place), prop::collection::vec(region_in(inspected.width, inspected.height), 0..6))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_regions_of_a_frame_are_kept_or_destroyed_as_the_protocol_says((place, regions) in scene()) {
        let original = &PICTURES[place];
        let kept = keep_declared(original, &regions);
        check(original, &kept);
        let areas: Vec<Rect> = regions.iter().take(2).map(Region::rect).collect();
        check(&kept.jpeg, &mask_more(&kept.jpeg, &kept.manifest, &areas).unwrap());
        check(original, &mask_declared(original, &regions, &[]));
    }

    #[test]
    fn a_crop_of_a_frame_shows_the_pixels_of_the_frame((place, regions) in scene()) {
        let original = &PICTURES[place];
        let stored = mask_declared(original, &[], &[]).jpeg;
        let whole = image::load_from_memory(original).unwrap();
        for region in &regions {
            let area = crop_area(region.rect(), whole.width(), whole.height()).unwrap();
            let crop = image::load_from_memory(&plate_crop(&stored, region.rect()).unwrap()).unwrap();
            prop_assert_eq!((crop.width(), crop.height()), (area.width, area.height));
            let expected = whole.crop_imm(area.x, area.y, area.width, area.height);
            // Chroma at the cut has no neighbour to be blended with.
            if area.width > 8 && area.height > 8 {
                let inner = |image: &image::DynamicImage| image.crop_imm(4, 4, area.width - 8, area.height - 8);
                prop_assert!(inner(&crop) == inner(&expected));
            }
        }
    }
}
