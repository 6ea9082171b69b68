//! The steps of the register and the fields of their forms. Each step is one entry of the incident's record: what was
//! said, by whom, when. Nothing is written over; what was said last counts.

use std::collections::BTreeMap;

use super::breach::{BreachRisk, BreachVerdict, NotificationPhase, PersonsDecision};
use super::kind::IncidentKind;
use super::priority::{Impact, Urgency};

text_enum! {
    /// What can be done with an incident.
    pub enum IncidentStep {
        /// It was reported.
        Report = "report",
        /// Urgency and impact were judged.
        Triage = "triage",
        /// Somebody reacted.
        React = "react",
        /// It was escalated; priority 1 nationally.
        Escalate = "escalate",
        /// The reporter, managers or others were told.
        Involve = "involve",
        /// What is known of it was written down, as the protocol asks.
        Describe = "describe",
        /// It was judged whether it is a data breach.
        Assess = "assess",
        /// The supervisory authority was told.
        Notify = "notify",
        /// It was decided whether those concerned are told.
        Persons = "persons",
        /// It was solved.
        Solve = "solve",
        /// Something else was noted.
        Note = "note",
        /// It was closed.
        Close = "close",
    }
}

text_enum! {
    /// A field of a form.
    pub enum IncidentField {
        /// What it seems to be about.
        Kind = "incident_kind",
        /// What happened.
        What = "what_happened",
        /// Who reports, without an account.
        ReporterName = "reporter_name",
        /// How to reach them.
        ReporterContact = "reporter_contact",
        /// How fast the damage grows.
        Urgency = "urgency",
        /// How much it touches.
        Impact = "impact",
        /// Why, or more.
        Explanation = "explanation",
        /// What was done.
        Done = "what_was_done",
        /// Who was told.
        Told = "who_was_told",
        /// The nature of the incident.
        Nature = "nature",
        /// Systems and data concerned.
        Systems = "systems",
        /// The cause.
        Cause = "cause",
        /// Whether the procedure was followed.
        ProcedureFollowed = "procedure_followed",
        /// Whether somebody is to blame.
        Culpable = "culpable",
        /// Whether it was repaired.
        Repaired = "repaired",
        /// Whether it may happen again.
        MayRecur = "may_recur",
        /// Measures.
        Measures = "measures",
        /// Whether it is a data breach.
        Verdict = "breach",
        /// When the municipality became aware of it.
        AwareAt = "aware_at",
        /// The risk for those concerned.
        Risk = "risk",
        /// Which part of the notification.
        Phase = "phase",
        /// The nature of the breach (art. 33(3)(a)).
        BreachNature = "breach_nature",
        /// Categories of people concerned (a).
        PeopleCategories = "people_categories",
        /// About how many (a).
        PeopleNumber = "people_number",
        /// Categories of records concerned (a).
        RecordCategories = "record_categories",
        /// About how many (a).
        RecordNumber = "record_number",
        /// Name and contact of the privacy officer or another contact point (b).
        ContactPoint = "contact_point",
        /// Likely consequences (c).
        Consequences = "consequences",
        /// Measures taken or proposed (d).
        MeasuresTaken = "measures_taken",
        /// The authority's receipt number.
        Receipt = "receipt",
        /// Why it was told later than 72 hours after becoming aware (art. 33(1)).
        Lateness = "lateness",
        /// Whether those concerned are told.
        Persons = "persons",
        /// What they are told, or why they are not.
        PersonsText = "persons_text",
        /// What is learned from it.
        Lessons = "lessons",
    }
}

/// What was said in one step, field by field. Sealed at rest.
pub type IncidentWords = BTreeMap<IncidentField, String>;

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// One line.
    Line,
    /// Several lines.
    Words,
    /// One of these codes.
    OneOf(&'static [&'static str]),
    /// A moment on the Dutch clock, as `2026-11-23T10:15`.
    Moment,
}

/// A field of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FormField {
    /// Which.
    pub field: IncidentField,
    /// Whether it must be filled in.
    pub required: bool,
}

/// Answers to the protocol's questions.
const ANSWERS: &[&str] = &["yes", "no", "unknown"];

