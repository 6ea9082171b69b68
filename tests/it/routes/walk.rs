//! A walk along every route, in the order in which people would: each leaves exactly the entry it declares.

mod access;
mod door;

use std::collections::BTreeSet;

use poortwacht_domain::{Act, CaseRef, CaseState, Clock as _, DatePeriod, Role, local_day};
use poortwacht_ledger::{Actor, Entry, LogName, append};
use poortwacht_portal::routes::{Endpoint, Logs};
use poortwacht_services::system::{SystemClock, SystemRng};
use poortwacht_store::cases::{self, StateChange};
use poortwacht_store::exemptions::late;
use poortwacht_store::letters::{self, LetterPeriod};
use poortwacht_store::{Plan, Scope, StoreError};
use poortwacht_tests::accounts::Credentials;
use poortwacht_tests::ledger::Records;
use poortwacht_tests::wire::{Answer, Session, send};

use super::answers::is_guarded;
use super::besides::besides;
use super::cast::{Cast, first_exemption, hidden, upload_form};
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

    async fn visit_all(&mut self, endpoints: &[Endpoint], session: &Session) {
        for endpoint in endpoints {
            self.visit(*endpoint, session).await;
        }
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

    /// The case stands where the CJIB brought it, without a CJIB.
    async fn becomes(&self, from: CaseState, to: CaseState) {
        let (reference, now) = (CaseRef::parse(&self.cast.things.case).unwrap(), SystemClock.now());
        let written = self.records.store().write(Plan::new(), move |tx| {
            let scope = Scope::job("a test");
            let case = cases::find_by_reference(tx, &scope, &reference)?.ok_or(StoreError::NotFound)?;
            let change = StateChange { from, to, at: now, dismissal_reason: None };
            cases::set_state(tx, &scope, case.id, &change)
        });
        written.await.unwrap();
    }

    /// The start in the past that was agreed to covers the confirmed case.
    async fn covers_the_case(&self) {
        let (reference, now) = (CaseRef::parse(&self.cast.things.case).unwrap(), SystemClock.now());
        let late_start = self.cast.things.late.parse().unwrap();
        let written = self.records.store().write(Plan::new(), move |tx| {
            let scope = Scope::job("a test");
            let case = cases::find_by_reference(tx, &scope, &reference)?.ok_or(StoreError::NotFound)?;
            late::concern(tx, case.municipality, late_start, case.id, now)
        });
        written.await.unwrap();
    }

    /// The confirmed case is of a warning period, as the gate says it.
    async fn becomes_warned(&self) {
        let (reference, now) = (CaseRef::parse(&self.cast.things.case).unwrap(), SystemClock.now());
        let scope = Scope::job("a test");
        let wanted = reference.clone();
        let read = |conn: &mut _| cases::find_by_reference(conn, &scope, &wanted);
        let case = self.records.store().read_blocking(read).unwrap().unwrap();
        let log = LogName::municipality(case.municipality);
        let written = self.records.store().write(Plan::new().log(log.clone()), move |tx| {
            let scope = Scope::municipality(case.municipality);
            let (from, to) = (CaseState::Confirmed, CaseState::Warned);
            let change = StateChange { from, to, at: now, dismissal_reason: None };
            cases::set_state(tx, &scope, case.id, &change)?;
            let day = local_day(now);
            let period = LetterPeriod { location: case.location, days: DatePeriod { from: day, until: day } };
            letters::insert(tx, &scope, case.id, &period, now)?;
            let entry = Entry::new(Actor::System, Act::GateChecked).case(case.id).detail("state", to);
            append(tx, &log, &entry, &SystemClock, &SystemRng::new()).map(drop)
        });
        written.await.unwrap();
    }

    /// The button of the one period on the page.
    async fn fetch_letters(&mut self, coordinator: &Session) {
        let page = self.visit(Endpoint::Letters, coordinator).await;
        let fields = ["location", "from", "until", "issued"];
        let form = fields.map(|name| (name, hidden(&page.body, "/letters", name)));
        let file = self.sign_and_send(Endpoint::IssueLetters, coordinator, form.into()).await;
        assert_eq!(file.body.lines().count(), 2, "{}", file.body);
    }

    /// The case that lies on the officer's desk now.
    async fn case_on_desk(&self, officer: &Session) -> String {
        let desk = self.cast.wire.get("/review", &officer.cookie).await.unwrap();
        hidden(&desk.body, "/review/skip", "case")
    }
}

