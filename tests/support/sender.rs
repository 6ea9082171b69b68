//! A unit that sends exactly what a test tells it to, right or wrong.

use std::fs;

use anyhow::{Context, Result, anyhow};
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, RgbImage};
use jiff::{Timestamp, ToSpan as _};
use reqwest::multipart::{Form, Part};
use reqwest::{Certificate, Client, StatusCode};
use serde_json::{Value, json};

use crate::pki::Identity;
use crate::world::{Unit, World};

/// A packet as a test wants it sent.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The document; every member can be changed.
    pub packet: Value,
    /// Name and bytes of each picture.
    pub pictures: Vec<(String, Vec<u8>)>,
}

impl Draft {
    /// A packet that every intake accepts: one overview of a vehicle that is never issued this plate.
    #[must_use]
    pub fn valid(plate: &str, sequence: u64) -> Self {
        Self::with_picture(plate, sequence, picture(320, 240))
    }

    /// As [`Draft::valid`], with another picture, declared with its own hash.
    #[must_use]
    pub fn with_picture(plate: &str, sequence: u64, picture: Vec<u8>) -> Self {
        let at = this_moment();
        let region = |kind: &str, x: u32, y: u32, width: u32, height: u32| json!({"kind": kind, "x": x, "y": y, "width": width, "height": height});
        let packet = json!({
            "packetId": packet_id(at, sequence),
            "unitSequence": sequence,
            "capturedAt": at.to_string(),
            "plate": {"raw": plate, "country": "NL", "confidence": 0.97},
            "vehicle": {"category": 1},
            "direction": "richting Grote Markt",
            "lane": 1,
            "images": [{
                "part": "overview", "kind": "overview", "sha256": sha256(&picture), "capturedAt": at.to_string(),
                "regions": [
                    region("vehicle", 80, 80, 160, 120), region("plate", 130, 160, 60, 20),
                    region("windscreen", 112, 88, 96, 40),
                    region("sign", 16, 16, 40, 40), region("overlay", 0, 224, 160, 16),
                ],
            }],
            "clock": {"source": "gnss", "offsetMs": 2, "synchronisedAt": (at - 1.minute()).to_string()},
        });
        Self { packet, pictures: vec![("overview".to_owned(), picture)] }
    }

    /// Declares no windscreen, so that the desk asks about it.
    #[expect(clippy::indexing_slicing, reason = "a member that is missing is made")]
    pub fn without_windscreen(mut self) -> Result<Self> {
        for image in self.packet["images"].as_array_mut().context("images")? {
            let regions = image["regions"].as_array_mut().context("regions")?;
            regions.retain(|region| region["kind"] != "windscreen");
        }
        Ok(self)
    }

    /// Moves the passage back in time.
    #[expect(clippy::indexing_slicing, reason = "a member that is missing is made")]
    pub fn capture_earlier(&mut self, by: std::time::Duration) -> Result<()> {
        let at: Timestamp = self.packet["capturedAt"].as_str().context("capturedAt")?.parse()?;
        let earlier = json!((at - jiff::SignedDuration::try_from(by)?).to_string());
        self.packet["capturedAt"] = earlier.clone();
        for image in self.packet["images"].as_array_mut().context("images")? {
            image["capturedAt"] = earlier.clone();
        }
        Ok(())
    }

    /// The document's exact bytes.
    pub fn document(&self) -> Result<Vec<u8>> {
        Ok(serde_json::to_vec(&self.packet)?)
    }
}

/// A connection with a client certificate and a signing key.
pub struct Sender {
    client: Client,
    url: String,
    key: EcdsaKeyPair,
}

