use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::testing::SequenceRng;
use crate::{Country, FieldErrorCode as Code, PacketId, VehicleCategory};

const NOW: &str = "2026-11-22T10:00:00Z";

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn document() -> Value {
    json!({
        "packetId": PacketId::generate(now(), &SequenceRng::default()).to_string(),
        "unitSequence": 7,
        "capturedAt": "2026-11-22T10:59:58.250+01:00",
        "plate": {
            "raw": "AE-12-UI", "country": "NL", "confidence": 0.97,
            "characters": [{"char": "A", "confidence": 0.9}, {"char": "E", "confidence": 1}]
        },
        "vehicle": {"category": 1, "make": "Voorbeeld"},
        "direction": "noord",
        "lane": 1,
        "images": [{
            "part": "overview", "kind": "overview", "sha256": "ab".repeat(32),
            "capturedAt": "2026-11-22T09:59:58Z",
            "regions": [
                {"kind": "vehicle", "x": 10, "y": 10, "width": 300, "height": 200},
                {"kind": "sign", "x": 400, "y": 10, "width": 30, "height": 30}
            ]
        }],
        "clock": {"source": "ntp", "offsetMs": -12, "synchronisedAt": "2026-11-22T09:58:00Z"}
    })
}

fn read(document: &Value) -> Result<ViolationPacket, Vec<crate::FieldError>> {
    ViolationPacket::from_json(document.to_string().as_bytes(), now())
}

fn faults(document: &Value) -> Vec<(String, Code)> {
    read(document).unwrap_err().into_iter().map(|fault| (fault.pointer, fault.code)).collect()
}

#[test]
fn a_good_packet_is_read_and_survives_json() {
    let packet = read(&document()).unwrap();
    assert_eq!(packet.plate.plate().unwrap().as_str(), "AE12UI");
    assert_eq!(packet.captured_at, "2026-11-22T09:59:58.250Z".parse().unwrap());
    assert_eq!(packet.vehicle.category, Some(VehicleCategory::new(1).unwrap()));
    assert_eq!(packet.validate(now()), []);
    let again = serde_json::to_vec(&packet).unwrap();
    assert_eq!(ViolationPacket::from_json(&again, now()).unwrap(), packet);
}

#[test]
fn every_optional_member_may_be_missing() {
    let mut document = document();
    document.as_object_mut().unwrap().remove("vehicle");
    document["plate"].as_object_mut().unwrap().remove("characters");
    document["images"][0].as_object_mut().unwrap().remove("regions");
    let packet = read(&document).unwrap();
    assert!(packet.vehicle.is_empty() && packet.plate.characters.is_empty());
    assert_eq!(read(&serde_json::to_value(&packet).unwrap()).unwrap(), packet);
}

#[test]
fn all_faults_are_listed_at_once_with_their_places() {
    let mut document = document();
    document["packetId"] = json!("0198c5f2-7b1a-4c3e-9d54-2f6b8a901234");
    document["capturedAt"] = json!("1970-01-01T00:00:00Z");
    document["plate"]["confidence"] = json!(1.5);
    document["plate"]["country"] = json!("Nederland");
    document["plate"]["raw"] = json!("??");
    document["lane"] = json!(0);
    document["speed"] = json!(-1);
    document["vehicle"]["category"] = json!(9);
    document["images"][0]["sha256"] = json!("AB".repeat(32));
    document["images"][0]["part"] = json!("packet");
    document["images"][0]["regions"][0]["width"] = json!(0);
    document["images"][0]["regions"][1]["kind"] = json!("cat");
    document["extra"] = json!(true);
    let mut found = faults(&document);
    found.sort();
    let expected = [
        ("/capturedAt", Code::Malformed),
        ("/extra", Code::Unknown),
        ("/images/0/part", Code::Malformed),
        ("/images/0/regions/0/width", Code::OutOfRange),
        ("/images/0/regions/1/kind", Code::Malformed),
        ("/images/0/sha256", Code::Malformed),
        ("/lane", Code::OutOfRange),
        ("/packetId", Code::Malformed),
        ("/plate/confidence", Code::OutOfRange),
        ("/plate/country", Code::Malformed),
        ("/plate/raw", Code::Malformed),
        ("/speed", Code::OutOfRange),
        ("/vehicle/category", Code::OutOfRange),
    ];
    assert_eq!(found, expected.map(|(place, code)| (place.to_owned(), code)));
}

