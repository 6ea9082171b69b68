//! Retention terms that municipalities set for themselves: what was proposed, and what became of it. Nothing is written
//! over, so what counted when can always be told.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::{
    AccountId, LongerGround, MunicipalityId, RecordId, RetentionClass, TermOutcome, TextId,
};

use crate::columns::{Row, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::retention_terms;
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

const TABLE: &str = "retention_terms";

/// A term that somebody proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposedTerm {
    /// Its identifier.
    pub id: RecordId,
    /// Whose term.
    pub municipality: MunicipalityId,
    /// Of what.
    pub class: RetentionClass,
    /// The number, in the unit of the class.
    pub amount: u32,
    /// Why it may be longer than usual, where it is.
    pub ground: Option<LongerGround>,
    /// The sealed reason.
    pub text: TextId,
    /// Who proposed it.
    pub proposed_by: AccountId,
    /// When.
    pub proposed_at: Timestamp,
}

/// What somebody said to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TermDecision {
    /// What became of it.
    pub outcome: TermOutcome,
    /// Who said so.
    pub by: AccountId,
    /// When; a confirmed term counts from this instant on.
    pub at: Timestamp,
}

/// A proposed term with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermLine {
    /// What was proposed.
    pub proposed: ProposedTerm,
    /// What became of it; `None` while it waits.
    pub decided: Option<TermDecision>,
    /// When all that lay there had its date.
    pub carried_out_at: Option<Timestamp>,
}

impl TermLine {
    /// Since when it counts, where it was confirmed.
    #[must_use]
    pub fn counts_since(&self) -> Option<Timestamp> {
        self.decided.filter(|decided| decided.outcome == TermOutcome::Confirmed).map(|decided| decided.at)
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = retention_terms)]
struct TermRow {
    id: String,
    municipality_id: String,
    class: String,
    amount: i64,
    ground: Option<String>,
    text_id: String,
    proposed_by: String,
    proposed_at: i64,
    outcome: Option<String>,
    decided_by: Option<String>,
    decided_at: Option<i64>,
    carried_out_at: Option<i64>,
}

impl From<&ProposedTerm> for TermRow {
    fn from(term: &ProposedTerm) -> Self {
        Self {
            id: term.id.to_string(),
            municipality_id: term.municipality.to_string(),
            class: term.class.as_str().to_owned(),
            amount: i64::from(term.amount),
            ground: term.ground.map(|ground| ground.as_str().to_owned()),
            text_id: term.text.to_string(),
            proposed_by: term.proposed_by.to_string(),
            proposed_at: micros(term.proposed_at),
            outcome: None,
            decided_by: None,
            decided_at: None,
            carried_out_at: None,
        }
    }
}

impl TryFrom<TermRow> for TermLine {
    type Error = StoreError;

    fn try_from(row: TermRow) -> Result<Self, StoreError> {
        let at = Row::new(TABLE, &row.id);
        Ok(Self {
            decided: decided(&at, &row)?,
            carried_out_at: at.instant_opt("carried_out_at", row.carried_out_at)?,
            proposed: ProposedTerm {
                id: at.text("id", &row.id)?,
                municipality: at.text("municipality_id", &row.municipality_id)?,
                class: at.text("class", &row.class)?,
                amount: at.number("amount", row.amount)?,
                ground: at.text_opt("ground", row.ground.as_deref())?,
                text: at.text("text_id", &row.text_id)?,
                proposed_by: at.text("proposed_by", &row.proposed_by)?,
                proposed_at: at.instant("proposed_at", row.proposed_at)?,
            },
        })
    }
}

/// All three columns of a decision, or none.
fn decided(at: &Row, row: &TermRow) -> Result<Option<TermDecision>, StoreError> {
    let outcome = at.text_opt("outcome", row.outcome.as_deref())?;
    let by = at.text_opt("decided_by", row.decided_by.as_deref())?;
    let when = at.instant_opt("decided_at", row.decided_at)?;
    match (outcome, by, when) {
        (None, None, None) => Ok(None),
        (Some(outcome), Some(by), Some(at)) => Ok(Some(TermDecision { outcome, by, at })),
        _ => Err(at.corrupt("outcome", "a decision lacks what, who or when")),
    }
}

/// Notes what somebody proposes.
///
/// # Errors
/// [`StoreError::NotFound`] for a municipality outside the scope; [`StoreError::Conflict`] when something waits for this
/// class already.
pub fn propose(tx: &mut Tx, scope: &Scope, term: &ProposedTerm) -> Result<(), StoreError> {
    scope.check(term.municipality)?;
    diesel::insert_into(retention_terms::table).values(TermRow::from(term)).execute(tx.raw())?;
    Ok(())
}

/// Notes what somebody said to it.
///
/// # Errors
/// [`StoreError::NotFound`] for what does not wait (any more), or lies outside the scope.
pub fn decide(tx: &mut Tx, scope: &Scope, id: RecordId, said: &TermDecision) -> Result<(), StoreError> {
    let waiting = retention_terms::table
        .filter(retention_terms::id.eq(id.to_string()))
        .filter(retention_terms::outcome.is_null());
    let rows = within!(diesel::update(waiting), scope, retention_terms::municipality_id)
        .set((
            retention_terms::outcome.eq(said.outcome.as_str()),
            retention_terms::decided_by.eq(said.by.to_string()),
            retention_terms::decided_at.eq(micros(said.at)),
        ))
        .execute(tx.raw())?;
    if rows == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}

/// Notes that all that lay there has its date.
///
/// # Errors
/// The store's own.
pub fn carried_out(tx: &mut Tx, scope: &Scope, id: RecordId, at: Timestamp) -> Result<(), StoreError> {
    let one = retention_terms::table.filter(retention_terms::id.eq(id.to_string()));
    within!(diesel::update(one), scope, retention_terms::municipality_id)
        .set(retention_terms::carried_out_at.eq(micros(at)))
        .execute(tx.raw())?;
    Ok(())
}

/// One line.
///
/// # Errors
/// [`StoreError::Corrupt`] when it cannot be read.
pub fn find(conn: &mut Connection, scope: &Scope, id: RecordId) -> Result<Option<TermLine>, StoreError> {
    let one = retention_terms::table.filter(retention_terms::id.eq(id.to_string()));
    let row = within!(one, scope, retention_terms::municipality_id)
        .select(TermRow::as_select())
        .get_result(conn.raw())
        .optional()?;
    row.map(TermLine::try_from).transpose()
}

/// Everything that was ever proposed, in the order in which it was decided; what waits comes last or first.
///
/// # Errors
/// [`StoreError::Corrupt`] when a line cannot be read.
pub fn all(conn: &mut Connection, scope: &Scope) -> Result<Vec<TermLine>, StoreError> {
    let rows = within!(retention_terms::table, scope, retention_terms::municipality_id)
        .order((retention_terms::decided_at, retention_terms::proposed_at, retention_terms::id))
        .select(TermRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(TermLine::try_from).collect()
}
