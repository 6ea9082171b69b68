//! What is known about a passage, shared by the review desk and the case page.

use crate::components::data_list::text;
use crate::texts::{Texts, fill};
use crate::time::{closure_windows, day};
use jiff::{Timestamp, civil};
use leptos::prelude::*;
use poortwacht_domain::{ClosureWindow, Country, ExemptionCategory, Plate, VehicleCategory};

/// A plate as it was read.
#[derive(Clone, Debug)]
pub struct PlateReading {
    /// Normalised; as corrected, where it was.
    pub plate: Plate,
    /// UN sign of the country; as corrected, where it was.
    pub country: Country,
    /// Normalised, as the camera read it.
    pub read_plate: Plate,
    /// The country that the camera took it for.
    pub read_country: Country,
    /// What officers made of it, oldest first.
    pub corrections: Vec<CorrectedPlate>,
    /// What the camera read, unchanged.
    pub raw: String,
    /// How sure the camera was, 0 to 1.
    pub confidence: f64,
}

/// A plate as an officer read it.
#[derive(Clone, Debug)]
pub struct CorrectedPlate {
    /// Normalised.
    pub plate: Plate,
    /// UN sign of the country.
    pub country: Country,
    /// The officer's number.
    pub officer_number: String,
    /// When.
    pub at: Timestamp,
}

/// The location's dossier as it was at the act, and the unit's clock.
#[derive(Clone, Debug)]
pub struct DossierFacts {
    /// Street.
    pub street: String,
    /// Municipality.
    pub municipality: String,
    /// Direction of travel.
    pub direction: String,
    /// Lane, where there is more than one.
    pub lane: Option<String>,
    /// The sign's code, for example C12.
    pub sign: String,
    /// Closing hours; empty is always.
    pub hours: Vec<ClosureWindow>,
    /// Within the built-up area.
    pub built_up: bool,
    /// The act lies in a warning period: a letter, no fine.
    pub warning_period: bool,
    /// The last check of the sign before the act.
    pub inspected_on: Option<civil::Date>,
    /// The version of the location's dossier; cases from before versions have none.
    pub version: Option<i64>,
    /// The roadside unit's name.
    pub unit: String,
    /// Its clock's offset in milliseconds.
    pub clock_offset_ms: i64,
}

/// What the camera says about the vehicle.
#[derive(Clone, Debug, Default)]
pub struct VehicleFacts {
    /// Category of the offence list.
    pub category: Option<VehicleCategory>,
    /// Kind, for example van.
    pub kind: Option<String>,
    /// Make.
    pub make: Option<String>,
    /// Colour.
    pub colour: Option<String>,
}

/// What the exemption check found.
#[derive(Clone, Copy, Debug)]
pub enum ExemptionResult {
    /// No exemption of this plate.
    None,
    /// One that holds there and then (it was added after the passage).
    Valid {
        /// Its kind.
        category: ExemptionCategory,
        /// Its end; `None` where only the kind is known.
        until: Option<Timestamp>,
    },
    /// One for another time or place.
    NotThenOrThere {
        /// Its kind.
        category: ExemptionCategory,
    },
}

/// The dossier as names and values.
pub(crate) fn dossier(facts: &DossierFacts, texts: &'static Texts) -> Vec<(&'static str, AnyView)> {
    let t = &texts.review;
    let yes_no = |value: bool| text(if value { texts.layout.yes } else { texts.layout.no });
    let inspected =
        facts.inspected_on.map_or_else(|| texts.layout.unknown.to_owned(), |date| day(date, texts));
    let mut items = vec![
        (t.street, text(format!("{}, {}", facts.street, facts.municipality))),
        (t.direction, text(facts.direction.clone())),
        (t.sign_code, text(facts.sign.clone())),
        (t.hours, text(closure_windows(&facts.hours, texts))),
        (t.built_up, yes_no(facts.built_up)),
        (t.warning_period, yes_no(facts.warning_period)),
        (t.inspected, text(inspected)),
        (t.unit, text(facts.unit.clone())),
        (t.clock, text(fill(t.clock_offset, &[&facts.clock_offset_ms]))),
    ];
    if let Some(version) = facts.version {
        items.push((t.dossier_version, text(version.to_string())));
    }
    if let Some(lane) = &facts.lane {
        items.insert(2, (t.lane, text(lane.clone())));
    }
    items
}

/// `bestelauto, wit, MERK`.
pub(crate) fn vehicle(facts: &VehicleFacts, texts: &'static Texts) -> String {
    let known: Vec<String> =
        [&facts.kind, &facts.colour, &facts.make].into_iter().flatten().cloned().collect();
    if known.is_empty() { texts.layout.unknown.into() } else { known.join(", ") }
}

/// What the camera read, and each correction with its officer and moment; nothing for a reading that stands.
pub(crate) fn corrections(reading: &PlateReading, texts: &'static Texts) -> Option<AnyView> {
    let t = &texts.review;
    let line = |words: String| view! { <li>{words}</li> };
    let camera =
        fill(t.camera_read, &[&reading.read_plate.display(), &reading.read_country.as_str(), &reading.raw]);
    let corrected = reading.corrections.iter().map(|correction| {
        let CorrectedPlate { plate, country, officer_number, at } = correction;
        let at = crate::time::minute(*at, texts);
        line(fill(t.corrected, &[&plate.display(), &country.as_str(), officer_number, &at]))
    });
    let lines = corrected.collect_view();
    let list = view! { <ul class="pw-plain-list pw-corrections">{line(camera)}{lines}</ul> };
    (!reading.corrections.is_empty()).then(|| list.into_any())
}

/// `97 %`.
pub(crate) fn percent(share: f64) -> String {
    format!("{:.0} %", (share.clamp(0.0, 1.0) * 100.0).floor())
}

/// The check's outcome in one sentence.
pub(crate) fn exemption(result: ExemptionResult, texts: &'static Texts) -> String {
    let t = &texts.review;
    let label = texts.labels.exemption_category;
    match result {
        ExemptionResult::None => t.exemption_none.into(),
        ExemptionResult::Valid { category, until: Some(until) } => {
            fill(t.exemption_valid, &[&label(category), &crate::time::minute(until, texts)])
        }
        ExemptionResult::Valid { category, until: None } => fill(t.exemption_holds, &[&label(category)]),
        ExemptionResult::NotThenOrThere { category } => fill(t.exemption_other_time, &[&label(category)]),
    }
}
