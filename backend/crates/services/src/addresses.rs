//! Address ranges: from where a municipality's people may reach the portal. An empty list refuses everyone.

mod ranges;

use std::collections::BTreeMap;
use std::net::IpAddr;

use ipnetwork::IpNetwork;
use poortwacht_domain::{Act, AddressRange, MunicipalityId, RecordId};
use poortwacht_ledger::{Actor, Entry, LogName, Outcome};
use poortwacht_store::addresses as rows;
use poortwacht_store::{Connection, Plan, Scope, StoreError, municipalities};

pub use poortwacht_store::addresses::AddressRange as AllowedRange;
pub use ranges::{ProposeRange, RangeLine, Ranges, propose, ranges, remove};

pub(crate) use ranges::allow_asked;

use crate::accounts::second_person;
use crate::flaw::text;
use crate::{FieldProblem, ServiceError, Services};

const LONGEST_NOTE: usize = 100;

/// A range to be allowed.
#[derive(Debug, Clone)]
pub struct NewRange {
    /// The range in CIDR notation.
    pub network: String,
    /// What it is, for example "town hall".
    pub note: String,
    /// Login of the second person; needed for a range wider than /16 (IPv4) or /32 (IPv6).
    pub second_person: Option<String>,
}

/// Allows a range. The same range again changes nothing.
///
/// # Errors
/// [`ServiceError::Invalid`] with every wrong field: the whole internet in any spelling, the unspecified address, a wide
/// range without a second person.
pub async fn allow(
    services: &Services,
    municipality: MunicipalityId,
    new: NewRange,
) -> Result<(), ServiceError> {
    let (range, note) = checked(&new)?;
    let second = match (range.is_wide(), new.second_person) {
        (true, None) => return Err(needs_second_person()),
        (_, second) => second,
    };
    let row = AllowedRange {
        id: RecordId::random(services.rng().as_ref()),
        municipality,
        network: range.network(),
        note,
        created_at: services.now(),
    };
    let (owned, log) = (services.clone(), LogName::municipality(municipality));
    let written = services.store().write(Plan::new().log(log.clone()), move |tx| {
        let scope = Scope::municipality(municipality);
        // The network itself stays out of the log: an IPv6 prefix can read as a plate.
        let mut entry = Entry::new(Actor::Operator, Act::AddressAllowed)
            .detail("range", row.id)
            .detail("prefix", row.network.prefix());
        if let Some(login) = &second {
            entry = entry.detail("second_person", second_person(tx, &scope, login)?);
        }
        if rows::allow(tx, &scope, &row)?.is_new() {
            owned.record(tx, &log, &entry)?;
        }
        Ok::<_, ServiceError>(())
    });
    written.await.map(drop)
}

/// The ranges of one municipality, oldest first.
///
/// # Errors
/// Those of the store.
pub async fn of(
    services: &Services,
    municipality: MunicipalityId,
) -> Result<Vec<AllowedRange>, ServiceError> {
    let scope = Scope::municipality(municipality);
    services.store().read(move |conn| Ok(rows::of_municipality(conn, &scope, municipality)?)).await
}

/// The ranges of all municipalities together: who may connect at all.
///
/// # Errors
/// Those of the store.
pub async fn union(services: &Services) -> Result<Vec<IpNetwork>, ServiceError> {
    let scope = Scope::job("address gate of the portal");
    let ranges = services.store().read(move |conn| rows::all(conn, &scope)).await?;
    Ok(ranges.into_iter().map(|range| range.network).collect())
}

/// The ranges of all municipalities with the code of each one's own.
///
/// # Errors
/// Those of the store.
pub async fn of_municipalities(services: &Services) -> Result<Vec<(IpNetwork, String)>, ServiceError> {
    let scope = Scope::job("address gate of the portal");
    services
        .store()
        .read(move |conn| {
            let codes: BTreeMap<_, _> = municipalities::all(conn, &scope)?
                .into_iter()
                .map(|municipality| (municipality.id, municipality.code))
                .collect();
            let ranges = rows::all(conn, &scope)?.into_iter();
            let of = |range: AllowedRange| Some((range.network, codes.get(&range.municipality)?.clone()));
            Ok(ranges.filter_map(of).collect())
        })
        .await
}

/// Records how many connections of strangers were closed since the last time. Their addresses are not kept.
///
/// # Errors
/// Those of store and ledger; the count must then not be forgotten.
pub async fn record_strangers(services: &Services, count: u64) -> Result<(), ServiceError> {
    let entry = Entry::new(Actor::System, Act::AccessRefused)
        .reason("address_gate")
        .outcome(Outcome::Refused)
        .detail("connections", count);
    services.enter(LogName::system(), entry).await
}

/// Whether this municipality's people may come from this address.
pub(crate) fn admits(
    conn: &mut Connection,
    municipality: MunicipalityId,
    address: IpAddr,
) -> Result<bool, StoreError> {
    let scope = Scope::municipality(municipality);
    let ranges = rows::of_municipality(conn, &scope, municipality)?;
    Ok(ranges.iter().any(|range| range.network.contains(address.to_canonical())))
}

fn checked(new: &NewRange) -> Result<(AddressRange, String), ServiceError> {
    let range = AddressRange::parse(&new.network);
    let note = text(&new.note, LONGEST_NOTE);
    match (range, note) {
        (Ok(range), Ok(note)) => Ok((range, note)),
        (range, note) => {
            let network = range.err().map(|error| FieldProblem::new("network", error.to_string()));
            let note = note.err().map(|flaw| FieldProblem::flawed("note", flaw));
            Err(ServiceError::Invalid(network.into_iter().chain(note).collect()))
        }
    }
}

fn needs_second_person() -> ServiceError {
    let message = "a range wider than /16 (IPv4) or /32 (IPv6) needs the login of a second person";
    ServiceError::Invalid(vec![FieldProblem::new("second_person", message)])
}
