//! Two municipalities with people in every role, all logged in, and something of every kind to ask for.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};

use jiff::ToSpan as _;
use poortwacht_domain::{BatchId, Clock as _, HalfId, RetentionClass, Role};
use poortwacht_portal::routes::Endpoint;
use poortwacht_services::system::{SystemClock, SystemRng};
use poortwacht_store::batches::{self, Acknowledgement, NewBatch};
use poortwacht_store::cases::{DatabaseHalf, Retention};
use poortwacht_store::{Plan as StorePlan, Scope, StoreError, municipalities};
use poortwacht_tests::accounts::Credentials;
use poortwacht_tests::html;
use poortwacht_tests::ledger::Records;
use poortwacht_tests::sender::Draft;
use poortwacht_tests::wire::{Session, Wire, send};
use poortwacht_tests::world::{MUNICIPALITY, MUNICIPALITY_OIN, OTHER_MUNICIPALITY, Plan, World};

use reqwest::header::{COOKIE, ORIGIN};
use reqwest::multipart::{Form, Part};

use super::people::People;
use super::places::{self, Places};
use super::requests::signed;
use crate::setup::Running;

/// Where everybody works.
pub const TOWN_HALL: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
/// Where the other municipality works too; the first one does not.
pub const OTHER_TOWN_HALL: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 3));
/// Where nobody works.
pub const STREET: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2));

/// Never issued.
pub const PLATES: [&str; 2] = ["AE47IO", "IO47AE"];

/// Something of every kind that a path can name.
pub struct Things {
    /// Reference of a case.
    pub case: String,
    /// Id of an exemption.
    pub exemption: String,
    /// Token of an enrolment link that nobody used.
    pub link: String,
    /// Token of a picture granted to the officer.
    pub grant: String,
    /// Name of a static file.
    pub asset: String,
    /// Id of a batch for the CJIB.
    pub batch: String,
    /// Id of a file of exemptions that waits to be imported.
    pub import: String,
    /// Id of a start in the past that waits for a second person.
    pub late: String,
    /// Number of an incident.
    pub incident: String,
    /// Id of a sample with one line, of the views of today.
    pub sample: String,
    /// An account, an address range, a review of access.
    pub people: People,
    /// A location, an inspection, a unit.
    pub places: Places,
}

/// Everybody, and what they may ask for.
pub struct Cast {
    /// The installation.
    pub running: Running,
    /// A client at the town hall.
    pub wire: Wire,
    /// The first municipality's people by role.
    pub people: BTreeMap<Role, Session>,
    /// The other municipality's people by role.
    pub others: BTreeMap<Role, Session>,
    /// The first municipality's things.
    pub things: Things,
}

impl Cast {
    /// Sets the scene: a case is on the officer's desk, another one waits.
    pub async fn gather() -> Self {
        let extra = "[quality]\nsecond_look_percent = 100\n".to_owned();
        let running = Running::start(Plan { extra, ..Plan::default() }).await;
        let world = &running.world;
        found_other_municipality(world);
        let case = receive(&running).await;
        let wire = Wire::from_address(world, TOWN_HALL).unwrap();
        let people = hire(world, &wire, MUNICIPALITY, Role::ALL).await;
        let others = hire(
            world,
            &wire,
            OTHER_MUNICIPALITY,
            &[
                Role::Officer,
                Role::Coordinator,
                Role::Administrator,
                Role::PrivacyOfficer,
                Role::SecurityOfficer,
                Role::Auditor,
            ],
        )
        .await;
        let link = world.add_account(MUNICIPALITY, "nieuw", "officer").unwrap();
        let batch = deliver(&running).await;
        propose_late_start(world);
        let import = upload(&wire, &people[&Role::Administrator]).await;
        report_incident(&wire, &people[&Role::Officer]).await;
        let records = Records::open(world).unwrap();
        let mut things =
            Things { case, link, batch, import, ..found_on_pages(&records, &wire, &people).await };
        things.people.person = register_person(&wire, &people[&Role::PrivacyOfficer]).await;
        things.people.term = propose_term(&wire, &people[&Role::PrivacyOfficer]).await;
        things.sample = draw_sample(&wire, &people[&Role::PrivacyOfficer]).await;
        Self { running, wire, people, others, things }
    }

    /// Somebody of the first municipality.
    pub fn person(&self, role: Role) -> &Session {
        &self.people[&role]
    }

