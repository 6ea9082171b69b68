//! Words of sanctions that were taken back.

use crate::texts::texts;

texts! {
    /// Noting that a sanction was taken back.
    AnnulTexts = ANNUL {
        title: "Sanctie vernietigd",
        lead: "Leg vast dat de sanctie is vernietigd of ingetrokken. De zaak wordt dan drie maanden na nu vernietigd in plaats van vijf jaar na het feit. Het CJIB krijgt hiervan geen bericht: de intrekking regelt u daar.",
        ground: "Grond van de vernietiging",
        document: "Nummer van de beslissing",
        document_hint: "Zonder kenteken of naam. Het nummer wordt met de zaak vernietigd.",
        send: "Vernietiging vastleggen",
    }
}
