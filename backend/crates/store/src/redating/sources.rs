//! Where rows with a term are, and from when it runs.

use poortwacht_domain::RetentionClass;

/// Rows of one table and class.
#[derive(Debug, Clone, Copy)]
pub struct Source {
    /// The table.
    pub table: &'static str,
    /// Their class.
    pub class: RetentionClass,
    /// The classes whose terms set their date.
    pub terms: &'static [RetentionClass],
    pub(super) page: &'static str,
    pub(super) set: &'static str,
}

/// One line of the table: class, the terms behind its date; table, key, anchor, passage, rows of a municipality and which
/// of them.
macro_rules! source {
    ($class:ident by [$($term:ident),+]: $table:literal, $key:literal, $anchor:literal, $captured:literal, $of:literal, $also:literal) => {
        Source {
            table: $table,
            class: RetentionClass::$class,
            terms: &[$(RetentionClass::$term),+],
            page: concat!(
                "SELECT ", $key, ", ", $anchor, ", ", $captured, ", destroy_after FROM ", $table, " WHERE ", $of,
                " AND retention_class = ?", $also, " AND destroy_after >= ? AND (destroy_after > ? OR ", $key,
                " > ?) ORDER BY destroy_after, ", $key, " LIMIT ?"
            ),
            set: concat!(
                "UPDATE ", $table, " SET destroy_after = ? WHERE ", $of,
                " AND retention_class = ? AND destroy_after = ? AND ", $key, " = ?"
            ),
        }
    };
    ($class:ident: $table:literal, $key:literal, $anchor:literal) => {
        source!($class by [$class]: $table, $key, $anchor, $anchor, "municipality_id = ?", "")
    };
    ($class:ident: $table:literal, $key:literal, $anchor:literal, of $of:literal) => {
        source!($class by [$class]: $table, $key, $anchor, $anchor, $of, "")
    };
}

/// Every kind of row whose term a municipality sets, but what is held: see [`super::held`]. Dates that are reviews are left
/// alone: the next review goes by the new term.
pub const SOURCES: &[Source] = &[
    source!(Undecided: "cases", "id", "captured_at"),
    source!(Confirmed: "cases", "id", "captured_at"),
    source!(Warned: "cases", "id", "captured_at"),
    source!(Sanctioned: "cases", "id", "captured_at"),
    // Never longer than the sanction itself would have been kept.
    source!(Annulled by [Annulled, Sanctioned]: "cases", "id", "state_changed_at", "captured_at", "municipality_id = ?", ""),
    // What a late exemption dismissed waits its 72 hours whatever the term is.
    source!(Dismissed by [Dismissed, Undecided]: "cases", "id", "state_changed_at", "captured_at", "municipality_id = ?",
        " AND NOT EXISTS (SELECT 1 FROM exemption_late_cases WHERE case_id = cases.id)"),
    source!(Exemption by [Exemption]: "exemptions", "id", "coalesce(ended_at, valid_until)", "created_at",
        "municipality_id = ?", " AND provisional_until IS NULL"),
    source!(ImportFile: "exemption_imports", "id", "created_at"),
    source!(LateStart: "exemption_late_starts", "id", "proposed_at"),
    // Until it is reconciled a file lives no longer than the first of its cases.
    source!(BatchFile by [Confirmed]: "batches", "id", "period_from", "period_from", "municipality_id = ?",
        " AND processed_at IS NULL"),
    source!(BatchFile by [BatchFile]: "batches", "id", "processed_at", "processed_at", "municipality_id = ?",
        " AND processed_at IS NOT NULL"),
    source!(BatchSummary: "batches", "id", "coalesce(processed_at, built_at)"),
    source!(Reconciliation: "reconciliations", "month", "compared_at"),
    source!(PersonRequest: "person_requests", "id", "coalesce(handled_at, due_at)"),
    source!(Incident: "incidents", "id", "closed_at"),
    source!(Account: "accounts", "id", "deactivated_at"),
    source!(Authorisation: "authorisations", "id", "valid_until",
        of "account_id IN (SELECT id FROM accounts WHERE municipality_id = ?)"),
    source!(Session: "sessions", "token_hash", "coalesce(ended_at, expires_at)"),
    source!(LoginAttempt: "login_attempts", "id", "login_attempts.at"),
    source!(Approval: "approvals", "id", "coalesce(decided_at, expires_at)"),
    // One that is not finished has no date yet.
    source!(AccessReview by [AccessReview]: "access_reviews", "id", "closed_at", "closed_at", "municipality_id = ?",
        " AND closed_at IS NOT NULL"),
    source!(PacketReceipt: "packet_receipts", "unit_id || ' ' || packet_id", "received_at"),
    source!(PacketReceipt: "api_creations", "client_id || ' ' || key_hash", "created_at"),
    // A version dies from when the next one took its place; the last of a closed zone from its own.
    source!(DossierVersion: "location_versions", "location_id || ' ' || version",
        "coalesce((SELECT later.changed_at FROM location_versions AS later WHERE later.location_id = \
         location_versions.location_id AND later.version = location_versions.version + 1), changed_at)",
        of "location_id IN (SELECT id FROM locations WHERE municipality_id = ?)"),
    source!(DossierVersion: "zone_versions", "zone_id || ' ' || version",
        "coalesce((SELECT later.changed_at FROM zone_versions AS later WHERE later.zone_id = \
         zone_versions.zone_id AND later.version = zone_versions.version + 1), changed_at)",
        of "zone_id IN (SELECT id FROM zones WHERE municipality_id = ?)"),
    source!(DossierVersion: "sign_inspections", "id", "recorded_at"),
    source!(ProcessingLine: "processing_lines", "id", "ended_at"),
    source!(EventOut: "event_outbox", "id", "created_at"),
    source!(Sample: "samples", "id", "coalesce(closed_at, drawn_at)"),
    source!(MailNotice: "mail_notices", "id", "created_at"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_with_a_term_of_the_municipality_can_be_dated_again() {
        for class in RetentionClass::set_by_municipality() {
            let is_review = matches!(class, RetentionClass::LegalHold | RetentionClass::IncidentOpen);
            let own = SOURCES.iter().any(|source| source.class == class && source.terms.contains(&class));
            assert_eq!(own, !is_review, "{class}");
        }
    }
}
