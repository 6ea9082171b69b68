//! The promise itself: once a case is destroyed, no copy of the database tells anything of it any more, whatever class
//! the case had when the copy was made.
//!
//! Four cases go different ways: dismissed, never judged, confirmed and fined, confirmed and returned. The whole database
//! is copied before and after each step. Then time passes; each case dies on its own day, and whoever holds the copies
//! tries all of them with everything the server then has, guessing the right plates. What lives still must open, or the
//! attempt would prove nothing. The vehicle of the first case to die is also that of one that lives on, at the same place on
//! the same day: neither may betray the other.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::SignedDuration;
use poortwacht_domain::CaseState;
use poortwacht_store::cases::Case;
use poortwacht_test_postgres::TestDatabase;
use poortwacht_tests::peers::Cjib;
use poortwacht_tests::portal::{Browser, Page};
use poortwacht_tests::sender::Draft;
use poortwacht_tests::world::{MUNICIPALITY, Plan};
use poortwacht_tests::{html, keys};

use super::copies::{Copy, Source, open};
use super::thief::{Thief, all};
use crate::setup::Running;

/// Never issued. The first is dismissed, the next two are confirmed, the last is never judged: the first vehicle again.
const PLATES: [&str; 4] = ["CE48AU", "EC21AE", "OE93AU", "CE48AU"];
/// How long after the first the other vehicles pass: longer than it takes to be another passage.
const LATER: Duration = Duration::from_secs(60);
/// Nothing listens there.
const NOBODY: &str = "https://127.0.0.1:9";

#[tokio::test]
async fn no_copy_of_the_sqlite_database_tells_anything_of_a_destroyed_case() {
    let mut story = Story::begin(Plan::default(), None).await;
    story.live().await;
    story.die();
}

#[tokio::test]
async fn no_copy_of_the_postgresql_database_tells_anything_of_a_destroyed_case() {
    let (database, keys) = (poortwacht_test_postgres::database(), poortwacht_test_postgres::database());
    let (url, key_store) = (Some(database.url.clone()), Some(keys.url.clone()));
    let plan = Plan { database: url, key_store, ..Plan::default() };
    let mut story = Story::begin(plan, Some(database)).await;
    story.live().await;
    story.die();
}

/// An installation, its cases' plates by reference, and the copies made on the way.
struct Story {
    running: Running,
    source: Source,
    plates: BTreeMap<String, &'static str>,
    copies: Vec<Copy>,
}

impl Story {
    async fn begin(plan: Plan, database: Option<TestDatabase>) -> Self {
        let running = Running::start(plan).await;
        let source = Source::of(&running.world, database);
        Self { running, source, plates: BTreeMap::new(), copies: Vec::new() }
    }

    /// From the packets to the CJIB's answer.
    async fn live(&mut self) {
        let officer = self.running.world.enrolled(MUNICIPALITY, "boa", "officer").await.unwrap();
        let browser = officer.browser(&self.running.world).await.unwrap();
        self.receive().await;
        self.copy("received").await;
        let stock = browser.get("/stock").await.unwrap();
        let desk = browser.submit(&stock, "/review", &[]).await.unwrap();
        self.dismiss(&browser, &desk).await;
        self.copy("dismissed").await;
        for plate in [PLATES[1], PLATES[2]] {
            self.confirm(&browser, plate).await;
        }
        self.copy("confirmed").await;
        self.running.world.kill().await.unwrap();
        self.deliver().await;
    }

    async fn receive(&mut self) {
        let sender = self.running.sender();
        for (number, plate) in (1..).zip(PLATES) {
            let mut draft = Draft::valid(plate, number);
            if number == 1 {
                draft.capture_earlier(LATER).unwrap();
            }
            let (status, answer) = sender.send(&draft).await.unwrap();
            assert_eq!(status.as_u16(), 201, "{answer}");
            self.plates.insert(answer["caseReference"].as_str().unwrap().to_owned(), plate);
        }
    }

    /// Kills the server first: what a file holds then is what a stolen disk holds.
    async fn copy(&mut self, when: &'static str) {
        self.running.world.kill().await.unwrap();
        self.keep_copy(when);
        self.running.world.start().await.unwrap();
    }

    fn keep_copy(&mut self, when: &'static str) {
        self.copies.push(self.source.copy(when, self.running.world.folder()));
    }

