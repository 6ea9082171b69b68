//! Showing a case outside the desk: logged, granted, opened, in that order.

use jiff::Timestamp;
use poortwacht_domain::passage::VehicleDescription;
use poortwacht_domain::{Act, CaseId, CaseRef, CaseState, Permission, RecordId};
use poortwacht_ledger::{Entry, Pending, Receipt};
use poortwacht_store::cases::{self, Case};
use poortwacht_store::{Connection, Plan, Tx, authorisations, pictures as rows};

use super::history::{self, Names};
use super::model::{CaseDecision, CasePictures, CaseView, Sealed};
use crate::blocking::off_worker;
use crate::case_file::{
    DossierFacts, ExemptionLook, ExemptionResult, FIELD_STATEMENT, Opener, PlateReading, Statement, capture,
};
use crate::custody::{self, watched};
use crate::dossier::may_issue;
use crate::intake::{FIELD_PACKET, FIELD_PLATE};
use crate::masking::may_be_masked;
use crate::pictures;
use crate::review::may_undo;
use crate::{Actor, ServiceError, Services, exemptions, export, legal_holds, persons, sealed_pictures};

/// Reason codes in the log: the reader decided the case, or opened its page.
const OWN_DECISION: &str = "own_decision";
const CASE_PAGE: &str = "case_page";
const SECOND_LOOK: &str = "second_look";
const SAMPLE: &str = "sample";

/// Shows a case. The view is logged before anything is opened; what the reader may not open stays sealed, and the view of
/// the rest is logged all the same.
///
/// # Errors
/// [`ServiceError::NotFound`] for what is no reference or no case of this municipality; [`ServiceError::Refused`] without
/// the permission; those of store, ledger and key store.
pub async fn show(services: &Services, actor: &Actor, reference: &str) -> Result<CaseView, ServiceError> {
    actor.require(Permission::ViewCase)?;
    open(services, actor, reference, Purpose::Page).await
}

/// As [`show`], for a second look: logged as [`Act::SecondLook`], and a dismissed case opens too. The caller has judged
/// that this reader may look.
///
/// # Errors
/// As [`show`].
pub(crate) async fn show_for_second_look(
    services: &Services,
    actor: &Actor,
    reference: &str,
) -> Result<CaseView, ServiceError> {
    actor.require(Permission::SecondLook)?;
    open(services, actor, reference, Purpose::SecondLook).await
}

/// As [`show`], for the inspection of a line of a sample: logged as [`Act::SampleCaseShown`], and a dismissed case opens
/// too. The caller has judged that this reader may look.
///
/// # Errors
/// As [`show`].
pub(crate) async fn show_for_sample(
    services: &Services,
    actor: &Actor,
    reference: &str,
    (sample, line): (RecordId, u32),
) -> Result<CaseView, ServiceError> {
    actor.require(Permission::DrawSamples)?;
    open(services, actor, reference, Purpose::Sample { sample, line }).await
}

async fn open(
    services: &Services,
    actor: &Actor,
    reference: &str,
    purpose: Purpose,
) -> Result<CaseView, ServiceError> {
    let reference = CaseRef::parse(reference).map_err(|_| NOT_FOUND)?;
    let view = Viewer { services: services.clone(), actor: actor.clone(), purpose, now: services.now() };
    let store = services.store().clone();
    let logging = view.clone();
    let written = store.write(Plan::new().log(actor.log()), move |tx| logging.log(tx, &reference)).await?;
    let ((case, pictures), pending) = written.split();
    let receipt = Receipt::from(pending);
    let shown = off_worker(move || view.open(case, pictures, &receipt)).await;
    watched(services, actor.municipality, actor.entry(purpose.act()), shown).await
}

/// Why a case is opened outside the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Page,
    SecondLook,
    /// Drawn as this line of this sample.
    Sample {
        sample: RecordId,
        line: u32,
    },
}

impl Purpose {
    const fn act(self) -> Act {
        match self {
            Self::Page => Act::CaseShown,
            Self::SecondLook => Act::SecondLook,
            Self::Sample { .. } => Act::SampleCaseShown,
        }
    }

