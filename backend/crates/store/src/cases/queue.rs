//! Who is first in line: the subselect that a claim takes its case from.

use diesel::dsl::{IntoBoxed, Select};
use diesel::expression::{ValidGrouping, is_aggregate};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::query_source::{Alias, AliasedField};
use diesel::sql_types::Text;
use poortwacht_domain::{CaseId, CaseState, RetentionClass};

use super::claim::ClaimRequest;
use crate::columns::micros;
use crate::connection::Db;
use crate::schema::{case_restrictions as restricted, cases};
use crate::scope::Scope;

diesel::alias!(cases as waiting: Waiting);

type Line = IntoBoxed<'static, Select<Alias<Waiting>, AliasedField<Waiting, cases::id>>, Db>;

/// The identifier of the free case that is first in line, past those whose term has ended and those that are left alone at
/// somebody's request; walks `cases_stock`, or `cases_desk` when one location is asked for.
pub(super) fn first_free(scope: &Scope, request: &ClaimRequest) -> Line {
    let now = micros(request.now);
    let held = waiting.field(cases::retention_class).eq(RetentionClass::LegalHold.as_str());
    let mut query = waiting
        .filter(waiting.field(cases::state).eq(CaseState::AwaitingReview.as_str()))
        .filter(waiting.field(cases::claimed_by).is_null().or(waiting.field(cases::claim_expires_at).le(now)))
        .filter(waiting.field(cases::destroy_after).gt(now).or(held))
        .filter(waiting.field(cases::id).ne_all(restricted::table.select(restricted::case_id)))
        .select(waiting.field(cases::id))
        .order((waiting.field(cases::captured_at), waiting.field(cases::id)))
        .limit(1)
        .into_boxed::<Db>();
    if let Some(municipality) = scope.filter() {
        query = query.filter(waiting.field(cases::municipality_id).eq(municipality));
    }
    if let Some(location) = request.location {
        query = query.filter(waiting.field(cases::location_id).eq(location.to_string()));
    }
    if !request.skip.is_empty() {
        let skip: Vec<String> = request.skip.iter().map(CaseId::to_string).collect();
        query = query.filter(waiting.field(cases::id).ne_all(skip));
    }
    query
}

/// [`first_free`] as a value inside another statement, with the locking clause that diesel offers for one database at
/// a time only.
pub(super) struct FirstFree {
    line: Line,
    locking: &'static str,
}

impl FirstFree {
    pub(super) fn new(scope: &Scope, request: &ClaimRequest, locking: &'static str) -> Self {
        Self { line: first_free(scope, request), locking }
    }
}

impl QueryFragment<Db> for FirstFree {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Db>) -> QueryResult<()> {
        pass.push_sql("(");
        <Line as QueryFragment<Db>>::walk_ast(&self.line, pass.reborrow())?;
        pass.push_sql(self.locking);
        pass.push_sql(")");
        Ok(())
    }
}

impl QueryId for FirstFree {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Expression for FirstFree {
    type SqlType = Text;
}

impl AppearsOnTable<cases::table> for FirstFree {}

impl ValidGrouping<()> for FirstFree {
    type IsAggregate = is_aggregate::Never;
}
