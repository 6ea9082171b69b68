//! Correcting the plate of the case on the desk, or its country. What the camera read stays beside it, for ever.
//!
//! ```text
//! ledger (key used) -> receipt -> open, compare with exemptions, seal
//!   -> one transaction: field, index, exemption check, count, event, ledger (corrected)
//! ```

use jiff::Timestamp;
use poortwacht_domain::{Act, CaseState, Country, Permission, Plate, PlateError};
use poortwacht_evidence::index::plate_index;
use poortwacht_ledger::Receipt;
use poortwacht_store::cases::{self, Case, ExemptionCheck, PlateIndex};
use poortwacht_store::fields::NewField;
use poortwacht_store::{Connection, Plan, Tx};
use serde_json::json;

use super::ReviewRefusal;
use super::on_desk::{authorisation, case_on_desk, entry, note};
use crate::blocking::off_worker;
use crate::case_file::{ExemptionLook, Opener, PlateReading, capture, log_key_use, seal_next, write_next};
use crate::custody::{Pins, watched};
use crate::flaw::{Flaw, Flaws};
use crate::intake::{ExemptionFinding, FIELD_PLATE, PlateCorrection};
use crate::{Actor, ServiceError, Services};

/// Reason code of the entry that covers opening the plate.
const OPENED: &str = "opened_for_correction";
/// Reason codes of a correction: what of the reading it changed.
const PLATE: &str = "plate_changed";
const COUNTRY: &str = "country_changed";
const BOTH: &str = "plate_and_country_changed";

/// What the correction form holds.
#[derive(Debug, Clone, Default)]
pub struct CorrectRequest {
    /// Reference of the case that was on the screen.
    pub case: String,
    /// The plate as the officer reads it.
    pub plate: String,
    /// Its country, as the distinguishing sign of the UN list.
    pub country: String,
}

/// Corrects the reading of the case on the desk: plate, index and exemption check follow, and whoever looks at the case
/// from then on sees both. A reading that is as it was already changes nothing. An unusual form is accepted.
///
/// # Errors
/// [`ReviewRefusal::Invalid`] (`plate`, `country`), [`ReviewRefusal::NoLongerYours`], [`ReviewRefusal::NotAuthorised`],
/// [`ServiceError::Conflict`] when something else of the case was sealed meanwhile, or those of store, ledger and key store.
pub async fn correct_plate(
    services: &Services,
    actor: &Actor,
    request: CorrectRequest,
) -> Result<(), ReviewRefusal> {
    actor.require(Permission::Review)?;
    let case = case_on_desk(services, actor, &request.case).await?;
    let read = checked(&request)?;
    let (now, asking) = (services.now(), actor.clone());
    let held = services.store().read(move |conn| authorisation(conn, &asking, now)).await?;
    let receipt = log_key_use(services, actor, case.id, OPENED).await?;
    let maker = Maker { services: services.clone(), actor: actor.clone(), now, number: held.officer_number };
    let made = off_worker(move || maker.make(&receipt, read)).await;
    let made = watched(services, actor.municipality, actor.entry(Act::PlateCorrected), made).await?;
    let Some(correction) = made else { return Ok(()) };
    let plan = Plan::new().log(actor.log());
    services.store().write(plan, move |tx| correction.store(tx)).await.map(drop)
}

/// What the officer reads.
struct Read {
    plate: Plate,
    country: Country,
}

fn checked(request: &CorrectRequest) -> Result<Read, ServiceError> {
    let mut flaws = Flaws::default();
    let plate = flaws.take("plate", Plate::parse(request.plate.trim()).map_err(flaw));
    let country = match request.country.trim() {
        "" => Err(Flaw::Required),
        sign => Country::parse(sign).map_err(|_| Flaw::NotACountry),
    };
    let country = flaws.take("country", country);
    flaws.check()?;
    plate
        .zip(country)
        .map(|(plate, country)| Read { plate, country })
        .ok_or_else(|| ServiceError::Damaged("a form without flaws lacks a field".to_owned()))
}

const fn flaw(error: PlateError) -> Flaw {
    match error {
        PlateError::Empty => Flaw::Required,
        PlateError::TooLong => Flaw::TooLong { max: poortwacht_domain::plate::MAX_LENGTH },
        PlateError::Character => Flaw::NotAPlate,
    }
}

/// Opens the reading with the receipt of that, and seals it anew with the correction.
struct Maker {
    services: Services,
    actor: Actor,
    now: Timestamp,
    number: String,
}

