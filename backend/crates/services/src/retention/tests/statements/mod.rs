//! A process that dies at a statement of a destruction: for each statement of each of its transactions a real process of its
//! own, which ends itself there, on a copy of the same folder. Whatever the moment, nothing that is not due is touched, the
//! ledger verifies, and the next run leaves exactly what a run without a crash leaves.

mod dying;
mod full;
mod remains;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use poortwacht_domain::testing::FixedClock;
use tempfile::TempDir;

use crate::system::SystemRng;
use crate::testing::{KEYS, process};
use crate::{Services, ServicesConfig, ledger_heads, retention};
use dying::{Death, Moment, Order};
use full::Full;
use remains::Remains;

/// A run over everything that is due, and the sweep of keys that nothing names.
async fn destroy(services: &Services) {
    retention::run(services, services.now(), false).await.unwrap();
    retention::sweep(services).await.unwrap();
}

fn copy(from: &Path) -> TempDir {
    let to = TempDir::new().unwrap();
    std::fs::create_dir(to.path().join(KEYS)).unwrap();
    for part in [PathBuf::new(), PathBuf::from(KEYS)] {
        for entry in std::fs::read_dir(from.join(&part)).unwrap() {
            let file = entry.unwrap();
            if file.file_type().unwrap().is_file() {
                std::fs::copy(file.path(), to.path().join(&part).join(file.file_name())).unwrap();
            }
        }
    }
    to
}

fn services(folder: &Path, at: Timestamp) -> Services {
    process(folder, Arc::new(FixedClock::at(at)), Arc::new(SystemRng::new()), ServicesConfig::default())
}

/// What a run leaves that nobody interrupts, and the moments at which it can die.
async fn whole(full: &Full) -> (Remains, Vec<Moment>) {
    let folder = copy(full.folder());
    let order = Order { folder: folder.path().to_owned(), at: full.at, dies_before: None };
    let (death, moments) = order.give();
    assert_eq!(death, Death::OfAge);
    let services = services(folder.path(), full.at);
    let remains = Remains::of(&services).await;
    full.check(&services, &remains).await;
    (remains, moments)
}

async fn cut_short(full: &Full, expected: &Remains, moment: &Moment) {
    let (folder, told) = (copy(full.folder()), &moment.statement);
    let order = Order { folder: folder.path().to_owned(), at: full.at, dies_before: Some(moment.number) };
    let (death, lived) = order.give();
    let last = lived.last().map(|moment| moment.statement.as_str());
    assert_eq!(
        (death, last),
        (Death::Sudden, Some(told.as_str())),
        "another one than number {}",
        moment.number
    );
    let services = services(folder.path(), full.at);
    let ledger = ledger_heads::verify(&services, Vec::new()).await.unwrap();
    assert!(ledger.is_sound(), "{told}: {ledger:?}");
    full.check_living(&services).await;
    destroy(&services).await;
    assert_eq!(&Remains::of(&services).await, expected, "{told}");
    services.store().shutdown();
}

#[tokio::test]
async fn a_destruction_that_dies_at_any_statement_is_finished_by_the_next_run_as_if_it_had_not() {
    if let Some(order) = Order::received() {
        return order.carry_out().await;
    }
    let full = Full::new().await;
    let (expected, moments) = whole(&full).await;
    assert!(moments.len() > 100, "{} moments", moments.len());
    for moment in &moments {
        cut_short(&full, &expected, moment).await;
    }
}
