//! Words of what leaves the system about a case.

use crate::texts::texts;

texts! {
    /// Dossier and picture for the offender.
    DisclosureTexts = DISCLOSURE {
        title: "Stukken verstrekken",
        lead: "Verstrekken wordt vastgelegd met ontvanger en reden, voordat er iets wordt geopend. Het bestand wordt niet bewaard: u slaat het zelf op.",
        of_case: "Zaak {}",
        recipient: "Ontvanger",
        reason: "Reden",
        explanation: "Toelichting",
        explanation_hint: "Bijvoorbeeld het nummer van het beroep. Zet er geen kenteken in.",
        dossier: "Dossier downloaden (PDF)",
        picture: "Foto voor de betrokkene downloaden",
        picture_hint: "Het dossier bevat alles van de zaak. De foto voor de betrokkene toont alleen het eigen voertuig; al het andere is grijs.",
        back: "Terug naar de zaak",
        issued_to: "{}, aan {}",
        closed: "Er is niets verstrekt",
        destroyed: "De gegevens van deze zaak zijn vernietigd. Er is niets meer om te verstrekken.",
        dismissed: "Deze zaak is afgewezen. Zij gaat alleen nog open voor de tweede blik.",
        no_vehicle: "De camera heeft in geen enkel beeld opgegeven waar het voertuig of het kenteken staat, dus is niet te bepalen wat zichtbaar mag blijven. Scherm het beeld eerst af met «Meer afschermen» en verstrek dan het dossier.",
    }
}
