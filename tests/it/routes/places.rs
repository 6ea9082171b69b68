//! Locations, inspections and units: what their forms hold, and one of each to ask for.

use poortwacht_domain::{
    AccountId, Clock as _, FAR_FUTURE, InspectionResult, LocationId, RecordId, SignFindings, ZoneId,
};
use poortwacht_services::system::{SystemClock, SystemRng};
use poortwacht_store::inspections::{self, Inspection};
use poortwacht_store::zones::{self, Content, NewZone, ZoneChange};
use poortwacht_store::{Plan, Scope, StoreError, locations};
use poortwacht_tests::ledger::Records;
use poortwacht_tests::wire::{Session, Wire};

type Form = &'static [(&'static str, &'static str)];

/// A whole dossier.
pub const NEW_LOCATION: Form = &[
    ("version", "0"),
    ("code", "dijk"),
    ("name", "Dijk"),
    ("street", "Dijk"),
    ("municipality_name", "Waterstad"),
    ("direction", "richting haven"),
    ("sign", "C12"),
    ("active_from", "2026-01-01"),
    ("offence_codes", "R559"),
    ("pardon_minutes", "5"),
    ("merge_window_minutes", "60"),
    ("policy", "keep_declared"),
    ("cells_per_height", "20"),
    ("grounds_template", "Ik zag op de beelden dat het voertuig het bord passeerde."),
    ("not_stopped_reason", "De overtreding is op afstand vastgesteld."),
    ("reason", "nieuwe afsluiting"),
];

/// The same against the first version of a location.
pub const CHANGED_LOCATION: Form = &[
    ("version", "1"),
    ("name", "Havenstraat bij de brug"),
    ("street", "Havenstraat"),
    ("municipality_name", "Waterstad"),
    ("direction", "richting Grote Markt"),
    ("sign", "C12"),
    ("active_from", "2026-01-01"),
    ("offence_codes", "R559"),
    ("pardon_minutes", "5"),
    ("merge_window_minutes", "60"),
    ("policy", "keep_declared"),
    ("cells_per_height", "20"),
    ("grounds_template", "Ik zag op de beelden dat het voertuig het bord passeerde."),
    ("not_stopped_reason", "De overtreding is op afstand vastgesteld."),
    ("reason", "andere naam"),
];

/// An inspection that found nothing wrong.
pub const INSPECTION: Form =
    &[("location", "havenstraat"), ("present", "yes"), ("visible", "yes"), ("undamaged", "yes")];

/// A correction of one.
pub const CORRECTION: Form =
    &[("present", "yes"), ("visible", "no"), ("undamaged", "yes"), ("remark", "tak over het bord")];

/// A certificate, to be looked at. Made for these tests.
pub const CERTIFICATE: Form = &[(
    "pem",
    "-----BEGIN CERTIFICATE-----
MIIBgTCCASegAwIBAgIUXL5CI4nvym1kGlkOy55i3VT0On4wCgYIKoZIzj0EAwIw
FTETMBEGA1UEAwwKdW5pdC1uaWV1dzAgFw0yNjExMjIyMDE4NThaGA8yMTI1MDYx
NjIwMTg1OFowFTETMBEGA1UEAwwKdW5pdC1uaWV1dzBZMBMGByqGSM49AgEGCCqG
SM49AwEHA0IABD86mNBpAlime0hY3wy8LmawhBsz0if/XIwxN9bMJ7j0IdlDPb1J
j6KFLkl5wVIk6SmCZ3yjaoH0OiejMKEYpTejUzBRMB0GA1UdDgQWBBQAWhr+4Y+x
ibHL4XVKlfGH6F5xrzAfBgNVHSMEGDAWgBQAWhr+4Y+xibHL4XVKlfGH6F5xrzAP
BgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIBEt2A5I0JGiQ7T2QGTf
icqt1kxPoRUwP1oQj/KZPMOfAiEAwKIIuk5vvVnamFdE1jkwbsVRx++sApWD/Vdx
JqwQV1k=
-----END CERTIFICATE-----
",
)];

