//! `poortwacht incident …`.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Subcommand, ValueEnum};
use poortwacht_domain::incident::{InTime, IncidentField, IncidentKind, IncidentMonth};
use poortwacht_frontend::texts::{Language, Texts};
use poortwacht_services::Services;
use poortwacht_services::incidents::{self, Extent, ExtentRequest, IncidentLine, IncidentOutline, Typed};
use poortwacht_services::statement::IncidentStatementWords;

use super::compliance::tell;
use super::out::{done, refused, say};

/// The register of incidents, as far as an operator needs it.
#[derive(Debug, Subcommand)]
pub enum IncidentCommand {
    /// Report an incident. Anybody who works on this machine may, and should: rather one too many than one too few.
    ///
    /// Say what happened in a few sentences on standard input, or with --what; on standard input it does not end up in the
    /// shell's history. Leave plates out: a text that holds one is refused. The words are sealed at once; only the security
    /// officer and the privacy officer read them, and this command cannot show them again. Prints the incident's number.
    ///
    /// Kinds: leak (data reached somebody who should not have them), intrusion, misuse, loss, failure, alteration,
    /// broken_promise, other.
    #[command(
        after_help = "Example:\n  echo 'A backup disk is missing from the rack.' | \\\n    poortwacht incident report \
                            --municipality waterstad --kind loss --reporter 'night shift'"
    )]
    Report {
        /// Code of the municipality.
        #[arg(long, value_name = "CODE")]
        municipality: String,
        /// What it seems to be about.
        #[arg(long, value_name = "KIND")]
        kind: IncidentKind,
        /// What happened; read from standard input when left out.
        #[arg(long, value_name = "TEXT")]
        what: Option<String>,
        /// Who reports, if they want to say.
        #[arg(long, value_name = "NAME")]
        reporter: Option<String>,
        /// How to reach them: a telephone number or an address.
        #[arg(long, value_name = "CONTACT")]
        contact: Option<String>,
    },
    /// Tell how one incident stands: clocks, steps taken, what is missing before it can be closed. No word that was written.
    Show {
        /// Code of the municipality.
        #[arg(long, value_name = "CODE")]
        municipality: String,
        /// Number of the incident.
        #[arg(value_name = "NUMBER")]
        number: u64,
    },
    /// List the register with the next deadline of each incident, the newest first.
    ///
    /// What was written in an incident is for the security officer and the privacy officer alone, on the page Incidenten.
    List {
        /// Code of the municipality.
        #[arg(long, value_name = "CODE")]
        municipality: String,
    },
    /// Tell how far a leak may reach: distinct vehicles, period, places, and who saw what.
    ///
    /// Counts the cases that were received before the end of the last day and are still held, and names everybody before
    /// whose eyes a case came in the period, by the ledger. Vehicles are counted by their index, which differs for each
    /// month of passages and for decided cases: the number is an upper bound. No plate is opened.
    Scope {
        /// Code of the municipality.
        #[arg(long, value_name = "CODE")]
        municipality: String,
        /// First day on which it may have leaked.
        #[arg(long, value_name = "DATE")]
        from: String,
        /// Last day.
        #[arg(long, value_name = "DATE")]
        until: String,
    },
    /// Tell a month in numbers, for the management: priorities, times within and beyond the protocol's, breaches,
    /// notifications, what is open.
    ///
    /// Clocks are read at this moment: what is not done and should be counts as late. Nobody is named and no word of the
    /// register is told. The PDF is signed with the municipality's key, with the lines attached;
    /// `poortwacht retention check-statement` checks it on any machine. Closed incidents die after three years: a month
    /// from before then is told without them.
    Monthly {
        /// Code of the municipality.
        #[arg(long, value_name = "CODE")]
        municipality: String,
        /// The month, YYYY-MM; the last whole one when left out.
        #[arg(long, default_value = "", hide_default_value = true)]
        month: String,
        /// How to tell it.
        #[arg(long, value_enum, default_value = "text")]
        format: MonthFormat,
        /// A new file to write to, instead of standard output. Needed for pdf.
        #[arg(long, value_name = "FILE", required_if_eq("format", "pdf"))]
        output: Option<PathBuf>,
    },
}

/// How a month is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum MonthFormat {
    /// Lines for people.
    Text,
    /// A line for each incident, for a spreadsheet.
    Csv,
    /// A signed statement, PDF/A-3b.
    Pdf,
}

