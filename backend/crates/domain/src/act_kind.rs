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

impl ActKind {
    acts_under! {
        /// The kind of an act.
        pub const fn of(act) -> ActKind;
        Views: CaseShown, CasePrefetched, PictureShown, SecondLook, PersonRequestShown, SampleCaseShown;
        Judgement:
            CaseClaimed, CaseReleased, CaseConfirmed, CaseDismissed, DecisionUndone, CaseSkipped,
            EvidenceMasked, CaseSentBack, CaseAnnulled, SecondLookJudged, ClaimReleased, WindscreenJudged,
            PlateCorrected;
        Searches: Searched, PersonDataFound;
        Disclosures: DossierIssued, OffenderPictureIssued, LetterIssued, LedgerExported, LedgerExtractDownloaded, ExemptionsExported, ComplianceExported,
            PersonAnswerIssued, SampleExported;
        Lists:
            UsersListed, AddressesListed, ApprovalsListed, AccessReviewsListed, StockListed, ExemptionListed, UnitsListed, BatchesListed, LettersListed, QualityListed, FiguresShown,
            LocationsListed, HoldsListed, ComplianceShown, IncidentsListed, PersonRequestsListed, TermsShown, SamplesListed, SampleShown;
        Logins:
            LoggedIn, LoginFailed, LoggedOut, Enrolled, LanguageChosen, PasswordChanged,
            AuthenticatorRenewed, RecoveryCodesMade, RecoveryCodeUsed, SessionsEnded, ApiTokenIssued;
        Refusals: AccessRefused, PacketRefused, ApiRequestRefused;
        Administration:
            RoleChanged, AccountReactivated, AccountUnlocked, CredentialsReset, EnrolmentLinkMade,
            AuthorisationConfirmed, AuthorisationEnded, ApprovalAsked, ApprovalGranted, ApprovalRefused, ApprovalLapsed, ApprovalWithdrawn,
            AccessReviewBegun, AccessReviewed, AccessReviewClosed,
            ExemptionAdded, ExemptionEnded, ExemptionsImported, ExemptionFileReceived, ExemptionChanged,
            LateStartDecided, LateStartSettled, ZoneChanged, AccountAdded, AccountDeactivated,
            AuthorisationAdded, UnitRegistered, UnitRevoked, UnitChanged, LocationImported, LocationChanged, SignsInspected, MunicipalityAdded,
            AddressAllowed, AddressRemoved, ApiClientRegistered, ApiClientRevoked,
            PersonRequestRegistered, PersonTermChanged, PersonRequestHandled, CaseRestricted, RestrictionLifted,
            SampleDrawn, SampleJudged, SampleClosed;
        Exchange:
            CaseReceived, GateChecked, BatchBuilt, BatchDelivered, BatchAcknowledged, CaseAccepted,
            CaseReturned, BatchGivenUp, BatchesReconciled;
        Destruction:
            CaseReclassed, HoldAsked, HoldPlaced, HoldRefused, HoldConfirmed, HoldReleased, Destroyed, LedgerExpired, LedgerShardDropped,
            TermProposed, TermConfirmed, TermRefused, TermCarriedOut;
        Operation:
            EmergencyClosed, EmergencyReopened, IncidentReported, IncidentShown, IncidentChanged, IncidentClosed, IncidentScopeTold, LedgerExtractSecured, DeadlineMailed,
            InstanceStarted, KeyEvent, EvidenceVerified,
            EvidenceReconciled, LedgerRecovered;
        Ledger: LedgerListed, SampleViewShown, WitnessRegistered, WitnessRevoked;
    }

    /// Every act of this kind.
    #[must_use]
    pub fn acts(self) -> Vec<Act> {
        Act::ALL.iter().copied().filter(|act| act.kind() == self).collect()
    }
}

impl Act {
    /// The kind of this act.
    #[must_use]
    pub const fn kind(self) -> ActKind {
        ActKind::of(self)
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
