//! Recomputing everything: each shard's tree from its entries, compared with the hashes and checkpoints that are stored,
//! with the heads kept elsewhere, and with what the entries can be found by; and whether the acts of each case stand in
//! an order in which they can have happened. The first bad entry is named.
//!
//! One thread reads, another computes.

mod check;
mod destruction;
mod diagnose;
mod expected;
mod findings;
mod index;
mod order;
mod source;
mod walk;

use std::collections::BTreeMap;

use poortwacht_store::ledger_rows::ShardName;
use poortwacht_store::{Connection, StoreError};

use self::check::{Checker, Ended};
use self::destruction::Destruction;
pub(crate) use self::expected::unverified;
pub use self::expected::{Expected, shard_of_origin};
pub use self::findings::{Fault, Finding, Report, ShardReport};
use self::order::Order;
pub use self::source::{Claim, Database, Source, SourceError};
pub use self::walk::tree_of;
use crate::kept_head::KeptHead;

/// Recomputes every log of the database. Appends may go on meanwhile: the pass sees one moment.
///
/// # Errors
/// Those of the store; a bad log is no error but a finding.
pub fn verify(conn: &mut Connection, expected: &Expected) -> Result<Report, StoreError> {
    verify_source(&mut Database::new(conn), expected).map_err(|error| match error {
        SourceError::Store(error) => error,
        error => StoreError::Unavailable(error.to_string()),
    })
}

/// Recomputes every log of a source.
///
/// # Errors
/// Those of reading the source; a bad log is no error but a finding.
pub fn verify_source(source: &mut dyn Source, expected: &Expected) -> Result<Report, SourceError> {
    let mut claims = source.shards()?;
    claims.sort_by(|a, b| a.name.cmp(&b.name));
    let (mut report, mut destruction) = (Report::default(), Destruction::default());
    for log in claims.chunk_by(|a, b| a.name.log() == b.name.log()) {
        verify_log(source, expected, log, &mut report, &mut destruction)?;
    }
    report.shards.extend(vanished(&claims, expected));
    report.judge_destruction(&destruction, &claims);
    Ok(report)
}

fn verify_log(
    source: &mut dyn Source,
    expected: &Expected,
    log: &[Claim],
    report: &mut Report,
    destruction: &mut Destruction,
) -> Result<(), SourceError> {
    let (mut order, mut before) = (Order::default(), None);
    for claim in log {
        let checker = Checker::new(claim, expected, before.as_ref(), &mut order, destruction);
        let shard = walk::walk(source, claim, checker)?;
        before = Some(Ended::of(claim, &shard));
        report.shards.push(shard);
    }
    Ok(())
}

/// Shards of which a head was kept and nothing is left, not even their last checkpoint.
fn vanished(claims: &[Claim], expected: &Expected) -> impl Iterator<Item = ShardReport> {
    let known = expected.kept.iter().chain(&expected.witnessed);
    let gone = known.filter(|head: &&KeptHead| claims.iter().all(|claim| claim.name != head.shard));
    let gone: BTreeMap<ShardName, ShardReport> =
        gone.map(|head| (head.shard.clone(), ShardReport::gone(head.shard.clone()))).collect();
    gone.into_values()
}
