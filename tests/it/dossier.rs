//! The dossier over the wire: downloaded by who may, checked by an outsider with the program and with openssl.

use std::fs;
use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::process::Command;

use poortwacht_tests::ledger::Records;
use poortwacht_tests::sender::Draft;
use poortwacht_tests::wire::{Session, Wire, send};
use poortwacht_tests::world::{MUNICIPALITY, World};
use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use crate::setup::Running;

/// Never issued.
const PLATE: &str = "AE47IO";

/// A case, and somebody who may take its dossier.
struct Scene {
    running: Running,
    wire: Wire,
    session: Session,
    case: String,
}

/// A file as it was downloaded.
struct Download {
    status: StatusCode,
    headers: HeaderMap,
    bytes: Vec<u8>,
}

impl Scene {
    async fn set(role: &str) -> Self {
        let running = Running::on_sqlite().await;
        let (status, answer) = running.sender().send(&Draft::valid(PLATE, 1)).await.unwrap();
        assert_eq!(status.as_u16(), 201, "{answer}");
        let case = answer["caseReference"].as_str().unwrap().to_owned();
        let world = &running.world;
        let wire = Wire::from_address(world, IpAddr::V4(Ipv4Addr::LOCALHOST)).unwrap();
        let credentials = world.enrolled(MUNICIPALITY, "iemand", role).await.unwrap();
        let session = wire.log_in(&credentials).await.unwrap();
        Self { running, wire, session, case }
    }

    fn form(&self, explanation: &str) -> Vec<(&'static str, String)> {
        let fields = [("recipient", "court"), ("reason", "objection"), ("explanation", explanation)];
        let fields = fields.into_iter().map(|(name, value)| (name, value.to_owned()));
        fields.chain([("form_token", self.session.form_token.clone())]).collect()
    }

    async fn download(&self, what: &str) -> Download {
        let path = format!("/cases/{}/{what}", self.case);
        let form = self.form("Zitting van volgende week");
        let answer = self.wire.form(&path, &self.session.cookie, &form).send().await.unwrap();
        let (status, headers) = (answer.status(), answer.headers().clone());
        Download { status, headers, bytes: answer.bytes().await.unwrap().to_vec() }
    }
}

fn is_a_download(download: &Download, media_type: &str, name: &str) {
    assert_eq!(download.status, StatusCode::OK);
    let header = |name: &str| download.headers.get(name).and_then(|value| value.to_str().ok());
    assert_eq!(header("content-type"), Some(media_type));
    assert_eq!(header("content-length"), Some(download.bytes.len().to_string().as_str()));
    assert_eq!(header("cache-control"), Some("no-store"));
    assert_eq!(header("x-content-type-options"), Some("nosniff"));
    assert_eq!(header("content-disposition"), Some(format!("attachment; filename=\"{name}\"").as_str()));
}

/// What `evidence check-dossier` says, and whether the dossier is whole.
fn checked(world: &World, file: &Path, key: &Path) -> (bool, String) {
    let (file, key) = (file.to_str().unwrap(), key.to_str().unwrap());
    let arguments = ["evidence", "check-dossier", file, "--public-key", key];
    let output = world.server_command(&arguments).unwrap().output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(said).unwrap())
}

#[tokio::test]
async fn an_outsider_checks_a_downloaded_dossier_and_finds_the_file_that_was_changed() {
    let scene = Scene::set("privacy_officer").await;
    let world = &scene.running.world;
    let dossier = scene.download("dossier").await;
    is_a_download(&dossier, "application/pdf", &format!("dossier-{}.pdf", scene.case));
    assert!(
        Records::open(world).unwrap().written().unwrap().iter().any(|entry| entry.act == "dossier_issued")
    );
    let (file, key) = (world.folder().join("dossier.pdf"), world.folder().join("key.pem"));
    fs::write(&key, world.command(&["evidence", "public-key", "--municipality", MUNICIPALITY]).unwrap())
        .unwrap();
    fs::write(&file, &dossier.bytes).unwrap();
    let (whole, said) = checked(world, &file, &key);
    assert!(whole, "{said}");
    assert!(said.contains("as it was issued") && said.contains(&scene.case), "{said}");
    let mut changed = dossier.bytes.clone();
    let place = changed.windows(11).position(|window| window == b"\"unitSequen").unwrap();
    changed[place + 1] = b'U';
    fs::write(&file, &changed).unwrap();
    let (whole, said) = checked(world, &file, &key);
    assert!(!whole && said.contains("pakket.json: is not the file that was issued"), "{said}");
}

#[tokio::test]
async fn openssl_verifies_the_manifest_without_the_program() {
    let scene = Scene::set("coordinator").await;
    let world = &scene.running.world;
    let dossier = scene.download("dossier").await;
    let key = world.folder().join("key.pem");
    fs::write(&key, world.command(&["evidence", "public-key", "--municipality", MUNICIPALITY]).unwrap())
        .unwrap();
    let attached = |begin: &[u8], end: &[u8]| {
        let start = dossier.bytes.windows(begin.len()).position(|window| window == begin).unwrap();
        let length = dossier.bytes[start..].windows(end.len()).position(|window| window == end).unwrap();
        dossier.bytes[start..start + length].to_vec()
    };
    let manifest = attached(b"{\n  \"format\": \"poortwacht-dossier-1\"", b"\nendstream");
    assert!(manifest.ends_with(b"}\n"), "{}", String::from_utf8_lossy(&manifest));
    let signature = signature(&dossier.bytes);
    let (manifest_file, signature_file) =
        (world.folder().join("manifest.json"), world.folder().join("manifest.sig"));
    fs::write(&manifest_file, manifest).unwrap();
    fs::write(&signature_file, signature).unwrap();
    let verified = Command::new("openssl")
        .args(["pkeyutl", "-verify", "-pubin", "-rawin", "-inkey"])
        .arg(&key)
        .arg("-in")
        .arg(&manifest_file)
        .arg("-sigfile")
        .arg(&signature_file)
        .output()
        .unwrap();
    assert!(verified.status.success(), "{verified:?}");
}

/// The one stream of 64 bytes that is attached.
fn signature(pdf: &[u8]) -> Vec<u8> {
    let begin = b"/Length 64/Type/EmbeddedFile";
    let place = pdf.windows(begin.len()).position(|window| window == begin).unwrap();
    let marker = b"stream\n";
    let start = pdf[place..].windows(marker.len()).position(|window| window == marker).unwrap();
    let start = place + start + marker.len();
    pdf[start..start + 64].to_vec()
}

#[tokio::test]
async fn the_picture_for_the_offender_is_one_jpeg_and_the_form_comes_back_with_what_was_typed() {
    let scene = Scene::set("officer").await;
    let picture = scene.download("offender-picture").await;
    is_a_download(&picture, "image/jpeg", &format!("foto-{}.jpg", scene.case));
    assert!(image::load_from_memory(&picture.bytes).is_ok());
    let path = format!("/cases/{}/dossier", scene.case);
    let wrong = scene.form("Het gaat om AE-47-IO van gisteren");
    let answer = send(scene.wire.form(&path, &scene.session.cookie, &wrong)).await.unwrap();
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for kept in ["Het gaat om AE-47-IO van gisteren", "value=\"court\" selected", "aria-invalid=\"true\""] {
        assert!(answer.body.contains(kept), "{kept}: {}", answer.body);
    }
}
