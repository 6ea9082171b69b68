//! Makes packets of passages: pictures, declaration, signature, and the fault that was asked for.

use anyhow::Context as _;
use aws_lc_rs::{digest, rand};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use jiff::{SignedDuration, Timestamp};
use poortwacht_tests::street::{Dice, plates};

use crate::{
    args::Args,
    fault::{self, Fault},
    identity::Signer,
    packet::{Character, Image, Packet, Plate, UnitClock, Vehicle, overlay_text, rfc3339},
    source::{Passage, Source, Wish},
    spoil,
    spool::{Entry, Header, Part},
};

/// Makes packets, one after the other.
#[derive(Debug)]
pub struct Maker {
    args: Args,
    source: Source,
    signer: Signer,
}

/// What the next packet will be.
#[derive(Debug)]
pub struct Plan {
    /// How many packets this run made before, plus one.
    pub number: u64,
    /// Its fault.
    pub fault: Option<Fault>,
}

/// What a passage is known by before it becomes a packet.
struct Draft {
    sequence: u64,
    captured_at: Timestamp,
    queued_since: Timestamp,
    plate: String,
    exempt: bool,
    fault: Option<Fault>,
}

impl Maker {
    /// As the command line says.
    ///
    /// # Errors
    /// An unusable signing key or frames folder.
    pub fn new(args: &Args) -> anyhow::Result<Self> {
        let (source, signer) = (Source::open(args)?, Signer::open(&args.signing_key)?);
        Ok(Self { args: args.clone(), source, signer })
    }

    /// Decides about the `number`th packet of this run.
    pub fn plan(&self, number: u64) -> Plan {
        // A throw of its own, so that a fault does not change the scene.
        let mut dice = Dice::of(self.args.seed ^ 0xFA17, number);
        Plan { number, fault: fault::pick(&self.args.fault, number, &mut dice) }
    }

    /// Makes the packet; with fault `changed-duplicate` a second one that reuses its id.
    ///
    /// # Errors
    /// Encoder, file or randomness trouble.
    pub fn make(&mut self, plan: &Plan, sequence: u64, now: Timestamp) -> anyhow::Result<Vec<Entry>> {
        let mut dice = Dice::of(self.args.seed, sequence);
        let ago = SignedDuration::from_secs(i64::from(self.args.captured_ago));
        let real = now.checked_sub(ago).context("time of capture")?;
        let captured_at = spoil::captured_at(plan.fault, real);
        let (plate, exempt) = self.plate(plan.number, &mut dice);
        let draft = Draft { sequence, captured_at, queued_since: real, plate, exempt, fault: plan.fault };
        let overlay = overlay_text(captured_at, &self.args.place);
        let wish = Wish { plate: &draft.plate, overlay: &overlay };
        let mut passage = self.source.next(sequence, wish, &mut dice)?;
        if let (Some(fault), Some(overview)) = (draft.fault, passage.pictures.first_mut()) {
            spoil::picture(fault, overview, &mut dice)?;
        }
        let id = packet_id(captured_at)?;
        let packet = self.packet(&draft, &passage, id, now, &mut dice);
        let mut entries = vec![self.entry(&draft, &packet, &passage, 0)?];
        if draft.fault == Some(Fault::ChangedDuplicate) {
            let changed = Packet { speed: packet.speed + 1, ..packet };
            entries.push(self.entry(&draft, &changed, &passage, 1)?);
        }
        Ok(entries)
    }

    fn plate(&self, number: u64, dice: &mut Dice) -> (String, bool) {
        let own = plates::never_issued(dice);
        let exempt = dice.chance(self.args.exempt_share);
        let choice = usize::try_from(dice.range(0, i32::MAX)).unwrap_or(0);
        let exempt_plates = &self.args.exempt_plates.0;
        if let (true, Some(turn)) = (exempt, choice.checked_rem(exempt_plates.len())) {
            return (exempt_plates.get(turn).cloned().unwrap_or(own), true);
        }
        let given = &self.args.plates.0;
        let turn = usize::try_from(number.saturating_sub(1)).unwrap_or(0).checked_rem(given.len());
        (turn.and_then(|turn| given.get(turn).cloned()).unwrap_or(own), false)
    }

    fn packet(
        &self,
        draft: &Draft,
        passage: &Passage,
        id: String,
        now: Timestamp,
        dice: &mut Dice,
    ) -> Packet {
        let captured_at = rfc3339(draft.captured_at);
        let image = |picture: &crate::source::Picture| Image {
            part: picture.kind.part().to_owned(),
            kind: picture.kind,
            sha256: hex::encode(digest::digest(&digest::SHA256, &picture.bytes)),
            captured_at: captured_at.clone(),
            regions: picture.regions.clone(),
        };
        let mut packet = Packet {
            packet_id: id,
            unit_sequence: draft.sequence,
            captured_at: captured_at.clone(),
            plate: reading(&draft.plate, &self.args.country, dice),
            vehicle: Vehicle { category: self.args.category, kind: "personenauto", colour: passage.colour },
            direction: self.args.direction.clone(),
            lane: self.args.lane,
            speed: u32::try_from(dice.range(12, 48)).unwrap_or(30),
            images: passage.pictures.iter().map(image).collect(),
            clock: UnitClock {
                source: "ntp",
                offset_ms: i64::from(dice.range(-12, 12)),
                synchronised_at: rfc3339(now.checked_sub(SignedDuration::from_secs(64)).unwrap_or(now)),
            },
        };
        if let Some(fault) = draft.fault {
            spoil::declaration(fault, &mut packet);
        }
        packet
    }

    fn entry(&self, draft: &Draft, packet: &Packet, passage: &Passage, variant: u8) -> anyhow::Result<Entry> {
        let document = spoil::document(draft.fault, packet)?;
        let signature = BASE64_STANDARD.encode(spoil::signature(draft.fault, &self.signer, &document)?);
        let part = |picture: &crate::source::Picture| Part {
            name: picture.kind.part().to_owned(),
            bytes: picture.bytes.clone(),
        };
        let mut parts: Vec<Part> = passage.pictures.iter().map(part).collect();
        if let Some(fault) = draft.fault {
            spoil::parts(fault, &mut parts);
        }
        let header = Header {
            packet_id: packet.packet_id.clone(),
            sequence: draft.sequence,
            variant,
            queued_since: draft.queued_since,
            signature,
            sends: if draft.fault == Some(Fault::Duplicate) { 2 } else { 1 },
            fault: draft.fault.map(|fault| fault.name().to_owned()),
            exempt: draft.exempt,
            packet_length: 0,
            parts: Vec::new(),
        };
        Ok(Entry { header, packet: document, parts }.sealed())
    }
}

fn reading(plate: &str, country: &str, dice: &mut Dice) -> Plate {
    let mut confidence = || f64::from(dice.range(880, 999)) / 1000.0;
    let raw = plates::normalised(plate);
    let characters = raw.chars().map(|char| Character { char, confidence: confidence() }).collect();
    Plate { raw, country: country.to_owned(), confidence: confidence(), characters }
}

/// A UUIDv7 of the moment of capture. Its randomness is real: two units with one seed must not collide.
fn packet_id(at: Timestamp) -> anyhow::Result<String> {
    let mut random = [0; 10];
    rand::fill(&mut random).context("randomness")?;
    let millis = u64::try_from(at.as_millisecond()).context("time of capture")?;
    Ok(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid().hyphenated().to_string())
}
