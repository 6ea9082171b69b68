//! A walk along every route, in the order in which people would: each leaves exactly the entry it declares.

use std::collections::BTreeSet;

use poortwacht_domain::{Act, CaseRef, CaseState, Clock as _, Role};
use poortwacht_portal::routes::{Endpoint, Logs};
use poortwacht_services::sessions;
use poortwacht_services::system::SystemClock;
use poortwacht_store::cases::{self, StateChange};
use poortwacht_store::{Plan, Scope, StoreError};
use poortwacht_tests::accounts::Credentials;
use poortwacht_tests::ledger::Records;
use poortwacht_tests::wire::{Answer, Session, send};

use super::answers::is_guarded;
use super::cast::{Cast, hidden};
use super::requests::{Fields, path, signed};

/// A walker: where he has been, and what is new in the ledger.
struct Walk {
    cast: Cast,
    records: Records,
    been: BTreeSet<Endpoint>,
}

impl Walk {
    async fn set_out() -> Self {
        let cast = Cast::gather().await;
        let records = Records::open(&cast.running.world).unwrap();
        Self { cast, records, been: BTreeSet::new() }
    }

    /// What requests left so far; jobs and the operator write too.
    fn acts(&self) -> Vec<String> {
        let written = self.records.written().unwrap();
        let of_requests = written.into_iter().filter(|entry| entry.origin.is_some());
        let mut acts: Vec<_> = of_requests.map(|entry| entry.act).collect();
        acts.sort();
        acts
    }

    async fn visit(&mut self, endpoint: Endpoint, session: &Session) -> Answer {
        let place = path(endpoint.declaration().path, &self.cast.things);
        let case = self.cast.things.case.clone();
        self.send(endpoint, session, &place, signed(endpoint, &case, session)).await
    }

    async fn send(&mut self, endpoint: Endpoint, session: &Session, place: &str, form: Fields) -> Answer {
        let line = endpoint.declaration();
        let before = self.acts();
        let answer = if line.method.as_str() == "GET" {
            self.cast.wire.get(place, &session.cookie).await.unwrap()
        } else {
            send(self.cast.wire.form(place, &session.cookie, &form)).await.unwrap()
        };
        let ends_at_login =
            matches!(endpoint, Endpoint::Enrol | Endpoint::LogOut) && answer.status.is_redirection();
        assert!(answer.succeeded() || ends_at_login, "{endpoint:?}: {} {}", answer.status, answer.body);
        is_guarded(place, &answer);
        self.left(endpoint, &line.logs, &before);
        self.been.insert(endpoint);
        answer
    }

    async fn sign_and_send(&mut self, endpoint: Endpoint, session: &Session, mut form: Fields) -> Answer {
        form.push(("form_token", session.form_token.clone()));
        self.send(endpoint, session, endpoint.declaration().path, form).await
    }

    /// The codes of three time steps, all of which count now, each after the one before. The first is about to be too old,
    /// so this moment lies well within its own step.
    async fn three_codes(&self, person: &Credentials) -> [String; 3] {
        loop {
            let codes = [-1, 0, 1].map(|steps| person.code_after(steps).unwrap());
            if codes[1] == person.code_in(SPARE_SECONDS).unwrap() {
                return codes;
            }
            self.cast.wire.get("/login", "").await.unwrap();
        }
    }

    /// One entry of what was declared, and besides it nothing but what [`besides`] explains.
    fn left(&self, endpoint: Endpoint, declared: &Logs, before: &[String]) {
        let mut new = self.acts();
        for act in before {
            let place = new.iter().position(|found| found == act).unwrap();
            new.remove(place);
        }
        for (act, _) in besides(endpoint) {
            new.extract_if(.., |found| found == act.as_str()).take(1).for_each(drop);
        }
        match declared {
            Logs::Nothing(_) => assert!(new.is_empty(), "{endpoint:?} left {new:?}"),
            // As many as there was work for.
            Logs::ForEach(acts) => {
                let all_declared = new.iter().all(|left| acts.iter().any(|act| act.as_str() == left));
                assert!(all_declared, "{endpoint:?} left {new:?} and declares {acts:?}");
            }
            Logs::Acts(acts) => {
                let [left] = new.as_slice() else {
                    panic!("{endpoint:?} left {new:?} and declares one of {acts:?}")
                };
                assert!(acts.iter().any(|act| act.as_str() == left), "{endpoint:?} left {left}");
            }
        }
    }

    /// The confirmed case is what the CJIB made of it, without a CJIB.
    async fn comes_back(&self) {
        let (reference, now) = (CaseRef::parse(&self.cast.things.case).unwrap(), SystemClock.now());
        let written = self.records.store().write(Plan::new(), move |tx| {
            let scope = Scope::job("a test");
            let case = cases::find_by_reference(tx, &scope, &reference)?.ok_or(StoreError::NotFound)?;
            let (from, to) = (CaseState::Confirmed, CaseState::Returned);
            let change = StateChange { from, to, at: now, dismissal_reason: None };
            cases::set_state(tx, &scope, case.id, &change)
        });
        written.await.unwrap();
    }

