//! A walk along every route, in the order in which people would: each leaves exactly the entry it declares.

use std::collections::BTreeSet;

use poortwacht_domain::{Act, Role};
use poortwacht_portal::routes::{Endpoint, Logs};
use poortwacht_services::sessions;
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
            Logs::Acts(acts) | Logs::ForEach(acts) => {
                let [left] = new.as_slice() else {
                    panic!("{endpoint:?} left {new:?} and declares one of {acts:?}")
                };
                assert!(acts.iter().any(|act| act.as_str() == left), "{endpoint:?} left {left}");
            }
        }
    }

    /// The case that lies on the officer's desk now.
    async fn case_on_desk(&self, officer: &Session) -> String {
        let desk = self.cast.wire.get("/review", &officer.cookie).await.unwrap();
        hidden(&desk.body, "/review/skip", "case")
    }
}

/// Entries that an answer may leave once beside its own, and why. These are all there are.
const fn besides(endpoint: Endpoint) -> &'static [(Act, &'static str)] {
    match endpoint {
        Endpoint::OffenderPicture => {
            &[(Act::KeyEvent, "where the vehicle stands is read before anything is disclosed")]
        }
        Endpoint::Mask => &[(Act::KeyEvent, "the picture is opened for work before it is masked")],
        Endpoint::Confirm | Endpoint::Dismiss | Endpoint::Skip => {
            &[(Act::CaseClaimed, "the next case is claimed at once, where one waits")]
        }
        _ => &[],
    }
}

async fn through_the_door(walk: &mut Walk) -> Session {
    let nobody = Session { cookie: String::new(), form_token: String::new() };
    walk.visit(Endpoint::Asset, &nobody).await;
    walk.visit(Endpoint::ProcessingActivities, &nobody).await;
    walk.visit(Endpoint::ProcessingActivity, &nobody).await;
    walk.visit(Endpoint::LoginForm, &nobody).await;
    let link = walk.visit(Endpoint::EnrolForm, &nobody).await;
    let secret = link.body.split_once("secret=").unwrap().1;
    let secret: String = secret.chars().take_while(char::is_ascii_alphanumeric).collect();
    let newcomer = Credentials::from_secret("nieuw", "vijf eenden onder de brug", &secret).unwrap();
    let form = vec![
        ("password", newcomer.password.clone()),
        ("password_again", newcomer.password.clone()),
        ("code", newcomer.code().unwrap()),
    ];
    let place = path(Endpoint::Enrol.declaration().path, &walk.cast.things);
    walk.send(Endpoint::Enrol, &nobody, &place, form).await;
    let code = newcomer.code_after(1).unwrap();
    let form = vec![("login", newcomer.login), ("password", newcomer.password), ("code", code)];
    let answer = walk.send(Endpoint::LogIn, &nobody, "/login", form).await;
    let cookie = answer.cookie().unwrap();
    let form_token = sessions::form_token(cookie.split_once('=').unwrap().1);
    Session { cookie, form_token }
}

async fn at_the_desk(walk: &mut Walk, officer: &Session) {
    walk.visit(Endpoint::Home, officer).await;
    walk.visit(Endpoint::Stock, officer).await;
    walk.visit(Endpoint::Desk, officer).await;
    walk.visit(Endpoint::Picture, officer).await;
    walk.cast.things.case = walk.case_on_desk(officer).await;
    for endpoint in [Endpoint::MaskEditor, Endpoint::MaskDraw, Endpoint::Mask, Endpoint::Windscreen] {
        walk.visit(endpoint, officer).await;
    }
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

#[tokio::test]
async fn every_route_leaves_the_acts_it_declares_before_it_answers() {
    let mut walk = Walk::set_out().await;
    let officer = walk.cast.officer().clone();
    let administrator = walk.cast.person(Role::Administrator).clone();
    at_the_desk(&mut walk, &officer).await;
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
    walk.visit(Endpoint::Begin, &newcomer).await;
    walk.visit(Endpoint::LogOut, &officer).await;
    let over = walk.cast.wire.get("/stock", &officer.cookie).await.unwrap();
    assert!(!over.succeeded(), "a session is over once it was ended");
    let all: BTreeSet<_> = Endpoint::ALL.iter().copied().collect();
    assert_eq!(walk.been, all, "routes that nobody walked");
    walk.cast.running.world.command(&["ledger", "verify"]).unwrap();
}
