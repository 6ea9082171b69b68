//! Batches that can never be sent any more: their file died, with the term of their first case, before the CJIB had them.
//!
//! Their younger cases must not wait in them until they die too. So the CJIB is asked, and only when it says that it does
//! not know the batch, its cases go through the gate again and into another one. It cannot arrive after that: nobody has
//! its file, and a delivery that was under way when the file died is over by then.

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{Act, CaseState};
use poortwacht_ledger::{Actor, Entry, LogName};
use poortwacht_store::batches::{self, Batch};
use poortwacht_store::cases::{self, Case};
use poortwacht_store::{Plan, Scope, Tx, events};

use super::deliver::{self, Heard};
use super::profile::{CjibProfile, Progress};
use super::report::PollReport;
use super::settle::event;
use super::{ALARM_DELIVERY, answers};
use crate::{ServiceError, Services, alarms};

/// No delivery takes this long.
const UNDER_WAY: SignedDuration = SignedDuration::from_mins(10);

/// Asks after a built batch without its file, and gives it up or learns that it arrived after all.
pub(super) async fn ask(
    services: &Services,
    actor: &Actor,
    profile: &dyn CjibProfile,
    batch: &Batch,
    report: &mut PollReport,
) -> Result<(), ServiceError> {
    if may_be_under_way(batch, services.now()) {
        return Ok(());
    }
    match profile.progress(batch.id).await {
        Ok(Progress::Unknown) => report.given_up += u64::from(give_up(services, actor, batch).await?),
        Ok(Progress::Received(receipt)) => {
            deliver::acknowledged(services, actor, batch, receipt, Heard::Asking).await?;
        }
        Ok(Progress::Processed(receipt, cases)) => {
            deliver::acknowledged(services, actor, batch, receipt, Heard::Asking).await?;
            answers::take(services, actor, batch, cases, report).await?;
        }
        Err(error) => {
            tracing::warn!(batch = %batch.id, %error, "batch not answered");
            report.unanswered += 1;
        }
    }
    Ok(())
}

fn may_be_under_way(batch: &Batch, now: Timestamp) -> bool {
    batch.last_attempt_at.is_some_and(|last| now.duration_since(last) < UNDER_WAY)
}

/// Whether it was given up; not when anything happened to it since it was read.
async fn give_up(services: &Services, actor: &Actor, batch: &Batch) -> Result<bool, ServiceError> {
    let giving_up = GivingUp {
        services: services.clone(),
        actor: actor.clone(),
        batch: batch.clone(),
        now: services.now(),
    };
    let plan = Plan::new().log(giving_up.log());
    let given_up = services.store().write(plan, move |tx| giving_up.write(tx)).await?.into_inner();
    if given_up {
        tracing::warn!(batch = %batch.id, "a batch that never arrived was given up");
        alarms::clear(services, ALARM_DELIVERY, &batch.id.to_string()).await?;
    }
    Ok(given_up)
}

struct GivingUp {
    services: Services,
    actor: Actor,
    batch: Batch,
    now: Timestamp,
}

impl GivingUp {
    fn log(&self) -> LogName {
        LogName::municipality(self.batch.municipality)
    }

    fn scope(&self) -> Scope {
        Scope::municipality(self.batch.municipality)
    }

    fn write(&self, tx: &mut Tx<'_>) -> Result<bool, ServiceError> {
        let scope = self.scope();
        if batches::find(tx, &scope, self.batch.id)?.as_ref() != Some(&self.batch) {
            return Ok(false);
        }
        let mut cases = cases::by_batch(tx, &scope, self.batch.id)?;
        cases.retain(|case| case.state == CaseState::InBatch);
        batches::give_up(tx, &scope, self.batch.id, self.now)?;
        let entry = self.entry().detail("cases", cases.len());
        self.services.record(tx, &self.log(), &entry)?;
        cases.iter().try_for_each(|case| self.take_out(tx, case))?;
        Ok(true)
    }

    fn entry(&self) -> Entry {
        Entry::new(self.actor.clone(), Act::BatchGivenUp).detail("batch", self.batch.id)
    }

    fn take_out(&self, tx: &mut Tx<'_>, case: &Case) -> Result<(), ServiceError> {
        cases::take_out(tx, &self.scope(), case.id, self.now)?;
        let pending = self.services.append(tx, &self.log(), &self.entry().case(case.id))?;
        let details = [("batch", self.batch.id.to_string())];
        let event = event(self.now, Act::BatchGivenUp, None, &details, pending.place());
        events::append(tx, &self.scope(), case.id, &event)?;
        Ok(())
    }
}
