//! Retention: every row that holds personal data has a class and a day of death.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::calendar::{add_calendar_days, add_calendar_months, calendar_months_before};

text_enum! {
    /// Why something is kept, and so how long (domain.md, "Retention classes").
    pub enum RetentionClass {
        /// The receipt of a packet, for its retries. From receipt.
        PacketReceipt = "packet_receipt",
        /// A case that nobody judged yet. From capture.
        Undecided = "undecided",
        /// A dismissed case. From the decision, never beyond the undecided term.
        Dismissed = "dismissed",
        /// A confirmed case that the CJIB has not accepted. From the act.
        Confirmed = "confirmed",
        /// A case that ended in a warning letter. From the act.
        Warned = "warned",
        /// A sanctioned case. From the act.
        Sanctioned = "sanctioned",
        /// A sanction that was taken back. From that decision.
        Annulled = "annulled",
        /// A legal hold; its end is a review date. From when it was set.
        LegalHold = "legal_hold",
        /// An exemption and its holder. From the end of validity.
        Exemption = "exemption",
        /// A file of exemptions that was uploaded to be imported. From the upload.
        ImportFile = "import_file",
        /// What somebody proposed, and a second person said, of exemptions with a start in the past. From the proposal.
        LateStart = "late_start",
        /// A batch file. From reconciliation.
        BatchFile = "batch_file",
        /// What stays of a batch: hash, counts, receipt number. From reconciliation.
        BatchSummary = "batch_summary",
        /// The CJIB's own list of a month, compared with ours. From the comparison.
        Reconciliation = "reconciliation",
        /// An account in use.
        AccountActive = "account_active",
        /// A closed account: as long as the ledger names it. From deactivation.
        Account = "account",
        /// An officer's authorisation. From its end.
        Authorisation = "authorisation",
        /// A session. From its end.
        Session = "session",
        /// A login attempt. From the attempt.
        LoginAttempt = "login_attempt",
        /// A sealed free text that a ledger entry commits to. From the entry.
        LedgerText = "ledger_text",
        /// A request for a second person. From the decision, or from when it lapsed.
        Approval = "approval",
        /// A review of who has access. From its end.
        AccessReview = "access_review",
        /// A dossier of a location, or a zone, as it is now.
        DossierInUse = "dossier_in_use",
        /// What a dossier or a zone was before, with who changed it and why, and an inspection of the signs. From when the
        /// next version took its place; of an inspection from its entry.
        DossierVersion = "dossier_version",
        /// A line for the processing log that its collector has not confirmed. From the act.
        ProcessingLine = "processing_line",
        /// An event for another system that its receiver does not have yet. From the event.
        EventOut = "event_out",
        /// A deadline that is told by mail, sent or not. From when it was written.
        MailNotice = "mail_notice",
        /// An incident that is dealt with; its end is a review date. From the last step.
        IncidentOpen = "incident_open",
        /// A closed incident. From the closure.
        Incident = "incident",
        /// What a person asked about the own data, and how it was made certain who asks. From the answer.
        PersonRequest = "person_request",
        /// A sample for inspection with its lines and what was said of them. From the draw; once finished, from that.
        Sample = "sample",
    }
}

/// The day of death of what lives as long as it is in use: 9999-01-01T00:00:00Z.
pub const FAR_FUTURE: Timestamp = Timestamp::constant(253_370_764_800, 0);

