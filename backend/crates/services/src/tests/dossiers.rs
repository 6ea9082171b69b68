//! What leaves the system: the dossier and the picture for the offender.

use std::collections::BTreeMap;

use aws_lc_rs::digest::{SHA256, digest};
use lopdf::{Document, Object};
use poortwacht_domain::{
    Act, CaseState, Check, DisclosureReason, DismissalReason, MaskReason, Recipient, Role,
};
use poortwacht_ledger::Record;
use poortwacht_store::cases::Case;
use poortwacht_store::ledger_rows::{self, LogName};

use super::desk::claim;
use super::world::{PLATE, World};
use crate::case_view;
use crate::dossier::{
    self, Closed, Difference, DisclosureError, DisclosureRequest, Issued, Unreadable, Vocabulary, check,
    may_issue,
};
use crate::review::{self, ConfirmRequest, DismissRequest};
use crate::{Actor, ServiceError};

const GROUNDS: &str = "Ik zag het voertuig het bord C12 passeren.";

fn words() -> Vocabulary {
    Vocabulary {
        act: Act::as_str,
        case_state: CaseState::as_str,
        dismissal_reason: DismissalReason::as_str,
        disclosure_reason: DisclosureReason::as_str,
        mask_reason: MaskReason::as_str,
        recipient: Recipient::as_str,
        role: Role::as_str,
        vehicle_category: |category| category.to_string(),
        code: |_| None,
    }
}

fn request() -> DisclosureRequest {
    DisclosureRequest {
        recipient: "court".to_owned(),
        reason: "objection".to_owned(),
        explanation: "Zitting van volgende week".to_owned(),
    }
}

struct Scene {
    world: World,
    officer: Actor,
    case: Case,
}

impl Scene {
    async fn confirmed() -> Self {
        let world = World::new().await;
        let officer = world.actor("boa", Role::Officer).await;
        let case = world.add_case(PLATE, 30).await;
        claim(&world, &officer).await;
        let request = ConfirmRequest {
            case: case.reference.as_str().to_owned(),
            offence_code: "R559".to_owned(),
            vehicle_category: "1".to_owned(),
            grounds: GROUNDS.to_owned(),
            seen: Check::ALL.to_vec(),
            corrections: String::new(),
        };
        review::confirm(&world.services, &officer, request).await.unwrap();
        Self { world, officer, case }
    }

    async fn dossier(&self) -> Issued {
        self.ask(&self.officer, &request()).await.unwrap()
    }

    async fn ask(&self, actor: &Actor, request: &DisclosureRequest) -> Result<Issued, DisclosureError> {
        dossier::issue(&self.world.services, actor, self.case.reference.as_str(), request, words()).await
    }

    async fn picture(&self, actor: &Actor) -> Result<Issued, DisclosureError> {
        dossier::issue_picture(&self.world.services, actor, self.case.reference.as_str(), &request()).await
    }

    async fn last_entry(&self) -> Record {
        let log = LogName::municipality(self.world.municipality);
        let entries =
            self.world.read(move |conn, _| ledger_rows::log_entries(conn, &log, None, 10_000)).await;
        Record::parse(&entries.last().unwrap().entry).unwrap()
    }
}

fn parsed(issued: &Issued) -> Document {
    Document::load_mem(&issued.bytes).unwrap()
}

fn name(document: &Document, object: &Object) -> String {
    let (_, object) = document.dereference(object).unwrap();
    String::from_utf8_lossy(object.as_name().unwrap()).into_owned()
}

/// Attachments by name, with their AFRelationship and bytes.
fn attachments(document: &Document) -> BTreeMap<String, (String, Vec<u8>)> {
    let associated = document.catalog().unwrap().get(b"AF").unwrap();
    let associated = document.dereference(associated).unwrap().1.as_array().unwrap();
    let file = |file: &Object| {
        let file = document.dereference(file).unwrap().1.as_dict().unwrap();
        let relation = name(document, file.get(b"AFRelationship").unwrap());
        let stream = file.get(b"EF").unwrap().as_dict().unwrap().get(b"F").unwrap();
        let stream = document.dereference(stream).unwrap().1.as_stream().unwrap();
        let called = lopdf::decode_text_string(file.get(b"UF").unwrap()).unwrap();
        (called, (relation, stream.get_plain_content().unwrap()))
    };
    associated.iter().map(file).collect()
}

fn streams<'d>(
    document: &'d Document,
    key: &'d [u8],
    value: &'d [u8],
) -> impl Iterator<Item = &'d lopdf::Stream> {
    let streams = document.objects.values().filter_map(|object| object.as_stream().ok());
    streams
        .filter(move |stream| stream.dict.get(key).and_then(Object::as_name).is_ok_and(|name| name == value))
}

