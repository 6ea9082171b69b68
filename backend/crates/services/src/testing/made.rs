//! Cases and exemptions as they stand in rows, made without the way that leads there.

use super::*;

impl World {
    /// A new case with its plate and one picture, sealed under a key of its own.
    pub fn sealed_case(&self, plate: &str, captured_at: Timestamp) -> NewCase {
        self.sealed_case_of(plate, "NL", captured_at)
    }

    pub fn sealed_case_of(&self, plate: &str, country: &str, captured_at: Timestamp) -> NewCase {
        let (keys, rng) = (self.services.keys(), self.services.rng());
        let (id, half, other) = (CaseId::random(rng.as_ref()), [5; 32], keys.take_half().unwrap());
        let key = derive(&half, other.secret.expose(), id.as_uuid()).unwrap();
        let seal = |field: &str, plain: &[u8]| {
            let binding =
                Binding { municipality: self.municipality, subject: id.as_uuid(), field, revision: 1 };
            seal(&key, &binding, plain, rng.as_ref()).unwrap()
        };
        let plate = Plate::parse(plate).unwrap();
        let index = IndexKey::derive(&half, &other.secret, id).unwrap().index(&plate);
        let reading =
            json!({"plate": plate.as_str(), "country": country, "raw": plate.display(), "confidence": 0.97});
        let undecided =
            self.services.terms(self.municipality).destroy_after(RetentionClass::Undecided, captured_at);
        NewCase {
            id,
            municipality: self.municipality,
            reference: CaseRef::random(rng.as_ref()),
            location: self.location,
            unit: self.unit,
            captured_at,
            received_at: captured_at,
            half: DatabaseHalf { id: other.id, half },
            revision: 1,
            plate: index,
            charge: None,
            exemption: ExemptionCheck { at: captured_at, result: r#"{"elsewhere":[],"near":[]}"#.to_owned() },
            facts: facts(captured_at),
            dossier: dossier(),
            gate_findings: "[]".to_owned(),
            retention: Retention { class: RetentionClass::Undecided, destroy_after: undecided },
            pictures: vec![picture(captured_at, seal("picture/0", b"picture"))],
            fields: vec![NewField {
                field: "plate".to_owned(),
                revision: 1,
                sealed: seal("plate", reading.to_string().as_bytes()),
            }],
        }
    }

    /// An exemption of the plate for a week around the start, as if entered now.
    pub async fn exempt(&self, plate: &str) -> HalfId {
        self.exempt_for(plate, start() - days(3), start() + days(4)).await
    }

    pub async fn exempt_for(&self, plate: &str, from: Timestamp, until: Timestamp) -> HalfId {
        let (keys, rng) = (self.services.keys(), self.services.rng());
        let other = keys.take_half().unwrap().id;
        let indexer = Indexer::now(&self.services, self.municipality).unwrap();
        let exemption = NewExemption {
            id: ExemptionId::random(rng.as_ref()),
            municipality: self.municipality,
            rule: ExemptionRule {
                category: ExemptionCategory::Resident,
                from,
                until,
                windows: Vec::new(),
                area: Area::Everywhere,
            },
            half: DatabaseHalf { id: other, half: [5; 32] },
            plate_index: indexer.index(&Plate::parse(plate).unwrap()),
            index_generation: indexer.number,
            sealed_plate: Vec::new(),
            sealed_holder: Vec::new(),
            created_at: start(),
            created_by: None,
            destroy_after: until + days(120),
            provisional: None,
            follows: None,
        };
        let municipality = self.municipality;
        self.write(move |tx, scope| {
            exemptions::insert(tx, scope, &exemption)?;
            municipalities::bump_exemption_version(tx, scope, municipality)
        })
        .await;
        other
    }
}

pub fn charge(code: &str) -> Charge {
    Charge {
        offence_code: OffenceCode::parse(code).unwrap(),
        vehicle_category: VehicleCategory::new(1).unwrap(),
        vehicle_category_source: "officer".to_owned(),
    }
}

fn facts(at: Timestamp) -> String {
    let clock = json!({"source": "ntp", "offsetMs": -12, "synchronisedAt": at.to_string()});
    let facts = json!({
        "unitSequence": 1, "direction": "north", "lane": 1, "clock": clock,
        "incomplete": false, "windscreenUndeclared": false
    });
    facts.to_string()
}

fn picture(captured_at: Timestamp, sealed: Vec<u8>) -> NewPicture {
    let picture = Picture {
        ordinal: 0,
        kind: poortwacht_domain::ImageKind::Overview,
        width: 1,
        height: 1,
        captured_at,
        received_sha256: "00".repeat(32),
        sealed_sha256: "11".repeat(32),
        manifest: "{}".to_owned(),
        revision: 1,
        place: PicturePlace::Database,
        object: None,
    };
    NewPicture { picture, sealed }
}