    fn on_desk(&self, desk: &Page) -> &'static str {
        let fields = html::hidden_fields(&desk.body, "/review/confirm");
        let (_, reference) = fields.into_iter().find(|(name, _)| name == "case").unwrap();
        self.plates[&reference]
    }

    async fn dismiss(&self, browser: &Browser, desk: &Page) {
        assert_eq!(self.on_desk(desk), PLATES[0]);
        let fields = [("reason", "plate_unreadable")];
        let done = browser.submit(desk, "/review/dismiss", &fields).await.unwrap();
        assert!(done.status.is_success(), "{}", done.body);
    }

    async fn confirm(&self, browser: &Browser, plate: &str) {
        let desk = browser.get("/review").await.unwrap();
        assert_eq!(self.on_desk(&desk), plate);
        let fields = [
            ("offence_code", "R559"),
            ("vehicle_category", "1"),
            ("sign_visible", "yes"),
            ("sign_passed", "yes"),
            ("plate_readable", "yes"),
            ("no_priority_vehicle", "yes"),
            ("grounds", "Ik zag het voertuig het bord passeren."),
        ];
        let done = browser.submit(&desk, "/review/confirm", &fields).await.unwrap();
        assert!(done.status.is_success(), "{}", done.body);
    }

    /// Into a batch while the CJIB is away, delivered when it is back, answered: one fined, one returned.
    async fn deliver(&mut self) {
        self.running.world.deliver_to(NOBODY).unwrap();
        drop(self.running.world.command(&["export", "run"]));
        self.keep_copy_in("in batch", &[CaseState::InBatch; 2]);
        let slow = ["--return-share", "0.5", "--process-after", "3600"];
        let cjib = Cjib::start(&self.running.world, &slow).await.unwrap();
        self.running.world.deliver_to(&cjib.url).unwrap();
        self.running.world.command(&["jobs", "run", "cjib-poll"]).unwrap();
        self.keep_copy_in("delivered", &[CaseState::Delivered; 2]);
        cjib.stop().await.unwrap();
        let later = (keys::now() + SignedDuration::from_hours(2)).to_string();
        let cjib =
            Cjib::start(&self.running.world, &["--return-share", "0.5", "--now", &later]).await.unwrap();
        self.running.world.deliver_to(&cjib.url).unwrap();
        self.running.world.command(&["jobs", "run", "cjib-poll"]).unwrap();
        self.keep_copy_in("answered", &[CaseState::Accepted, CaseState::Returned]);
        cjib.stop().await.unwrap();
    }

    /// Copies when the two confirmed cases are in these states.
    fn keep_copy_in(&mut self, when: &'static str, expected: &[CaseState]) {
        self.keep_copy(when);
        let others = [CaseState::Dismissed, CaseState::AwaitingReview];
        let found = all(&self.copies.last().unwrap().store).into_iter().map(|case| case.state);
        let mut found: Vec<_> = found.filter(|state| !others.contains(state)).collect();
        found.sort_by_key(|state| state.as_str());
        assert_eq!(found, expected, "{when}");
    }

    /// Each case dies on its day, and after each death every copy is tried.
    fn die(&mut self) {
        let mut alive: BTreeSet<String> = self.plates.keys().cloned().collect();
        self.try_all(&alive);
        for left in [3, 2, 1, 0] {
            let day = self.living().iter().map(|case| case.retention.destroy_after).min().unwrap();
            self.running.world.command(&["retention", "run", "--now", &day.to_string()]).unwrap();
            alive = self.living().iter().map(|case| case.reference.as_str().to_owned()).collect();
            assert_eq!(alive.len(), left, "each case has a day of its own");
            self.try_all(&alive);
        }
    }

    fn living(&self) -> Vec<Case> {
        let store = open(&self.running.world.database_url());
        let living = all(&store);
        store.shutdown();
        living
    }

    fn try_all(&self, alive: &BTreeSet<String>) {
        let mut thief = Thief::with(keys::open(&self.running.world).unwrap(), &PLATES);
        self.copies.iter().for_each(|copy| thief.study(&copy.store));
        for copy in &self.copies {
            let cases = all(&copy.store);
            assert_eq!(cases.len(), PLATES.len(), "{}", copy.when);
            assert_nothing_in_common(copy.when, &cases);
            for case in cases {
                let (reference, when) = (case.reference.as_str(), copy.when);
                let (plate, loot) = (self.plates[reference], thief.rob(&copy.store, &case));
                if alive.contains(reference) {
                    assert!(loot.is_everything(plate), "{when}: {reference} lives and does not open");
                } else {
                    assert!(loot.fields.is_empty() && loot.pictures.is_empty(), "{when}: {reference} opens");
                    assert!(!loot.names(plate), "{when}: the batch file names {reference}");
                }
                let guess = alive.contains(reference).then(|| plate.to_owned());
                assert_eq!(loot.guessed, guess, "{when}: {reference}");
            }
        }
    }
}

/// A thief who knows the plate of a living case must not recognise it in another case of the copy.
fn assert_nothing_in_common(when: &str, cases: &[Case]) {
    for (number, case) in cases.iter().enumerate() {
        let others = cases.iter().skip(number + 1);
        let same = |other: &&Case| other.plate == case.plate || other.half.half == case.half.half;
        assert_eq!(others.filter(same).count(), 0, "{when}: {}", case.reference.as_str());
    }
}
