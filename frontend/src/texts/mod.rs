//! The texts of the portal. Dutch is the source language: its files say which texts exist. Another language is one
//! more `Texts` value, and the compiler names every text that it lacks.

mod en;
mod labels;
mod nl;
#[cfg(test)]
mod tests;

pub use labels::{AccessWords, ComplianceWords, IncidentLabels, Labels};
pub use nl::access::{AddressTexts, ApprovalTexts, ReviewTexts, UserTexts, UsersTexts};
pub use nl::account::AccountTexts;
pub use nl::annul::AnnulTexts;
pub use nl::cjib::CjibTexts;
pub use nl::common::{Calendar, Layout, Problems};
pub use nl::compliance::ComplianceTexts;
pub use nl::desk::{CaseTexts, CustodyTexts, Review, Stock};
pub use nl::disclosure::DisclosureTexts;
pub use nl::exemptions::{Annulments, ExemptionExport, ExemptionImport, LateStarts};
pub use nl::holds::HoldTexts;
pub use nl::incidents::IncidentTexts;
pub use nl::letters::LettersTexts;
pub use nl::locations::{Inspections, Locations};
pub use nl::log::{LogTexts, PatternsTexts, SummaryTexts};
pub use nl::mask::Mask;
pub use nl::pages::{Enrol, ErrorText, Errors, Exemptions, Home, Login, Search, Units};
pub use nl::persons::PersonTexts;
pub use nl::quality::{FiguresTexts, QualityTexts, SecondLookTexts};
pub use nl::restriction::RestrictionTexts;
pub use nl::samples::SampleTexts;
pub use nl::terms::TermTexts;
pub use nl::unit::UnitTexts;
pub use nl::viewer::{StatusTexts, ViewerTexts};
pub use nl::zones::Zones;
pub use poortwacht_domain::Language;
use std::fmt::Display;

/// Every text of the portal in one language.
#[derive(Debug)]
#[expect(missing_docs, reason = "each member is named after the page or part whose words it holds")]
pub struct Texts {
    /// Language tag of the document.
    pub code: &'static str,
    pub layout: Layout,
    pub calendar: Calendar,
    pub problems: Problems,
    pub labels: Labels,
    pub login: Login,
    pub enrol: Enrol,
    pub account: AccountTexts,
    pub users: UsersTexts,
    pub user: UserTexts,
    pub addresses: AddressTexts,
    pub approvals: ApprovalTexts,
    pub access_reviews: ReviewTexts,
    pub access: AccessWords,
    pub home: Home,
    pub stock: Stock,
    pub review: Review,
    pub viewer: ViewerTexts,
    pub status: StatusTexts,
    pub case: CaseTexts,
    pub mask: Mask,
    pub custody: CustodyTexts,
    pub disclosure: DisclosureTexts,
    pub holds: HoldTexts,
    pub terms: TermTexts,
    pub incidents: IncidentTexts,
    pub incident_labels: IncidentLabels,
    pub persons: PersonTexts,
    pub restriction: RestrictionTexts,
    pub compliance: ComplianceTexts,
    pub compliance_words: ComplianceWords,
    pub search: Search,
    pub cjib: CjibTexts,
    pub letters: LettersTexts,
    pub quality: QualityTexts,
    pub second_look: SecondLookTexts,
    pub samples: SampleTexts,
    pub figures: FiguresTexts,
    pub exemptions: Exemptions,
    pub exemption_import: ExemptionImport,
    pub exemption_export: ExemptionExport,
    pub late_starts: LateStarts,
    pub annul: AnnulTexts,
    pub annulments: Annulments,
    pub zones: Zones,
    pub locations: Locations,
    pub inspections: Inspections,
    pub units: Units,
    pub unit: UnitTexts,
    pub log: LogTexts,
    pub patterns: PatternsTexts,
    pub summary: SummaryTexts,
    pub errors: Errors,
}

impl Texts {
    /// The catalogue of a language.
    #[must_use]
    pub const fn of(language: Language) -> &'static Self {
        match language {
            Language::Dutch => &nl::TEXTS,
            Language::English => &en::TEXTS,
        }
    }
}

/// A language by its own name, the same on every page.
#[must_use]
pub const fn own_name(language: Language) -> &'static str {
    match language {
        Language::Dutch => "Nederlands",
        Language::English => "English",
    }
}

/// Puts values into the `{}` of a text, in order. A value is never searched for further places.
pub(crate) fn fill(text: &str, values: &[&dyn Display]) -> String {
    let mut parts = text.split("{}");
    let mut filled = parts.next().unwrap_or_default().to_owned();
    let mut values = values.iter();
    for part in parts {
        if let Some(value) = values.next() {
            filled.push_str(&value.to_string());
        }
        filled.push_str(part);
    }
    filled
}

/// Declares a group of texts and its Dutch words in one place.
macro_rules! texts {
    ($(#[$doc:meta])* $name:ident = $constant:ident { $($field:ident: $words:expr),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug)]
        #[expect(missing_docs, reason = "the Dutch words beside each member say what it is")]
        pub struct $name { $(pub $field: &'static str),* }

        pub(super) const $constant: $name = $name { $($field: $words),* };
    };
}
pub(crate) use texts;

/// Declares a function that gives each value of an enumeration its words. A value without words does not compile.
macro_rules! words {
    ($visibility:vis $name:ident($values:ty) $($value:pat => $words:literal,)+) => {
        $visibility const fn $name(value: $values) -> &'static str {
            match value {
                $($value => $words,)+
            }
        }
    };
}
pub(crate) use words;
