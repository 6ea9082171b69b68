//! What is left after a destruction, as far as it must not depend on how often the process died.

use std::collections::BTreeMap;

use jiff::Timestamp;
use poortwacht_domain::HalfId;
use poortwacht_store::statistics::{self, Tally};
use poortwacht_store::{Connection, Scope, StoreError, destruction, maintenance};

use crate::{Services, ledger_heads, reconcile};

#[derive(Debug, PartialEq, Eq)]
pub struct Remains {
    /// The register: kind and subject, and how often.
    register: BTreeMap<(String, String), usize>,
    tallies: Vec<(Tally, u64)>,
    /// Rows by table and class.
    rows: BTreeMap<String, u64>,
    halves: Vec<HalfId>,
}

impl Remains {
    /// Looks, and checks that everything that is left fits together.
    pub async fn of(services: &Services) -> Self {
        let ledger = ledger_heads::verify(services, Vec::new()).await.unwrap();
        assert!(ledger.is_sound(), "{ledger:?}");
        let compared = reconcile::run(services, true).await.unwrap();
        assert!(compared.is_sound() && compared.keys_without_case == 0, "{compared:?}");
        let halves = services.keys().attached_halves(None, u32::MAX).unwrap();
        let (register, tallies, rows) = services.store().read(look).await.unwrap();
        Self { register, tallies, rows, halves }
    }

    /// How many of a kind died.
    pub fn registered(&self, kind: &str) -> usize {
        self.register.iter().filter(|((of, _), _)| of == kind).map(|(_, times)| times).sum()
    }
}

type Looked = (BTreeMap<(String, String), usize>, Vec<(Tally, u64)>, BTreeMap<String, u64>);

fn look(conn: &mut Connection) -> Result<Looked, StoreError> {
    let scope = Scope::auditor("what is left");
    let mut register = BTreeMap::new();
    for line in destruction::between(conn, &scope, Timestamp::MIN, Timestamp::MAX)? {
        *register.entry((line.subject_kind, line.subject_id)).or_default() += 1;
    }
    let held = maintenance::holdings(conn, &scope)?;
    let rows = held.into_iter().map(|line| (format!("{} {}", line.table, line.class), line.count)).collect();
    Ok((register, statistics::list(conn, &scope)?, rows))
}
