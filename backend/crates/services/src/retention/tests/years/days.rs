//! What people and machines do on a day.

use jiff::SignedDuration;
use poortwacht_domain::{Act, CaseId, CaseRef, CaseState, Check, DatePeriod, LocationDossier, local_day};
use poortwacht_ledger::Actor as InLedger;
use poortwacht_store::cases::{self, NewCase};
use poortwacht_store::{Plan, Tx};

use super::model::{Standing, Told};
use super::{DAYS, Years, people};
use crate::custody::testing::receive;
use crate::export::{AnnulForm, annul, poll_with, run_with, send_back};
use crate::legal_holds::{self, HoldAnswer, HoldForm};
use crate::review::{self, ConfirmRequest, DismissRequest};
use crate::testing::{Cut, dossier};
use crate::{ServiceError, checkpoints, recovery, retention};

/// Vehicles in the region. One returns after weeks at the earliest: no two cases are of one act.
const VEHICLES: u64 = 1_000;

impl Years {
    /// The day's run, which dies now and then and is repeated. Afterwards everything is compared with the model.
    pub async fn purge(&mut self) {
        let (services, now) = (self.world.services.clone(), self.now());
        self.back_up_keys().await;
        let due = self.model.pass(now);
        if !due.is_empty() && self.draw(4) == 0 {
            let steps = usize::try_from(self.draw(40)).unwrap();
            Cut::after(Some(steps), retention::run(&services, now, false)).await;
            self.world.catch_breath().await;
        }
        retention::run(&services, now, false).await.unwrap();
        self.check_run(&due).await;
        self.lose_keys(&due).await;
        let services = self.world.services.clone();
        retention::sweep(&services).await.unwrap();
        checkpoints::sign_now(&services).await.unwrap();
        assert!(recovery::watch_over(&services).await.unwrap());
    }

    pub async fn work(&mut self) {
        if self.day % 14 == 1 {
            people::inspect(&self.world).await;
        }
        for _ in 0..self.cases * self.day / DAYS - self.cases * (self.day - 1) / DAYS {
            self.tick();
            self.packet().await;
        }
        for id in self.in_state(CaseState::AwaitingReview) {
            self.tick();
            self.judge(id).await;
        }
        for id in self.in_state(CaseState::Returned) {
            if self.draw(3) == 0 {
                self.back_to_desk(id).await;
            }
        }
        if self.draw(20) == 0 {
            self.take_back().await;
        }
        self.hold().await;
        self.deliver().await;
    }

    /// An appeal against some sanction is upheld.
    async fn take_back(&mut self) {
        let sanctioned = self.in_state(CaseState::Accepted);
        if sanctioned.is_empty() {
            return;
        }
        let place = self.draw(sanctioned.len().try_into().unwrap());
        let id = sanctioned[usize::try_from(place).unwrap()];
        if self.model.alive[&id].ends() <= self.now() {
            return;
        }
        let reference = self.model.alive[&id].reference.to_string();
        let form = AnnulForm { ground: "appeal_upheld".to_owned(), document: "beslissing 118".to_owned() };
        annul(&self.world.services, &self.people.coordinator, &reference, &form).await.unwrap();
        self.stands(id, CaseState::Annulled, Standing::Annulled(self.now()));
    }

    fn in_state(&self, state: CaseState) -> Vec<CaseId> {
        self.model.alive.iter().filter(|(_, told)| told.state == state).map(|(id, _)| *id).collect()
    }

