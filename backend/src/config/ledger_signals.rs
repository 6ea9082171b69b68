//! `[ledger_signals]`

use jiff::civil::Time;
use poortwacht_domain::Weekday;
use poortwacht_services::log_book::SignalSettings;
use serde::Deserialize;

/// `[ledger_signals]`: from when on something in the ledger counts as unusual. Members left out keep their defaults.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LedgerSignalsSection {
    /// Cases that one account opened on one day without deciding them.
    pub views_without_decision: Option<u64>,
    /// Searches of one account on one day.
    pub searches: Option<u64>,
    /// Acts of one account on one day outside the usual hours.
    pub odd_acts: Option<u64>,
    /// Failed logins of a whole municipality on one day.
    pub failed_logins: Option<u64>,
    /// Failed logins on one account on one day.
    pub failed_logins_of_account: Option<u64>,
    /// Different people who saw one case.
    pub viewers: Option<u64>,
    /// Dossiers, pictures and exports that one account took out on one day.
    pub disclosures: Option<u64>,
    /// Days after whose use an address is known.
    pub known_addresses_days: Option<u32>,
    /// Days on which people usually work.
    pub usual_days: Option<Vec<Weekday>>,
    /// From this Dutch time of day.
    pub usual_from: Option<Time>,
    /// Until this Dutch time of day.
    pub usual_until: Option<Time>,
}

impl LedgerSignalsSection {
    /// As the use cases take it.
    #[must_use]
    pub fn settings(&self) -> SignalSettings {
        let usual = SignalSettings::default();
        SignalSettings {
            views_without_decision: self.views_without_decision.unwrap_or(usual.views_without_decision),
            searches: self.searches.unwrap_or(usual.searches),
            odd_acts: self.odd_acts.unwrap_or(usual.odd_acts),
            failed_logins: self.failed_logins.unwrap_or(usual.failed_logins),
            failed_logins_of_account: self.failed_logins_of_account.unwrap_or(usual.failed_logins_of_account),
            viewers: self.viewers.unwrap_or(usual.viewers),
            disclosures: self.disclosures.unwrap_or(usual.disclosures),
            known_addresses_days: self.known_addresses_days.unwrap_or(usual.known_addresses_days),
            usual_days: self.usual_days.clone().unwrap_or(usual.usual_days),
            usual_from: self.usual_from.unwrap_or(usual.usual_from),
            usual_until: self.usual_until.unwrap_or(usual.usual_until),
        }
    }
}