/// A signing key. Made for these tests.
pub const SIGNING_KEY: Form = &[(
    "key",
    "-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEtZt1Wc4/VlM5hTzUYAVtJ8yajfqs
3F4wXscmJHwSMgNfNfff7Q4A6utSc9xyUW8l7DbSYFLto4tPWKkbAjEytA==
-----END PUBLIC KEY-----
",
)];

/// A unit to be registered.
pub const NEW_UNIT: Form =
    &[("name", "havenstraat-9"), ("location", "havenstraat"), ("lane", "2"), CERTIFICATE[0], SIGNING_KEY[0]];

/// A zone to be made.
pub const NEW_ZONE: Form =
    &[("version", "0"), ("name", "Haven"), ("location-havenstraat", "on"), ("reason", "nieuw gebied")];

/// Another name for the zone that there is.
pub const CHANGED_ZONE: Form =
    &[("version", "1"), ("name", "Oude haven"), ("location-havenstraat", "on"), ("reason", "andere naam")];

/// A unit is suspended.
pub const STATE: Form = &[("order", "suspend")];

/// Identifiers of a location, an inspection and a unit.
pub struct Places {
    /// The first location.
    pub location: String,
    /// A zone that it is part of.
    pub zone: String,
    /// An inspection of it.
    pub inspection: String,
    /// The unit there.
    pub unit: String,
}

/// What there is to ask for; the inspection is put there without anybody's act.
pub async fn found(records: &Records, wire: &Wire, administrator: &Session) -> Places {
    let units = wire.get("/units", &administrator.cookie).await.unwrap();
    let unit = first(&units.body, "href=\"/units/");
    let locations = wire.get("/locations", &administrator.cookie).await.unwrap();
    let location = first(&locations.body, "href=\"/locations/");
    let inspection = inspect(records, location.parse().unwrap()).await;
    let zone = found_zone(records, location.parse().unwrap()).await;
    Places { location, zone, inspection, unit }
}

/// The first identifier of a page's table.
fn first(page: &str, before: &str) -> String {
    let (_, table) = page.split_once("<tbody").unwrap_or_else(|| panic!("no list on {page}"));
    let (_, rest) = table.split_once(before).unwrap_or_else(|| panic!("no {before} on {page}"));
    rest.split('"').next().unwrap_or_default().to_owned()
}

/// A zone of this location, made without anybody's act.
async fn found_zone(records: &Records, location: LocationId) -> String {
    let (rng, at) = (SystemRng::new(), SystemClock.now());
    let id = ZoneId::random(&rng);
    let written = records.store().write(Plan::new(), move |tx| {
        let place = locations::by_id(tx, &Scope::job("a test"), location)?.ok_or(StoreError::NotFound)?;
        let content = Content { name: "Kade".to_owned(), locations: vec![location] };
        let new = NewZone { id, municipality: place.municipality, content };
        let change = ZoneChange { at, by: None, reason: String::new(), before_dies: FAR_FUTURE };
        zones::insert(tx, &Scope::municipality(place.municipality), &new, &change)
    });
    written.await.unwrap();
    id.to_string()
}

async fn inspect(records: &Records, location: LocationId) -> String {
    let (rng, now) = (SystemRng::new(), SystemClock.now());
    let (id, by) = (RecordId::random(&rng), AccountId::random(&rng));
    let written = records.store().write(Plan::new(), move |tx| {
        let place = locations::by_id(tx, &Scope::job("a test"), location)?.ok_or(StoreError::NotFound)?;
        inspections::insert(
            tx,
            &Scope::municipality(place.municipality),
            &entry(id, by, &place, now),
            FAR_FUTURE,
        )
    });
    written.await.unwrap();
    id.to_string()
}

fn entry(id: RecordId, by: AccountId, place: &locations::Location, now: jiff::Timestamp) -> Inspection {
    Inspection {
        id,
        municipality: place.municipality,
        location: place.id,
        inspected_at: now,
        recorded_at: now,
        recorded_by: by,
        result: InspectionResult::Good,
        findings: SignFindings { present: true, visible: true, undamaged: true },
        remark: String::new(),
        corrects: None,
    }
}
