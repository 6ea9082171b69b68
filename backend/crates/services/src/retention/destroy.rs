//! The one function that destroys.
//!
//! The key half goes first: from that moment on every copy of the rows and objects, in any backup, is unreadable. Should
//! the process die before the rows are gone, they are still due and the next run takes them; their half is then already
//! destroyed, which is no error. Objects in the bucket go last: what stays behind there has no row, and the sweep of
//! stray objects takes it.

use std::borrow::Cow;
use std::collections::BTreeSet;

use poortwacht_domain::{
    Act, BatchId, CaseId, HalfId, MunicipalityId, PicturePlace, RecordId, RetentionClass,
};
use poortwacht_evidence::bucket::ObjectName;
use poortwacht_ledger::{Actor, Entry, LogName};
use poortwacht_store::cases::{self, Retention};
use poortwacht_store::destruction::{self, Destruction};
use poortwacht_store::{
    Plan, Scope, StoreError, Tx, accounts, batches, exemptions, incidents, person_requests, picture_places,
    samples, statistics, texts,
};

use super::scope;
use super::subject::{Subject, tally};
use crate::blocking::off_worker;
use crate::sealed_pictures::{discard_all, name_of};
use crate::{ServiceError, Services, processing_log};

/// Destroys these subjects: their key halves, then in one transaction their rows, with statistics, register and ledger,
/// then their objects in the bucket. Idempotent and safe to stop anywhere. How many were still there.
///
/// # Errors
/// Those of key store, store and ledger.
pub(super) async fn destroy(
    services: &Services,
    actor: &Actor,
    subjects: Vec<Subject>,
) -> Result<u64, ServiceError> {
    destroy_keys(services, &subjects).await?;
    destroy_rows(services, actor, subjects).await
}

/// First step: afterwards nothing of the subjects can be opened any more, wherever a copy is.
pub(super) async fn destroy_keys(services: &Services, subjects: &[Subject]) -> Result<(), ServiceError> {
    let halves: Vec<HalfId> = subjects.iter().filter_map(Subject::half).collect();
    let keys = services.keys();
    off_worker(move || Ok::<_, ServiceError>(keys.destroy_halves(&halves)?)).await.map(drop)
}

/// Second step: the rows, and what remains of them; then the objects that only those rows named.
pub(super) async fn destroy_rows(
    services: &Services,
    actor: &Actor,
    subjects: Vec<Subject>,
) -> Result<u64, ServiceError> {
    let municipalities: BTreeSet<MunicipalityId> = subjects.iter().map(Subject::municipality).collect();
    let logs = municipalities.into_iter().map(LogName::municipality);
    let plan = logs.fold(Plan::new(), Plan::log);
    let (own, actor) = (services.clone(), actor.clone());
    let remove = move |tx: &mut Tx<'_>| {
        let (mut gone, objects) = (0, objects(tx, &subjects)?);
        for subject in &subjects {
            gone += u64::from(remove(tx, &own, &actor, subject)?);
        }
        Ok::<_, ServiceError>((gone, objects))
    };
    let (gone, objects) = services.store().write(plan, remove).await?.into_inner();
    destroy_objects(services, objects).await?;
    Ok(gone)
}

/// What the cases among the subjects have in the bucket.
fn objects(tx: &mut Tx<'_>, subjects: &[Subject]) -> Result<Vec<ObjectName>, StoreError> {
    let cases = subjects.iter().filter_map(|subject| match subject {
        Subject::Case(case) => Some(case.id),
        _ => None,
    });
    let cases: Vec<CaseId> = cases.collect();
    let rows = picture_places::of_cases(tx, &scope(), PicturePlace::Bucket, &cases)?;
    Ok(rows.iter().map(name_of).collect())
}

/// Third step. A bucket that does not answer stops no destruction: nothing in it can be opened any more.
async fn destroy_objects(services: &Services, objects: Vec<ObjectName>) -> Result<(), ServiceError> {
    if objects.is_empty() {
        return Ok(());
    }
    let own = services.clone();
    off_worker(move || {
        discard_all(&own, &objects);
        Ok(())
    })
    .await
}

/// Removes one subject; `false` when it was gone already, and then nothing is written about it.
fn remove(
    tx: &mut Tx<'_>,
    services: &Services,
    actor: &Actor,
    subject: &Subject,
) -> Result<bool, ServiceError> {
    let scope = Scope::municipality(subject.municipality());
    if !delete(tx, services, &scope, subject)? {
        return Ok(false);
    }
    if let Subject::Case(case) = subject {
        statistics::add(tx, &scope, &tally(case), 1)?;
    }
    destruction::register(tx, &scope, &registered(services, subject))?;
    let (municipality, entry) = (subject.municipality(), entry(actor, subject));
    let entry = processing_log::traced(services, Cow::Owned(entry));
    if let Subject::Exemption(exemption) = subject {
        processing_log::note(services, tx, municipality, &entry, [exemption.id.into()])?;
    }
    services.record(tx, &LogName::municipality(municipality), &entry)?;
    Ok(true)
}

fn delete(
    tx: &mut Tx<'_>,
    services: &Services,
    scope: &Scope,
    subject: &Subject,
) -> Result<bool, StoreError> {
    match subject {
        Subject::Case(case) => cases::delete(tx, scope, case.id),
        Subject::Batch(batch) if batch.half.is_some() => clear_file(tx, services, scope, batch.id),
        Subject::Batch(batch) => batches::delete(tx, scope, batch.id),
        Subject::Exemption(exemption) => exemptions::delete(tx, scope, exemption.id),
        Subject::Import(file) => exemptions::imports::delete(tx, scope, file.id),
        Subject::Person(request) => person_requests::delete(tx, scope, request.id),
        Subject::Sample(sample) => samples::delete(tx, scope, sample.id),
        Subject::Text(text) => texts::delete(tx, scope, text.id),
        Subject::Incident(incident) => incidents::delete(tx, scope, incident.id),
        Subject::Account(account) => accounts::anonymise(tx, scope, account.id),
    }
}

/// A batch outlives its file: hash, counts and receipt number stay, counted from its reconciliation.
fn clear_file(tx: &mut Tx<'_>, services: &Services, scope: &Scope, id: BatchId) -> Result<bool, StoreError> {
    let Some(batch) = batches::find(tx, scope, id)? else { return Ok(false) };
    if batch.retention.class != RetentionClass::BatchFile {
        return Ok(false);
    }
    let class = RetentionClass::BatchSummary;
    let reconciled = batch.processed_at.unwrap_or(batch.built_at);
    let destroy_after = services.terms(batch.municipality).destroy_after(class, reconciled);
    batches::clear_file(tx, scope, id, &Retention { class, destroy_after })?;
    Ok(true)
}

fn registered(services: &Services, subject: &Subject) -> Destruction {
    Destruction {
        id: RecordId::random(services.rng().as_ref()),
        municipality: subject.municipality(),
        subject_kind: subject.kind().to_owned(),
        subject_id: subject.id(),
        class: subject.class(),
        due_at: subject.due_at(),
        destroyed_at: services.now(),
    }
}

fn entry(actor: &Actor, subject: &Subject) -> Entry {
    let entry = Entry::new(actor.clone(), Act::Destroyed)
        .reason(subject.class().as_str())
        .detail("kind", subject.kind())
        .detail("subject", subject.id());
    match subject {
        Subject::Case(case) => entry.case(case.id),
        _ => entry,
    }
}
