//! Packets end to end: TLS, signature, match, redaction, sealing, one durable commit.

use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use futures_util::future::try_join_all;
use poortwacht_tests::prepared::Prepared;
use poortwacht_tests::sender::{Draft, Sender, scene};
use poortwacht_tests::town::Town;
use poortwacht_tests::world::{Plan, World};

use crate::redaction;
use crate::report::{Limit, Report, progress};

/// Connections of one busy municipality: enough that both ends always have something to do.
const CONNECTIONS: usize = 16;
/// Rounds of redaction alone and intake in turn.
const ROUNDS: u32 = 9;
/// Packets of a round.
const PACKETS: u32 = 120;
/// Neighbours in sending lie this many captures apart; it shares no factor with [`PACKETS`].
const APART: u32 = 7;

/// What a camera sends: an overview and a frame after it. Beside it the overview alone, where what a packet costs besides
/// its pictures counts for more.
const KINDS: [Kind; 2] = [
    Kind {
        pictures: &["overview", "sequence"],
        limit: Some(Limit::AtLeast(0.8)),
        names: ["intake_packets_per_s", "redaction_packets_per_s", "intake_over_redaction"],
    },
    Kind {
        pictures: &["overview"],
        limit: None,
        names: [
            "intake_single_packets_per_s",
            "redaction_single_packets_per_s",
            "intake_single_over_redaction",
        ],
    },
];

/// A kind of packet, and what its figures are called.
struct Kind {
    pictures: &'static [&'static str],
    limit: Option<Limit>,
    names: [&'static str; 3],
}

/// Measures redaction alone and intake in turn, so that a machine that changes its speed changes it for both.
pub async fn measure(report: &mut Report) -> Result<()> {
    for kind in &KINDS {
        measure_kind(kind, report).await?;
    }
    Ok(())
}

async fn measure_kind(kind: &Kind, report: &mut Report) -> Result<()> {
    let picture = scene(1920, 1080);
    let folder = tempfile::tempdir()?;
    let mut world = World::create(folder.path(), Plan::default())?;
    let town = Town::build(&world)?;
    world.start().await?;
    let sender = Arc::new(Sender::new(&world, &town.harbour)?);
    progress("redaction alone and intake end to end, in turn");
    // Opens the connections.
    let drafts = |numbers| drafts(numbers, &picture, kind);
    intake_per_second(&sender, &drafts(0..PACKETS)?).await?;
    let mut rounds = Vec::new();
    for round in 1..=ROUNDS {
        rounds.push(measure_round(&sender, &drafts(round * PACKETS..(round + 1) * PACKETS)?).await?);
    }
    world.stop().await?;
    add(report, kind, &rounds);
    Ok(())
}

/// Rates of one round, packets a second.
struct Round {
    redaction: f64,
    intake: f64,
}

impl Round {
    fn ratio(&self) -> f64 {
        self.intake / self.redaction
    }
}

/// Redaction before and after intake.
async fn measure_round(sender: &Arc<Sender>, drafts: &[Draft]) -> Result<Round> {
    let before = redaction::per_second(drafts)?;
    let intake = intake_per_second(sender, drafts).await?;
    let after = redaction::per_second(drafts)?;
    Ok(Round { redaction: f64::midpoint(before, after), intake })
}

