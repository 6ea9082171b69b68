//! Pictures: judged by content, redacted, and the original gone.

use poortwacht_domain::{ImageDeclaration, LocationDossier, PicturePlace};
use poortwacht_evidence::jpeg::{self, Inspected, Limits, Redacted};
use poortwacht_store::pictures::Picture;

use super::{IntakeRefusal, PacketFault};
use crate::{ServiceError, Services};

/// The revision under which everything of a new case is sealed.
pub(super) const FIRST_REVISION: i64 = 1;

/// A redacted picture, not sealed yet.
pub(super) struct CleanPicture {
    pub(super) picture: Picture,
    pub(super) jpeg: Vec<u8>,
}

/// Redacts a packet's pictures when it is their turn. Blocks.
///
/// `pictures` has one for each of `images`, in that order.
///
/// # Errors
/// Every fault of every picture, by the pointer of its declaration.
pub(super) fn redact_all(
    services: &Services,
    images: &[ImageDeclaration],
    pictures: Vec<Vec<u8>>,
    dossier: &LocationDossier,
) -> Result<Vec<CleanPicture>, IntakeRefusal> {
    let (images, dossier) = (images.to_vec(), dossier.clone());
    services.workshop().run(move || redact_each(&images, pictures, &dossier))?
}

/// Inspects all pictures, then redacts them one by one; each original is freed as soon as its coefficients are read, and
/// those as soon as its redacted twin exists.
fn redact_each(
    images: &[ImageDeclaration],
    pictures: Vec<Vec<u8>>,
    dossier: &LocationDossier,
) -> Result<Vec<CleanPicture>, IntakeRefusal> {
    let mut faults = Vec::new();
    let mut inspected = Vec::with_capacity(images.len());
    for (place, (image, bytes)) in images.iter().zip(pictures).enumerate() {
        match inspect(place, image, &bytes) {
            Ok(sound) => inspected.push(sound),
            Err(wrong) => faults.extend(wrong),
        }
    }
    if !faults.is_empty() {
        return Err(IntakeRefusal::Invalid(faults));
    }
    let originals = images.iter().zip(inspected).enumerate();
    originals.map(|(place, (image, inspected))| redact(place, image, inspected, dossier)).collect()
}

fn inspect(place: usize, image: &ImageDeclaration, bytes: &[u8]) -> Result<Inspected, Vec<PacketFault>> {
    let inspected = jpeg::inspect(bytes, &Limits::default())
        .map_err(|refusal| vec![fault(place, refusal.code(), refusal.to_string())])?;
    let outside = jpeg::regions_outside(&inspected, &image.regions);
    if outside.is_empty() {
        return Ok(inspected);
    }
    let size = format!("{} by {} pixels", inspected.width, inspected.height);
    let outside = outside.into_iter().map(|region| {
        let detail = format!("the region reaches outside the picture of {size}; declare it in its pixels");
        PacketFault::new(format!("/images/{place}/regions/{region}"), "region_outside", detail)
    });
    Err(outside.collect())
}

/// Takes the original's coefficients by value: they do not outlive this call.
fn redact(
    place: usize,
    image: &ImageDeclaration,
    original: Inspected,
    dossier: &LocationDossier,
) -> Result<CleanPicture, IntakeRefusal> {
    let redacted = jpeg::redact(&original, &image.regions, &dossier.policy, &dossier.static_masks)
        .map_err(|error| vec![fault(place, error.code(), error.to_string())])?;
    drop(original);
    describe(place, image, redacted)
}

fn describe(
    place: usize,
    image: &ImageDeclaration,
    redacted: Redacted,
) -> Result<CleanPicture, IntakeRefusal> {
    let ordinal = u32::try_from(place).map_err(|_| ServiceError::Damaged("too many pictures".to_owned()))?;
    let Redacted { jpeg, manifest } = redacted;
    let picture = Picture {
        ordinal,
        kind: image.kind,
        width: manifest.width,
        height: manifest.height,
        captured_at: image.captured_at,
        received_sha256: image.sha256.clone(),
        sealed_sha256: manifest.sha256.clone(),
        manifest: serde_json::to_string(&manifest)?,
        revision: FIRST_REVISION,
        place: PicturePlace::Database,
        object: None,
    };
    Ok(CleanPicture { picture, jpeg })
}

fn fault(place: usize, code: &'static str, detail: String) -> PacketFault {
    PacketFault::new(format!("/images/{place}"), code, detail)
}
