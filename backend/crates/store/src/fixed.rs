//! Statements that every packet repeats, prepared once.
//!
//! diesel prepares each update anew, because the same type may write other columns the next time (a changeset may leave some
//! out), and nothing that wraps an update can tell it otherwise. Preparing cost a packet more than running. So the few
//! updates of intake's hot path are written out here, where the text is the same each time; the conformance tests run them
//! on both databases.

use std::marker::PhantomData;

use diesel::QueryResult;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::Error;
use diesel::sql_types::{BigInt, Binary, Nullable, Text};

use crate::any::{AnyConnection, Db};

/// A value that takes the place of a `?`.
pub(crate) enum Value {
    Text(String),
    TextOrNull(Option<String>),
    Number(i64),
    Bytes(Vec<u8>),
    /// A list for `IN (?)`, never empty.
    AnyText(Vec<String>),
    /// As [`Value::AnyText`].
    AnyBytes(Vec<Vec<u8>>),
}

impl Value {
    fn bind<'b>(&'b self, mut out: AstPass<'_, 'b, Db>) -> QueryResult<()> {
        match self {
            Self::Text(value) => out.push_bind_param::<Text, _>(value),
            Self::TextOrNull(value) => out.push_bind_param::<Nullable<Text>, _>(value),
            Self::Number(value) => out.push_bind_param::<BigInt, _>(value),
            Self::Bytes(value) => out.push_bind_param::<Binary, _>(value),
            Self::AnyText(values) => {
                each(values, &mut out, |value, out| out.push_bind_param::<Text, _>(value))
            }
            Self::AnyBytes(values) => {
                each(values, &mut out, |value, out| out.push_bind_param::<Binary, _>(value))
            }
        }
    }
}

/// Binds a list, its last value again and again up to the next power of two: few lengths, so few statements to prepare.
fn each<'b, T>(
    values: &'b [T],
    out: &mut AstPass<'_, 'b, Db>,
    mut bind: impl FnMut(&'b T, &mut AstPass<'_, 'b, Db>) -> QueryResult<()>,
) -> QueryResult<()> {
    let empty = || Error::QueryBuilderError("an empty list".into());
    let last = values.last().ok_or_else(empty)?;
    for place in 0..values.len().next_power_of_two() {
        if place > 0 {
            out.push_sql(", ");
        }
        bind(values.get(place).unwrap_or(last), out)?;
    }
    Ok(())
}

/// A statement in words that both databases understand, `?` where a value stands; `Answer` is the SQL type of a row that it
/// returns.
pub(crate) struct Fixed<Answer = ()> {
    text: &'static str,
    values: Vec<Value>,
    answer: PhantomData<Answer>,
}

impl<Answer> Fixed<Answer> {
    pub(crate) fn new(text: &'static str, values: impl Into<Vec<Value>>) -> Self {
        Self { text, values: values.into(), answer: PhantomData }
    }
}

impl<Answer> QueryFragment<Db> for Fixed<Answer> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Db>) -> QueryResult<()> {
        let mut values = self.values.iter();
        for (place, words) in self.text.split('?').enumerate() {
            if place > 0 {
                let missing =
                    || Error::QueryBuilderError(format!("a value is missing: {}", self.text).into());
                values.next().ok_or_else(missing)?.bind(out.reborrow())?;
            }
            out.push_sql(words);
        }
        Ok(())
    }
}

impl<Answer> QueryId for Fixed<Answer> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Answer> Query for Fixed<Answer> {
    type SqlType = Answer;
}

impl<Answer> RunQueryDsl<AnyConnection> for Fixed<Answer> {}
