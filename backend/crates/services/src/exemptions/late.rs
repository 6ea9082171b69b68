//! Exemptions with a start in the past, before the second person: what is proposed, what it covers, and what follows from
//! agreeing.

use jiff::Timestamp;
use poortwacht_domain::{Act, CaseId, ExemptionId, Permission, RecordId};
use poortwacht_ledger::{Entry, Receipt};
use poortwacht_store::exemptions::late::{self as rows, Agreement, LateStart};
use poortwacht_store::exemptions::{self, Exemption};
use poortwacht_store::{Connection, Plan, Tx, accounts, texts};

use super::author::Author;
use super::concerned::{self, Concerned, Late};
use super::grounds::Grounds;
use super::list::{ExemptionRow, Names};
use super::place::end_one;
use super::sealing;
use crate::blocking::off_worker;
use crate::ledger_text;
use crate::{Actor, ServiceError, Services, processing_log};

/// Exemptions of one proposal that are shown.
const MOST_SHOWN: u32 = 50;
/// All exemptions of one proposal: an import has no more.
const MOST: u32 = 10_000;

/// A start in the past that waits for a second person. Not printable.
pub struct LateStartView {
    /// Its id.
    pub id: RecordId,
    /// Name of who proposes it; `None` for the operator or another system.
    pub proposed_by: Option<String>,
    /// When.
    pub proposed_at: Timestamp,
    /// When it lapses.
    pub lapses_at: Timestamp,
    /// Document and reason.
    pub grounds: Grounds,
    /// How many exemptions.
    pub exemptions: u64,
    /// The first of them.
    pub rows: Vec<ExemptionRow>,
    /// The cases that they cover, by state.
    pub concerned: Concerned,
    /// Whether this reader may decide: it is somebody else's.
    pub may_decide: bool,
}

/// What waits, opened for a reader. Logged as [`Act::ExemptionListed`] first.
///
/// # Errors
/// [`ServiceError::Refused`] without the permission; those of store, ledger and key store.
pub async fn list(services: &Services, actor: &Actor) -> Result<Vec<LateStartView>, ServiceError> {
    actor.require(Permission::ManageExemptions)?;
    let entry = actor.entry(Act::ExemptionListed).detail("part", "late_starts");
    let receipt = logged(services, actor, entry).await?;
    let (own, actor) = (services.clone(), actor.clone());
    off_worker(move || {
        let (scope, now) = (actor.scope(), own.now());
        let open = own.store().read_blocking(|conn| Ok::<_, ServiceError>(rows::open(conn, &scope, now)?))?;
        open.into_iter().map(|late| view(&own, &actor, &receipt, late)).collect()
    })
    .await
}

/// Agrees to a start in the past, or refuses it. What it covers is noted: those cases wait, are always looked at twice, and
/// those that were delivered are to be annulled. Logged as [`Act::LateStartDecided`].
///
/// # Errors
/// [`ServiceError::NotFound`]; [`ServiceError::Refused`] for who proposed it; [`ServiceError::Conflict`] when somebody has
/// decided or it has lapsed; those of store, ledger and key store.
pub async fn decide(
    services: &Services,
    actor: &Actor,
    id: RecordId,
    agreed: bool,
) -> Result<(), ServiceError> {
    actor.require(Permission::ManageExemptions)?;
    let scope = actor.scope();
    let read = move |conn: &mut Connection| {
        rows::find(conn, &scope, id)?.ok_or(ServiceError::NotFound("late start"))
    };
    let late = services.store().read(read).await?;
    if late.proposed_by == Some(actor.account) {
        return Err(ServiceError::Refused("a second person decides"));
    }
    let entry = actor.entry(Act::ExemptionListed).detail("late_start", id);
    let receipt = logged(services, actor, entry).await?;
    let (own, by) = (services.clone(), actor.clone());
    let deciding = off_worker(move || Deciding::open(own, by, &receipt, id, agreed)).await?;
    deciding.settle().await
}

/// A decision with everything it takes.
#[derive(Clone)]
struct Deciding {
    services: Services,
    actor: Actor,
    id: RecordId,
    agreed: bool,
    /// Exemptions that end because these go on from them.
    replaced: Vec<ExemptionId>,
    subjects: Vec<ExemptionId>,
    covered: Vec<CaseId>,
}

impl Deciding {
    /// Opens the plates and finds the cases. Blocks.
    fn open(
        services: Services,
        actor: Actor,
        receipt: &Receipt,
        id: RecordId,
        agreed: bool,
    ) -> Result<Self, ServiceError> {
        let scope = actor.scope();
        let waiting = services
            .store()
            .read_blocking(|conn| Ok::<_, ServiceError>(exemptions::of_batch(conn, &scope, id, MOST)?))?;
        let late = if agreed { plates(&services, receipt, &waiting)? } else { Vec::new() };
        let covered = concerned::find(&services, actor.municipality, &late)?;
        Ok(Self {
            id,
            agreed,
            replaced: waiting.iter().filter_map(|exemption| exemption.follows).collect(),
            subjects: waiting.iter().map(|exemption| exemption.id).collect(),
            covered: covered.into_iter().map(|(case, _)| case).collect(),
            services,
            actor,
        })
    }

