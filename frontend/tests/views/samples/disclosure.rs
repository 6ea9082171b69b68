//! The form that takes a dossier out, after it was refused.

use super::{Say, reference};
use poortwacht_frontend::FieldErrors;
use poortwacht_frontend::pages::disclosure::{Closed, DisclosureForm, DisclosurePage};

/// What was typed is still there.
pub fn corrected(say: Say, errors: FieldErrors) -> DisclosurePage {
    let form = DisclosureForm {
        form_token: String::new(),
        recipient: "court".into(),
        reason: "objection".into(),
        explanation: say("Zitting van volgende week"),
    };
    DisclosurePage { reference: reference(7), form, errors, closed: None }
}

/// Nothing of the case can go out.
pub fn closed(why: Closed) -> DisclosurePage {
    let (form, errors) = (DisclosureForm::default(), FieldErrors::none());
    DisclosurePage { reference: reference(7), form, errors, closed: Some(why) }
}
