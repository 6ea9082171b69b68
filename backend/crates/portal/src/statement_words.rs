//! The portal's words for statements, which are made at the command line too.

use poortwacht_frontend::texts::{Language, Texts};
use poortwacht_services::statement::StatementWords;

/// The words of a statement. It is in Dutch, whatever language its reader chose for the portal.
#[must_use]
pub const fn statement_words() -> StatementWords {
    let words = &Texts::of(Language::Dutch).compliance_words;
    StatementWords {
        promise: words.promise,
        promised: words.promised,
        fact: words.fact,
        standing: words.standing,
        class: words.class,
        kind: words.kind,
        table: words.table,
    }
}
