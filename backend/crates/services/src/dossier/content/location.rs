//! The location as it was at the act.

use poortwacht_domain::{Consent, LocationDossier, RedactionPolicy, local_day};

use super::words::{day, days, hours, moment, special};
use super::{Facts, Source, fact, heading, text};
use crate::pdf::Block;

pub(super) fn section(source: &Source<'_>) -> Vec<Block> {
    let case = &source.gathered.case;
    let on = day(local_day(case.captured_at));
    let intro =
        format!("Zo stond de locatie op de dag van het feit, {on}, in de administratie van de gemeente.");
    let dossier = &case.dossier;
    let mut facts = closure(dossier);
    facts.extend(conditions(dossier));
    facts.push(fact(
        "Waarschuwingsperiode",
        if dossier.warns_on(local_day(case.captured_at)) { "ja, op de dag van het feit" } else { "nee" },
    ));
    vec![heading("Het dossier van de locatie"), text(intro), Block::Facts(facts)]
}

fn closure(dossier: &LocationDossier) -> Facts {
    let codes: Vec<_> = dossier.offence_codes.iter().map(ToString::to_string).collect();
    let mut closure = vec![
        fact("Locatie", format!("{} ({})", dossier.name, dossier.code)),
        fact("Straat", format!("{}, {}", dossier.street, dossier.municipality_name)),
        fact("Gesloten richting", dossier.direction.clone()),
        fact("Bord (RVV 1990)", dossier.sign.clone()),
        fact("Feitcodes", codes.join(", ")),
        fact("Gesloten", hours(&dossier.windows)),
        fact("Pardontijd", format!("{} minuten na het begin en voor het einde", dossier.pardon_minutes)),
    ];
    if !dossier.special_days.is_empty() {
        closure.push(fact("Bijzondere dagen", special(&dossier.special_days)));
    }
    if !dossier.lane_note.is_empty() {
        closure.push(fact("Rijstroken", dossier.lane_note.clone()));
    }
    closure
}

fn conditions(dossier: &LocationDossier) -> Facts {
    let consents = dossier.all_consents();
    let consent = match consents.as_slice() {
        [] => "niet vastgelegd".to_owned(),
        all => all.iter().map(|one| consent(one)).collect::<Vec<_>>().join("; "),
    };
    let inspections = match dossier.inspections.as_slice() {
        [] => "niet vastgelegd".to_owned(),
        dates => days(dates),
    };
    let active = match dossier.active_until {
        Some(until) => format!("van {} tot {}", moment(dossier.active_from), moment(until)),
        None => format!("sinds {}", moment(dossier.active_from)),
    };
    vec![
        fact("Handhaving", active),
        fact("Instemming van het OM", consent),
        fact("Schouw van de borden", inspections),
        fact("Afscherming van foto's", policy(&dossier.policy)),
    ]
}

fn consent(consent: &Consent) -> String {
    let until = consent.until.map_or_else(|| "heden".to_owned(), day);
    format!("{}, van {} tot en met {until}", consent.reference, day(consent.from))
}

fn policy(policy: &RedactionPolicy) -> String {
    match policy {
        RedactionPolicy::KeepDeclared { .. } => {
            "alleen voertuig, kenteken, bord en tijdregel blijven leesbaar".to_owned()
        }
        RedactionPolicy::MaskDeclared { reason } => {
            format!("personen, fietsers, ruiten en andere kentekens worden onleesbaar; reden: {reason}")
        }
    }
}
