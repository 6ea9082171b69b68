//! Playing a history.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{AccountId, CaseId, CaseState, Check, DismissalReason, RetentionClass, local_day};
use poortwacht_ledger::Actor as InLedger;
use poortwacht_store::batches::{self, BatchState};
use poortwacht_store::cases::{self, NewCase};

use super::model::{Facts, Told, stands};
use super::{Blemish, Command};
use crate::custody::testing::receive;
use crate::export::{LetterRequest, issue, letters, poll_with, run_with, send_back};
use crate::quality::{self, LookRequest};
use crate::retention;
use crate::review::{self, ConfirmRequest, DismissRequest};
use crate::testing::{Cjib, Cut, World, days, dossier, start};

/// Where a case is while something still happens to it by itself.
const ON_ITS_WAY: [CaseState; 4] =
    [CaseState::Confirmed, CaseState::Ready, CaseState::InBatch, CaseState::Delivered];

const PLATES: [&str; 3] = ["AE12UI", "UO73EA", "OU88IE"];

/// How much of what is confirmed is looked at twice.
pub(super) const LOOK_PERCENT: u32 = 40;

/// Where cases stand, and why they were dismissed.
pub type Seen = BTreeMap<CaseId, (CaseState, Option<DismissalReason>)>;

pub struct Story {
    pub world: World,
    pub cjib: Cjib,
    pub cases: Vec<Told>,
    pub facts: Facts,
    /// How often the CJIB returned a case, as we took it.
    pub returned: BTreeMap<CaseId, usize>,
    /// The second has an authorisation for another territory; the third looks twice.
    pub(super) officers: [AccountId; 3],
}

impl Story {
    pub async fn play(&mut self, command: Command) {
        // Nothing happens in the same instant as something else.
        self.world.clock.advance(SignedDuration::from_secs(1));
        match command {
            Command::Packet { plate, minutes_ago, blemish } => self.packet(plate, minutes_ago, blemish).await,
            Command::Confirm { case, officer } => self.confirm(case, officer).await,
            Command::Dismiss { case, officer, reason } => self.dismiss(case, officer, reason).await,
            Command::Undo { case } => self.undo(case).await,
            Command::Exempt { plate, days_ago, days } => self.exempt(plate, days_ago, days).await,
            Command::Consent { given } => {
                self.facts.consent = given;
                self.rewrite_dossier().await;
            }
            Command::Inspect => {
                self.facts.inspections.push(local_day(self.now()));
                self.rewrite_dossier().await;
            }
            Command::WarningPeriod { begins } => {
                self.facts.warning = begins;
                self.rewrite_dossier().await;
            }
            Command::Look { case, agrees } => self.look_twice(case, agrees).await,
            Command::Pass { hours } => self.world.clock.advance(SignedDuration::from_hours(hours)),
            Command::Export { faults, cut } => {
                self.cjib.fail(faults);
                self.export(cut).await;
            }
            Command::Poll { returned, faults, cut } => {
                self.cjib.fail(faults);
                self.poll(returned, cut).await;
            }
            Command::SendBack { case } => self.send_back(case).await,
            Command::Letters { cut } => self.letters(cut).await,
            Command::Purge => self.purge().await,
        }
    }

    /// Everything that was missing is recorded, everybody does what is due, and nights go by.
    ///
    /// Gives the installation back, unless something of this municipality lies about in it, and how the cases ended.
    pub async fn end(mut self) -> (Option<World>, Vec<CaseState>) {
        self.facts.consent = true;
        let first = start() - days(40);
        let mut day = first;
        while day < self.now() {
            self.facts.inspections.push(local_day(day));
            day += days(14);
        }
        self.facts.inspections.push(local_day(self.now()));
        self.rewrite_dossier().await;
        self.cjib.fail(Vec::new());
        for _ in 0..6 {
            for case in 0..self.cases.len() {
                self.look_twice(case, true).await;
            }
            self.world.clock.advance(days(1));
            self.export(None).await;
            self.world.clock.advance(SignedDuration::from_hours(12));
            self.poll(0, None).await;
            if !self.cases.iter().any(|case| stands(case, &ON_ITS_WAY)) {
                break;
            }
        }
        let stranded = self.stranded().await;
        self.check_none_lost(&stranded);
        self.check_far_end(&stranded);
        let ends = self.cases.iter().filter_map(|case| case.state).collect();
        (stranded.is_empty().then_some(self.world), ends)
    }

