//! Updates that every packet repeats, prepared once.

use diesel::QueryResult;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};

use crate::any::{AnyConnection, Db};

/// An update whose text never differs, only the values bound to it.
///
/// diesel prepares each update anew, because the same type may write other columns the next time (a changeset may leave some
/// out). Where all columns are named, the text is always the same, and preparing it again cost a packet more than running
/// it. Statements are kept by their text, so a mistake here costs memory, never a wrong update.
pub(crate) struct Repeated<Q>(pub(crate) Q);

impl<Q: QueryFragment<Db>> QueryFragment<Db> for Repeated<Q> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Db>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }

    fn is_safe_to_cache_prepared(&self, _backend: &Db) -> QueryResult<bool> {
        Ok(true)
    }
}

impl<Q> QueryId for Repeated<Q> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: Query> Query for Repeated<Q> {
    type SqlType = Q::SqlType;
}

impl<Q> RunQueryDsl<AnyConnection> for Repeated<Q> {}
