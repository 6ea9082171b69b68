//! Whether every promise was kept at a moment, the report attached as it was judged.

use poortwacht_domain::{ComplianceReport, Finding, PromiseLine, retention::FAR_FUTURE};

use super::sign::{Draft, sign};
use super::words::StatementWords;
use super::{Making, Statement};
use crate::ServiceError;
use crate::dossier::dutch_moment;
use crate::pdf::{Block, Column, Table};

pub(super) fn statement(
    making: &Making,
    report: &ComplianceReport,
    words: &StatementWords,
) -> Result<Statement, ServiceError> {
    let data = serde_json::to_vec_pretty(report)
        .map_err(|error| ServiceError::Damaged(format!("report: {error}")))?;
    let verdict = match report.broken().count() {
        0 => "Elke belofte wordt nagekomen.".to_owned(),
        1 => "Eén belofte wordt niet nagekomen.".to_owned(),
        broken => format!("{broken} beloften worden niet nagekomen."),
    };
    let draft = Draft {
        about: "promises",
        period: report.at.strftime("%Y-%m-%d").to_string(),
        title: "Naleving van de verwerkersovereenkomst".to_owned(),
        lead: format!(
            "Gemeente {}. Beoordeeld op {}. {verdict}",
            report.municipality,
            dutch_moment(report.at)
        ),
        blocks: blocks(report, words),
        data: (
            "naleving.json".to_owned(),
            "application/json",
            "Alle gegevens van dit overzicht".to_owned(),
            data,
        ),
    };
    sign(making, draft)
}

fn blocks(report: &ComplianceReport, words: &StatementWords) -> Vec<Block> {
    let mut blocks: Vec<Block> = report.promises.iter().flat_map(|line| promise(line, words)).collect();
    blocks.push(Block::Heading("Wat wordt bewaard".to_owned()));
    blocks.push(holdings(report, words));
    blocks
}

fn promise(line: &PromiseLine, words: &StatementWords) -> [Block; 3] {
    let standing = ("Stand".to_owned(), (words.standing)(line.standing).to_owned());
    let facts = line.facts.iter().map(|(fact, found)| ((words.fact)(*fact).to_owned(), told(found)));
    [
        Block::Heading((words.promise)(line.promise).to_owned()),
        Block::Text((words.promised)(line.promise).to_owned()),
        Block::Facts(std::iter::once(standing).chain(facts).collect()),
    ]
}

fn told(finding: &Finding) -> String {
    match finding {
        Finding::Number(number) => number.to_string(),
        Finding::Is(yes) => if *yes { "ja" } else { "nee" }.to_owned(),
        Finding::At(at) if *at >= FAR_FUTURE => "geen".to_owned(),
        Finding::At(at) => dutch_moment(*at),
        Finding::Words(words) => words.clone(),
    }
}

fn holdings(report: &ComplianceReport, words: &StatementWords) -> Block {
    let column = |heading: &str, share| Column { heading: heading.to_owned(), share };
    let rows = report.holdings.iter().map(|holding| {
        vec![
            words.table_of(&holding.what).to_owned(),
            (words.class)(holding.class).to_owned(),
            holding.count.to_string(),
            told(&Finding::At(holding.earliest)),
        ]
    });
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        return Block::Text("Er wordt niets bewaard.".to_owned());
    }
    let columns = vec![
        column("Soort", 0.35),
        column("Bewaarklasse", 0.3),
        column("Aantal", 0.1),
        column("Eerste vernietiging", 0.25),
    ];
    Block::Table(Table { columns, rows })
}
