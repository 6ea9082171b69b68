//! Everything sealed of a case, opened once more and sealed under a new key, with less in one picture.

use aws_lc_rs::digest::{SHA256, digest};
use poortwacht_domain::{PicturePlace, Rect};
use poortwacht_evidence::jpeg::{self, Manifest};
use poortwacht_ledger::Receipt;
use poortwacht_store::cases::{DatabaseHalf, PlateIndex};
use poortwacht_store::fields::{self, NewField, SealedField};
use poortwacht_store::pictures::{NewPicture, Picture, SealedPicture};
use secrecy::ExposeSecret;

use super::mask::MaskRequest;
use super::target::Target;
use crate::case_file::{Opener, Sealer};
use crate::custody::{Pins, Recorded};
use crate::intake::FIELD_PLATE;
use crate::review::ReviewRefusal;
use crate::sealed_pictures::{self, Located};
use crate::{Actor, ServiceError, Services};

/// A case's sealed parts under its new key, ready for the transaction.
#[derive(Debug, Clone)]
pub(super) struct Resealed {
    /// The case as it was opened.
    pub(super) target: Target,
    pub(super) half: DatabaseHalf,
    pub(super) plate: PlateIndex,
    pub(super) fields: Vec<NewField>,
    pub(super) pictures: Vec<NewPicture>,
    pub(super) pins: Pins,
}

impl Resealed {
    /// Opens with the receipt, masks, and seals anew. The bytes of the pictures are where they will stay; nothing names
    /// them yet. Blocks: pictures and key store.
    pub(super) fn make(
        services: &Services,
        actor: &Actor,
        receipt: &Receipt,
        request: &MaskRequest,
    ) -> Result<Self, ReviewRefusal> {
        let (keys, rng) = (services.keys(), services.rng());
        let Sealed { target, recorded, fields, pictures } = Sealed::load(services, actor, request)?;
        let pictures = pictures.into_iter().map(|located| sealed_pictures::bring(services, located));
        let pictures = pictures.collect::<Result<Vec<_>, _>>()?;
        let case = &target.case;
        let opener = Opener::new(receipt, keys.as_ref(), case.clone(), recorded);
        let revision = case.revision.saturating_add(1);
        let (sealer, half) =
            Sealer::fresh(keys.as_ref(), rng.as_ref(), case.municipality, case.id, revision)?;
        let again = Again { opener: &opener, sealer: &sealer };
        let plate = again.plate_index(&fields)?;
        let fields = fields.iter().map(|field| again.field(field)).collect::<Result<Vec<_>, _>>()?;
        let masked = |picture: &SealedPicture| {
            let is_meant = picture.picture.ordinal == request.ordinal;
            if is_meant { again.masked(picture, &request.areas) } else { again.picture(picture) }
        };
        let pictures = pictures.iter().map(masked).collect::<Result<Vec<_>, _>>()?;
        let pins = Pins::of(case.id, revision, &half, &fields, &pictures);
        let pictures = sealed_pictures::stow(services, case.municipality, case.id, pictures)?;
        Ok(Self { target, half, plate, fields, pictures, pins })
    }

    /// Bytes that go into the database.
    pub(super) fn weight(&self) -> usize {
        let pictures = self.pictures.iter().map(|picture| picture.sealed.len());
        pictures.chain(self.fields.iter().map(|field| field.sealed.len())).sum()
    }

    /// Takes back what lies in the bucket, after a transaction that did not come about. Blocks.
    pub(super) fn withdraw(&self, services: &Services) {
        let case = &self.target.case;
        let objects = sealed_pictures::objects_of(case.municipality, case.id, &self.pictures);
        sealed_pictures::withdraw(services, &objects);
    }

    /// Deletes what lies in the bucket of the revision before. Blocks.
    pub(super) fn discard_old(&self, services: &Services) {
        let case = &self.target.case;
        let in_bucket = |picture: &&Picture| picture.place == PicturePlace::Bucket;
        for picture in self.target.pictures.iter().filter(in_bucket) {
            let (ordinal, revision) = (picture.ordinal, picture.revision);
            sealed_pictures::discard(services, case.municipality, case.id, ordinal, revision);
        }
    }

