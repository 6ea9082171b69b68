//! Words of what leaves the system about a case, in English.

use crate::texts::DisclosureTexts;

pub(super) const DISCLOSURE: DisclosureTexts = DisclosureTexts {
    title: "Hand out documents",
    lead: "Handing out is recorded with recipient and reason before anything is opened. The file is not kept: you save it yourself.",
    of_case: "Case {}",
    recipient: "Recipient",
    reason: "Reason",
    explanation: "Explanation",
    explanation_hint: "For example the number of the appeal. Do not put a number plate in it.",
    dossier: "Download the dossier (PDF)",
    picture: "Download the picture for the person concerned",
    picture_hint: "The dossier holds everything about the case and is in Dutch. The picture for the person concerned shows only their own vehicle; everything else is grey.",
    back: "Back to the case",
    issued_to: "{}, to {}",
    closed: "Nothing was handed out",
    destroyed: "The data of this case were destroyed. There is nothing left to hand out.",
    dismissed: "This case was dismissed. It opens only for the second look.",
    no_vehicle: "The camera declared in none of the pictures where the vehicle or the number plate is, so what may stay visible cannot be determined. Mask the picture first with “Mask more” and then hand out the dossier.",
};
