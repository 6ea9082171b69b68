//! What the forms of the review desk hold.

use poortwacht_domain::Check;
use serde::Deserialize;

/// `POST /review`: claim the next case.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct BeginForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// Code of one location; empty is any.
    pub location: String,
}

/// `POST /review/confirm`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ConfirmForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// Reference of the case that was on the screen.
    pub case: String,
    /// Code of the offence.
    pub offence_code: String,
    /// Number of the category, 1 to 8.
    pub vehicle_category: String,
    /// Grounds of knowledge.
    pub grounds: String,
    /// How often the plate had been corrected when the page was shown.
    pub corrections: String,
    /// [`Check::SignVisible`], when ticked.
    pub sign_visible: String,
    /// [`Check::SignPassed`], when ticked.
    pub sign_passed: String,
    /// [`Check::PlateReadable`], when ticked.
    pub plate_readable: String,
    /// [`Check::NoPriorityVehicle`], when ticked.
    pub no_priority_vehicle: String,
}

impl ConfirmForm {
    /// What was ticked.
    #[must_use]
    pub fn seen(&self) -> Vec<Check> {
        let ticked = |check: &&Check| !self.tick(**check).is_empty();
        Check::ALL.iter().filter(ticked).copied().collect()
    }

    /// Whether nothing was typed or ticked.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        let typed = [&self.offence_code, &self.vehicle_category, &self.grounds];
        typed.iter().all(|typed| typed.is_empty()) && self.seen().is_empty()
    }

    /// The same on a page that shows `present`: what was typed stays, and the tick for a reading that has changed since
    /// does not.
    #[must_use]
    pub fn shown_with(self, present: &Self) -> Self {
        let same = self.corrections == present.corrections;
        let plate_readable = if same { self.plate_readable } else { String::new() };
        Self { plate_readable, corrections: present.corrections.clone(), ..self }
    }

    fn tick(&self, check: Check) -> &str {
        match check {
            Check::SignVisible => &self.sign_visible,
            Check::SignPassed => &self.sign_passed,
            Check::PlateReadable => &self.plate_readable,
            Check::NoPriorityVehicle => &self.no_priority_vehicle,
        }
    }
}

/// `POST /review/dismiss`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct DismissForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// Reference of the case that was on the screen.
    pub case: String,
    /// The reason's code in snake case.
    pub reason: String,
    /// Mandatory with the reason `other`.
    pub explanation: String,
}

/// `POST /review/plate`. What was typed beside it comes along.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct CorrectForm {
    /// The plate as the officer reads it.
    pub plate: String,
    /// Its country, as the distinguishing sign of the UN list.
    pub country: String,
    /// What was typed beside the reason `other`; only a script sends it along.
    pub explanation: String,
    /// Token, case, and what the form of the confirmation held.
    #[serde(flatten)]
    pub judgement: ConfirmForm,
}

/// `POST /review/skip` and `POST /review/undo`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct CaseForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// Reference of the case.
    pub case: String,
}

/// `POST /review/release`: the page was left.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ReleaseForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// Until when the claims lasted that the page knew of, in microseconds since 1970; empty is whatever there is.
    pub until: String,
}
