//! At which quality a picture was encoded, so that every contestant encodes at the same.

/// Luma quantisation at quality 50 (T.81 table K.1), natural order.
const STANDARD: [u16; 64] = [
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17,
    22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78,
    87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];

/// The quality (1 to 100, libjpeg's scale) whose luma table comes closest to this one.
pub fn of(table: &[u16; 64]) -> u8 {
    (1..=100).min_by_key(|quality| distance(table, *quality)).unwrap_or(100)
}

fn distance(table: &[u16; 64], quality: u8) -> u32 {
    let scaled = STANDARD.map(|step| scaled(step, quality));
    table.iter().zip(scaled).map(|(one, other)| u32::from(one.abs_diff(other))).sum()
}

fn scaled(step: u16, quality: u8) -> u16 {
    let quality = u32::from(quality);
    let percent = if quality < 50 { 5000 / quality } else { 200 - 2 * quality };
    let scaled = (u32::from(step) * percent + 50) / 100;
    u16::try_from(scaled.clamp(1, 255)).unwrap_or(255)
}

#[cfg(test)]
mod tests {
    use libjpeg_turbo_rs::{PixelFormat, Subsampling, compress, read_coefficients};

    use super::*;

    #[test]
    fn the_quality_of_a_picture_is_found() {
        for quality in [30, 50, 75, 88, 95] {
            let format = PixelFormat::Rgb;
            let jpeg = compress(&[90; 16 * 16 * 3], 16, 16, format, quality, Subsampling::S420).unwrap();
            assert_eq!(of(&read_coefficients(&jpeg).unwrap().quant_tables[0]), quality);
        }
    }
}
