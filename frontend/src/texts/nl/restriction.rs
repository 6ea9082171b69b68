//! Words of restricted cases.

use crate::texts::texts;

texts! {
    /// A case that is left alone.
    RestrictionTexts = RESTRICTION {
        title: "Beperking",
        mark: "Deze zaak is sinds {} beperkt: {}. Zij wordt bewaard, maar gaat niet naar het CJIB en niet in een brief.",
        ground: "Grond van de beperking",
        ground_accuracy: "de betrokkene betwist de juistheid en dat wordt nagegaan",
        ground_unlawful: "de verwerking is onrechtmatig en de betrokkene wil geen wissing",
        ground_claim: "de betrokkene heeft de gegevens nodig voor een rechtsvordering",
        ground_objection: "de betrokkene maakte bezwaar en daarover is nog niet beslist",
        restrict_lead: "Beperk de zaak als de betrokkene daarom vroeg en er recht op heeft. Zij gaat dan niet uit totdat u de beperking opheft. De bewaartermijn loopt door.",
        restrict: "Zaak beperken",
        reason: "Reden om de beperking op te heffen",
        reason_settled: "de grond is er niet meer en de betrokkene is ingelicht",
        reason_legal_claim: "nodig voor een rechtsvordering",
        reason_public_interest: "gewichtige reden van algemeen belang",
        lift_lead: "Licht de betrokkene in voordat u de beperking opheft. Daarna gaat de zaak weer mee als zij aan de andere voorwaarden voldoet.",
        lift: "Beperking opheffen",
    }
}
