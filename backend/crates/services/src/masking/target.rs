//! Which picture is meant, and who may mask it.

use jiff::Timestamp;
use poortwacht_domain::{CaseRef, CaseState, Permission};
use poortwacht_store::Connection;
use poortwacht_store::cases::{self, Case};
use poortwacht_store::pictures::{self, Picture};

use crate::case_view::why_sealed;
use crate::review::{ReviewRefusal, authorisation};
use crate::{Actor, ServiceError};

const NOT_FOUND: ServiceError = ServiceError::NotFound("picture");

/// A picture that the actor may mask now.
#[derive(Debug, Clone)]
pub(super) struct Target {
    pub(super) case: Case,
    /// All pictures of the case.
    pub(super) pictures: Vec<Picture>,
    /// The one that is meant.
    pub(super) picture: Picture,
}

impl Target {
    /// Finds it.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for what is no case of this municipality or no picture of it, and those of [`permit`].
    pub(super) fn find(
        conn: &mut Connection,
        actor: &Actor,
        reference: &str,
        ordinal: u32,
        now: Timestamp,
    ) -> Result<Self, ReviewRefusal> {
        let scope = actor.scope();
        let reference = CaseRef::parse(reference).map_err(|_| NOT_FOUND)?;
        let case = cases::find_by_reference(conn, &scope, &reference)?.ok_or(NOT_FOUND)?;
        permit(conn, actor, &case, now)?;
        let pictures = pictures::of_case(conn, &scope, case.id)?;
        let picture = pictures.iter().find(|picture| picture.ordinal == ordinal).cloned();
        Ok(Self { case, pictures, picture: picture.ok_or(NOT_FOUND)? })
    }

    /// The size of the picture, width and height.
    pub(super) fn size(&self) -> (u32, u32) {
        (self.picture.width, self.picture.height)
    }

    /// The case lies on the actor's desk.
    pub(super) fn is_on_desk(&self, actor: &Actor) -> bool {
        self.case.state == CaseState::AwaitingReview
            && self.case.claim.is_some_and(|claim| claim.by == actor.account)
    }
}

/// Refuses an actor who may not mask pictures of this case now.
///
/// # Errors
/// [`ReviewRefusal::NoLongerYours`] while a colleague has the case on the desk, [`ReviewRefusal::NotAuthorised`],
/// [`ServiceError::Refused`] without the permission, [`ServiceError::Conflict`] when the pictures may not be opened any
/// more.
pub(super) fn permit(
    conn: &mut Connection,
    actor: &Actor,
    case: &Case,
    now: Timestamp,
) -> Result<(), ReviewRefusal> {
    actor.require(Permission::Review)?;
    if why_sealed(actor, case, now).is_some() {
        return Err(ServiceError::Conflict("the case's pictures may no longer be opened".to_owned()).into());
    }
    if is_on_another_desk(actor, case, now) {
        return Err(ReviewRefusal::NoLongerYours);
    }
    authorisation(conn, actor, now).map(drop)
}

/// Whether a page may offer this actor to mask pictures of the case. A valid authorisation is asked for later.
pub(crate) fn may_be_masked(actor: &Actor, case: &Case, now: Timestamp) -> bool {
    actor.role.allows(Permission::Review)
        && why_sealed(actor, case, now).is_none()
        && !is_on_another_desk(actor, case, now)
}

/// What lies on a colleague's desk is the colleague's to judge, pictures included.
fn is_on_another_desk(actor: &Actor, case: &Case, now: Timestamp) -> bool {
    let claim = case.claim.filter(|claim| claim.by != actor.account && claim.expires_at > now);
    case.state == CaseState::AwaitingReview && claim.is_some()
}
