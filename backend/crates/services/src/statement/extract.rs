//! The entries of the ledger in a period, secured for an incident: told on pages, and each proven in an attachment.

use std::collections::BTreeMap;

use jiff::civil::Date;
use poortwacht_domain::Act;
use poortwacht_ledger::Record;
use poortwacht_store::municipalities::Municipality;

use super::sign::{Draft, sign};
use super::{Making, Statement};
use crate::dossier::{dutch_day, dutch_moment};
use crate::pdf::{Block, Column, Table};
use crate::{ServiceError, Services};

/// The attachment with the proofs.
pub const PROOFS: &str = "uittreksel.txt";

/// What an extract holds.
pub(crate) struct Extracted {
    /// The incident's number.
    pub(crate) incident: u64,
    /// The extract's place among those of the incident.
    pub(crate) position: u64,
    /// First and last day.
    pub(crate) days: (Date, Date),
    /// The entries, in the log's order.
    pub(crate) records: Vec<Record>,
    /// The proofs of them.
    pub(crate) proofs: String,
}

/// An extract as a signed statement. Blocks.
pub(crate) fn extract(
    services: &Services,
    municipality: Municipality,
    extracted: Extracted,
) -> Result<Statement, ServiceError> {
    let making = Making { services: services.clone(), municipality };
    let Extracted { incident, position, .. } = extracted;
    let draft = Draft {
        about: "ledger-extract",
        period: format!("incident-{incident}-{position}"),
        title: format!("Uittreksel uit het logboek bij incident {incident}"),
        lead: format!(
            "Gemeente {}. Veiliggesteld op {}.",
            making.municipality.name,
            dutch_moment(services.now())
        ),
        blocks: blocks(&extracted),
        data: (
            PROOFS.to_owned(),
            "text/plain",
            "Elke regel met het bewijs dat hij in het logboek staat".to_owned(),
            extracted.proofs.into_bytes(),
        ),
    };
    sign(&making, draft)
}

fn blocks(extracted: &Extracted) -> Vec<Block> {
    let (first, last) = extracted.days;
    let fact = |name: &str, value: String| (name.to_owned(), value);
    let facts = vec![
        fact("Eerste dag", dutch_day(first)),
        fact("Laatste dag", dutch_day(last)),
        fact("Regels", extracted.records.len().to_string()),
    ];
    let mut blocks = vec![Block::Heading("Wat erin staat".to_owned()), Block::Facts(facts)];
    blocks.push(match extracted.records.is_empty() {
        true => Block::Text("In deze dagen is niets vastgelegd.".to_owned()),
        false => Block::Table(table(&extracted.records)),
    });
    blocks.push(Block::Heading("Hoe u dit controleert".to_owned()));
    blocks.push(Block::Text(CHECKING.to_owned()));
    blocks
}

const CHECKING: &str = "De bijlage uittreksel.txt bevat elke regel van deze dagen, met het bewijs dat hij op zijn plaats in het \
    ondertekende logboek staat. «poortwacht ledger check-proof» controleert dat bewijs, ook rechtstreeks uit dit bestand, en \
    «poortwacht retention check-statement» de handtekening van de gemeente onder het geheel. Beide hebben geen installatie nodig. \
    Regels noemen willekeurige nummers van accounts en zaken; geen kenteken en geen naam.";

/// How often each act stands in it.
fn table(records: &[Record]) -> Table {
    let mut acts: BTreeMap<Act, u64> = BTreeMap::new();
    for record in records {
        *acts.entry(record.entry.act).or_default() += 1;
    }
    let column = |heading: &str, share| Column { heading: heading.to_owned(), share };
    let row = |(act, number): (Act, u64)| vec![act.to_string(), number.to_string()];
    Table {
        columns: vec![column("Handeling", 0.7), column("Regels", 0.3)],
        rows: acts.into_iter().map(row).collect(),
    }
}
