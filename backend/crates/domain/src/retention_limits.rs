//! How short and how long a municipality may keep what, and where that is written.

use crate::retention::{RetentionClass, RetentionTerms, Term};

text_enum! {
    /// Where a limit comes from.
    pub enum LimitSource {
        /// Wahv art. 4, second paragraph: a sanction within four months of the act. Who is not fined is not kept.
        SanctionLimit = "sanction_limit",
        /// Wpg art. 8 and 14: five years, and five more for complaints and accountability where they are needed.
        PoliceData = "police_data",
        /// AVG art. 5, first paragraph, under e: no longer than the purpose asks.
        Minimisation = "minimisation",
        /// AVG art. 5, second paragraph, and Wpg art. 32a: whoever processes can show afterwards who did what.
        Accountability = "accountability",
        /// Archiefwet, selection list of municipalities: financial records for seven years.
        Records = "records",
        /// The processing agreement: reviewed every half year.
        HalfYearly = "half_yearly",
        /// The municipal protocol for incidents: three years.
        IncidentProtocol = "incident_protocol",
        /// The protocol with the roadside units, and the schedule of what is sent on.
        Exchange = "exchange",
    }
}

text_enum! {
    /// Why a term is longer than the usual most. Each is a ground that the law knows.
    pub enum LongerGround {
        /// A law or regulation asks for it.
        Statute = "statute",
        /// A court or supervisory authority asks for it.
        Authority = "authority",
        /// Proceedings that are under way need it.
        Proceedings = "proceedings",
    }
}

text_enum! {
    /// What became of a proposed term.
    pub enum TermOutcome {
        /// A second person confirmed it: it counts since then.
        Confirmed = "confirmed",
        /// A second person refused it.
        Refused = "refused",
        /// Who proposed it withdrew it.
        Withdrawn = "withdrawn",
    }
}

/// Limits of one class, in the unit of its term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The least.
    pub minimum: u32,
    /// The most without a ground.
    pub maximum: u32,
    /// The most with one; equal to `maximum` where no ground counts.
    pub ceiling: u32,
    /// Where that is written.
    pub source: LimitSource,
}

const fn limits(minimum: u32, maximum: u32, ceiling: u32, source: LimitSource) -> Option<Limits> {
    Some(Limits { minimum, maximum, ceiling, source })
}

impl RetentionClass {
    /// The limits of the municipality's own term. `None` for what lives as long as it is in use, and for the texts of the
    /// ledger, which die by the term of the ledger that the whole installation shares.
    #[must_use]
    pub const fn limits(self) -> Option<Limits> {
        use LimitSource::{
            Accountability, Exchange, HalfYearly, IncidentProtocol, Minimisation, PoliceData, Records,
            SanctionLimit,
        };
        match self {
            Self::PacketReceipt => limits(72, 168, 168, Exchange),
            Self::Undecided => limits(1, 4, 4, SanctionLimit),
            Self::Dismissed => limits(1, 72, 72, Minimisation),
            Self::Confirmed => limits(2, 4, 4, SanctionLimit),
            Self::Warned => limits(1, 4, 4, SanctionLimit),
            Self::Sanctioned => limits(24, 60, 120, PoliceData),
            Self::Annulled => limits(1, 6, 6, Minimisation),
            Self::LegalHold | Self::IncidentOpen => limits(1, 6, 6, HalfYearly),
            // A case can be matched against it until the sanction limit.
            Self::Exemption => limits(4, 12, 84, Records),
            Self::ImportFile => limits(1, 30, 30, Minimisation),
            Self::BatchFile => limits(7, 30, 90, Minimisation),
            Self::LateStart | Self::AccessReview => limits(36, 60, 84, Accountability),
            Self::BatchSummary | Self::Reconciliation => limits(12, 60, 84, Records),
            Self::Account | Self::Authorisation | Self::ProcessingLine => limits(36, 60, 120, Accountability),
            Self::Session | Self::LoginAttempt => limits(1, 6, 24, Minimisation),
            Self::Approval | Self::PersonRequest => limits(1, 12, 36, Accountability),
            // At least two months more than the cases that they are about.
            Self::DossierVersion => limits(26, 72, 122, PoliceData),
            // A receiver is tried for a week.
            Self::EventOut => limits(8, 30, 30, Exchange),
            Self::MailNotice => limits(1, 6, 24, Minimisation),
            // The yearly audit finds them.
            Self::Sample => limits(12, 24, 60, Accountability),
            Self::Incident => limits(36, 60, 120, IncidentProtocol),
            Self::AccountActive | Self::DossierInUse | Self::LedgerText => None,
        }
    }

    /// Classes whose term a municipality sets.
    pub fn set_by_municipality() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|class| class.limits().is_some())
    }
}

