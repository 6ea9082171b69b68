//! The one way in which a single exemption is granted or changed, whoever does it.
//!
//! What starts in the past may dismiss cases that were there before it: it takes a document and a reason, and counts for
//! nothing until a second person agrees.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{Act, ExemptionId, RecordId, RetentionClass, TextId};
use poortwacht_ledger::Entry;
use poortwacht_store::exemptions::late::{self, NewLateStart};
use poortwacht_store::exemptions::{self as rows, End, NewExemption, Provisional};
use poortwacht_store::{Plan, Tx, texts};

use super::author::Author;
use super::grounds::Grounds;
use super::sealing::{self, Draft, Sealer};
use crate::blocking::off_worker;
use crate::ledger_text::{CommittedText, seal_text};
use crate::{FieldProblem, Flaw, ServiceError, Services, processing_log};

/// How long a start in the past waits for a second person.
const WAITS: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Between the reading of a request and its storing.
const MOMENT: SignedDuration = SignedDuration::from_mins(5);

/// What became of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placed {
    /// It counts.
    Counts(ExemptionId),
    /// It waits for a second person.
    Waits(ExemptionId),
}

impl Placed {
    /// The exemption.
    #[must_use]
    pub const fn id(self) -> ExemptionId {
        match self {
            Self::Counts(id) | Self::Waits(id) => id,
        }
    }
}

/// A start in the past that is put to a second person.
#[derive(Clone)]
pub(super) struct Proposal {
    pub(super) id: RecordId,
    text: CommittedText,
    pub(super) lapses_at: Timestamp,
    destroy_after: Timestamp,
}

impl Proposal {
    /// Seals the grounds. Blocks.
    pub(super) fn new(services: &Services, author: &Author, grounds: &Grounds) -> Result<Self, ServiceError> {
        let now = services.now();
        Ok(Self {
            id: RecordId::random(services.rng().as_ref()),
            text: seal_text(services, author.municipality, &grounds.to_text()?)?,
            lapses_at: now.saturating_add(WAITS).unwrap_or(now),
            destroy_after: services.terms(author.municipality).destroy_after(RetentionClass::LateStart, now),
        })
    }

    pub(super) const fn provisional(&self) -> Provisional {
        Provisional { batch: self.id, until: self.lapses_at }
    }

    /// Records it, in the transaction of the entry that commits to its text.
    pub(super) fn record(
        &self,
        tx: &mut Tx<'_>,
        author: &Author,
        exemptions: u64,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        let scope = author.scope();
        texts::insert(tx, &scope, &self.text.sealed)?;
        let new = NewLateStart {
            id: self.id,
            municipality: author.municipality,
            proposed_by: author.account,
            proposed_at: now,
            text: self.text_id(),
            exemptions,
            lapses_at: self.lapses_at,
            destroy_after: self.destroy_after,
        };
        Ok(late::propose(tx, &scope, &new)?)
    }

    const fn text_id(&self) -> TextId {
        self.text.sealed.id
    }

    /// The entry says that it is a proposal, and commits to document and reason.
    pub(super) fn onto(&self, entry: Entry) -> Entry {
        entry.text(self.text.commitment).detail("late_start", self.id).detail("text", self.text_id())
    }

    /// Tells the key store that the text's half is in use. Blocks.
    pub(super) fn attach(&self, services: &Services) -> Result<(), ServiceError> {
        sealing::attach(services.keys().as_ref(), &[self.text.sealed.half.id])
    }
}

/// Whether a start lies in the past, whatever the caller takes it for. What starts now may take a moment to get here.
fn is_past(services: &Services, from: Timestamp) -> bool {
    from < services.now().saturating_sub(MOMENT).unwrap_or(Timestamp::MIN)
}

/// A start in the past without its grounds is refused, on whichever way it came.
pub(super) fn require_grounds(late: bool, grounds: Option<&Grounds>) -> Result<(), ServiceError> {
    if !late || grounds.is_some() {
        return Ok(());
    }
    let missing = |field| FieldProblem::flawed(field, Flaw::Required);
    Err(ServiceError::Invalid(vec![missing("document"), missing("late_reason")]))
}

/// Grants an exemption; one that takes the place of another ends that one.
///
/// # Errors
/// [`ServiceError::Invalid`] for a start in the past without grounds; [`ServiceError::NotFound`] or
/// [`ServiceError::Conflict`] when what it replaces is not there or over; those of store, ledger and key store.
pub(super) async fn place(
    services: &Services,
    author: &Author,
    draft: Draft,
    replaces: Option<ExemptionId>,
    grounds: Option<Grounds>,
) -> Result<Placed, ServiceError> {
    place_along(services, author, draft, replaces, grounds, None).await
}

