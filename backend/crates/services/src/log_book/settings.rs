//! From when on something counts as unusual. Shown beside every finding, so that a reader can judge it.

use jiff::civil::Time;
use poortwacht_domain::Weekday;

/// Thresholds and usual hours, with defaults for an office of a few officers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignalSettings {
    /// Cases that one account opened on one day without deciding them.
    pub views_without_decision: u64,
    /// Searches of one account on one day.
    pub searches: u64,
    /// Acts of one account on one day outside the usual hours.
    pub odd_acts: u64,
    /// Failed logins of the whole municipality on one day.
    pub failed_logins: u64,
    /// Failed logins on one account on one day.
    pub failed_logins_of_account: u64,
    /// Different people who saw one case.
    pub viewers: u64,
    /// Dossiers, pictures and exports that one account took out on one day.
    pub disclosures: u64,
    /// Days before the period from which an address counts as known.
    pub known_addresses_days: u32,
    /// Days on which people usually work.
    pub usual_days: Vec<Weekday>,
    /// From this Dutch time of day.
    pub usual_from: Time,
    /// Until this Dutch time of day.
    pub usual_until: Time,
}

impl Default for SignalSettings {
    fn default() -> Self {
        Self {
            views_without_decision: 20,
            searches: 20,
            odd_acts: 5,
            failed_logins: 15,
            failed_logins_of_account: 5,
            viewers: 5,
            disclosures: 10,
            known_addresses_days: 30,
            usual_days: Weekday::ALL.to_vec(),
            usual_from: Time::constant(7, 0, 0, 0),
            usual_until: Time::constant(23, 0, 0, 0),
        }
    }
}
