//! Where sealed pictures lie: the only way to put them away and to fetch them. What they show is none of its business.
//!
//! In the bucket an object is durable before the row that names it is, and outlives it by a moment. What lies there
//! without a row is a stray, which the [sweep](crate::reconcile) removes; a row without its object is an incident.

mod measured;
mod relocate;

use poortwacht_domain::{CaseId, MunicipalityId, ObjectStamp, PicturePlace};
use poortwacht_evidence::bucket::{Bucket, BucketError, ObjectName};
use poortwacht_store::cases;
use poortwacht_store::picture_places::{self, Placed};
use poortwacht_store::pictures::{self, NewPicture, Picture, SealedPicture};
use poortwacht_store::{Connection, Scope};

pub(crate) use measured::measured;
pub use relocate::{Relocated, relocate};

use crate::alarms::{self, Notice};
use crate::{ServiceError, Services};

/// Alarm: the bucket does not have what the database says it has. Its subject is the municipality.
pub(crate) const ALARM_LOST: &str = "evidence_lost";

/// A picture of which is known where its bytes lie.
#[derive(Debug)]
pub(crate) struct Located {
    name: ObjectName,
    picture: SealedPicture,
}

/// Finds a case's picture; `None` when the case has no such picture.
///
/// # Errors
/// [`ServiceError::NotFound`] for a case outside the scope.
pub(crate) fn locate(
    conn: &mut Connection,
    scope: &Scope,
    case: CaseId,
    ordinal: u32,
) -> Result<Option<Located>, ServiceError> {
    let owner = cases::find(conn, scope, case)?.ok_or(ServiceError::NotFound("case"))?;
    let found = pictures::sealed(conn, scope, case, ordinal)?;
    Ok(found.map(|picture| {
        let revision = picture.picture.revision;
        Located { name: ObjectName { municipality: owner.municipality, case, ordinal, revision }, picture }
    }))
}

/// Brings a located picture's sealed bytes, to be opened against a ledger receipt. Blocks, perhaps for the network: not
/// while a connection to the database is held.
///
/// # Errors
/// [`ServiceError::Unavailable`] when the bucket does not answer, [`ServiceError::Damaged`] when it does not have the
/// picture or has another one in its place (then an alarm is raised), [`ServiceError::Conflict`] when the picture was
/// sealed anew meanwhile.
pub(crate) fn bring(services: &Services, located: Located) -> Result<SealedPicture, ServiceError> {
    let Located { name, picture: SealedPicture { picture, sealed } } = located;
    let sealed = match picture.place {
        PicturePlace::Database => sealed,
        PicturePlace::Bucket => take(services, name, picture.object.as_ref())?,
    };
    Ok(SealedPicture { picture, sealed })
}

/// The object's bytes. Its size tells another object at once; the seal tells any other. A tag does not count here: it
/// changes when a bucket is copied to another server.
fn take(services: &Services, name: ObjectName, stamp: Option<&ObjectStamp>) -> Result<Vec<u8>, ServiceError> {
    let bucket = bucket_of(services)?;
    match measured("get", || bucket.get(name)) {
        Ok((sealed, found)) if stamp.is_none_or(|stamp| stamp.size == found.size) => Ok(sealed),
        Ok(_) | Err(BucketError::TooLarge { .. }) => Err(lost(services, name, "has another one in place of")),
        Err(BucketError::Missing(_)) => Err(lost(services, name, "does not have")),
        Err(other) => Err(other.into()),
    }
}

/// Asks the bucket for a case's pictures before a page says that it shows them: a page shows all or nothing. Blocks, for
/// the network: not while a connection to the database is held.
///
/// # Errors
/// As [`bring`].
pub(crate) fn require(services: &Services, scope: &Scope, case: CaseId) -> Result<(), ServiceError> {
    let Some(bucket) = services.bucket() else { return Ok(()) };
    let place = PicturePlace::Bucket;
    let rows =
        services.store().read_blocking(|conn| picture_places::of_cases(conn, scope, place, &[case]))?;
    for row in &rows {
        let name = name_of(row);
        match measured("head", || bucket.stamp(name)) {
            Ok(found) if row.object.as_ref().is_none_or(|stamp| stamp.size == found.size) => {}
            Ok(_) => return Err(lost(services, name, "has another one in place of")),
            Err(BucketError::Missing(_)) => return Err(lost(services, name, "does not have")),
            Err(other) => return Err(other.into()),
        }
    }
    Ok(())
}

/// Says by name what the bucket lost and raises the alarm, unless the picture has moved on meanwhile.
fn lost(services: &Services, name: ObjectName, how: &str) -> ServiceError {
    match named(services, &[name]) {
        Err(error) => return error,
        Ok(rows) if rows.is_empty() => {
            return ServiceError::Conflict("the picture was sealed anew".to_owned());
        }
        Ok(_) => {}
    }
    let detail = format!("the bucket {how} picture {} of case {}", name.ordinal, name.case);
    match alarms::raise_blocking(services, notice(name.municipality, detail.clone())) {
        Ok(()) => ServiceError::Damaged(detail),
        Err(error) => error,
    }
}

