//! Words of the register of incidents.

use crate::texts::{IncidentLabels, IncidentTexts, words};
use poortwacht_domain::incident::{
    BreachRisk, BreachVerdict, ClockStanding, Impact, IncidentClock, IncidentField, IncidentKind,
    IncidentSource, IncidentStep, NotificationPhase, PersonsDecision, Urgency,
};

pub(super) const INCIDENTS: IncidentTexts = IncidentTexts {
    title: "Incidents",
    lead: "Every incident of the municipality, also breaches that were not reported. The clocks count from the report, the 72 hours from when the municipality knew.",
    report: "Report an incident",
    empty_heading: "No incident is registered",
    empty: "Anybody can report one, also without an account. Alarms become drafts by themselves.",
    number: "Number",
    number_value: "No. {}",
    reported: "Reported",
    about: "About",
    source: "By",
    priority: "Priority",
    deadline: "Next deadline",
    state: "State",
    open_state: "being dealt with",
    closed_state: "closed on {}",
    not_judged: "not judged yet",
    deadline_value: "to {}: {}",
    overdue_heading: "A deadline has passed",
    overdue_text: "Do what is left and write it down. Telling the authority late needs a reason.",
    incident_title: "Incident no. {}",
    facts: "As it stands",
    clocks: "Deadlines",
    clock: "What",
    due: "At the latest",
    met: "Done",
    standing: "Outcome",
    kept: "Kept until",
    review: "Review before",
    missing: "To be done before it can be closed",
    steps: "Next step",
    record: "The record",
    record_lead: "Every step stays; what was written last counts.",
    by_at: "{} at {}",
    somebody: "without an account",
    the_system: "the system",
    matrix: "Priority by the protocol",
    matrix_hint: "High × high is 1, low × low is 5. Priority 1: react at once, solve in 1 hour, escalate nationally. 2: 10 minutes, 4 hours. 3: 1 hour, 8 hours. 4: 4 hours, 24 hours. 5: 1 day, 1 week.",
    save: "Write down",
    back: "Back to the incident",
    back_to_list: "Back to the list",
    report_title: "Report an incident",
    report_lead: "Report anything that is wrong: data in the wrong place, somebody who sees more than they should, a lost device. Do not write a number plate. The security officer and the privacy officer see the report at once.",
    report_openly: "You can report without logging in. Your name is not needed; with a name and a telephone number or mail address the municipality can ask you something.",
    report_send: "Send the report",
    reported_notice: "Thank you. The incident was reported.",
    too_many_heading: "The incident was not reported",
    too_many: "Too many reports without an account came in this hour. Telephone or mail the municipality, or try again in an hour. What you wrote is still there.",
    scope: "Tell the scope",
    scope_title: "Scope of a leak",
    scope_lead: "Give the days on which it may have gone wrong. You see which cases there were and who saw cases on those days, by the ledger. No plate is opened.",
    scope_from: "First day",
    scope_until: "Last day",
    scope_submit: "Tell the scope",
    scope_held: "What there is",
    scope_cases: "Cases",
    scope_vehicles: "Different vehicles, at most",
    scope_passages: "When they passed",
    scope_between: "from {} to {}",
    scope_places: "Where",
    scope_place: "Location",
    scope_viewers: "Who saw cases on these days",
    scope_viewer: "Name",
    scope_times: "Times",
    saved_notice: "The step was written down.",
    stop_title: "Emergency stop",
    stop_intro: "Closes what leaks at once, for everybody.",
    stop_link: "Close or reopen",
    stop_lead: "What is closed answers nobody any more, other municipalities of this installation neither. You open only what was closed from your municipality. Everything is entered in the ledger and in the record of the incident.",
    stop_portal_heading: "The portal shuts you out too",
    stop_portal: "Once the portal is closed, only the operator can reopen it (poortwacht emergency reopen portal). Call the operator first.",
    stop_listeners: "How it stands now",
    stop_listener: "Part",
    stop_intake: "intake from the cameras",
    stop_the_portal: "the portal",
    stop_api: "permit systems",
    stop_open: "listening",
    stop_closed: "closed since {}",
    stop_act: "What do you want to do",
    stop_close: "Close: {}",
    stop_reopen: "Reopen: {}",
    stop_reason: "Reason",
    stop_reason_hint: "Everybody who stands before it reads this. Put no plate and no name in it.",
    stop_sure: "Yes, this holds at once and for everybody",
    stop_submit: "Do it",
    month_title: "Monthly report",
    month_heading: "Incidents in {}",
    month_lead: "For the management: numbers and clocks, without names and without words from the register. A clock that ran out without the thing being done counts as late.",
    month: "Month",
    month_show: "Show",
    month_at: "Measured at {}.",
    month_summary: "Summary",
    month_reported: "Reported",
    month_escalated: "Escalated",
    month_breaches: "Data breaches",
    month_unjudged: "Not yet judged whether it is a breach",
    month_notified: "Authority told",
    month_persons: "Those concerned told",
    month_closed: "Closed in the month, with lessons",
    month_open: "Open at the end",
    month_open_value: "{} (incidents {})",
    month_in_time: "{} in time, {} late, {} running",
    month_priorities: "By priority",
    month_react: "Reacted",
    month_solve: "Solved",
    month_none: "Nothing was reported in this month.",
    month_statement: "Signed report (PDF)",
    month_table: "Lines (CSV)",
    extracts: "Evidence from the ledger",
    extracts_lead: "What was secured here is signed, stays with the incident and dies with it. Each download is entered in the ledger.",
    extract_days: "Days",
    extract_entries: "Entries",
    extract_by: "Secured by",
    extract_file: "File",
    extract_download: "Download extract {}",
    extract_title: "Secure an extract of the ledger",
    extract_lead: "Give the days that belong to the incident. Each entry of the ledger of those days comes with its proof into one signed file. No plate is opened.",
    extract_submit: "Secure it",
};

