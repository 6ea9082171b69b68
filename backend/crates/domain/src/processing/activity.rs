//! The activities, and under which of them an act falls.

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
        /// Answering persons who ask about their own data.
        PersonRequests = "person-requests",
        /// Destroying what is due.
        Destruction = "destruction",
        /// Keeping accounts of those who work with the system.
        Accounts = "accounts",
        /// Logging access and acts, and securing the system.
        AccessLog = "access-log",
    }
}

impl ProcessingActivity {
    acts_under! {
        /// The activity that an act belongs to. Every act has one: what is new in the vocabulary finds its purpose here
        /// first.
        pub const fn of(act) -> ProcessingActivity;
        Passages:
            CaseReceived, PacketRefused, UnitsListed, UnitRegistered, UnitRevoked, UnitChanged, LocationChanged, SignsInspected, LocationImported,
            LocationsListed;
        Judgement:
            CaseShown, CasePrefetched, PictureShown, CaseConfirmed, CaseDismissed, DecisionUndone,
            CaseSkipped, CaseClaimed, CaseReleased, Searched, StockListed, CaseSentBack, CaseAnnulled, QualityListed,
            SecondLook, SecondLookJudged, ClaimReleased, FiguresShown, EvidenceMasked, WindscreenJudged,
            PlateCorrected, SampleCaseShown;
        Exemptions:
            ExemptionListed, ExemptionAdded, ExemptionEnded, ExemptionsImported, ExemptionFileReceived,
            ExemptionChanged, LateStartDecided, LateStartSettled, ExemptionsExported, ZoneChanged;
        CjibDelivery:
            GateChecked, BatchBuilt, BatchDelivered, BatchAcknowledged, CaseAccepted, BatchesListed,
            LettersListed, LetterIssued, CaseReturned, BatchGivenUp, BatchesReconciled;
        AppealDossiers: DossierIssued, OffenderPictureIssued;
        PersonRequests:
            PersonRequestRegistered, PersonRequestsListed, PersonRequestShown, PersonDataFound, PersonAnswerIssued,
            PersonTermChanged, PersonRequestHandled, CaseRestricted, RestrictionLifted;
        EvidenceCare: KeyEvent, EvidenceVerified, EvidenceReconciled;
        Destruction:
            CaseReclassed, HoldAsked, HoldPlaced, HoldRefused, HoldConfirmed, HoldReleased, HoldsListed, Destroyed,
            TermsShown, TermProposed, TermConfirmed, TermRefused, TermCarriedOut;
        Accounts:
            UsersListed, ApprovalsListed, AccessReviewsListed, RoleChanged, AccountReactivated,
            AccountUnlocked, CredentialsReset, EnrolmentLinkMade, AuthorisationConfirmed, AuthorisationEnded, ApprovalAsked,
            ApprovalGranted, ApprovalRefused, ApprovalLapsed, ApprovalWithdrawn, AccessReviewBegun, AccessReviewed,
            AccessReviewClosed,
            Enrolled, LanguageChosen, PasswordChanged, AuthenticatorRenewed, RecoveryCodesMade,
            RecoveryCodeUsed, SessionsEnded, AccountAdded, AccountDeactivated, AuthorisationAdded;
        AccessLog:
            AddressesListed, ComplianceShown, ComplianceExported,
            LoggedIn, LoginFailed, LoggedOut, AccessRefused, MunicipalityAdded, AddressAllowed,
            AddressRemoved, EmergencyClosed, EmergencyReopened, IncidentReported, IncidentsListed, IncidentShown,
            IncidentChanged, IncidentClosed, IncidentScopeTold, LedgerExtractSecured, LedgerExtractDownloaded, DeadlineMailed,
            InstanceStarted, LedgerListed,
            LedgerExported, LedgerExpired, LedgerShardDropped, LedgerRecovered, WitnessRegistered, WitnessRevoked,
            ApiClientRegistered, ApiClientRevoked, ApiTokenIssued, ApiRequestRefused,
            SampleDrawn, SamplesListed, SampleShown, SampleViewShown, SampleJudged, SampleClosed, SampleExported;
    }
}