pub(crate) fn notice(municipality: MunicipalityId, detail: String) -> Notice {
    Notice { kind: ALARM_LOST, subject: municipality.to_string(), municipality: Some(municipality), detail }
}

/// Puts a case's sealed pictures where this installation keeps them, durably, before the transaction that names them.
/// Gives the rows to store. Blocks.
///
/// # Errors
/// When the bytes could not be made durable: nothing may be stored then, and nothing is left behind.
pub(crate) fn stow(
    services: &Services,
    municipality: MunicipalityId,
    case: CaseId,
    pictures: Vec<NewPicture>,
) -> Result<Vec<NewPicture>, ServiceError> {
    match services.config().evidence.place {
        PicturePlace::Database => Ok(pictures),
        PicturePlace::Bucket => put_all(services, municipality, case, pictures),
    }
}

fn put_all(
    services: &Services,
    municipality: MunicipalityId,
    case: CaseId,
    pictures: Vec<NewPicture>,
) -> Result<Vec<NewPicture>, ServiceError> {
    let bucket = bucket_of(services)?;
    let mut stowed: Vec<NewPicture> = Vec::with_capacity(pictures.len());
    for picture in pictures {
        match put(bucket, municipality, case, picture) {
            Ok(picture) => stowed.push(picture),
            Err(error) => {
                discard_all(services, &objects_of(municipality, case, &stowed));
                return Err(error);
            }
        }
    }
    Ok(stowed)
}

fn put(
    bucket: &Bucket,
    municipality: MunicipalityId,
    case: CaseId,
    new: NewPicture,
) -> Result<NewPicture, ServiceError> {
    let NewPicture { picture, sealed } = new;
    let name = ObjectName { municipality, case, ordinal: picture.ordinal, revision: picture.revision };
    let object = measured("put", || bucket.put(name, &sealed))?;
    let picture = Picture { place: PicturePlace::Bucket, object: Some(object), ..picture };
    Ok(NewPicture { picture, sealed: Vec::new() })
}

/// The objects of pictures that lie in the bucket.
pub(crate) fn objects_of(
    municipality: MunicipalityId,
    case: CaseId,
    pictures: &[NewPicture],
) -> Vec<ObjectName> {
    let stowed =
        pictures.iter().map(|new| &new.picture).filter(|picture| picture.place == PicturePlace::Bucket);
    stowed
        .map(|picture| ObjectName {
            municipality,
            case,
            ordinal: picture.ordinal,
            revision: picture.revision,
        })
        .collect()
}

/// Deletes the object of a revision that no row names any more. Blocks. What cannot be deleted now is a stray.
pub(crate) fn discard(
    services: &Services,
    municipality: MunicipalityId,
    case: CaseId,
    ordinal: u32,
    revision: i64,
) {
    discard_all(services, &[ObjectName { municipality, case, ordinal, revision }]);
}

/// As [`discard`], for several. An installation without a bucket has nothing to delete.
pub(crate) fn discard_all(services: &Services, names: &[ObjectName]) {
    let Some(bucket) = services.bucket() else { return };
    for name in names {
        if let Err(error) = measured("delete", || bucket.delete(*name)) {
            tracing::warn!(%name, %error, "an object stays behind until the sweep");
        }
    }
}

/// Deletes those of these objects that no row names, after a transaction that should have named them. Blocks. It looks
/// first: that transaction may have been stored by an attempt before the one that failed.
pub(crate) fn withdraw(services: &Services, names: &[ObjectName]) {
    match named(services, names) {
        Ok(used) => {
            let unused: Vec<ObjectName> = names.iter().filter(|name| !used.contains(name)).copied().collect();
            discard_all(services, &unused);
        }
        Err(error) => tracing::warn!(%error, "objects without a case stay behind until the sweep"),
    }
}

/// Those of these objects that a row names.
fn named(services: &Services, names: &[ObjectName]) -> Result<Vec<ObjectName>, ServiceError> {
    let cases: Vec<CaseId> = names.iter().map(|name| name.case).collect();
    let scope = Scope::job("objects in use");
    let place = PicturePlace::Bucket;
    let rows =
        services.store().read_blocking(|conn| picture_places::of_cases(conn, &scope, place, &cases))?;
    let used = rows.iter().map(name_of);
    Ok(used.filter(|name| names.contains(name)).collect())
}

/// The object that a row names.
pub(crate) fn name_of(row: &Placed) -> ObjectName {
    ObjectName {
        municipality: row.municipality,
        case: row.case,
        ordinal: row.ordinal,
        revision: row.revision,
    }
}

/// The bucket that a row or the configuration speaks of.
fn bucket_of(services: &Services) -> Result<&Bucket, ServiceError> {
    let missing =
        || ServiceError::Unavailable("evidence lies in a bucket, and none is configured".to_owned());
    services.bucket().ok_or_else(missing)
}
