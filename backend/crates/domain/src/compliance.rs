//! The promises of the processing agreement, each with the evidence for it: what the page Naleving, the report and the
//! bundle for auditors have in common.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use crate::calendar::Month;
use crate::retention::RetentionClass;

text_enum! {
    /// One promise, in the order in which they are told.
    pub enum Promise {
        /// Nothing is there whose time has come.
        NothingOverdue = "nothing_overdue",
        /// Every legal hold was reviewed within its half year.
        HoldsReviewed = "holds_reviewed",
        /// Evidence is what the ledger says, nothing is lost and nothing lies about that no case names.
        EvidenceWhole = "evidence_whole",
        /// No key lives longer than what it opens, nor a backup of the keys longer than seven days.
        KeysDieInTime = "keys_die_in_time",
        /// Units delivered within 48 hours of the passage.
        TransferredInTime = "transferred_in_time",
        /// Of passages that are no violation nothing is kept but a number.
        OnlyViolations = "only_violations",
        /// Only the municipality's own addresses reach the portal.
        AddressesGuarded = "addresses_guarded",
        /// Everybody who can log in has a second factor.
        SecondFactor = "second_factor",
        /// Every officer who can judge holds an authorisation.
        OfficersAuthorised = "officers_authorised",
        /// Who has access was looked through in time.
        AccessReviewed = "access_reviewed",
        /// Everybody who asked about the own data was answered within the term of the law.
        PersonsAnswered = "persons_answered",
        /// The ledger was recomputed within the last two hours and is sound.
        LedgerVerified = "ledger_verified",
        /// A witness of the municipality has seen the ledger within a day.
        LedgerWitnessed = "ledger_witnessed",
        /// Every scheduled job ran when it should have, and ended well.
        JobsOnTime = "jobs_on_time",
        /// The process listens where it was told to, and nowhere else.
        ListenersKnown = "listeners_known",
        /// Every process that ever used this database was of the same environment.
        EnvironmentsApart = "environments_apart",
        /// The software says what it is made of.
        SoftwareKnown = "software_known",
        /// No certificate is over or about to be.
        CertificatesValid = "certificates_valid",
    }
}

text_enum! {
    /// Whether a promise holds at this moment.
    pub enum Standing {
        /// It does.
        Kept = "kept",
        /// It does not: an alarm is raised.
        Broken = "broken",
        /// There is nothing yet that it could be about, or it cannot be seen from here.
        NothingToSee = "nothing_to_see",
    }
}

text_enum! {
    /// What a piece of evidence tells.
    pub enum Fact {
        /// Rows that are due and still there.
        Overdue = "overdue",
        /// Rows that have a death date.
        Held = "held",
        /// The earliest death date among them.
        NextDestruction = "next_destruction",
        /// Cases older than the term in force, by their passages.
        BeyondTerm = "beyond_term",
        /// Changed terms that are not carried out on what lay there yet.
        TermsUnderWay = "terms_under_way",
        /// Legal holds.
        Holds = "holds",
        /// Legal holds whose review is overdue.
        UnreviewedHolds = "unreviewed_holds",
        /// The earliest review.
        NextReview = "next_review",
        /// Open alarms about it.
        Alarms = "alarms",
        /// Pictures in the bucket.
        InBucket = "in_bucket",
        /// When it was last checked.
        CheckedAt = "checked_at",
        /// Key halves that wait to be destroyed.
        HalvesWaiting = "halves_waiting",
        /// Cases with a half of a key each.
        Cases = "cases",
        /// The longest time between passage and receipt among the cases held, in hours.
        LongestTransferHours = "longest_transfer_hours",
        /// Cases received later than 48 hours after the passage.
        LateTransfers = "late_transfers",
        /// Passages of the last thirty days that became a case.
        BecameCases = "became_cases",
        /// Passages of the last thirty days with an exemption.
        Exempt = "exempt",
        /// Passages of the last thirty days outside hours or windows.
        OutsideHours = "outside_hours",
        /// Cases that hold a passage of somebody exempt.
        ExemptCases = "exempt_cases",
        /// Address ranges.
        Ranges = "ranges",
        /// Ranges wider than /16 (IPv4) or /32 (IPv6).
        WideRanges = "wide_ranges",
        /// Strangers refused in the last thirty days, in the whole installation.
        RefusedStrangers = "refused_strangers",
        /// Accounts in use that can log in.
        AccountsInUse = "accounts_in_use",
        /// Among them without a second factor.
        WithoutSecondFactor = "without_second_factor",
        /// Officers who can log in.
        Officers = "officers",
        /// Among them without a valid authorisation.
        WithoutAuthorisation = "without_authorisation",
        /// Reviews of who has access that are late.
        LateReviews = "late_reviews",
        /// Requests of persons that wait for an answer.
        OpenRequests = "open_requests",
        /// Among them those whose term is over.
        LateRequests = "late_requests",
        /// The earliest end of a term among them.
        NextAnswer = "next_answer",
        /// Whether the last check found the ledger sound.
        Sound = "sound",
        /// Entries of the municipality's own log.
        Entries = "entries",
        /// Witnesses of the municipality's log.
        Witnesses = "witnesses",
        /// When one of them saw it last.
        WitnessedAt = "witnessed_at",
        /// Entries added since.
        Unwitnessed = "unwitnessed",
        /// Scheduled jobs.
        Jobs = "jobs",
        /// Jobs that did not run when they should have.
        LateJobs = "late_jobs",
        /// Jobs whose last run failed.
        FailedJobs = "failed_jobs",
        /// Addresses on which the process listens.
        Listeners = "listeners",
        /// Addresses on which it listens and should not.
        UnknownListeners = "unknown_listeners",
        /// Listeners closed by the emergency stop.
        ClosedListeners = "closed_listeners",
        /// What the database is for.
        Environment = "environment",
        /// Places from which the database was used.
        Places = "places",
        /// Starts under another environment.
        ForeignStarts = "foreign_starts",
        /// The database's random identity.
        Instance = "instance",
        /// The software's version.
        Version = "version",
        /// Components that it is made of.
        Components = "components",
        /// SHA-256 of the list of components.
        ComponentsDigest = "components_digest",
        /// Certificates in use.
        Certificates = "certificates",
        /// Certificates that are over, or end within fourteen days.
        ExpiringCertificates = "expiring_certificates",
        /// When the first of them ends.
        FirstExpiry = "first_expiry",
    }
}

