//! What the form asks for.

use poortwacht_domain::{DisclosureReason, Recipient};

use crate::ServiceError;
use crate::flaw::{self, Flaw, Flaws, choice};

const LONGEST_EXPLANATION: usize = 300;

/// The form.
#[derive(Debug, Clone, Default)]
pub struct DisclosureRequest {
    /// Code of the recipient.
    pub recipient: String,
    /// The reason's code.
    pub reason: String,
    /// The reason in words.
    pub explanation: String,
}

/// A disclosure that may be made.
#[derive(Debug, Clone)]
pub(super) struct Disclosure {
    pub(super) recipient: Recipient,
    pub(super) reason: DisclosureReason,
    pub(super) explanation: String,
}

impl Disclosure {
    /// Reads the form.
    pub(super) fn read(request: &DisclosureRequest) -> Result<Self, ServiceError> {
        let mut flaws = Flaws::default();
        let recipient = flaws.take("recipient", choice(&request.recipient));
        let reason = flaws.take("reason", choice(&request.reason));
        let explanation = flaws.take("explanation", explanation(&request.explanation));
        flaws.check()?;
        let read = || Some(Self { recipient: recipient?, reason: reason?, explanation: explanation? });
        read().ok_or_else(|| ServiceError::Damaged("a form without flaws lacks a field".to_owned()))
    }
}

/// The text lives longer than the case, so no plate may stand in it.
fn explanation(typed: &str) -> Result<String, Flaw> {
    flaw::text_without_plate(typed, LONGEST_EXPLANATION)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flaws(request: &DisclosureRequest) -> Vec<(String, Flaw)> {
        match Disclosure::read(request) {
            Err(ServiceError::Invalid(problems)) => {
                problems.into_iter().map(|problem| (problem.field, problem.flaw.unwrap())).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn recipient_reason_and_text_are_mandatory() {
        let required = |field: &str| (field.to_owned(), Flaw::Required);
        let all = ["recipient", "reason", "explanation"].map(required);
        assert_eq!(flaws(&DisclosureRequest::default()), all);
    }

    #[test]
    fn only_what_is_offered_can_be_chosen_and_no_plate_can_be_written() {
        let request = DisclosureRequest {
            recipient: "newspaper".to_owned(),
            reason: "curiosity".to_owned(),
            explanation: "over AE-12-UI".to_owned(),
        };
        let expected = [
            ("recipient".to_owned(), Flaw::NotAChoice),
            ("reason".to_owned(), Flaw::NotAChoice),
            ("explanation".to_owned(), Flaw::ContainsPlate),
        ];
        assert_eq!(flaws(&request), expected);
    }
}
