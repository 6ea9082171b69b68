//! Importing: lines are sealed and recorded by the thousand, without counting for anything, and then made to count
//! together. Whatever stops it leaves nothing that counts; what was recorded is destroyed by the next sweep.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{Act, DataSubject, HalfId, RecordId};
use poortwacht_ledger::Entry;
use poortwacht_store::exemptions::{self as rows, NewExemption, Provisional};
use poortwacht_store::{Plan, StoreError, Tx};

use super::check::number;
use super::known::{BATCH, new_ones};
use crate::exemptions::author::Author;
use crate::exemptions::csv::{self, Found, Ground};
use crate::exemptions::grounds::Grounds;
use crate::exemptions::place::{Proposal, require_grounds};
use crate::exemptions::sealing::{self, Draft, Sealer};
use crate::exemptions::source::Source;
use crate::{ServiceError, Services, processing_log};

/// An import takes seconds; what one left behind that was stopped lives this long.
pub(super) const ABANDONED: SignedDuration = SignedDuration::from_hours(1);

/// Batches that are ready to be recorded while the next one is made.
const AHEAD: usize = 2;

/// What an import came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Imported {
    /// Exemptions that count now.
    pub added: u64,
    /// Exemptions that wait for a second person.
    pub waiting: u64,
    /// Lines that said what was there already.
    pub unchanged: u64,
    /// Wrong cells of lines that were left out, as was asked.
    pub left_out: u64,
}

/// An import that somebody asked for.
pub(super) struct Import<'a> {
    pub(super) services: &'a Services,
    pub(super) author: &'a Author,
    pub(super) source: &'a dyn Source,
    pub(super) ground: &'a Ground,
    /// Import the right lines of a file that has wrong ones.
    pub(super) skip_wrong: bool,
    /// For lines that start in the past.
    pub(super) grounds: Option<Grounds>,
    /// Told how many lines are recorded.
    pub(super) progress: &'a (dyn Fn(u64) -> Result<(), ServiceError> + Sync),
}

/// A thousand lines, sealed, with what it takes to index them anew.
struct Sealed {
    drafts: Vec<Draft>,
    new: Vec<NewExemption>,
}

/// What the reading counted.
#[derive(Default)]
struct Read {
    unchanged: u64,
    left_out: u64,
    late: u64,
    added: u64,
}

impl Import<'_> {
    /// Imports the file. Blocks, in two threads: one reads and seals, this one records.
    ///
    /// # Errors
    /// [`ServiceError::Conflict`] when the file is not as right as it was when it was looked at; [`ServiceError::Invalid`]
    /// for lines that start in the past without grounds; those of store, ledger and key store.
    pub(super) fn run(self) -> Result<Imported, ServiceError> {
        let rng = self.services.rng();
        let batch = RecordId::random(rng.as_ref());
        let grounds = self.grounds.as_ref();
        let proposal =
            grounds.map(|grounds| Proposal::new(self.services, self.author, grounds)).transpose()?;
        let entry = self.author.entry(Act::ExemptionsImported).detail("batch", batch);
        let entry = processing_log::traced(self.services, Cow::Owned(entry)).into_owned();
        let staging = Staging { import: &self, batch, late: proposal.as_ref().map(|late| late.id), entry };
        let outcome = staging.stage().and_then(|read| staging.finish(&read, proposal.as_ref()));
        if outcome.is_err() {
            staging.give_up();
        }
        outcome
    }
}

struct Staging<'a> {
    import: &'a Import<'a>,
    batch: RecordId,
    late: Option<RecordId>,
    entry: Entry,
}

