//! `poortwacht evidence verify`: is the evidence still what was received, redacted and sealed?

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use poortwacht_services::custody::{self, Check, Verification};
use poortwacht_services::{Services, ledger_heads, municipalities};
use serde_json::{Value, json};

use super::out::{refused, say};

/// Progress is told after so many cases.
const STEP: usize = 100;

/// Which cases, and how to answer.
#[derive(Debug, Args)]
pub struct VerifyOptions {
    /// Reference of the case.
    #[arg(value_name = "CASE", required_unless_present = "all", conflicts_with = "all")]
    case: Option<String>,
    /// All open cases of one municipality.
    #[arg(long, requires = "municipality")]
    all: bool,
    /// Code of the municipality.
    #[arg(long, value_name = "CODE", requires = "all")]
    municipality: Option<String>,
    /// Print every check as JSON.
    #[arg(long)]
    json: bool,
}

/// Runs the command: the ledger first, since everything else is compared with it.
pub async fn run(options: VerifyOptions, services: &Services) -> Result<ExitCode> {
    let ledger = ledger(services).await?;
    let cases = match (&options.case, &options.municipality) {
        (Some(case), _) => vec![case.clone()],
        (None, Some(code)) => open_cases(services, code).await?,
        (None, None) => Vec::new(),
    };
    let mut answer = Answer { is_alone: options.case.is_some(), json: options.json, ..Answer::default() };
    answer.tell_ledger(ledger);
    for (place, case) in cases.iter().enumerate() {
        answer.tell(&custody::verify(services, case).await.map_err(refused)?);
        answer.progress(place + 1, cases.len());
    }
    answer.end(cases.len())
}

/// What is wrong with the ledger; `None` when nothing is.
async fn ledger(services: &Services) -> Result<Option<String>> {
    let report = ledger_heads::verify(services, Vec::new()).await.map_err(refused)?;
    let bad = report.shards.iter().filter(|shard| shard.first_bad.is_some()).map(ToString::to_string);
    let bad: Vec<String> = bad.collect();
    Ok((!report.is_sound()).then(|| match bad.is_empty() {
        true => "the heads kept elsewhere do not fit".to_owned(),
        false => bad.join("; "),
    }))
}

async fn open_cases(services: &Services, code: &str) -> Result<Vec<String>> {
    let municipality = municipalities::by_code(services, code).await.map_err(refused)?.id;
    let open = custody::open_cases(services, municipality).await.map_err(refused)?;
    Ok(open.iter().map(|reference| reference.as_str().to_owned()).collect())
}

/// What is told, and the first thing that failed.
#[derive(Default)]
struct Answer {
    is_alone: bool,
    json: bool,
    ledger: Option<String>,
    failed: usize,
    first: Option<String>,
    cases: Vec<Value>,
}

impl Answer {
    fn tell_ledger(&mut self, fault: Option<String>) {
        self.line(line("ledger", fault.as_deref()));
        if let Some(fault) = &fault {
            self.first = Some(format!("ledger: {fault}"));
        }
        self.ledger = fault;
    }

    fn tell(&mut self, verification: &Verification) {
        let reference = verification.reference.as_str();
        if let Some(Check { name, fault: Some(fault) }) = verification.first_fault() {
            self.failed += 1;
            self.first.get_or_insert_with(|| format!("{reference} {name}: {fault}"));
        }
        if self.json {
            self.cases.push(as_json(verification));
            return;
        }
        // Of many cases only what failed is worth a line.
        for check in verification.checks.iter().filter(|check| self.is_alone || check.fault.is_some()) {
            self.line(format!("{reference} {}", line(&check.name, check.fault.as_deref())));
        }
    }

    fn progress(&self, done: usize, all: usize) {
        if !self.is_alone && done.is_multiple_of(STEP) {
            self.line(format!("{done} of {all} cases verified"));
        }
    }

    fn line(&self, line: String) {
        if !self.json {
            say(line);
        }
    }

    fn end(self, all: usize) -> Result<ExitCode> {
        if self.json {
            let (sound, ledger) = (self.first.is_none(), self.ledger);
            let fault = self.first.clone();
            say(json!({ "sound": sound, "firstFault": fault, "ledger": ledger, "cases": self.cases }));
            return Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        match self.first {
            None => {
                say(format!("{all} case(s) verified: the evidence is what was sealed."));
                Ok(ExitCode::SUCCESS)
            }
            Some(first) => {
                say(format!("{} of {all} case(s) failed; first: {first}", self.failed));
                say("THE EVIDENCE IS NOT SOUND: treat this as an incident.");
                Ok(ExitCode::FAILURE)
            }
        }
    }
}

fn line(name: &str, fault: Option<&str>) -> String {
    match fault {
        None => format!("{name}: ok"),
        Some(fault) => format!("{name}: FAILED, {fault}"),
    }
}

fn as_json(verification: &Verification) -> Value {
    let checks = verification.checks.iter().map(|check| json!({ "name": check.name, "fault": check.fault }));
    json!({
        "case": verification.reference.as_str(),
        "sound": verification.first_fault().is_none(),
        "checks": checks.collect::<Vec<_>>(),
    })
}
