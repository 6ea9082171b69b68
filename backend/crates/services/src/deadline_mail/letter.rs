//! The text of a mail: which deadline, of what, until when, and where it is in the portal. Nothing that anybody wrote.

use jiff::Timestamp;
use poortwacht_domain::calendar::local;
use poortwacht_domain::notice::{NoticeKind, NoticeStage};
use poortwacht_store::mail_notices::MailNotice;

/// Subject and text of a notice.
pub(super) fn write(notice: &MailNotice, municipality: &str, origin: &str) -> (String, String) {
    let MailNotice { kind, stage, reference, due_at, place, .. } = notice;
    let (matter, duty, stand) = (matter(*kind), duty(*kind), stand(*stage));
    let subject = format!("[Poortwacht] {} {reference}: {}, {}", matter.0, duty.0, stand.0);
    let due = moment(*due_at);
    let text = format!(
        "{municipality}\n\n{} {reference}\nTe doen: {}\nStand: {}\nUiterlijk: {due} (Nederlandse tijd)\n\
         Openen in het portaal: {origin}{place}\n\n\
         Dit bericht noemt met opzet geen inhoud. Het is automatisch verstuurd; antwoorden leest niemand.\n\n-- \n\
         {} {reference}\nTo do: {}\nStatus: {}\nNo later than: {due} (Dutch time)\n\
         This message tells no contents on purpose. It was sent automatically; nobody reads replies.\n",
        matter.0, duty.0, stand.0, matter.1, duty.1, stand.1,
    );
    (subject, text)
}

/// In Dutch and in English.
type Words = (&'static str, &'static str);

const fn matter(kind: NoticeKind) -> Words {
    match kind {
        NoticeKind::React | NoticeKind::Solve | NoticeKind::Notify => ("Incident", "Incident"),
        NoticeKind::Answer => ("Verzoek van een betrokkene", "Request of a person"),
        NoticeKind::Review => ("Vernietigingsstop op zaak", "Legal hold on case"),
    }
}

const fn duty(kind: NoticeKind) -> Words {
    match kind {
        NoticeKind::React => ("reageren", "react"),
        NoticeKind::Solve => ("oplossen", "solve"),
        NoticeKind::Notify => (
            "datalek beoordelen en zo nodig melden aan de toezichthouder (72 uur)",
            "judge whether it is a data breach, and tell the supervisory authority if it must be told (72 hours)",
        ),
        NoticeKind::Answer => ("beantwoorden", "answer"),
        NoticeKind::Review => ("opnieuw beoordelen", "look at it again"),
    }
}

const fn stand(stage: NoticeStage) -> Words {
    match stage {
        NoticeStage::Begun => ("de termijn loopt", "the clock is running"),
        NoticeStage::Near => ("de termijn nadert", "the deadline comes near"),
        NoticeStage::Last => ("laatste waarschuwing", "last warning"),
        NoticeStage::Over => ("TE LAAT", "OVERDUE"),
    }
}

/// With the offset: in one night of the year an hour comes twice.
fn moment(at: Timestamp) -> String {
    local(at).strftime("%d-%m-%Y %H:%M (UTC%:z)").to_string()
}
