//! A folder in which everything is due that can be, and one case that is not.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::incident::IncidentStep;
use poortwacht_domain::{BatchId, HalfId, RetentionClass, Role};
use poortwacht_store::batches::{self, NewBatch};
use poortwacht_store::cases::{self, Case, DatabaseHalf, Retention};

use super::remains::Remains;
use crate::exemptions::{self, AddExemption, Upload};
use crate::incidents::{self, Typed};
use crate::legal_holds::{self, HoldAnswer, HoldForm};
use crate::persons::{self, AnswerForm, RequestForm};
use crate::review::{self, DismissRequest};
use crate::sampling::{self, DrawForm};
use crate::search::{self, SearchRequest};
use crate::tests::desk::claim;
use crate::tests::world::{PLATE, World};
use crate::{Services, accounts, checkpoints, retention};

/// Long enough for everything but account names of people who still work.
const YEARS: i64 = 9 * 366;

pub struct Full {
    world: World,
    pub at: Timestamp,
    /// Halves of everything that is due.
    due: Vec<HalfId>,
    lives: Case,
}

impl Full {
    pub async fn new() -> Self {
        let world = World::new().await;
        let mut due = cases(&world).await;
        due.push(batch(&world).await);
        papers(&world).await;
        world.wait(2 * 3_600);
        settle(&world).await;
        due.extend(world.services.keys().attached_halves(None, u32::MAX).unwrap());
        world.wait(YEARS * 24 * 3_600);
        let lives = world.add_case("UO73EA", 5).await;
        world.wait(2 * 3_600);
        settle(&world).await;
        world.services.store().shutdown();
        Self { at: world.services.now(), world, due, lives }
    }

    pub fn folder(&self) -> &Path {
        self.world.folder.path()
    }

    /// After a whole run: every kind died, and nothing of what died opens.
    pub async fn check(&self, services: &Services, remains: &Remains) {
        let missing = services.keys().missing_halves(&self.due).unwrap();
        assert_eq!(missing.len(), self.due.len());
        let kinds = [
            "case",
            "batch_file",
            "exemption",
            "import_file",
            "person_request",
            "sample",
            "ledger_text",
            "incident",
            "account",
        ];
        for kind in kinds {
            assert!(remains.registered(kind) > 0, "no {kind} was due");
        }
        self.check_living(services).await;
    }

    /// The case whose time has not come is there and opens.
    pub async fn check_living(&self, services: &Services) {
        let (id, scope) = (self.lives.id, poortwacht_store::Scope::municipality(self.world.municipality));
        let found = services.store().read(move |conn| cases::find(conn, &scope, id)).await.unwrap();
        assert_eq!(found.as_ref(), Some(&self.lives));
        assert!(services.keys().half(self.lives.half.id).unwrap().is_some());
    }
}

async fn settle(world: &World) {
    retention::sweep(&world.services).await.unwrap();
    checkpoints::sign_now(&world.services).await.unwrap();
}

/// Undecided, dismissed, and held.
async fn cases(world: &World) -> Vec<HalfId> {
    let (officer, coordinator) =
        (world.actor("boa", Role::Officer).await, world.actor("leiding", Role::Coordinator).await);
    let privacy = world.actor("fg", Role::PrivacyOfficer).await;
    let dismissed = world.add_case(PLATE, 30).await;
    let case = claim(world, &officer).await.reference.to_string();
    let request =
        DismissRequest { case, reason: "other".to_owned(), explanation: "Overstekend paard".to_owned() };
    review::dismiss(&world.services, &officer, request).await.unwrap();
    let (held, undecided) = (world.add_case("AE34UI", 20).await, world.add_case("OU88IE", 10).await);
    let form = HoldForm { ground: "appeal".to_owned(), explanation: "beroep 118".to_owned() };
    let reference = held.reference.as_str();
    legal_holds::ask(&world.services, &coordinator, reference, &form).await.unwrap();
    legal_holds::answer(&world.services, &privacy, reference, HoldAnswer::Agree).await.unwrap();
    [dismissed, held, undecided].map(|case| case.half.id).to_vec()
}

