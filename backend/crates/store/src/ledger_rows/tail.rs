//! The tail of a shard: entries and leaves that no bundle holds yet.

use diesel::prelude::*;

use super::bundle::BUNDLE;
use crate::columns::count;
use crate::schema::ledger_tail;

/// The rows of the tail that belong to a bundle, in order.
#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn tail_of(shard: i64, number: u64) -> _ {
    let first: i64 = count(number.saturating_mul(BUNDLE));
    let end: i64 = first.saturating_add(count(BUNDLE));
    ledger_tail::table
        .filter(ledger_tail::shard_id.eq(shard))
        .filter(ledger_tail::first.ge(first))
        .filter(ledger_tail::first.lt(end))
        .order(ledger_tail::first)
}