/// The terms, per municipality. A number may change by law or contract; the defaults are domain.md's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RetentionTerms {
    /// Hours after receipt.
    pub packet_receipt_hours: u32,
    /// Calendar months after capture.
    pub undecided_months: u32,
    /// Hours after the decision; at most 72.
    pub dismissed_hours: u32,
    /// Calendar months after the act: the sanction limit.
    pub confirmed_months: u32,
    /// Calendar months after the act.
    pub warned_months: u32,
    /// Calendar months after the act.
    pub sanctioned_months: u32,
    /// Calendar months after the decision.
    pub annulled_months: u32,
    /// Calendar months until the review of a legal hold.
    pub legal_hold_months: u32,
    /// Calendar months after the end of validity, for late matches.
    pub exemption_months: u32,
    /// Calendar days after the upload.
    pub import_file_days: u32,
    /// Calendar months after the proposal; never under 36.
    pub late_start_months: u32,
    /// Calendar days after reconciliation.
    pub batch_file_days: u32,
    /// Calendar months after reconciliation.
    pub batch_summary_months: u32,
    /// Calendar months after the comparison of a month with the CJIB's own list.
    pub reconciliation_months: u32,
    /// Calendar months after deactivation.
    pub account_months: u32,
    /// Calendar months after the end of validity.
    pub authorisation_months: u32,
    /// Calendar months after the end.
    pub session_months: u32,
    /// Calendar months after the attempt.
    pub login_attempt_months: u32,
    /// Calendar months after the entry; never under 36.
    pub ledger_text_months: u32,
    /// Calendar months after the entry, and as long as a case it concerns lives; never under 36, nor under
    /// `ledger_text_months`: a text dies before the entry that commits to it.
    pub ledger_months: u32,
    /// Calendar months after the decision on a request for a second person; the ledger tells of it for longer.
    pub approval_months: u32,
    /// Calendar months after the end of an access review; never under 36.
    pub access_review_months: u32,
    /// Calendar months after a dossier, a zone or an inspection was replaced or entered; at least two more than
    /// `sanctioned_months`, as a case's inspections lie up to a month before and after its act.
    pub dossier_version_months: u32,
    /// Calendar months after the act; never under 36. A confirmed line is deleted at once.
    pub processing_line_months: u32,
    /// Calendar days after the event; at least 8, so that nothing dies before it is given up. A delivered one is deleted
    /// at once.
    pub event_out_days: u32,
    /// Calendar months after it was written; at least 1, so that nothing dies before it is given up. What still waits for
    /// somebody then is told anew.
    pub mail_notice_months: u32,
    /// Calendar months without a step until an open incident must be looked at.
    pub incident_review_months: u32,
    /// Calendar months after the closure; never under 36.
    pub incident_months: u32,
    /// Calendar months after a person's request was answered; the ledger tells of it for longer.
    pub person_request_months: u32,
    /// Calendar months after a sample was drawn, and again after it was finished; at least 12, so that the yearly audit
    /// finds it. Its figures stay.
    pub sample_months: u32,
}

impl Default for RetentionTerms {
    fn default() -> Self {
        Self {
            packet_receipt_hours: 72,
            undecided_months: 2,
            dismissed_hours: 24,
            confirmed_months: 4,
            warned_months: 4,
            sanctioned_months: 60,
            annulled_months: 3,
            legal_hold_months: 6,
            exemption_months: 4,
            import_file_days: 30,
            late_start_months: 60,
            batch_file_days: 30,
            batch_summary_months: 60,
            reconciliation_months: 60,
            account_months: 60,
            authorisation_months: 60,
            session_months: 6,
            login_attempt_months: 6,
            ledger_text_months: 60,
            ledger_months: 60,
            approval_months: 6,
            access_review_months: 60,
            dossier_version_months: 72,
            processing_line_months: 60,
            event_out_days: 30,
            mail_notice_months: 6,
            incident_review_months: 6,
            incident_months: 36,
            person_request_months: 6,
            sample_months: 24,
        }
    }
}

/// The longest that a dismissed case waits, for one that a late exemption dismissed.
const LATE_HOURS: u32 = 72;

/// How long a class lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Term {
    /// So many hours.
    Hours(u32),
    /// So many calendar days.
    Days(u32),
    /// So many calendar months.
    Months(u32),
    /// As long as it is in use.
    InUse,
}

impl Term {
    /// The number, without its unit; `None` for what is in use.
    #[must_use]
    pub const fn amount(self) -> Option<u32> {
        match self {
            Self::Hours(amount) | Self::Days(amount) | Self::Months(amount) => Some(amount),
            Self::InUse => None,
        }
    }

