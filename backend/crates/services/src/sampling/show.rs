//! One sample with everything that was said of its lines.

use poortwacht_domain::sampling::Seed;
use poortwacht_domain::{Act, Permission, RecordId};
use poortwacht_ledger::Receipt;
use poortwacht_store::samples::{Line, Sample};
use poortwacht_store::{Connection, Plan, Tx};

use super::lines::{Known, LineView};
use super::list::{Summary, summary};
use super::read;
use super::sealing::{Place, open_words};
use crate::blocking::off_worker;
use crate::{Actor, ServiceError, Services};

/// One sample.
#[derive(Debug, Clone)]
pub struct SampleView {
    /// As in the list.
    pub summary: Summary,
    /// What it was drawn with.
    pub seed: Seed,
    /// Digest of what there was to draw from.
    pub frame: String,
    /// In the order in which they were drawn.
    pub lines: Vec<LineView>,
    /// The conclusion, once there is one.
    pub conclusion: Option<String>,
}

/// One sample. Logged as [`Act::SampleShown`] before anything of it is opened.
///
/// # Errors
/// [`ServiceError::NotFound`]; [`ServiceError::Refused`] without the permission; those of store, ledger and key store.
pub async fn show(services: &Services, actor: &Actor, id: RecordId) -> Result<SampleView, ServiceError> {
    open(services, actor, id, Act::SampleShown).await
}

/// Writes down that a sample is shown or leaves, and opens it.
pub(super) async fn open(
    services: &Services,
    actor: &Actor,
    id: RecordId,
    act: Act,
) -> Result<SampleView, ServiceError> {
    actor.require(Permission::DrawSamples)?;
    let (own, by) = (services.clone(), actor.clone());
    let log = move |tx: &mut Tx<'_>| {
        let found = read(tx, &by, id)?;
        let entry = by.entry(act).reason(found.0.kind.as_str()).detail("sample", id);
        Ok::<_, ServiceError>((found, own.append(tx, &by.log(), &entry)?))
    };
    let (found, pending) = services.store().write(Plan::new().log(actor.log()), log).await?.split();
    let (own, by, receipt) = (services.clone(), actor.clone(), Receipt::from(pending));
    off_worker(move || own.store().read_blocking(|conn| view(conn, &own, &by, &found, &receipt))).await
}

fn view(
    conn: &mut Connection,
    services: &Services,
    actor: &Actor,
    (sample, lines): &(Sample, Vec<Line>),
    receipt: &Receipt,
) -> Result<SampleView, ServiceError> {
    let scope = actor.scope();
    let known = Known::load(conn, &scope, sample, lines)?;
    let of_line = |line: &Line| {
        let words = words(services, receipt, sample, line)?;
        Ok::<_, ServiceError>(known.view(line, actor.account, words))
    };
    let conclusion = sample
        .closed
        .as_ref()
        .map(|closed| open_words(services, receipt, sample, &Place::conclusion(), &closed.sealed_conclusion));
    Ok(SampleView {
        lines: lines.iter().map(of_line).collect::<Result<_, _>>()?,
        summary: summary(conn, &scope, sample, lines, &known)?,
        seed: sample.seed,
        frame: sample.frame.clone(),
        conclusion: conclusion.transpose()?,
    })
}

fn words(
    services: &Services,
    receipt: &Receipt,
    sample: &Sample,
    line: &Line,
) -> Result<Option<String>, ServiceError> {
    let sealed = line.judgement.as_ref().and_then(|said| said.sealed_words.as_ref());
    let place = Place::of_line(line, line.judged);
    sealed.map(|sealed| open_words(services, receipt, sample, &place, sealed)).transpose()
}
