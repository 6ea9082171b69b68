use std::borrow::Cow;

use jiff::Timestamp;
use poortwacht_domain::roles::Role;
use uuid::Uuid;

use super::*;
use crate::entry::Actor;

const ANNA: u128 = 1;
const BEN: u128 = 2;

fn account(id: u128) -> Actor {
    Actor::Account { id: AccountId::from_uuid(Uuid::from_u128(id)), role: Role::Officer }
}

fn job() -> Actor {
    Actor::Job("export".to_owned())
}

fn of(actor: Actor, act: Act) -> Facts<'static> {
    Facts {
        shard: Cow::Borrowed("system/2026-2"),
        position: 0,
        at: Timestamp::UNIX_EPOCH,
        actor,
        act,
        case: Some(CaseId::from_uuid(Uuid::from_u128(9))),
        outcome: Outcome::Done,
        reason: None,
        batch: None,
        state: None,
    }
}

fn received() -> Facts<'static> {
    of(Actor::System, Act::CaseReceived)
}

fn desk(id: u128) -> Facts<'static> {
    Facts { reason: Some(DESK.into()), ..of(account(id), Act::CaseShown) }
}

fn gate_to(state: &'static str) -> Facts<'static> {
    Facts { state: Some(state.into()), ..of(job(), Act::GateChecked) }
}

fn batch(act: Act) -> Facts<'static> {
    Facts { batch: Some("b".into()), ..of(job(), act) }
}

fn acknowledged() -> Facts<'static> {
    Facts { case: None, ..batch(Act::BatchAcknowledged) }
}

fn confirmed_by(id: u128) -> Vec<Facts<'static>> {
    vec![received(), of(account(id), Act::CaseClaimed), desk(id), of(account(id), Act::CaseConfirmed)]
}

/// Where the first impossible act stands.
fn first_bad(acts: &[Facts<'_>]) -> Option<usize> {
    let mut order = Order::default();
    acts.iter().position(|facts| !order.observe(facts))
}

fn then(mut acts: Vec<Facts<'static>>, more: Vec<Facts<'static>>) -> Vec<Facts<'static>> {
    acts.extend(more);
    acts
}

#[test]
fn a_life_from_receipt_to_destruction_is_in_order() {
    let to_batch = vec![of(job(), Act::GateChecked), batch(Act::BatchBuilt), acknowledged()];
    let answered =
        vec![batch(Act::CaseReturned), batch(Act::BatchBuilt), acknowledged(), batch(Act::CaseAccepted)];
    let disclosed = vec![
        of(account(BEN), Act::CaseShown),
        of(account(BEN), Act::DossierIssued),
        of(Actor::Operator, Act::EvidenceVerified),
        of(account(BEN), Act::CaseAnnulled),
        of(account(ANNA), Act::CaseShown),
        of(job(), Act::Destroyed),
        of(Actor::Operator, Act::EvidenceVerified),
        of(account(BEN), Act::LedgerListed),
    ];
    let life = then(then(then(confirmed_by(ANNA), to_batch), answered), disclosed);
    assert_eq!(first_bad(&life), None);
}

#[test]
fn a_case_of_a_batch_that_was_given_up_goes_out_with_another_one() {
    let twice =
        vec![batch(Act::BatchBuilt), batch(Act::BatchGivenUp), batch(Act::BatchBuilt), acknowledged()];
    let life = then(confirmed_by(ANNA), then(twice, vec![batch(Act::CaseAccepted)]));
    assert_eq!(first_bad(&life), None);
}

#[test]
fn a_decision_taken_back_lies_on_the_desk_again() {
    let back = vec![
        of(account(ANNA), Act::DecisionUndone),
        desk(ANNA),
        of(account(ANNA), Act::CaseDismissed),
        of(account(ANNA), Act::DecisionUndone),
        of(account(ANNA), Act::CaseSkipped),
        of(account(BEN), Act::CaseClaimed),
        of(account(BEN), Act::CaseConfirmed),
        gate_to("awaiting_review"),
        of(account(ANNA), Act::CaseClaimed),
        of(account(ANNA), Act::CaseConfirmed),
        gate_to("warned"),
        of(job(), Act::Destroyed),
    ];
    assert_eq!(first_bad(&then(confirmed_by(ANNA), back)), None);
}

#[test]
fn what_cannot_follow_is_found() {
    let impossible = [
        vec![of(account(ANNA), Act::CaseShown)],
        vec![received(), received()],
        vec![received(), of(account(ANNA), Act::CaseConfirmed)],
        vec![received(), of(account(ANNA), Act::CaseClaimed), of(account(BEN), Act::CaseConfirmed)],
        vec![received(), of(account(ANNA), Act::CaseClaimed), desk(BEN)],
        vec![received(), of(account(ANNA), Act::CaseClaimed), of(account(ANNA), Act::DecisionUndone)],
        vec![received(), batch(Act::BatchBuilt)],
        vec![received(), of(job(), Act::Destroyed), of(account(ANNA), Act::CaseShown)],
        vec![received(), of(job(), Act::Destroyed), of(account(ANNA), Act::CaseClaimed)],
        then(confirmed_by(ANNA), vec![of(account(BEN), Act::DecisionUndone)]),
        then(confirmed_by(ANNA), vec![of(account(BEN), Act::CaseClaimed)]),
        then(confirmed_by(ANNA), vec![of(account(BEN), Act::CaseAnnulled)]),
        then(confirmed_by(ANNA), vec![batch(Act::BatchBuilt), of(account(BEN), Act::CaseAnnulled)]),
        then(confirmed_by(ANNA), vec![batch(Act::BatchGivenUp)]),
        then(
            confirmed_by(ANNA),
            vec![batch(Act::BatchBuilt), batch(Act::BatchGivenUp), batch(Act::CaseAccepted)],
        ),
        then(confirmed_by(ANNA), vec![batch(Act::CaseAccepted)]),
        then(confirmed_by(ANNA), vec![batch(Act::BatchBuilt), batch(Act::CaseAccepted)]),
        then(confirmed_by(ANNA), vec![batch(Act::BatchBuilt), of(account(ANNA), Act::DecisionUndone)]),
        then(confirmed_by(ANNA), vec![gate_to("warned"), batch(Act::BatchBuilt)]),
    ];
    for acts in impossible {
        assert_eq!(first_bad(&acts), Some(acts.len() - 1), "{acts:?}");
    }
}

#[test]
fn what_was_refused_or_failed_moves_nothing() {
    let failed = Facts { outcome: Outcome::Failed, ..of(account(BEN), Act::CaseConfirmed) };
    let refused = Facts { outcome: Outcome::Refused, ..of(account(BEN), Act::CaseShown) };
    let more = vec![failed, refused, of(account(ANNA), Act::DecisionUndone)];
    assert_eq!(first_bad(&then(confirmed_by(ANNA), more)), None);
}

#[test]
fn a_case_met_after_destroyed_entries_may_be_anywhere_in_its_life() {
    let mut order = Order::default();
    assert!(order.observe(&received()));
    order.hole();
    assert!(order.observe(&batch(Act::CaseAccepted)));
    assert!(!order.observe(&of(account(ANNA), Act::CaseClaimed)), "from here on its life is known");
}