pub(super) const LABELS: IncidentLabels = IncidentLabels {
    kind,
    source,
    clock,
    clock_standing,
    step,
    field,
    hint,
    urgency,
    impact,
    verdict,
    risk,
    phase,
    persons,
    answer,
};

words! {
    kind(IncidentKind)
    IncidentKind::Leak => "data with somebody who should not have them",
    IncidentKind::Intrusion => "break-in or an attempt",
    IncidentKind::Misuse => "misuse by somebody with access",
    IncidentKind::Loss => "loss or theft",
    IncidentKind::Failure => "fault or failure",
    IncidentKind::Alteration => "altered record",
    IncidentKind::BrokenPromise => "broken promise or term",
    IncidentKind::Other => "something else",
}

words! {
    source(IncidentSource)
    IncidentSource::Account => "somebody with an account",
    IncidentSource::Visitor => "somebody without an account",
    IncidentSource::Operator => "somebody with access to the machine",
    IncidentSource::Alarm => "an alarm of the system",
}

words! {
    clock(IncidentClock)
    IncidentClock::React => "react",
    IncidentClock::Solve => "solve",
    IncidentClock::Notify => "tell the authority",
}

words! {
    clock_standing(ClockStanding)
    ClockStanding::Running => "running",
    ClockStanding::Overdue => "passed",
    ClockStanding::Met => "in time",
    ClockStanding::MetLate => "late",
}

words! {
    step(IncidentStep)
    IncidentStep::Report => "Report",
    IncidentStep::Triage => "Judge urgency and impact",
    IncidentStep::React => "First reaction",
    IncidentStep::Escalate => "Escalate",
    IncidentStep::Involve => "Involve the reporter and managers",
    IncidentStep::Describe => "Describe the incident",
    IncidentStep::Assess => "Judge whether it is a data breach",
    IncidentStep::Notify => "Tell the authority",
    IncidentStep::Persons => "Tell those concerned",
    IncidentStep::Solve => "Write down the solution",
    IncidentStep::Note => "Note something",
    IncidentStep::Close => "Close",
}