#[tokio::test]
async fn a_dossier_says_that_it_is_pdf_a_3b_and_keeps_to_it() {
    let scene = Scene::confirmed().await;
    let issued = scene.dossier().await;
    let document = parsed(&issued);
    let metadata = streams(&document, b"Type", b"Metadata").next().unwrap();
    let xmp = String::from_utf8(metadata.get_plain_content().unwrap()).unwrap();
    assert!(xmp.contains("<pdfaid:part>3</pdfaid:part>"), "{xmp}");
    assert!(xmp.contains("<pdfaid:conformance>B</pdfaid:conformance>"), "{xmp}");
    assert!(xmp.contains(&format!("Dossier van zaak {}", scene.case.reference.as_str())), "{xmp}");
    let catalog = document.catalog().unwrap();
    let intents = document.dereference(catalog.get(b"OutputIntents").unwrap()).unwrap().1.as_array().unwrap();
    let intent = document.dereference(&intents[0]).unwrap().1.as_dict().unwrap();
    assert_eq!(name(&document, intent.get(b"S").unwrap()), "GTS_PDFA1");
    assert!(intent.has(b"DestOutputProfile"));
    assert_eq!(lopdf::decode_text_string(catalog.get(b"Lang").unwrap()).unwrap(), "nl-NL");
    assert!(catalog.has(b"StructTreeRoot") && catalog.has(b"Outlines"));
    assert!(document.trailer.get(b"Encrypt").is_err());
    let raw = String::from_utf8_lossy(&issued.bytes).into_owned();
    for forbidden in ["/JavaScript", "/JS ", "/URI", "/Launch", "/GoToR", "/EmbeddedGoTo", "/SubmitForm"] {
        assert!(!raw.contains(forbidden), "{forbidden}");
    }
}

#[tokio::test]
async fn every_typeface_of_a_dossier_is_embedded_and_its_text_can_be_read_out() {
    let scene = Scene::confirmed().await;
    let document = parsed(&scene.dossier().await);
    let dictionaries = document.objects.values().filter_map(|object| object.as_dict().ok());
    let fonts: Vec<_> = dictionaries.filter(|dict| dict.has_type(b"FontDescriptor")).collect();
    assert_eq!(fonts.len(), 2, "regular and bold");
    assert!(fonts.iter().all(|font| font.has(b"FontFile2") || font.has(b"FontFile3")));
    let pages: Vec<u32> = document.get_pages().keys().copied().collect();
    let text = document.extract_text(&pages).unwrap();
    let local = "24 november 2026, 11:31:00.000 (UTC+01:00)";
    for told in [
        scene.case.reference.as_str(),
        "R559",
        "C12",
        "AE-12-UI",
        "1234567",
        "Voorbeeldstad",
        local,
        "2026-11-24T10:31:00.000Z",
        GROUNDS,
        "Op afstand beoordeeld",
        "Gezien op de beelden",
        "voorrangsvoertuig",
        "ledger verify",
        "Pagina 1 van",
    ] {
        assert!(text.contains(told), "{told} is missing in {text}");
    }
    let place = scene.last_entry().await;
    assert_eq!(place.entry.act, Act::DossierIssued);
    assert!(text.contains(&place.place.shard.to_string()));
}

#[tokio::test]
async fn pictures_are_embedded_and_attached_bit_for_bit_as_they_are_sealed() {
    let scene = Scene::confirmed().await;
    let document = parsed(&scene.dossier().await);
    let id = scene.case.id;
    let rows =
        scene.world.read(move |conn, scope| poortwacht_store::pictures::of_case(conn, scope, id)).await;
    let sealed = rows[0].sealed_sha256.clone();
    let embedded: Vec<_> = streams(&document, b"Subtype", b"Image").collect();
    assert_eq!(embedded.len(), 1);
    assert_eq!(name(&document, embedded[0].dict.get(b"Filter").unwrap()), "DCTDecode");
    assert_eq!(hex::encode(digest(&SHA256, &embedded[0].content)), sealed);
    let files = attachments(&document);
    let names: Vec<_> =
        files.iter().map(|(name, (relation, _))| (name.as_str(), relation.as_str())).collect();
    let expected = [
        ("foto-1-overzicht.jpg", "Source"),
        ("logboek.txt", "Supplement"),
        ("manifest.json", "Data"),
        ("manifest.sig", "Supplement"),
        ("pakket.json", "Source"),
    ];
    assert_eq!(names, expected);
    assert_eq!(files["foto-1-overzicht.jpg"].1, embedded[0].content);
    let manifest: serde_json::Value = serde_json::from_slice(&files["manifest.json"].1).unwrap();
    assert_eq!(manifest["pictures"][0]["sealedSha256"], sealed.as_str());
    assert_eq!(manifest["pictures"][0]["redaction"]["width"], 320);
    assert_eq!(manifest["caseReference"], scene.case.reference.as_str());
}

