//! Handing letters over: the cases are opened, compared with the exemptions once more, noted and written into a file.

use std::collections::BTreeSet;

use aws_lc_rs::digest::{SHA256, digest};
use jiff::Timestamp;
use poortwacht_domain::{Act, CaseCommand, CaseId, DismissalReason, Permission, RetentionClass, local_day};
use poortwacht_ledger::{self as ledger, Entry};
use poortwacht_store::cases::{self, Case, Retention, StateChange};
use poortwacht_store::{Connection, Plan, Scope, Tx, case_restrictions, events, letters, municipalities};

use super::file;
use super::request::{Asked, LetterRequest, NOT_FOUND, read};
use crate::export::exempt::exempt;
use crate::export::known::{House, Known};
use crate::export::opened;
use crate::export::settle::event;
use crate::export::snapshot::{Candidate, MOST_CASES};
use crate::{Actor, ServiceError, Services};

/// How often the cases are read again after an exemption was added meanwhile.
const ATTEMPTS: usize = 5;

/// Who receives the file, in the ledger.
const RECIPIENT: &str = "letter_service";

/// The letters of a period that wait, as a file for the letter service: its name and its bytes. Each is noted as handed
/// over, in the ledger and on the case, before the file exists for anybody; a case that an exemption covers by now is
/// dismissed instead. With the instant of an earlier file the same letters once more. At most 500 at a time.
///
/// # Errors
/// [`ServiceError::NotFound`] when there are no such letters (any more); [`ServiceError::Refused`] without the
/// permission; [`ServiceError::Conflict`] when somebody else hands them over; those of store, ledger and key store.
pub async fn issue(
    services: &Services,
    actor: &Actor,
    request: &LetterRequest,
) -> Result<(String, Vec<u8>), ServiceError> {
    actor.require(Permission::WatchDelivery)?;
    let asked = read(request)?;
    let mut attempt = 1;
    loop {
        match issue_once(services, actor, asked).await {
            Err(ServiceError::Conflict(_)) if attempt < ATTEMPTS => attempt += 1,
            issued => return issued,
        }
    }
}

async fn issue_once(
    services: &Services,
    actor: &Actor,
    asked: Asked,
) -> Result<(String, Vec<u8>), ServiceError> {
    let now = services.now();
    let (house, candidates) = gather(services, actor, asked, now).await?;
    if candidates.is_empty() {
        return Err(NOT_FOUND);
    }
    let entry = actor.entry(Act::GateChecked);
    let opened = opened::open(services, &entry, actor.municipality, candidates).await?;
    // A letter that left is not called back by an exemption.
    let exempt = match asked.issued {
        None => exempt(services, actor.municipality, &opened).await?,
        Some(_) => BTreeSet::new(),
    };
    let days = asked.period.days;
    let going = opened.iter().filter(|opened| !exempt.contains(&opened.case().id));
    let bytes = file::csv(going, (&days.from.to_string(), &days.until.to_string()));
    let handing = Handing {
        services: services.clone(),
        actor: actor.clone(),
        cases: opened.iter().map(|opened| opened.case().clone()).collect(),
        exempt,
        exemption_version: house.municipality.exemption_version,
        sha256: hex::encode(digest(&SHA256, &bytes)),
        asked,
        now,
    };
    let plan = Plan::new().log(actor.log());
    let handed = services.store().write(plan, move |tx| handing.write(tx)).await?.into_inner();
    if handed == 0 {
        return Err(NOT_FOUND);
    }
    Ok((format!("waarschuwingsbrieven-{}-{}.csv", days.from, local_day(now)), bytes))
}

async fn gather(
    services: &Services,
    actor: &Actor,
    asked: Asked,
    now: Timestamp,
) -> Result<(House, Vec<Candidate>), ServiceError> {
    let (own, municipality, scope) = (services.clone(), actor.municipality, actor.scope());
    let read = move |conn: &mut Connection| {
        let house = House::load(&own, conn, municipality, (false, now))?;
        let mut candidates = Vec::new();
        for id in letters::of_bundle(conn, &scope, &asked.period, asked.issued, MOST_CASES)? {
            let Some(case) = cases::find(conn, &scope, id)? else { continue };
            let known = Known::load(conn, &scope, &case, &house)?;
            // No letter goes out about a case that its person asked to leave alone; it waits.
            if !known.restricted {
                candidates.push(Candidate { case, known });
            }
        }
        Ok::<_, ServiceError>((house, candidates))
    };
    services.store().read(read).await
}

/// Everything the transaction needs; it may run more than once.
struct Handing {
    services: Services,
    actor: Actor,
    cases: Vec<Case>,
    exempt: BTreeSet<CaseId>,
    /// The version of the exemptions that the cases were compared with.
    exemption_version: u64,
    sha256: String,
    asked: Asked,
    now: Timestamp,
}

impl Handing {
    /// How many were handed over.
    fn write(&self, tx: &mut Tx<'_>) -> Result<usize, ServiceError> {
        let (scope, municipality) = (self.scope(), self.actor.municipality);
        if municipalities::exemption_version(tx, &scope, municipality)? != self.exemption_version {
            return Err(ServiceError::Conflict("the exemptions".to_owned()));
        }
        for case in &self.cases {
            if case_restrictions::of_case(tx, &scope, case.id)?.is_some() {
                return Err(ServiceError::Conflict("the restriction of a case".to_owned()));
            }
            if self.exempt.contains(&case.id) {
                self.dismiss(tx, case)?;
            } else {
                self.hand_over(tx, case)?;
            }
        }
        Ok(self.cases.len().saturating_sub(self.exempt.len()))
    }

    fn scope(&self) -> Scope {
        self.actor.scope()
    }

    fn hand_over(&self, tx: &mut Tx<'_>, case: &Case) -> Result<(), ServiceError> {
        if self.asked.issued.is_none() {
            letters::hand_over(tx, &self.scope(), case.id, self.now)?;
        }
        let entry = self.actor.entry(Act::LetterIssued).detail("sha256", &self.sha256);
        self.tell(tx, case, entry.detail("recipient", RECIPIENT), None)
    }

    /// Told as the gate's own doing: whoever asked for the file judged nothing.
    fn dismiss(&self, tx: &mut Tx<'_>, case: &Case) -> Result<(), ServiceError> {
        let (scope, reason) = (self.scope(), DismissalReason::Exemption);
        let to = case.state.apply(CaseCommand::Dismiss);
        let to = to.map_err(|_| ServiceError::Conflict("the case's state".to_owned()))?;
        let change = StateChange { from: case.state, to, at: self.now, dismissal_reason: Some(reason) };
        letters::remove(tx, &scope, case.id)?;
        cases::set_state(tx, &scope, case.id, &change)?;
        let destroy_after =
            self.services.terms(self.actor.municipality).dismissed(case.captured_at, self.now);
        let retention = Retention { class: RetentionClass::Dismissed, destroy_after };
        cases::reclass(tx, &scope, case.id, &retention)?;
        let entry = Entry::new(ledger::Actor::System, Act::CaseDismissed).reason(reason.code());
        self.tell(tx, case, entry.detail("state", to), Some(reason.code()))
    }

    fn tell(
        &self,
        tx: &mut Tx<'_>,
        case: &Case,
        entry: Entry,
        code: Option<&str>,
    ) -> Result<(), ServiceError> {
        let act = entry.act;
        let pending = self.services.append(tx, &self.actor.log(), &entry.case(case.id))?;
        let event = event(self.now, act, code, &[], pending.place());
        events::append(tx, &self.scope(), case.id, &event)?;
        Ok(())
    }
}
