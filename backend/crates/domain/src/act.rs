//! The ledger's vocabulary: everything that can be done to the system or to a case.

text_enum! {
    /// One kind of act, as the ledger names it.
    pub enum Act {
        /// A packet became a case.
        CaseReceived = "case_received",
        /// A case was opened before a person's eyes.
        CaseShown = "case_shown",
        /// The next case was sent ahead to the desk; a disclosure, but not yet a view.
        CasePrefetched = "case_prefetched",
        /// A single picture was shown outside a case page.
        PictureShown = "picture_shown",
        /// An officer confirmed the violation.
        CaseConfirmed = "case_confirmed",
        /// A case was dismissed, with its reason.
        CaseDismissed = "case_dismissed",
        /// A decision was taken back.
        DecisionUndone = "decision_undone",
        /// An officer put a case back unjudged.
        CaseSkipped = "case_skipped",
        /// An officer took a case under review.
        CaseClaimed = "case_claimed",
        /// Cases were searched.
        Searched = "searched",
        /// The work stock was listed.
        StockListed = "stock_listed",
        /// Exemptions were listed.
        ExemptionListed = "exemption_listed",
        /// An exemption was added.
        ExemptionAdded = "exemption_added",
        /// An exemption was ended.
        ExemptionEnded = "exemption_ended",
        /// A file of exemptions was imported.
        ExemptionsImported = "exemptions_imported",
        /// Units and their health were listed.
        UnitsListed = "units_listed",
        /// Somebody logged in.
        LoggedIn = "logged_in",
        /// A login failed.
        LoginFailed = "login_failed",
        /// Somebody logged out.
        LoggedOut = "logged_out",
        /// An account was enrolled by its one-time link.
        Enrolled = "enrolled",
        /// A request was refused for lack of permission.
        AccessRefused = "access_refused",
        /// An account was added.
        AccountAdded = "account_added",
        /// An account was closed.
        AccountDeactivated = "account_deactivated",
        /// An officer's authorisation was recorded.
        AuthorisationAdded = "authorisation_added",
        /// A unit's certificate was registered.
        UnitRegistered = "unit_registered",
        /// A unit's certificate was revoked.
        UnitRevoked = "unit_revoked",
        /// A location dossier was imported.
        LocationImported = "location_imported",
        /// A municipality was added.
        MunicipalityAdded = "municipality_added",
        /// An address range was allowed.
        AddressAllowed = "address_allowed",
        /// An address range was taken away.
        AddressRemoved = "address_removed",
        /// The export gate looked at a case.
        GateChecked = "gate_checked",
        /// A batch was built.
        BatchBuilt = "batch_built",
        /// A batch was sent to the CJIB; a disclosure.
        BatchDelivered = "batch_delivered",
        /// The CJIB acknowledged a batch.
        BatchAcknowledged = "batch_acknowledged",
        /// The CJIB accepted a case.
        CaseAccepted = "case_accepted",
        /// The CJIB returned a case, with a code.
        CaseReturned = "case_returned",
        /// A case moved to another retention class.
        CaseReclassed = "case_reclassed",
        /// Something was destroyed.
        Destroyed = "destroyed",
        /// A listener was closed by the emergency stop.
        EmergencyClosed = "emergency_closed",
        /// A listener was opened again.
        EmergencyReopened = "emergency_reopened",
        /// A server process started.
        InstanceStarted = "instance_started",
        /// A key was made, used up or destroyed.
        KeyEvent = "key_event",
        /// More of a case's pictures was masked, for good.
        EvidenceMasked = "evidence_masked",
        /// An officer judged whether somebody can be recognised behind a windscreen that the camera did not declare.
        WindscreenJudged = "windscreen_judged",
        /// A case's dossier was issued; a disclosure.
        DossierIssued = "dossier_issued",
        /// The picture for the offender was issued; a disclosure.
        OffenderPictureIssued = "offender_picture_issued",
        /// A case's pictures were checked against their manifests.
        EvidenceVerified = "evidence_verified",
        /// Evidence in the bucket was compared with the database.
        EvidenceReconciled = "evidence_reconciled",
        /// The ledger was looked at: a list of entries, a pattern, a summary.
        LedgerListed = "ledger_listed",
        /// Entries of the ledger left the system.
        LedgerExported = "ledger_exported",
        /// Entries of the ledger were destroyed after their term; their hashes stay.
        LedgerExpired = "ledger_expired",
        /// A whole shard of the ledger was destroyed after its term, but for its last checkpoint.
        LedgerShardDropped = "ledger_shard_dropped",
        /// A witness of the ledger was registered.
        WitnessRegistered = "witness_registered",
        /// A witness of the ledger was revoked.
        WitnessRevoked = "witness_revoked",
        /// A roadside packet was refused.
        PacketRefused = "packet_refused",
    }
}
