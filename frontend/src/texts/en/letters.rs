//! Words of the page with warning letters, in English.

use crate::texts::LettersTexts;

pub(super) const LETTERS: LettersTexts = LettersTexts {
    title: "Warning letters",
    lead: "In a warning period the registered keeper gets a letter and no fine. Fetch the file for the letter service here; a case then stands with the letters handed out.",
    logged: "The file holds number plates. Each case handed out is written in the log. A case that turns out to have an exemption by now stays out and is dismissed.",
    periods: "Warning periods, newest first",
    none_heading: "There are no letters",
    none: "Confirmed cases of a warning period stand here from the night after their review.",
    location: "Location",
    period: "Period",
    waiting: "To be sent",
    issued: "Handed out",
    action: "Action",
    issue: "Fetch file",
    issue_label: "Fetch the file with {} letters of {}",
    most: "at most 500 in one file",
    again: "Fetch again",
    again_label: "Fetch the file of {} with {} letters of {} again",
    bundle: "{}: {} letters",
    nothing_waits: "nothing",
};