/// What the requests between reading a code and using the first of three may take, and more.
const SPARE_SECONDS: u64 = 8;

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
    walk.visit(Endpoint::CorrectPlate, officer).await;
    walk.visit(Endpoint::Preview, officer).await;
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
    walk.becomes(CaseState::Confirmed, CaseState::Returned).await;
    walk.visit(Endpoint::SendBack, coordinator).await;
    walk.cast.things.case = walk.case_on_desk(officer).await;
    walk.visit(Endpoint::FreeDesk, coordinator).await;
    walk.visit(Endpoint::Begin, officer).await;
    walk.cast.things.case = walk.case_on_desk(officer).await;
    walk.visit(Endpoint::Confirm, officer).await;
}

/// A file of exemptions as it is looked at.
const FILE: [Endpoint; 4] = [
    Endpoint::ExemptionImports,
    Endpoint::ExemptionImport,
    Endpoint::ExemptionImportProgress,
    Endpoint::ExemptionImportWrong,
];

/// Files of exemptions: one comes in and is thrown away, the one of the cast is imported. What was changed is ended.
async fn with_files(walk: &mut Walk, administrator: &Session) {
    let list = walk.visit(Endpoint::Exemptions, administrator).await;
    walk.cast.things.exemption = first_exemption(&list.body);
    walk.visit(Endpoint::EndExemption, administrator).await;
    for endpoint in FILE {
        walk.visit(endpoint, administrator).await;
    }
    walk.visit(Endpoint::ImportExemptions, administrator).await;
    let before = walk.acts();
    let answer = send(upload_form(&walk.cast.wire, administrator)).await.unwrap();
    assert!(answer.succeeded(), "{} {}", answer.status, answer.body);
    is_guarded("an upload", &answer);
    let endpoint = Endpoint::UploadExemptions;
    walk.left(endpoint, &endpoint.declaration().logs, &before);
    walk.been.insert(endpoint);
    walk.cast.things.import = answer.location().unwrap().rsplit('/').next().unwrap().to_owned();
    walk.visit(Endpoint::DiscardImport, administrator).await;
}

/// The register of incidents, and both ways into it.
const INCIDENTS: &[Endpoint] = &[
    Endpoint::IncidentReportForm,
    Endpoint::ReportIncident,
    Endpoint::SecurityTxt,
    Endpoint::OpenReportForm,
    Endpoint::ReportOpenly,
    Endpoint::Incidents,
    Endpoint::IncidentScopeForm,
    Endpoint::IncidentScope,
    Endpoint::Incident,
    Endpoint::IncidentMonth,
    Endpoint::IncidentMonthFile,
    Endpoint::IncidentStops,
    Endpoint::PullStop,
    Endpoint::IncidentExtractForm,
    Endpoint::SecureExtract,
    Endpoint::IncidentExtract,
    Endpoint::IncidentStepForm,
    Endpoint::IncidentStep,
];

/// Exemptions, to the start in the past that somebody agrees to.
const EXEMPTIONS: &[Endpoint] = &[
    Endpoint::Exemptions,
    Endpoint::FindExemption,
    Endpoint::ExemptionsExportForm,
    Endpoint::ExportExemptions,
    Endpoint::ExemptionForm,
    Endpoint::AddExemption,
    Endpoint::Exemption,
    Endpoint::ChangeForm,
    Endpoint::ChangeExemption,
    Endpoint::LateStarts,
    Endpoint::DecideLateStart,
];

/// Zones, cameras and locations.
const PLACES: &[Endpoint] = &[
    Endpoint::Zones,
    Endpoint::ZoneBlank,
    Endpoint::AddZone,
    Endpoint::Zone,
    Endpoint::ZoneEdit,
    Endpoint::ChangeZone,
    Endpoint::CloseZone,
    Endpoint::Units,
    Endpoint::UnitBlank,
    Endpoint::RegisterUnit,
    Endpoint::Unit,
    Endpoint::UnitCertificate,
    Endpoint::UnitSigningKey,
    Endpoint::UnitState,
    Endpoint::Locations,
    Endpoint::LocationBlank,
    Endpoint::AddLocation,
    Endpoint::Location,
    Endpoint::LocationEdit,
    Endpoint::ChangeLocation,
    Endpoint::LocationHistory,
    Endpoint::Inspections,
    Endpoint::RecordInspection,
    Endpoint::InspectionCorrect,
    Endpoint::CorrectInspection,
];

