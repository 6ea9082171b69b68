//! The same packet again: the same answer, one case, however often and at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::SignedDuration;
use poortwacht_domain::{PacketOutcome, Rng};
use poortwacht_store::units;

use super::world::{Draft, PLATE, World, dossier, picture, start};
use crate::intake::{IntakeRefusal, accept};
use crate::system::SystemRng;

#[tokio::test]
async fn a_retry_hears_the_first_answer_though_it_is_signed_anew() {
    let world = World::new().await;
    let draft = Draft::now();
    let first = world.send(draft.clone()).await.unwrap();
    let second = world.send(draft).await.unwrap();
    assert_eq!(first, second);
    assert_eq!(world.cases().await.len(), 1);
}

#[tokio::test]
async fn a_retry_hears_the_first_answer_whatever_changed_meanwhile() {
    let world = World::new().await;
    let draft = Draft::now();
    let first = world.send(draft.clone()).await.unwrap();
    world.exempt(PLATE, None).await;
    world.clock.advance(SignedDuration::from_hours(49));
    assert_eq!(world.send(draft).await.unwrap(), first);
}

#[tokio::test]
async fn other_content_under_the_same_identifier_is_a_conflict() {
    let world = World::new().await;
    let draft = Draft::now();
    world.send(draft.clone()).await.unwrap();
    for changed in [draft.clone().with("/lane", 2), draft.showing(picture(3))] {
        assert!(matches!(world.send(changed).await, Err(IntakeRefusal::OtherContent)));
    }
    assert_eq!(world.cases().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_make_one_case_and_hear_one_answer() {
    let world = World::new().await;
    let (draft, unit) = (Draft::now(), world.identity().await);
    let sends = (0..12).map(|_| {
        let (services, unit, submission) = (world.services.clone(), unit.clone(), draft.sign(&world.signer));
        tokio::spawn(async move { accept(&services, &unit, submission).await.unwrap() })
    });
    let mut answers = Vec::new();
    for sent in sends.collect::<Vec<_>>() {
        answers.push(sent.await.unwrap());
    }
    assert!(answers.iter().all(|answer| *answer == answers[0] && answer.outcome == PacketOutcome::Accepted));
    assert_eq!(world.cases().await.len(), 1);
}

#[tokio::test]
async fn a_number_that_was_jumped_over_is_a_gap_until_it_arrives() {
    let world = World::new().await;
    let passage = |sequence: i64| {
        let at = start() - SignedDuration::from_mins(sequence);
        Draft::at(at).with("/unitSequence", sequence)
    };
    world.send(passage(1)).await.unwrap();
    world.send(passage(3)).await.unwrap();
    let gaps = world.read(units::gaps).await;
    assert_eq!(gaps.iter().map(|gap| (gap.missing.first, gap.missing.last)).collect::<Vec<_>>(), [(2, 2)]);
    world.send(passage(2)).await.unwrap();
    assert!(world.read(units::gaps).await.is_empty());
}

/// Real randomness, except that the first three case references (nine bytes each) are the same.
struct Stuttering(SystemRng, AtomicUsize);

impl Rng for Stuttering {
    fn fill(&self, bytes: &mut [u8]) {
        if bytes.len() == 9 && self.1.fetch_add(1, Ordering::Relaxed) < 3 {
            bytes.fill(7);
        } else {
            self.0.fill(bytes);
        }
    }
}

#[tokio::test]
async fn a_case_reference_that_is_taken_is_replaced() {
    let rng = Arc::new(Stuttering(SystemRng::new(), AtomicUsize::new(0)));
    let world = World::with(dossier(), rng).await;
    let first = world.send(Draft::now()).await.unwrap().case_reference;
    let other = Draft::now().with("/plate/raw", "EU-99-OA").with("/unitSequence", 2);
    let second = world.send(other).await.unwrap().case_reference;
    assert!(first.is_some() && second.is_some() && first != second);
    assert_eq!(world.cases().await.len(), 2);
}
