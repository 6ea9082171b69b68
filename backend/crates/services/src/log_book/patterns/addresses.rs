//! From which addresses accounts come, and which of them are new.

use std::collections::BTreeMap;
use std::net::IpAddr;

use jiff::Timestamp;
use poortwacht_domain::{AccountId, local_day};
use poortwacht_ledger::{Outcome, Record};

use super::{Found, Signal};

/// Addresses that are told apart per account.
const MOST: usize = 256;

/// First use of every address of every account, in the period and in the days before it.
pub(in crate::log_book) struct Addresses {
    from: Timestamp,
    accounts: BTreeMap<AccountId, BTreeMap<IpAddr, Timestamp>>,
}

impl Addresses {
    /// Addresses used before `from` are known.
    pub(in crate::log_book) fn new(from: Timestamp) -> Self {
        Self { from, accounts: BTreeMap::new() }
    }

    pub(in crate::log_book) fn see(&mut self, record: &Record) {
        let entry = &record.entry;
        let (Some(account), Some(address)) = (entry.actor.account(), entry.origin) else { return };
        if entry.outcome != Outcome::Done {
            return;
        }
        let addresses = self.accounts.entry(account).or_default();
        if addresses.len() < MOST {
            addresses.entry(address).or_insert(record.at);
        }
    }

    /// New addresses. The first address of an account is where it begins, not a new one.
    pub(in crate::log_book) fn found(self) -> Vec<Found> {
        let from = self.from;
        let of_account = |(account, addresses): (AccountId, BTreeMap<IpAddr, Timestamp>)| {
            let begun = addresses.values().min().copied();
            addresses.into_iter().filter(move |(_, at)| *at >= from && Some(*at) != begun).map(
                move |(address, at)| Found {
                    signal: Signal::NewAddress,
                    account: Some(account),
                    case: None,
                    address: Some(address),
                    day: Some(local_day(at)),
                    count: 1,
                    threshold: 1,
                },
            )
        };
        self.accounts.into_iter().flat_map(of_account).collect()
    }
}
