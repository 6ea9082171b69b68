//! Lines before somebody's eyes.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use poortwacht_domain::{AccountId, CaseId, CaseRef, CaseState, SampleGround, SampleKind, SampleOutcome};
use poortwacht_store::samples::{Line, Sample};
use poortwacht_store::{Connection, Scope, accounts, cases, ledger_rows};

use crate::ServiceError;

/// What was said of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The outcome.
    pub outcome: SampleOutcome,
    /// What it is about.
    pub ground: Option<SampleGround>,
    /// In words, where they were opened.
    pub words: Option<String>,
    /// Who said so.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineView {
    /// Its place in the sample, from 1.
    pub number: u32,
    /// The case, while it is there.
    pub case: Option<CaseRef>,
    /// Whose decision, or whose view.
    pub who: String,
    /// When it was decided or viewed.
    pub at: Timestamp,
    /// Where the case stood, as far as that is known.
    pub state: Option<CaseState>,
    /// Whether what it is about was destroyed before anybody judged it.
    pub is_gone: bool,
    /// Whether it is the reader's own work, which somebody else must judge.
    pub is_own: bool,
    /// What was said.
    pub said: Option<Said>,
}

/// What there is to know about the lines of a sample, besides themselves.
pub(super) struct Known {
    names: BTreeMap<AccountId, String>,
    cases: BTreeMap<CaseId, CaseRef>,
    gone: BTreeSet<u32>,
}

impl Known {
    pub(super) fn load(
        conn: &mut Connection,
        scope: &Scope,
        sample: &Sample,
        lines: &[Line],
    ) -> Result<Self, ServiceError> {
        let ids: Vec<CaseId> = lines.iter().map(|line| line.case).collect();
        let found = cases::mentions(conn, scope, &ids)?.into_iter();
        let present = found.filter(|(_, (_, state))| *state != CaseState::Destroyed);
        let cases = present.map(|(id, (reference, _))| (id, reference)).collect();
        let gone = gone(conn, sample.kind, lines, &cases)?;
        let accounts = accounts::list(conn, scope)?.into_iter();
        let names = accounts.map(|account| (account.id, account.display_name)).collect();
        Ok(Self { names, cases, gone })
    }

    /// Lines that nobody judged and nobody can judge any more.
    pub(super) fn gone(&self) -> Vec<u32> {
        self.gone.iter().copied().collect()
    }

    /// An account's name while it has one, else its id.
    pub(super) fn called(&self, id: AccountId) -> String {
        let name = self.names.get(&id).filter(|name| !name.is_empty());
        name.cloned().unwrap_or_else(|| id.to_string())
    }

    pub(super) fn view(&self, line: &Line, reader: AccountId, words: Option<String>) -> LineView {
        let said = line.judgement.as_ref().map(|said| Said {
            outcome: said.outcome,
            ground: said.ground,
            words,
            by: self.called(said.by),
            at: said.at,
        });
        LineView {
            number: line.number,
            case: self.cases.get(&line.case).cloned(),
            who: self.called(line.account),
            at: line.at,
            state: line.state,
            is_gone: self.gone.contains(&line.number),
            is_own: line.account == reader,
            said,
        }
    }
}

/// A view is its entry in the ledger, whatever became of the case.
fn gone(
    conn: &mut Connection,
    kind: SampleKind,
    lines: &[Line],
    cases: &BTreeMap<CaseId, CaseRef>,
) -> Result<BTreeSet<u32>, ServiceError> {
    let mut gone = BTreeSet::new();
    for line in lines.iter().filter(|line| line.judgement.is_none()) {
        let is_there = match (kind, &line.entry) {
            (SampleKind::Views, Some(place)) => ledger_rows::entry(conn, place)?.is_some(),
            _ => cases.contains_key(&line.case),
        };
        if !is_there {
            gone.insert(line.number);
        }
    }
    Ok(gone)
}
