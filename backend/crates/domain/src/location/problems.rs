//! What is wrong with a dossier that somebody wants to import.

use super::{ClosureWindow, Consent, FINEST_CELLS_PER_HEIGHT, LocationDossier, RedactionPolicy};
use crate::offence::signs_of;
use crate::{FieldError, FieldErrorCode as Code, Sign, placeholders};

/// Longest pardon and merge window that make sense, in minutes.
const MOST_MINUTES: u32 = 240;

impl LocationDossier {
    /// Every fault of the dossier; empty when it may be used.
    #[must_use]
    pub fn problems(&self) -> Vec<FieldError> {
        let mut problems = Vec::new();
        self.check_texts(&mut problems);
        self.check_policy(&mut problems);
        self.check_place(&mut problems);
        self.check_offence(&mut problems);
        self.check_times(&mut problems);
        for (position, window) in self.windows.iter().enumerate() {
            check_window(window, position, &mut problems);
        }
        self.check_days(&mut problems);
        problems
    }

    fn check_texts(&self, problems: &mut Vec<FieldError>) {
        for (pointer, text) in [
            ("/code", &self.code),
            ("/name", &self.name),
            ("/street", &self.street),
            ("/municipality_name", &self.municipality_name),
            ("/direction", &self.direction),
            ("/grounds_template", &self.grounds_template),
            ("/not_stopped_reason", &self.not_stopped_reason),
        ] {
            require(!text.trim().is_empty(), pointer, Code::Missing, "write a text", problems);
        }
        if let Err(unknown) = placeholders(&self.grounds_template) {
            problems.push(FieldError::new("/grounds_template", Code::Malformed, unknown.to_string()));
        }
    }

    fn check_policy(&self, problems: &mut Vec<FieldError>) {
        match &self.policy {
            RedactionPolicy::KeepDeclared { cells_per_height } => {
                let fix = format!(
                    "give 1 to {FINEST_CELLS_PER_HEIGHT}: a cell is never smaller than that part of the height"
                );
                let sane = (1..=FINEST_CELLS_PER_HEIGHT).contains(cells_per_height);
                require(sane, "/policy/cells_per_height", Code::OutOfRange, &fix, problems);
            }
            RedactionPolicy::MaskDeclared { reason } => {
                let fix = "give the reason for the wider policy";
                require(!reason.trim().is_empty(), "/policy/reason", Code::Missing, fix, problems);
            }
        }
    }

    fn check_place(&self, problems: &mut Vec<FieldError>) {
        let sane = self.coordinates.is_none_or(|(latitude, longitude)| {
            (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude)
        });
        let fix = "give latitude and longitude in degrees";
        require(sane, "/coordinates", Code::OutOfRange, fix, problems);
        for (position, mask) in self.static_masks.iter().enumerate() {
            let pointer = format!("/static_masks/{position}");
            require(!mask.is_empty(), &pointer, Code::OutOfRange, "give a width and a height", problems);
        }
    }

    fn check_offence(&self, problems: &mut Vec<FieldError>) {
        let sign = match Sign::parse(&self.sign) {
            Ok(sign) => sign,
            Err(error) => return problems.push(FieldError::new("/sign", Code::Malformed, error.to_string())),
        };
        let some = !self.offence_codes.is_empty();
        require(some, "/offence_codes", Code::Missing, "give at least one offence code", problems);
        for (position, code) in self.offence_codes.iter().enumerate() {
            let pointer = format!("/offence_codes/{position}");
            let fix = "give a code of the table that belongs to the sign";
            require(signs_of(code).contains(&sign), &pointer, Code::Inconsistent, fix, problems);
        }
    }

    fn check_times(&self, problems: &mut Vec<FieldError>) {
        for (pointer, minutes) in
            [("/pardon_minutes", self.pardon_minutes), ("/merge_window_minutes", self.merge_window_minutes)]
        {
            let fix = format!("give at most {MOST_MINUTES} minutes");
            require(minutes <= MOST_MINUTES, pointer, Code::OutOfRange, &fix, problems);
        }
        let ordered = self.active_until.is_none_or(|until| self.active_from < until);
        require(ordered, "/active_until", Code::Inconsistent, "give an end after the start", problems);
        let ordered = self.consent.as_ref().is_none_or(is_ordered);
        require(ordered, "/consent/until", Code::Inconsistent, "give a last day after the first", problems);
        for (position, period) in self.warning_periods.iter().enumerate() {
            let pointer = format!("/warning_periods/{position}/until");
            let fix = "give a last day after the first";
            require(period.from <= period.until, &pointer, Code::Inconsistent, fix, problems);
        }
    }
}

/// What came to the dossier later, in its own order.
impl LocationDossier {
    fn check_days(&self, problems: &mut Vec<FieldError>) {
        for (position, term) in self.offence_terms.iter().enumerate() {
            let pointer = format!("/offence_terms/{position}");
            let listed = self.offence_codes.contains(&term.code);
            require(
                listed,
                &format!("{pointer}/code"),
                Code::Inconsistent,
                "give one of the codes",
                problems,
            );
            let ordered = term.from.zip(term.until).is_none_or(|(from, until)| from <= until);
            let fix = "give a last day after the first";
            require(ordered, &format!("{pointer}/until"), Code::Inconsistent, fix, problems);
        }
        for (position, special) in self.special_days.iter().enumerate() {
            let again = self.special_days.iter().take(position).any(|before| before.date == special.date);
            let pointer = format!("/special_days/{position}/date");
            require(!again, &pointer, Code::Duplicate, "name each day once", problems);
        }
        for (position, consent) in self.consents.iter().enumerate() {
            let pointer = format!("/consents/{position}");
            let named = !consent.reference.trim().is_empty();
            require(named, &format!("{pointer}/reference"), Code::Missing, "give their reference", problems);
            let fix = "give a last day after the first";
            require(is_ordered(consent), &format!("{pointer}/until"), Code::Inconsistent, fix, problems);
        }
    }
}

fn is_ordered(consent: &Consent) -> bool {
    consent.until.is_none_or(|until| consent.from <= until)
}

fn check_window(window: &ClosureWindow, position: usize, problems: &mut Vec<FieldError>) {
    let pointer = format!("/windows/{position}/days");
    require(!window.days.is_empty(), &pointer, Code::Missing, "give at least one day", problems);
}

fn require(good: bool, pointer: &str, code: Code, fix: &str, problems: &mut Vec<FieldError>) {
    if !good {
        problems.push(FieldError::new(pointer, code, fix));
    }
}