    pub(super) fn now(&self) -> Timestamp {
        self.world.services.now()
    }

    fn place(&self, case: usize) -> Option<usize> {
        (!self.cases.is_empty()).then(|| case % self.cases.len())
    }

    async fn packet(&mut self, plate: usize, minutes_ago: i64, blemish: Blemish) {
        // Two packets are never of the same instant.
        let apart = SignedDuration::from_secs(self.cases.len().try_into().unwrap());
        let at = self.now() - SignedDuration::from_mins(minutes_ago) - apart;
        let country = if blemish == Blemish::Foreign { "B" } else { "NL" };
        let sealed = self.world.sealed_case_of(PLATES[plate], country, at);
        let mut case = NewCase { received_at: self.now(), dossier: self.dossier(), ..sealed };
        match blemish {
            Blemish::Incomplete => {
                case.facts = case.facts.replace("\"incomplete\":false", "\"incomplete\":true")
            }
            Blemish::ClockOff => case.facts = case.facts.replace("\"offsetMs\":-12", "\"offsetMs\":-12000"),
            Blemish::Outside => case.dossier.active_from = at + days(1),
            Blemish::None | Blemish::Foreign => {}
        }
        self.cases.push(Told {
            id: case.id,
            reference: case.reference.clone(),
            plate,
            at,
            blemish,
            warning: case.dossier.warns_on(local_day(at)),
            confirmed_by: None,
            look_due: false,
            state: Some(CaseState::AwaitingReview),
            died_sent: false,
        });
        let services = self.world.services.clone();
        self.world.write(move |tx, scope| receive(&services, tx, scope, &case)).await;
    }

    /// Puts the case on the officer's desk, where it may lie there.
    async fn take_up(&mut self, case: usize, officer: usize) -> Option<usize> {
        let place =
            self.place(case).filter(|place| self.cases[*place].state == Some(CaseState::AwaitingReview))?;
        let (id, officer, now) = (self.cases[place].id, self.officers[officer], self.now());
        let lease = SignedDuration::from_mins(10);
        let claimed =
            self.world.write(move |tx, scope| Ok(cases::claim(tx, scope, id, officer, now, lease).is_ok()));
        claimed.await.then_some(place)
    }

    async fn confirm(&mut self, case: usize, officer: usize) {
        let Some(place) = self.take_up(case, officer).await else { return };
        let own = self.cases[place].blemish != Blemish::Incomplete;
        let request = ConfirmRequest {
            case: self.cases[place].reference.to_string(),
            offence_code: "R559".to_owned(),
            vehicle_category: "1".to_owned(),
            grounds: if own { "Ik zag het voertuig.".to_owned() } else { dossier().grounds_template },
            seen: Check::ALL.to_vec(),
            ..ConfirmRequest::default()
        };
        let done = review::confirm(&self.world.services, &self.actor(officer), request).await;
        if done.is_err() {
            // Nothing but the desk's own rules may stand in the way.
            return assert_eq!(self.world.state(self.cases[place].id).await, CaseState::AwaitingReview);
        }
        let decided = self.world.find(self.cases[place].id).await.unwrap();
        let at = decided.decided.unwrap().at;
        let told = &mut self.cases[place];
        told.confirmed_by = Some(officer);
        told.look_due = quality::is_drawn(told.id, at, LOOK_PERCENT);
        told.state = Some(CaseState::Confirmed);
    }

