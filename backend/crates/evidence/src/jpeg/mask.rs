//! Stored pictures that lose more. Nothing here can bring a block back: areas are only ever added to what is grey.

use super::manifest::{GreyCause, Manifest, MaskedArea};
use super::mosaic;
use super::redact::{RedactError, Redacted, write};
use super::verify;
use poortwacht_domain::Rect;

/// Masks more of a redacted picture: only removes. Areas are clipped to the picture; the blocks they touch become grey
/// with the cause [`GreyCause::Officer`].
///
/// # Errors
/// [`RedactError::Stored`] when the picture is not the manifest's.
pub fn mask_more(jpeg: &[u8], manifest: &Manifest, areas: &[Rect]) -> Result<Redacted, RedactError> {
    grey_out(jpeg, manifest, areas, GreyCause::Officer)
}

/// Only one area stays as it is, everything else becomes grey with the cause [`GreyCause::NotOffender`]: the picture
/// for the offender, who may see his own vehicle and nobody else's. What was masked inside the area stays masked.
///
/// # Errors
/// [`RedactError::AreaOutside`] when the area holds no pixel of the picture, [`RedactError::Stored`] when the picture is
/// not the manifest's.
pub fn keep_only(jpeg: &[u8], manifest: &Manifest, area: Rect) -> Result<Redacted, RedactError> {
    let around = around(manifest, area).ok_or(RedactError::AreaOutside)?;
    grey_out(jpeg, manifest, &around, GreyCause::NotOffender)
}

fn grey_out(
    jpeg: &[u8],
    manifest: &Manifest,
    areas: &[Rect],
    cause: GreyCause,
) -> Result<Redacted, RedactError> {
    let picture = verify::stored(jpeg, manifest).map_err(RedactError::Stored)?;
    let mut manifest = manifest.clone();
    let whole = whole(&manifest);
    for area in areas.iter().filter_map(|area| area.intersection(&whole)) {
        let masked = MaskedArea { area, cause };
        if !manifest.grey.contains(&masked) {
            manifest.grey.push(masked);
        }
    }
    write(&mosaic::grey_only(&picture, &manifest), manifest)
}

/// The four strips above, below, left and right of an area; `None` when nothing of it lies in the picture.
fn around(manifest: &Manifest, area: Rect) -> Option<[Rect; 4]> {
    let picture = whole(manifest);
    let kept = area.intersection(&picture)?;
    Some([
        Rect { height: kept.y, ..picture },
        Rect { y: kept.bottom(), height: picture.height - kept.bottom(), ..picture },
        Rect { width: kept.x, ..picture },
        Rect { x: kept.right(), width: picture.width - kept.right(), ..picture },
    ])
}

fn whole(manifest: &Manifest) -> Rect {
    Rect { x: 0, y: 0, width: manifest.width, height: manifest.height }
}
