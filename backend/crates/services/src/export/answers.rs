//! The CJIB's answers: each case accepted or returned, once.

use jiff::Timestamp;
use poortwacht_domain::{Act, CaseCommand, CaseId, RetentionClass, ReturnCode, looks_like_plate};
use poortwacht_ledger::{Actor, Entry, LogName};
use poortwacht_store::batches::{self, Answer, Batch, BatchItem, BatchState};
use poortwacht_store::cases::{self, Case, Retention, StateChange};
use poortwacht_store::{Plan, Scope, Tx, events};

use super::ALARM_ANSWER;
use super::profile::CaseAnswer;
use super::report::PollReport;
use super::settle::event;
use crate::alarms::{self, Notice};
use crate::{ServiceError, Services};

/// Takes the answers for a batch. What was taken before stands; a batch is processed when every case has its answer.
pub(super) async fn take(
    services: &Services,
    actor: &Actor,
    batch: &Batch,
    answers: Vec<CaseAnswer>,
    report: &mut PollReport,
) -> Result<(), ServiceError> {
    let taking = Taking {
        services: services.clone(),
        actor: actor.clone(),
        batch: batch.clone(),
        answers,
        now: services.now(),
    };
    let plan = Plan::new().log(LogName::municipality(batch.municipality));
    let taken = services.store().write(plan, move |tx| taking.write(tx)).await?.into_inner();
    report.accepted += taken.accepted;
    report.returned += taken.returned;
    report.processed += u64::from(taken.complete);
    if taken.complete && taken.unfit == 0 {
        return alarms::clear(services, ALARM_ANSWER, &batch.id.to_string()).await;
    }
    let detail = format!("{} answers do not fit, every case answered: {}", taken.unfit, taken.complete);
    alarms::raise(services, notice(batch, detail)).await
}

/// The CJIB does not know a batch whose file is gone: nothing can be sent again.
pub(super) async fn lost(services: &Services, batch: &Batch) -> Result<(), ServiceError> {
    alarms::raise(services, notice(batch, "unknown to the CJIB and its file has been destroyed".to_owned()))
        .await
}

fn notice(batch: &Batch, detail: String) -> Notice {
    let (subject, municipality) = (batch.id.to_string(), Some(batch.municipality));
    Notice { kind: ALARM_ANSWER, subject, municipality, detail }
}

/// What was taken.
#[derive(Default)]
struct Taken {
    accepted: u64,
    returned: u64,
    /// Answers for cases that are not in the batch, or not in a state to be answered.
    unfit: u64,
    complete: bool,
}

struct Taking {
    services: Services,
    actor: Actor,
    batch: Batch,
    answers: Vec<CaseAnswer>,
    now: Timestamp,
}

impl Taking {
    fn write(&self, tx: &mut Tx<'_>) -> Result<Taken, ServiceError> {
        let (scope, mut taken) = (self.scope(), Taken::default());
        if self.is_processed(tx)? {
            return Ok(Taken { complete: true, ..taken });
        }
        let items = batches::items(tx, &scope, self.batch.id)?;
        // Of a batch that was taken over only those cases are in it that are here.
        let whole = u64::try_from(items.len()).is_ok_and(|items| items == self.batch.case_count);
        for answer in &self.answers {
            match items.iter().find(|item| item.reference == answer.reference) {
                Some(item) => self.take(tx, item, &answer.answer, &mut taken)?,
                None => taken.unfit += u64::from(whole),
            }
        }
        let items = batches::items(tx, &scope, self.batch.id)?;
        taken.complete = items.iter().all(|item| item.answer.is_some());
        if taken.complete {
            self.finish(tx)?;
        }
        Ok(taken)
    }

    fn scope(&self) -> Scope {
        Scope::municipality(self.batch.municipality)
    }

    /// Another process may have taken the same answers a moment ago.
    fn is_processed(&self, tx: &mut Tx<'_>) -> Result<bool, ServiceError> {
        let batch = batches::find(tx, &self.scope(), self.batch.id)?;
        Ok(batch.is_none_or(|batch| batch.state == BatchState::Processed))
    }

