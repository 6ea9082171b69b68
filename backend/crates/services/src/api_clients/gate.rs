//! Who may connect to the API at all.

use ipnetwork::IpNetwork;
use poortwacht_domain::Act;
use poortwacht_ledger::{Actor, Entry, LogName, Outcome};
use poortwacht_store::{Scope, api_clients};

use crate::{ServiceError, Services};

/// The address ranges of all permit systems that are not revoked.
///
/// # Errors
/// Those of the store.
pub async fn networks(services: &Services) -> Result<Vec<IpNetwork>, ServiceError> {
    let scope = Scope::job("address gate of the API");
    let clients = services.store().read(move |conn| api_clients::all(conn, &scope)).await?;
    let present = clients.into_iter().filter(|client| client.revoked_at.is_none());
    Ok(present.flat_map(|client| client.networks).collect())
}

/// Records how many connections of strangers were closed since the last time. Their addresses are not kept.
///
/// # Errors
/// Those of store and ledger; the count must then not be forgotten.
pub async fn record_strangers(services: &Services, count: u64) -> Result<(), ServiceError> {
    let entry = Entry::new(Actor::System, Act::AccessRefused)
        .reason("api_address_gate")
        .outcome(Outcome::Refused)
        .detail("connections", count);
    services.enter(LogName::system(), entry).await
}
