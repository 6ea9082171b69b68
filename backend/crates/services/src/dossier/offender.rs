//! The picture for the offender: only the vehicle of the case, everything else grey.

use poortwacht_domain::{Act, ImageDeclaration, ImageKind, Permission, Rect, RegionKind, ViolationPacket};
use poortwacht_evidence::jpeg::{self, Manifest, case_plate};
use poortwacht_ledger::Receipt;
use poortwacht_store::Plan;
use poortwacht_store::cases::Case;

use super::closed::{Closed, DisclosureError};
use super::gather::{self, open_picture};
use super::request::{Disclosure, DisclosureRequest};
use super::{Issued, disclose};
use crate::blocking::off_worker;
use crate::case_file::{Opener, on_one_revision};
use crate::custody::watched;
use crate::intake::FIELD_PACKET;
use crate::sealed_pictures::Located;
use crate::{Actor, ServiceError, Services};

/// Reason code of the entry under which the declared regions are read: seen by nobody.
const REGIONS_READ: &str = "regions_read";

/// A picture in which only the case's vehicle can be seen. The disclosure is in the ledger before the picture is opened.
///
/// # Errors
/// As [`issue`](super::issue); [`Closed::NoVehicle`] when no picture says where the vehicle or its plate is.
pub async fn issue_picture(
    services: &Services,
    actor: &Actor,
    reference: &str,
    request: &DisclosureRequest,
) -> Result<Issued, DisclosureError> {
    actor.require(Permission::IssueDossier)?;
    let disclosure = Disclosure::read(request)?;
    let case = disclose::find(services, actor, reference).await?;
    let read = own_area(services, actor, &case).await;
    let read = watched(services, actor.municipality, actor.entry(Act::KeyEvent), read).await?;
    let area = read.ok_or(Closed::NoVehicle)?;
    let receipt = disclose::log(services, actor, Act::OffenderPictureIssued, case.id, &disclosure).await?;
    let (own, by) = (services.clone(), actor.clone());
    let made = off_worker(move || picture(&own, &by, &case, area, &receipt)).await;
    let entry = actor.entry(Act::OffenderPictureIssued);
    watched(services, actor.municipality, entry, made.map_err(Into::into)).await
}

/// Which picture shows the vehicle, and where. The regions stand in the sealed packet, and whether there is anything to
/// issue must be known before a disclosure is written down: reading them is logged as what it is, work with a key.
async fn own_area(services: &Services, actor: &Actor, case: &Case) -> Result<Option<OwnArea>, ServiceError> {
    let entry = actor.entry(Act::KeyEvent).case(case.id).reason(REGIONS_READ);
    let (own, log) = (services.clone(), actor.log());
    let plan = Plan::new().log(log.clone()).ledger_only();
    let written =
        services.store().write(plan, move |tx| Ok::<_, ServiceError>(own.append(tx, &log, &entry)?));
    let receipt = Receipt::from(written.await?);
    let (own, scope, case) = (services.clone(), actor.scope(), case.id);
    off_worker(move || {
        own.store().read_blocking(|conn| {
            let keys = own.keys();
            let opener = Opener::load(conn, &receipt, keys.as_ref(), &scope, case)?;
            let sealed = opener.mandatory(conn, FIELD_PACKET)?;
            Ok(OwnArea::in_packet(&opener.packet(&sealed)?))
        })
    })
    .await
}

/// Where a picture shows the case's vehicle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct OwnArea {
    ordinal: u32,
    area: Rect,
}

impl OwnArea {
    /// The vehicle in an overview if it is declared in one, else in any picture, else the plate.
    fn in_packet(packet: &ViolationPacket) -> Option<Self> {
        let overviews = || numbered(packet).filter(|(_, image)| image.kind == ImageKind::Overview);
        let vehicle =
            |(ordinal, image): (u32, &ImageDeclaration)| Some(Self { ordinal, area: vehicle(image)? });
        let plate = |(ordinal, image): (u32, &ImageDeclaration)| {
            Some(Self { ordinal, area: case_plate(&image.regions)? })
        };
        overviews()
            .find_map(vehicle)
            .or_else(|| numbered(packet).find_map(vehicle))
            .or_else(|| overviews().find_map(plate))
            .or_else(|| numbered(packet).find_map(plate))
    }
}