    fn take(
        &self,
        tx: &mut Tx<'_>,
        item: &BatchItem,
        answer: &Answer,
        taken: &mut Taken,
    ) -> Result<(), ServiceError> {
        if !batches::answer_item(tx, &self.scope(), self.batch.id, item.case, answer, self.now)? {
            return Ok(());
        }
        match answer {
            Answer::Accepted => taken.accepted += 1,
            Answer::Returned { .. } => taken.returned += 1,
        }
        // A case that has died meanwhile is answered for in the batch alone.
        match cases::find(tx, &self.scope(), item.case)? {
            Some(case) => self.settle(tx, &case, answer, taken),
            None => Ok(()),
        }
    }

    fn settle(
        &self,
        tx: &mut Tx<'_>,
        case: &Case,
        answer: &Answer,
        taken: &mut Taken,
    ) -> Result<(), ServiceError> {
        let command = match answer {
            Answer::Accepted => CaseCommand::Accept,
            Answer::Returned { .. } => CaseCommand::Return,
        };
        let Ok(to) = case.state.apply(command) else {
            taken.unfit += 1;
            return Ok(());
        };
        let change = StateChange { from: case.state, to, at: self.now, dismissal_reason: None };
        cases::set_state(tx, &self.scope(), case.id, &change)?;
        match answer {
            Answer::Accepted => self.accepted(tx, case),
            Answer::Returned { code, .. } => self.returned(tx, case.id, code),
        }
    }

    /// A sanctioned case lives five years after the act.
    fn accepted(&self, tx: &mut Tx<'_>, case: &Case) -> Result<(), ServiceError> {
        let class = RetentionClass::Sanctioned;
        let destroy_after =
            self.services.terms(self.batch.municipality).destroy_after(class, case.captured_at);
        cases::reclass(tx, &self.scope(), case.id, &Retention { class, destroy_after })?;
        self.tell(tx, case.id, Act::CaseAccepted, ("class", class.as_str().to_owned()))
    }

    /// A returned case may be corrected and enter another batch; it keeps the term of a case not accepted.
    fn returned(&self, tx: &mut Tx<'_>, case: CaseId, code: &ReturnCode) -> Result<(), ServiceError> {
        cases::leave_batch(tx, &self.scope(), case)?;
        // The code comes from outside: one that reads as a plate stays out of the ledger.
        let code = if looks_like_plate(code.as_str()) { "withheld" } else { code.as_str() };
        self.tell(tx, case, Act::CaseReturned, ("code", code.to_owned()))
    }

    fn tell(
        &self,
        tx: &mut Tx<'_>,
        case: CaseId,
        act: Act,
        (key, value): (&'static str, String),
    ) -> Result<(), ServiceError> {
        let details = [("batch", self.batch.id.to_string()), (key, value)];
        let mut entry = Entry::new(self.actor.clone(), act).case(case);
        for (key, value) in &details {
            entry = entry.detail(*key, value);
        }
        let log = LogName::municipality(self.batch.municipality);
        let pending = self.services.append(tx, &log, &entry)?;
        let event = event(self.now, act, None, &details, pending.place());
        events::append(tx, &self.scope(), case, &event)?;
        Ok(())
    }

    /// From now on the file's own term runs.
    fn finish(&self, tx: &mut Tx<'_>) -> Result<(), ServiceError> {
        if self.batch.retention.class != RetentionClass::BatchFile {
            return Ok(batches::finish(tx, &self.scope(), self.batch.id, self.now, &self.batch.retention)?);
        }
        let class = RetentionClass::BatchFile;
        let destroy_after = self.services.terms(self.batch.municipality).destroy_after(class, self.now);
        let retention = Retention { class, destroy_after };
        Ok(batches::finish(tx, &self.scope(), self.batch.id, self.now, &retention)?)
    }
}
