//! Why an exemption may start in the past: a document and a reason, kept sealed.

use serde::{Deserialize, Serialize};

use crate::ServiceError;
use crate::flaw::{self, Flaw, Flaws};

/// The most characters of the document's reference.
const LONGEST_DOCUMENT: usize = 120;
/// The most characters of the reason.
const LONGEST_REASON: usize = 300;

/// What must be given for a start in the past.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grounds {
    /// Reference of the document that grants it.
    pub document: String,
    /// Why it was not entered in time.
    pub reason: String,
}

/// Reads what a form holds: nothing, or both.
pub(super) fn read(document: &str, reason: &str, flaws: &mut Flaws) -> Option<Grounds> {
    let document = flaws.take("document", told(document, LONGEST_DOCUMENT));
    let reason = flaws.take("late_reason", told(reason, LONGEST_REASON));
    Some(Grounds { document: document?, reason: reason? })
}

/// Whether neither was filled in.
pub(super) fn are_empty(document: &str, reason: &str) -> bool {
    document.trim().is_empty() && reason.trim().is_empty()
}

impl Grounds {
    /// Checks what came without a form.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`] with every flaw (`document`, `late_reason`).
    pub fn checked(document: &str, reason: &str) -> Result<Self, ServiceError> {
        let mut flaws = Flaws::default();
        let grounds = read(document, reason, &mut flaws);
        flaws.check()?;
        grounds.ok_or_else(|| ServiceError::Damaged("grounds without flaws lack a part".to_owned()))
    }

    pub(super) fn to_text(&self) -> Result<String, ServiceError> {
        serde_json::to_string(self).map_err(|error| ServiceError::Damaged(error.to_string()))
    }

    pub(super) fn of_text(text: &str) -> Result<Self, ServiceError> {
        serde_json::from_str(text)
            .map_err(|_| ServiceError::Damaged("the grounds of a late start do not parse".to_owned()))
    }
}

/// It is kept longer than the exemption, so no plate may stand in it.
fn told(typed: &str, max: usize) -> Result<String, Flaw> {
    flaw::text_without_plate(typed, max)
}