impl Sender {
    /// A sender for a registered unit of a running server.
    pub fn new(world: &World, unit: &Unit) -> Result<Self> {
        let key = fs::read_to_string(&unit.signing.private)?;
        let der = rustls::pki_types::PrivatePkcs8KeyDer::from(pem_body(&key)?);
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, der.secret_pkcs8_der())
            .map_err(|error| anyhow!("signing key: {error}"))?;
        let client = client(world, Some(&unit.identity))?;
        Ok(Self { client, url: format!("https://{}", world.addresses()?.intake), key })
    }

    /// Base64 of the signature over these bytes.
    pub fn sign(&self, document: &[u8]) -> Result<String> {
        let signature =
            self.key.sign(&SystemRandom::new(), document).map_err(|error| anyhow!("sign: {error}"))?;
        Ok(STANDARD.encode(signature.as_ref()))
    }

    /// Sends a draft as it is, signed.
    pub async fn send(&self, draft: &Draft) -> Result<(StatusCode, Value)> {
        let document = draft.document()?;
        let signature = self.sign(&document)?;
        self.send_parts(document, signature, &draft.pictures).await
    }

    /// Sends a document with any signature and any pictures.
    pub async fn send_parts(
        &self,
        document: Vec<u8>,
        signature: String,
        pictures: &[(String, Vec<u8>)],
    ) -> Result<(StatusCode, Value)> {
        let answer = self
            .client
            .post(self.path("/v1/violation-packets"))
            .multipart(Self::form(document, signature, pictures)?);
        let answer = answer.send().await?;
        let status = answer.status();
        let text = answer.text().await?;
        Ok((status, serde_json::from_str(&text).with_context(|| format!("{status}: {text}"))?))
    }

    /// The multipart body of a draft, signed, for requests that a unit would send otherwise.
    pub fn signed_form(&self, draft: &Draft) -> Result<Form> {
        let document = draft.document()?;
        let signature = self.sign(&document)?;
        Self::form(document, signature, &draft.pictures)
    }

    fn form(document: Vec<u8>, signature: String, pictures: &[(String, Vec<u8>)]) -> Result<Form> {
        let packet = Part::bytes(document).mime_str("application/json")?;
        let mut form = Form::new().part("packet", packet).text("signature", signature);
        for (name, bytes) in pictures {
            form = form.part(name.clone(), Part::bytes(bytes.clone()).mime_str("image/jpeg")?);
        }
        Ok(form)
    }

    /// The client itself.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Absolute address of a path.
    #[must_use]
    pub fn path(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }
}

/// A client that trusts the world's authority, with or without a certificate of its own.
pub fn client(world: &World, identity: Option<&Identity>) -> Result<Client> {
    crate::install_crypto();
    let mut builder = Client::builder()
        .add_root_certificate(Certificate::from_pem(&fs::read(world.authority.certificate())?)?);
    if let Some(identity) = identity {
        let pem = [fs::read(&identity.key)?, fs::read(&identity.certificate)?].concat();
        builder = builder.identity(reqwest::Identity::from_pem(&pem)?);
    }
    Ok(builder.build()?)
}

/// A small picture with structure everywhere, so that redaction has something to remove.
#[must_use]
pub fn picture(width: u32, height: u32) -> Vec<u8> {
    encoded(width, height, |x, y| [grain(x, y), low_byte(x), low_byte(y)])
}

/// A picture with about as much detail as a street: gentle surfaces, edges and some grain.
#[must_use]
pub fn scene(width: u32, height: u32) -> Vec<u8> {
    encoded(width, height, |x, y| {
        let surface = low_byte(x / 12 + y / 9);
        let edge = if (x / 97 + y / 61) % 2 == 0 { 40 } else { 0 };
        let grain = grain(x, y) / 24;
        [surface / 2 + edge + grain, surface / 3 + edge + grain, 60 + edge + grain]
    })
}

fn grain(x: u32, y: u32) -> u8 {
    low_byte((x.wrapping_mul(37) ^ y.wrapping_mul(101)).wrapping_mul(2_654_435_761) >> 24)
}

fn low_byte(value: u32) -> u8 {
    u8::try_from(value & 0xFF).unwrap_or_default()
}

fn encoded(width: u32, height: u32, colour: impl Fn(u32, u32) -> [u8; 3]) -> Vec<u8> {
    let image = RgbImage::from_fn(width, height, |x, y| image::Rgb(colour(x, y)));
    let mut bytes = Vec::new();
    let encoded =
        JpegEncoder::new_with_quality(&mut bytes, 90).encode(&image, width, height, ExtendedColorType::Rgb8);
    debug_assert!(encoded.is_ok(), "writing into memory cannot fail");
    bytes
}

/// Lower-case hexadecimal SHA-256.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hex::encode(digest(&SHA256, bytes))
}

/// A version 7 identifier: milliseconds, then the sequence number and fresh randomness.
fn packet_id(at: Timestamp, sequence: u64) -> String {
    let mut random = [0; 10];
    poortwacht_domain::Rng::fill(&poortwacht_services::system::SystemRng::new(), &mut random);
    let millis = u64::try_from(at.as_millisecond()).unwrap_or_default().wrapping_add(sequence % 2);
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid().to_string()
}

/// By a unit's own clock, to the millisecond.
#[expect(clippy::disallowed_methods, reason = "a unit reads its own clock")]
#[must_use]
pub fn this_moment() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
}

fn pem_body(pem: &str) -> Result<Vec<u8>> {
    let lines: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    Ok(STANDARD.decode(lines)?)
}
