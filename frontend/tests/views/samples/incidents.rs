//! The register of incidents: the list, an incident at its fullest, and the forms.

use super::{Named, Say, ago, errors_of, frame};
use poortwacht_domain::incident::{
    BreachRisk, BreachVerdict, Impact, IncidentFacts, IncidentField, IncidentKind, IncidentMonth,
    IncidentSource, IncidentStep, IncidentWords, MonthlyIncident, PersonsDecision, Urgency,
};
use poortwacht_domain::{Month, Role};
use poortwacht_frontend::pages::incident::{IncidentEntry, IncidentPage, SecuredExtract};
use poortwacht_frontend::pages::incident_emergency::{IncidentEmergencyPage, ListenerRow, StopTyped};
use poortwacht_frontend::pages::incident_extract::IncidentExtractPage;
use poortwacht_frontend::pages::incident_form::{IncidentReportPage, IncidentStepPage, Sent};
use poortwacht_frontend::pages::incident_month::{IncidentMonthPage, IncidentMonthQuery};
use poortwacht_frontend::pages::incident_scope::{IncidentScopePage, ScopeFacts, ScopeForm, ScopeViewer};
use poortwacht_frontend::pages::incidents::{IncidentRow, IncidentsPage};
use poortwacht_frontend::{FieldErrors, Problem, render};

/// Every page of the register.
pub fn incidents(say: Say) -> Named {
    let frame = frame(Some(Role::SecurityOfficer), say);
    let nobody = super::frame(None, say);
    let empty = IncidentsPage { rows: Vec::new(), is_reported: true };
    let missing = errors_of(&[("what_happened", Problem::Required)]);
    let late = errors_of(&[("phase", Problem::NotAChoice), ("lateness", Problem::Required)]);
    vec![
        ("incidents", render(&frame, list())),
        ("incidents-empty", render(&frame, empty)),
        ("incident", render(&frame, incident(say))),
        ("incident-closed", render(&frame, closed(say))),
        ("incident-report", render(&frame, report(false, say, None, FieldErrors::none()))),
        ("incident-report-openly", render(&nobody, report(true, say, Some(Sent::TooMany), missing))),
        ("incident-triage", render(&frame, step(IncidentStep::Triage, say, FieldErrors::none()))),
        ("incident-notify", render(&frame, step(IncidentStep::Notify, say, late))),
        ("incident-scope", render(&frame, scope(say))),
        ("incident-extract", render(&frame, secure(say))),
        ("incident-emergency", render(&frame, emergency(say))),
        ("incident-month", render(&frame, month(say))),
        ("incident-month-wrong", render(&frame, no_month(say))),
        ("incident-assess", render(&frame, step(IncidentStep::Assess, say, FieldErrors::none()))),
    ]
}

fn facts() -> IncidentFacts {
    IncidentFacts {
        triage: Some((Urgency::High, Impact::Medium)),
        reacted_at: Some(ago(1_000)),
        breach: Some(BreachVerdict::Breach),
        aware_at: Some(ago(1_100)),
        risk: Some(BreachRisk::High),
        persons: Some(PersonsDecision::Unintelligible),
        ..IncidentFacts::reported(ago(1_005))
    }
}

fn row(number: u64, source: IncidentSource, facts: IncidentFacts) -> IncidentRow {
    let next = facts.next_deadline(ago(0)).filter(|_| facts.closed_at.is_none());
    IncidentRow { number, kind: IncidentKind::Leak, source, facts, next }
}

fn list() -> IncidentsPage {
    let closed = IncidentFacts { closed_at: Some(ago(5)), ..facts() };
    IncidentsPage {
        rows: vec![
            row(3, IncidentSource::Visitor, IncidentFacts::reported(ago(10))),
            row(2, IncidentSource::Alarm, facts()),
            row(1, IncidentSource::Account, closed),
        ],
        is_reported: false,
    }
}

/// Something in every field of a step.
fn words(step: IncidentStep, say: Say) -> IncidentWords {
    let value = |field: IncidentField| match field.kind() {
        poortwacht_domain::incident::FieldKind::OneOf(codes) => codes[0].to_owned(),
        poortwacht_domain::incident::FieldKind::Moment => "2026-11-23T10:15".to_owned(),
        _ => say("Een laptop bleef in de trein"),
    };
    step.fields().iter().map(|field| (field.field, value(field.field))).collect()
}

