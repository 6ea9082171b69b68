//! Words of the promises and the evidence for them.

use crate::texts::{ComplianceTexts, ComplianceWords, words};
use poortwacht_domain::{Fact, Promise, RetentionClass, Standing};

pub(super) const COMPLIANCE: ComplianceTexts = ComplianceTexts {
    title: "Compliance",
    lead: "Every promise of the processing agreement, with the evidence of this moment. Nothing on this page was worked out or kept earlier.",
    all_kept: "Every promise is kept",
    all_kept_text: "On {} every promise was judged anew.",
    broken_one: "One promise is not kept",
    broken_many: "{} promises are not kept",
    broken_text: "What is not kept stands first. Until it is mended the system raises an alarm about it.",
    promises: "Promises",
    promise: "Promise",
    standing: "Standing",
    evidence: "Evidence",
    months: "Cases that we hold, by month of the passage",
    months_empty: "No case is held.",
    month: "Month",
    total: "Total",
    holdings: "Everything that we hold and that has an end",
    what: "What",
    class: "Retention class",
    count: "Count",
    earliest: "First destruction",
    destroyed: "Destroyed in the last twelve months",
    destroyed_empty: "Nothing was destroyed yet.",
    downloads: "Take along for an audit",
    downloads_text: "Taking these along is written in the ledger. The files name nobody.",
    report_file: "This overview (JSON)",
    promises_file: "This overview, signed (PDF)",
    destruction_file: "Statement of destruction (PDF)",
    destruction_month: "Month of the statement",
    components_file: "Components of the software (CycloneDX)",
    bundle_file: "Audit bundle (tar)",
    bundle_text: "The audit bundle holds everything for the yearly audit by a third party: the statements, what was destroyed each month, the components, where the software ran, and the whole log. The file says how to check it without this installation. Making it can take some minutes.",
    at: "As of {}",
};

pub(super) const WORDS: ComplianceWords =
    ComplianceWords { promise, promised, fact, standing, class, kind, table };

words! {
    promise(Promise)
    Promise::NothingOverdue => "Nothing beyond its term",
    Promise::HoldsReviewed => "Legal holds reviewed",
    Promise::EvidenceWhole => "Evidence whole and complete",
    Promise::KeysDieInTime => "Keys die in time",
    Promise::TransferredInTime => "Transferred within 48 hours",
    Promise::OnlyViolations => "Only violations kept",
    Promise::AddressesGuarded => "Municipal addresses only",
    Promise::SecondFactor => "A second factor for everybody",
    Promise::OfficersAuthorised => "A valid authorisation for every officer",
    Promise::AccessReviewed => "Access reviewed in time",
    Promise::LedgerVerified => "Ledger recomputed",
    Promise::LedgerWitnessed => "Ledger seen by a witness",
    Promise::JobsOnTime => "Jobs on time",
    Promise::ListenersKnown => "Reachable nowhere else",
    Promise::EnvironmentsApart => "Environments apart",
    Promise::SoftwareKnown => "Software known",
    Promise::CertificatesValid => "Certificates valid",
}

words! {
    promised(Promise)
    Promise::NothingOverdue => "Everything with personal data has an end and is gone after it.",
    Promise::HoldsReviewed => "What is kept longer was looked at again within six months.",
    Promise::EvidenceWhole => "No picture is lost or altered, and nothing lies about that belongs to no case.",
    Promise::KeysDieInTime => "No key lives longer than what it opens, and no backup of the keys longer than seven days.",
    Promise::TransferredInTime => "Every passage was handed over by its camera within 48 hours.",
    Promise::OnlyViolations => "Of vehicles with an exemption and of passages outside the window only a number is left.",
    Promise::AddressesGuarded => "The portal can be reached from the municipality's own addresses only.",
    Promise::SecondFactor => "Nobody gets in with a password alone.",
    Promise::OfficersAuthorised => "Who judges cases holds an authorisation that counts now.",
    Promise::AccessReviewed => "Who has access was looked through this year; privileged roles this quarter.",
    Promise::LedgerVerified => "The ledger was recomputed within the last two hours and is sound.",
    Promise::LedgerWitnessed => "A witness of the municipality has seen the ledger within the last day.",
    Promise::JobsOnTime => "Every scheduled job ran when it should have, and well.",
    Promise::ListenersKnown => "The program listens where it was told to and nowhere else.",
    Promise::EnvironmentsApart => "These data were never used in another environment.",
    Promise::SoftwareKnown => "Of every component of the software it is certain which version it is.",
    Promise::CertificatesValid => "No certificate is over or ends within two weeks.",
}

words! {
    standing(Standing)
    Standing::Kept => "kept",
    Standing::Broken => "not kept",
    Standing::NothingToSee => "nothing to see yet",
}