    /// The case that lies on the officer's desk now.
    async fn case_on_desk(&self, officer: &Session) -> String {
        let desk = self.cast.wire.get("/review", &officer.cookie).await.unwrap();
        hidden(&desk.body, "/review/skip", "case")
    }
}

/// What the requests between reading a code and using the first of three may take, and more.
const SPARE_SECONDS: u64 = 8;

/// Entries that an answer may leave once beside its own, and why. These are all there are.
const fn besides(endpoint: Endpoint) -> &'static [(Act, &'static str)] {
    match endpoint {
        Endpoint::OffenderPicture => {
            &[(Act::KeyEvent, "where the vehicle stands is read before anything is disclosed")]
        }
        Endpoint::Mask => &[(Act::KeyEvent, "the picture is opened for work before it is masked")],
        Endpoint::LogIn => {
            &[(Act::RecoveryCodeUsed, "a recovery code that stood in for the authenticator is used up")]
        }
        Endpoint::Next => &[(Act::CaseClaimed, "the next case is claimed before it is sent ahead")],
        Endpoint::Confirm | Endpoint::Dismiss | Endpoint::Skip => {
            &[(Act::CaseClaimed, "the next case is claimed at once, where one waits")]
        }
        _ => &[],
    }
}

async fn through_the_door(walk: &mut Walk) -> Session {
    let nobody = Session { cookie: String::new(), form_token: String::new() };
    walk.visit(Endpoint::Ping, &nobody).await;
    walk.visit(Endpoint::Asset, &nobody).await;
    walk.visit(Endpoint::ProcessingActivities, &nobody).await;
    walk.visit(Endpoint::ProcessingActivity, &nobody).await;
    walk.visit(Endpoint::LoginForm, &nobody).await;
    let link = walk.visit(Endpoint::EnrolForm, &nobody).await;
    let secret = link.body.split_once("secret=").unwrap().1;
    let secret: String = secret.chars().take_while(char::is_ascii_alphanumeric).collect();
    let newcomer = Credentials::from_secret("nieuw", "vijf eenden onder de brug", &secret).unwrap();
    let three = walk.three_codes(&newcomer).await;
    let form = vec![
        ("password", newcomer.password.clone()),
        ("password_again", newcomer.password.clone()),
        ("code", three[0].clone()),
    ];
    let place = path(Endpoint::Enrol.declaration().path, &walk.cast.things);
    walk.send(Endpoint::Enrol, &nobody, &place, form).await;
    let session = logs_in(walk, &newcomer, &three[1]).await;
    looks_after_the_account(walk, &newcomer, &three[2], &session).await;
    session
}

async fn logs_in(walk: &mut Walk, person: &Credentials, code: &str) -> Session {
    let nobody = Session { cookie: String::new(), form_token: String::new() };
    let (login, password) = (person.login.clone(), person.password.clone());
    let form = vec![("login", login), ("password", password), ("code", code.to_owned())];
    let answer = walk.send(Endpoint::LogIn, &nobody, "/login", form).await;
    let cookie = answer.cookie().unwrap();
    let form_token = sessions::form_token(cookie.split_once('=').unwrap().1);
    Session { cookie, form_token }
}

/// Everything that people do to their own accounts; recovery codes stand in where the authenticator's are spent.
async fn looks_after_the_account(walk: &mut Walk, person: &Credentials, code: &str, session: &Session) {
    for endpoint in [Endpoint::ChooseLanguage, Endpoint::PasswordForm, Endpoint::RecoveryForm] {
        walk.visit(endpoint, session).await;
    }
    let current = ("current", person.password.clone());
    let made = vec![current.clone(), ("current_code", code.to_owned())];
    let made = walk.sign_and_send(Endpoint::MakeRecoveryCodes, session, made).await;
    let codes = recovery_codes(&made.body);
    logs_in(walk, person, &codes[0]).await;
    let account = walk.visit(Endpoint::Account, session).await;
    let other = hidden(&account.body, "/account/sessions/end", "session");
    walk.sign_and_send(Endpoint::EndSession, session, vec![("session", other)]).await;
    walk.visit(Endpoint::EndOtherSessions, session).await;
    let offered = walk.visit(Endpoint::AuthenticatorForm, session).await;
    let renewal = renewal(&offered.body, person, &codes[1]);
    walk.sign_and_send(Endpoint::RenewAuthenticator, session, renewal).await;
    let (field, again) = ("password", "acht eenden op het ijs".to_owned());
    let changed = vec![current, (field, again.clone()), ("password_again", again)];
    walk.sign_and_send(Endpoint::ChangePassword, session, changed).await;
}

fn recovery_codes(page: &str) -> Vec<String> {
    let list = page.split_once("pw-codes").unwrap().1.split_once("</ol>").unwrap().0;
    let codes = list.split("<code").skip(1).map(|code| code.split_once('>').unwrap().1);
    codes.map(|code| code.split('<').next().unwrap().to_owned()).collect()
}

