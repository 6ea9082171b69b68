//! Asking after what the CJIB has, and sending again what it does not have.

use poortwacht_ledger::Actor;
use poortwacht_store::Scope;
use poortwacht_store::batches::{self, Batch};

use super::profile::{CjibProfile, Progress};
use super::report::PollReport;
use super::{answers, deliver};
use crate::{ServiceError, Services};

/// Sends what waits for a repetition, then asks after every batch that is not answered for each case.
pub(super) async fn run(
    services: &Services,
    actor: &Actor,
    profile: &dyn CjibProfile,
) -> Result<PollReport, ServiceError> {
    let mut report = PollReport::default();
    let scope = Scope::job("answers of the CJIB");
    for batch in deliver::pending(services, &scope).await? {
        send(services, actor, profile, &batch, &mut report).await?;
    }
    for batch in awaiting(services, scope).await? {
        ask(services, actor, profile, &batch, &mut report).await?;
    }
    report.count();
    Ok(report)
}

async fn awaiting(services: &Services, scope: Scope) -> Result<Vec<Batch>, ServiceError> {
    services.store().read(move |conn| Ok(batches::awaiting_processing(conn, &scope)?)).await
}

/// A person who asks is not made to wait for the pause between attempts.
async fn send(
    services: &Services,
    actor: &Actor,
    profile: &dyn CjibProfile,
    batch: &Batch,
    report: &mut PollReport,
) -> Result<(), ServiceError> {
    let patient = matches!(actor, Actor::Job(_));
    if patient && !deliver::may_try(batch, services.now()) {
        return Ok(());
    }
    if deliver::send(services, actor, profile, batch).await? {
        report.deliveries.acknowledged += 1;
    } else {
        report.deliveries.failed += 1;
    }
    Ok(())
}

async fn ask(
    services: &Services,
    actor: &Actor,
    profile: &dyn CjibProfile,
    batch: &Batch,
    report: &mut PollReport,
) -> Result<(), ServiceError> {
    match profile.progress(batch.id).await {
        Ok(Progress::Received) => {}
        // Acknowledged and forgotten: the same batch again, under the same key.
        Ok(Progress::Unknown) if deliver::has_file(batch) => {
            send(services, actor, profile, batch, report).await?;
        }
        Ok(Progress::Unknown) => answers::lost(services, batch).await?,
        Ok(Progress::Processed(cases)) => answers::take(services, actor, batch, cases, report).await?,
        Err(error) => {
            tracing::warn!(batch = %batch.id, %error, "batch not answered");
            report.unanswered += 1;
        }
    }
    Ok(())
}
