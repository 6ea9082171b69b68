//! Five years of a municipality, day by day, and then until its last case is gone. People judge, take back, hold, forget to
//! review; the CJIB accepts and returns; older databases are put back and recovered, and
//! so is the key store; the process dies in the middle of
//! runs. After every run a model that knows a case's facts alone says what must be gone and what must be there, to the case.
//!
//! The ordinary test plays some cases; `POORTWACHT_YEARS_CASES` says how many.

mod check;
mod days;
mod disaster;
mod key_loss;
mod model;
mod people;

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::CaseRef;
use poortwacht_domain::rng::random_bytes;
use poortwacht_domain::testing::SequenceRng;

use crate::testing::{Cjib, World, days as of_days, start};
use disaster::Backup;
use model::Model;
use people::People;

/// How many cases the ordinary test plays.
const USUAL: u64 = 500;
const VARIABLE: &str = "POORTWACHT_YEARS_CASES";

/// Days on which units send packets.
const DAYS: u64 = 5 * 365;

pub struct Years {
    world: World,
    people: People,
    cjib: Cjib,
    /// References of cases that the CJIB returns.
    returned: BTreeSet<CaseRef>,
    model: Model,
    backups: Vec<Backup>,
    /// When older databases came into use again.
    recoveries: Vec<Timestamp>,
    /// Cases whose keys a backup of the key store brought back for a moment.
    died_twice: usize,
    chance: SequenceRng,
    day: u64,
    cases: u64,
}

impl Years {
    async fn begin(cases: u64) -> Self {
        let world = World::new().await;
        let people = People::hire(&world).await;
        let (cjib, model, chance) = (Cjib::default(), Model::default(), SequenceRng::new(11));
        Self {
            world,
            people,
            cjib,
            returned: BTreeSet::new(),
            model,
            backups: Vec::new(),
            recoveries: Vec::new(),
            died_twice: 0,
            chance,
            day: 0,
            cases,
        }
    }

    fn now(&self) -> Timestamp {
        self.world.services.now()
    }

    /// One of `0..of`, the same in every repetition of the test.
    fn draw(&self, of: u64) -> u64 {
        u64::from_le_bytes(random_bytes(&self.chance)) % of
    }

    /// Nothing happens in the same instant as something else.
    fn tick(&self) {
        self.world.clock.advance(SignedDuration::from_secs(1));
    }

    /// The moment of the day at which everything that is due is destroyed.
    fn go_to(&mut self, day: u64) {
        self.day = day;
        self.world.clock.set(start() + of_days(day.try_into().unwrap()));
    }

    async fn play(&mut self) {
        while self.day < DAYS {
            self.go_to(self.day + 1);
            self.purge().await;
            self.work().await;
            self.disasters().await;
        }
        // From here on only time goes by.
        while let Some(next) = self.model.next_end() {
            let left = next.duration_since(start()).as_hours();
            self.go_to(u64::try_from(left / 24).unwrap() + 1);
            self.purge().await;
        }
    }
}

fn cases() -> u64 {
    std::env::var(VARIABLE).ok().map_or(USUAL, |text| text.parse().unwrap())
}

#[tokio::test]
async fn nothing_outlives_its_term_nothing_dies_early_and_nothing_comes_back_in_five_years() {
    let mut years = Years::begin(cases()).await;
    years.play().await;
    years.check_end().await;
}
