//! Bad input: each with a clear answer, and nothing stored.

use jiff::{Timestamp, ToSpan as _};
use poortwacht_store::{Environment, Scope, Store, StoreConfig, cases};
use poortwacht_tests::sender::{Draft, picture, sha256};
use poortwacht_tests::world::World;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::setup::Running;

const PLATE: &str = "AC12EU";

fn stored_cases(world: &World) -> usize {
    let url = format!("sqlite:{}", world.path("data/poortwacht.sqlite"));
    let config = StoreConfig { url, read_connections: 1, environment: Environment::Test, create: false };
    let store = Store::open(&config).unwrap();
    let filter = cases::SearchFilter { limit: 1000, ..cases::SearchFilter::default() };
    let found = store.read_blocking(|conn| cases::search(conn, &Scope::auditor("test"), &filter)).unwrap();
    store.shutdown();
    found.len()
}

fn codes(problem: &Value) -> Vec<String> {
    let errors = problem["errors"].as_array().cloned().unwrap_or_default();
    errors.iter().map(|error| format!("{} {}", error["pointer"], error["code"])).collect()
}

fn png() -> Vec<u8> {
    let mut bytes = Vec::new();
    let image = image::RgbImage::from_pixel(16, 16, image::Rgb([1, 2, 3]));
    image.write_to(&mut std::io::Cursor::new(&mut bytes), image::ImageFormat::Png).unwrap();
    bytes
}

/// A JPEG whose header declares 65500 × 65500 pixels.
fn bomb() -> Vec<u8> {
    let mut bytes = picture(64, 64);
    let frame = bytes.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
    bytes[frame + 5..frame + 9].copy_from_slice(&[0xFF, 0xDC, 0xFF, 0xDC]);
    bytes
}

/// A picture with an EXIF segment that says it lies on its side.
fn lying() -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    let mut bytes = vec![0xFF, 0xD8, 0xFF, 0xE1, length[0], length[1]];
    bytes.append(&mut exif);
    bytes.extend_from_slice(&picture(320, 240)[2..]);
    bytes
}

/// A frame header with four components, as CMYK has.
fn four_colours() -> Vec<u8> {
    let frame = [0xFF, 0xC0, 0, 20, 8, 0, 240, 1, 64, 4, 1, 17, 0, 2, 17, 0, 3, 17, 0, 4, 17, 0];
    [&[0xFF, 0xD8][..], &frame, &[0xFF, 0xD9]].concat()
}

fn noise() -> Vec<u8> {
    (0..1000_u32).map(|number| u8::try_from(number.wrapping_mul(2_654_435_761) >> 24).unwrap()).collect()
}

#[tokio::test]
async fn a_picture_that_is_none_or_not_allowed_is_refused_by_its_content_and_nothing_is_stored() {
    let running = Running::on_sqlite().await;
    let sender = running.sender();
    let whole = picture(320, 240);
    let pictures = [
        ("text", b"not a picture at all".to_vec()),
        ("png", png()),
        ("html", b"<!DOCTYPE html><html><body>hi</body></html>".to_vec()),
        ("truncated", whole[..whole.len() / 2].to_vec()),
        ("65500x65500", bomb()),
        ("cmyk", four_colours()),
        ("rotated", lying()),
        ("noise", noise()),
        ("empty", Vec::new()),
    ];
    for (number, (name, bytes)) in pictures.into_iter().enumerate() {
        let (status, problem) = sender.send(&Draft::with_picture(PLATE, number as u64, bytes)).await.unwrap();
        assert_eq!(status, StatusCode::BAD_REQUEST, "{name}: {problem}");
        assert!(!codes(&problem).is_empty(), "{name}: {problem}");
        assert_ne!(problem["mayErase"], json!(true), "{name}");
    }
    assert_eq!(stored_cases(&running.world), 0);
}

