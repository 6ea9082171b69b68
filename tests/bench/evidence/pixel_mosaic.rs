//! The mosaic as a program would make it that works on pixels: same cells, same kept and grey areas as ours.

use anyhow::{Context, Result};
use poortwacht_domain::Rect;
use poortwacht_evidence::jpeg::{Cell, Manifest};

/// A decoded picture, three bytes a pixel.
pub struct Pixels {
    /// Pixels in a row.
    pub width: usize,
    /// Row by row.
    pub rgb: Vec<u8>,
}

/// Sum and count of a cell's pixels.
#[derive(Clone, Copy, Default)]
struct Mean {
    sums: [u32; 3],
    count: u32,
}

impl Mean {
    fn add(&mut self, pixels: &[u8]) {
        let (pixels, _) = pixels.as_chunks::<3>();
        for [red, green, blue] in pixels {
            let [reds, greens, blues] = &mut self.sums;
            *reds += u32::from(*red);
            *greens += u32::from(*green);
            *blues += u32::from(*blue);
        }
        self.count += u32::try_from(pixels.len()).unwrap_or_default();
    }

    fn colour(self) -> [u8; 3] {
        let count = self.count.max(1);
        self.sums.map(|sum| u8::try_from((sum + count / 2) / count).unwrap_or(u8::MAX))
    }
}

/// Destroys what the manifest says, over pixels.
pub fn destroy(pixels: &mut Pixels, manifest: &Manifest) -> Result<()> {
    let kept = manifest.kept.iter().map(|area| cut_out(pixels, area)).collect::<Result<Vec<_>>>()?;
    if let Some(cell) = manifest.mosaic {
        mosaic(pixels, cell)?;
    }
    for (area, rows) in manifest.kept.iter().zip(&kept) {
        put_back(pixels, area, rows)?;
    }
    manifest.grey.iter().try_for_each(|masked| grey(pixels, &masked.area))
}

fn mosaic(pixels: &mut Pixels, cell: Cell) -> Result<()> {
    let (across, down) = (usize::try_from(cell.width)?, usize::try_from(cell.height)?);
    let stride = 3 * pixels.width;
    let rows = pixels.rgb.len() / stride;
    let (columns, bands) = ((pixels.width / across).max(1), (rows / down).max(1));
    for band in 0..bands {
        // A remainder joins the last cell.
        let end = if band + 1 == bands { rows } else { (band + 1) * down };
        let band = pixels.rgb.get_mut(band * down * stride..end * stride).context("band")?;
        let colours = means(band, stride, 3 * across, columns);
        for row in band.chunks_exact_mut(stride) {
            for (cell, colour) in cells_mut(row, 3 * across, columns).into_iter().zip(&colours) {
                cell.as_chunks_mut::<3>().0.fill(*colour);
            }
        }
    }
    Ok(())
}

fn means(band: &[u8], stride: usize, length: usize, columns: usize) -> Vec<[u8; 3]> {
    let mut means = vec![Mean::default(); columns];
    for row in band.chunks_exact(stride) {
        let (whole, last) = row.split_at((columns - 1) * length);
        for (mean, cell) in means.iter_mut().zip(whole.chunks_exact(length).chain([last])) {
            mean.add(cell);
        }
    }
    means.into_iter().map(Mean::colour).collect()
}

fn cells_mut(row: &mut [u8], length: usize, columns: usize) -> Vec<&mut [u8]> {
    let (whole, last) = row.split_at_mut((columns - 1) * length);
    whole.chunks_exact_mut(length).chain([last]).collect()
}

fn cut_out(pixels: &Pixels, area: &Rect) -> Result<Vec<u8>> {
    let mut rows = Vec::new();
    for range in ranges(pixels.width, area)? {
        rows.extend_from_slice(pixels.rgb.get(range).context("area outside the picture")?);
    }
    Ok(rows)
}

fn put_back(pixels: &mut Pixels, area: &Rect, rows: &[u8]) -> Result<()> {
    let kept = rows.chunks_exact(3 * usize::try_from(area.width)?);
    for (range, row) in ranges(pixels.width, area)?.zip(kept) {
        pixels.rgb.get_mut(range).context("area outside the picture")?.copy_from_slice(row);
    }
    Ok(())
}

fn grey(pixels: &mut Pixels, area: &Rect) -> Result<()> {
    for range in ranges(pixels.width, area)? {
        pixels.rgb.get_mut(range).context("area outside the picture")?.fill(128);
    }
    Ok(())
}

/// The bytes of each row of an area.
fn ranges(width: usize, area: &Rect) -> Result<impl Iterator<Item = std::ops::Range<usize>>> {
    let (left, length) = (3 * usize::try_from(area.x)?, 3 * usize::try_from(area.width)?);
    let (top, bottom) = (usize::try_from(area.y)?, usize::try_from(area.y + area.height)?);
    Ok((top..bottom).map(move |y| y * 3 * width + left).map(move |start| start..start + length))
}

#[cfg(test)]
mod tests {
    use poortwacht_evidence::jpeg::{GreyCause, MaskedArea};

    use super::*;

    fn rect(x: u32, y: u32, width: u32, height: u32) -> Rect {
        Rect { x, y, width, height }
    }

    #[test]
    fn cells_get_their_mean_except_in_kept_areas_and_grey_wins() {
        let rgb = (0..5 * 4).flat_map(|pixel| [pixel, 100 + pixel, 0]).collect();
        let mut pixels = Pixels { width: 5, rgb };
        let manifest = Manifest {
            width: 5,
            height: 4,
            mosaic: Some(Cell { width: 2, height: 2 }),
            kept: vec![rect(0, 0, 1, 1), rect(3, 3, 2, 1)],
            grey: vec![MaskedArea { area: rect(4, 3, 1, 1), cause: GreyCause::Person }],
            sha256: String::new(),
        };
        destroy(&mut pixels, &manifest).unwrap();
        let reds: Vec<u8> = pixels.rgb.chunks(3).map(|pixel| pixel[0]).collect();
        assert_eq!(reds, [0, 3, 6, 6, 6, 3, 3, 6, 6, 6, 13, 13, 16, 16, 16, 13, 13, 16, 18, 128]);
    }
}