words! {
    field(IncidentField)
    IncidentField::Kind => "What it is about",
    IncidentField::What => "What happened",
    IncidentField::ReporterName => "Your name",
    IncidentField::ReporterContact => "Telephone number or mail address",
    IncidentField::Urgency => "Urgency",
    IncidentField::Impact => "How much it touches",
    IncidentField::Explanation => "Explanation",
    IncidentField::Done => "What was done",
    IncidentField::Told => "Who was told",
    IncidentField::Nature => "Nature of the incident",
    IncidentField::Systems => "Systems and data",
    IncidentField::Cause => "Cause",
    IncidentField::ProcedureFollowed => "Was the procedure followed",
    IncidentField::Culpable => "Is somebody to blame",
    IncidentField::Repaired => "Was it repaired",
    IncidentField::MayRecur => "May it happen again",
    IncidentField::Measures => "Measures",
    IncidentField::Verdict => "Is it a data breach",
    IncidentField::AwareAt => "Since when the municipality knows",
    IncidentField::Risk => "Risk for those concerned",
    IncidentField::Phase => "Which part of the notification",
    IncidentField::BreachNature => "Nature of the breach",
    IncidentField::PeopleCategories => "Categories of people concerned",
    IncidentField::PeopleNumber => "About how many people",
    IncidentField::RecordCategories => "Categories of personal data",
    IncidentField::RecordNumber => "About how many records",
    IncidentField::ContactPoint => "Contact point",
    IncidentField::Consequences => "Likely consequences",
    IncidentField::MeasuresTaken => "Measures taken or proposed",
    IncidentField::Receipt => "Number of the receipt",
    IncidentField::Lateness => "Why later than 72 hours",
    IncidentField::Persons => "Are those concerned told",
    IncidentField::PersonsText => "What they are told, or why they are not",
    IncidentField::Lessons => "What we learn from it",
}

/// What helps to fill in a field, where something does.
const fn hint(field: IncidentField) -> Option<&'static str> {
    match field {
        IncidentField::What => {
            Some("When, where, which data or systems, and who knows already. Do not write a number plate.")
        }
        IncidentField::Urgency => Some("How fast does the damage grow?"),
        IncidentField::Impact => Some("How many people and how much of the work?"),
        IncidentField::Risk => {
            Some("Needed for a breach. A high risk: those concerned are told too (article 34).")
        }
        IncidentField::AwareAt => Some("Needed for a breach. The 72 hours count from this moment."),
        IncidentField::Phase => Some(
            "The last or only part holds everything that article 33(3) asks; an earlier one what is known.",
        ),
        IncidentField::Lateness => Some("Needed once the 72 hours are over (article 33(1))."),
        IncidentField::ContactPoint => Some("Name and contact details of the privacy officer."),
        IncidentField::Persons => Some("The exceptions are for a high risk alone (article 34(3))."),
        _ => None,
    }
}

words! {
    urgency(Urgency)
    Urgency::High => "high",
    Urgency::Medium => "medium",
    Urgency::Low => "low",
}

words! {
    impact(Impact)
    Impact::High => "much",
    Impact::Medium => "some",
    Impact::Low => "little",
}

words! {
    verdict(BreachVerdict)
    BreachVerdict::None => "no, no personal data were touched",
    BreachVerdict::Breach => "yes, a data breach",
}

words! {
    risk(BreachRisk)
    BreachRisk::Unlikely => "unlikely: register it, tell nobody",
    BreachRisk::Likely => "a risk: tell the authority",
    BreachRisk::High => "a high risk: tell those concerned too",
}

words! {
    phase(NotificationPhase)
    NotificationPhase::Initial => "first part",
    NotificationPhase::Supplement => "supplement",
    NotificationPhase::Final => "last or only part",
}

words! {
    persons(PersonsDecision)
    PersonsDecision::Inform => "yes, they are told",
    PersonsDecision::NotHighRisk => "no, the risk is not high",
    PersonsDecision::Unintelligible => "no, the data were unintelligible (encrypted)",
    PersonsDecision::RiskRemoved => "no, measures took the high risk away",
    PersonsDecision::MadePublic => "no, disproportionate effort: made public",
}

/// An answer to one of the protocol's questions; nothing for an unknown code.
fn answer(code: &str) -> Option<&'static str> {
    Some(match code {
        "yes" => "yes",
        "no" => "no",
        "unknown" => "not known yet",
        _ => return None,
    })
}
