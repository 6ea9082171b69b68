//! Packets end to end: TLS, signature, match, redaction, sealing, one durable commit.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use futures_util::future::try_join_all;
use poortwacht_tests::prepared::Prepared;
use poortwacht_tests::sender::{Draft, Sender, scene};
use poortwacht_tests::town::Town;
use poortwacht_tests::world::{Plan, World};
use rustix::time::{ClockId, clock_gettime};

use crate::redaction;
use crate::report::{Limit, Report, progress};

/// Connections of one busy municipality: enough that both ends always have something to do.
const CONNECTIONS: usize = 16;
/// Rounds of redaction alone and intake in turn.
const ROUNDS: u32 = 9;
/// Packets of a round: so many that its beginning and end, when not all processors have something to do, do not count.
const PACKETS: u32 = 240;
/// Neighbours in sending lie this many captures apart; it shares no factor with [`PACKETS`].
const APART: u32 = 7;

/// What a camera sends: an overview and a frame after it. Beside it the overview alone, where what a packet costs besides
/// its pictures counts for more.
const KINDS: [Kind; 2] = [
    Kind {
        pictures: &["overview", "sequence"],
        limit: Some(Limit::AtLeast(0.8)),
        names: Names {
            intake: "intake_packets_per_s",
            redaction: "redaction_packets_per_s",
            sender: "intake_sender_share",
            whole: "intake_with_sender_over_redaction",
            ratio: "intake_over_redaction",
        },
    },
    Kind {
        pictures: &["overview"],
        limit: None,
        names: Names {
            intake: "intake_single_packets_per_s",
            redaction: "redaction_single_packets_per_s",
            sender: "intake_single_sender_share",
            whole: "intake_single_with_sender_over_redaction",
            ratio: "intake_single_over_redaction",
        },
    },
];

/// A kind of packet, and what its figures are called.
struct Kind {
    pictures: &'static [&'static str],
    limit: Option<Limit>,
    names: Names,
}

/// What the figures of a kind are called.
struct Names {
    intake: &'static str,
    redaction: &'static str,
    sender: &'static str,
    whole: &'static str,
    ratio: &'static str,
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

/// Rates of one round, packets a second, and the sender's part of the processors' time meanwhile, 0 to 1.
struct Round {
    redaction: f64,
    intake: f64,
    sender: f64,
}

impl Round {
    /// With the sender's work counted as if it were intake's.
    fn whole(&self) -> f64 {
        self.intake / self.redaction
    }

    /// On the processors that the sender leaves: what units do on processors of their own is no part of intake, and
    /// redaction alone has no sender beside it.
    fn ratio(&self) -> f64 {
        self.whole() / (1.0 - self.sender)
    }
}

/// Redaction before and after intake.
async fn measure_round(sender: &Arc<Sender>, drafts: &[Draft]) -> Result<Round> {
    let before = redaction::per_second(drafts)?;
    let (intake, sender) = intake_per_second(sender, drafts).await?;
    let after = redaction::per_second(drafts)?;
    Ok(Round { redaction: f64::midpoint(before, after), intake, sender })
}

fn add(report: &mut Report, kind: &Kind, rounds: &[Round]) {
    let middle = |of: fn(&Round) -> f64| median(rounds.iter().map(of).collect());
    let Kind { pictures, limit, names } = kind;
    let note = format!(
        "{} of 1920×1080, {CONNECTIONS} connections, sender and server on the same processors",
        pictures.join(" and ")
    );
    report.add(names.intake, middle(|round| round.intake), "1/s", note);
    let note = "their pictures on all processors, nothing else";
    report.add(names.redaction, middle(|round| round.redaction), "1/s", note);
    report.add(names.sender, middle(|round| round.sender), "", "the sender's part of all processors' time");
    let note = format!("end to end over redaction alone; {}", spread(rounds, Round::whole));
    report.add(names.whole, middle(Round::whole), "", note);
    let note = format!("on the processors that the sender leaves; {}", spread(rounds, Round::ratio));
    match limit {
        Some(limit) => report.add_limited(names.ratio, middle(Round::ratio), "", *limit, note),
        None => report.add(names.ratio, middle(Round::ratio), "", note),
    }
}

fn spread(rounds: &[Round], of: fn(&Round) -> f64) -> String {
    let widen = |(low, high): (f64, f64), value: f64| (low.min(value), high.max(value));
    let (low, high) = rounds.iter().map(of).fold((f64::MAX, 0.0), widen);
    format!("median of {ROUNDS} rounds, {low:.2} to {high:.2}")
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Connections are those of as many cameras: what is under way together was not captured within one passage. The unit
/// numbers its packets in the order in which it sends them.
fn drafts(numbers: Range<u32>, picture: &[u8], kind: &Kind) -> Result<Vec<Draft>> {
    let first = numbers.start;
    let captured = |number| first + (number - first) * APART % PACKETS;
    numbers.map(|number| Ok(numbered(draft(captured(number), picture, kind)?, number))).collect()
}

#[expect(clippy::indexing_slicing, reason = "a document of our own making")]
fn numbered(mut draft: Draft, sequence: u32) -> Draft {
    draft.packet["unitSequence"] = sequence.into();
    draft
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

/// Sends every draft once; everything that a unit does beforehand is done before the clock starts. Packets a second, and
/// this process's part of the processors' time: the server is a process of its own.
async fn intake_per_second(sender: &Arc<Sender>, drafts: &[Draft]) -> Result<(f64, f64)> {
    #[expect(clippy::cast_precision_loss, reason = "a count of packets")]
    let packets = drafts.len() as f64;
    let prepared = drafts.iter().map(|draft| sender.prepare(draft)).collect::<Result<VecDeque<_>>>()?;
    let waiting = Arc::new(Mutex::new(prepared));
    let (started, own_before) = (Instant::now(), own_processor_time()?);
    let connections =
        (0..CONNECTIONS).map(|_| tokio::spawn(send_all(Arc::clone(sender), Arc::clone(&waiting))));
    for outcome in try_join_all(connections).await? {
        outcome?;
    }
    let (elapsed, own) = (started.elapsed(), own_processor_time()? - own_before);
    Ok((packets / elapsed.as_secs_f64(), own.as_secs_f64() / (elapsed.as_secs_f64() * processors()?)))
}

/// What this process has used of all processors since it started.
fn own_processor_time() -> Result<Duration> {
    Ok(clock_gettime(ClockId::ProcessCPUTime).try_into()?)
}

#[expect(clippy::cast_precision_loss, reason = "a count of processors")]
fn processors() -> Result<f64> {
    Ok(std::thread::available_parallelism()?.get() as f64)
}

/// One connection: takes packets as long as there are any, so that none of them is left with the last ones.
async fn send_all(sender: Arc<Sender>, waiting: Arc<Mutex<VecDeque<Prepared>>>) -> Result<()> {
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    while let Some(packet) = next() {
        let (status, answer) = sender.post(packet).await?;
        ensure!(status.is_success(), "{status}: {answer}");
    }
    Ok(())
}
