//! Everything that is held about one plate. Each look is written down before it happens; each case found, before anything
//! of it is told.

use jiff::Timestamp;
use poortwacht_domain::{
    Act, CaseId, CaseRef, CaseState, ExemptionCategory, Plate, Recipient, RecordId, Regime,
};
use poortwacht_store::cases::{self, CaseSummary, SearchFilter};
use poortwacht_store::{Connection, Plan, Tx};

use crate::blocking::off_worker;
use crate::case_file::cases_of_plate;
use crate::case_view::viewings_of;
use crate::exemptions::{self, Matched};
use crate::{Actor, ServiceError, Services};

/// Reason code of everything done for a request.
pub(super) const REASON: &str = "person_request";

/// A disclosure of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disclosed {
    /// When.
    pub at: Timestamp,
    /// What was given.
    pub act: Act,
    /// To whom.
    pub recipient: Recipient,
}

/// A case about the plate.
#[derive(Debug, Clone)]
pub struct FoundCase {
    /// Its reference.
    pub reference: CaseRef,
    /// Where it happened.
    pub location: String,
    /// When the vehicle passed.
    pub captured_at: Timestamp,
    /// Where it stands.
    pub state: CaseState,
    /// The law under which it is processed.
    pub regime: Regime,
    /// When it dies.
    pub destroy_after: Timestamp,
    /// How often somebody looked at it, this look included.
    pub views: usize,
    /// What was given of it, and to whom.
    pub disclosed: Vec<Disclosed>,
}

/// An exemption of the plate.
#[derive(Debug, Clone)]
pub struct FoundExemption {
    /// What for.
    pub category: ExemptionCategory,
    /// From when it holds.
    pub from: Timestamp,
    /// Until when.
    pub until: Timestamp,
}

/// What a look found.
pub(super) struct Found {
    pub(super) cases: Vec<CaseSummary>,
    exemptions: Vec<Matched>,
}

impl Found {
    pub(super) fn is_empty(&self) -> bool {
        self.cases.is_empty() && self.exemptions.is_empty()
    }

    /// The law whose term a request about this has.
    pub(super) fn regime(&self) -> Regime {
        Regime::of_request(self.cases.iter().map(|case| case.state), !self.exemptions.is_empty())
    }

    pub(super) fn exemptions(&self) -> Vec<FoundExemption> {
        let told = |(_, found): &Matched| FoundExemption {
            category: found.rule.category,
            from: found.rule.from,
            until: found.ended_at.map_or(found.rule.until, |ended| ended.min(found.rule.until)),
        };
        self.exemptions.iter().map(told).collect()
    }
}

/// Looks for a plate on behalf of a request. Logged first.
pub(super) async fn search(
    services: &Services,
    actor: &Actor,
    request: RecordId,
    plate: Plate,
) -> Result<Found, ServiceError> {
    let entry = actor.entry(Act::PersonDataFound).reason(REASON).detail("request", request);
    services.enter(actor.log(), entry).await?;
    let (own, actor) = (services.clone(), actor.clone());
    off_worker(move || {
        let (keys, scope) = (own.keys(), actor.scope());
        let everything = SearchFilter { limit: u32::MAX, ..SearchFilter::default() };
        own.store().read_blocking(|conn| {
            Ok(Found {
                cases: cases_of_plate(conn, keys.as_ref(), &scope, &everything, &plate)?,
                exemptions: exemptions::find(conn, keys.as_ref(), actor.municipality, [&plate])?,
            })
        })
    })
    .await
}

/// Tells everything of the cases found; for each one that is an entry of its own first.
pub(super) async fn tell(
    services: &Services,
    actor: &Actor,
    request: RecordId,
    cases: &[CaseSummary],
) -> Result<Vec<FoundCase>, ServiceError> {
    let ids: Vec<CaseId> = cases.iter().map(|case| case.id).collect();
    let (own, by, log) = (services.clone(), actor.clone(), actor.log());
    let noted = ids.clone();
    let write = move |tx: &mut Tx<'_>| {
        for case in &noted {
            let entry = by.entry(Act::PersonDataFound).case(*case).reason(REASON).detail("request", request);
            own.record(tx, &log, &entry)?;
        }
        Ok::<_, ServiceError>(())
    };
    services.store().write(Plan::new().log(actor.log()).ledger_only(), write).await?;
    let reader = actor.clone();
    let read = move |conn: &mut Connection| {
        let told = ids.into_iter().map(|id| told(conn, &reader, id));
        Ok::<_, ServiceError>(told.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
    };
    services.store().read(read).await
}

/// One case; `None` when it was destroyed in this moment.
fn told(conn: &mut Connection, reader: &Actor, id: CaseId) -> Result<Option<FoundCase>, ServiceError> {
    let Some(case) = cases::find(conn, &reader.scope(), id)? else { return Ok(None) };
    let viewings = viewings_of(conn, &reader.scope(), &case)?;
    let disclosed = viewings.iter().filter_map(|viewing| {
        Some(Disclosed { at: viewing.at, act: viewing.act, recipient: viewing.recipient? })
    });
    Ok(Some(FoundCase {
        disclosed: disclosed.collect(),
        views: viewings.len(),
        regime: Regime::of(case.state),
        location: case.dossier.name.clone(),
        captured_at: case.captured_at,
        state: case.state,
        destroy_after: case.retention.destroy_after,
        reference: case.reference,
    }))
}
