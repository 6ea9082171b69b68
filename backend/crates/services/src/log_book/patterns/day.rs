//! What each account does on a day. Only the last two days are held at a time.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use poortwacht_domain::calendar::local;
use poortwacht_domain::{AccountId, Act, ActKind, CaseId, Weekday};
use poortwacht_ledger::{Outcome, Record};

use super::super::names::ABOUT;
use super::super::settings::SignalSettings;
use super::{Found, Signal};

/// More findings than this are not kept.
const MOST: usize = 2_000;

/// Days under way, and what those before left.
pub(super) struct Days {
    settings: SignalSettings,
    open: BTreeMap<Date, Day>,
    found: Vec<Found>,
    more: bool,
}

#[derive(Default)]
struct Day {
    accounts: BTreeMap<AccountId, OfAccount>,
    failed_logins: u64,
}

#[derive(Default)]
struct OfAccount {
    viewed: BTreeSet<CaseId>,
    decided: BTreeSet<CaseId>,
    searches: u64,
    odd_acts: u64,
    disclosures: u64,
    failed_logins: u64,
}

impl Days {
    pub(super) fn new(settings: SignalSettings) -> Self {
        Self { settings, open: BTreeMap::new(), found: Vec::new(), more: false }
    }

    pub(super) fn see(&mut self, record: &Record) {
        let at = local(record.at).datetime();
        self.close_before(at.date());
        let usual = self.settings.usual_days.contains(&Weekday::from(at.date().weekday()))
            && (self.settings.usual_from..self.settings.usual_until).contains(&at.time());
        let day = self.open.entry(at.date()).or_default();
        let entry = &record.entry;
        if entry.act == Act::LoginFailed {
            day.failed_logins = day.failed_logins.saturating_add(1);
            if let Some(id) = entry.detail.get(ABOUT).and_then(|id| id.parse().ok()) {
                let account = day.accounts.entry(id).or_default();
                account.failed_logins = account.failed_logins.saturating_add(1);
            }
        }
        if let Some(id) = entry.actor.account()
            && entry.outcome == Outcome::Done
        {
            day.accounts.entry(id).or_default().see(record, usual);
        }
    }

    /// Entries of two servers may cross midnight a little out of order, so the day before stays open.
    fn close_before(&mut self, day: Date) {
        while self.open.len() > 1
            && let Some((oldest, closed)) = self.open.pop_first()
        {
            if day.yesterday().is_ok_and(|yesterday| oldest >= yesterday) {
                self.open.insert(oldest, closed);
                return;
            }
            self.close(oldest, closed);
        }
    }

    fn close(&mut self, date: Date, day: Day) {
        let settings = self.settings.clone();
        let municipality = (Signal::FailedLogins, day.failed_logins, settings.failed_logins);
        self.add(date, None, municipality);
        for (id, account) in day.accounts {
            for counted in account.counted(&settings) {
                self.add(date, Some(id), counted);
            }
        }
    }

    fn add(&mut self, day: Date, account: Option<AccountId>, (signal, count, threshold): (Signal, u64, u64)) {
        if count < threshold.max(1) {
            return;
        }
        if self.found.len() >= MOST {
            self.more = true;
            return;
        }
        let day = Some(day);
        self.found.push(Found { signal, account, case: None, address: None, day, count, threshold });
    }

    /// What stood out, and whether there was more.
    pub(super) fn found(mut self) -> (Vec<Found>, bool) {
        while let Some((date, day)) = self.open.pop_first() {
            self.close(date, day);
        }
        (self.found, self.more)
    }
}

impl OfAccount {
    fn see(&mut self, record: &Record, usual: bool) {
        let entry = &record.entry;
        match (entry.act, entry.case) {
            (Act::CaseShown, Some(case)) => self.viewed.extend(Some(case)),
            (Act::CaseConfirmed | Act::CaseDismissed, Some(case)) => self.decided.extend(Some(case)),
            (Act::Searched, _) => self.searches = self.searches.saturating_add(1),
            _ => {}
        }
        if entry.act.kind() == ActKind::Disclosures {
            self.disclosures = self.disclosures.saturating_add(1);
        }
        if !usual {
            self.odd_acts = self.odd_acts.saturating_add(1);
        }
    }

    fn counted(&self, settings: &SignalSettings) -> [(Signal, u64, u64); 5] {
        let undecided = self.viewed.difference(&self.decided).count();
        let undecided = u64::try_from(undecided).unwrap_or(u64::MAX);
        [
            (Signal::ViewsWithoutDecision, undecided, settings.views_without_decision),
            (Signal::Searches, self.searches, settings.searches),
            (Signal::OddHours, self.odd_acts, settings.odd_acts),
            (Signal::Disclosures, self.disclosures, settings.disclosures),
            (Signal::FailedLogins, self.failed_logins, settings.failed_logins_of_account),
        ]
    }
}
