//! Where this disclosure stands in the ledger.

use super::super::pdf::Block;
use super::words::moment;
use super::{Source, fact, heading, text};

const INTRO: &str = "Elke inzage, elk besluit en elke verstrekking staat in het logboek van de gemeente, dat alleen kan \
    groeien: elke regel bevat de hash van de regel ervoor. Ook deze verstrekking staat erin, geschreven voordat er iets van \
    de zaak werd geopend.";

const HOW: &str = "Zo is na te gaan dat het logboek sindsdien niet is veranderd: zet de volgende regel in een bestand en \
    vraag de gemeente om met dat bestand «poortwacht ledger verify --kept BESTAND» uit te voeren.";

pub(super) fn section(source: &Source<'_>) -> Vec<Block> {
    let place = &source.gathered.place;
    vec![
        heading("Het logboek"),
        text(INTRO),
        Block::Facts(vec![
            fact("Logboek", place.head.log.to_string()),
            fact("Regel", place.position.to_string()),
            fact("Geschreven op", moment(place.at)),
            fact("Hash van de regel", hex::encode(place.head.hash)),
        ]),
        text(HOW),
        Block::Line(place.head.to_string()),
    ]
}
