//! Confirmed cases on their way to the CJIB.
//!
//! ```text
//! gate:    confirmed -> log entry -> plate opened -> conditions -> held (why) | ready -> in batch    one transaction
//! deliver: built batch -> log entry -> file opened -> sent -> acknowledged, cases delivered
//! poll:    acknowledged batch -> every case accepted or returned -> processed
//!          batch without its file that the CJIB does not know -> given up, its cases wait for another one
//! ```
//!
//! A batch is built once, sent until it is acknowledged and never rebuilt; its identifier is the idempotency key. Each
//! step commits before the next begins, so the process may die anywhere: the next run goes on with what is committed
//! and does nothing twice.

mod annul;
mod answers;
mod batch;
mod build;
mod condition;
mod continuing;
mod deliver;
mod document;
mod exempt;
mod gate;
mod give_up;
mod known;
mod letters;
mod lexical;
mod mock_v1;
mod opened;
mod overview;
mod poll;
mod profile;
mod reconcile;
mod report;
mod schedule;
mod send_back;
mod settings;
mod settle;
mod snapshot;
#[cfg(test)]
mod tests;
mod tls;

use poortwacht_domain::MunicipalityId;
use poortwacht_ledger as ledger;
use poortwacht_store::{Scope, municipalities};

pub use annul::{AnnulForm, annul};
pub use condition::{Condition, Effect, GateFinding};
pub use letters::{IssuedBundle, LetterLine, LetterRequest, issue, letters};
pub use mock_v1::MockV1;
pub use overview::{
    BatchLine, BatchView, Clock, DeliveryView, ItemAnswer, ItemLine, MonthLine, ReturnNote, ReturnedLine,
    batch, deliveries,
};
pub use profile::{
    Answering, CaseAnswer, CjibProfile, Delivery, DeliveryError, ListedBatch, Period, Progress, Receipt,
};
pub use reconcile::{Compared, Difference, ReconcileReport, Wanted, reconcile};
pub use report::{ExportReport, PollReport};
pub use send_back::send_back;

pub use settings::GateSettings;

pub(crate) use annul::may_annul;
pub(crate) use overview::last_return;
pub(crate) use reconcile::unsettled;
pub(crate) use send_back::lay_back;

use crate::{CjibConfig, FieldProblem, ServiceError, Services};

/// Alarm: a batch was refused, or could not be delivered several times. Its subject is the batch.
pub const ALARM_DELIVERY: &str = "cjib_delivery";

/// Alarm: the CJIB's answer about a batch does not fit the batch. Its subject is the batch.
pub const ALARM_ANSWER: &str = "cjib_answer";

/// Alarm: the CJIB's own list of a month differs from ours. Its subject is the municipality and the month.
pub const ALARM_RECONCILIATION: &str = "cjib_reconciliation";

/// Puts confirmed cases through the gate, builds batches and delivers what is not acknowledged yet; of one municipality
/// or of all. An act of the command line.
///
/// # Errors
/// Those of store, key store and ledger; a CJIB that does not answer is no error but in the report.
pub async fn run(services: &Services, only: Option<MunicipalityId>) -> Result<ExportReport, ServiceError> {
    run_as(services, &ledger::Actor::Operator, only).await
}

/// As [`run`], by whoever the ledger shall name; by the clock, of the municipalities whose time has come.
pub(crate) async fn run_as(
    services: &Services,
    actor: &ledger::Actor,
    only: Option<MunicipalityId>,
) -> Result<ExportReport, ServiceError> {
    let profile = services.config().cjib.as_ref().map(profile).transpose()?;
    run_with(services, actor, only, profile.as_deref()).await
}

/// Sends what waits for a repetition and asks after what the CJIB has not answered yet.
pub(crate) async fn poll_as(services: &Services, actor: &ledger::Actor) -> Result<PollReport, ServiceError> {
    match &services.config().cjib {
        Some(config) => poll_with(services, actor, profile(config)?.as_ref()).await,
        None => Ok(PollReport::default()),
    }
}

/// As [`run`], over a given profile; without one nothing is built and nothing sent.
pub(crate) async fn run_with(
    services: &Services,
    actor: &ledger::Actor,
    only: Option<MunicipalityId>,
    profile: Option<&dyn CjibProfile>,
) -> Result<ExportReport, ServiceError> {
    let by_the_clock = matches!(actor, ledger::Actor::Job(_));
    let mut municipalities = chosen(services, only).await?;
    if by_the_clock {
        municipalities = schedule::due(services, municipalities).await?;
    }
    let mut report = ExportReport::default();
    for municipality in municipalities {
        build::build(services, actor, municipality, profile.is_some(), &mut report).await?;
        if by_the_clock {
            schedule::note(services, municipality).await?;
        }
        if let Some(profile) = profile {
            let scope = Scope::municipality(municipality);
            report.deliveries.add(deliver::all(services, actor, profile, &scope).await?);
        }
    }
    report.count();
    Ok(report)
}

/// Compares the CJIB's list of the last month with ours, when that is due.
pub(crate) async fn reconcile_as(
    services: &Services,
    actor: &ledger::Actor,
) -> Result<ReconcileReport, ServiceError> {
    reconcile::run_due(services, actor).await
}

/// As [`reconcile`], over a given profile.
#[cfg(test)]
pub(crate) use reconcile::run_with as reconcile_with;

/// As [`poll_as`], over a given profile.
pub(crate) async fn poll_with(
    services: &Services,
    actor: &ledger::Actor,
    profile: &dyn CjibProfile,
) -> Result<PollReport, ServiceError> {
    poll::run(services, actor, profile).await
}

/// The profile that the configuration names. The real interface becomes another arm here and another module beside
/// [`mock_v1`].
///
/// # Errors
/// [`ServiceError::Invalid`] for an unknown profile or unusable certificates.
pub(crate) fn profile(config: &CjibConfig) -> Result<Box<dyn CjibProfile>, ServiceError> {
    match config.profile.as_str() {
        mock_v1::NAME => Ok(Box::new(MockV1::new(config)?)),
        _ => {
            let message = format!("is not a delivery profile; use {}", mock_v1::NAME);
            Err(ServiceError::Invalid(vec![FieldProblem::new("cjib.profile", message)]))
        }
    }
}

async fn chosen(
    services: &Services,
    only: Option<MunicipalityId>,
) -> Result<Vec<MunicipalityId>, ServiceError> {
    if let Some(one) = only {
        return Ok(vec![one]);
    }
    let scope = Scope::job("export of every municipality");
    let all = services.store().read(move |conn| Ok::<_, ServiceError>(municipalities::all(conn, &scope)?));
    Ok(all.await?.into_iter().map(|municipality| municipality.id).collect())
}
