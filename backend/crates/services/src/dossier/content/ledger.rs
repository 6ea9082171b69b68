//! Where this disclosure stands in the ledger.

use super::words::moment;
use super::{Source, fact, heading, text};
use crate::pdf::Block;

const INTRO: &str = "Elke inzage, elk besluit en elke verstrekking staat in het logboek van de gemeente, dat alleen kan \
    groeien: alle regels samen geven één hash, die voor elke andere regel anders zou zijn. Ook deze verstrekking staat erin, geschreven voordat er iets van \
    de zaak werd geopend.";

const HOW: &str = "De bijlage logboek.txt bewijst van elke regel over de zaak, deze verstrekking inbegrepen, dat zij in het \
    ondertekende logboek staat. Iedereen kan dat nagaan met «poortwacht ledger check-proof logboek.txt --key SLEUTEL»; de \
    sleutel maakt de gemeente bekend. Zo is na te gaan dat het logboek sindsdien niet is veranderd: zet de volgende regel in \
    een bestand en vraag de gemeente om met dat bestand «poortwacht ledger verify --kept BESTAND» uit te voeren.";

pub(super) fn section(source: &Source<'_>) -> Vec<Block> {
    let place = &source.gathered.place;
    vec![
        heading("Het logboek"),
        text(INTRO),
        Block::Facts(vec![
            fact("Logboek", place.entry.shard.to_string()),
            fact("Regel", place.entry.position.to_string()),
            fact("Geschreven op", moment(place.at)),
            fact("Hash van de regel", hex::encode(place.leaf)),
        ]),
        text(HOW),
        Block::Line(place.head.to_string()),
    ]
}