/// The form that couples the authenticator that a page offers.
fn renewal(page: &str, person: &Credentials, recovery_code: &str) -> Fields {
    let secret = page.split_once("pw-secret__value").unwrap().1.split_once("<code").unwrap().1;
    let secret = secret.split_once('>').unwrap().1.split('<').next().unwrap();
    let new = Credentials::from_secret(&person.login, &person.password, secret).unwrap();
    vec![
        ("offer", hidden(page, "/account/authenticator", "offer")),
        ("current", person.password.clone()),
        ("current_code", recovery_code.to_owned()),
        ("code", new.code().unwrap()),
    ]
}

#[expect(clippy::cognitive_complexity, reason = "a straight line of steps; the assertions count as branches")]
async fn at_the_desk(walk: &mut Walk, officer: &Session) {
    walk.visit(Endpoint::Home, officer).await;
    walk.visit(Endpoint::Stock, officer).await;
    walk.visit(Endpoint::Desk, officer).await;
    walk.visit(Endpoint::Picture, officer).await;
    walk.cast.things.case = walk.case_on_desk(officer).await;
    for endpoint in [Endpoint::MaskEditor, Endpoint::MaskDraw, Endpoint::Mask, Endpoint::Windscreen] {
        walk.visit(endpoint, officer).await;
    }
    for endpoint in [Endpoint::Next, Endpoint::Shown, Endpoint::Renew, Endpoint::Release] {
        walk.visit(endpoint, officer).await;
    }
    walk.visit(Endpoint::Begin, officer).await;
    walk.cast.things.case = walk.case_on_desk(officer).await;
    walk.visit(Endpoint::Skip, officer).await;
    for decide in [Endpoint::Dismiss, Endpoint::Confirm] {
        walk.cast.things.case = walk.case_on_desk(officer).await;
        walk.visit(decide, officer).await;
        walk.visit(Endpoint::Undo, officer).await;
    }
    walk.visit(Endpoint::Case, officer).await;
    walk.visit(Endpoint::Dossier, officer).await;
    walk.visit(Endpoint::OffenderPicture, officer).await;
    walk.visit(Endpoint::SearchForm, officer).await;
    walk.visit(Endpoint::Search, officer).await;
}

/// A case comes back from the CJIB, another one is taken off the officer's desk, and figures are looked at.
async fn beside_the_desk(walk: &mut Walk, officer: &Session, coordinator: &Session) {
    for endpoint in
        [Endpoint::Cjib, Endpoint::CjibBatch, Endpoint::Quality, Endpoint::Figures, Endpoint::FiguresFile]
    {
        walk.visit(endpoint, coordinator).await;
    }
    walk.cast.things.case = walk.case_on_desk(officer).await;
    walk.visit(Endpoint::Confirm, officer).await;
    walk.comes_back().await;
    walk.visit(Endpoint::SendBack, coordinator).await;
    walk.cast.things.case = walk.case_on_desk(officer).await;
    walk.visit(Endpoint::FreeDesk, coordinator).await;
    walk.visit(Endpoint::Begin, officer).await;
    walk.cast.things.case = walk.case_on_desk(officer).await;
    walk.visit(Endpoint::Confirm, officer).await;
}

#[tokio::test]
async fn every_route_leaves_the_acts_it_declares_before_it_answers() {
    let mut walk = Walk::set_out().await;
    let officer = walk.cast.officer().clone();
    let administrator = walk.cast.person(Role::Administrator).clone();
    at_the_desk(&mut walk, &officer).await;
    let coordinator = walk.cast.person(Role::Coordinator).clone();
    beside_the_desk(&mut walk, &officer, &coordinator).await;
    for endpoint in [
        Endpoint::Exemptions,
        Endpoint::ExemptionForm,
        Endpoint::AddExemption,
        Endpoint::EndExemption,
        Endpoint::Units,
    ] {
        walk.visit(endpoint, &administrator).await;
    }
    let auditor = walk.cast.person(Role::Auditor).clone();
    for endpoint in [
        Endpoint::Log,
        Endpoint::LogCase,
        Endpoint::LogPatterns,
        Endpoint::LogSummary,
        Endpoint::LogSummaryFile,
        Endpoint::LogExport,
    ] {
        walk.visit(endpoint, &auditor).await;
    }
    let newcomer = through_the_door(&mut walk).await;
    walk.cast.running.world.authorise("nieuw", "7654321").unwrap();
    for endpoint in [Endpoint::SecondLooks, Endpoint::SecondLook, Endpoint::JudgeSecondLook] {
        walk.visit(endpoint, &newcomer).await;
    }
    walk.cast.things.case = walk.case_on_desk(&officer).await;
    walk.visit(Endpoint::FreeDesk, &coordinator).await;
    walk.visit(Endpoint::Begin, &newcomer).await;
    walk.visit(Endpoint::LogOut, &officer).await;
    let over = walk.cast.wire.get("/stock", &officer.cookie).await.unwrap();
    assert!(!over.succeeded(), "a session is over once it was ended");
    let all: BTreeSet<_> = Endpoint::ALL.iter().copied().collect();
    assert_eq!(walk.been, all, "routes that nobody walked");
    walk.cast.running.world.command(&["ledger", "verify"]).unwrap();
}
