//! Importing a file of exemptions: all of it or nothing.

use std::borrow::Cow;

use poortwacht_domain::{Act, MunicipalityId};
use poortwacht_ledger::{Actor, Entry, LogName};
use poortwacht_store::cases::{self, SearchFilter};
use poortwacht_store::exemptions::NewExemption;
use poortwacht_store::{Plan, Scope, exemptions as rows, locations};

use super::csv::{self, Places};
use super::sealing;
use crate::blocking::off_worker;
use crate::{ServiceError, Services, processing_log};

/// Imports a CSV file for the operator and gives the number of exemptions.
///
/// A start in the past is taken only while the municipality has no case: later it would dismiss cases that were there
/// before it, which takes a document, a reason and a second person.
///
/// # Errors
/// [`ServiceError::Invalid`] with one problem per wrong cell (field `regel 3, kenteken`); then nothing is imported.
pub async fn import(
    services: &Services,
    municipality: MunicipalityId,
    file: &[u8],
) -> Result<usize, ServiceError> {
    let (own, file) = (services.clone(), file.to_vec());
    let new = off_worker(move || {
        let lines = csv::read(&file).map_err(ServiceError::Invalid)?;
        let places = places(&own, municipality)?;
        let drafts = csv::drafts(&lines, &places).map_err(ServiceError::Invalid)?;
        sealing::seal_all(&own, municipality, None, &drafts)
    })
    .await?;
    let (count, halves) = (new.len(), new.iter().map(|exemption| exemption.half.id).collect::<Vec<_>>());
    store(services, municipality, new).await?;
    let keys = services.keys();
    off_worker(move || sealing::attach(keys.as_ref(), &halves)).await?;
    Ok(count)
}

async fn store(
    services: &Services,
    municipality: MunicipalityId,
    new: Vec<NewExemption>,
) -> Result<(), ServiceError> {
    let log = LogName::municipality(municipality);
    let entry = Entry::new(Actor::Operator, Act::ExemptionsImported).detail("count", new.len());
    let weight =
        new.iter().map(|exemption| exemption.sealed_plate.len() + exemption.sealed_holder.len()).sum();
    let own = services.clone();
    let written = services.store().write(Plan::new().log(log.clone()).bytes(weight), move |tx| {
        rows::insert_all(tx, &Scope::municipality(municipality), &new)?;
        let entry = processing_log::traced(&own, Cow::Borrowed(&entry));
        let holders = new.iter().map(|exemption| exemption.id.into());
        processing_log::note(&own, tx, municipality, &entry, holders)?;
        Ok::<_, ServiceError>(own.record(tx, &log, &entry)?)
    });
    written.await.map(drop)
}

fn places(services: &Services, municipality: MunicipalityId) -> Result<Places, ServiceError> {
    let scope = Scope::municipality(municipality);
    services.store().read_blocking(|conn| {
        let all = locations::all(conn, &scope)?;
        let any_case = cases::search(conn, &scope, &SearchFilter { limit: 1, ..SearchFilter::default() })?;
        Ok(Places {
            by_code: all.into_iter().map(|place| (place.dossier.code, place.id)).collect(),
            now: services.now(),
            past_allowed: any_case.is_empty(),
        })
    })
}