    async fn settle(self) -> Result<(), ServiceError> {
        let plan = Plan::new().log(self.actor.log());
        let store = self.services.store().clone();
        store.write(plan, move |tx| self.write(tx)).await.map(drop)
    }

    fn write(&self, tx: &mut Tx<'_>) -> Result<(), ServiceError> {
        let (scope, now, by) = (self.actor.scope(), self.services.now(), Author::from(&self.actor));
        let agreement = Agreement { by: self.actor.account, at: now, agreed: self.agreed };
        if !rows::decide(tx, &scope, self.id, &agreement)? {
            return Err(ServiceError::Conflict("the late start".to_owned()));
        }
        let number = if self.agreed { self.agree(tx, &by, now)? } else { self.refuse(tx, now)? };
        let entry = self.actor.entry(Act::LateStartDecided).detail("late_start", self.id);
        let entry = entry.detail("agreed", self.agreed).detail("count", number);
        let entry = entry.detail("cases", self.covered.len());
        let subjects = self.subjects.iter().map(|id| (*id).into());
        processing_log::note(&self.services, tx, self.actor.municipality, &entry, subjects)?;
        Ok(self.services.record(tx, &self.actor.log(), &entry)?)
    }

    fn agree(&self, tx: &mut Tx<'_>, by: &Author, now: Timestamp) -> Result<u64, ServiceError> {
        for before in &self.replaced {
            end_one(&self.services, tx, by, *before, now)?;
        }
        for case in &self.covered {
            rows::concern(tx, self.actor.municipality, self.id, *case, now)?;
        }
        Ok(exemptions::count_from_now(tx, &self.actor.scope(), self.actor.municipality, self.id)?)
    }

    fn refuse(&self, tx: &mut Tx<'_>, now: Timestamp) -> Result<u64, ServiceError> {
        Ok(exemptions::give_up(tx, &self.actor.scope(), self.actor.municipality, self.id, now)?)
    }
}

fn plates(services: &Services, receipt: &Receipt, waiting: &[Exemption]) -> Result<Vec<Late>, ServiceError> {
    let keys = services.keys();
    let mut late = Vec::with_capacity(waiting.len());
    for exemption in waiting {
        let plate = sealing::plate(receipt, keys.as_ref(), exemption)?;
        late.extend(plate.map(|plate| Late { plate, rule: exemption.rule.clone() }));
    }
    Ok(late)
}

fn view(
    services: &Services,
    actor: &Actor,
    receipt: &Receipt,
    late: LateStart,
) -> Result<LateStartView, ServiceError> {
    let (scope, keys) = (actor.scope(), services.keys());
    let (waiting, text, name, names) = services.store().read_blocking(|conn| {
        let waiting = exemptions::of_batch(conn, &scope, late.id, MOST)?;
        let text = texts::get(conn, &scope, late.text)?;
        let name = match late.proposed_by {
            Some(account) => accounts::by_id(conn, &scope, account)?.map(|account| account.display_name),
            None => None,
        };
        Ok::<_, ServiceError>((waiting, text, name, Names::load(conn, &scope)?))
    })?;
    let text = text.ok_or_else(|| ServiceError::Damaged("a late start without its grounds".to_owned()))?;
    let covered = concerned::find(services, actor.municipality, &plates(services, receipt, &waiting)?)?;
    let shown = waiting.into_iter().take(usize::try_from(MOST_SHOWN).unwrap_or(usize::MAX));
    let mut rows = Vec::new();
    for exemption in shown {
        let opened = sealing::open(receipt, keys.as_ref(), &exemption)?;
        rows.extend(opened.map(|opened| names.row(exemption, opened)));
    }
    Ok(LateStartView {
        id: late.id,
        proposed_by: name,
        proposed_at: late.proposed_at,
        lapses_at: late.lapses_at,
        grounds: Grounds::of_text(&ledger_text::open(receipt, keys.as_ref(), &text)?)?,
        exemptions: late.exemptions,
        rows,
        concerned: concerned::count(&covered),
        may_decide: late.proposed_by != Some(actor.account),
    })
}

async fn logged(services: &Services, actor: &Actor, entry: Entry) -> Result<Receipt, ServiceError> {
    let (own, log) = (services.clone(), actor.log());
    let plan = Plan::new().log(log.clone()).ledger_only();
    let append = move |tx: &mut Tx<'_>| Ok::<_, ServiceError>(own.append(tx, &log, &entry)?);
    Ok(Receipt::from(services.store().write(plan, append).await?))
}
