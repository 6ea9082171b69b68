//! Showing a picture to whoever is about to mask more of it: logged and granted as every view.

use poortwacht_domain::{Act, CaseRef};
use poortwacht_ledger::Pending;
use poortwacht_store::{Plan, Tx};

use super::target::Target;
use crate::case_file::capture;
use crate::pictures::{self, GrantedPicture, Rendition};
use crate::review::ReviewRefusal;
use crate::{Actor, ServiceError, Services};

/// Reason code of the view.
const MASKING: &str = "masking";

/// What the editor shows.
#[derive(Debug, Clone)]
pub struct Editor {
    /// The case.
    pub reference: CaseRef,
    /// The picture's place in the packet.
    pub ordinal: u32,
    /// The places of all pictures of the case.
    pub ordinals: Vec<u32>,
    /// The picture, scaled down where it is large.
    pub picture: GrantedPicture,
    /// The width of the whole picture in pixels; rectangles are counted in these.
    pub width: u32,
    /// Its height.
    pub height: u32,
    /// The case lies on the actor's desk, so that is where to go back to.
    pub on_desk: bool,
    /// The desk still asks whether anybody can be recognised behind the windscreen.
    pub windscreen_asked: bool,
}

/// Shows a picture to be masked.
///
/// # Errors
/// [`ServiceError::NotFound`] for what is no picture of a case of this municipality; [`ReviewRefusal::NoLongerYours`]
/// while a colleague has the case on the desk; [`ReviewRefusal::NotAuthorised`]; [`ServiceError::Conflict`] when the
/// pictures may not be opened any more; those of store and ledger.
pub async fn show(
    services: &Services,
    actor: &Actor,
    reference: &str,
    ordinal: u32,
) -> Result<Editor, ReviewRefusal> {
    let (own, viewer, reference) = (services.clone(), actor.clone(), reference.to_owned());
    let plan = Plan::new().log(actor.log());
    let shown = services.store().write(plan, move |tx| log(tx, &own, &viewer, &reference, ordinal));
    Ok(shown.await?.split().0)
}

fn log(
    tx: &mut Tx<'_>,
    services: &Services,
    actor: &Actor,
    reference: &str,
    ordinal: u32,
) -> Result<(Editor, Pending), ReviewRefusal> {
    let target = Target::find(tx, actor, reference, ordinal, services.now())?;
    let entry = actor.entry(Act::CaseShown).case(target.case.id).reason(MASKING).detail("pictures", 1);
    let view = services.append(tx, &actor.log(), &entry)?;
    let on_desk = target.is_on_desk(actor);
    let wanted = vec![(&target.picture, Rendition::Work)];
    let granted = pictures::grant(services, tx, actor, &view, wanted, on_desk)?;
    let picture = granted.into_iter().next();
    let picture = picture.ok_or_else(|| ServiceError::Damaged("a picture was not granted".to_owned()))?;
    let editor = Editor {
        windscreen_asked: capture(&target.case)?.asks_about_windscreen(),
        ordinals: target.pictures.iter().map(|picture| picture.ordinal).collect(),
        width: target.picture.width,
        height: target.picture.height,
        reference: target.case.reference,
        ordinal,
        picture,
        on_desk,
    };
    Ok((editor, view))
}
