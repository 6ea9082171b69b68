//! Everything that is held, and what waits for a second person.

use jiff::Timestamp;
use poortwacht_domain::{Act, CaseRef, CaseState, Permission};
use poortwacht_store::Connection;
use poortwacht_store::legal_holds as rows;

use super::moment::{HoldView, Moment, shown};
use crate::quality::place_names;
use crate::{Actor, ServiceError, Services};

/// A held case, or one that somebody wants to be held.
#[derive(Debug, Clone)]
pub struct HoldRow {
    /// The case.
    pub reference: CaseRef,
    /// Where it stands.
    pub state: CaseState,
    /// The location's name.
    pub location: String,
    /// The hold.
    pub hold: HoldView,
}

/// The page.
#[derive(Debug, Clone)]
pub struct Holds {
    /// Times left are told from here.
    pub now: Timestamp,
    /// What waits for a second person, what lapses first on top.
    pub waiting: Vec<HoldRow>,
    /// What is held, what must be reviewed first on top.
    pub held: Vec<HoldRow>,
}

/// Lists the legal holds. Logged as [`Act::HoldsListed`] first.
///
/// # Errors
/// [`ServiceError::Refused`] without the permission; those of store and ledger.
pub async fn list(services: &Services, actor: &Actor) -> Result<Holds, ServiceError> {
    actor.require(Permission::HoldCases)?;
    services.enter(actor.log(), actor.entry(Act::HoldsListed)).await?;
    let (reader, now) = (actor.clone(), services.now());
    services.store().read(move |conn| gather(conn, &reader, now)).await
}

fn gather(conn: &mut Connection, reader: &Actor, now: Timestamp) -> Result<Holds, ServiceError> {
    let places = place_names(conn, &reader.scope())?;
    let mut holds = Holds { now, waiting: Vec::new(), held: Vec::new() };
    for line in rows::list(conn, &reader.scope())? {
        let moment = Moment::of(&line.hold, now);
        let row = HoldRow {
            reference: line.reference,
            state: line.state,
            location: places.get(&line.location).cloned().unwrap_or_default(),
            hold: shown(conn, reader, line.hold, now)?,
        };
        match moment {
            Moment::Waits => holds.waiting.push(row),
            Moment::Held | Moment::Unreviewed => holds.held.push(row),
            Moment::Lapsed => {}
        }
    }
    Ok(holds)
}