    async fn dismiss(&mut self, case: usize, officer: usize, reason: DismissalReason) {
        let Some(place) = self.take_up(case, officer).await else { return };
        let request = DismissRequest {
            case: self.cases[place].reference.to_string(),
            reason: reason.code().to_owned(),
            explanation: String::new(),
        };
        if review::dismiss(&self.world.services, &self.actor(officer), request).await.is_ok() {
            self.cases[place].state = Some(CaseState::Dismissed);
        }
    }

    async fn undo(&mut self, case: usize) {
        let Some(place) = self.place(case) else { return };
        let reference = self.cases[place].reference.to_string();
        for officer in 0..self.officers.len() {
            if review::undo(&self.world.services, &self.actor(officer), &reference).await.is_ok() {
                assert!(!stands(&self.cases[place], &super::model::SENT), "sent and taken back");
                self.desk(place);
            }
        }
    }

    /// The case awaits a judgement again.
    fn desk(&mut self, place: usize) {
        let told = &mut self.cases[place];
        (told.confirmed_by, told.look_due, told.state) = (None, false, Some(CaseState::AwaitingReview));
    }

    async fn exempt(&mut self, plate: usize, days_ago: i64, length: i64) {
        let from = self.now() - days(days_ago);
        let until = from + days(length);
        self.world.exempt_for(PLATES[plate], from, until).await;
        self.facts.exemptions.push((plate, from, until));
    }

    async fn look_twice(&mut self, case: usize, agrees: bool) {
        let Some(place) = self.place(case) else { return };
        let told = &self.cases[place];
        let held = matches!(told.state, Some(CaseState::Confirmed | CaseState::Ready));
        if !(told.look_due && held) {
            return;
        }
        let outcome = if agrees { "agrees" } else { "disagrees" }.to_owned();
        let request = LookRequest { outcome, explanation: "Het bord is niet te zien.".to_owned() };
        let (services, reference) = (self.world.services.clone(), told.reference.to_string());
        quality::judge(&services, &self.actor(2), &reference, &request).await.unwrap();
        if agrees {
            self.cases[place].look_due = false;
        } else {
            self.desk(place);
        }
    }

    async fn export(&mut self, cut: Option<usize>) {
        let services = self.world.services.clone();
        let run = run_with(&services, &InLedger::Operator, Some(self.world.municipality), Some(&self.cjib));
        let whole = match Cut::after(cut, run).await {
            Some(report) => report.map(|_| true).unwrap(),
            None => false,
        };
        self.world.catch_breath().await;
        self.check_gate(whole).await;
    }

    async fn poll(&mut self, returned: usize, cut: Option<usize>) {
        let bits = self.cases.iter().enumerate().filter(|(place, _)| returned & (1 << (place % 3)) != 0);
        self.cjib.judge(bits.map(|(_, case)| case.reference.clone()).collect());
        let services = self.world.services.clone();
        let run = poll_with(&services, &InLedger::Operator, &self.cjib);
        if let Some(report) = Cut::after(cut, run).await {
            report.unwrap();
        }
        self.world.catch_breath().await;
        let seen = self.look().await;
        let held: BTreeSet<String> = self.cjib.cases().into_iter().collect();
        for case in &mut self.cases {
            let is = seen.get(&case.id).map(|(state, _)| *state);
            if is == case.state {
                continue;
            }
            let answered = [CaseState::Delivered, CaseState::Accepted, CaseState::Returned];
            let given_up = case.state == Some(CaseState::InBatch) && is == Some(CaseState::Ready);
            let answered = is.is_some_and(|state| answered.contains(&state));
            assert!(
                answered || given_up && !held.contains(case.reference.as_str()),
                "{case:?} became {is:?}"
            );
            if is == Some(CaseState::Returned) {
                *self.returned.entry(case.id).or_default() += 1;
            }
            case.state = is;
        }
    }