impl Staging<'_> {
    fn stage(&self) -> Result<Read, ServiceError> {
        let (sender, receiver) = sync_channel(AHEAD);
        std::thread::scope(|scope| {
            let reader = scope.spawn(move || self.read(&sender));
            // Whatever stops one of them stops the other: its end of the channel is gone.
            let recorded = self.record_all(receiver);
            let read = reader
                .join()
                .unwrap_or_else(|_| Err(ServiceError::Damaged("the reading of a file stopped".to_owned())));
            recorded.and(read)
        })
    }

    fn read(&self, sender: &SyncSender<Sealed>) -> Result<Read, ServiceError> {
        let (mut read, mut batch) = (Read::default(), Vec::with_capacity(BATCH));
        csv::read(self.import.source, self.import.ground, |found| {
            match found {
                Found::Wrong(_) if self.import.skip_wrong => read.left_out += 1,
                Found::Wrong(_) => return Err(ServiceError::Conflict("the file".to_owned())),
                Found::Draft(draft) => batch.push(draft),
            }
            if batch.len() < BATCH {
                Ok(())
            } else {
                self.hand_over(std::mem::take(&mut batch), &mut read, sender)
            }
        })?;
        self.hand_over(batch, &mut read, sender)?;
        Ok(read)
    }

    fn hand_over(
        &self,
        drafts: Vec<Draft>,
        read: &mut Read,
        sender: &SyncSender<Sealed>,
    ) -> Result<(), ServiceError> {
        let (services, author) = (self.import.services, self.import.author);
        let size = drafts.len();
        let drafts = new_ones(services, author.municipality, drafts)?;
        read.unchanged += number(size - drafts.len());
        let late = number(drafts.iter().filter(|draft| draft.late).count());
        require_grounds(late > 0, self.import.grounds.as_ref())?;
        (read.late, read.added) = (read.late + late, read.added + number(drafts.len()) - late);
        let mut sealer = Sealer::new(services, author)?;
        let until = self.until();
        let seal = |draft: &Draft| {
            let batch = self.late.filter(|_| draft.late).unwrap_or(self.batch);
            sealer.provisional = Some(Provisional { batch, until });
            sealer.seal(draft)
        };
        let new = drafts.iter().map(seal).collect::<Result<_, _>>()?;
        let stopped = |_| ServiceError::Unavailable("the import was stopped".to_owned());
        sender.send(Sealed { drafts, new }).map_err(stopped)
    }

    fn until(&self) -> Timestamp {
        let now = self.import.services.now();
        now.saturating_add(ABANDONED).unwrap_or(now)
    }

    fn record_all(&self, receiver: Receiver<Sealed>) -> Result<(), ServiceError> {
        let mut staged = 0;
        for sealed in receiver {
            staged += number(sealed.new.len());
            self.record(sealed)?;
            (self.import.progress)(staged)?;
        }
        Ok(())
    }

    fn record(&self, mut sealed: Sealed) -> Result<(), ServiceError> {
        let services = self.import.services;
        let halves: Vec<HalfId> = sealed.new.iter().map(|new| new.half.id).collect();
        let stored = self.store(Arc::new(std::mem::take(&mut sealed.new)));
        if let Err((ServiceError::Conflict(_), mut new)) = stored {
            // A generation ended between sealing and recording.
            let sealer = Sealer::new(services, self.import.author)?;
            for (draft, new) in sealed.drafts.iter().zip(&mut new) {
                sealer.index_again(draft, new);
            }
            self.store(Arc::new(new)).map_err(|(error, _)| error)?;
        } else {
            stored.map_err(|(error, _)| error)?;
        }
        sealing::attach(services.keys().as_ref(), &halves)
    }

    fn store(&self, new: Arc<Vec<NewExemption>>) -> Result<(), (ServiceError, Vec<NewExemption>)> {
        let (services, author) = (self.import.services.clone(), self.import.author.clone());
        let weight = new.iter().map(|new| new.sealed_plate.len() + new.sealed_holder.len()).sum();
        let (entry, rows_of) = (self.entry.clone(), Arc::clone(&new));
        let write = move |tx: &mut Tx<'_>| {
            rows::stage_all(tx, &author.scope(), &rows_of)?;
            let holders = rows_of.iter().map(|new| DataSubject::from(new.id));
            processing_log::note(&services, tx, author.municipality, &entry, holders)
        };
        let written =
            self.import.services.store().write_blocking::<_, StoreError, _>(Plan::new().bytes(weight), write);
        written.map(drop).map_err(|error| (error.into(), Arc::unwrap_or_clone(new)))
    }

    /// Everything counts from one moment on, or waits for a second person.
    fn finish(&self, read: &Read, proposal: Option<&Proposal>) -> Result<Imported, ServiceError> {
        let (services, author) = (self.import.services.clone(), self.import.author.clone());
        let proposal = proposal.filter(|_| read.late > 0).cloned();
        let mut entry = self.entry.clone().detail("count", read.added).detail("unchanged", read.unchanged);
        entry = entry.detail("left_out", read.left_out).detail("late", read.late);
        let (batch, late, added) = (self.batch, read.late, read.added);
        let attached = proposal.clone();
        let write = move |tx: &mut Tx<'_>| {
            let (scope, mut entry) = (author.scope(), entry.clone());
            let counting = rows::count_from_now(tx, &scope, author.municipality, batch)?;
            if counting != added {
                return Err(ServiceError::Conflict("the import took too long".to_owned()));
            }
            if let Some(proposal) = &proposal {
                rows::hold(tx, &scope, author.municipality, proposal.id, proposal.lapses_at)?;
                proposal.record(tx, &author, late, services.now())?;
                entry = proposal.onto(entry);
            }
            Ok(services.record(tx, &author.log(), &entry)?)
        };
        let plan = Plan::new().log(self.import.author.log());
        self.import.services.store().write_blocking::<_, ServiceError, _>(plan, write)?;
        if let Some(proposal) = attached {
            proposal.attach(self.import.services)?;
        }
        Ok(Imported { added, waiting: late, unchanged: read.unchanged, left_out: read.left_out })
    }

    /// Nothing of it counts; the sweep destroys it now instead of in an hour. That it cannot be told so now does not matter.
    fn give_up(&self) {
        let (author, now) = (self.import.author.clone(), self.import.services.now());
        let batches: Vec<RecordId> = [Some(self.batch), self.late].into_iter().flatten().collect();
        let write = move |tx: &mut Tx<'_>| {
            for batch in &batches {
                rows::give_up(tx, &author.scope(), author.municipality, *batch, now)?;
            }
            Ok(())
        };
        if let Err(error) =
            self.import.services.store().write_blocking::<_, StoreError, _>(Plan::new(), write)
        {
            tracing::warn!(%error, "an import that was stopped is left to the sweep");
        }
    }
}
