//! The form that registers a request.

use jiff::civil::Date;
use poortwacht_domain::{IdentityCheck, Plate, RequestKind};

use super::LONGEST;
use super::sealing::Asked;
use crate::ServiceError;
use crate::flaw::{self, Flaw, Flaws, choice};

/// The form, as typed. Not printable: it holds a plate.
#[derive(Clone, Default)]
pub struct RequestForm {
    /// What is asked, by its code.
    pub kind: String,
    /// The plate.
    pub plate: String,
    /// How the identity was made certain, by its code.
    pub identity: String,
    /// More about that: what was shown, where the request is filed.
    pub note: String,
    /// The day on which it came in.
    pub received_on: String,
}

/// A request that can be registered. Not printable.
pub(super) struct Draft {
    pub(super) kind: RequestKind,
    pub(super) identity: IdentityCheck,
    pub(super) received_on: Date,
    pub(super) asked: Asked,
}

impl RequestForm {
    pub(super) fn read(&self, today: Date) -> Result<Draft, ServiceError> {
        let mut flaws = Flaws::default();
        let kind = flaws.take("kind", choice(&self.kind));
        let plate = flaws.take("plate", plate(&self.plate));
        let identity = flaws.take("identity", choice(&self.identity));
        let note = flaws.take("note", flaw::text(&self.note, LONGEST));
        let received_on = flaws.take("received_on", received(&self.received_on, today));
        flaws.check()?;
        let draft = || {
            let asked = Asked { plate: plate?, note: note? };
            Some(Draft { kind: kind?, identity: identity?, received_on: received_on?, asked })
        };
        draft().ok_or_else(|| ServiceError::Damaged("a form without flaws lacks a field".to_owned()))
    }
}

fn plate(typed: &str) -> Result<Plate, Flaw> {
    match typed.trim() {
        "" => Err(Flaw::Required),
        typed => Plate::parse(typed).map_err(|_| Flaw::NotAPlate),
    }
}

fn received(typed: &str, today: Date) -> Result<Date, Flaw> {
    let day = flaw::date(typed)?;
    if day > today { Err(Flaw::InTheFuture) } else { Ok(day) }
}