/// What is written in the same transaction; it may run more than once.
pub(crate) type Along = Arc<dyn Fn(&mut Tx<'_>, ExemptionId) -> Result<(), ServiceError> + Send + Sync>;

/// As [`place`], with something beside it in the same transaction.
///
/// # Errors
/// As [`place`], and those of `along`.
pub(super) async fn place_along(
    services: &Services,
    author: &Author,
    draft: Draft,
    replaces: Option<ExemptionId>,
    grounds: Option<Grounds>,
    along: Option<Along>,
) -> Result<Placed, ServiceError> {
    let draft = Draft { late: draft.late || is_past(services, draft.rule.from), ..draft };
    require_grounds(draft.late, grounds.as_ref())?;
    let (own, by, grounds) = (services.clone(), author.clone(), grounds.filter(|_| draft.late));
    let (new, proposal) = off_worker(move || {
        let proposal = grounds.map(|grounds| Proposal::new(&own, &by, &grounds)).transpose()?;
        let mut sealer = Sealer::new(&own, &by)?;
        sealer.provisional = proposal.as_ref().map(Proposal::provisional);
        sealer.follows = replaces;
        Ok::<_, ServiceError>((sealer.seal(&draft)?, proposal))
    })
    .await?;
    let (id, half) = (new.id, new.half.id);
    let placing = Placing {
        services: services.clone(),
        author: author.clone(),
        new,
        proposal: proposal.clone(),
        along,
    };
    let plan = Plan::new().log(author.log());
    services.store().write(plan, move |tx| placing.write(tx)).await?;
    let (own, attached) = (services.clone(), proposal.clone());
    off_worker(move || {
        sealing::attach(own.keys().as_ref(), &[half])?;
        attached.map_or(Ok(()), |proposal| proposal.attach(&own))
    })
    .await?;
    Ok(if proposal.is_some() { Placed::Waits(id) } else { Placed::Counts(id) })
}

/// Everything the transaction needs; it may run more than once.
struct Placing {
    services: Services,
    author: Author,
    new: NewExemption,
    proposal: Option<Proposal>,
    along: Option<Along>,
}

impl Placing {
    fn write(&self, tx: &mut Tx<'_>) -> Result<(), ServiceError> {
        if let Some(along) = &self.along {
            along(tx, self.new.id)?;
        }
        let (scope, now) = (self.author.scope(), self.services.now());
        let act = if self.new.follows.is_some() { Act::ExemptionChanged } else { Act::ExemptionAdded };
        let mut entry = self.author.entry(act).detail("exemption", self.new.id);
        if let Some(before) = self.new.follows {
            entry = entry.detail("follows", before);
            standing(tx, &self.author, before, now)?;
        }
        match &self.proposal {
            Some(proposal) => {
                rows::stage_all(tx, &scope, std::slice::from_ref(&self.new))?;
                proposal.record(tx, &self.author, 1, now)?;
                entry = proposal.onto(entry);
            }
            None => {
                if let Some(before) = self.new.follows {
                    end_one(&self.services, tx, &self.author, before, now)?;
                }
                rows::insert(tx, &scope, &self.new)?;
            }
        }
        let subjects = [self.new.id.into()];
        processing_log::note(&self.services, tx, self.author.municipality, &entry, subjects)?;
        Ok(self.services.record(tx, &self.author.log(), &entry)?)
    }
}

/// What is ended or changed must be there and not be over.
pub(super) fn standing(
    tx: &mut Tx<'_>,
    author: &Author,
    id: ExemptionId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let found = rows::find(tx, &author.scope(), id)?.filter(|found| found.provisional_until.is_none());
    let found = found.ok_or(ServiceError::NotFound("exemption"))?;
    if found.ended_at.is_some() || found.rule.until <= now {
        return Err(ServiceError::Conflict("the exemption is over already".to_owned()));
    }
    Ok(())
}

/// Ends one now: passages from before stay exempt, and the row dies four months from now.
pub(super) fn end_one(
    services: &Services,
    tx: &mut Tx<'_>,
    author: &Author,
    id: ExemptionId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let end = End {
        at: now,
        by: author.account,
        destroy_after: sealing::destroy_after(services, author.municipality, now),
    };
    rows::end(tx, &author.scope(), id, &end)?;
    Ok(())
}
