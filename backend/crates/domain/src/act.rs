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
        /// An officer left the desk: the case is back in the queue, where it stood.
        CaseReleased = "case_released",
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
        /// A file of exemptions was uploaded to be looked at before it is imported.
        ExemptionFileReceived = "exemption_file_received",
        /// An exemption was changed: one ended and another began.
        ExemptionChanged = "exemption_changed",
        /// A second person said whether exemptions with a start in the past count.
        LateStartDecided = "late_start_decided",
        /// A start in the past that was agreed to was withdrawn, or kept although a second look disagreed.
        LateStartSettled = "late_start_settled",
        /// Exemptions left the system as a file.
        ExemptionsExported = "exemptions_exported",
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
        /// A user chose the language of the portal.
        LanguageChosen = "language_chosen",
        /// A user changed the own password; the other sessions ended.
        PasswordChanged = "password_changed",
        /// A user coupled a new authenticator; the other sessions ended.
        AuthenticatorRenewed = "authenticator_renewed",
        /// A user made new recovery codes; those before count no more.
        RecoveryCodesMade = "recovery_codes_made",
        /// A recovery code was used up in place of the authenticator.
        RecoveryCodeUsed = "recovery_code_used",
        /// A user ended other own sessions.
        SessionsEnded = "sessions_ended",
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
        /// A zone of locations was made, changed or closed.
        ZoneChanged = "zone_changed",
        /// A location dossier was imported.
        LocationImported = "location_imported",
        /// A location was added, or its dossier changed, in the portal.
        LocationChanged = "location_changed",
        /// An inspection of the signs was recorded, or an entry about one corrected.
        SignsInspected = "signs_inspected",
        /// A unit's certificates or signing keys changed, or it was suspended or resumed.
        UnitChanged = "unit_changed",
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
        /// A batch that never reached the CJIB, and whose file is gone, was given up; its cases wait for another one.
        BatchGivenUp = "batch_given_up",
        /// The CJIB's own list of a month was compared with ours.
        BatchesReconciled = "batches_reconciled",
        /// The CJIB accepted a case.
        CaseAccepted = "case_accepted",
        /// The CJIB returned a case, with a code.
        CaseReturned = "case_returned",
        /// A case moved to another retention class.
        CaseReclassed = "case_reclassed",
        /// Somebody asked that a case be kept beyond its term.
        HoldAsked = "hold_asked",
        /// A second person agreed: the case is kept until the review.
        HoldPlaced = "hold_placed",
        /// A case is not kept beyond its term: refused, withdrawn or not agreed to in time.
        HoldRefused = "hold_refused",
        /// A legal hold was reviewed and goes on until the next review.
        HoldConfirmed = "hold_confirmed",
        /// A legal hold ended, by somebody or because nobody reviewed it; the case is back under its own term.
        HoldReleased = "hold_released",
        /// It was shown whether every promise is kept.
        ComplianceShown = "compliance_shown",
        /// The evidence that every promise is kept left the system.
        ComplianceExported = "compliance_exported",
        /// Legal holds were listed.
        HoldsListed = "holds_listed",
        /// Something was destroyed.
        Destroyed = "destroyed",
        /// A listener was closed by the emergency stop.
        EmergencyClosed = "emergency_closed",
        /// A listener was opened again.
        EmergencyReopened = "emergency_reopened",
        /// An incident was reported, by somebody or by the system itself.
        IncidentReported = "incident_reported",
        /// The register of incidents was listed.
        IncidentsListed = "incidents_listed",
        /// An incident was opened before a person's eyes.
        IncidentShown = "incident_shown",
        /// A step was taken in an incident; the reason names it.
        IncidentChanged = "incident_changed",
        /// An incident was closed.
        IncidentClosed = "incident_closed",
        /// What may be concerned in a leak was counted.
        IncidentScopeTold = "incident_scope_told",
        /// The entries of the ledger that concern an incident were secured as evidence.
        LedgerExtractSecured = "ledger_extract_secured",
        /// Such an extract left the system as a file.
        LedgerExtractDownloaded = "ledger_extract_downloaded",
        /// A deadline was told by mail, or could not be.
        DeadlineMailed = "deadline_mailed",
        /// A server process started.
        InstanceStarted = "instance_started",
        /// A key was made, used up or destroyed.
        KeyEvent = "key_event",
        /// More of a case's pictures was masked, for good.
        EvidenceMasked = "evidence_masked",
        /// An officer judged whether somebody can be recognised behind a windscreen that the camera did not declare.
        WindscreenJudged = "windscreen_judged",
        /// An officer corrected the plate or its country as the camera read them; both readings stay.
        PlateCorrected = "plate_corrected",
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
        /// An older database was put back: a new shard of the ledger begins after what was lost.
        LedgerRecovered = "ledger_recovered",
        /// A witness of the ledger was registered.
        WitnessRegistered = "witness_registered",
        /// A witness of the ledger was revoked.
        WitnessRevoked = "witness_revoked",
        /// A roadside packet was refused.
        PacketRefused = "packet_refused",
        /// Batches for the CJIB, with their answers, were listed.
        BatchesListed = "batches_listed",
        /// The warning letters were listed, or how many there are.
        LettersListed = "letters_listed",
        /// A case went to the letter service instead of the CJIB; a disclosure.
        LetterIssued = "letter_issued",
        /// A returned case, or a confirmation that a second look disagreed with, was put back on the desk.
        CaseSentBack = "case_sent_back",
        /// The sanction of a case that went to the CJIB was taken back.
        CaseAnnulled = "case_annulled",
        /// The figures about quality were listed.
        QualityListed = "quality_listed",
        /// A decided case of the sample was opened before a second officer's eyes.
        SecondLook = "second_look",
        /// A second officer said whether a decision is right.
        SecondLookJudged = "second_look_judged",
        /// A coordinator took a case off an officer's desk.
        ClaimReleased = "claim_released",
        /// Figures without personal data were shown.
        FiguresShown = "figures_shown",
        /// Locations, or their inspections, were listed.
        LocationsListed = "locations_listed",
        /// A permit system was registered for the API.
        ApiClientRegistered = "api_client_registered",
        /// A permit system was revoked.
        ApiClientRevoked = "api_client_revoked",
        /// A permit system was given an access token.
        ApiTokenIssued = "api_token_issued",
        /// A permit system's request was not carried out, for the reason given.
        ApiRequestRefused = "api_request_refused",
        /// Accounts were listed, or one was looked at.
        UsersListed = "users_listed",
        /// Address ranges were listed.
        AddressesListed = "addresses_listed",
        /// Requests for a second person were listed.
        ApprovalsListed = "approvals_listed",
        /// Reviews of who has access were listed.
        AccessReviewsListed = "access_reviews_listed",
        /// An account was given another role.
        RoleChanged = "role_changed",
        /// A closed account was opened again.
        AccountReactivated = "account_reactivated",
        /// A lock after failed logins was taken off.
        AccountUnlocked = "account_unlocked",
        /// Somebody's password and second factor were taken away for new ones.
        CredentialsReset = "credentials_reset",
        /// A new enrolment link was made for an account that nobody used yet.
        EnrolmentLinkMade = "enrolment_link_made",
        /// A suspended authorisation was confirmed and counts again.
        AuthorisationConfirmed = "authorisation_confirmed",
        /// An officer's authorisation was ended before its time.
        AuthorisationEnded = "authorisation_ended",
        /// Somebody asked for what takes a second person.
        ApprovalAsked = "approval_asked",
        /// A second person approved; what was asked is done.
        ApprovalGranted = "approval_granted",
        /// A second person refused.
        ApprovalRefused = "approval_refused",
        /// No second person decided in time.
        ApprovalLapsed = "approval_lapsed",
        /// Who asked for a second person withdrew the request.
        ApprovalWithdrawn = "approval_withdrawn",
        /// A review of who has access began.
        AccessReviewBegun = "access_review_begun",
        /// A reviewer judged one account's access.
        AccessReviewed = "access_reviewed",
        /// A review of who has access was finished.
        AccessReviewClosed = "access_review_closed",
        /// A person's request about the own data was registered.
        PersonRequestRegistered = "person_request_registered",
        /// Requests of persons were listed.
        PersonRequestsListed = "person_requests_listed",
        /// A person's request was opened before somebody's eyes, with its plate.
        PersonRequestShown = "person_request_shown",
        /// Everything that is held about the plate of a person's request was looked up.
        PersonDataFound = "person_data_found",
        /// What is held of a case was told to the person whose plate it has; a disclosure.
        PersonAnswerIssued = "person_answer_issued",
        /// A person's request must be answered by another day, for the reason given.
        PersonTermChanged = "person_term_changed",
        /// A person's request was answered, or withdrawn.
        PersonRequestHandled = "person_request_handled",
        /// A case is left alone: not judged, not sent, not shown (AVG art. 18, Wpg art. 28).
        CaseRestricted = "case_restricted",
        /// A case is no longer left alone.
        RestrictionLifted = "restriction_lifted",
        /// The retention terms were shown, with what waits for a second person.
        TermsShown = "terms_shown",
        /// Another retention term was proposed.
        TermProposed = "term_proposed",
        /// A second person confirmed another retention term: it counts from now on.
        TermConfirmed = "term_confirmed",
        /// A proposed retention term was refused or withdrawn.
        TermRefused = "term_refused",
        /// What lay there already got the date of a shorter retention term.
        TermCarriedOut = "term_carried_out",
        /// A sample was drawn for inspection, with its population and seed.
        SampleDrawn = "sample_drawn",
        /// Samples were listed, with what stays of earlier ones.
        SamplesListed = "samples_listed",
        /// A sample was shown with everything that was said of its lines.
        SampleShown = "sample_shown",
        /// A drawn case was opened before an inspector's eyes.
        SampleCaseShown = "sample_case_shown",
        /// A drawn view was laid before an inspector: the entry and its surroundings, no picture.
        SampleViewShown = "sample_view_shown",
        /// An inspector said whether a line of a sample is in order.
        SampleJudged = "sample_judged",
        /// A sample was finished; nothing of it changes any more.
        SampleClosed = "sample_closed",
        /// The report of a sample left the system as a file.
        SampleExported = "sample_exported",
    }
}