#[test]
fn instants_are_rfc_3339_with_offset_in_sane_years() {
    for text in [
        "1970-01-01T00:00:00Z",
        "2100-01-01T00:00:00Z",
        "2026-11-22T10:00:00",
        "2026-11-22 10:00:00Z",
        "2026-11-22T10:00:00+01:00[Europe/Amsterdam]",
        "2026-W47-7T10:00Z",
        "yesterday",
        "",
    ] {
        let mut document = document();
        document["capturedAt"] = json!(text);
        assert_eq!(faults(&document), [("/capturedAt".to_owned(), Code::Malformed)], "{text}");
    }
}

#[test]
fn a_passage_in_the_future_and_a_picture_from_another_moment_are_inconsistent() {
    let mut document = document();
    document["capturedAt"] = json!("2026-11-22T10:05:01Z");
    let mut second = document["images"][0].clone();
    second["capturedAt"] = json!("2026-11-22T10:05:00Z");
    document["images"].as_array_mut().unwrap().push(second);
    let expected = ["/capturedAt", "/images/0/capturedAt", "/images/1/part"];
    assert_eq!(faults(&document), expected.map(|place| (place.to_owned(), Code::Inconsistent)));
}

#[test]
fn an_old_packet_is_expired_and_not_faulty() {
    let mut document = document();
    document["capturedAt"] = json!("2026-11-20T10:00:00Z");
    document["images"][0]["capturedAt"] = json!("2026-11-20T10:00:00Z");
    let packet = read(&document).unwrap();
    assert!(!packet.is_expired(now()));
    assert!(packet.is_expired(now() + SignedDuration::from_millis(1)));
}

#[test]
fn a_packet_has_one_to_six_pictures() {
    for (count, good) in [(0, false), (1, true), (6, true), (7, false)] {
        let mut document = document();
        let images = (0..count).map(|number| {
            let mut image = document["images"][0].clone();
            image["part"] = json!(format!("picture-{number}"));
            image
        });
        document["images"] = images.collect();
        assert_eq!(read(&document).is_ok(), good, "{count}");
    }
}

/// Serde alone must refuse these too: not every reader goes through `from_json`.
#[test]
fn unknown_and_double_members_are_refused_at_every_depth() {
    let good = document().to_string();
    for place in
        ["\"packetId\":", "\"raw\":", "\"char\":\"A\"", "\"make\":", "\"part\":", "\"x\":10", "\"offsetMs\":"]
    {
        assert!(good.contains(place), "{place}");
        let unknown = good.replacen(place, &format!("\"stranger\":1,{place}"), 1);
        let name = place.split(':').next().unwrap();
        let double = good.replacen(place, &format!("{name}:{},{place}", value_of(&good, place)), 1);
        for (document, code) in [(unknown, Code::Unknown), (double, Code::Duplicate)] {
            assert!(serde_json::from_str::<ViolationPacket>(&document).is_err(), "{document}");
            let faults = ViolationPacket::from_json(document.as_bytes(), now()).unwrap_err();
            assert_eq!(faults.iter().map(|fault| fault.code).collect::<Vec<_>>(), [code], "{document}");
        }
    }
}

/// The value that follows the first occurrence of `place`'s name.
fn value_of(document: &str, place: &str) -> String {
    let name = place.split(':').next().unwrap();
    let (_, rest) = document.split_once(&format!("{name}:")).unwrap();
    let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
    values.next().unwrap().unwrap().to_string()
}

#[test]
fn a_packet_that_was_made_here_is_checked_like_one_that_came_in() {
    let mut packet = read(&document()).unwrap();
    packet.lane = 99;
    packet.plate.confidence = f64::NAN;
    packet.images.clear();
    let places: Vec<_> = packet.validate(now()).into_iter().map(|fault| fault.pointer).collect();
    assert_eq!(places, ["/plate/confidence", "/lane", "/images"]);
}