#[tokio::test]
async fn a_dossier_as_issued_passes_the_check_with_the_municipality_s_key_and_no_other() {
    let scene = Scene::confirmed().await;
    let issued = scene.dossier().await;
    assert_eq!(issued.file_name, format!("dossier-{}.pdf", scene.case.reference.as_str()));
    let own = dossier::public_key(&scene.world.services, "voorbeeld").await.unwrap();
    let checked = check(&issued.bytes, Some(&own)).unwrap();
    assert_eq!(checked.differences, []);
    assert_eq!(checked.key, Some(own.fingerprint()));
    assert_eq!((checked.reference.as_str(), checked.pictures), (scene.case.reference.as_str(), 1));
    let other = World::new().await;
    let other = dossier::public_key(&other.services, "voorbeeld").await.unwrap();
    // Both installations were made from the same master key but for their random halves.
    if other != own {
        let found = check(&issued.bytes, Some(&other)).unwrap().differences;
        assert_eq!(found, [Difference::OtherKey { found: own.fingerprint() }]);
    }
    assert!(matches!(
        dossier::public_key(&scene.world.services, "elders").await,
        Err(ServiceError::NotFound(_))
    ));
}

/// The file with one byte of `part` changed, in the middle of it.
fn tampered(pdf: &[u8], part: &[u8]) -> Vec<u8> {
    let place = pdf.windows(part.len()).position(|window| window == part).unwrap() + part.len() / 2;
    let mut pdf = pdf.to_vec();
    pdf[place] ^= 1;
    pdf
}

#[tokio::test]
async fn one_changed_byte_is_named_by_the_file_it_is_in() {
    let scene = Scene::confirmed().await;
    let issued = scene.dossier().await;
    let files = attachments(&parsed(&issued));
    let found = |pdf: &[u8]| check(pdf, None).unwrap().differences;
    // The picture stands in the file twice: on its page, and as an attachment.
    let picture = &files["foto-1-overzicht.jpg"].1;
    let first = tampered(&issued.bytes, picture);
    let second = {
        let place = first.windows(picture.len()).position(|window| window == picture).unwrap();
        let mut pdf = issued.bytes.to_vec();
        pdf[place + picture.len() / 2] ^= 1;
        pdf
    };
    let mut both = [found(&first), found(&second)];
    both.sort_by_key(|found| found[0] == Difference::Document);
    let attached = vec![Difference::Content("foto-1-overzicht.jpg".to_owned())];
    assert_eq!(both, [attached, vec![Difference::Document]]);
    let packet = found(&tampered(&issued.bytes, &files["pakket.json"].1));
    assert!(packet.contains(&Difference::Content("pakket.json".to_owned())), "{packet:?}");
    assert!(packet.contains(&Difference::PacketSignature("pakket.json".to_owned())), "{packet:?}");
    let signature = found(&tampered(&issued.bytes, &files["manifest.sig"].1));
    assert_eq!(signature, [Difference::Signature]);
    let manifest = String::from_utf8(files["manifest.json"].1.clone()).unwrap();
    let told = manifest.find("\"court\"").unwrap();
    let changed = manifest[..told].len() + 1;
    let place =
        issued.bytes.windows(manifest.len()).position(|window| window == manifest.as_bytes()).unwrap();
    let mut pdf = issued.bytes.to_vec();
    // Another municipality's name would do as well; what matters is that it still parses.
    let name = manifest.find("Voorbeeldstad").unwrap();
    assert!(changed > 0);
    pdf[place + name] = b'W';
    assert_eq!(found(&pdf), [Difference::Signature]);
}

#[tokio::test]
async fn a_changed_page_is_found_and_what_is_no_dossier_is_named() {
    let scene = Scene::confirmed().await;
    let issued = scene.dossier().await;
    let mut document = parsed(&issued);
    let page = *document.get_pages().values().next().unwrap();
    let content = document.get_page_contents(page)[0];
    document.get_object_mut(content).unwrap().as_stream_mut().unwrap().set_plain_content(b"".to_vec());
    let mut pdf = Vec::new();
    document.save_to(&mut pdf).unwrap();
    assert_eq!(check(&pdf, None).unwrap().differences, [Difference::Document]);
    assert!(matches!(check(b"no pdf", None), Err(Unreadable::NoPdf(_))));
}

