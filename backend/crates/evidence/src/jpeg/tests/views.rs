use super::super::{ViewError, plate_crop, work_size};
use super::painter::Style;
use super::*;
use image::GenericImageView;

fn size(jpeg: &[u8]) -> (u32, u32) {
    image::load_from_memory(jpeg).unwrap().dimensions()
}

#[test]
fn a_plate_crop_shows_exactly_the_area() {
    for sampling in
        [None, Some(libjpeg_turbo_rs::Subsampling::S444), Some(libjpeg_turbo_rs::Subsampling::S420)]
    {
        let jpeg = Style { sampling, ..Style::new(333, 247) }.encode();
        let area = rect(101, 67, 53, 19);
        let crop = image::load_from_memory(&plate_crop(&jpeg, area, 1).unwrap()).unwrap();
        assert_eq!(crop.dimensions(), (53, 19));
        let whole = image::load_from_memory(&jpeg).unwrap();
        let distance: u64 = crop
            .pixels()
            .map(|(x, y, pixel)| {
                let expected = whole.get_pixel(x + area.x, y + area.y).0;
                pixel.0.iter().zip(expected).map(|(a, b)| u64::from(a.abs_diff(b))).sum::<u64>()
            })
            .sum();
        assert!(distance / (53 * 19) < 24, "mean distance {}", distance / (53 * 19));
    }
}

#[test]
fn a_plate_crop_is_enlarged_within_bounds_and_clipped_to_the_picture() {
    let jpeg = Style::new(320, 240).encode();
    assert_eq!(size(&plate_crop(&jpeg, rect(300, 230, 50, 50), 4).unwrap()), (80, 40));
    assert_eq!(size(&plate_crop(&jpeg, rect(0, 0, 320, 240), 100).unwrap()), (320 * 7, 240 * 7));
    assert_eq!(plate_crop(&jpeg, rect(320, 0, 5, 5), 2), Err(ViewError::Outside));
    assert_eq!(plate_crop(&jpeg, rect(5, 5, 0, 5), 2), Err(ViewError::Outside));
    assert!(matches!(plate_crop(b"text", rect(0, 0, 5, 5), 2), Err(ViewError::Unreadable(_))));
}

#[test]
fn the_work_size_is_at_most_as_wide_as_asked() {
    let jpeg = Style::new(1280, 720).encode();
    assert_eq!(size(&work_size(&jpeg, 960).unwrap()), (960, 540));
    assert_eq!(size(&work_size(&jpeg, 1000).unwrap()), (960, 540));
    assert_eq!(size(&work_size(&jpeg, 640).unwrap()), (640, 360));
    assert_eq!(size(&work_size(&jpeg, 1).unwrap()), (160, 90));
    assert_eq!(work_size(&jpeg, 1280).unwrap(), jpeg);
    assert!(matches!(work_size(b"text", 10), Err(ViewError::Unreadable(_))));
}