    /// The entry of the view, with what it belongs to.
    fn told(self, entry: Entry) -> Entry {
        match self {
            Self::Page | Self::SecondLook => entry,
            Self::Sample { sample, line } => entry.detail("sample", sample).detail("line", line),
        }
    }
}

const NOT_FOUND: ServiceError = ServiceError::NotFound("case");

/// Why this reader may not open the case; `None` when it may be opened. A dismissed case stays open to whoever can still
/// take the dismissal back.
pub(crate) fn why_sealed(actor: &Actor, case: &Case, now: Timestamp) -> Option<Sealed> {
    let may_undo = may_undo(case, actor.account, now);
    match case.state {
        CaseState::Destroyed => Some(Sealed::Destroyed),
        _ if !actor.role.allows(Permission::Search) => Some(Sealed::Role),
        CaseState::Dismissed if !may_undo => Some(Sealed::Dismissed),
        _ => None,
    }
}

/// What of the case was opened.
#[derive(Default)]
struct Opened {
    plate: Option<PlateReading>,
    vehicle: VehicleDescription,
    statement: Statement,
}

/// Who looks, when.
#[derive(Clone)]
struct Viewer {
    services: Services,
    actor: Actor,
    purpose: Purpose,
    now: Timestamp,
}

impl Viewer {
    fn log(
        &self,
        tx: &mut Tx<'_>,
        reference: &CaseRef,
    ) -> Result<((CaseId, CasePictures), Pending), ServiceError> {
        let scope = self.actor.scope();
        let case = cases::find_by_reference(tx, &scope, reference)?.ok_or(NOT_FOUND)?;
        let own = case.decided.is_some_and(|decided| decided.by == self.actor.account);
        let sealed = self.why_sealed(&case);
        let rows = if sealed.is_none() { rows::of_case(tx, &scope, case.id)? } else { Vec::new() };
        let entry = self
            .actor
            .entry(self.purpose.act())
            .case(case.id)
            .reason(self.reason(own))
            .detail("pictures", rows.len())
            .detail("opened", sealed.is_none());
        let view = self.services.append(tx, &self.actor.log(), &self.purpose.told(entry))?;
        let wanted = pictures::on_case_page(&rows);
        let pictures = match sealed {
            Some(why) => CasePictures::Sealed(why),
            None => {
                CasePictures::Granted(pictures::grant(&self.services, tx, &self.actor, &view, wanted, false)?)
            }
        };
        Ok(((case.id, pictures), view))
    }