/// What a fact is at this moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Finding {
    /// A number.
    Number(u64),
    /// Yes or no.
    Is(bool),
    /// A moment.
    At(Timestamp),
    /// Words that need no translation: a version, an address, a digest.
    Words(String),
}

/// One promise with its evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PromiseLine {
    /// Which.
    pub promise: Promise,
    /// Whether it holds.
    pub standing: Standing,
    /// The evidence, in the order in which it is told.
    pub facts: Vec<(Fact, Finding)>,
}

impl PromiseLine {
    /// A promise that holds when nothing is wrong.
    #[must_use]
    pub fn judged(promise: Promise, is_kept: bool, facts: Vec<(Fact, Finding)>) -> Self {
        let standing = if is_kept { Standing::Kept } else { Standing::Broken };
        Self { promise, standing, facts }
    }

    /// The same, where there is nothing that it could be about.
    #[must_use]
    pub fn unless(self, is_empty: bool) -> Self {
        if is_empty { Self { standing: Standing::NothingToSee, ..self } } else { self }
    }
}

/// Everything of one class that is held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Holding {
    /// The table.
    pub what: String,
    /// The class.
    pub class: RetentionClass,
    /// How many.
    pub count: u64,
    /// The earliest death date.
    pub earliest: Timestamp,
}

/// Cases by class, of one month of passages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MonthHeld {
    /// The month of the passages, in Dutch local time.
    pub month: Month,
    /// How many of each class.
    pub cases: BTreeMap<RetentionClass, u64>,
}

/// What died in a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MonthDestroyed {
    /// The month, in Dutch local time.
    pub month: Month,
    /// How many of each kind.
    pub destroyed: BTreeMap<String, u64>,
}

/// The answer to "is every promise kept", for one municipality at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ComplianceReport {
    /// When.
    pub at: Timestamp,
    /// Name of the municipality.
    pub municipality: String,
    /// Each promise.
    pub promises: Vec<PromiseLine>,
    /// What is held, by class.
    pub holdings: Vec<Holding>,
    /// Cases that are held, by month and class, the oldest first.
    pub months: Vec<MonthHeld>,
    /// What was destroyed in the last twelve months, the newest first.
    pub destroyed: Vec<MonthDestroyed>,
}

impl ComplianceReport {
    /// The promises that do not hold.
    pub fn broken(&self) -> impl Iterator<Item = &PromiseLine> {
        self.promises.iter().filter(|line| line.standing == Standing::Broken)
    }
}
