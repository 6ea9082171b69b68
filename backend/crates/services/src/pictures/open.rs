//! Opening a granted picture.

use jiff::Timestamp;
use poortwacht_domain::{Act, ViolationPacket};
use poortwacht_evidence::SecretBytes;
use poortwacht_evidence::jpeg::{self, ViewError};
use poortwacht_ledger::{self as ledger, RedeemError, Redeemed};
use poortwacht_store::Connection;
use poortwacht_store::cases::{self, Case};
use poortwacht_store::fields::{self, SealedField};
use poortwacht_store::pictures::Picture;
use secrecy::ExposeSecret;

use super::rendition::{Rendition, WORK_WIDTH, plate_area};
use crate::blocking::off_worker;
use crate::case_file::{Opener, on_one_revision};
use crate::custody::{Recorded, watched};
use crate::intake::FIELD_PACKET;
use crate::sealed_pictures::{self, Located};
use crate::{Actor, ServiceError, Services, token};

/// A picture in clear: zeroed when dropped.
pub struct OpenedPicture(SecretBytes);

impl AsRef<[u8]> for OpenedPicture {
    fn as_ref(&self) -> &[u8] {
        self.0.expose_secret()
    }
}

/// The picture that a page was granted, as JPEG. The grant is bound to the session and dies soon; on the review desk it
/// also dies with the claim. Decoding happens off the asynchronous workers, and nothing opened is stored.
///
/// # Errors
/// [`ServiceError::NotFound`] for a grant that is not worth anything (any more), whatever the reason; otherwise those of
/// store, key store and evidence; [`ServiceError::Altered`] for a picture that is not as the ledger recorded it.
pub async fn open(services: &Services, actor: &Actor, grant: &str) -> Result<OpenedPicture, ServiceError> {
    let (own, viewer, token_hash) = (services.clone(), actor.clone(), token::hash(grant));
    let opened = off_worker(move || {
        let now = own.now();
        show(&own, || Sealed::granted(&own, &viewer, &token_hash, now))
    })
    .await;
    watched(services, actor.municipality, actor.entry(Act::PictureShown), opened).await
}

/// A grant outlives the key that its picture was sealed under: masking anything of the case replaces it.
fn show(
    services: &Services,
    load: impl Fn() -> Result<Sealed, ServiceError>,
) -> Result<OpenedPicture, ServiceError> {
    on_one_revision(load, |sealed| sealed.case.revision, |_| true, |sealed| sealed.render(services))
}

const NOT_FOUND: ServiceError = ServiceError::NotFound("picture");

fn worthless(error: RedeemError) -> ServiceError {
    match error {
        RedeemError::Store(error) => error.into(),
        _ => NOT_FOUND,
    }
}

/// A redeemed grant with what it needs from the database.
struct Sealed {
    redeemed: Redeemed,
    rendition: Rendition,
    case: Case,
    recorded: Recorded,
    picture: Located,
    /// The packet tells where the plate is.
    packet: Option<SealedField>,
}

impl Sealed {
    fn granted(
        services: &Services,
        actor: &Actor,
        token_hash: &str,
        now: Timestamp,
    ) -> Result<Self, ServiceError> {
        services.store().read_blocking(|conn| {
            let redeemed = ledger::redeem(conn, &actor.scope(), token_hash, &actor.session_hash, now);
            Self::load(conn, actor, redeemed.map_err(worthless)?)
        })
    }

    fn load(conn: &mut Connection, actor: &Actor, redeemed: Redeemed) -> Result<Self, ServiceError> {
        let (scope, grant) = (actor.scope(), &redeemed.grant);
        let rendition = Rendition::parse(&grant.rendition).ok_or(NOT_FOUND)?;
        let case = cases::find(conn, &scope, grant.case)?.ok_or(NOT_FOUND)?;
        let recorded = Recorded::load(conn, &scope, &case)?;
        let picture = sealed_pictures::locate(conn, &scope, case.id, grant.ordinal)?.ok_or(NOT_FOUND)?;
        let packet = match rendition {
            Rendition::Plate => fields::get(conn, &scope, case.id, FIELD_PACKET)?,
            _ => None,
        };
        Ok(Self { redeemed, rendition, case, recorded, picture, packet })
    }

    fn render(self, services: &Services) -> Result<OpenedPicture, ServiceError> {
        let keys = services.keys();
        let opener = Opener::new(&self.redeemed.receipt, keys.as_ref(), self.case, self.recorded);
        let picture = sealed_pictures::bring(services, self.picture)?;
        let opened = opener.picture(&picture)?;
        let jpeg = opened.expose_secret();
        let shown = match self.rendition {
            Rendition::Overview | Rendition::Sign => return Ok(OpenedPicture(opened)),
            Rendition::Work | Rendition::Sequence => jpeg::work_size(jpeg, WORK_WIDTH).map_err(unreadable),
            Rendition::Plate => {
                let packet = opener.packet(self.packet.as_ref().ok_or(NOT_FOUND)?)?;
                plate(&picture.picture, jpeg, &packet)
            }
        };
        Ok(OpenedPicture(SecretBytes::new(Box::new(shown?))))
    }
}

/// The plate's part of the picture; the page enlarges it.
fn plate(picture: &Picture, jpeg: &[u8], packet: &ViolationPacket) -> Result<Vec<u8>, ServiceError> {
    let ordinal = usize::try_from(picture.ordinal).map_err(|_| NOT_FOUND)?;
    let image = packet.images.get(ordinal).ok_or(NOT_FOUND)?;
    let area = plate_area(image, picture.width, picture.height).ok_or(NOT_FOUND)?;
    jpeg::plate_crop(jpeg, area).map_err(unreadable)
}

fn unreadable(error: ViewError) -> ServiceError {
    ServiceError::Damaged(format!("a stored picture: {error}"))
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use poortwacht_domain::{Rect, Role};
    use tokio::runtime::Handle;

    use super::*;
    use crate::masking::{self, MaskRequest};
    use crate::review::Desk;
    use crate::testing;
    use crate::tests::world::{PLATE, World};

    #[tokio::test(flavor = "multi_thread")]
    async fn a_picture_that_is_sealed_anew_while_it_is_opened_is_shown_as_it_is_afterwards() {
        let world = World::new().await;
        let (services, officer) = (&world.services, world.actor("boa", Role::Officer).await);
        let case = world.add_case(PLATE, 30).await;
        let shown = testing::claim_next(services, &officer, None).await.unwrap();
        let Desk::Case(shown) = shown.desk else { panic!("no case") };
        let token_hash = token::hash(&shown.pictures[0].token);
        let request = MaskRequest {
            case: case.reference.as_str().to_owned(),
            ordinal: 0,
            areas: vec![Rect { x: 96, y: 48, width: 32, height: 32 }],
            reason: "person_recognisable".to_owned(),
        };
        let masked = Cell::new(false);
        let load = || {
            let sealed = Sealed::granted(services, &officer, &token_hash, services.now())?;
            if !masked.replace(true) {
                Handle::current().block_on(masking::mask(services, &officer, request.clone())).unwrap();
            }
            Ok(sealed)
        };
        let opened = tokio::task::block_in_place(|| show(services, load)).unwrap();
        let picture = image::load_from_memory(opened.as_ref()).unwrap().to_rgb8();
        assert!(picture.get_pixel(110, 60).0.iter().all(|value| value.abs_diff(128) <= 2));
    }
}