/// Why a term may not be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TermFlaw {
    /// The class has no term of the municipality's own.
    NotSet,
    /// Below the least or above the most.
    Outside(Limits),
    /// Above what counts without a ground.
    NeedsGround(Limits),
    /// A ground was given for a term that needs none.
    NoGround(Limits),
    /// It does not go with the other terms, which leave it from `least` to `most`.
    Clashes {
        /// The least.
        least: u32,
        /// The most.
        most: u32,
    },
    /// It is so already.
    Unchanged,
}

/// A class that lasts at least as long as another one, and by how much more: what is kept of a case must outlive it.
const ORDER: [(RetentionClass, RetentionClass, u32); 3] = [
    (RetentionClass::Confirmed, RetentionClass::Undecided, 0),
    (RetentionClass::Sanctioned, RetentionClass::Confirmed, 0),
    (RetentionClass::DossierVersion, RetentionClass::Sanctioned, 2),
];

impl RetentionTerms {
    /// What the limits and the other terms leave to a class: the least and the most.
    #[must_use]
    pub fn reach(&self, class: RetentionClass) -> Option<(u32, u32)> {
        let limits = class.limits()?;
        let (mut least, mut most) = (limits.minimum, limits.ceiling);
        for (longer, shorter, more) in ORDER {
            match (self.term(longer).amount(), self.term(shorter).amount()) {
                (_, Some(shorter)) if class == longer => least = least.max(shorter.saturating_add(more)),
                (Some(longer), _) if class == shorter => most = most.min(longer.saturating_sub(more)),
                _ => {}
            }
        }
        Some((least, most))
    }

    /// What is wrong with the terms, in words for the operator; empty when they may be used.
    #[must_use]
    pub fn problems(&self) -> Vec<String> {
        let outside = RetentionClass::set_by_municipality().filter_map(|class| self.outside(class));
        let order = ORDER.iter().filter_map(|(longer, shorter, more)| {
            let least = self.term(*shorter).amount()?.saturating_add(*more);
            let words = format!("{}: at least {least}, for {}", self.member(*longer), self.member(*shorter));
            (self.term(*longer).amount()? < least).then_some(words)
        });
        let mut problems: Vec<String> = outside.chain(order).collect();
        if self.ledger_text_months < 36 {
            problems.push("ledger_text_months: at least 36".to_owned());
        }
        if self.ledger_months < self.ledger_text_months.max(36) {
            problems.push("ledger_months: at least 36 and ledger_text_months".to_owned());
        }
        problems
    }

    fn outside(&self, class: RetentionClass) -> Option<String> {
        let (limits, amount) = (class.limits()?, self.term(class).amount()?);
        let (least, most) = (limits.minimum, limits.ceiling);
        let is_inside = (least..=most).contains(&amount);
        (!is_inside).then(|| format!("{}: from {least} to {most}", self.member(class)))
    }

    /// The member of the configuration that holds a class's term.
    fn member(&self, class: RetentionClass) -> String {
        let name = if class == RetentionClass::IncidentOpen { "incident_review" } else { class.as_str() };
        match self.term(class) {
            Term::Hours(_) => format!("{name}_hours"),
            Term::Days(_) => format!("{name}_days"),
            Term::Months(_) | Term::InUse => format!("{name}_months"),
        }
    }

