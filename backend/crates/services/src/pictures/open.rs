//! Opening a granted picture.

use poortwacht_domain::ViolationPacket;
use poortwacht_evidence::jpeg::{self, ViewError};
use poortwacht_ledger::{self as ledger, RedeemError, Redeemed};
use poortwacht_store::Connection;
use poortwacht_store::cases::{self, Case};
use poortwacht_store::fields::{self, SealedField};
use poortwacht_store::pictures::{self, SealedPicture};
use secrecy::ExposeSecret;

use super::rendition::{PLATE_SCALE, Rendition, WORK_WIDTH, plate_area};
use crate::blocking::off_worker;
use crate::case_file::Opener;
use crate::intake::FIELD_PACKET;
use crate::{Actor, ServiceError, Services, token};

/// The picture that a page was granted, as JPEG. The grant is bound to the session and dies soon; on the review desk it
/// also dies with the claim. Decoding happens off the asynchronous workers, and nothing opened is stored.
///
/// # Errors
/// [`ServiceError::NotFound`] for a grant that is not worth anything (any more), whatever the reason; otherwise those of
/// store, key store and evidence.
pub async fn open(services: &Services, actor: &Actor, grant: &str) -> Result<Vec<u8>, ServiceError> {
    let (own, actor, token_hash) = (services.clone(), actor.clone(), token::hash(grant));
    off_worker(move || {
        let now = own.now();
        let sealed = own.store().read_blocking(|conn| {
            let redeemed = ledger::redeem(conn, &actor.scope(), &token_hash, &actor.session_hash, now);
            Sealed::load(conn, &actor, redeemed.map_err(worthless)?)
        })?;
        sealed.render(&own)
    })
    .await
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
    picture: SealedPicture,
    /// The packet tells where the plate is.
    packet: Option<SealedField>,
}

impl Sealed {
    fn load(conn: &mut Connection, actor: &Actor, redeemed: Redeemed) -> Result<Self, ServiceError> {
        let (scope, grant) = (actor.scope(), &redeemed.grant);
        let rendition = Rendition::parse(&grant.rendition).ok_or(NOT_FOUND)?;
        let case = cases::find(conn, &scope, grant.case)?.ok_or(NOT_FOUND)?;
        let picture = pictures::sealed(conn, &scope, case.id, grant.ordinal)?.ok_or(NOT_FOUND)?;
        let packet = match rendition {
            Rendition::Plate => fields::get(conn, &scope, case.id, FIELD_PACKET)?,
            _ => None,
        };
        Ok(Self { redeemed, rendition, case, picture, packet })
    }

    fn render(&self, services: &Services) -> Result<Vec<u8>, ServiceError> {
        let keys = services.keys();
        let opener = Opener::new(&self.redeemed.receipt, keys.as_ref(), &self.case);
        let jpeg = opener.picture(&self.picture)?;
        let jpeg = jpeg.expose_secret();
        match self.rendition {
            Rendition::Overview | Rendition::Sign => Ok(jpeg.clone()),
            Rendition::Work | Rendition::Sequence => jpeg::work_size(jpeg, WORK_WIDTH).map_err(unreadable),
            Rendition::Plate => {
                let packet = opener.packet(self.packet.as_ref().ok_or(NOT_FOUND)?)?;
                self.plate(jpeg, &packet)
            }
        }
    }

    fn plate(&self, jpeg: &[u8], packet: &ViolationPacket) -> Result<Vec<u8>, ServiceError> {
        let picture = &self.picture.picture;
        let ordinal = usize::try_from(picture.ordinal).map_err(|_| NOT_FOUND)?;
        let image = packet.images.get(ordinal).ok_or(NOT_FOUND)?;
        let area = plate_area(image, picture.width, picture.height).ok_or(NOT_FOUND)?;
        jpeg::plate_crop(jpeg, area, PLATE_SCALE).map_err(unreadable)
    }
}

fn unreadable(error: ViewError) -> ServiceError {
    ServiceError::Damaged(format!("a stored picture: {error}"))
}
