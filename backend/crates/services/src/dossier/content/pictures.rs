//! What is to be seen.

use poortwacht_domain::ImageKind;

use super::super::gather::Redacted;
use super::words::{exact, kind_in_words};
use super::{Source, heading, text};
use crate::pdf::{Block, Figure};

const REDACTED: &str = "De foto's staan hier zoals zij zijn opgeslagen. Alles wat niet nodig is om het feit vast te stellen \
    is onherkenbaar gemaakt voordat de foto werd opgeslagen; het origineel is niet bewaard. De foto's zijn ook als bestand \
    bijgevoegd, bit voor bit gelijk.";

pub(super) fn section(source: &Source<'_>) -> Vec<Block> {
    let reference = source.gathered.case.reference.as_str();
    let figures = source.gathered.pictures.iter().map(|redacted| figure(redacted, reference));
    [heading("De foto's"), text(REDACTED)].into_iter().chain(figures).collect()
}

fn figure(redacted: &Redacted, reference: &str) -> Block {
    let picture = &redacted.picture;
    let number = picture.ordinal.saturating_add(1);
    let caption = format!(
        "Foto {number}: {}. Genomen op {}. {} × {} beeldpunten.",
        kind_in_words(picture.kind),
        exact(picture.captured_at),
        picture.width,
        picture.height,
    );
    let alternative = format!("Foto {number} van zaak {reference}: {}.", shows(picture.kind));
    Block::Figure(Figure {
        jpeg: redacted.jpeg.clone(),
        width: picture.width,
        height: picture.height,
        caption,
        alternative,
    })
}

const fn shows(kind: ImageKind) -> &'static str {
    match kind {
        ImageKind::Overview => "overzicht van het voertuig op de weg, met al het andere onherkenbaar gemaakt",
        ImageKind::Plate => "het kenteken van het voertuig van dichtbij",
        ImageKind::Sign => "het bord",
        ImageKind::Sequence => "een beeld van kort ervoor of erna, met al het andere onherkenbaar gemaakt",
    }
}