    /// These terms with another number for one class, if the law and the other terms allow it.
    ///
    /// # Errors
    /// [`TermFlaw`].
    pub fn proposed(
        &self,
        class: RetentionClass,
        amount: u32,
        ground: Option<LongerGround>,
    ) -> Result<Self, TermFlaw> {
        let limits = class.limits().ok_or(TermFlaw::NotSet)?;
        if amount < limits.minimum || amount > limits.ceiling {
            return Err(TermFlaw::Outside(limits));
        }
        match (amount > limits.maximum, ground) {
            (true, None) => return Err(TermFlaw::NeedsGround(limits)),
            (false, Some(_)) => return Err(TermFlaw::NoGround(limits)),
            _ => {}
        }
        if self.term(class).amount() == Some(amount) {
            return Err(TermFlaw::Unchanged);
        }
        let (least, most) = self.reach(class).ok_or(TermFlaw::NotSet)?;
        if amount < least || amount > most {
            return Err(TermFlaw::Clashes { least, most });
        }
        Ok(self.clone().with(class, amount))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_default_lies_within_its_limits() {
        let terms = RetentionTerms::default();
        for class in RetentionClass::set_by_municipality() {
            let limits = class.limits().unwrap();
            let amount = terms.term(class).amount().unwrap();
            assert!((limits.minimum..=limits.maximum).contains(&amount), "{class}: {amount}");
            assert!(limits.maximum <= limits.ceiling, "{class}");
        }
    }

    #[test]
    fn only_what_is_in_use_and_the_ledgers_texts_have_no_term_of_their_own() {
        let without = RetentionClass::ALL.iter().filter(|class| class.limits().is_none());
        let without: Vec<&str> = without.map(|class| class.as_str()).collect();
        assert_eq!(without, ["account_active", "ledger_text", "dossier_in_use"]);
    }

    #[test]
    fn a_term_outside_the_limits_is_refused_and_one_above_the_usual_most_needs_a_ground() {
        use RetentionClass::{
            AccountActive, Confirmed, Dismissed, Incident, LedgerText, Sanctioned, Undecided,
        };
        let terms = RetentionTerms::default().with(RetentionClass::DossierVersion, 122);
        let ground = Some(LongerGround::Statute);
        let of = |class: RetentionClass| class.limits().unwrap();
        for (class, amount, ground, expected) in [
            (Undecided, 0, None, Some(TermFlaw::Outside(of(Undecided)))),
            (Undecided, 1, None, None),
            (Undecided, 4, None, None),
            (Undecided, 5, None, Some(TermFlaw::Outside(of(Undecided)))),
            (Undecided, 5, ground, Some(TermFlaw::Outside(of(Undecided)))),
            (Undecided, 2, None, Some(TermFlaw::Unchanged)),
            (Dismissed, 72, None, None),
            (Dismissed, 73, ground, Some(TermFlaw::Outside(of(Dismissed)))),
            (Sanctioned, 23, None, Some(TermFlaw::Outside(of(Sanctioned)))),
            (Sanctioned, 24, None, None),
            (Sanctioned, 61, None, Some(TermFlaw::NeedsGround(of(Sanctioned)))),
            (Sanctioned, 61, ground, None),
            (Sanctioned, 120, ground, None),
            (Sanctioned, 121, ground, Some(TermFlaw::Outside(of(Sanctioned)))),
            (Sanctioned, 48, ground, Some(TermFlaw::NoGround(of(Sanctioned)))),
            (Incident, 35, ground, Some(TermFlaw::Outside(of(Incident)))),
            (Confirmed, 3, None, None),
            (AccountActive, 12, None, Some(TermFlaw::NotSet)),
            (LedgerText, 60, None, Some(TermFlaw::NotSet)),
        ] {
            assert_eq!(terms.proposed(class, amount, ground).err(), expected, "{class} {amount} {ground:?}");
        }
    }

    #[test]
    fn a_term_goes_with_the_others_or_says_with_which_it_does_not() {
        let terms = RetentionTerms::default();
        let longer = terms.proposed(RetentionClass::Sanctioned, 84, Some(LongerGround::Statute));
        assert_eq!(longer, Err(TermFlaw::Clashes { least: 24, most: 70 }));
        let undecided = terms.proposed(RetentionClass::Undecided, 4, None).unwrap();
        let shorter = undecided.proposed(RetentionClass::Confirmed, 3, None);
        assert_eq!(shorter, Err(TermFlaw::Clashes { least: 4, most: 4 }));
    }

    #[test]
    fn every_class_has_a_number_of_its_own() {
        for class in RetentionClass::set_by_municipality() {
            let terms = RetentionTerms::default().with(class, 7);
            assert_eq!(terms.term(class).amount(), Some(7), "{class}");
            let back = terms.with(class, RetentionTerms::default().term(class).amount().unwrap());
            assert_eq!(back, RetentionTerms::default(), "{class} changes no other");
            let member = RetentionTerms::default().member(class);
            let named: RetentionTerms = serde_json::from_str(&format!("{{\"{member}\":7}}")).unwrap();
            assert_eq!(named.term(class).amount(), Some(7), "{member} is what the configuration calls it");
        }
        assert_eq!(
            RetentionTerms::default().with(RetentionClass::AccountActive, 7),
            RetentionTerms::default()
        );
        assert_eq!(Term::InUse.with(7).amount(), None);
    }

    proptest! {
        #[test]
        fn what_is_allowed_lies_within_the_limits_and_has_no_problem(
            position in 0..RetentionClass::ALL.len(), amount in 0_u32..200, with_ground in any::<bool>(),
        ) {
            let class = RetentionClass::ALL[position];
            let ground = with_ground.then_some(LongerGround::Authority);
            if let Ok(terms) = RetentionTerms::default().proposed(class, amount, ground) {
                let limits = class.limits().unwrap();
                prop_assert!((limits.minimum..=limits.ceiling).contains(&amount));
                prop_assert_eq!(amount > limits.maximum, with_ground);
                prop_assert!(terms.problems().is_empty());
                prop_assert_eq!(terms.term(class).amount(), Some(amount));
            }
        }
    }
}
