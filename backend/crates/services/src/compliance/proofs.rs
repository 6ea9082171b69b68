//! The ledger: recomputed, and seen by somebody else.

use jiff::SignedDuration;
use poortwacht_domain::{Fact, Finding, Promise, PromiseLine};
use poortwacht_ledger::LogName;
use poortwacht_store::job_runs::{self, RunOutcome};
use poortwacht_store::ledger_rows;

use super::{Look, number, scope};
use crate::ServiceError;
use crate::witnesses;

/// The job that recomputes the ledger, hourly.
pub(super) const VERIFIES: &str = "keep-ledger-heads";

/// A verification counts this long.
const FRESH: SignedDuration = SignedDuration::from_hours(2);

pub(super) fn ledger_verified(look: &mut Look<'_>) -> Result<PromiseLine, ServiceError> {
    let run = job_runs::latest(look.conn, &scope(), VERIFIES)?.filter(|run| run.finished_at.is_some());
    let log = LogName::municipality(look.municipality.id);
    let entries = ledger_rows::shards_of(look.conn, &log)?.iter().map(|shard| shard.end.size).sum();
    let sound = run.as_ref().map(|run| run.outcome == Some(RunOutcome::Succeeded));
    let fresh = run.as_ref().is_some_and(|run| look.now.duration_since(run.started_at) <= FRESH);
    let mut facts = vec![(Fact::Entries, Finding::Number(entries))];
    facts.extend(sound.map(|sound| (Fact::Sound, Finding::Is(sound))));
    facts.extend(run.map(|run| (Fact::CheckedAt, Finding::At(run.started_at))));
    Ok(PromiseLine::judged(Promise::LedgerVerified, fresh && sound == Some(true), facts))
}

pub(super) fn ledger_witnessed(look: &mut Look<'_>) -> Result<PromiseLine, ServiceError> {
    let log = LogName::municipality(look.municipality.id);
    let watched = witnesses::watched(look.conn, &log, look.now)?;
    let mut facts = vec![(Fact::Witnesses, Finding::Number(number(watched.witnesses.len())))];
    if let Some(last) = &watched.last {
        facts.push((Fact::WitnessedAt, Finding::At(last.at)));
        facts.push((Fact::Unwitnessed, Finding::Number(last.unseen)));
    }
    let seen = watched.last.is_some() && watched.overdue_since(look.now).is_none();
    Ok(PromiseLine::judged(Promise::LedgerWitnessed, seen, facts))
}