#[test]
fn an_overview_is_complete_with_vehicle_sign_and_overlay() {
    let mut packet = read(&document()).unwrap();
    assert!(!packet.has_complete_overview());
    packet.images[0].regions.push(Region { kind: RegionKind::Overlay, x: 0, y: 0, width: 9, height: 9 });
    assert!(packet.has_complete_overview());
    packet.images[0].kind = ImageKind::Sequence;
    assert!(!packet.has_complete_overview());
}

#[test]
fn debug_output_and_faults_do_not_show_the_plate() {
    let mut document = document();
    let packet = read(&document).unwrap();
    let shown = format!("{packet:?} {:?}", packet.plate.characters);
    assert!(shown.contains("PlateReading(…)") && shown.contains("CharacterReading(…)"), "{shown}");
    assert!(!shown.contains("UI") && !shown.contains("'A'"), "{shown}");
    document["plate"]["raw"] = json!("AE12UI-AE12UI-AE12UI");
    assert!(!format!("{:?}", read(&document)).contains("AE12UI"));
}

#[test]
fn a_heartbeat_is_read_with_all_its_faults() {
    let good = json!({
        "time": NOW, "clockOffsetMs": -40, "queueLength": 3, "oldestQueuedAt": "2026-11-20T12:00:00Z",
        "passages": 120, "noHits": 100, "softwareVersion": "1.0.0"
    });
    let heartbeat = Heartbeat::from_json(good.to_string().as_bytes()).unwrap();
    assert_eq!(serde_json::from_value::<Heartbeat>(good.clone()).unwrap(), heartbeat);
    assert_eq!(heartbeat.validate(), []);
    assert!(heartbeat.nears_erasure(now(), SignedDuration::from_hours(2)));
    assert!(!heartbeat.nears_erasure(now(), SignedDuration::from_hours(1)));
    let mut bad = good;
    bad["queueLength"] = json!(-1);
    bad["passages"] = json!("many");
    bad.as_object_mut().unwrap().remove("noHits");
    let faults = Heartbeat::from_json(bad.to_string().as_bytes()).unwrap_err();
    assert_eq!(faults.len(), 3);
}

#[test]
fn an_answer_leaves_out_the_case_it_does_not_have() {
    let answer = PacketAnswer { outcome: PacketOutcome::OutsideHours, may_erase: true, case_reference: None };
    assert_eq!(serde_json::to_value(&answer).unwrap(), json!({"outcome": "outsideHours", "mayErase": true}));
}

proptest! {
    #[test]
    fn random_bytes_are_refused_and_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..1_000)) {
        prop_assert!(ViolationPacket::from_json(&bytes, now()).is_err());
        prop_assert!(Heartbeat::from_json(&bytes).is_err());
    }

    #[test]
    fn a_damaged_packet_never_panics_and_serde_agrees_with_the_shape(at in 0_usize..900, byte in 0x20_u8..0x7f) {
        let mut bytes = document().to_string().into_bytes();
        prop_assume!(at < bytes.len());
        bytes[at] = byte;
        if let Ok(packet) = ViolationPacket::from_json(&bytes, now()) {
            prop_assert_eq!(serde_json::from_slice::<ViolationPacket>(&bytes).unwrap(), packet);
        }
    }

    #[test]
    fn every_packet_in_range_is_good(
        sequence in 0_u64..(1 << 53), lane in 1_u32..=32, speed in prop::option::of(0.0..400.0_f64),
        confidence in 0.0..=1.0_f64, category in prop::option::of(1_u8..=8), country in "[A-Z]{1,3}",
        age in 0_i64..172_800,
    ) {
        let mut packet = read(&document()).unwrap();
        packet.unit_sequence = sequence;
        packet.lane = lane;
        packet.speed = speed;
        packet.plate.confidence = confidence;
        packet.plate.country = Country::parse(&country).unwrap();
        packet.vehicle.category = category.map(|number| VehicleCategory::new(number).unwrap());
        packet.captured_at = now() - SignedDuration::from_secs(age);
        packet.images[0].captured_at = packet.captured_at;
        prop_assert_eq!(packet.validate(now()), []);
        prop_assert!(!packet.is_expired(now()));
    }
}