fn incident(say: Say) -> IncidentPage {
    let entry = |step: &IncidentStep| IncidentEntry {
        at: ago(900),
        by: (*step != IncidentStep::Report).then(|| say("C. Veilig")),
        step: *step,
        words: words(*step, say),
    };
    IncidentPage {
        number: 2,
        kind: IncidentKind::Leak,
        source: IncidentSource::Alarm,
        facts: facts(),
        clocks: facts().clocks(ago(0)),
        entries: IncidentStep::ALL.iter().map(entry).collect(),
        extracts: vec![extract(say)],
        steps: IncidentStep::all_later().collect(),
        missing: facts().missing_to_close(),
        destroy_after: super::ahead(180),
        is_saved: true,
    }
}

fn extract(say: Say) -> SecuredExtract {
    let day = jiff::civil::date(2026, 11, 20);
    SecuredExtract { position: 1, at: ago(30), by: say("C. Veilig"), from: day, until: day, entries: 412 }
}

fn secure(say: Say) -> IncidentExtractPage {
    let form = ScopeForm { from: say("2026-11-01"), until: "2026-11-20".to_owned() };
    IncidentExtractPage { number: 2, form, errors: errors_of(&[("until", Problem::TooMuch { max: 5_000 })]) }
}

fn month(say: Say) -> IncidentMonthPage {
    let one = |number, source, facts| MonthlyIncident { number, kind: IncidentKind::Leak, source, facts };
    let all = [
        one(2, IncidentSource::Alarm, facts()),
        one(1, IncidentSource::Account, IncidentFacts { closed_at: Some(ago(5)), ..facts() }),
    ];
    let month = Month::of(facts().reported_at);
    let found = Some(IncidentMonth::of(&all, month, ago(0)));
    let query = IncidentMonthQuery { month: say("2026-11") };
    IncidentMonthPage { query, errors: FieldErrors::none(), found }
}

fn no_month(say: Say) -> IncidentMonthPage {
    let query = IncidentMonthQuery { month: say("november") };
    IncidentMonthPage { query, errors: errors_of(&[("month", Problem::NotADate)]), found: None }
}

fn emergency(say: Say) -> IncidentEmergencyPage {
    let closed = Some((ago(3), say("Een lijst ligt op straat")));
    IncidentEmergencyPage {
        number: 2,
        listeners: vec![
            ListenerRow { listener: "intake", closed },
            ListenerRow { listener: "portal", closed: None },
            ListenerRow { listener: "api", closed: None },
        ],
        acts: vec![
            ("reopen-intake".to_owned(), "intake", false),
            ("close-portal".to_owned(), "portal", true),
        ],
        typed: StopTyped { stop: String::new(), reason: say("Oefening"), sure: None },
        errors: errors_of(&[("stop", Problem::NotAChoice), ("sure", Problem::Required)]),
    }
}

fn closed(say: Say) -> IncidentPage {
    let facts = IncidentFacts { closed_at: Some(ago(5)), ..facts() };
    IncidentPage { facts, steps: Vec::new(), missing: Vec::new(), is_saved: false, ..incident(say) }
}

fn report(openly: bool, say: Say, sent: Option<Sent>, errors: FieldErrors) -> IncidentReportPage {
    IncidentReportPage { openly, filled: words(IncidentStep::Report, say), errors, sent }
}

fn step(step: IncidentStep, say: Say, errors: FieldErrors) -> IncidentStepPage {
    IncidentStepPage { number: 2, step, filled: words(step, say), errors }
}

fn scope(say: Say) -> IncidentScopePage {
    let viewers = vec![ScopeViewer { name: say("C. Voorbeeld"), cases: 4, times: 7 }];
    let passages = Some((ago(9_000), ago(60)));
    let places = vec![(say("Marktplein"), 12)];
    IncidentScopePage {
        form: ScopeForm { from: say("2026-11-01"), until: "2026-11-20".to_owned() },
        errors: errors_of(&[("until", Problem::EndBeforeStart)]),
        facts: Some(ScopeFacts { cases: 12, vehicles: 11, passages, places, viewers }),
    }
}
