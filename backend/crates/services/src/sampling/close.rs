//! The end of an inspection.

use poortwacht_domain::{Act, Permission, RecordId, RetentionClass};
use poortwacht_ledger::Entry;
use poortwacht_store::samples::{self as rows, Closing, Line, Sample};
use poortwacht_store::{Connection, Plan, Tx};

use super::judge::words;
use super::lines::Known;
use super::list::outcomes;
use super::sealing::{Place, seal_words};
use super::{NOT_FOUND, read};
use crate::blocking::off_worker;
use crate::flaw::Flaws;
use crate::{Actor, ServiceError, Services};

/// What the form holds, as typed.
#[derive(Debug, Clone, Default)]
pub struct CloseForm {
    /// What the inspection came to.
    pub conclusion: String,
}

impl CloseForm {
    fn read(&self) -> Result<String, ServiceError> {
        let mut flaws = Flaws::default();
        let conclusion = flaws.take("conclusion", words(&self.conclusion));
        flaws.check()?;
        conclusion.ok_or(NOT_FOUND)
    }
}

/// Finishes a sample with a conclusion. From then on nothing of it changes; what was destroyed before anybody judged it is
/// noted as that.
///
/// # Errors
/// [`ServiceError::Invalid`] (`conclusion`); [`ServiceError::NotFound`]; [`ServiceError::Conflict`] while a line waits for
/// somebody, or when it was finished before; those of store, ledger and key store.
pub async fn close(
    services: &Services,
    actor: &Actor,
    id: RecordId,
    form: &CloseForm,
) -> Result<(), ServiceError> {
    actor.require(Permission::DrawSamples)?;
    let by = actor.clone();
    let (sample, _) = services.store().read(move |conn: &mut Connection| read(conn, &by, id)).await?;
    let conclusion = form.read()?;
    let (own, by) = (services.clone(), actor.clone());
    let (sample, closing) = off_worker(move || {
        let sealed_conclusion = seal_words(&own, &sample, &Place::conclusion(), &conclusion)?;
        Ok::<_, ServiceError>((sample, Closing { by: by.account, at: own.now(), sealed_conclusion }))
    })
    .await?;
    let (own, by) = (services.clone(), actor.clone());
    let plan = Plan::new().log(actor.log());
    services.store().write(plan, move |tx| close_in(&own, tx, &by, (&sample, &closing))).await.map(drop)
}

fn close_in(
    services: &Services,
    tx: &mut Tx<'_>,
    actor: &Actor,
    (sample, closing): (&Sample, &Closing),
) -> Result<(), ServiceError> {
    let scope = actor.scope();
    let lines = rows::lines(tx, &scope, sample.id)?;
    let known = Known::load(tx, &scope, sample, &lines)?;
    let gone = known.gone();
    if lines.iter().any(|line| line.judgement.is_none() && !gone.contains(&line.number)) {
        return Err(ServiceError::Conflict("not every line was judged".to_owned()));
    }
    let entry = entry(actor, sample, &lines, &known);
    let is_open = rows::by_id(tx, &scope, sample.id)?.is_some_and(|sample| sample.closed.is_none());
    if !is_open {
        return Err(ServiceError::Conflict("the sample is finished".to_owned()));
    }
    rows::settle_destroyed(tx, &scope, sample.id, &gone, (closing.by, closing.at))?;
    let destroy_after = services.terms(actor.municipality).destroy_after(RetentionClass::Sample, closing.at);
    rows::close(tx, &scope, sample.id, closing, destroy_after)?;
    Ok(services.record(tx, &actor.log(), &entry)?)
}

fn entry(actor: &Actor, sample: &Sample, lines: &[Line], known: &Known) -> Entry {
    let entry = actor.entry(Act::SampleClosed).reason(sample.kind.as_str()).detail("sample", sample.id);
    let counts = outcomes(lines, known).into_iter();
    counts.fold(entry, |entry, (outcome, count)| entry.detail(outcome.as_str(), count))
}