words! {
    fact(Fact)
    Fact::Overdue => "beyond their term",
    Fact::Held => "held, with an end",
    Fact::NextDestruction => "first destruction",
    Fact::Holds => "legal holds",
    Fact::UnreviewedHolds => "not reviewed in time",
    Fact::NextReview => "next review",
    Fact::Alarms => "open alarms",
    Fact::InBucket => "pictures in the bucket",
    Fact::CheckedAt => "last checked",
    Fact::HalvesWaiting => "keys that should be gone",
    Fact::Cases => "cases",
    Fact::LongestTransferHours => "longest transfer in hours",
    Fact::LateTransfers => "later than 48 hours",
    Fact::BecameCases => "became a case (30 days)",
    Fact::Exempt => "with an exemption (30 days)",
    Fact::OutsideHours => "outside the window (30 days)",
    Fact::ExemptCases => "kept all the same",
    Fact::Ranges => "address ranges",
    Fact::WideRanges => "wide ranges, allowed by two people",
    Fact::RefusedStrangers => "strangers refused (30 days)",
    Fact::AccountsInUse => "accounts in use",
    Fact::WithoutSecondFactor => "without a second factor",
    Fact::Officers => "officers",
    Fact::WithoutAuthorisation => "without a valid authorisation",
    Fact::LateReviews => "reviews that are late",
    Fact::Sound => "ledger sound",
    Fact::Entries => "entries in the ledger",
    Fact::Witnesses => "witnesses",
    Fact::WitnessedAt => "last seen",
    Fact::Unwitnessed => "entries since",
    Fact::Jobs => "jobs",
    Fact::LateJobs => "late",
    Fact::FailedJobs => "failed",
    Fact::Listeners => "listens on",
    Fact::UnknownListeners => "listens on as well",
    Fact::ClosedListeners => "closed by the emergency stop",
    Fact::Environment => "environment",
    Fact::Places => "used from",
    Fact::ForeignStarts => "starts in another environment",
    Fact::Instance => "the database's identity",
    Fact::Version => "version",
    Fact::Components => "components",
    Fact::ComponentsDigest => "SHA-256 of the list",
    Fact::Certificates => "certificates",
    Fact::ExpiringCertificates => "over, or within 14 days",
    Fact::FirstExpiry => "first end",
}

words! {
    class(RetentionClass)
    RetentionClass::PacketReceipt => "receipt",
    RetentionClass::Undecided => "undecided",
    RetentionClass::Dismissed => "dismissed",
    RetentionClass::Confirmed => "confirmed",
    RetentionClass::Warned => "warned",
    RetentionClass::Sanctioned => "accepted by the CJIB",
    RetentionClass::Annulled => "annulled after appeal",
    RetentionClass::LegalHold => "legal hold",
    RetentionClass::Exemption => "exemption",
    RetentionClass::ImportFile => "import file",
    RetentionClass::LateStart => "exemption with a start in the past",
    RetentionClass::BatchFile => "file for the CJIB",
    RetentionClass::BatchSummary => "summary of a batch",
    RetentionClass::Reconciliation => "comparison with the CJIB",
    RetentionClass::AccountActive => "account in use",
    RetentionClass::Account => "closed account",
    RetentionClass::Authorisation => "authorisation",
    RetentionClass::Session => "session",
    RetentionClass::LoginAttempt => "login attempt",
    RetentionClass::LedgerText => "explanation in the ledger",
    RetentionClass::Approval => "request for a second person",
    RetentionClass::AccessReview => "access review",
    RetentionClass::DossierInUse => "dossier in use",
    RetentionClass::DossierVersion => "former dossier",
    RetentionClass::ProcessingLine => "line for the processing log",
    RetentionClass::EventOut => "event for another system",
}

/// What the destruction register calls things.
fn kind(code: &str) -> Option<&'static str> {
    Some(match code {
        "case" => "cases",
        "batch_file" => "files for the CJIB",
        "batch_summary" => "summaries of batches",
        "exemption" => "exemptions",
        "import_file" => "import files",
        "ledger_text" => "explanations",
        "account" => "names of accounts",
        _ => return None,
    })
}

/// What a table holds.
fn table(name: &str) -> Option<&'static str> {
    Some(match name {
        "cases" => "cases",
        "packet_receipts" => "receipts",
        "warning_letters" => "warning letters",
        "legal_holds" => "legal holds",
        "exemptions" => "exemptions",
        "exemption_imports" => "import files",
        "exemption_late_starts" => "exemptions with a start in the past",
        "accounts" => "user accounts",
        "authorisations" => "authorisations",
        "approvals" => "requests for a second person",
        "access_reviews" => "access reviews",
        "sessions" => "sessions",
        "login_attempts" => "login attempts",
        "ledger_texts" => "explanations",
        "batches" => "batches",
        "reconciliations" => "comparisons with the CJIB",
        "processing_lines" => "lines for the processing log",
        "event_outbox" => "events for other systems",
        "api_creations" => "requests of permit systems",
        "location_versions" => "former dossiers of locations",
        "sign_inspections" => "inspections of signs",
        "zone_versions" => "former zones",
        _ => return None,
    })
}
