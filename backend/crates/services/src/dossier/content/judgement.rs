//! Who judged the act, when, and on what grounds.

use poortwacht_domain::{CaseState, Check};

use super::words::{day, moment};
use super::{Facts, Source, fact, heading, text};
use crate::pdf::Block;

pub(super) fn section(source: &Source<'_>) -> Vec<Block> {
    let decided = source.gathered.case.decided;
    let undecided = || text("Over deze zaak is nog niet beslist.");
    let mut blocks = vec![heading("De beoordeling")];
    blocks.extend(decided.is_none().then(undecided));
    let facts = [status(source), officer(source), statement(source), exemption(source)];
    blocks.push(Block::Facts(facts.into_iter().flatten().collect()));
    blocks
}

fn status(source: &Source<'_>) -> Facts {
    let (case, words) = (&source.gathered.case, source.words);
    let mut status = vec![fact("Stand van de zaak", (words.case_state)(case.state))];
    status.extend(case.decided.map(|decided| fact("Beslist op", moment(decided.at))));
    let dismissal = case.dismissal_reason.filter(|_| case.state == CaseState::Dismissed);
    status.extend(dismissal.map(|reason| fact("Reden van afwijzing", (words.dismissal_reason)(reason))));
    status
}

fn officer(source: &Source<'_>) -> Facts {
    let held = source.gathered.authorisation.as_ref();
    let stated = source.gathered.statement.officer_number.clone();
    let number = stated.or_else(|| held.map(|held| held.officer_number.clone()));
    let number = number.map(|number| fact("Verbalisantnummer", number));
    let power = held.map(|held| {
        let until = day(poortwacht_domain::local_day(held.valid_until));
        fact("Akte", format!("domein {}, gebied {}, geldig tot {until}", held.domain, held.territory))
    });
    number.into_iter().chain(power).collect()
}

/// Without words of the officer's own, the location's texts are what the officer confirmed.
fn statement(source: &Source<'_>) -> Facts {
    let (case, stated) = (&source.gathered.case, &source.gathered.statement);
    if case.decided.is_none() {
        return Vec::new();
    }
    if case.dismissal_reason.is_some() {
        return stated.text.iter().map(|words| fact("Toelichting", words.clone())).collect();
    }
    let grounds = stated.grounds.as_ref().unwrap_or(&case.dossier.grounds_template);
    let not_stopped = stated.not_stopped_reason.as_ref().unwrap_or(&case.dossier.not_stopped_reason);
    let seen: Vec<_> = stated.seen.iter().map(|check| line(*check)).collect();
    let seen = (!seen.is_empty()).then(|| fact("Gezien op de beelden", seen.join("; ")));
    let words = [
        fact("Redenen van wetenschap", grounds.clone()),
        fact("Reden geen staandehouding", not_stopped.clone()),
    ];
    seen.into_iter().chain(words).collect()
}

/// A line of the officer's checklist.
const fn line(check: Check) -> &'static str {
    match check {
        Check::SignVisible => "het bord is te zien, of er is ander bewijs",
        Check::SignPassed => "het voertuig passeerde het bord",
        Check::PlateReadable => "het kenteken is te lezen",
        Check::NoPriorityVehicle => "het is geen voorrangsvoertuig",
    }
}

fn exemption(source: &Source<'_>) -> Facts {
    let finding = &source.gathered.exemption;
    let result = match (finding.elsewhere.is_empty(), finding.near.is_empty()) {
        _ if finding.valid.is_some() => "een geldige ontheffing van dit kenteken",
        (true, true) => "geen ontheffing van dit kenteken",
        (false, _) => "een ontheffing van dit kenteken, maar niet voor deze plaats of dit tijdstip",
        (true, false) => "geen ontheffing van dit kenteken; wel van een kenteken dat erop lijkt",
    };
    vec![
        fact("Controle op ontheffing", result),
        fact("Gecontroleerd op", moment(source.gathered.case.exemption.at)),
    ]
}
