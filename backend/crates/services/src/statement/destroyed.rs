//! What was destroyed in a month, from the destruction register, every line of it attached.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::calendar::start_of_day;
use poortwacht_domain::{Month, RetentionClass};
use poortwacht_store::destruction::{self, Destruction};
use poortwacht_store::{Connection, Scope};

use super::sign::{Draft, sign};
use super::words::StatementWords;
use super::{Making, Statement};
use crate::ServiceError;
use crate::dossier::dutch_moment;
use crate::log_book::Csv;
use crate::pdf::{Block, Column, Table};

/// What dies later than this after its date died late.
const IN_TIME: SignedDuration = SignedDuration::from_hours(24);

const METHOD: &str = "Van alles met persoonsgegevens ligt de sleutel in twee helften: één bij de gegevens en één in een aparte \
    sleutelopslag. Bij vernietiging verdwijnt eerst de helft in de sleutelopslag. Vanaf dat moment is geen enkele kopie van de \
    gegevens nog te openen, ook niet in een oude reservekopie. Daarna verdwijnen de gegevens zelf, en in dezelfde bewerking \
    komen deze regels in het vernietigingsregister en in het logboek. Reservekopieën van de sleutelopslag bestaan ten hoogste \
    zeven dagen.";

/// Things of one kind and class.
#[derive(Default)]
struct Sum {
    count: u64,
    late: u64,
    first: Option<Timestamp>,
    last: Option<Timestamp>,
}

impl Sum {
    fn add(&mut self, line: &Destruction) {
        self.count += 1;
        self.late += u64::from(is_late(line));
        let at = line.destroyed_at;
        self.first = Some(self.first.map_or(at, |first| first.min(at)));
        self.last = Some(self.last.map_or(at, |last| last.max(at)));
    }
}

fn is_late(line: &Destruction) -> bool {
    line.destroyed_at.duration_since(line.due_at) > IN_TIME
}

pub(super) fn statement(
    making: &Making,
    month: Month,
    words: &StatementWords,
) -> Result<Statement, ServiceError> {
    let lines = making.services.store().read_blocking(|conn| of_month(conn, making, month))?;
    let mut sums: BTreeMap<(String, RetentionClass), Sum> = BTreeMap::new();
    for line in &lines {
        sums.entry((line.subject_kind.clone(), line.class)).or_default().add(line);
    }
    let late: u64 = sums.values().map(|sum| sum.late).sum();
    let total = u64::try_from(lines.len()).unwrap_or(u64::MAX);
    let draft = Draft {
        about: "destruction",
        period: month.to_string(),
        title: format!("Verklaring van vernietiging, {month}"),
        lead: format!(
            "Gemeente {}. Opgemaakt op {} uit het vernietigingsregister.",
            making.municipality.name,
            dutch_moment(making.services.now())
        ),
        blocks: blocks(&sums, total, late, words),
        data: (
            "register.csv".to_owned(),
            "text/csv",
            "Alle regels van deze maand".to_owned(),
            register(&lines),
        ),
    };
    sign(making, draft)
}

fn of_month(conn: &mut Connection, making: &Making, month: Month) -> Result<Vec<Destruction>, ServiceError> {
    let first = month.first_day();
    let until = first.last_of_month().tomorrow().unwrap_or(first);
    let scope = Scope::municipality(making.municipality.id);
    Ok(destruction::between(conn, &scope, start_of_day(first), start_of_day(until))?)
}

fn blocks(
    sums: &BTreeMap<(String, RetentionClass), Sum>,
    total: u64,
    late: u64,
    words: &StatementWords,
) -> Vec<Block> {
    let fact = |name: &str, value: String| (name.to_owned(), value);
    let facts = vec![
        fact("Vernietigd", total.to_string()),
        fact("Later dan een dag na de einddatum", late.to_string()),
    ];
    let mut blocks = vec![Block::Heading("Wat is vernietigd".to_owned()), Block::Facts(facts)];
    blocks.push(match sums.is_empty() {
        true => Block::Text("In deze maand is niets vernietigd.".to_owned()),
        false => Block::Table(table(sums, words)),
    });
    blocks.push(Block::Heading("Hoe het is vernietigd".to_owned()));
    blocks.push(Block::Text(METHOD.to_owned()));
    blocks.push(Block::Heading("Hoe u dit controleert".to_owned()));
    blocks.push(Block::Text(
        "De bijlage register.csv bevat elke regel. Het manifest noemt de digest van deze pagina's en van de bijlage, en is \
         ondertekend met de sleutel van de gemeente. «poortwacht retention check-statement» controleert het zonder \
         installatie. Elke regel staat ook in het logboek, dat een getuige van de gemeente heeft gezien."
            .to_owned(),
    ));
    blocks
}

fn table(sums: &BTreeMap<(String, RetentionClass), Sum>, words: &StatementWords) -> Table {
    let column = |heading: &str, share| Column { heading: heading.to_owned(), share };
    let day = |at: Option<Timestamp>| at.map(dutch_moment).unwrap_or_default();
    let row = |((kind, class), sum): (&(String, RetentionClass), &Sum)| {
        vec![
            words.kind_of(kind).to_owned(),
            (words.class)(*class).to_owned(),
            sum.count.to_string(),
            sum.late.to_string(),
            day(sum.first),
            day(sum.last),
        ]
    };
    Table {
        columns: vec![
            column("Soort", 0.2),
            column("Bewaarklasse", 0.2),
            column("Aantal", 0.1),
            column("Te laat", 0.1),
            column("Eerste", 0.2),
            column("Laatste", 0.2),
        ],
        rows: sums.iter().map(row).collect(),
    }
}

/// Every line, with the random identifiers that the register and the ledger name.
fn register(lines: &[Destruction]) -> Vec<u8> {
    let mut csv = Csv::new(&["id", "kind", "subject", "class", "due_at", "destroyed_at"]);
    for line in lines {
        csv.row(&[
            &line.id.to_string(),
            &line.subject_kind,
            &line.subject_id,
            line.class.as_str(),
            &line.due_at.to_string(),
            &line.destroyed_at.to_string(),
        ]);
    }
    csv.finish()
}
