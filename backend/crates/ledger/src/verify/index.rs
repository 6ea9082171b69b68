//! What entries can be found by, compared with what they say.

use std::str::FromStr;

use poortwacht_store::ledger_rows::IndexText;

use super::findings::{Fault, Finding};
use crate::record::Facts;

/// The rows of one bundle, in order.
pub(super) struct Rows<'a> {
    lines: Vec<&'a str>,
    next: usize,
}

impl<'a> Rows<'a> {
    /// `None` when a text in them holds what separates them.
    pub(super) fn of(text: &'a IndexText) -> Option<Self> {
        // An empty text is no row at all, not an empty one.
        let all = text.lines.as_str();
        let mut lines: Vec<&str> = if all.is_empty() { Vec::new() } else { all.split(';').collect() };
        if lines.len() != text.rows {
            return None;
        }
        // They come in order as a rule.
        if !lines.is_sorted_by_key(|line| position_of(line)) {
            lines.sort_by_key(|line| position_of(line));
        }
        Some(Self { lines, next: 0 })
    }

    /// Whether the next row is that of an entry.
    pub(super) fn check(&mut self, facts: &Facts<'_>) -> Result<(), Finding> {
        let line = self.lines.get(self.next).copied().unwrap_or_default();
        self.next += 1;
        if is_of(line, facts) == Some(true) {
            return Ok(());
        }
        let position = position_of(line).unwrap_or(facts.position).min(facts.position);
        Err(Finding { position, what: Fault::IndexDiffers })
    }

    /// A row for an entry that is not there.
    pub(super) fn left_over(&self, first: u64) -> Option<Finding> {
        let line = self.lines.get(self.next)?;
        Some(Finding { position: position_of(line).unwrap_or(first), what: Fault::IndexDiffers })
    }
}

fn position_of(line: &str) -> Option<u64> {
    line.split(' ').next()?.parse().ok()
}

/// Whether a row says just what an entry says.
fn is_of(line: &str, facts: &Facts<'_>) -> Option<bool> {
    let mut fields = line.split(' ');
    let position: u64 = fields.next()?.parse().ok()?;
    let at: i64 = fields.next()?.parse().ok()?;
    let same = position == facts.position
        && at == facts.at.as_microsecond()
        && fields.next()? == facts.act.as_str()
        && fields.next()? == facts.outcome.as_str()
        && is_identifier(fields.next()?, facts.case)
        && is_identifier(fields.next()?, facts.actor.account());
    Some(same && fields.next().is_none())
}

/// Whether a field is an identifier's only spelling, or stands for none.
fn is_identifier<I: FromStr + PartialEq>(field: &str, id: Option<I>) -> bool {
    match (field.strip_prefix('+'), id) {
        (Some(text), Some(id)) => {
            !text.bytes().any(|byte| byte.is_ascii_uppercase())
                && text.parse::<I>().is_ok_and(|found| found == id)
        }
        (None, None) => field == "-",
        _ => false,
    }
}
