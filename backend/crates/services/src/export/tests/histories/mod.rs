//! Random histories of a municipality, in which people change their minds, facts come late, the CJIB misbehaves and the
//! process dies between any two steps. Every case that is sent was legal at that moment, none is sent twice, none is lost.
//!
//! The ordinary test plays some; `POORTWACHT_HISTORIES` says how many. A small model that knows nothing of the gate's
//! table says what each case deserves.

mod check;
mod model;
mod scene;
mod story;

use std::cell::RefCell;
use std::collections::HashMap;

use poortwacht_domain::{CaseState, DismissalReason};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::testing::{Fault, World};
use story::Story;

/// How many histories the ordinary test plays.
const USUAL: u32 = 40;
/// How many of them are towns of one installation.
const TOWNS: usize = 100;
const VARIABLE: &str = "POORTWACHT_HISTORIES";

/// What is wrong with a packet from the beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blemish {
    None,
    Foreign,
    Incomplete,
    ClockOff,
    Outside,
}

/// Something that somebody does. Cases, plates and officers are named by their number, modulo how many there are.
#[derive(Debug, Clone)]
pub enum Command {
    Packet { plate: usize, minutes_ago: i64, blemish: Blemish },
    Confirm { case: usize, officer: usize },
    Dismiss { case: usize, officer: usize, reason: DismissalReason },
    Undo { case: usize },
    Exempt { plate: usize, days_ago: i64, days: i64 },
    Consent { given: bool },
    Inspect,
    WarningPeriod { begins: bool },
    Look { case: usize, agrees: bool },
    Pass { hours: i64 },
    Export { faults: Vec<Fault>, cut: Option<usize> },
    Poll { returned: usize, faults: Vec<Fault>, cut: Option<usize> },
    SendBack { case: usize },
    Letters { cut: Option<usize> },
    Purge,
}

fn command() -> impl Strategy<Value = Command> {
    let case = 0..12_usize;
    let blemish = prop_oneof![
        12 => Just(Blemish::None),
        1 => Just(Blemish::Foreign),
        1 => Just(Blemish::Incomplete),
        1 => Just(Blemish::ClockOff),
        1 => Just(Blemish::Outside),
    ];
    let reason = prop_oneof![Just(DismissalReason::PlateUnreadable), Just(DismissalReason::TechnicalFault)];
    let hours = prop_oneof![12 => 1..30_i64, 4 => 30..400_i64, 2 => 400..1_500_i64, 1 => 1_500..3_200_i64];
    prop_oneof![
        6 => (0..3_usize, 0..200_i64, blemish)
            .prop_map(|(plate, minutes_ago, blemish)| Command::Packet { plate, minutes_ago, blemish }),
        7 => (case.clone(), prop_oneof![6 => Just(0_usize), 1 => Just(1)])
            .prop_map(|(case, officer)| Command::Confirm { case, officer }),
        1 => (case.clone(), 0..2_usize, reason)
            .prop_map(|(case, officer, reason)| Command::Dismiss { case, officer, reason }),
        1 => case.clone().prop_map(|case| Command::Undo { case }),
        1 => (0..3_usize, -2..20_i64, 1..15_i64)
            .prop_map(|(plate, days_ago, days)| Command::Exempt { plate, days_ago, days }),
        1 => prop_oneof![3 => Just(true), 1 => Just(false)].prop_map(|given| Command::Consent { given }),
        3 => Just(Command::Inspect),
        1 => any::<bool>().prop_map(|begins| Command::WarningPeriod { begins }),
        3 => (case.clone(), prop_oneof![4 => Just(true), 1 => Just(false)])
            .prop_map(|(case, agrees)| Command::Look { case, agrees }),
        3 => hours.prop_map(|hours| Command::Pass { hours }),
        5 => (faults(), cut()).prop_map(|(faults, cut)| Command::Export { faults, cut }),
        4 => (0..8_usize, faults(), cut())
            .prop_map(|(returned, faults, cut)| Command::Poll { returned, faults, cut }),
        1 => case.prop_map(|case| Command::SendBack { case }),
        1 => cut().prop_map(|cut| Command::Letters { cut }),
        1 => Just(Command::Purge),
    ]
}

fn faults() -> impl Strategy<Value = Vec<Fault>> {
    let fault =
        prop_oneof![Just(Fault::Lost), Just(Fault::AnswerLost), Just(Fault::Forgotten), Just(Fault::Refused)];
    prop_oneof![3 => Just(Vec::new()), 1 => proptest::collection::vec(fault, 1..3)]
}

/// After how many steps the process dies.
fn cut() -> impl Strategy<Value = Option<usize>> {
    prop_oneof![3 => Just(None), 1 => (0..16_usize).prop_map(Some)]
}

fn histories() -> u32 {
    std::env::var(VARIABLE).ok().and_then(|text| text.parse().ok()).unwrap_or(USUAL)
}

#[test]
fn every_sent_case_was_legal_then_none_is_sent_twice_and_none_is_lost() {
    // Many towns of one installation: making one anew takes longer than a history.
    let kept: RefCell<Option<World>> = RefCell::new(None);
    let met: RefCell<HashMap<CaseState, usize>> = RefCell::default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let config = Config { cases: histories(), failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new(config);
    let played = runner.run(&proptest::collection::vec(command(), 5..28), |commands| {
        runtime.block_on(async {
            let last = kept.take().filter(|world| world.towns < TOWNS);
            let mut story = Story::begin(last).await;
            for command in commands {
                story.play(command).await;
            }
            let (world, ends) = story.end().await;
            kept.replace(world);
            for end in ends {
                *met.borrow_mut().entry(end).or_insert(0_usize) += 1;
            }
        });
        Ok(())
    });
    played.unwrap();
    // Histories in which nothing happens would prove nothing.
    let met = met.into_inner();
    for end in [CaseState::Accepted, CaseState::Dismissed, CaseState::AwaitingReview] {
        assert!(met.contains_key(&end), "no case ended as {end}: {met:?}");
    }
}
