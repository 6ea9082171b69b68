//! Addresses of the register of incidents.

use poortwacht_domain::incident::IncidentStep;

/// The register (GET).
pub const INCIDENTS: &str = "/incidents";
/// Report an incident with an account (GET form, POST).
pub const INCIDENT_REPORT: &str = "/incidents/report";
/// How far a leak may reach (GET form, POST).
pub const INCIDENT_SCOPE: &str = "/incidents/scope";
/// The month for the management (GET), and as a file (POST).
pub const INCIDENT_MONTH: &str = "/incidents/month";
/// Report an incident without an account (GET form, POST).
pub const REPORT_OPENLY: &str = "/report-incident";
/// Where to report a weakness, for machines (GET, RFC 9116).
pub const SECURITY_TXT: &str = "/.well-known/security.txt";
/// Route pattern of [`incident`].
pub const INCIDENT: &str = "/incidents/{number}";
/// Route pattern of [`incident_emergency`].
pub const INCIDENT_EMERGENCY: &str = "/incidents/{number}/emergency";
/// Route pattern of [`incident_extracts`].
pub const INCIDENT_EXTRACTS: &str = "/incidents/{number}/extracts";
/// Route pattern of [`incident_extract`].
pub const INCIDENT_EXTRACT: &str = "/incidents/{number}/extracts/{extract}";
/// Route pattern of [`incident_step`].
pub const INCIDENT_STEP: &str = "/incidents/{number}/{step}";

/// One incident (GET).
#[must_use]
pub fn incident(number: u64) -> String {
    format!("/incidents/{number}")
}

/// A step in an incident (GET form, POST).
#[must_use]
pub fn incident_step(number: u64, step: IncidentStep) -> String {
    format!("/incidents/{number}/{step}")
}

/// Secure an extract of the ledger with an incident (GET form, POST).
#[must_use]
pub fn incident_extracts(number: u64) -> String {
    format!("/incidents/{number}/extracts")
}

/// An extract as a file (POST: each is logged).
#[must_use]
pub fn incident_extract(number: u64, extract: u64) -> String {
    format!("/incidents/{number}/extracts/{extract}")
}

/// The emergency stop for an incident (GET form, POST).
#[must_use]
pub fn incident_emergency(number: u64) -> String {
    format!("/incidents/{number}/emergency")
}
