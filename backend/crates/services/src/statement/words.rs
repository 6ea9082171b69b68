//! Words that the portal has for the domain's lists; a statement is in Dutch.

use poortwacht_domain::{Fact, Promise, RetentionClass, Standing};

/// Words for a statement.
#[derive(Debug, Clone, Copy)]
pub struct StatementWords {
    /// A promise, in a few words.
    pub promise: fn(Promise) -> &'static str,
    /// What exactly is promised.
    pub promised: fn(Promise) -> &'static str,
    /// What a piece of evidence tells.
    pub fact: fn(Fact) -> &'static str,
    /// Whether a promise holds.
    pub standing: fn(Standing) -> &'static str,
    /// Why something is kept.
    pub class: fn(RetentionClass) -> &'static str,
    /// What the destruction register calls things.
    pub kind: fn(&str) -> Option<&'static str>,
    /// What a table holds.
    pub table: fn(&str) -> Option<&'static str>,
}

impl StatementWords {
    /// The words for a kind in the register, or its code.
    pub(super) fn kind_of<'a>(&self, code: &'a str) -> &'a str {
        (self.kind)(code).unwrap_or(code)
    }

    /// The words for a table, or its name.
    pub(super) fn table_of<'a>(&self, name: &'a str) -> &'a str {
        (self.table)(name).unwrap_or(name)
    }
}
