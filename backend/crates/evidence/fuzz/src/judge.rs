//! What must hold for every picture, whoever made it. A panic is a finding.

use poortwacht_domain::Rect;
use poortwacht_evidence::jpeg::{self, Inspected, Limits, RedactError, Redacted};

use super::case::Case;

/// Runs work on a file and may judge what it takes.
pub trait Guard {
    /// Gives what the work gives.
    fn run<T>(&self, file: &[u8], work: impl FnOnce() -> T) -> T;
}

/// The file is refused or described.
pub fn inspect(case: &Case<'_>, guard: &impl Guard) -> Option<Inspected> {
    let Case { file, .. } = case;
    let inspected = guard.run(file, || jpeg::inspect(file, &Limits::default())).ok()?;
    let Inspected { width, height, components, trailing_bytes, .. } = inspected;
    assert!(width > 0 && height > 0 && matches!(components, 1 | 3));
    assert!(u64::from(width) * u64::from(height) <= Limits::default().max_pixels);
    assert!(trailing_bytes < file.len());
    Some(inspected)
}

/// What is written passes every check that an incoming picture and a stored one have to pass, and another decoder
/// reads it.
pub fn redact(case: &Case<'_>, guard: &impl Guard) -> Option<Redacted> {
    let inspected = inspect(case, guard)?;
    let (width, height) = (inspected.width, inspected.height);
    let (regions, masks) = (case.regions(width, height), case.areas(width, height));
    let work = || jpeg::redact(&inspected, &regions, &case.policy(), &masks);
    let redacted = sound(guard.run(case.file, work))?;
    stored(&redacted, guard);
    assert_eq!((redacted.manifest.width, redacted.manifest.height), (width, height));
    Some(redacted)
}

/// A refusal is fine, a defect of ours is not.
fn sound(outcome: Result<Redacted, RedactError>) -> Option<Redacted> {
    if let Err(RedactError::Output(defect)) = &outcome {
        panic!("written, but not sound: {defect}");
    }
    outcome.ok()
}

/// Masking more and keeping one area only work on everything that redaction wrote, and only ever remove.
pub fn mask_more(case: &Case<'_>, guard: &impl Guard) -> Option<Redacted> {
    let redacted = redact(case, guard)?;
    let Redacted { jpeg, manifest } = &redacted;
    let areas = case.areas(manifest.width, manifest.height);
    let masked = guard.run(jpeg, || jpeg::mask_more(jpeg, manifest, &areas));
    only_removes(&redacted, &masked, guard);
    let area = case.area(manifest.width, manifest.height);
    let kept = guard.run(jpeg, || jpeg::keep_only(jpeg, manifest, area));
    match area.intersection(&whole(&redacted)) {
        Some(_) => only_removes(&redacted, &kept, guard),
        None => assert_eq!(kept, Err(RedactError::AreaOutside)),
    }
    masked.ok()
}

/// Each block is what it was or grey, and what was grey stays so.
fn only_removes(before: &Redacted, after: &Result<Redacted, RedactError>, guard: &impl Guard) {
    let Ok(after) = after else { panic!("a picture that redaction wrote was refused: {after:?}") };
    stored(after, guard);
    assert_eq!(after.manifest.kept, before.manifest.kept);
    assert!(after.manifest.grey.starts_with(&before.manifest.grey));
    let (old, new) = (blocks(&before.jpeg), blocks(&after.jpeg));
    assert_eq!(old.len(), new.len());
    assert!(old.iter().zip(&new).all(|(old, new)| old == new || *new == [0; 64]), "a block was changed");
}

fn blocks(jpeg: &[u8]) -> Vec<[i16; 64]> {
    let coefficients = libjpeg_turbo_rs::read_coefficients(jpeg);
    assert!(coefficients.is_ok(), "another reader refuses what was written: {coefficients:?}");
    coefficients.into_iter().flat_map(|read| read.components).flat_map(|component| component.blocks).collect()
}

/// Views of any bytes are refused or made; views of what redaction wrote are made, in the size that was announced.
pub fn views(case: &Case<'_>, guard: &impl Guard) -> Option<Redacted> {
    let file = case.file;
    drop(guard.run(file, || jpeg::plate_crop(file, case.area(640, 480))));
    drop(guard.run(file, || jpeg::work_size(file, 48)));
    let redacted = redact(case, guard)?;
    let Redacted { jpeg, manifest } = &redacted;
    let area = case.area(manifest.width, manifest.height);
    let crop = guard.run(jpeg, || jpeg::plate_crop(jpeg, area));
    let announced = jpeg::crop_area(area, manifest.width, manifest.height);
    assert_eq!(crop.ok().map(|crop| size(&crop)), announced.map(|area| Some((area.width, area.height))));
    for most in [u32::from(u8::MAX), manifest.width / 2, 1] {
        let work = guard.run(jpeg, || jpeg::work_size(jpeg, most));
        let width = work.ok().and_then(|work| size(&work)).map_or(u32::MAX, |(width, _)| width);
        assert!(width <= most.max(manifest.width.div_ceil(8)), "{width} pixels wide, asked for {most}");
    }
    Some(redacted)
}

fn whole(redacted: &Redacted) -> Rect {
    Rect { x: 0, y: 0, width: redacted.manifest.width, height: redacted.manifest.height }
}

/// What another decoder says.
fn size(jpeg: &[u8]) -> Option<(u32, u32)> {
    let decoded = image::load_from_memory_with_format(jpeg, image::ImageFormat::Jpeg).ok()?;
    Some((decoded.width(), decoded.height()))
}

fn stored(redacted: &Redacted, guard: &impl Guard) {
    let Redacted { jpeg, manifest } = redacted;
    assert_eq!(guard.run(jpeg, || jpeg::verify_manifest(jpeg, manifest)), Ok(()));
    let again = jpeg::inspect(jpeg, &Limits { max_bytes: usize::MAX, ..Limits::default() });
    assert!(again.is_ok(), "{again:?}");
    assert_eq!(size(jpeg), Some((manifest.width, manifest.height)));
}