/// A file for the CJIB as a row, its cases aside.
async fn batch(world: &World) -> HalfId {
    let (now, half) = (world.services.now(), world.services.keys().take_half().unwrap().id);
    let until = now + SignedDuration::from_hours(24 * 30);
    let batch = NewBatch {
        id: BatchId::random(world.services.rng().as_ref()),
        municipality: world.municipality,
        oin: "00000001001234567000".to_owned(),
        period_from: now,
        period_until: until,
        built_at: now,
        sha256: "00".repeat(32),
        half: DatabaseHalf { id: half, half: [5; 32] },
        sealed_file: vec![1, 2, 3],
        cases: Vec::new(),
        retention: Retention { class: RetentionClass::BatchFile, destroy_after: until },
    };
    world.write(move |tx, scope| batches::insert(tx, scope, &batch)).await;
    half
}

/// An exemption, a file of exemptions, a person's request, a sample, an incident, a search, and somebody who left.
async fn papers(world: &World) {
    let services = &world.services;
    let administrator = world.actor("beheer", Role::Administrator).await;
    let form = AddExemption {
        plate: PLATE.to_owned(),
        category: "supplier".to_owned(),
        holder: "Bakkerij De Brug".to_owned(),
        valid_from: "2026-11-24".to_owned(),
        valid_until: "2026-12-31".to_owned(),
        ..AddExemption::default()
    };
    exemptions::add(services, &administrator, form).await.unwrap();
    let mut upload = Upload::begin(services, &administrator).await.unwrap();
    upload.push(b"kenteken;houder;categorie;van;tot;locaties;tijden\n").await.unwrap();
    upload.finish().await.unwrap();
    world.person("vertrokken", Role::Officer).await;
    accounts::end(services, "vertrokken").await.unwrap();
    person(world).await;
    sample(world).await;
    incident(world).await;
    words(world).await;
}

/// A text that the ledger commits to.
async fn words(world: &World) {
    let officer = world.actor("boa2", Role::Officer).await;
    let request = SearchRequest {
        plate: PLATE.to_owned(),
        location: "brug".to_owned(),
        reason: "objection".to_owned(),
        explanation: "Bezwaarschrift van vorige week".to_owned(),
        ..SearchRequest::default()
    };
    search::search(&world.services, &officer, request).await.unwrap();
}

async fn person(world: &World) {
    let privacy = world.actor("fg2", Role::PrivacyOfficer).await;
    let form = RequestForm {
        kind: "access".to_owned(),
        plate: PLATE.to_owned(),
        identity: "counter".to_owned(),
        note: "paspoort gezien".to_owned(),
        received_on: "2026-11-20".to_owned(),
    };
    let id = persons::register(&world.services, &privacy, &form).await.unwrap().to_string();
    let answer = AnswerForm { outcome: "granted".to_owned(), words: "Overzicht gegeven".to_owned() };
    persons::answer(&world.services, &privacy, &id, &answer).await.unwrap();
}

/// Of the case that was dismissed.
async fn sample(world: &World) {
    let coordinator = world.actor("leiding2", Role::Coordinator).await;
    let form = DrawForm {
        kind: "decided_cases".to_owned(),
        from: "2026-11-01".to_owned(),
        until: "2026-11-24".to_owned(),
        ..DrawForm::default()
    };
    sampling::draw(&world.services, &coordinator, &form).await.unwrap();
}

async fn incident(world: &World) {
    let keeper = world.actor("ciso", Role::SecurityOfficer).await;
    let report = [("incident_kind", "leak"), ("what_happened", "Een lijst lag op straat")];
    incidents::report(&world.services, &keeper, &typed(&report)).await.unwrap();
    let steps: [(IncidentStep, &[(&str, &str)]); 5] = [
        (IncidentStep::Triage, &[("urgency", "low"), ("impact", "low")]),
        (IncidentStep::React, &[("what_was_done", "Bekeken")]),
        (IncidentStep::Assess, &[("breach", "none"), ("explanation", "De lijst was leeg")]),
        (IncidentStep::Solve, &[("what_was_done", "Opgeruimd")]),
        (IncidentStep::Close, &[("lessons", "Lijsten blijven binnen")]),
    ];
    for (step, form) in steps {
        incidents::take(&world.services, &keeper, 1, step, &typed(form)).await.unwrap();
    }
}

fn typed(fields: &[(&str, &str)]) -> Typed {
    fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}
