//! The activities, and under which of them an act falls.

use crate::act::Act;

text_enum! {
    /// A processing activity: one purpose. Its text is the last part of its address in the record and never changes.
    pub enum ProcessingActivity {
        /// Receiving passages and telling those with an exemption apart.
        Passages = "passages",
        /// Judging possible violations.
        Judgement = "judgement",
        /// Keeping exemptions.
        Exemptions = "exemptions",
        /// Delivering confirmed violations to the CJIB.
        CjibDelivery = "cjib-delivery",
        /// Issuing dossiers for appeals and pictures to those they show.
        AppealDossiers = "appeal-dossiers",
        /// Keeping evidence sealed, whole and provably unaltered.
        EvidenceCare = "evidence-care",
        /// Destroying what is due.
        Destruction = "destruction",
        /// Keeping accounts of those who work with the system.
        Accounts = "accounts",
        /// Logging access and acts, and securing the system.
        AccessLog = "access-log",
    }
}

impl ProcessingActivity {
    /// The activity that an act belongs to. Every act has one: what is new in the vocabulary finds its purpose here first.
    #[must_use]
    #[expect(clippy::too_many_lines, reason = "a table: every act stands in it once")]
    pub const fn of(act: Act) -> Self {
        match act {
            Act::CaseReceived
            | Act::PacketRefused
            | Act::UnitsListed
            | Act::UnitRegistered
            | Act::UnitRevoked
            | Act::LocationImported => Self::Passages,
            Act::CaseShown
            | Act::CasePrefetched
            | Act::PictureShown
            | Act::CaseConfirmed
            | Act::CaseDismissed
            | Act::DecisionUndone
            | Act::CaseSkipped
            | Act::CaseClaimed
            | Act::CaseReleased
            | Act::Searched
            | Act::StockListed
            | Act::CaseSentBack
            | Act::QualityListed
            | Act::SecondLook
            | Act::SecondLookJudged
            | Act::ClaimReleased
            | Act::FiguresShown
            | Act::EvidenceMasked
            | Act::WindscreenJudged => Self::Judgement,
            Act::ExemptionListed | Act::ExemptionAdded | Act::ExemptionEnded | Act::ExemptionsImported => {
                Self::Exemptions
            }
            Act::GateChecked
            | Act::BatchBuilt
            | Act::BatchDelivered
            | Act::BatchAcknowledged
            | Act::CaseAccepted
            | Act::BatchesListed
            | Act::CaseReturned => Self::CjibDelivery,
            Act::DossierIssued | Act::OffenderPictureIssued => Self::AppealDossiers,
            Act::KeyEvent | Act::EvidenceVerified | Act::EvidenceReconciled => Self::EvidenceCare,
            Act::CaseReclassed | Act::Destroyed => Self::Destruction,
            Act::Enrolled
            | Act::LanguageChosen
            | Act::PasswordChanged
            | Act::AuthenticatorRenewed
            | Act::RecoveryCodesMade
            | Act::RecoveryCodeUsed
            | Act::SessionsEnded
            | Act::AccountAdded
            | Act::AccountDeactivated
            | Act::AuthorisationAdded => Self::Accounts,
            Act::LoggedIn
            | Act::LoginFailed
            | Act::LoggedOut
            | Act::AccessRefused
            | Act::MunicipalityAdded
            | Act::AddressAllowed
            | Act::AddressRemoved
            | Act::EmergencyClosed
            | Act::EmergencyReopened
            | Act::InstanceStarted
            | Act::LedgerListed
            | Act::LedgerExported
            | Act::LedgerExpired
            | Act::LedgerShardDropped
            | Act::WitnessRegistered
            | Act::WitnessRevoked => Self::AccessLog,
        }
    }
}