impl Maker {
    /// `None` when the reading is as the officer wants it. Blocks.
    fn make(&self, receipt: &Receipt, read: Read) -> Result<Option<Correction>, ServiceError> {
        let store = self.services.store().clone();
        store.read_blocking(|conn| self.correct(conn, receipt, read))
    }

    fn correct(
        &self,
        conn: &mut Connection,
        receipt: &Receipt,
        read: Read,
    ) -> Result<Option<Correction>, ServiceError> {
        let (keys, rng) = (self.services.keys(), self.services.rng());
        let case = receipt.case().ok_or(ServiceError::NotFound("case"))?;
        let opener = Opener::load(conn, receipt, keys.as_ref(), &self.actor.scope(), case)?;
        let mut record = opener.plate_record(&opener.mandatory(conn, FIELD_PLATE)?)?;
        let before = PlateReading::of(record.clone())?;
        let Some(what) = what_changes(&before, &read) else { return Ok(None) };
        let case = opener.case();
        let look = ExemptionLook::at(conn, keys.as_ref(), case, &read.plate, self.now)?;
        let index = plate_index(keys.as_ref(), &case.half, case.id, &read.plate)?;
        record.corrections.push(PlateCorrection {
            plate: read.plate.as_str().to_owned(),
            country: read.country,
            by: self.actor.account,
            officer_number: self.number.clone(),
            at: self.now,
        });
        let field = seal_next(keys.as_ref(), rng.as_ref(), case, FIELD_PLATE, &record)?;
        let (services, actor, now) = (self.services.clone(), self.actor.clone(), self.now);
        let (case, finding) = (case.clone(), look.finding);
        Ok(Some(Correction { services, actor, case, now, what, field, index, finding }))
    }
}

/// Which of the two changes, as a code; `None` when neither does.
fn what_changes(before: &PlateReading, read: &Read) -> Option<&'static str> {
    match (before.plate == read.plate, before.country == read.country) {
        (true, true) => None,
        (false, true) => Some(PLATE),
        (true, false) => Some(COUNTRY),
        (false, false) => Some(BOTH),
    }
}

/// Everything the transaction needs; it may run more than once.
struct Correction {
    services: Services,
    actor: Actor,
    case: Case,
    now: Timestamp,
    what: &'static str,
    field: NewField,
    index: PlateIndex,
    finding: ExemptionFinding,
}

impl Correction {
    fn store(&self, tx: &mut Tx<'_>) -> Result<(), ReviewRefusal> {
        let (scope, id) = (self.actor.scope(), self.case.id);
        authorisation(tx, &self.actor, self.now)?;
        let present = cases::find(tx, &scope, id)?.ok_or(ReviewRefusal::NoLongerYours)?;
        let own = present.claim.is_some_and(|claim| claim.by == self.actor.account);
        if !own || present.state != CaseState::AwaitingReview {
            return Err(ReviewRefusal::NoLongerYours);
        }
        write_next(tx, &scope, id, &self.field)?;
        cases::set_plate(tx, &scope, id, &self.index)?;
        cases::set_exemption_check(tx, &scope, id, &self.check()?)?;
        let count = self.count(tx, &present)?;
        let entry = entry(&self.actor, Act::PlateCorrected, &self.case)
            .reason(self.what)
            .detail("correction", count)
            .detail("exempt", self.finding.valid.is_some())
            .detail("near", self.finding.near.len());
        let entry = Pins::of_field(id, &self.field).onto(entry);
        note(&self.services, tx, &self.actor, &self.case, &entry, &json!({ "changed": self.what }))
    }

    fn check(&self) -> Result<ExemptionCheck, ServiceError> {
        let result = self.finding.to_text();
        let result =
            result.map_err(|_| ServiceError::Damaged("an exemption check cannot be written".to_owned()));
        Ok(ExemptionCheck { at: self.now, result: result? })
    }

    /// Counts the correction in the case's row, by which a page that was shown before is known.
    fn count(&self, tx: &mut Tx<'_>, present: &Case) -> Result<u32, ReviewRefusal> {
        let mut facts = capture(present)?;
        facts.plate_corrections = facts.plate_corrections.saturating_add(1);
        let text = serde_json::to_string(&facts)
            .map_err(|_| ServiceError::Damaged("a case's facts cannot be written".to_owned()))?;
        cases::set_facts(tx, &self.actor.scope(), present.id, &text)?;
        Ok(facts.plate_corrections)
    }
}
