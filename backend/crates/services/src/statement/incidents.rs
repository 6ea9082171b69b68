//! A month of incidents for the management, with a line for each in an attachment. Numbers and codes alone.

use jiff::Timestamp;
use poortwacht_domain::incident::{
    ClockReading, InTime, IncidentClock, IncidentKind, IncidentMonth, MonthlyIncident, PriorityMonth,
};
use poortwacht_store::municipalities::Municipality;

use super::sign::{Draft, sign};
use super::{Making, Statement};
use crate::dossier::dutch_moment;
use crate::log_book::Csv;
use crate::pdf::{Block, Column, Table};
use crate::{ServiceError, Services};

/// Words that the portal has for what a report of incidents tells; the report is in Dutch.
#[derive(Debug, Clone, Copy)]
pub struct IncidentStatementWords {
    /// What an incident is about.
    pub kind: fn(IncidentKind) -> &'static str,
    /// What nobody judged yet.
    pub not_judged: &'static str,
}

/// The report as a signed statement. Blocks.
pub(crate) fn incidents(
    services: &Services,
    municipality: Municipality,
    found: &IncidentMonth,
    words: &IncidentStatementWords,
) -> Result<Statement, ServiceError> {
    let making = Making { services: services.clone(), municipality };
    let draft = Draft {
        about: "incidents",
        period: found.month.to_string(),
        title: format!("Incidenten, {}", found.month),
        lead: format!(
            "Gemeente {}. Opgemaakt op {} uit het incidentenregister.",
            making.municipality.name,
            dutch_moment(found.at)
        ),
        blocks: blocks(found, words),
        data: (
            "incidenten.csv".to_owned(),
            "text/csv",
            "Een regel voor elk incident dat in de maand is gemeld".to_owned(),
            table(found),
        ),
    };
    sign(&making, draft)
}

fn blocks(found: &IncidentMonth, words: &IncidentStatementWords) -> Vec<Block> {
    vec![
        Block::Heading("Samenvatting".to_owned()),
        Block::Facts(facts(found)),
        Block::Heading("Per prioriteit".to_owned()),
        Block::Table(priorities(&found.priorities, words)),
        Block::Heading("Waarover".to_owned()),
        Block::Table(kinds(&found.reported, words)),
        Block::Heading("Hoe u dit leest".to_owned()),
        Block::Text(READING.to_owned()),
    ]
}

const READING: &str = "De termijnen zijn die van het gemeentelijk protocol, gemeten op het moment waarop dit stuk is opgemaakt. \
    Te laat is ook wat niet is gedaan terwijl de termijn voorbij is. Elk afgesloten incident heeft een vastgelegde les; de tekst \
    ervan staat in het register en niet hier. Dit stuk noemt niemand. De bijlage incidenten.csv bevat een regel voor elk incident \
    dat in de maand is gemeld; «poortwacht retention check-statement» controleert de handtekening zonder installatie.";

fn facts(found: &IncidentMonth) -> Vec<(String, String)> {
    let numbers: Vec<String> = found.open.iter().map(ToString::to_string).collect();
    let open = match numbers.is_empty() {
        true => "0".to_owned(),
        false => format!("{} (incident {})", numbers.len(), numbers.join(", ")),
    };
    [
        ("Gemeld", found.reported.len().to_string()),
        ("Opgeschaald", found.escalated.to_string()),
        ("Datalekken", found.breaches.to_string()),
        ("Nog niet beoordeeld of het een datalek is", found.unjudged.to_string()),
        ("Toezichthouder ingelicht binnen 72 uur", found.notify.in_time.to_string()),
        ("Toezichthouder te laat of nog niet ingelicht", found.notify.late.to_string()),
        ("Betrokkenen ingelicht", found.persons_told.to_string()),
        ("Afgesloten in de maand, met lessen", found.closed.to_string()),
        ("Open aan het eind", open),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .to_vec()
}

fn priorities(lines: &[PriorityMonth], words: &IncidentStatementWords) -> Table {
    let column = |heading: &str, share| Column { heading: heading.to_owned(), share };
    let row = |line: &PriorityMonth| {
        let name = line.priority.map_or(words.not_judged.to_owned(), |priority| priority.to_string());
        vec![name, line.reported.to_string(), told(line.react), told(line.solve)]
    };
    Table {
        columns: vec![
            column("Prioriteit", 0.25),
            column("Gemeld", 0.15),
            column("Gereageerd", 0.3),
            column("Opgelost", 0.3),
        ],
        rows: lines.iter().map(row).collect(),
    }
}

fn told(InTime { in_time, late, running }: InTime) -> String {
    format!("{in_time} op tijd, {late} te laat, {running} loopt")
}

fn kinds(reported: &[MonthlyIncident], words: &IncidentStatementWords) -> Table {
    let column = |heading: &str, share| Column { heading: heading.to_owned(), share };
    let row = |kind: &IncidentKind| {
        let number = reported.iter().filter(|one| one.kind == *kind).count();
        vec![(words.kind)(*kind).to_owned(), number.to_string()]
    };
    Table {
        columns: vec![column("Soort", 0.8), column("Gemeld", 0.2)],
        rows: IncidentKind::ALL.iter().map(row).collect(),
    }
}

const COLUMNS: [&str; 17] = [
    "number",
    "reported_at",
    "kind",
    "source",
    "priority",
    "react",
    "react_by",
    "reacted_at",
    "solve",
    "solve_by",
    "solved_at",
    "breach",
    "risk",
    "notify",
    "notify_by",
    "notified_at",
    "closed_at",
];

/// A line for each incident that was reported in the month.
pub fn table(found: &IncidentMonth) -> Vec<u8> {
    let mut csv = Csv::new(&COLUMNS);
    for one in &found.reported {
        let cells = line(one, found.at);
        csv.row(&cells.iter().map(String::as_str).collect::<Vec<_>>());
    }
    csv.finish()
}

fn line(one: &MonthlyIncident, at: Timestamp) -> Vec<String> {
    let facts = &one.facts;
    let code = |code: Option<&str>| code.unwrap_or_default().to_owned();
    let mut cells = vec![
        one.number.to_string(),
        facts.reported_at.to_string(),
        one.kind.to_string(),
        one.source.to_string(),
        code(facts.priority().map(|priority| priority.as_str())),
    ];
    let readings = facts.clocks(at);
    let clock = |clock| readings.iter().find(|reading| reading.clock == clock);
    cells.extend(three(clock(IncidentClock::React)));
    cells.extend(three(clock(IncidentClock::Solve)));
    cells.push(code(facts.breach.map(|breach| breach.as_str())));
    cells.push(code(facts.risk.map(|risk| risk.as_str())));
    cells.extend(three(clock(IncidentClock::Notify)));
    cells.push(facts.closed_at.map(|at| at.to_string()).unwrap_or_default());
    cells
}

/// How a clock stands, when it ends, and when it was met.
fn three(reading: Option<&ClockReading>) -> [String; 3] {
    reading.map_or_else(Default::default, |reading| {
        let met_at = reading.met_at.map(|at| at.to_string()).unwrap_or_default();
        [reading.standing.to_string(), reading.due.to_string(), met_at]
    })
}
