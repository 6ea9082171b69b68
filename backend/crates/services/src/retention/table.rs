//! What is destroyed when, and why.

use jiff::Timestamp;
use poortwacht_domain::RetentionClass::{self, *};
use poortwacht_store::exemptions::late;
use poortwacht_store::{
    Connection, Scope, StoreError, Tx, access_reviews, api_clients, approvals, authorisations, event_outbox,
    inspections, job_runs, locations, login_attempts, mail_notices, packets, processing_lines,
    reconciliations, sessions, zones,
};

use super::subject::{self, Subject};

/// Finds subjects that are due, the longest overdue first.
pub(super) type Due = fn(&mut Connection, &Scope, Timestamp, u32) -> Result<Vec<Subject>, StoreError>;

/// Deletes rows that are due; how many.
pub(super) type Delete = fn(&mut Tx<'_>, &Scope, Timestamp, u32) -> Result<usize, StoreError>;

/// How a cleanup works.
#[derive(Clone, Copy)]
pub(super) enum Means {
    /// Subjects that are registered one by one; most have a key of their own.
    Subjects(Due),
    /// Rows that are counted only.
    Rows(Delete),
}

/// One line of the table. The terms themselves are the municipality's
/// ([`RetentionTerms`](poortwacht_domain::RetentionTerms)); every row carries its own date.
pub struct Cleanup {
    /// What dies, as reports and metrics name it.
    pub what: &'static str,
    /// Classes that set the date.
    pub classes: &'static [RetentionClass],
    /// Why then.
    pub reason: &'static str,
    pub(super) means: Means,
}

/// Finished runs of jobs are kept this many days, for whoever looks back over a quarter.
const JOB_RUN_DAYS: i64 = 90;

/// Everything that dies, in the order in which a run takes it.
pub const CLEANUPS: &[Cleanup] = &[
    Cleanup {
        what: "cases",
        classes: &[Undecided, Dismissed, Confirmed, Warned, Sanctioned, Annulled],
        reason: "two months undecided; a day after a dismissal; the sanction limit without a sanction; five years \
                 after a sanctioned act: who is not fined is not kept",
        means: Means::Subjects(subject::cases),
    },
    Cleanup {
        what: "batch files",
        classes: &[BatchFile, BatchSummary],
        reason: "thirty days after reconciliation nobody asks for the file; hash, counts and receipt stay five years",
        means: Means::Subjects(subject::batches),
    },
    Cleanup {
        what: "exemptions",
        classes: &[Exemption],
        reason: "four months after the end no late match is possible any more",
        means: Means::Subjects(subject::exemptions),
    },
    Cleanup {
        what: "import files",
        classes: &[ImportFile],
        reason: "a file that nobody imported within thirty days will not be imported any more",
        means: Means::Subjects(subject::imports),
    },
    Cleanup {
        what: "requests of persons",
        classes: &[PersonRequest],
        reason: "six months after the answer, for a complaint about it; the ledger tells of it for longer",
        means: Means::Subjects(subject::person_requests),
    },
    Cleanup {
        what: "samples",
        classes: &[Sample],
        reason: "two years, so that the yearly audit finds the inspections of the year before; figures without a person or a \
                 case stay",
        means: Means::Subjects(subject::samples),
    },
    Cleanup {
        what: "ledger texts",
        classes: &[LedgerText],
        reason: "a free text dies before the entry that commits to it, after five years",
        means: Means::Subjects(subject::texts),
    },
    Cleanup {
        what: "incidents",
        classes: &[Incident],
        reason: "three years after the closure: the protocol's term; an open incident has a review date instead",
        means: Means::Subjects(subject::incidents),
    },
    Cleanup {
        what: "account names",
        classes: &[Account],
        reason: "a name stays as long as ledger entries mean it; the bare id stays",
        means: Means::Subjects(subject::accounts),
    },
    Cleanup {
        what: "packet receipts",
        classes: &[PacketReceipt],
        reason: "a unit erases after 48 hours; after 72 no retry can come, a permit system's neither",
        means: Means::Rows(receipts),
    },
    Cleanup {
        what: "late starts",
        classes: &[LateStart],
        reason: "as long as the ledger entries that tell who agreed",
        means: Means::Rows(late::delete_due),
    },
    Cleanup {
        what: "sessions",
        classes: &[Session],
        reason: "six months after the end, for looking back at odd logins",
        means: Means::Rows(sessions::delete_due),
    },
    Cleanup {
        what: "login attempts",
        classes: &[LoginAttempt],
        reason: "six months, for looking back at odd logins",
        means: Means::Rows(login_attempts::delete_due),
    },
    Cleanup {
        what: "authorisations",
        classes: &[Authorisation],
        reason: "as long as a case judged under them lives",
        means: Means::Rows(authorisations::delete_due),
    },
    Cleanup {
        what: "requests for a second person",
        classes: &[Approval],
        reason: "six months after the decision, for looking back; the ledger tells of it for longer",
        means: Means::Rows(approvals::delete_due),
    },
    Cleanup {
        what: "access reviews",
        classes: &[AccessReview],
        reason: "an auditor looks back over several years of reviews; the names in them die with the accounts",
        means: Means::Rows(access_reviews::delete_due),
    },
    Cleanup {
        what: "dossier versions",
        classes: &[DossierVersion],
        reason: "who changed a dossier or a zone and why, and who inspected the signs, is told as long as a case of that \
                 time can live; cases keep their own dossier",
        means: Means::Rows(dossier_versions),
    },
    Cleanup {
        what: "processing lines",
        classes: &[ProcessingLine],
        reason: "a line that no processing log has confirmed in five years will not be asked for any more",
        means: Means::Rows(processing_lines::delete_due),
    },
    Cleanup {
        what: "events",
        classes: &[EventOut],
        reason: "no personal data but random ids; what no receiver took in a month is told by the state of things",
        means: Means::Rows(event_outbox::delete_due),
    },
    Cleanup {
        what: "mails about deadlines",
        classes: &[MailNotice],
        reason: "six months: who was told, for looking back; what still waits then is told anew",
        means: Means::Rows(mail_notices::delete_due),
    },
    Cleanup {
        what: "reconciliations",
        classes: &[Reconciliation],
        reason: "as long as what stays of the batches that were compared",
        means: Means::Rows(reconciliations::delete_due),
    },
    Cleanup {
        what: "job runs",
        classes: &[],
        reason: "no personal data; three months of looking back",
        means: Means::Rows(old_job_runs),
    },
];

/// Answers to packets, and what permit systems created under which key.
fn receipts(tx: &mut Tx<'_>, scope: &Scope, now: Timestamp, limit: u32) -> Result<usize, StoreError> {
    let packets = packets::delete_due(tx, scope, now, limit)?;
    Ok(packets + api_clients::delete_due_creations(tx, scope, now, limit)?)
}

/// Dossiers and zones as they were, and inspections of the signs.
fn dossier_versions(tx: &mut Tx<'_>, scope: &Scope, now: Timestamp, limit: u32) -> Result<usize, StoreError> {
    let versions = locations::delete_due(tx, scope, now, limit)? + zones::delete_due(tx, scope, now, limit)?;
    Ok(versions + inspections::delete_due(tx, scope, now, limit)?)
}

fn old_job_runs(tx: &mut Tx<'_>, scope: &Scope, now: Timestamp, limit: u32) -> Result<usize, StoreError> {
    let days = jiff::SignedDuration::from_hours(24 * JOB_RUN_DAYS);
    job_runs::delete_before(tx, scope, now.saturating_sub(days).unwrap_or(now), limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_that_can_be_due_has_one_line() {
        for class in RetentionClass::ALL {
            let lines = CLEANUPS.iter().filter(|cleanup| cleanup.classes.contains(class)).count();
            // What is in use has no date, and the end of a legal hold or an open incident is a review, not a destruction.
            let reviewed = matches!(class, LegalHold | IncidentOpen);
            let expected = usize::from(!reviewed && !matches!(class, AccountActive | DossierInUse));
            assert_eq!(lines, expected, "{class}");
        }
    }

    /// The operator's document says of every class what the program does.
    #[test]
    fn the_document_names_every_class_with_its_default_term() {
        let document = include_str!("../../../../../deploy/docs/retention.md");
        let terms = poortwacht_domain::RetentionTerms::default();
        let rows = document.lines().filter_map(|line| line.strip_prefix("| `"));
        let named: Vec<(&str, &str)> = rows
            .filter_map(|row| {
                let (class, rest) = row.split_once('`')?;
                Some((class, rest.split('|').nth(2)?.trim()))
            })
            .collect();
        let expected: Vec<(&str, String)> = RetentionClass::ALL
            .iter()
            .map(|class| (class.as_str(), terms.duration(*class).unwrap_or_else(|| "in use".to_owned())))
            .collect();
        let expected: Vec<(&str, &str)> =
            expected.iter().map(|(class, term)| (*class, term.as_str())).collect();
        assert_eq!(named, expected);
    }
}