fn add(report: &mut Report, kind: &Kind, rounds: &[Round]) {
    let middle = |of: fn(&Round) -> f64| median(rounds.iter().map(of).collect());
    let Kind { pictures, limit, names: [packets, redacted, ratio] } = kind;
    let note = format!(
        "{} of 1920×1080, {CONNECTIONS} connections, sender and server on the same processors",
        pictures.join(" and ")
    );
    report.add(packets, middle(|round| round.intake), "1/s", note);
    let note = "their pictures on all processors, nothing else";
    report.add(redacted, middle(|round| round.redaction), "1/s", note);
    let (low, high) = rounds
        .iter()
        .map(Round::ratio)
        .fold((f64::MAX, 0.0_f64), |(low, high), ratio| (low.min(ratio), high.max(ratio)));
    let note = format!("end to end over redaction alone; median of {ROUNDS} rounds, {low:.2} to {high:.2}");
    match limit {
        Some(limit) => report.add_limited(ratio, middle(Round::ratio), "", *limit, note),
        None => report.add(ratio, middle(Round::ratio), "", note),
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Connections are those of as many cameras: what is under way together was not captured within one passage.
fn drafts(numbers: Range<u32>, picture: &[u8], kind: &Kind) -> Result<Vec<Draft>> {
    let first = numbers.start;
    numbers.map(|number| draft(first + (number - first) * APART % PACKETS, picture, kind)).collect()
}

/// A packet with an overview and a frame after it.
pub fn passage(number: u32, picture: &[u8]) -> Result<Draft> {
    let [kind, _] = &KINDS;
    draft(number, picture, kind)
}

#[expect(clippy::indexing_slicing, reason = "a document of our own making")]
fn draft(number: u32, picture: &[u8], kind: &Kind) -> Result<Draft> {
    let mut draft = Draft::with_picture(&plate(number), number.into(), picture.to_vec());
    // A violation every five seconds, far more than a busy closure has: each is compared with those of ten seconds before
    // and after.
    draft.capture_earlier(Duration::from_secs(u64::from(number) * 5))?;
    let region = |kind: &str, x: u32, y: u32, width: u32, height: u32| serde_json::json!({"kind": kind, "x": x, "y": y, "width": width, "height": height});
    draft.packet["images"][0]["regions"] = serde_json::json!([
        region("vehicle", 640, 400, 640, 480),
        region("plate", 860, 760, 200, 50),
        region("sign", 200, 150, 120, 120),
        region("overlay", 0, 1040, 700, 40),
        region("person", 1400, 500, 120, 360),
    ]);
    let (overview, picture) = (draft.packet["images"][0].clone(), picture.to_vec());
    draft.packet["images"] = kind.pictures.iter().map(|name| image(&overview, name)).collect();
    draft.pictures = kind.pictures.iter().map(|name| ((*name).to_owned(), picture.clone())).collect();
    Ok(draft)
}

/// The overview's declaration, for a picture of this kind.
#[expect(clippy::indexing_slicing, reason = "a member that is missing is made")]
fn image(overview: &serde_json::Value, kind: &str) -> serde_json::Value {
    let mut image = overview.clone();
    image["part"] = kind.into();
    image["kind"] = kind.into();
    image
}

/// Plates that are never issued, each another one.
pub fn plate(number: u32) -> String {
    let letter = |shift: u32| match number >> shift & 3 {
        0 => 'A',
        1 => 'C',
        2 => 'E',
        _ => 'U',
    };
    format!("{}{}{:02}{}{}", letter(0), letter(2), number / 256 % 100, letter(4), letter(6))
}

/// Sends every draft once; everything that a unit does beforehand is done before the clock starts.
async fn intake_per_second(sender: &Arc<Sender>, drafts: &[Draft]) -> Result<f64> {
    #[expect(clippy::cast_precision_loss, reason = "a count of packets")]
    let packets = drafts.len() as f64;
    let prepared = drafts.iter().map(|draft| sender.prepare(draft)).collect::<Result<Vec<_>>>()?;
    let waiting = Arc::new(Mutex::new(prepared));
    let started = Instant::now();
    let connections =
        (0..CONNECTIONS).map(|_| tokio::spawn(send_all(Arc::clone(sender), Arc::clone(&waiting))));
    for outcome in try_join_all(connections).await? {
        outcome?;
    }
    Ok(packets / started.elapsed().as_secs_f64())
}

/// One connection: takes packets as long as there are any, so that none of them is left with the last ones.
async fn send_all(sender: Arc<Sender>, waiting: Arc<Mutex<Vec<Prepared>>>) -> Result<()> {
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).pop();
    while let Some(packet) = next() {
        let (status, answer) = sender.post(packet).await?;
        ensure!(status.is_success(), "{status}: {answer}");
    }
    Ok(())
}