    /// SHA-256 of the picture that was masked, before and after.
    pub(super) fn digests(&self) -> (&str, &str) {
        let ordinal = self.target.picture.ordinal;
        let after = self.pictures.iter().find(|new| new.picture.ordinal == ordinal);
        let after = after.map_or("", |new| new.picture.sealed_sha256.as_str());
        (&self.target.picture.sealed_sha256, after)
    }
}

/// What the database holds, from one snapshot.
struct Sealed {
    target: Target,
    recorded: Recorded,
    fields: Vec<SealedField>,
    pictures: Vec<Located>,
}

impl Sealed {
    fn load(services: &Services, actor: &Actor, request: &MaskRequest) -> Result<Self, ReviewRefusal> {
        let scope = actor.scope();
        services.store().read_blocking(|conn| {
            let target = Target::find(conn, actor, &request.case, request.ordinal, services.now())?;
            let case = target.case.id;
            let recorded = Recorded::load(conn, &scope, &target.case)?;
            recorded.check_records(&target.pictures).map_err(ServiceError::from)?;
            let fields = fields::of_case(conn, &scope, case)?;
            let locate = |picture: &Picture| {
                let found = sealed_pictures::locate(conn, &scope, case, picture.ordinal)?;
                found.ok_or(ServiceError::NotFound("picture"))
            };
            let pictures = target.pictures.iter().map(locate).collect::<Result<_, _>>()?;
            Ok(Self { target, recorded, fields, pictures })
        })
    }
}

/// Opens one part after the other and seals it anew.
struct Again<'a> {
    opener: &'a Opener<'a>,
    sealer: &'a Sealer<'a>,
}

impl Again<'_> {
    /// The index dies with the old key.
    fn plate_index(&self, fields: &[SealedField]) -> Result<PlateIndex, ServiceError> {
        let plate = fields.iter().find(|field| field.field == FIELD_PLATE);
        let plate = plate.ok_or_else(|| ServiceError::Damaged("a case without a plate".to_owned()))?;
        Ok(self.sealer.plate_index(&self.opener.plate(plate)?.plate))
    }

    fn field(&self, field: &SealedField) -> Result<NewField, ServiceError> {
        let opened = self.opener.bytes(field)?;
        self.sealer.field(&field.field, opened.expose_secret())
    }

    fn picture(&self, sealed: &SealedPicture) -> Result<NewPicture, ServiceError> {
        let opened = self.opener.picture(sealed)?;
        self.sealer.picture(unplaced(&sealed.picture), opened.expose_secret())
    }

    fn masked(&self, sealed: &SealedPicture, areas: &[Rect]) -> Result<NewPicture, ServiceError> {
        let opened = self.opener.picture(sealed)?;
        let manifest: Manifest = serde_json::from_str(&sealed.picture.manifest)
            .map_err(|_| ServiceError::Damaged("a picture's manifest does not parse".to_owned()))?;
        let redacted = jpeg::mask_more(opened.expose_secret(), &manifest, areas)
            .map_err(|error| ServiceError::Damaged(format!("a stored picture: {error}")))?;
        let manifest = serde_json::to_string(&redacted.manifest)
            .map_err(|_| ServiceError::Damaged("a manifest cannot be written".to_owned()))?;
        let sealed_sha256 = hex::encode(digest(&SHA256, &redacted.jpeg));
        let picture = Picture { manifest, sealed_sha256, ..unplaced(&sealed.picture) };
        self.sealer.picture(picture, &redacted.jpeg)
    }
}

/// Sealed anew the picture lies nowhere yet.
fn unplaced(picture: &Picture) -> Picture {
    Picture { place: PicturePlace::Database, object: None, ..picture.clone() }
}
