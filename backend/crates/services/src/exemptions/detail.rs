//! One exemption with everything it was before.

use jiff::Timestamp;
use poortwacht_domain::{Act, ExemptionId, Permission};
use poortwacht_ledger::Receipt;
use poortwacht_store::exemptions::{self as rows, Exemption};
use poortwacht_store::{Connection, Plan, Scope, Tx, accounts};

use super::list::{ExemptionRow, Names, note_holders};
use super::sealing::{self, Opened};
use crate::blocking::off_worker;
use crate::{Actor, ServiceError, Services};

/// What a change touched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The plate.
    Plate,
    /// The holder.
    Holder,
    /// The kind.
    Category,
    /// First or last day.
    Validity,
    /// Hours of the week.
    Windows,
    /// Locations.
    Locations,
}

/// An exemption as it was for a time. Not printable.
pub struct Version {
    /// What it said.
    pub row: ExemptionRow,
    /// Codes of its locations, for the form; empty is all, where it names no zone.
    pub location_codes: Vec<String>,
    /// When it was entered.
    pub entered_at: Timestamp,
    /// By whom; `None` for the operator or another system.
    pub entered_by: Option<String>,
    /// Who ended it, if a person did.
    pub ended_by: Option<String>,
    /// What is different from the one before; empty for the first.
    pub changed: Vec<Field>,
}

/// An exemption and its history.
pub struct ExemptionView {
    /// Tells whether it is over.
    pub now: Timestamp,
    /// It, and what it was before, the latest first.
    pub versions: Vec<Version>,
}

/// Opens an exemption with its history. Logged as [`Act::ExemptionListed`] first.
///
/// # Errors
/// [`ServiceError::NotFound`]; [`ServiceError::Refused`] without the permission; those of store, ledger and key store.
pub async fn show(
    services: &Services,
    actor: &Actor,
    id: ExemptionId,
) -> Result<ExemptionView, ServiceError> {
    actor.require(Permission::ManageExemptions)?;
    let scope = actor.scope();
    let read = move |conn: &mut Connection| Ok::<_, ServiceError>(rows::find(conn, &scope, id)?.is_some());
    if !services.store().read(read).await? {
        return Err(ServiceError::NotFound("exemption"));
    }
    let entry = actor.entry(Act::ExemptionListed).detail("exemption", id);
    let (own, log, logged) = (services.clone(), actor.log(), entry.clone());
    let plan = Plan::new().log(log.clone()).ledger_only();
    let append = move |tx: &mut Tx<'_>| Ok::<_, ServiceError>(own.append(tx, &log, &logged)?);
    let receipt = Receipt::from(services.store().write(plan, append).await?);
    let (own, actor) = (services.clone(), actor.clone());
    off_worker(move || {
        let versions = open_all(&own, &actor, &receipt, id)?;
        let holders = versions.iter().map(|version| version.row.id);
        note_holders(&own, actor.municipality, entry, holders)?;
        Ok(ExemptionView { now: own.now(), versions })
    })
    .await
}

fn open_all(
    services: &Services,
    actor: &Actor,
    receipt: &Receipt,
    id: ExemptionId,
) -> Result<Vec<Version>, ServiceError> {
    let (scope, keys) = (actor.scope(), services.keys());
    services.store().read_blocking(|conn| {
        let (names, mut versions) = (Names::load(conn, &scope)?, Vec::new());
        let mut before: Option<(Exemption, Opened)> = None;
        for exemption in rows::versions(conn, &scope, id)?.into_iter().rev() {
            let Some(opened) = sealing::open(receipt, keys.as_ref(), &exemption)? else { continue };
            let changed = before.as_ref().map(|before| differences(before, (&exemption, &opened)));
            versions.push(Version {
                location_codes: names.codes(&exemption),
                entered_at: exemption.created_at,
                entered_by: name(conn, &scope, exemption.created_by)?,
                ended_by: name(conn, &scope, exemption.ended_by)?,
                changed: changed.unwrap_or_default(),
                row: names.row(exemption.clone(), opened.clone()),
            });
            before = Some((exemption, opened));
        }
        versions.reverse();
        Ok(versions)
    })
}

fn name(
    conn: &mut Connection,
    scope: &Scope,
    account: Option<poortwacht_domain::AccountId>,
) -> Result<Option<String>, ServiceError> {
    let Some(account) = account else { return Ok(None) };
    Ok(accounts::by_id(conn, scope, account)?.map(|account| account.display_name))
}

fn differences(before: &(Exemption, Opened), after: (&Exemption, &Opened)) -> Vec<Field> {
    let (old, new) = (&before.0.rule, &after.0.rule);
    let differs = [
        (Field::Plate, before.1.plate != after.1.plate),
        (Field::Holder, before.1.holder != after.1.holder),
        (Field::Category, old.category != new.category),
        (Field::Validity, old.until != new.until || new.from < old.from),
        (Field::Windows, old.windows != new.windows),
        (Field::Locations, old.area != new.area),
    ];
    differs.into_iter().filter_map(|(field, differs)| differs.then_some(field)).collect()
}