/// Runs the command.
pub async fn run(command: IncidentCommand, services: &Services) -> Result<ExitCode> {
    match command {
        IncidentCommand::Report { municipality, kind, what, reporter, contact } => {
            let what = what.map_or_else(|| io::read_to_string(io::stdin()), Ok)?;
            let typed = typed(kind, what, reporter, contact);
            let number =
                incidents::report_at_machine(services, &municipality, &typed).await.map_err(refused)?;
            return done(format!("Reported as incident {number} of {municipality}."));
        }
        IncidentCommand::Show { municipality, number } => {
            let outline = incidents::outline_of(services, &municipality, number).await.map_err(refused)?;
            outlined(&outline).iter().for_each(say);
        }
        IncidentCommand::List { municipality } => {
            for one in incidents::list_of(services, &municipality).await.map_err(refused)? {
                say(line(&one));
            }
        }
        IncidentCommand::Scope { municipality, from, until } => {
            let request = ExtentRequest { from, until };
            let extent = incidents::extent_of(services, &municipality, &request).await.map_err(refused)?;
            lines(&extent).iter().for_each(say);
        }
        IncidentCommand::Monthly { municipality, month, format, output } => {
            let found = incidents::monthly_of(services, &municipality, &month).await.map_err(refused)?;
            let told = match format {
                MonthFormat::Text => month_lines(&found).join("\n").into_bytes(),
                MonthFormat::Csv => incidents::month_table(&found),
                MonthFormat::Pdf => {
                    incidents::monthly_statement_of(services, &municipality, found, words())
                        .await
                        .map_err(refused)?
                        .bytes
                }
            };
            tell(&told, output.as_deref())?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn line(incident: &IncidentLine) -> String {
    let priority = incident.facts.priority().map_or_else(|| "-".to_owned(), |priority| priority.to_string());
    let state = match (incident.facts.closed_at, incident.next) {
        (Some(at), _) => format!("closed {at}"),
        (None, Some(next)) => format!("{} by {} ({})", next.clock, next.due, next.standing),
        (None, None) => "open".to_owned(),
    };
    let (number, kind, reported) = (incident.number, incident.kind, incident.facts.reported_at);
    format!("{number}  {reported}  {kind}  {}  priority {priority}  {state}", incident.source)
}

fn typed(kind: IncidentKind, what: String, reporter: Option<String>, contact: Option<String>) -> Typed {
    let fields = [
        (IncidentField::Kind, Some(kind.as_str().to_owned())),
        (IncidentField::What, Some(what)),
        (IncidentField::ReporterName, reporter),
        (IncidentField::ReporterContact, contact),
    ];
    let given = fields.into_iter().filter_map(|(field, value)| Some((field.as_str().to_owned(), value?)));
    given.collect()
}

fn outlined(outline: &IncidentOutline) -> Vec<String> {
    let mut lines = vec![line(&outline.line)];
    for reading in &outline.clocks {
        let met = reading.met_at.map(|at| format!(", done {at}")).unwrap_or_default();
        lines.push(format!("clock {}: by {} ({}){met}", reading.clock, reading.due, reading.standing));
    }
    lines.extend(outline.steps.iter().map(|(at, step)| format!("step {step}: {at}")));
    lines.extend(outline.missing.iter().map(|step| format!("missing {step}")));
    lines.push(format!("extracts of the ledger: {}", outline.extracts));
    let until = if outline.line.facts.closed_at.is_some() { "kept until" } else { "review by" };
    lines.push(format!("{until} {}", outline.destroy_after));
    lines
}

fn month_lines(found: &IncidentMonth) -> Vec<String> {
    let told = |InTime { in_time, late, running }: InTime| {
        format!("{in_time} in time, {late} late, {running} running")
    };
    let mut lines = vec![format!("{}, measured at {}", found.month, found.at)];
    lines.push(format!("reported {}, escalated {}", found.reported.len(), found.escalated));
    lines.push(format!("breaches {}, not judged yet {}", found.breaches, found.unjudged));
    lines.push(format!("authority told: {}", told(found.notify)));
    lines.push(format!("those concerned told: {}", found.persons_told));
    lines.push(format!("closed with lessons {}", found.closed));
    let open: Vec<String> = found.open.iter().map(ToString::to_string).collect();
    lines.push(format!("open at the end {}: {}", open.len(), open.join(" ")));
    for line in &found.priorities {
        let name = line.priority.map_or_else(|| "-".to_owned(), |priority| priority.to_string());
        let (react, solve) = (told(line.react), told(line.solve));
        lines.push(format!("priority {name}\treported {}\treact: {react}\tsolve: {solve}", line.reported));
    }
    lines
}

/// The words of a report, which is in Dutch.
const fn words() -> IncidentStatementWords {
    let texts = Texts::of(Language::Dutch);
    IncidentStatementWords { kind: texts.incident_labels.kind, not_judged: texts.incidents.not_judged }
}

fn lines(extent: &Extent) -> Vec<String> {
    let mut lines = vec![format!("cases {}, vehicles at most {}", extent.cases, extent.vehicles)];
    lines.extend(extent.passages.map(|(first, last)| format!("passages from {first} until {last}")));
    lines.extend(extent.places.iter().map(|(place, cases)| format!("place {place}: {cases} cases")));
    let viewer =
        |one: &incidents::Viewed| format!("viewer {}: {} cases, {} times", one.name, one.cases, one.times);
    lines.extend(extent.viewers.iter().map(viewer));
    lines
}

#[cfg(test)]
mod tests {
    use poortwacht_domain::incident::{IncidentFacts, IncidentKind, IncidentSource};

    use super::*;

    #[test]
    fn a_line_tells_the_deadline_and_a_closed_incident_none() {
        let at = |text: &str| text.parse::<jiff::Timestamp>().unwrap();
        let facts = IncidentFacts::reported(at("2026-11-23T10:00:00Z"));
        let next = facts.next_deadline(at("2026-11-23T11:00:00Z"));
        let (kind, source) = (IncidentKind::Leak, IncidentSource::Visitor);
        let open = IncidentLine { number: 7, kind, source, facts, next };
        let expected =
            "7  2026-11-23T10:00:00Z  leak  visitor  priority -  notify by 2026-11-26T10:00:00Z (running)";
        assert_eq!(line(&open), expected);
        let facts = IncidentFacts { closed_at: Some(at("2026-11-24T10:00:00Z")), ..facts };
        let closed = IncidentLine { facts, next: None, ..open };
        assert!(line(&closed).ends_with("closed 2026-11-24T10:00:00Z"));
    }
}
