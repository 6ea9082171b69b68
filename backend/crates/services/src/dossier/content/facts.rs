//! What happened, where and when, and with which vehicle.

use super::words::{exact, moment, utc, yes};
use super::{Facts, Source, fact, heading};
use crate::case_file::{CorrectedPlate, PlateReading};
use crate::pdf::Block;

pub(super) fn section(source: &Source<'_>) -> Vec<Block> {
    let facts = [act(source), place(source), vehicle(source)].into_iter().flatten().collect();
    vec![heading("Het feit"), Block::Facts(facts)]
}

fn act(source: &Source<'_>) -> Facts {
    let case = &source.gathered.case;
    let code = case.charge.as_ref().map(|charge| charge.offence_code.to_string());
    vec![
        fact("Zaaknummer", case.reference.as_str()),
        fact("Feitcode", code.unwrap_or_else(|| "niet vastgesteld".to_owned())),
        fact("Bord", case.dossier.sign.clone()),
        fact("Datum en tijd", exact(case.captured_at)),
        fact("Datum en tijd in UTC", utc(case.captured_at)),
    ]
}

fn place(source: &Source<'_>) -> Facts {
    let (facts, dossier) = (&source.gathered.facts, &source.gathered.case.dossier);
    let clock = &facts.clock;
    let offset = clock.offset_ms;
    let clock = format!(
        "{offset} ms afwijking van {}, gelijkgezet op {}",
        clock.source,
        moment(clock.synchronised_at)
    );
    let mut place = vec![
        fact("Plaats", format!("{}, {}", dossier.street, dossier.municipality_name)),
        fact("Rijrichting", facts.direction.clone()),
        fact("Rijstrook", facts.lane.to_string()),
        fact("Binnen de bebouwde kom", yes(dossier.built_up)),
    ];
    place.extend(dossier.coordinates.map(|(latitude, longitude)| {
        fact("Coördinaten (WGS 84)", format!("{latitude:.6} N, {longitude:.6} O"))
    }));
    place.push(fact("Camera", source.gathered.unit.clone()));
    place.push(fact("Klok van de camera", clock));
    place.extend(facts.speed.map(|speed| fact("Gemeten snelheid", format!("{speed:.0} km/h"))));
    place
}

fn vehicle(source: &Source<'_>) -> Facts {
    let (reading, seen) = (&source.gathered.reading, &source.gathered.packet.vehicle);
    let mut vehicle = vec![
        fact("Kenteken", reading.plate.display()),
        fact("Land", reading.country.as_str()),
        fact("Gelezen door de camera", reading.raw.clone()),
        fact("Zekerheid van de lezing", percent(reading.confidence)),
    ];
    vehicle.extend(corrections(reading));
    let charge = source.gathered.case.charge.as_ref();
    vehicle.extend(charge.map(|charge| {
        let category = (source.words.vehicle_category)(charge.vehicle_category);
        fact("Voertuigcategorie", format!("{category}; volgens {}", origin(&charge.vehicle_category_source)))
    }));
    let described = [&seen.kind, &seen.make, &seen.colour].into_iter().flatten();
    let described: Vec<_> = described.map(String::as_str).collect();
    if !described.is_empty() {
        vehicle.push(fact("Voertuig", format!("{}; volgens de camera", described.join(", "))));
    }
    vehicle
}

/// What the camera took it for, and what officers made of that; nothing for a reading that stands.
fn corrections(reading: &PlateReading) -> Facts {
    if reading.corrections.is_empty() {
        return Vec::new();
    }
    let camera = format!("{} ({})", reading.read_plate.display(), reading.read_country);
    let corrected = reading.corrections.iter().map(|correction| {
        let CorrectedPlate { plate, country, officer_number, at } = correction;
        let words =
            format!("{} ({country}), door verbalisant {officer_number}, {}", plate.display(), moment(*at));
        fact("Kenteken gecorrigeerd", words)
    });
    std::iter::once(fact("Kenteken volgens de camera", camera)).chain(corrected).collect()
}

/// A share as Dutch readers write it: `97,0 %`.
fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0).replace('.', ",")
}

/// Who says so.
fn origin(source: &str) -> &str {
    match source {
        "unit" => "de camera",
        "officer" => "de verbalisant",
        register => register,
    }
}