    fn reason(&self, own: bool) -> &'static str {
        match self.purpose {
            Purpose::SecondLook => SECOND_LOOK,
            Purpose::Sample { .. } => SAMPLE,
            Purpose::Page if own => OWN_DECISION,
            Purpose::Page => CASE_PAGE,
        }
    }

    /// A dismissed case opens for a second look and for a sample.
    fn why_sealed(&self, case: &Case) -> Option<Sealed> {
        let sealed = why_sealed(&self.actor, case, self.now);
        sealed.filter(|why| self.purpose == Purpose::Page || *why != Sealed::Dismissed)
    }

    fn open(self, case: CaseId, pictures: CasePictures, receipt: &Receipt) -> Result<CaseView, ServiceError> {
        let granted = matches!(pictures, CasePictures::Granted(_));
        if granted {
            sealed_pictures::require(&self.services, &self.actor.scope(), case)?;
        }
        self.services.store().read_blocking(|conn| {
            let scope = self.actor.scope();
            let case = cases::find(conn, &scope, case)?.ok_or(NOT_FOUND)?;
            let names = Names::load(conn, &scope, &case)?;
            let opened = if granted { self.opened(conn, &case, receipt)? } else { Opened::default() };
            let custody = match case.state {
                CaseState::Destroyed => None,
                _ => Some(custody::chain(conn, &self.services, &scope, &case)?),
            };
            let hold = legal_holds::view(conn, &self.actor, case.id, self.now)?;
            Ok(CaseView {
                may_hold: hold.is_none() && legal_holds::may_ask(&self.actor, &case, self.now),
                hold,
                restriction: persons::restriction_of(conn, &self.actor, &case)?,
                may_restrict: persons::may_restrict(&self.actor, &case),
                may_annul: export::may_annul(&self.actor, &case),
                state: case.state,
                captured_at: case.captured_at,
                received_at: case.received_at,
                location: case.dossier.name.clone(),
                pending: exemptions::pending(conn, &scope, &case, self.now)?,
                destroy_after: (case.state != CaseState::Destroyed).then_some(case.retention.destroy_after),
                exemption: self.exemption(conn, &case, opened.plate.as_ref())?,
                dossier: DossierFacts::of(&case, &capture(&case)?, names.unit()),
                decision: self.decision(conn, &case, opened.statement)?,
                pictures,
                timeline: history::timeline(conn, &scope, &case, &names)?,
                viewings: history::viewings(conn, &scope, &case, &names)?,
                custody,
                may_undo: may_undo(&case, self.actor.account, self.now)
                    && self.actor.role.allows(Permission::Review),
                may_mask: may_be_masked(&self.actor, &case, self.now),
                may_issue: may_issue(&self.actor, &case, self.now),
                plate: opened.plate,
                vehicle: opened.vehicle,
                reference: case.reference,
            })
        })
    }

    fn opened(&self, conn: &mut Connection, case: &Case, receipt: &Receipt) -> Result<Opened, ServiceError> {
        let (scope, keys) = (self.actor.scope(), self.services.keys());
        let opener = Opener::load(conn, receipt, keys.as_ref(), &scope, case.id)?;
        pictures::compare_pictures(&self.services, conn, &scope, &opener)?;
        let mut field = |name| opener.field(conn, name);
        let plate = field(FIELD_PLATE)?.map(|sealed| opener.plate(&sealed)).transpose()?;
        let packet = field(FIELD_PACKET)?.map(|sealed| opener.packet(&sealed)).transpose()?;
        // What was written with a decision that was taken back does not count.
        let statement = match case.decided {
            Some(_) => field(FIELD_STATEMENT)?.map(|sealed| opener.statement(&sealed)).transpose()?,
            None => None,
        };
        Ok(Opened {
            plate,
            vehicle: packet.map(|packet| packet.vehicle).unwrap_or_default(),
            statement: statement.unwrap_or_default(),
        })
    }

    fn exemption(
        &self,
        conn: &mut Connection,
        case: &Case,
        plate: Option<&PlateReading>,
    ) -> Result<ExemptionResult, ServiceError> {
        match plate {
            Some(reading) => {
                let keys = self.services.keys();
                Ok(ExemptionLook::at(conn, keys.as_ref(), case, &reading.plate, self.now)?.result)
            }
            None => ExemptionLook::stored(case),
        }
    }

    fn decision(
        &self,
        conn: &mut Connection,
        case: &Case,
        statement: Statement,
    ) -> Result<CaseDecision, ServiceError> {
        let gate_findings = findings(&case.gate_findings)?;
        let Some(decided) = case.decided else {
            // What the gate sent back to the desk says why.
            return Ok(CaseDecision { gate_findings, ..CaseDecision::default() });
        };
        let held = authorisations::valid_at(conn, &self.actor.scope(), decided.by, decided.at)?;
        let charge = case.charge.as_ref().filter(|_| case.dismissal_reason.is_none());
        Ok(CaseDecision {
            decided_at: Some(decided.at),
            officer_number: held.map(|authorisation| authorisation.officer_number),
            dismissal: case.dismissal_reason,
            offence_code: charge.map(|charge| charge.offence_code.to_string()),
            vehicle_category: charge.map(|charge| charge.vehicle_category),
            grounds: statement.grounds.or(statement.text),
            seen: statement.seen,
            not_stopped_reason: statement.not_stopped_reason,
            gate_findings,
        })
    }
}

/// The conditions that the gate found not to hold, by their codes.
fn findings(json: &str) -> Result<Vec<String>, ServiceError> {
    let found: Vec<serde_json::Value> = serde_json::from_str(json)
        .map_err(|_| ServiceError::Damaged("a case's gate findings do not parse".to_owned()))?;
    let code = |finding: serde_json::Value| match finding {
        serde_json::Value::String(code) => code,
        other => other.get("condition").and_then(serde_json::Value::as_str).unwrap_or("unknown").to_owned(),
    };
    Ok(found.into_iter().map(code).collect())
}
