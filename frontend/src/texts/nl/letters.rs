//! Words of the page with warning letters.

use crate::texts::texts;

texts! {
    /// Warning periods with what waits and what was handed over.
    LettersTexts = LETTERS {
        title: "Waarschuwingsbrieven",
        lead: "In een waarschuwingsperiode krijgt de kentekenhouder een brief en geen boete. Haal hier het bestand voor de briefverwerker op; een zaak staat daarna bij de verstrekte brieven.",
        logged: "Het bestand bevat kentekens. Elke verstrekking komt per zaak in het logboek. Een zaak waarvoor inmiddels een ontheffing blijkt te gelden, gaat niet mee en vervalt.",
        periods: "Waarschuwingsperiodes, de nieuwste eerst",
        none_heading: "Er zijn geen brieven",
        none: "Bevestigde zaken uit een waarschuwingsperiode komen hier in de nacht na de beoordeling te staan.",
        location: "Locatie",
        period: "Periode",
        waiting: "Te versturen",
        issued: "Verstrekt",
        action: "Actie",
        issue: "Bestand ophalen",
        issue_label: "Bestand met {} brieven van {} ophalen",
        most: "ten hoogste 500 per bestand",
        again: "Opnieuw ophalen",
        again_label: "Bestand van {} met {} brieven van {} opnieuw ophalen",
        bundle: "{}: {} brieven",
        nothing_waits: "niets",
    }
}