/// What somebody without an account may add to a report.
pub const REPORTER_FIELDS: &[FormField] =
    &[may(IncidentField::ReporterName), may(IncidentField::ReporterContact)];

const fn must(field: IncidentField) -> FormField {
    FormField { field, required: true }
}

const fn may(field: IncidentField) -> FormField {
    FormField { field, required: false }
}

impl IncidentField {
    /// What the field holds.
    #[must_use]
    pub const fn kind(self) -> FieldKind {
        match self {
            Self::Kind => FieldKind::OneOf(IncidentKind::CODES),
            Self::Urgency => FieldKind::OneOf(Urgency::CODES),
            Self::Impact => FieldKind::OneOf(Impact::CODES),
            Self::Verdict => FieldKind::OneOf(BreachVerdict::CODES),
            Self::Risk => FieldKind::OneOf(BreachRisk::CODES),
            Self::Phase => FieldKind::OneOf(NotificationPhase::CODES),
            Self::Persons => FieldKind::OneOf(PersonsDecision::CODES),
            Self::ProcedureFollowed | Self::Culpable | Self::Repaired | Self::MayRecur => {
                FieldKind::OneOf(ANSWERS)
            }
            Self::AwareAt => FieldKind::Moment,
            Self::ReporterName
            | Self::ReporterContact
            | Self::Told
            | Self::PeopleNumber
            | Self::RecordNumber
            | Self::Receipt => FieldKind::Line,
            _ => FieldKind::Words,
        }
    }
}

impl IncidentStep {
    /// The fields of the step's form, in their order.
    #[must_use]
    pub const fn fields(self) -> &'static [FormField] {
        use IncidentField as F;
        match self {
            Self::Report => const { &[must(F::Kind), must(F::What)] },
            Self::Triage => const { &[must(F::Urgency), must(F::Impact), may(F::Explanation)] },
            Self::React => const { &[must(F::Done)] },
            Self::Escalate | Self::Involve => const { &[must(F::Told), may(F::Explanation)] },
            Self::Describe => {
                const {
                    &[
                        must(F::Nature),
                        may(F::Systems),
                        may(F::Cause),
                        may(F::ProcedureFollowed),
                        may(F::Culpable),
                        may(F::Repaired),
                        may(F::MayRecur),
                        may(F::Measures),
                    ]
                }
            }
            Self::Assess => {
                const { &[must(F::Verdict), may(F::AwareAt), may(F::Risk), must(F::Explanation)] }
            }
            Self::Notify => {
                const {
                    &[
                        must(F::Phase),
                        may(F::BreachNature),
                        may(F::PeopleCategories),
                        may(F::PeopleNumber),
                        may(F::RecordCategories),
                        may(F::RecordNumber),
                        may(F::ContactPoint),
                        may(F::Consequences),
                        may(F::MeasuresTaken),
                        may(F::Lateness),
                        may(F::Receipt),
                    ]
                }
            }
            Self::Persons => const { &[must(F::Persons), must(F::PersonsText)] },
            Self::Solve => const { &[must(F::Done)] },
            Self::Note => const { &[must(F::Explanation)] },
            Self::Close => const { &[must(F::Lessons)] },
        }
    }

    /// Steps that are taken from an incident's page, in their order.
    pub fn all_later() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|step| *step != Self::Report)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_form_asks_twice_for_a_field_and_every_field_belongs_to_one() {
        let mut all = REPORTER_FIELDS.iter().map(|field| field.field).collect::<BTreeSet<_>>();
        for step in IncidentStep::ALL {
            let fields: BTreeSet<_> = step.fields().iter().map(|field| field.field).collect();
            assert_eq!(fields.len(), step.fields().len(), "{step}");
            all.extend(fields);
        }
        assert_eq!(all.len(), IncidentField::ALL.len());
    }

    #[test]
    fn every_notification_can_hold_the_contents_of_article_33() {
        let fields: Vec<_> = IncidentStep::Notify.fields().iter().map(|field| field.field).collect();
        assert!(super::super::NOTIFICATION_CONTENTS.iter().all(|field| fields.contains(field)));
    }
}
