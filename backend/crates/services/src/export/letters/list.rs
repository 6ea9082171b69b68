//! The coordinator's list: warning periods with what waits and what was handed over.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use poortwacht_domain::{Act, LocationId, Permission};
use poortwacht_store::letters::{LetterBundle, bundles};
use poortwacht_store::{Connection, Scope, locations};

use crate::{Actor, ServiceError, Services};

/// A warning period of a location.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterLine {
    /// The location.
    pub location: LocationId,
    /// Its name.
    pub name: String,
    /// First day of the period.
    pub from: Date,
    /// Its last day.
    pub until: Date,
    /// Letters that wait to be handed over.
    pub waiting: u64,
    /// What was handed over, the earliest first.
    pub issued: Vec<IssuedBundle>,
}

/// Letters that were handed over together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IssuedBundle {
    /// When.
    pub at: Timestamp,
    /// How many are left; a case that died since is not counted.
    pub count: u64,
}

/// Lists the warning periods with letters, the latest first. Logged as [`Act::LettersListed`].
///
/// # Errors
/// [`ServiceError::Refused`] without the permission; those of store and ledger.
pub async fn letters(services: &Services, actor: &Actor) -> Result<Vec<LetterLine>, ServiceError> {
    actor.require(Permission::WatchDelivery)?;
    services.enter(actor.log(), actor.entry(Act::LettersListed)).await?;
    let scope = actor.scope();
    services.store().read(move |conn| gather(conn, &scope)).await
}

fn gather(conn: &mut Connection, scope: &Scope) -> Result<Vec<LetterLine>, ServiceError> {
    let all = locations::all(conn, scope)?.into_iter();
    let names: BTreeMap<LocationId, String> = all.map(|place| (place.id, place.dossier.name)).collect();
    let mut lines: Vec<LetterLine> = Vec::new();
    for bundle in bundles(conn, scope)? {
        let period = bundle.period;
        let same = |line: &&mut LetterLine| {
            (line.location, line.from, line.until) == (period.location, period.days.from, period.days.until)
        };
        match lines.last_mut().filter(same) {
            Some(line) => line.add(&bundle),
            None => {
                let mut line = LetterLine {
                    location: period.location,
                    name: names.get(&period.location).cloned().unwrap_or_default(),
                    from: period.days.from,
                    until: period.days.until,
                    waiting: 0,
                    issued: Vec::new(),
                };
                line.add(&bundle);
                lines.push(line);
            }
        }
    }
    Ok(lines)
}

impl LetterLine {
    fn add(&mut self, bundle: &LetterBundle) {
        match bundle.handed_over_at {
            Some(at) => self.issued.push(IssuedBundle { at, count: bundle.count }),
            None => self.waiting = bundle.count,
        }
        // Databases differ in where they sort what is empty.
        self.issued.sort_by_key(|issued| issued.at);
    }
}
