//! A packet as it came in: the document, the signature, the pictures. Everything that is wrong with them is collected.

use aws_lc_rs::digest::{SHA256, digest};
use jiff::Timestamp;
use poortwacht_domain::{ImageDeclaration, ViolationPacket, looks_like_plate};
use poortwacht_store::units::SigningKey;

use super::{PacketFault, refusal, signature};

/// What a unit sent. Nothing in it has been judged, except for `faults`.
#[derive(Default)]
pub struct PacketSubmission {
    /// The exact bytes of the part `packet`.
    pub packet_bytes: Option<Vec<u8>>,
    /// The part `signature`, base64.
    pub signature: Option<Vec<u8>>,
    /// All other parts, in the order in which they came.
    pub parts: Vec<PacketPart>,
    /// What the listener found wrong while it took the request apart.
    pub faults: Vec<PacketFault>,
}

/// A part of a submission.
pub struct PacketPart {
    /// Its name.
    pub name: String,
    /// Its bytes: an unredacted picture. They live as long as the judging, in memory only.
    pub bytes: Vec<u8>,
}

/// A submission whose document is readable.
pub(super) struct Draft {
    pub(super) packet: ViolationPacket,
    bytes: Vec<u8>,
    signature: Result<Vec<u8>, PacketFault>,
    pictures: Vec<Vec<u8>>,
    faults: Vec<PacketFault>,
}

/// A whole and authentic packet; `pictures` has one for each declared image, in that order.
pub(super) struct Received {
    pub(super) packet: ViolationPacket,
    pub(super) bytes: Vec<u8>,
    pub(super) signature: Vec<u8>,
    pub(super) pictures: Vec<Vec<u8>>,
}

impl PacketSubmission {
    /// Reads the document and takes the parts it declares.
    pub(super) fn read(self, now: Timestamp) -> Result<Draft, Vec<PacketFault>> {
        let mut faults = self.faults;
        let signature = signature::decode(self.signature.as_deref());
        let packet = read_packet(self.packet_bytes.as_deref(), now);
        let (Ok(packet), Some(bytes)) = (&packet, self.packet_bytes) else {
            faults.extend(packet.err().unwrap_or_default());
            faults.extend(signature.err());
            return Err(faults);
        };
        let mut shelf = Shelf { parts: self.parts, faults };
        let pictures =
            packet.images.iter().enumerate().map(|(place, image)| shelf.take(place, image)).collect();
        let faults = shelf.close(packet);
        Ok(Draft { packet: packet.clone(), bytes, signature, pictures, faults })
    }
}

fn read_packet(bytes: Option<&[u8]>, now: Timestamp) -> Result<ViolationPacket, Vec<PacketFault>> {
    let missing = || {
        vec![PacketFault::of_request("part_missing", "the part packet is missing; send the document in it")]
    };
    ViolationPacket::from_json(bytes.ok_or_else(missing)?, now).map_err(refusal::faults)
}

impl Draft {
    /// The packet, if its signature fits and nothing else is wrong.
    pub(super) fn verify(self, key: Option<&SigningKey>) -> Result<Received, Vec<PacketFault>> {
        let mut faults = self.faults;
        let checked = self
            .signature
            .and_then(|signature| signature::check(key, &self.bytes, &signature).map(|()| signature));
        match checked {
            Ok(signature) if faults.is_empty() => {
                Ok(Received { packet: self.packet, bytes: self.bytes, signature, pictures: self.pictures })
            }
            other => {
                faults.extend(other.err());
                Err(faults)
            }
        }
    }
}

/// The parts that no declaration has claimed yet.
struct Shelf {
    parts: Vec<PacketPart>,
    faults: Vec<PacketFault>,
}

impl Shelf {
    /// Takes the picture of a declaration and compares its digest.
    fn take(&mut self, place: usize, image: &ImageDeclaration) -> Vec<u8> {
        let Some(found) = self.parts.iter().position(|part| part.name == image.part) else {
            let detail = "no part of the request has this name; send the picture, or do not declare it";
            self.faults.push(PacketFault::new(format!("/images/{place}/part"), "part_missing", detail));
            return Vec::new();
        };
        let bytes = self.parts.remove(found).bytes;
        if hex::encode(digest(&SHA256, &bytes)) != image.sha256 {
            let detail = "the part has another SHA-256; send the picture that was signed, unchanged";
            self.faults.push(PacketFault::new(format!("/images/{place}/sha256"), "hash_mismatch", detail));
        }
        bytes
    }

    /// Names the parts that are left over.
    fn close(mut self, packet: &ViolationPacket) -> Vec<PacketFault> {
        for part in self.parts {
            let name = speakable(&part.name);
            let fault = if packet.images.iter().any(|image| image.part == part.name) {
                PacketFault::of_request(
                    "part_duplicate",
                    format!("the part {name} is there twice; send it once"),
                )
            } else {
                let detail =
                    format!("the part {name} is not declared in images; declare it, or do not send it");
                PacketFault::of_request("part_unknown", detail)
            };
            self.faults.push(fault);
        }
        self.faults
    }
}

/// A part's name, unless it is something that must not be repeated.
fn speakable(name: &str) -> &str {
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if plain && name.len() <= 64 && !looks_like_plate(name) { name } else { "with an unusable name" }
}
