//! What another term does to what lies there, counted before anybody confirms it.

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{RetentionClass, TermsHistory};
use poortwacht_store::redating::{self, Dated, Held, Source};
use poortwacht_store::{Connection, Scope, StoreError};

use super::NOTICE;

/// Rows read at once.
const PAGE: u32 = 5_000;

/// What dies within this long of the change counts as dying at once: the notice, and the hour until the job runs.
const SOON: SignedDuration = SignedDuration::from_hours(25);

/// What a change does to what lies there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Effect {
    /// Items that get an earlier date.
    pub moved: u64,
    /// Among them those that die within a day of the change.
    pub soon: u64,
    /// Items under a legal hold whose date below the hold becomes earlier; the hold stays.
    pub held: u64,
}

/// When a row dies under these terms. What would be over already, or almost, has a day's notice.
pub(super) fn dies(terms: &TermsHistory, source: &Source, row: &Dated, now: Timestamp) -> Timestamp {
    let own = match (source.class, source.terms.first()) {
        (RetentionClass::Dismissed, _) => terms.dismissed(row.captured_at, row.anchor),
        (RetentionClass::Annulled, _) => annulled(terms, row.captured_at, row.anchor),
        (_, Some(term)) => terms.destroy_after(*term, row.anchor),
        (class, None) => terms.destroy_after(class, row.anchor),
    };
    own.max(notice(now))
}

/// When what waits under a hold dies once the hold ends.
pub(super) fn dies_under(terms: &TermsHistory, held: &Held, now: Timestamp) -> Timestamp {
    let own = match held.under.class {
        RetentionClass::Dismissed => terms.dismissed_late(held.captured_at, held.state_changed_at),
        RetentionClass::Annulled => annulled(terms, held.captured_at, held.state_changed_at),
        class => terms.destroy_after(class, held.captured_at),
    };
    own.max(notice(now))
}

/// Three months after the decision, and never longer than the sanction itself would have been kept.
fn annulled(terms: &TermsHistory, captured_at: Timestamp, decided_at: Timestamp) -> Timestamp {
    let sanctioned = terms.destroy_after(RetentionClass::Sanctioned, captured_at);
    terms.destroy_after(RetentionClass::Annulled, decided_at).min(sanctioned)
}

fn notice(now: Timestamp) -> Timestamp {
    now.saturating_add(NOTICE).unwrap_or(now)
}

/// The rows whose dates a change of this class can move.
pub(super) fn concerned(class: RetentionClass) -> impl Iterator<Item = &'static Source> {
    redating::SOURCES.iter().filter(move |source| redating::concerns(source, class))
}

/// Whether a change of `class` moves what waits under a hold as `under`.
pub(super) fn concerns_under(class: RetentionClass, under: RetentionClass) -> bool {
    let other = [
        (RetentionClass::Undecided, RetentionClass::Dismissed),
        (RetentionClass::Sanctioned, RetentionClass::Annulled),
    ];
    class == under || other.contains(&(class, under))
}

/// Counts what a change of one class to `terms` would do now.
pub(super) fn count(
    conn: &mut Connection,
    scope: &Scope,
    terms: &TermsHistory,
    class: RetentionClass,
    now: Timestamp,
) -> Result<Effect, StoreError> {
    let mut effect = Effect::default();
    for source in concerned(class) {
        let mut after = (now, String::new());
        loop {
            let page = redating::page(conn, scope, source, &after, PAGE)?;
            let Some(last) = page.last() else { break };
            after = last.place();
            page.iter().for_each(|row| effect.add(row.destroy_after, dies(terms, source, row, now), now));
        }
    }
    let held = redating::held(conn, scope)?;
    let earlier = held.iter().filter(|held| {
        concerns_under(class, held.under.class) && dies_under(terms, held, now) < held.under.destroy_after
    });
    effect.held = u64::try_from(earlier.count()).unwrap_or(u64::MAX);
    Ok(effect)
}

impl Effect {
    fn add(&mut self, before: Timestamp, after: Timestamp, now: Timestamp) {
        if after >= before {
            return;
        }
        self.moved += 1;
        let soon = now.saturating_add(SOON).unwrap_or(now);
        self.soon += u64::from(after <= soon);
    }
}
