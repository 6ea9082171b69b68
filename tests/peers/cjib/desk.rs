//! The desk where batches are taken: the only place that changes the state.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use aws_lc_rs::digest;
use jiff::SignedDuration;
use serde::Serialize;

use crate::{
    args::Args,
    batch::Batch,
    clock::Clock,
    faults::Faults,
    problem::{Fault, Kind, Problem},
    returns::{Returns, text_of},
    state::{Held, HeldCase, Outcome, State, StateFile},
};

/// Rules, state and faults of one mock.
#[derive(Debug)]
pub struct Desk {
    state: Mutex<State>,
    file: StateFile,
    /// The mock's clock.
    pub clock: Clock,
    /// What goes wrong and when.
    pub faults: Faults,
    allowed: Vec<String>,
    municipalities: Vec<String>,
    returns: Returns,
    process_after: SignedDuration,
}

/// What the mock holds, printed at exit.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    batches: usize,
    cases: usize,
    accepted: usize,
    returned: usize,
    deliveries: u64,
    /// References accepted in more than one batch; must be empty.
    accepted_twice: Vec<String>,
    refused: BTreeMap<String, u64>,
    held: BTreeMap<String, Held>,
}

impl Desk {
    /// Reads the state and takes the rules from the command line.
    ///
    /// # Errors
    /// A state file that cannot be read.
    pub fn open(args: &Args) -> anyhow::Result<Arc<Self>> {
        let (file, state) = StateFile::open(&args.state)?;
        Ok(Arc::new(Self {
            state: Mutex::new(state),
            file,
            clock: Clock::starting_at(args.now),
            faults: Faults::new(args.fault.clone()),
            allowed: args.allow_oin.clone(),
            municipalities: args.on_behalf_of.clone(),
            returns: Returns::new(args.return_share, &args.return_code),
            process_after: SignedDuration::try_from_secs_f64(args.process_after)?,
        }))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The client's OIN when it may use the service.
    ///
    /// # Errors
    /// [`Kind::Unauthorised`].
    pub fn admit<'a>(&self, oin: Option<&'a str>) -> Result<&'a str, Problem> {
        let known = oin.filter(|oin| self.allowed.iter().any(|allowed| allowed == oin));
        known.ok_or_else(|| {
            Problem::one(Kind::Unauthorised, "client certificate", "its OIN is not allowed to deliver")
        })
    }

    /// Takes a delivery; with `keep` false everything is done except keeping it. The same key with the
    /// same bytes gets the first answer again.
    ///
    /// # Errors
    /// Every refusal of the profile, or [`Kind::Internal`] when the state could not be made durable.
    pub fn take(&self, deliverer: &str, key: &str, bytes: &[u8], keep: bool) -> Result<Held, Problem> {
        let sha256 = sha256(bytes);
        if let Some(first) = self.replay(&mut self.state(), deliverer, key, &sha256)? {
            return Ok(first);
        }
        let batch = Batch::read(bytes)?;
        self.check(&batch, key)?;
        self.keep(deliverer, sha256, batch, keep)
    }

    fn replay(
        &self,
        state: &mut State,
        deliverer: &str,
        key: &str,
        sha256: &str,
    ) -> Result<Option<Held>, Problem> {
        let Some(held) = state.batches.get_mut(key) else { return Ok(None) };
        if held.deliverer != deliverer || held.sha256 != sha256 {
            return Err(Problem::one(Kind::KeyConflict, "Idempotency-Key", "known with other content"));
        }
        held.deliveries += 1;
        let answer = held.clone();
        self.save(state)?;
        Ok(Some(answer))
    }

    fn check(&self, batch: &Batch, key: &str) -> Result<(), Problem> {
        if batch.id != key {
            let detail = "must be the batchId of the batch";
            return Err(Problem::one(Kind::Malformed, "Idempotency-Key", detail));
        }
        if !self.municipalities.is_empty() && !self.municipalities.contains(&batch.municipality_oin) {
            let detail = "not a municipality this client may deliver for";
            return Err(Problem::one(Kind::Unauthorised, "/batch/header/municipalityOin", detail));
        }
        batch.check_age(self.clock.now())
    }

    fn keep(&self, deliverer: &str, sha256: String, batch: Batch, keep: bool) -> Result<Held, Problem> {
        let now = self.clock.now();
        let mut state = self.state();
        // Again, under the lock that the insert is made under: the same delivery may have come twice at once.
        if let Some(first) = self.replay(&mut state, deliverer, &batch.id, &sha256)? {
            return Ok(first);
        }
        let taken = state.taken(&batch.references, now);
        if !taken.is_empty() {
            let error = |reference| Fault::new(reference, "is in another batch that did not return it");
            return Err(Problem::new(Kind::Duplicate, taken.into_iter().map(error).collect()));
        }
        let mut changed = state.clone();
        changed.receipts += 1;
        let held = Held {
            receipt_number: format!("MOCK-{:08}", changed.receipts),
            deliverer: deliverer.to_owned(),
            municipality_oin: batch.municipality_oin,
            sha256,
            received_at: now,
            processed_at: now.saturating_add(self.process_after).unwrap_or(now),
            deliveries: 1,
            cases: batch
                .references
                .into_iter()
                .zip(changed.cases + 1..)
                .map(|case| self.judge(case))
                .collect(),
        };
        if keep {
            changed.cases += held.cases.len() as u64;
            changed.batches.insert(batch.id, held.clone());
        }
        self.save(&changed)?;
        *state = changed;
        Ok(held)
    }

    fn judge(&self, (reference, number): (String, u64)) -> HeldCase {
        let code = self.returns.decide(number).map(str::to_owned);
        let text = code.as_deref().and_then(text_of).map(str::to_owned);
        let outcome = if code.is_some() { Outcome::Returned } else { Outcome::Accepted };
        HeldCase { reference, outcome, code, text }
    }

    fn save(&self, state: &State) -> Result<(), Problem> {
        self.file.save(state).map_err(|error| {
            tracing::error!(%error, "state not saved");
            Problem::bare(Kind::Internal)
        })
    }

    /// Counts a refusal of a delivery.
    pub fn count_refusal(&self, kind: Kind) {
        let mut state = self.state();
        *state.refused.entry(kind.name().to_owned()).or_default() += 1;
        if let Err(error) = self.file.save(&state) {
            tracing::error!(%error, "refusal counted in memory only");
        }
    }

    /// A batch that `deliverer` delivered.
    pub fn find(&self, deliverer: &str, id: &str) -> Option<Held> {
        self.state().batches.get(id).filter(|held| held.deliverer == deliverer).cloned()
    }

    /// All batches that `deliverer` delivered, oldest first.
    pub fn list(&self, deliverer: &str) -> Vec<(String, Held)> {
        let mut found: Vec<_> = self.state().batches.clone().into_iter().collect();
        found.retain(|(_, held)| held.deliverer == deliverer);
        found.sort_by(|(_, one), (_, other)| one.receipt_number.cmp(&other.receipt_number));
        found
    }

    /// Everything held.
    pub fn report(&self) -> Report {
        let state = self.state();
        let mut accepted: BTreeMap<&str, usize> = BTreeMap::new();
        let cases = || state.batches.values().flat_map(|held| &held.cases);
        for case in cases().filter(|case| case.outcome == Outcome::Accepted) {
            *accepted.entry(&case.reference).or_default() += 1;
        }
        let twice = accepted.iter().filter(|(_, times)| **times > 1).map(|(case, _)| (*case).to_owned());
        Report {
            batches: state.batches.len(),
            cases: cases().count(),
            accepted: accepted.values().sum(),
            returned: cases().filter(|case| case.outcome == Outcome::Returned).count(),
            deliveries: state.batches.values().map(|held| held.deliveries).sum(),
            accepted_twice: twice.collect(),
            refused: state.refused.clone(),
            held: state.batches.clone(),
        }
    }
}

/// SHA-256 in lower-case hexadecimal.
fn sha256(bytes: &[u8]) -> String {
    hex::encode(digest::digest(&digest::SHA256, bytes))
}
