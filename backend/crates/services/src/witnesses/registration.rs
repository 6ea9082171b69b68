//! Who may witness which log.

use jiff::Timestamp;
use poortwacht_domain::{Act, RecordId};
use poortwacht_ledger::checkpoint::WitnessKey;
use poortwacht_ledger::{Actor, Entry, LogName};
use poortwacht_store::witnesses::{self as rows, Witness};
use poortwacht_store::{Connection, Plan, StoreError, Tx, units};
use serde::Serialize;

use super::last::{named, scope};
use crate::flaw::text;
use crate::units::fingerprint;
use crate::{FieldProblem, ServiceError, Services};

const LONGEST_NAME: usize = 60;

/// A witness to be registered.
#[derive(Debug, Clone)]
pub struct NewWitness {
    /// The log it watches.
    pub log: LogName,
    /// Its name, unique among the log's witnesses.
    pub name: String,
    /// Its TLS client certificate, PEM. Only the key in it counts: a renewed certificate is the same witness.
    pub certificate_pem: String,
    /// What its cosignatures are verified with, `<name>+<hash>+<base64>`, as `ledger witness-key` prints it.
    pub cosigner_key: String,
}

/// A witness in the operator's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WitnessLine {
    /// Code of the municipality, or `system`.
    pub log: String,
    /// Its name.
    pub name: String,
    /// `registered` or `revoked`.
    pub state: &'static str,
    /// SHA-256 of the public key in its certificate, hexadecimal.
    pub fingerprint: String,
    /// Its newest cosignature, by its own clock.
    pub last: Option<Timestamp>,
}

/// Registers a witness and gives the fingerprint of its certificate's key. Logged in the log it watches.
///
/// # Errors
/// [`ServiceError::Invalid`] with every wrong field.
pub async fn register(services: &Services, new: NewWitness) -> Result<String, ServiceError> {
    let witness = checked(services, new)?;
    let (print, log) = (witness.certificate_fingerprint.clone(), witness.log.clone());
    let owned = services.clone();
    let written = services.store().write(Plan::new().log(log), move |tx| store(&owned, tx, &witness));
    match written.await {
        Ok(_) => Ok(print),
        Err(ServiceError::Conflict(_)) => {
            let fix = "the name is taken in this log, or the certificate is registered already; give another";
            Err(ServiceError::Invalid(vec![FieldProblem::new("name", fix)]))
        }
        Err(error) => Err(error),
    }
}

fn store(services: &Services, tx: &mut Tx<'_>, witness: &Witness) -> Result<(), ServiceError> {
    if units::by_fingerprint(tx, &scope(), &witness.certificate_fingerprint)?.is_some() {
        return Err(ServiceError::Conflict("the certificate is a unit's".to_owned()));
    }
    rows::register(tx, witness)?;
    let entry = Entry::new(Actor::Operator, Act::WitnessRegistered).detail("witness", witness.id);
    Ok(services.record(tx, &witness.log, &entry)?)
}

/// Revokes a witness: its next request is refused. Logged in the log it watched.
///
/// # Errors
/// [`ServiceError::NotFound`] when no witness of this name is registered for the log.
pub async fn revoke(services: &Services, log: &LogName, name: &str) -> Result<(), ServiceError> {
    let (owned, log, name) = (services.clone(), log.clone(), name.to_owned());
    let written = services.store().write(Plan::new().log(log.clone()), move |tx| {
        let id = rows::revoke(tx, &log, &name, owned.now())?.ok_or(ServiceError::NotFound("witness"))?;
        let entry = Entry::new(Actor::Operator, Act::WitnessRevoked).detail("witness", id);
        Ok(owned.record(tx, &log, &entry)?)
    });
    written.await.map(drop)
}

/// All witnesses, by log and name.
///
/// # Errors
/// Those of the store.
pub async fn list(services: &Services) -> Result<Vec<WitnessLine>, ServiceError> {
    let read = |conn: &mut Connection| {
        let mut lines = Vec::new();
        let (logs, all) = (named(conn)?, rows::all(conn, &scope())?);
        for (log, called) in logs {
            let signed = rows::cosignatures(conn, &log)?;
            let own = all.iter().filter(|witness| witness.log == log);
            lines.extend(own.map(|witness| line(witness, &called, &signed)));
        }
        Ok::<_, StoreError>(lines)
    };
    Ok(services.store().read(read).await?)
}

fn line(witness: &Witness, called: &str, signed: &[rows::Cosignature]) -> WitnessLine {
    let own = signed.iter().filter(|cosignature| cosignature.witness == witness.id);
    WitnessLine {
        log: called.to_owned(),
        name: witness.name.clone(),
        state: if witness.revoked_at.is_some() { "revoked" } else { "registered" },
        fingerprint: witness.certificate_fingerprint.clone(),
        last: own.map(|cosignature| cosignature.at).max(),
    }
}

fn checked(services: &Services, new: NewWitness) -> Result<Witness, ServiceError> {
    let name = text(&new.name, LONGEST_NAME).map_err(|flaw| FieldProblem::flawed("name", flaw));
    let print = fingerprint(&new.certificate_pem).ok_or_else(|| {
        FieldProblem::new("certificate", "is no PEM certificate; give the witness's TLS client certificate")
    });
    let key = new.cosigner_key.trim().parse::<WitnessKey>().map_err(|_| {
        let fix =
            "is no cosigner key; give the line `<name>+<hash>+<base64>` that `ledger witness-key` printed";
        FieldProblem::new("cosigner_key", fix)
    });
    match (name, print, key) {
        (Ok(_), Ok(certificate_fingerprint), Ok(key)) => Ok(Witness {
            id: RecordId::random(services.rng().as_ref()),
            log: new.log,
            name: new.name.trim().to_owned(),
            certificate_fingerprint,
            cosigner_key: key.to_string(),
            registered_at: services.now(),
            revoked_at: None,
        }),
        (name, print, key) => {
            let all = [name.err(), print.err(), key.err()];
            Err(ServiceError::Invalid(all.into_iter().flatten().collect()))
        }
    }
}