    /// The officer.
    pub fn officer(&self) -> &Session {
        self.person(Role::Officer)
    }
}

fn found_other_municipality(world: &World) {
    world.add_municipality(OTHER_MUNICIPALITY, "Duinstad").unwrap();
    world.allow_address(OTHER_MUNICIPALITY, &format!("{OTHER_TOWN_HALL}/32")).unwrap();
}

/// Another retention term, not the one that the walk proposes; gives its id.
async fn propose_term(wire: &Wire, privacy_officer: &Session) -> String {
    let mut form = signed(Endpoint::ProposeTerm, "", privacy_officer);
    form.iter_mut()
        .filter(|(name, _)| *name == "term_class")
        .for_each(|(_, class)| *class = "session".into());
    let answer = send(wire.form("/retention-terms/new", &privacy_officer.cookie, &form)).await.unwrap();
    assert_eq!(answer.status, 303, "{}", answer.body);
    let page = wire.get("/retention-terms", &privacy_officer.cookie).await.unwrap();
    let after = page.body.split("action=\"/retention-terms/").nth(1).unwrap();
    after.split('/').next().unwrap().to_owned()
}

/// A request of a person; gives its id.
async fn register_person(wire: &Wire, privacy_officer: &Session) -> String {
    let form = signed(Endpoint::RegisterPerson, "", privacy_officer);
    let answer = send(wire.form("/persons/new", &privacy_officer.cookie, &form)).await.unwrap();
    let place = answer.location().unwrap().to_owned();
    place.trim_start_matches("/persons/").split('?').next().unwrap().to_owned()
}

/// A sample of the one view that there is so far, or of more; gives its id.
async fn draw_sample(wire: &Wire, privacy_officer: &Session) -> String {
    let form = signed(Endpoint::DrawSample, "", privacy_officer);
    let answer = send(wire.form("/samples", &privacy_officer.cookie, &form)).await.unwrap();
    let place = answer.location().unwrap_or_else(|| panic!("{} {}", answer.status, answer.body)).to_owned();
    place.trim_start_matches("/samples/").split('?').next().unwrap().to_owned()
}

/// Two packets, the first without a windscreen; gives the first one's case.
async fn receive(running: &Running) -> String {
    let sender = running.sender();
    let (_, first) = sender.send(&Draft::valid(PLATES[0], 1).without_windscreen().unwrap()).await.unwrap();
    let (status, second) = sender.send(&Draft::valid(PLATES[1], 2)).await.unwrap();
    assert_eq!(status.as_u16(), 201, "{second}");
    first["caseReference"].as_str().unwrap().to_owned()
}

/// A batch that the CJIB answered long ago; gives its id.
async fn deliver(running: &Running) -> String {
    let records = Records::open(&running.world).unwrap();
    let (rng, now) = (SystemRng::new(), SystemClock.now());
    let id = BatchId::random(&rng);
    let half = DatabaseHalf { id: HalfId::random(&rng), half: [7; 32] };
    let written = records.store().write(StorePlan::new(), move |tx| {
        let scope = Scope::job("a test");
        let all = municipalities::all(tx, &scope)?;
        let own = all.into_iter().find(|town| town.code == MUNICIPALITY).ok_or(StoreError::NotFound)?;
        let batch = NewBatch {
            id,
            municipality: own.id,
            oin: MUNICIPALITY_OIN.to_owned(),
            period_from: now - 24.hours(),
            period_until: now,
            built_at: now,
            sha256: "0".repeat(64),
            half: half.clone(),
            sealed_file: vec![1],
            cases: Vec::new(),
            retention: Retention { class: RetentionClass::BatchFile, destroy_after: now + 240.hours() },
        };
        let scope = Scope::municipality(own.id);
        batches::insert(tx, &scope, &batch)?;
        batches::acknowledge(tx, &scope, id, &Acknowledgement { receipt_number: "7".to_owned(), at: now })?;
        batches::finish(tx, &scope, id, now, &batch.retention)
    });
    written.await.unwrap();
    id.to_string()
}

/// The operator's exemption with a start in the past: any administrator may decide about it.
fn propose_late_start(world: &World) {
    let file = world.path("late.csv");
    let row = "UE73OA;Laat;taxi;01-11-2026;31-12-2027;;";
    std::fs::write(&file, format!("{EXEMPTIONS_HEADING}\n{row}\n")).unwrap();
    let grounds = ["--document", "besluit 17", "--reason", "bleef liggen"];
    let import = ["exemption", "import", "--municipality", MUNICIPALITY];
    world.command(&[&import[..], &grounds[..], &[file.as_str()]].concat()).unwrap();
}