    /// As an ISO 8601 duration; `None` for what is in use.
    #[must_use]
    pub fn duration(self) -> Option<String> {
        match self {
            Self::Hours(hours) => Some(format!("PT{hours}H")),
            Self::Days(days) => Some(format!("P{days}D")),
            Self::Months(months) => Some(format!("P{months}M")),
            Self::InUse => None,
        }
    }

    /// The same unit with another number.
    #[must_use]
    pub const fn with(self, amount: u32) -> Self {
        match self {
            Self::Hours(_) => Self::Hours(amount),
            Self::Days(_) => Self::Days(amount),
            Self::Months(_) => Self::Months(amount),
            Self::InUse => Self::InUse,
        }
    }
}

impl RetentionTerms {
    /// When something of this class dies; [`RetentionClass`] tells which moment `anchor` is. A dismissed case
    /// has two: use [`RetentionTerms::dismissed`].
    #[must_use]
    pub fn destroy_after(&self, class: RetentionClass, anchor: Timestamp) -> Timestamp {
        match self.term(class) {
            Term::Hours(hours) => hours_after(anchor, hours),
            Term::Days(days) => add_calendar_days(anchor, days),
            Term::Months(months) => add_calendar_months(anchor, months),
            Term::InUse => FAR_FUTURE,
        }
    }

    /// How long a class lasts, as an ISO 8601 duration; `None` for what lives as long as it is in use.
    #[must_use]
    pub fn duration(&self, class: RetentionClass) -> Option<String> {
        self.term(class).duration()
    }

    /// Entries of the ledger from before this instant have had their term at `now`, to the day.
    #[must_use]
    pub fn ledger_over_before(&self, now: Timestamp) -> Timestamp {
        calendar_months_before(now, self.ledger_months)
    }

    /// When a dismissed case dies: its hours after the decision, but never beyond the undecided term.
    #[must_use]
    pub fn dismissed(&self, captured_at: Timestamp, decided_at: Timestamp) -> Timestamp {
        let undecided = self.destroy_after(RetentionClass::Undecided, captured_at);
        self.destroy_after(RetentionClass::Dismissed, decided_at).min(undecided)
    }

    /// When a case dies that an exemption with a start in the past dismissed: it waits 72 hours for the second look, but
    /// never beyond the undecided term of a case nobody judged.
    #[must_use]
    pub fn dismissed_late(&self, captured_at: Timestamp, decided_at: Timestamp) -> Timestamp {
        let undecided = self.destroy_after(RetentionClass::Undecided, captured_at);
        hours_after(decided_at, LATE_HOURS).min(undecided.max(self.dismissed(captured_at, decided_at)))
    }

    /// How long a class lasts.
    #[must_use]
    pub const fn term(&self, class: RetentionClass) -> Term {
        match class {
            RetentionClass::PacketReceipt => Term::Hours(self.packet_receipt_hours),
            RetentionClass::Undecided => Term::Months(self.undecided_months),
            RetentionClass::Dismissed => Term::Hours(self.dismissed_hours),
            RetentionClass::Confirmed => Term::Months(self.confirmed_months),
            RetentionClass::Warned => Term::Months(self.warned_months),
            RetentionClass::Sanctioned => Term::Months(self.sanctioned_months),
            RetentionClass::Annulled => Term::Months(self.annulled_months),
            RetentionClass::LegalHold => Term::Months(self.legal_hold_months),
            RetentionClass::Exemption => Term::Months(self.exemption_months),
            RetentionClass::ImportFile => Term::Days(self.import_file_days),
            RetentionClass::LateStart => Term::Months(self.late_start_months),
            RetentionClass::BatchFile => Term::Days(self.batch_file_days),
            RetentionClass::BatchSummary => Term::Months(self.batch_summary_months),
            RetentionClass::Reconciliation => Term::Months(self.reconciliation_months),
            RetentionClass::AccountActive => Term::InUse,
            RetentionClass::Account => Term::Months(self.account_months),
            RetentionClass::Authorisation => Term::Months(self.authorisation_months),
            RetentionClass::Session => Term::Months(self.session_months),
            RetentionClass::LoginAttempt => Term::Months(self.login_attempt_months),
            RetentionClass::LedgerText => Term::Months(self.ledger_text_months),
            RetentionClass::Approval => Term::Months(self.approval_months),
            RetentionClass::AccessReview => Term::Months(self.access_review_months),
            RetentionClass::DossierInUse => Term::InUse,
            RetentionClass::DossierVersion => Term::Months(self.dossier_version_months),
            RetentionClass::ProcessingLine => Term::Months(self.processing_line_months),
            RetentionClass::EventOut => Term::Days(self.event_out_days),
            RetentionClass::MailNotice => Term::Months(self.mail_notice_months),
            RetentionClass::IncidentOpen => Term::Months(self.incident_review_months),
            RetentionClass::Incident => Term::Months(self.incident_months),
            RetentionClass::PersonRequest => Term::Months(self.person_request_months),
            RetentionClass::Sample => Term::Months(self.sample_months),
        }
    }

