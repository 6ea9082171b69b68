use super::super::{ViewError, crop_area, plate_crop, work_size};
use super::painter::{Style, styles};
use super::*;
use image::GenericImageView;
use libjpeg_turbo_rs::read_coefficients;

fn size(jpeg: &[u8]) -> (u32, u32) {
    image::load_from_memory(jpeg).unwrap().dimensions()
}

#[test]
fn the_crop_of_an_area_has_room_around_it_in_whole_mcus_and_stays_in_the_picture() {
    let crop = |area| crop_area(area, 2560, 1440);
    assert_eq!(crop(rect(1000, 700, 120, 30)), Some(rect(960, 672, 192, 96)));
    assert_eq!(crop(rect(0, 0, 1, 1)), Some(rect(0, 0, 32, 32)));
    assert_eq!(crop(rect(2550, 1430, 500, 500)), Some(rect(2528, 1408, 32, 32)));
    assert_eq!(crop(rect(0, 0, 2560, 1440)), Some(rect(0, 0, 2560, 1440)));
    assert_eq!(crop(rect(2560, 0, 5, 5)), None);
    assert_eq!(crop(rect(5, 5, 0, 5)), None);
    assert_eq!(crop_area(rect(3, 3, u32::MAX, u32::MAX), 5, 7), Some(rect(0, 0, 5, 7)));
}

#[test]
fn a_plate_crop_has_the_blocks_of_the_picture_in_every_coding() {
    for style in styles() {
        let jpeg = style.encode();
        let (width, height) = (style.width as u32, style.height as u32);
        let Some(area) = crop_area(rect(70, 80, 40, 12), width, height) else { continue };
        let stored = mask_declared(&jpeg, &[], &[]).jpeg;
        let crop = plate_crop(&stored, rect(70, 80, 40, 12)).unwrap();
        assert_eq!(size(&crop), (area.width, area.height), "{style:?}");
        let (whole, part) = (read_coefficients(&stored).unwrap(), read_coefficients(&crop).unwrap());
        for (index, (whole, part)) in whole.components.iter().zip(&part.components).enumerate() {
            let chroma =
                (look(&jpeg).unwrap().picture.frame.max_sampling().0 / u32::from(part.h_sampling)) * 8;
            let left = (area.x / chroma) as usize;
            let block = &part.blocks[0];
            let down = look(&jpeg).unwrap().picture.frame.max_sampling().1 / u32::from(part.v_sampling) * 8;
            let top = (area.y / down) as usize;
            assert_eq!(*block, whole.blocks[top * whole.blocks_x + left], "{style:?} component {index}");
        }
    }
}

#[test]
fn a_crop_that_cannot_be_made_is_refused() {
    let jpeg = Style::new(320, 240).encode();
    assert_eq!(plate_crop(&jpeg, rect(320, 0, 5, 5)), Err(ViewError::Outside));
    assert_eq!(plate_crop(&jpeg, rect(5, 5, 0, 5)), Err(ViewError::Outside));
    assert!(matches!(plate_crop(b"text", rect(0, 0, 5, 5)), Err(ViewError::Unreadable(_))));
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

#[test]
fn a_small_file_that_declares_a_huge_picture_is_refused_at_its_header() {
    let huge = super::malformed::patched(&Style::new(64, 48).encode(), 0xC0, 1, &[0xFF, 0xDC, 0xFF, 0xDC]);
    let refusal = JpegRefusal::TooManyPixels { width: 65500, height: 65500, limit: 40_000_000 }.to_string();
    assert_eq!(plate_crop(&huge, rect(0, 0, 5, 5)), Err(ViewError::Unreadable(refusal)));
    assert!(matches!(work_size(&huge, 1280), Err(ViewError::Unreadable(_))));
}
