//! Asking after what the CJIB has, sending again what it does not have, and giving up what cannot be sent any more.

use poortwacht_ledger::Actor;
use poortwacht_store::batches::{self, Batch};
use poortwacht_store::{Plan, Scope, Tx};

use super::profile::{CjibProfile, Progress, Receipt};
use super::report::PollReport;
use super::{answers, deliver, give_up};
use crate::{ServiceError, Services};

/// Sends what waits for a repetition, asks after what can no longer be sent, and after every batch that is not answered
/// for each case.
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
    for batch in deliver::fileless(services, &scope).await? {
        give_up::ask(services, actor, profile, &batch, &mut report).await?;
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
        Ok(Progress::Received(receipt)) => settle_receipt(services, batch, receipt).await?,
        // Acknowledged and forgotten: the same batch again, under the same key.
        Ok(Progress::Unknown) if deliver::has_file(batch) => {
            send(services, actor, profile, batch, report).await?;
        }
        Ok(Progress::Unknown) => answers::lost(services, batch).await?,
        Ok(Progress::Processed(receipt, cases)) => {
            settle_receipt(services, batch, receipt).await?;
            answers::take(services, actor, batch, cases, report).await?;
        }
        Err(error) => {
            tracing::warn!(batch = %batch.id, %error, "batch not answered");
            report.unanswered += 1;
        }
    }
    Ok(())
}

/// The CJIB's own list names the delivery that it kept; that number is the one to ask about a batch with.
async fn settle_receipt(services: &Services, batch: &Batch, receipt: Receipt) -> Result<(), ServiceError> {
    if batch.receipt_number.as_ref() == Some(&receipt.number) {
        return Ok(());
    }
    let (id, scope) = (batch.id, Scope::municipality(batch.municipality));
    let correct = move |tx: &mut Tx<'_>| {
        Ok::<_, ServiceError>(batches::correct_receipt(tx, &scope, id, &receipt.number)?)
    };
    services.store().write(Plan::new(), correct).await?;
    Ok(())
}