    async fn packet(&mut self) {
        let at = self.now() - SignedDuration::from_mins(self.draw(600).try_into().unwrap());
        let plate = format!("AEI{:03}", self.model.met() % VEHICLES);
        let sealed = self.world.sealed_case_of(&plate, "NL", at);
        let today = local_day(at);
        // A day in fifty only warns.
        let warning_periods = match self.day % 50 {
            0 => vec![DatePeriod { from: today, until: today }],
            _ => Vec::new(),
        };
        let dossier = LocationDossier { warning_periods, ..dossier() };
        let case = NewCase { received_at: self.now(), dossier, ..sealed };
        let told = Told {
            reference: case.reference.clone(),
            half: case.half.id,
            at,
            state: CaseState::AwaitingReview,
            standing: Standing::Undecided,
            held_until: None,
            not_before: None,
        };
        self.model.alive.insert(case.id, told);
        let services = self.world.services.clone();
        self.world.write(move |tx, scope| receive(&services, tx, scope, &case)).await;
    }

    /// One in five is judged by nobody.
    async fn judge(&mut self, id: CaseId) {
        let told = &self.model.alive[&id];
        let is_forgotten = id.as_uuid().as_bytes()[0].is_multiple_of(5);
        if is_forgotten && told.standing == Standing::Undecided || told.ends() <= self.now() {
            return;
        }
        self.claim(id).await;
        match self.draw(3) {
            0 => self.dismiss(id).await,
            _ => self.confirm(id).await,
        }
    }