#[tokio::test]
async fn wrong_hashes_regions_and_members_are_named_all_at_once() {
    let running = Running::on_sqlite().await;
    let sender = running.sender();
    let mut draft = Draft::valid(PLATE, 1);
    draft.packet["images"][0]["sha256"] = json!(sha256(b"something else"));
    let (status, problem) = sender.send(&draft).await.unwrap();
    assert_eq!(status, StatusCode::BAD_REQUEST, "{problem}");
    assert!(codes(&problem).iter().any(|code| code.contains("sha256")), "{problem}");

    let mut draft = Draft::valid(PLATE, 2);
    draft.packet["images"][0]["regions"][0]["x"] = json!(9000);
    let (status, problem) = sender.send(&draft).await.unwrap();
    assert_eq!(status, StatusCode::BAD_REQUEST, "{problem}");
    assert!(codes(&problem).iter().any(|code| code.contains("/images/0/regions/0")), "{problem}");

    let mut draft = Draft::valid(PLATE, 3);
    draft.packet["surprise"] = json!(1);
    draft.packet["plate"]["confidence"] = json!(7);
    draft.packet["lane"] = json!("two");
    let (status, problem) = sender.send(&draft).await.unwrap();
    assert_eq!(status, StatusCode::BAD_REQUEST, "{problem}");
    for place in ["/surprise", "/plate/confidence", "/lane"] {
        assert!(codes(&problem).iter().any(|code| code.contains(place)), "{place}: {problem}");
    }
    assert_eq!(stored_cases(&running.world), 0);
}

#[tokio::test]
async fn a_wrong_signature_and_a_double_member_are_refused() {
    let running = Running::on_sqlite().await;
    let sender = running.sender();
    let draft = Draft::valid(PLATE, 1);
    let signature = sender.sign(b"another document").unwrap();
    let (status, problem) =
        sender.send_parts(draft.document().unwrap(), signature, &draft.pictures).await.unwrap();
    assert!(status.is_client_error(), "{problem}");
    assert!(problem.to_string().contains("signature"), "{problem}");

    let text = String::from_utf8(draft.document().unwrap()).unwrap();
    let doubled = text.replacen('{', "{\"lane\":2,", 1).into_bytes();
    let signature = sender.sign(&doubled).unwrap();
    let (status, problem) = sender.send_parts(doubled, signature, &draft.pictures).await.unwrap();
    assert_eq!(status, StatusCode::BAD_REQUEST, "{problem}");
    assert_eq!(stored_cases(&running.world), 0);
}

#[tokio::test]
async fn times_far_away_are_refused_and_old_packets_may_be_erased() {
    let running = Running::on_sqlite().await;
    let sender = running.sender();
    for (number, year) in ["1970", "2100"].into_iter().enumerate() {
        let mut draft = Draft::valid(PLATE, number as u64);
        draft.packet["capturedAt"] = json!(format!("{year}-06-01T12:00:00.000+02:00"));
        let (status, problem) = sender.send(&draft).await.unwrap();
        assert_eq!(status, StatusCode::BAD_REQUEST, "{year}: {problem}");
        assert!(codes(&problem).iter().any(|code| code.contains("capturedAt")), "{year}: {problem}");
    }
    let mut draft = Draft::valid(PLATE, 9);
    let captured: Timestamp = draft.packet["capturedAt"].as_str().unwrap().parse().unwrap();
    let old = json!((captured - 49.hours()).to_string());
    draft.packet["capturedAt"] = old.clone();
    draft.packet["images"][0]["capturedAt"] = old;
    let (status, answer) = sender.send(&draft).await.unwrap();
    assert_eq!(status, StatusCode::GONE, "{answer}");
    assert_eq!(answer["mayErase"], json!(true));
    assert_eq!(stored_cases(&running.world), 0);
}

#[tokio::test]
async fn the_same_packet_again_hears_the_same_answer_and_other_content_is_a_conflict() {
    let running = Running::on_sqlite().await;
    let sender = running.sender();
    let mut draft = Draft::valid(PLATE, 1);
    let (status, first) = sender.send(&draft).await.unwrap();
    assert_eq!(status, StatusCode::CREATED, "{first}");
    assert_eq!(first["mayErase"], json!(true));
    let (again, second) = sender.send(&draft).await.unwrap();
    assert!(again.is_success(), "{second}");
    assert_eq!(first["caseReference"], second["caseReference"]);
    draft.packet["lane"] = json!(2);
    let (status, problem) = sender.send(&draft).await.unwrap();
    assert_eq!(status, StatusCode::CONFLICT, "{problem}");
    assert_eq!(stored_cases(&running.world), 1);
}