const EXEMPTIONS_HEADING: &str = "kenteken;houder;categorie;van;tot;locaties;tijden";

/// A file of exemptions, sent as a browser does; gives its id.
pub async fn upload(wire: &Wire, session: &Session) -> String {
    let answer = poortwacht_tests::wire::send(upload_form(wire, session)).await.unwrap();
    let place = answer.location().unwrap_or_else(|| panic!("{} {}", answer.status, answer.body));
    place.rsplit('/').next().unwrap().to_owned()
}

/// The first incident of the municipality's register.
async fn report_incident(wire: &Wire, session: &Session) {
    let form = [
        ("form_token", session.form_token.as_str()),
        ("incident_kind", "other"),
        ("what_happened", "Er hing een kaart met een wachtwoord"),
    ];
    let form = form.map(|(name, value)| (name, value.to_owned()));
    let request = wire.form("/incidents/report", &session.cookie, &form);
    let answer = poortwacht_tests::wire::send(request).await.unwrap();
    assert!(answer.status.is_redirection(), "{} {}", answer.status, answer.body);
}

/// The form with such a file.
pub fn upload_form(wire: &Wire, session: &Session) -> reqwest::RequestBuilder {
    let text = format!("{EXEMPTIONS_HEADING}\nUA73EI;Uit een bestand;taxi;01-01-2027;31-12-2027;;\n");
    let file = Part::bytes(text.into_bytes()).file_name("ontheffingen.csv");
    let form = Form::new().text("form_token", session.form_token.clone()).part("file", file);
    let request = wire.request(reqwest::Method::POST, "/exemptions/imports");
    request.header(COOKIE, &session.cookie).header(ORIGIN, wire.origin()).multipart(form)
}

async fn hire(world: &World, wire: &Wire, municipality: &str, roles: &[Role]) -> BTreeMap<Role, Session> {
    let mut people = BTreeMap::new();
    for role in roles {
        let login = format!("{municipality}-{role}");
        let credentials: Credentials = world.enrolled(municipality, &login, role.as_str()).await.unwrap();
        people.insert(*role, wire.log_in(&credentials).await.unwrap());
    }
    people
}

async fn found_on_pages(records: &Records, wire: &Wire, people: &BTreeMap<Role, Session>) -> Things {
    let officer = &people[&Role::Officer];
    let fields = [("form_token", officer.form_token.clone()), ("location", String::new())];
    let begun = poortwacht_tests::wire::send(wire.form("/review", &officer.cookie, &fields)).await.unwrap();
    assert!(begun.succeeded(), "{}", begun.body);
    let desk = wire.get("/review", &officer.cookie).await.unwrap();
    let exemptions = wire.get("/exemptions", &people[&Role::Administrator].cookie).await.unwrap();
    let lates = wire.get("/exemptions/late-starts", &people[&Role::Administrator].cookie).await.unwrap();
    Things {
        case: String::new(),
        link: String::new(),
        grant: between(&desk.body, "/pictures/", "\""),
        exemption: first_exemption(&exemptions.body),
        late: between(&lates.body, "action=\"/exemptions/late-starts/", "\""),
        import: String::new(),
        people: People::found(records).await,
        places: places::found(records, wire, &people[&Role::Administrator]).await,
        asset: between(&desk.body, "/assets/", "\""),
        batch: String::new(),
        incident: "1".to_owned(),
        sample: String::new(),
    }
}

/// The first exemption of the list that can be ended.
pub fn first_exemption(page: &str) -> String {
    let (_, list) = page.split_once("<tbody").unwrap_or_else(|| panic!("no list on {page}"));
    between(list, "action=\"/exemptions/", "/end\"")
}

fn between(page: &str, before: &str, after: &str) -> String {
    let found = page.split_once(before).and_then(|(_, rest)| rest.split_once(after));
    found.unwrap_or_else(|| panic!("no {before} on {page}")).0.to_owned()
}

/// Value of a hidden field of the form that posts to `action`.
pub fn hidden(page: &str, action: &str, name: &str) -> String {
    let fields = html::hidden_fields(page, action);
    let found = fields.into_iter().find(|(field, _)| field == name);
    found.unwrap_or_else(|| panic!("no {name} in a form to {action}: {page}")).1
}
