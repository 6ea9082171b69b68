//! Kinds of acts: what a reader of the ledger asks for, and the measures of unusual use.

use crate::act::Act;

text_enum! {
    /// A kind of act. Every act has one.
    pub enum ActKind {
        /// A case or a picture came before somebody's eyes, or was sent ahead.
        Views = "views",
        /// Work on a case: claimed, judged, skipped, masked.
        Judgement = "judgement",
        /// Cases were searched.
        Searches = "searches",
        /// Something of a case, or of the ledger, went out to a person.
        Disclosures = "disclosures",
        /// A list without cases was looked at.
        Lists = "lists",
        /// Logging in and out, failures among them.
        Logins = "logins",
        /// Something was refused.
        Refusals = "refusals",
        /// Accounts, units, locations, addresses and exemptions were changed.
        Administration = "administration",
        /// Receipt from the roadside, the gate, and the traffic with the CJIB.
        Exchange = "exchange",
        /// Something was destroyed, or its term was changed.
        Destruction = "destruction",
        /// Keys, evidence and the running of the system.
        Operation = "operation",
        /// The ledger was looked at, or one of its witnesses changed.
        Ledger = "ledger",
    }
}

impl Act {
    /// The kind of this act.
    #[must_use]
    #[expect(clippy::too_many_lines, reason = "a table: every act stands in it once")]
    pub const fn kind(self) -> ActKind {
        match self {
            Self::CaseShown | Self::CasePrefetched | Self::PictureShown | Self::SecondLook => ActKind::Views,
            Self::CaseClaimed
            | Self::CaseReleased
            | Self::CaseConfirmed
            | Self::CaseDismissed
            | Self::DecisionUndone
            | Self::CaseSkipped
            | Self::EvidenceMasked
            | Self::CaseSentBack
            | Self::SecondLookJudged
            | Self::ClaimReleased
            | Self::WindscreenJudged => ActKind::Judgement,
            Self::Searched => ActKind::Searches,
            Self::DossierIssued | Self::OffenderPictureIssued | Self::LedgerExported => ActKind::Disclosures,
            Self::StockListed
            | Self::ExemptionListed
            | Self::UnitsListed
            | Self::BatchesListed
            | Self::QualityListed
            | Self::FiguresShown => ActKind::Lists,
            Self::LoggedIn
            | Self::LoginFailed
            | Self::LoggedOut
            | Self::Enrolled
            | Self::LanguageChosen
            | Self::PasswordChanged
            | Self::AuthenticatorRenewed
            | Self::RecoveryCodesMade
            | Self::RecoveryCodeUsed
            | Self::SessionsEnded => ActKind::Logins,
            Self::AccessRefused | Self::PacketRefused => ActKind::Refusals,
            Self::ExemptionAdded
            | Self::ExemptionEnded
            | Self::ExemptionsImported
            | Self::AccountAdded
            | Self::AccountDeactivated
            | Self::AuthorisationAdded
            | Self::UnitRegistered
            | Self::UnitRevoked
            | Self::LocationImported
            | Self::MunicipalityAdded
            | Self::AddressAllowed
            | Self::AddressRemoved => ActKind::Administration,
            Self::CaseReceived
            | Self::GateChecked
            | Self::BatchBuilt
            | Self::BatchDelivered
            | Self::BatchAcknowledged
            | Self::CaseAccepted
            | Self::CaseReturned => ActKind::Exchange,
            Self::CaseReclassed | Self::Destroyed | Self::LedgerExpired | Self::LedgerShardDropped => {
                ActKind::Destruction
            }
            Self::EmergencyClosed
            | Self::EmergencyReopened
            | Self::InstanceStarted
            | Self::KeyEvent
            | Self::EvidenceVerified
            | Self::EvidenceReconciled => ActKind::Operation,
            Self::LedgerListed | Self::WitnessRegistered | Self::WitnessRevoked => ActKind::Ledger,
        }
    }
}

impl ActKind {
    /// Every act of this kind.
    #[must_use]
    pub fn acts(self) -> Vec<Act> {
        Act::ALL.iter().copied().filter(|act| act.kind() == self).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_acts_and_every_act_stands_under_one_kind() {
        let all: usize = ActKind::ALL.iter().map(|kind| kind.acts().len()).sum();
        assert_eq!(all, Act::ALL.len());
        assert!(ActKind::ALL.iter().all(|kind| !kind.acts().is_empty()));
    }
}