/// Requests of persons, to the answer.
const PERSONS: &[Endpoint] = &[
    Endpoint::Persons,
    Endpoint::PersonBlank,
    Endpoint::RegisterPerson,
    Endpoint::Person,
    Endpoint::ExtendPerson,
    Endpoint::AnswerPerson,
    Endpoint::RestrictCase,
    Endpoint::LiftRestriction,
];

/// Retention terms; the one that is confirmed is the privacy officer's.
const TERMS: &[Endpoint] =
    &[Endpoint::Terms, Endpoint::TermForm, Endpoint::ProposeTerm, Endpoint::AnswerTerm];
/// A sample with one line, to its end; another one stays open.
const SAMPLES: &[Endpoint] = &[
    Endpoint::Samples,
    Endpoint::DrawSample,
    Endpoint::Sample,
    Endpoint::SampleLine,
    Endpoint::JudgeSampleLine,
    Endpoint::CloseSample,
    Endpoint::SampleReport,
];

const LOG: &[Endpoint] = &[
    Endpoint::Compliance,
    Endpoint::ComplianceFile,
    Endpoint::Log,
    Endpoint::LogCase,
    Endpoint::LogPatterns,
    Endpoint::LogSummary,
    Endpoint::LogSummaryFile,
    Endpoint::LogExport,
];

const SECOND_LOOKS: &[Endpoint] = &[Endpoint::SecondLooks, Endpoint::SecondLook, Endpoint::JudgeSecondLook];

#[tokio::test]
async fn every_route_leaves_the_acts_it_declares_before_it_answers() {
    let mut walk = Walk::set_out().await;
    let officer = walk.cast.officer().clone();
    let administrator = walk.cast.person(Role::Administrator).clone();
    at_the_desk(&mut walk, &officer).await;
    let coordinator = walk.cast.person(Role::Coordinator).clone();
    beside_the_desk(&mut walk, &officer, &coordinator).await;
    walk.visit(Endpoint::AskHold, &coordinator).await;
    let privacy_officer = walk.cast.person(Role::PrivacyOfficer).clone();
    walk.visit_all(&[Endpoint::Holds, Endpoint::AnswerHold], &privacy_officer).await;
    let security_officer = walk.cast.person(Role::SecurityOfficer).clone();
    walk.visit_all(TERMS, &security_officer).await;
    walk.visit_all(INCIDENTS, &privacy_officer).await;
    walk.visit_all(PERSONS, &privacy_officer).await;
    walk.visit_all(SAMPLES, &privacy_officer).await;
    walk.visit_all(EXEMPTIONS, &administrator).await;
    walk.covers_the_case().await;
    walk.visit(Endpoint::SettleLateStart, &administrator).await;
    walk.visit_all(PLACES, &administrator).await;
    with_files(&mut walk, &administrator).await;
    access::keeps_access(&mut walk, &administrator).await;
    walk.visit(Endpoint::Annulments, &coordinator).await;
    let auditor = walk.cast.person(Role::Auditor).clone();
    walk.visit_all(LOG, &auditor).await;
    let newcomer = door::through_the_door(&mut walk).await;
    walk.cast.running.world.authorise("nieuw", "7654321").unwrap();
    walk.visit_all(SECOND_LOOKS, &newcomer).await;
    walk.becomes_warned().await;
    walk.fetch_letters(&coordinator).await;
    walk.cast.things.case = walk.case_on_desk(&officer).await;
    walk.visit(Endpoint::FreeDesk, &coordinator).await;
    walk.visit(Endpoint::Begin, &newcomer).await;
    walk.visit(Endpoint::LogOut, &officer).await;
    let over = walk.cast.wire.get("/stock", &officer.cookie).await.unwrap();
    assert!(!over.succeeded(), "a session is over once it was ended");
    walk.cast.running.world.command(&["ledger", "verify"]).unwrap();
    // No log tells of a CJIB here: what follows its answer comes after the verification.
    walk.becomes(CaseState::AwaitingReview, CaseState::Accepted).await;
    walk.visit(Endpoint::Annul, &coordinator).await;
    let all: BTreeSet<_> = Endpoint::ALL.iter().copied().collect();
    assert_eq!(walk.been, all, "routes that nobody walked");
}