    /// These terms with another number for one class; what lives as long as it is in use has none.
    #[must_use]
    pub fn with(mut self, class: RetentionClass, amount: u32) -> Self {
        let member = match class {
            RetentionClass::PacketReceipt => &mut self.packet_receipt_hours,
            RetentionClass::Undecided => &mut self.undecided_months,
            RetentionClass::Dismissed => &mut self.dismissed_hours,
            RetentionClass::Confirmed => &mut self.confirmed_months,
            RetentionClass::Warned => &mut self.warned_months,
            RetentionClass::Sanctioned => &mut self.sanctioned_months,
            RetentionClass::Annulled => &mut self.annulled_months,
            RetentionClass::LegalHold => &mut self.legal_hold_months,
            RetentionClass::Exemption => &mut self.exemption_months,
            RetentionClass::ImportFile => &mut self.import_file_days,
            RetentionClass::LateStart => &mut self.late_start_months,
            RetentionClass::BatchFile => &mut self.batch_file_days,
            RetentionClass::BatchSummary => &mut self.batch_summary_months,
            RetentionClass::Reconciliation => &mut self.reconciliation_months,
            RetentionClass::Account => &mut self.account_months,
            RetentionClass::Authorisation => &mut self.authorisation_months,
            RetentionClass::Session => &mut self.session_months,
            RetentionClass::LoginAttempt => &mut self.login_attempt_months,
            RetentionClass::LedgerText => &mut self.ledger_text_months,
            RetentionClass::Approval => &mut self.approval_months,
            RetentionClass::AccessReview => &mut self.access_review_months,
            RetentionClass::DossierVersion => &mut self.dossier_version_months,
            RetentionClass::ProcessingLine => &mut self.processing_line_months,
            RetentionClass::EventOut => &mut self.event_out_days,
            RetentionClass::MailNotice => &mut self.mail_notice_months,
            RetentionClass::IncidentOpen => &mut self.incident_review_months,
            RetentionClass::Incident => &mut self.incident_months,
            RetentionClass::PersonRequest => &mut self.person_request_months,
            RetentionClass::Sample => &mut self.sample_months,
            RetentionClass::AccountActive | RetentionClass::DossierInUse => return self,
        };
        *member = amount;
        self
    }
}

fn hours_after(anchor: Timestamp, hours: u32) -> Timestamp {
    let term = jiff::SignedDuration::from_hours(hours.into());
    anchor.checked_add(term).map_or(FAR_FUTURE, |later| later.min(FAR_FUTURE))
}

pub(crate) fn late_hours_after(decided_at: Timestamp) -> Timestamp {
    hours_after(decided_at, LATE_HOURS)
}

/// When something of this class dies under the default terms.
#[must_use]
pub fn destroy_after(class: RetentionClass, anchor: Timestamp) -> Timestamp {
    RetentionTerms::default().destroy_after(class, anchor)
}

#[cfg(test)]
#[path = "retention_tests.rs"]
mod tests;