    /// The desk gives the next case; this takes a certain one, with the same traces.
    async fn claim(&self, id: CaseId) {
        let (services, officer, now) = (self.world.services.clone(), self.people.officer.clone(), self.now());
        let claim = move |tx: &mut Tx<'_>| {
            cases::claim(tx, &officer.scope(), id, officer.account, now, SignedDuration::from_mins(10))?;
            Ok::<_, ServiceError>(services.record(
                tx,
                &officer.log(),
                &officer.entry(Act::CaseClaimed).case(id),
            )?)
        };
        let log = self.people.officer.log();
        self.world.services.store().write(Plan::new().log(log), claim).await.unwrap();
    }

    async fn dismiss(&mut self, id: CaseId) {
        let (services, officer) = (self.world.services.clone(), self.people.officer.clone());
        let case = self.model.alive[&id].reference.to_string();
        let request = DismissRequest {
            case: case.clone(),
            reason: "plate_unreadable".to_owned(),
            ..Default::default()
        };
        review::dismiss(&services, &officer, request).await.unwrap();
        self.stands(id, CaseState::Dismissed, Standing::Dismissed(self.now()));
        if self.draw(10) == 0 && review::undo(&services, &officer, &case).await.is_ok() {
            self.stands(id, CaseState::AwaitingReview, Standing::Undecided);
        }
    }

    async fn confirm(&mut self, id: CaseId) {
        let request = ConfirmRequest {
            case: self.model.alive[&id].reference.to_string(),
            offence_code: "R559".to_owned(),
            vehicle_category: "1".to_owned(),
            grounds: "Ik zag het voertuig.".to_owned(),
            seen: Check::ALL.to_vec(),
            ..ConfirmRequest::default()
        };
        let confirmed = review::confirm(&self.world.services, &self.people.officer, request).await;
        // What is too old to be sent stays on the desk.
        if confirmed.is_ok() {
            self.stands(id, CaseState::Confirmed, Standing::Confirmed);
        }
    }

    async fn back_to_desk(&mut self, id: CaseId) {
        let reference = self.model.alive[&id].reference.to_string();
        if send_back(&self.world.services, &self.people.coordinator, &reference).await.is_ok() {
            self.stands(id, CaseState::AwaitingReview, Standing::Confirmed);
        }
    }

    fn stands(&mut self, id: CaseId, state: CaseState, standing: Standing) {
        let told = self.model.alive.get_mut(&id).unwrap();
        if told.standing != standing {
            told.not_before = None;
        }
        (told.state, told.standing) = (state, standing);
    }

    /// Somebody holds a case; of those that are held some are reviewed, some released, and some forgotten.
    async fn hold(&mut self) {
        let held = self.model.alive.iter().filter_map(|(id, told)| Some((*id, told.held_until?)));
        for (id, review) in held.collect::<Vec<_>>() {
            let is_near = review.duration_since(self.now()) < SignedDuration::from_hours(24 * 20);
            match self.draw(60) {
                0 => self.release(id).await,
                1 | 2 if is_near => self.review_hold(id).await,
                _ => {}
            }
        }
        if !self.model.alive.is_empty() && self.draw(12) == 0 {
            let place = self.draw(self.model.alive.len().try_into().unwrap());
            let (id, told) = self.model.alive.iter().nth(place.try_into().unwrap()).unwrap();
            if told.held_until.is_none() && told.ends() > self.now() {
                self.place_hold(*id).await;
            }
        }
    }

    async fn place_hold(&mut self, id: CaseId) {
        let form = HoldForm { ground: "appeal".to_owned(), explanation: "beroep 118".to_owned() };
        let reference = self.model.alive[&id].reference.clone();
        let (services, people) = (&self.world.services, &self.people);
        legal_holds::ask(services, &people.coordinator, reference.as_str(), &form).await.unwrap();
        self.answer(id, HoldAnswer::Agree).await;
        self.held(id);
    }

    async fn review_hold(&mut self, id: CaseId) {
        self.answer(id, HoldAnswer::Confirm).await;
        self.held(id);
    }

    async fn release(&mut self, id: CaseId) {
        self.answer(id, HoldAnswer::Release).await;
        let grace = self.now() + SignedDuration::from_hours(24);
        let told = self.model.alive.get_mut(&id).unwrap();
        (told.held_until, told.not_before) = (None, Some(grace));
    }

    async fn answer(&self, id: CaseId, answer: HoldAnswer) {
        let reference = self.model.alive[&id].reference.as_str();
        legal_holds::answer(&self.world.services, &self.people.privacy, reference, answer).await.unwrap();
    }

    fn held(&mut self, id: CaseId) {
        let now = self.now();
        self.model.alive.get_mut(&id).unwrap().hold(now);
    }

    /// The night's export and the CJIB's answers; one case in eight comes back whenever it is sent.
    async fn deliver(&mut self) {
        let (services, town) = (self.world.services.clone(), self.world.municipality);
        run_with(&services, &InLedger::Operator, Some(town), Some(&self.cjib)).await.unwrap();
        let comes_back = |id: &CaseId| id.as_uuid().as_bytes()[1].is_multiple_of(8);
        let sent = self.model.alive.iter().filter(|(id, _)| comes_back(id));
        let returned: Vec<CaseRef> = sent.map(|(_, told)| told.reference.clone()).collect();
        self.returned.extend(returned.iter().cloned());
        self.cjib.judge(returned);
        if self.is_recovering() && self.day.is_multiple_of(7) {
            self.ask_the_cjib().await;
        }
        poll_with(&services, &InLedger::Operator, &self.cjib).await.unwrap();
        self.observe().await;
    }

    fn is_recovering(&self) -> bool {
        let last = self.recoveries.last();
        last.is_some_and(|last| self.now().duration_since(*last) < SignedDuration::from_hours(24 * 120))
    }

    /// Takes over where gate and CJIB have brought the open cases, and compares every date with the model's.
    pub async fn observe(&mut self) {
        let open = |told: &Told| told.state.is_open();
        let ids: Vec<CaseId> =
            self.model.alive.iter().filter(|(_, told)| open(told)).map(|(id, _)| *id).collect();
        for case in self.find_all(ids).await {
            let told = &self.model.alive[&case.id];
            let standing = match case.state {
                CaseState::AwaitingReview if told.state == CaseState::AwaitingReview => told.standing,
                CaseState::AwaitingReview | CaseState::Expired => Standing::Undecided,
                CaseState::Dismissed => Standing::Dismissed(self.now()),
                CaseState::Warned => Standing::Warned,
                CaseState::Accepted => Standing::Sanctioned,
                _ => Standing::Confirmed,
            };
            self.stands(case.id, case.state, standing);
            self.check_dates(&case);
        }
    }
}