#[tokio::test]
async fn a_disclosure_is_logged_with_recipient_and_reason_and_shown_on_the_case_page() {
    let scene = Scene::confirmed().await;
    scene.dossier().await;
    let entry = scene.last_entry().await.entry;
    assert_eq!((entry.act, entry.case), (Act::DossierIssued, Some(scene.case.id)));
    assert_eq!(entry.reason.as_deref(), Some("objection"));
    assert_eq!(entry.detail["recipient"], "court");
    assert!(entry.text_commitment.is_some());
    scene.picture(&scene.officer).await.unwrap();
    assert_eq!(scene.last_entry().await.entry.act, Act::OffenderPictureIssued);
    let reference = scene.case.reference.as_str();
    let view = case_view::show(&scene.world.services, &scene.officer, reference).await.unwrap();
    let issued: Vec<_> = view
        .viewings
        .iter()
        .filter(|viewing| viewing.recipient == Some(Recipient::Court))
        .map(|viewing| viewing.act)
        .collect();
    assert_eq!(issued, [Act::OffenderPictureIssued, Act::DossierIssued]);
    assert!(view.may_issue);
}

#[tokio::test]
async fn the_picture_for_the_offender_shows_the_vehicle_and_nothing_else() {
    let scene = Scene::confirmed().await;
    let issued = scene.picture(&scene.officer).await.unwrap();
    assert_eq!(issued.file_name, format!("foto-{}.jpg", scene.case.reference.as_str()));
    assert_eq!(issued.media_type, "image/jpeg");
    let alone = image::load_from_memory(&issued.bytes).unwrap().to_rgb8();
    let grey = |x, y| alone.get_pixel(x, y).0.iter().all(|value| value.abs_diff(128) <= 1);
    for (x, y) in [(0, 0), (319, 179), (60, 90), (260, 90), (160, 20), (160, 160)] {
        assert!(grey(x, y), "{x},{y}: {:?}", alone.get_pixel(x, y));
    }
    assert!(!grey(160, 90), "the vehicle is still there");
}

#[tokio::test]
async fn a_closed_case_a_foreign_one_and_a_role_without_the_power_give_nothing_and_leave_no_disclosure() {
    let world = World::new().await;
    let officer = world.actor("boa", Role::Officer).await;
    let colleague = world.actor("boa-2", Role::Officer).await;
    let auditor = world.actor("auditor", Role::Auditor).await;
    let case = world.add_case(PLATE, 30).await;
    claim(&world, &officer).await;
    let dismissal = DismissRequest {
        case: case.reference.as_str().to_owned(),
        reason: "exemption".to_owned(),
        ..DismissRequest::default()
    };
    review::dismiss(&world.services, &officer, dismissal).await.unwrap();
    let length = world.log().await.len();
    let scene = Scene { world, officer, case };
    let closed = |result| matches!(result, Err(DisclosureError::Closed(Closed::Dismissed)));
    assert!(closed(scene.ask(&colleague, &request()).await));
    assert!(closed(scene.picture(&colleague).await));
    let refused = scene.ask(&auditor, &request()).await;
    assert!(matches!(refused, Err(DisclosureError::Service(ServiceError::Refused(_)))));
    let stranger = Actor {
        municipality: poortwacht_domain::MunicipalityId::random(scene.world.services.rng().as_ref()),
        ..colleague.clone()
    };
    let foreign = scene.ask(&stranger, &request()).await;
    assert!(matches!(foreign, Err(DisclosureError::Service(ServiceError::NotFound(_)))));
    let blank = scene.ask(&colleague, &DisclosureRequest::default()).await;
    assert!(
        matches!(blank, Err(DisclosureError::Service(ServiceError::Invalid(problems))) if problems.len() == 3)
    );
    assert_eq!(scene.world.acts_since(length).await, []);
    // Whoever can still take the dismissal back may have it, until then.
    assert!(scene.ask(&scene.officer, &request()).await.is_ok());
    let now = scene.world.services.now();
    let destroyed = Case { state: CaseState::Destroyed, ..scene.world.case(scene.case.id).await };
    assert!(!may_issue(&scene.officer, &destroyed, now));
}

#[tokio::test]
async fn nothing_of_an_issued_dossier_stays_on_the_disk() {
    let scene = Scene::confirmed().await;
    let issued = scene.dossier().await;
    assert!(issued.bytes.starts_with(b"%PDF-1.7"));
    let mut folders = vec![scene.world.folder.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).unwrap();
            assert!(!bytes.windows(5).any(|window| window == b"%PDF-"), "{}", path.display());
        }
    }
}
