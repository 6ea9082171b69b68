//! What is attached, and how an outsider checks it.

use super::super::manifest::{MANIFEST, ManifestPicture, PACKET, SIGNATURE};
use super::{Source, fact, heading, text};
use crate::pdf::{Block, Column, Table};

const HOW: &str = "Het bestand manifest.json noemt van elke bijlage en van dit document zelf de SHA-256 en is ondertekend met \
    de sleutel van de gemeente (Ed25519); manifest.sig is die handtekening. Wie over het programma Poortwacht beschikt, \
    controleert alles in één keer, zonder verbinding met de gemeente: «poortwacht evidence check-dossier BESTAND \
    --public-key SLEUTEL». De gemeente maakt haar sleutel bekend; vergelijk die met wat hier staat.";

pub(super) fn section(source: &Source<'_>) -> Vec<Block> {
    let key = source.key;
    vec![
        heading("Bijlagen en controle"),
        Block::Table(attachments(source)),
        text(HOW),
        Block::Facts(vec![
            fact("Openbare sleutel", key.to_string()),
            fact("SHA-256 van de sleutel", key.fingerprint()),
            fact("Gemaakt met", source.manifest.software.clone()),
        ]),
    ]
}

fn attachments(source: &Source<'_>) -> Table {
    let row = |file: &str, what: &str, sha256: &str| [file, what, sha256].map(ToOwned::to_owned).to_vec();
    let picture = |picture: &ManifestPicture| {
        row(&picture.file, "de foto zoals hierboven, als JPEG", &picture.sealed_sha256)
    };
    let packet = &source.manifest.packet.sha256;
    let rows = [
        row(MANIFEST, "gegevens, SHA-256 en afscherming, ondertekend", "ondertekend"),
        row(SIGNATURE, "de handtekening van de gemeente onder manifest.json", "–"),
        row(PACKET, "het bericht van de camera, zoals zij het ondertekende", packet),
    ];
    let column = |heading: &str, share| Column { heading: heading.to_owned(), share };
    Table {
        columns: vec![column("Bestand", 0.2), column("Wat het is", 0.38), column("SHA-256", 0.42)],
        rows: rows.into_iter().chain(source.manifest.pictures.iter().map(picture)).collect(),
    }
}
