//! The file for the letter service: what a letter says, and the plate by which the service finds the holder.

use poortwacht_domain::calendar::local;

use crate::export::opened::Opened;
use crate::log_book::Csv;

/// The columns, in Dutch as the service reads them.
const COLUMNS: [&str; 12] = [
    "zaak",
    "kenteken",
    "land",
    "datum",
    "tijd",
    "straat",
    "gemeente",
    "rijrichting",
    "bord",
    "feitcode",
    "waarschuwing van",
    "waarschuwing tot en met",
];

/// Writes the letters. Every cell is safe in a spreadsheet.
pub(super) fn csv<'a>(letters: impl Iterator<Item = &'a Opened>, (from, until): (&str, &str)) -> Vec<u8> {
    let mut csv = Csv::new(&COLUMNS);
    for opened in letters {
        let (case, dossier) = (opened.case(), &opened.case().dossier);
        let act = local(case.captured_at);
        let code = case.charge.as_ref().map(|charge| charge.offence_code.as_str()).unwrap_or_default();
        csv.row(&[
            case.reference.as_str(),
            opened.reading.plate.as_str(),
            opened.reading.country.as_str(),
            &act.strftime("%d-%m-%Y").to_string(),
            &act.strftime("%H:%M").to_string(),
            &dossier.street,
            &dossier.municipality_name,
            &dossier.direction,
            &dossier.sign,
            code,
            from,
            until,
        ]);
    }
    csv.finish()
}