    async fn send_back(&mut self, case: usize) {
        let Some(place) = self.place(case) else { return };
        let reference = self.cases[place].reference.to_string();
        if send_back(&self.world.services, &self.coordinator(), &reference).await.is_ok() {
            assert_eq!(self.cases[place].state, Some(CaseState::Returned));
            self.desk(place);
        }
    }

    async fn letters(&mut self, cut: Option<usize>) {
        let (services, coordinator) = (self.world.services.clone(), self.coordinator());
        let waiting = letters(&services, &coordinator).await.unwrap();
        for line in waiting.into_iter().filter(|line| line.waiting > 0) {
            let request = LetterRequest {
                location: line.location.to_string(),
                from: line.from.to_string(),
                until: line.until.to_string(),
                issued: String::new(),
            };
            if let Some(Err(error)) = Cut::after(cut, issue(&services, &coordinator, &request)).await {
                // All that waited had an exemption by now.
                assert!(matches!(error, crate::ServiceError::NotFound(_)), "{error}");
            }
        }
        self.world.catch_breath().await;
        let seen = self.look().await;
        for case in self.cases.iter().filter(|case| case.state == Some(CaseState::Warned)) {
            let (state, _) = seen[&case.id];
            let fine = state == CaseState::Warned || state == CaseState::Dismissed && self.facts.exempt(case);
            assert!(fine, "{case:?} became {state}");
        }
        self.take(&seen);
    }

    async fn purge(&mut self) {
        let now = self.now();
        for case in &self.cases {
            let Some(found) = self.world.find(case.id).await else { continue };
            let kept = found.retention.destroy_after > now;
            assert!(kept || case.state != Some(CaseState::Accepted), "{case:?} dies too early");
        }
        // The exemptions of these tests hold no sealed plate, which a renewal of their keys would open.
        let what = ["cases", "batch files"];
        retention::run_some(&self.world.services, &InLedger::Operator, now, &what).await.unwrap();
        let seen = self.look().await;
        for case in &mut self.cases {
            let sent = matches!(case.state, Some(CaseState::InBatch | CaseState::Delivered));
            case.died_sent |= sent && !seen.contains_key(&case.id);
        }
        self.take(&seen);
    }

    /// Cases of a batch that the CJIB acknowledged and forgot, and whose file died, with the term of its first case, before
    /// anybody asked: nothing can be sent any more, and an alarm tells.
    async fn stranded(&self) -> BTreeSet<CaseId> {
        let batches = self.world.read(|conn, scope| batches::list(conn, scope, 1_000)).await;
        let mut stranded = BTreeSet::new();
        for batch in batches.iter().filter(|batch| batch.retention.class != RetentionClass::BatchFile) {
            let (id, open) = (batch.id, batch.state == BatchState::Acknowledged);
            let items = self.world.read(move |conn, scope| batches::items(conn, scope, id)).await;
            stranded.extend(items.iter().filter(|_| open).map(|item| item.case));
        }
        stranded
    }

    /// Where every case stands.
    pub async fn look(&self) -> Seen {
        let ids: Vec<CaseId> = self.cases.iter().map(|case| case.id).collect();
        self.world
            .read(move |conn, scope| {
                let mut seen = Seen::new();
                for id in ids {
                    if let Some(case) = cases::find(conn, scope, id)? {
                        seen.insert(id, (case.state, case.dismissal_reason));
                    }
                }
                Ok(seen)
            })
            .await
    }

    pub fn take(&mut self, seen: &Seen) {
        for case in &mut self.cases {
            case.state = seen.get(&case.id).map(|(state, _)| *state);
        }
    }

    /// A case that the gate sent back needs another decision.
    pub fn settle_moves(&mut self, before: &[Told]) {
        for (place, was) in before.iter().enumerate() {
            if was.state != self.cases[place].state
                && self.cases[place].state == Some(CaseState::AwaitingReview)
            {
                self.desk(place);
            }
        }
    }
}
