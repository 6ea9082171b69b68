//! A running installation with a case on an officer's desk, before, during and after something goes wrong.

use std::sync::mpsc::{Receiver, Sender as Channel, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use futures_util::future::join_all;
use poortwacht_domain::Role;
use poortwacht_store::ledger_rows::heads;
use poortwacht_store::{Plan as Write, Scope, StoreError};
use poortwacht_tests::ledger::Records;
use poortwacht_tests::sender::{Draft, Sender};
use poortwacht_tests::wire::{Answer, Session, Wire, send};
use poortwacht_tests::world::{MUNICIPALITY, Plan, World};
use reqwest::StatusCode;
use reqwest::header::RETRY_AFTER;
use serde_json::json;

use crate::setup::Running;

/// Never issued.
const PLATES: [&str; 3] = ["OE93AU", "AU93OE", "UE39AO"];
/// What the officer reads when nothing can be shown.
const HAPPENED: &str =
    "De opslag of het inzagelogboek is niet bereikbaar. Wat niet kan worden vastgelegd, wordt niet getoond.";

/// The installation, its people, and what lies ready.
pub struct Scene {
    running: Running,
    wire: Wire,
    officer: Session,
    administrator: Session,
    auditor: Session,
    sender: Sender,
    /// Arrives only after the fault.
    late: Draft,
    /// The case on the desk.
    case: String,
    /// A picture of it, granted before the fault.
    picture: String,
}

impl Scene {
    /// Two cases have arrived, one of them lies on the officer's desk.
    pub async fn set(plan: Plan) -> Self {
        let running = Running::start(plan).await;
        let sender = running.sender();
        for (plate, number) in PLATES.into_iter().zip(1..=2) {
            let (status, answer) = sender.send(&Draft::valid(plate, number)).await.unwrap();
            assert_eq!(status, StatusCode::CREATED, "{answer}");
        }
        let world = &running.world;
        let wire = Wire::with(world, |builder| builder.timeout(Duration::from_secs(60))).unwrap();
        let officer = log_in(world, &wire, Role::Officer).await;
        let administrator = log_in(world, &wire, Role::Administrator).await;
        let auditor = log_in(world, &wire, Role::Auditor).await;
        let fields = [("form_token", officer.form_token.clone())];
        let begun = send(wire.form("/review", &officer.cookie, &fields)).await.unwrap();
        assert!(begun.succeeded(), "{}", begun.body);
        let desk = wire.get("/review", &officer.cookie).await.unwrap();
        let picture = poortwacht_tests::html::pictures(&desk.body).into_iter().next().unwrap();
        let fields = poortwacht_tests::html::hidden_fields(&desk.body, "/review/confirm");
        let case = fields.into_iter().find(|(name, _)| name == "case").unwrap().1;
        Self {
            running,
            wire,
            officer,
            administrator,
            auditor,
            sender,
            late: Draft::valid(PLATES[2], 3),
            case,
            picture,
        }
    }

    pub fn world(&self) -> &World {
        &self.running.world
    }

    /// Fetches a page as whoever it belongs to: officer, administrator or auditor.
    pub async fn page(&self, path: &str) -> Answer {
        let session = match path {
            path if path.starts_with("/exemptions") || path.starts_with("/units") => &self.administrator,
            path if path.starts_with("/log") => &self.auditor,
            _ => &self.officer,
        };
        self.wire.get(path, &session.cookie).await.unwrap()
    }

    /// Everything that leaves as a file.
    async fn downloads(&self) -> Vec<Answer> {
        let issue =
            [("recipient", "court"), ("reason", "court"), ("explanation", "zitting van volgende week")];
        let [dossier, picture] =
            ["dossier", "offender-picture"].map(|file| format!("/cases/{}/{file}", self.case));
        let export = [("export_reason", "audit"), ("explanation", "controle van het kwartaal")]
            .map(|(name, value)| (name, value.to_owned()));
        let token = ("form_token", self.auditor.form_token.clone());
        let export: Vec<_> = export.into_iter().chain([token]).collect();
        let (dossier, picture, log, month) = tokio::join!(
            self.form(&dossier, &issue),
            self.form(&picture, &issue),
            send(self.wire.form("/log/export", &self.auditor.cookie, &export)),
            self.page("/log/summary.csv")
        );
        vec![dossier, picture, log.unwrap(), month]
    }

    /// Sends a form as the officer.
    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = ("form_token", self.officer.form_token.clone());
        let fields: Vec<_> =
            fields.iter().map(|(name, value)| (*name, (*value).to_owned())).chain([token]).collect();
        send(self.wire.form(path, &self.officer.cookie, &fields)).await.unwrap()
    }

    pub async fn confirm(&self) -> Answer {
        let grounds = "Ik zag het voertuig het bord passeren.";
        let fields = [
            ("case", self.case.as_str()),
            ("offence_code", "R559"),
            ("vehicle_category", "1"),
            ("sign_visible", "yes"),
            ("sign_passed", "yes"),
            ("plate_readable", "yes"),
            ("no_priority_vehicle", "yes"),
            ("grounds", grounds),
        ];
        self.form("/review/confirm", &fields).await
    }

    async fn search(&self) -> Answer {
        let fields =
            [("reference", self.case.as_str()), ("reason", "objection"), ("explanation", "bezwaarschrift")];
        self.form("/search", &fields).await
    }

    async fn log_in(&self) -> Answer {
        let fields = [("login", "boa"), ("password", "een twee drie vier"), ("code", "123456")]
            .map(|(name, value)| (name, value.to_owned()));
        send(self.wire.form("/login", "", &fields)).await.unwrap()
    }

    pub async fn case_page(&self) -> Answer {
        self.page(&format!("/cases/{}", self.case)).await
    }

    pub async fn picture(&self) -> Answer {
        self.page(&self.picture).await
    }

    /// Sends the packet that has to wait.
    pub async fn packet(&self) -> Answer {
        let form = self.sender.signed_form(&self.late).unwrap();
        let url = self.sender.path("/v1/violation-packets");
        send(self.sender.client().post(url).multipart(form)).await.unwrap()
    }

    /// Health as the operator's monitoring sees it.
    async fn management(&self, path: &str) -> StatusCode {
        let url = format!("http://{}{path}", self.world().addresses().unwrap().management);
        self.sender.client().get(url).send().await.unwrap().status()
    }

    /// Every view and every decision is refused, with the page that says why; the unit is told to keep its packet.
    pub async fn shows_nothing(&self, fault: &str) {
        let of_case = format!("/log/cases/{}", self.case);
        let log = ["/log", "/log/patterns", "/log/summary", &of_case];
        let pages =
            ["/stock", "/review", "/exemptions", "/units"].into_iter().chain(log).map(|path| self.page(path));
        let (pages, files, case, found, decided, entered, packet) = tokio::join!(
            join_all(pages),
            self.downloads(),
            self.case_page(),
            self.search(),
            self.confirm(),
            self.log_in(),
            self.packet()
        );
        for page in pages.iter().chain(&files).chain([&case, &found, &decided, &entered]) {
            says_why(fault, page);
        }
        keeps_its_packet(fault, &packet);
    }

    /// The process lives, and says that it cannot work.
    pub async fn is_not_ready(&self, fault: &str) {
        assert_eq!(self.management("/health").await, StatusCode::OK, "{fault}");
        assert_eq!(self.management("/ready").await, StatusCode::SERVICE_UNAVAILABLE, "{fault}");
    }

    /// A picture that was granted before the fault does not come either.
    pub async fn shows_no_picture(&self, fault: &str) {
        says_why(fault, &self.picture().await);
    }

    /// Everything works again, without a restart; what waited arrives once, and nothing was lost or done twice.
    pub async fn catches_up(&self) {
        self.until_ready().await;
        let first = self.packet().await;
        assert_eq!(first.status, StatusCode::CREATED, "{}", first.body);
        let again = self.packet().await;
        assert!(again.status.is_success() && again.body.contains("caseReference"), "{}", again.body);
        for path in ["/stock", "/exemptions", "/units"] {
            let page = self.page(path).await;
            assert!(page.succeeded(), "{path}: {}", page.body);
        }
        let desk = self.page("/review").await;
        assert!(desk.body.contains(&self.case), "the case still lies on the desk: {}", desk.body);
        let picture = poortwacht_tests::html::pictures(&desk.body).into_iter().next().unwrap();
        let picture = self.page(&picture).await;
        assert_eq!(picture.header("content-type"), Some("image/jpeg"), "{}", picture.status);
        let confirmed = self.confirm().await;
        assert!(confirmed.succeeded(), "{}", confirmed.body);
        self.world().command(&["ledger", "verify"]).unwrap();
        let cases = Records::open(self.world()).unwrap().cases().unwrap();
        assert_eq!(cases.values().sum::<usize>(), 3, "{cases:?}");
        assert_eq!(cases.get("confirmed"), Some(&1), "{cases:?}");
    }

    async fn until_ready(&self) {
        let mut pause = tokio::time::interval(Duration::from_millis(100));
        for _ in 0..300 {
            if self.management("/ready").await.is_success() {
                return;
            }
            pause.tick().await;
        }
        panic!("still not ready after half a minute");
    }
}