fn numbered(packet: &ViolationPacket) -> impl Iterator<Item = (u32, &ImageDeclaration)> {
    (0_u32..).zip(&packet.images)
}

/// The declared vehicle; the largest, should a unit declare more than one part of it.
fn vehicle(image: &ImageDeclaration) -> Option<Rect> {
    let vehicles = image.regions.iter().filter(|region| region.kind == RegionKind::Vehicle);
    vehicles.map(|region| region.rect()).max_by_key(|area| u64::from(area.width) * u64::from(area.height))
}

fn picture(
    services: &Services,
    actor: &Actor,
    case: &Case,
    own: OwnArea,
    receipt: &Receipt,
) -> Result<Issued, ServiceError> {
    let keys = services.keys();
    let load = || {
        services.store().read_blocking(|conn| {
            let opener = Opener::load(conn, receipt, keys.as_ref(), &actor.scope(), case.id)?;
            Ok::<_, ServiceError>((opener, gather::picture(conn, &actor.scope(), case.id, own.ordinal)?))
        })
    };
    let revision = |(opener, _): &(Opener<'_>, Located)| opener.case().revision;
    let open = |(opener, located): (Opener<'_>, Located)| open_picture(services, &opener, located);
    let redacted = on_one_revision(load, revision, |_| true, open)?;
    let manifest: Manifest = serde_json::from_str(&redacted.picture.manifest)
        .map_err(|_| ServiceError::Damaged("a picture's manifest does not parse".to_owned()))?;
    let alone = jpeg::keep_only(&redacted.jpeg, &manifest, own.area)
        .map_err(|error| ServiceError::Damaged(format!("picture for the offender: {error}")))?;
    let file_name = format!("foto-{}.jpg", case.reference.as_str());
    Ok(Issued { file_name, media_type: "image/jpeg", bytes: alone.jpeg.into() })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn packet(images: &serde_json::Value) -> ViolationPacket {
        serde_json::from_value(json!({
            "packetId": "0198c5f2-aa12-7c3e-9d54-cd126b8a9012", "unitSequence": 1,
            "capturedAt": "2026-11-24T10:30:00Z",
            "plate": { "raw": "AE12UI", "country": "NL", "confidence": 0.97 },
            "direction": "noord", "lane": 1, "images": images,
            "clock": { "source": "ntp", "offsetMs": 12, "synchronisedAt": "2026-11-24T10:30:00Z" }
        }))
        .unwrap()
    }

    fn image(kind: &str, regions: &serde_json::Value) -> serde_json::Value {
        json!({
            "part": kind, "kind": kind, "sha256": "0".repeat(64), "capturedAt": "2026-11-24T10:30:00Z",
            "regions": regions
        })
    }

    fn region(kind: &str, x: u32, width: u32) -> serde_json::Value {
        json!({ "kind": kind, "x": x, "y": 0, "width": width, "height": 10 })
    }

    fn found(images: &serde_json::Value) -> Option<(u32, u32)> {
        OwnArea::in_packet(&packet(images)).map(|own| (own.ordinal, own.area.x))
    }

    #[test]
    fn the_vehicle_in_an_overview_comes_first_then_any_vehicle_then_the_plate() {
        let plate = image("plate", &json!([region("plate", 1, 20)]));
        let frame = image("sequence", &json!([region("vehicle", 2, 40), region("plate", 3, 20)]));
        let overview = image("overview", &json!([region("vehicle", 4, 40), region("vehicle", 5, 80)]));
        let bare = image("overview", &json!([]));
        assert_eq!(found(&json!([plate, frame, overview])), Some((2, 5)));
        assert_eq!(found(&json!([plate, bare, frame])), Some((2, 2)));
        assert_eq!(found(&json!([bare, plate])), Some((1, 1)));
        assert_eq!(found(&json!([bare])), None);
    }
}
