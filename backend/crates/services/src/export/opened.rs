//! Opening a case for the gate: its log entry first, then plate, statement and packet.

use poortwacht_domain::passage::VehicleDescription;
use poortwacht_domain::{Check, MunicipalityId};
use poortwacht_evidence::keystore::KeyStore;
use poortwacht_ledger::{self as ledger, LogName, Receipt};
use poortwacht_store::cases::Case;
use poortwacht_store::fields::SealedField;
use poortwacht_store::{Plan, Tx};

use super::snapshot::{Candidate, Sealed, sealed};
use crate::blocking::off_worker;
use crate::case_file::{FIELD_STATEMENT, Opener, PlateReading, Statement};
use crate::custody::watched;
use crate::intake::{FIELD_PACKET, FIELD_PLATE};
use crate::{ServiceError, Services};

/// An opened case. Not `Debug`: it holds a plate.
pub(super) struct Opened {
    pub(super) sealed: Sealed,
    pub(super) reading: PlateReading,
    pub(super) statement: Statement,
    pub(super) vehicle: VehicleDescription,
}

impl Opened {
    pub(super) fn case(&self) -> &Case {
        &self.sealed.candidate.case
    }

    /// Whether the officer recorded what proves the sign where the overview does not: saw it passed, and told of the other
    /// evidence in words of the officer's own (the desk asks for them).
    pub(super) fn proves_the_sign(&self) -> bool {
        let typed = self.statement.typed.as_ref().or(self.statement.grounds.as_ref());
        let own = typed.map(|words| words.trim()).unwrap_or_default();
        let template = self.case().dossier.grounds_template.trim();
        self.statement.seen.contains(&Check::SignPassed) && !own.is_empty() && own != template
    }
}

/// Opens these cases, each after its entry in the ledger is durable. One that is not as the ledger recorded it is left
/// out: it goes nowhere, and an alarm tells.
///
/// `entry` says who opens it and why, apart from the case.
pub(super) async fn open(
    services: &Services,
    entry: &ledger::Entry,
    municipality: MunicipalityId,
    candidates: Vec<Candidate>,
) -> Result<Vec<Opened>, ServiceError> {
    if candidates.is_empty() {
        return Ok(Vec::new());
    }
    let sealed = sealed(services, municipality, candidates).await?;
    let receipts = log(services, entry, municipality, &sealed).await?;
    let keys = services.keys();
    let opened = off_worker(move || {
        let both = receipts.iter().zip(sealed);
        Ok::<_, ServiceError>(
            both.map(|(receipt, sealed)| open_one(receipt, keys.as_ref(), sealed)).collect::<Vec<_>>(),
        )
    });
    let mut sound = Vec::new();
    for opened in opened.await? {
        match watched(services, municipality, entry.clone(), opened).await {
            Err(ServiceError::Altered(_)) => {}
            other => sound.push(other?),
        }
    }
    Ok(sound)
}

async fn log(
    services: &Services,
    entry: &ledger::Entry,
    municipality: MunicipalityId,
    sealed: &[Sealed],
) -> Result<Vec<Receipt>, ServiceError> {
    let entries: Vec<_> = sealed.iter().map(|one| entry.clone().case(one.candidate.case.id)).collect();
    let (own, log) = (services.clone(), LogName::municipality(municipality));
    let plan = Plan::new().log(log.clone()).ledger_only();
    let append = move |tx: &mut Tx<'_>| {
        entries.iter().map(|entry| Ok::<_, ServiceError>(own.append(tx, &log, entry)?)).collect()
    };
    Ok(ledger::receipts(services.store().write(plan, append).await?))
}

fn open_one(receipt: &Receipt, keys: &dyn KeyStore, sealed: Sealed) -> Result<Opened, ServiceError> {
    let opener = Opener::new(receipt, keys, sealed.candidate.case.clone(), sealed.recorded.clone()?);
    let plate = field(&sealed, FIELD_PLATE);
    let plate = plate.ok_or_else(|| ServiceError::Damaged("a case without a plate".to_owned()))?;
    let reading = opener.plate(plate)?;
    for name in [FIELD_PLATE, FIELD_STATEMENT, FIELD_PACKET] {
        if field(&sealed, name).is_none() {
            opener.recorded().check_absent(name)?;
        }
    }
    let statement = field(&sealed, FIELD_STATEMENT).map(|statement| opener.statement(statement));
    let packet = field(&sealed, FIELD_PACKET).map(|packet| opener.packet(packet));
    Ok(Opened {
        statement: statement.transpose()?.unwrap_or_default(),
        vehicle: packet.transpose()?.map(|packet| packet.vehicle).unwrap_or_default(),
        reading,
        sealed,
    })
}

fn field<'a>(sealed: &'a Sealed, name: &str) -> Option<&'a SealedField> {
    sealed.fields.iter().find(|field| field.field == name)
}