async fn log_in(world: &World, wire: &Wire, role: Role) -> Session {
    let credentials = world.enrolled(MUNICIPALITY, role.as_str(), role.as_str()).await.unwrap();
    wire.log_in(&credentials).await.unwrap()
}

/// Asserts the page for a store that does not answer, with nothing of a case in it.
pub fn says_why(fault: &str, answer: &Answer) {
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{fault}: {}", answer.body);
    assert!(answer.body.contains(HAPPENED), "{fault}: {}", answer.body);
    assert!(answer.headers.contains_key(RETRY_AFTER), "{fault}");
    for evidence in ["OE-93-AU", "AU-93-OE", "/pictures/", "JFIF"].iter().chain(&PLATES) {
        assert!(!answer.body.contains(evidence), "{fault}: {evidence} in {}", answer.body);
    }
}

/// Asserts the answer after which a unit keeps what it has and comes back.
pub fn keeps_its_packet(fault: &str, answer: &Answer) {
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{fault}: {}", answer.body);
    let wait = answer.header(RETRY_AFTER.as_str()).and_then(|seconds| seconds.parse::<u32>().ok());
    assert!(wait.is_some_and(|seconds| seconds > 0), "{fault}: {:?}", answer.headers);
    let problem: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    assert_ne!(problem["mayErase"], json!(true), "{fault}");
}

/// Another process that holds the write lock and does not let go.
pub struct WriteLock {
    release: Channel<()>,
    holder: JoinHandle<()>,
}

impl WriteLock {
    /// Takes the lock on everything that writes to any log.
    pub fn take(world: &World) -> Self {
        let records = Records::open(world).unwrap();
        let (held, wait_for_it) = channel();
        let (release, until) = channel();
        let holder = std::thread::spawn(move || hold(&records, held, until));
        wait_for_it.recv().unwrap();
        Self { release, holder }
    }

    /// Lets go.
    pub fn release(self) {
        self.release.send(()).unwrap();
        self.holder.join().unwrap();
    }
}

fn hold(records: &Records, held: Channel<()>, until: Receiver<()>) {
    let heads = records.store().read_blocking(|conn| heads(conn, &Scope::auditor("a test"))).unwrap();
    let plan = heads.into_iter().fold(Write::new(), |plan, head| plan.log(head.end.name.log().clone()));
    let written = records.store().write_blocking(plan, move |_| {
        held.send(()).ok();
        until.recv().ok();
        Ok::<_, StoreError>(())
    });
    written.unwrap();
}
