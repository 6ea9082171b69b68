//! The demo municipality: two closures, exempt vehicles, and the people who work there.

use anyhow::Result;
use jiff::SignedDuration;
use poortwacht_domain::{Clock, local_day};
use poortwacht_services::system::SystemClock;

use crate::accounts::Credentials;
use crate::world::{MUNICIPALITY, Unit, World};

/// Plates that are never issued and hold an exemption in the demo municipality.
pub const EXEMPT_PLATES: [&str; 4] = ["AE12IU", "IO34AE", "UA56OE", "EI78AU"];

const LOCATIONS: &str = r#"
[[location]]
code = "havenstraat"
name = "Havenstraat"
street = "Havenstraat"
municipality_name = "Waterstad"
direction = "richting Grote Markt"
built_up = true
coordinates = [52.0001, 5.0001]
sign = "C12"
offence_codes = ["R559"]
active_from = "2026-01-01T00:00:00Z"
consent = { reference = "OM-2026-001", from = "2026-01-01" }
inspections = [INSPECTIONS]
grounds_template = "Ik zag op de beelden dat het voertuig het bord C12 passeerde en de gesloten weg inreed."
not_stopped_reason = "De overtreding is op afstand vastgesteld aan de hand van camerabeelden."

[[location]]
code = "kerkplein"
name = "Kerkplein"
street = "Kerkplein"
municipality_name = "Waterstad"
direction = "richting Havenstraat"
built_up = true
coordinates = [52.0002, 5.0002]
sign = "C6"
offence_codes = ["R553b"]
active_from = "2026-01-01T00:00:00Z"
consent = { reference = "OM-2026-001", from = "2026-01-01" }
inspections = [INSPECTIONS]
grounds_template = "Ik zag op de beelden dat het voertuig het bord C6 passeerde en de gesloten weg inreed."
not_stopped_reason = "De overtreding is op afstand vastgesteld aan de hand van camerabeelden."
"#;

/// Two roadside units of the demo municipality.
pub struct Town {
    /// Unit at the first closure.
    pub harbour: Unit,
    /// Unit at the second closure.
    pub square: Unit,
}

impl Town {
    /// Sets up municipality, closures, exemptions and units; the server need not run.
    pub fn build(world: &World) -> Result<Self> {
        world.add_municipality(MUNICIPALITY, "Waterstad")?;
        world.import_location(MUNICIPALITY, &LOCATIONS.replace("INSPECTIONS", &inspections()))?;
        world.import_exemptions(MUNICIPALITY, &exemptions())?;
        Ok(Self {
            harbour: world.add_unit(MUNICIPALITY, "havenstraat", "unit-havenstraat")?,
            square: world.add_unit(MUNICIPALITY, "kerkplein", "unit-kerkplein")?,
        })
    }
}

/// The people of the demo municipality, enrolled.
pub struct People {
    /// Judges cases.
    pub officer: Credentials,
    /// Another officer.
    pub colleague: Credentials,
    /// Searches, leads.
    pub coordinator: Credentials,
    /// Keeps exemptions and units.
    pub administrator: Credentials,
    /// Sees whether every promise is kept.
    pub privacy_officer: Credentials,
    /// Approves, reviews access.
    pub security_officer: Credentials,
}

impl People {
    /// Adds and enrols everybody through the running portal.
    pub async fn enrol(world: &World) -> Result<Self> {
        Ok(Self {
            officer: world.enrolled(MUNICIPALITY, "boa", "officer").await?,
            colleague: world.enrolled(MUNICIPALITY, "boa-2", "officer").await?,
            coordinator: world.enrolled(MUNICIPALITY, "coordinator", "coordinator").await?,
            administrator: world.enrolled(MUNICIPALITY, "beheer", "administrator").await?,
            privacy_officer: world.enrolled(MUNICIPALITY, "fg", "privacy_officer").await?,
            security_officer: world.enrolled(MUNICIPALITY, "ciso", "security_officer").await?,
        })
    }
}

/// The signs were inspected every day of the last week, today too: what happens today may go out tonight.
fn inspections() -> String {
    let today = SystemClock.now();
    let day = |days: i64| format!("\"{}\"", local_day(today - SignedDuration::from_hours(24 * days)));
    (0..8).map(day).collect::<Vec<_>>().join(", ")
}

fn exemptions() -> String {
    let rows = EXEMPT_PLATES.iter().enumerate().map(|(number, plate)| {
        format!("{plate};Ontheffinghouder {};resident;01-01-2026;31-12-2027;;\n", number + 1)
    });
    std::iter::once("kenteken;houder;categorie;van;tot;locaties;tijden\n".to_owned()).chain(rows).collect()
}
