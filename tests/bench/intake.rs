//! Packets end to end: TLS, signature, match, redaction, sealing, one durable commit.

use std::sync::Arc;
use std::time::Instant;

use anyhow::{Result, ensure};
use futures_util::future::try_join_all;
use poortwacht_tests::sender::{Draft, Sender, scene};
use poortwacht_tests::town::Town;
use poortwacht_tests::world::{Plan, World};

use crate::redaction;
use crate::report::{Report, progress};

/// Connections of one busy municipality.
const CONNECTIONS: usize = 8;
const PACKETS: u32 = 400;

/// Measures redaction alone before and after intake, so that a machine that changes its speed shows.
pub async fn measure(report: &mut Report) -> Result<()> {
    progress("drawing packets for intake");
    let picture = scene(1920, 1080);
    let drafts: Vec<Draft> = (0..PACKETS).map(|number| draft(number, &picture)).collect();
    let folder = tempfile::tempdir()?;
    let mut world = World::create(folder.path(), Plan::default())?;
    let town = Town::build(&world)?;
    world.start().await?;
    let sender = Arc::new(Sender::new(&world, &town.harbour)?);
    progress("redaction alone");
    let before = redaction::per_second(&drafts)?;
    progress("intake end to end");
    let packets = per_second(&sender, drafts.clone()).await?;
    let after = redaction::per_second(&drafts)?;
    world.stop().await?;
    let redaction = f64::midpoint(before, after);
    let note = format!("1920×1080, {CONNECTIONS} connections, sender and server on the same processors");
    report.add("intake_packets_per_s", packets, "1/s", note);
    report.add(
        "redaction_pictures_per_s",
        redaction,
        "1/s",
        format!("all processors, before {before:.0}, after {after:.0}"),
    );
    report.add("intake_over_redaction", packets / redaction, "", "end to end over redaction alone");
    Ok(())
}

#[expect(clippy::indexing_slicing, reason = "a document of our own making")]
fn draft(number: u32, picture: &[u8]) -> Draft {
    let mut draft = Draft::with_picture(&plate(number), number.into(), picture.to_vec());
    let region = |kind: &str, x: u32, y: u32, width: u32, height: u32| serde_json::json!({"kind": kind, "x": x, "y": y, "width": width, "height": height});
    draft.packet["images"][0]["regions"] = serde_json::json!([
        region("vehicle", 640, 400, 640, 480),
        region("plate", 860, 760, 200, 50),
        region("sign", 200, 150, 120, 120),
        region("overlay", 0, 1040, 700, 40),
        region("person", 1400, 500, 120, 360),
    ]);
    draft
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

async fn per_second(sender: &Arc<Sender>, drafts: Vec<Draft>) -> Result<f64> {
    #[expect(clippy::cast_precision_loss, reason = "a count of packets")]
    let packets = drafts.len() as f64;
    let shares: Vec<Vec<Draft>> =
        drafts.chunks(drafts.len().div_ceil(CONNECTIONS)).map(<[Draft]>::to_vec).collect();
    let started = Instant::now();
    let connections = shares.into_iter().map(|share| tokio::spawn(send_all(Arc::clone(sender), share)));
    for outcome in try_join_all(connections).await? {
        outcome?;
    }
    Ok(packets / started.elapsed().as_secs_f64())
}

async fn send_all(sender: Arc<Sender>, drafts: Vec<Draft>) -> Result<()> {
    for draft in drafts {
        let (status, answer) = sender.send(&draft).await?;
        ensure!(status.is_success(), "{status}: {answer}");
    }
    Ok(())
}
