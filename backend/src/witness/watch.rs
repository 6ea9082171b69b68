//! Round after round, and what each came to.

use std::process::ExitCode;

use anyhow::Result;
use jiff::SignedDuration;
use poortwacht_domain::Clock as _;
use poortwacht_ledger::checkpoint::Cosigner;
use poortwacht_ledger::witness::{Alarm, Folder, Limits, Seen, SeenShard, Severity};
use poortwacht_services::system::SystemClock;
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::MissedTickBehavior;

use super::{Bell, Server};
use crate::cli::out::{say, warn};

/// Added to the exit code when an alarm could not be sent.
const UNSENT: u8 = 10;

/// How a round ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The alarm; `None` after a verified round.
    alarm: Option<Severity>,
    /// Whether it could not be sent by some way.
    unsent: bool,
    /// Whether the server took no cosignature.
    kept: bool,
}

/// The exit code of a round: 0 verified, 1 a lie, 2 not verified or not handed over, and 10 more for an alarm that could
/// not be sent.
#[must_use]
pub fn exit_code(outcome: Outcome) -> ExitCode {
    let code = match outcome.alarm {
        Some(Severity::Lie) => 1,
        Some(Severity::Stopped | Severity::Passing) => 2,
        None if outcome.kept => 2,
        None => 0,
    };
    ExitCode::from(if outcome.unsent { code + UNSENT } else { code })
}

/// A witness at work.
#[derive(Debug)]
pub struct Watch {
    /// What it remembers.
    pub folder: Folder,
    /// Whom it watches.
    pub server: Server,
    /// With what it cosigns.
    pub cosigner: Cosigner,
    /// How long the log may stand still.
    pub limits: Limits,
    /// How it raises the alarm.
    pub bell: Bell,
}

impl Watch {
    /// One round, told on one line.
    pub async fn round(&mut self) -> Outcome {
        let now = SystemClock.now();
        match self.folder.round(&self.server, &self.cosigner, &self.limits, now).await {
            Ok(seen) => self.seen(&seen).await,
            Err(alarm) => raise(&self.bell, &alarm).await,
        }
    }

    /// A round at every interval until asked to stop; the outcome of the last one.
    ///
    /// # Errors
    /// The system gives no signals.
    pub async fn run(&mut self, interval: SignedDuration) -> Result<Outcome> {
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut ticks = tokio::time::interval(interval.try_into()?);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut last = Outcome::default();
        loop {
            tokio::select! {
                _ = terminate.recv() => return Ok(last),
                _ = interrupt.recv() => return Ok(last),
                _ = ticks.tick() => last = self.round().await,
            }
        }
    }

    async fn seen(&self, seen: &Seen) -> Outcome {
        let shard = seen.shards.last().map_or_else(|| "the log is empty".to_owned(), told);
        say(format!("{} ok: {shard}", seen.at));
        if let Err(error) = self.bell.quiet() {
            warn(error);
        }
        let mut kept = false;
        for cosigned in &seen.cosigned {
            if let Err(why) = self.server.hand_over(cosigned).await {
                warn(format!("{} the cosignature of {} was not handed over: {why}", seen.at, cosigned.shard));
                kept = true;
            }
        }
        Outcome { kept, ..Outcome::default() }
    }
}

fn told(shard: &SeenShard) -> String {
    let size = shard.checkpoint.size;
    let new = size.saturating_sub(shard.before.unwrap_or(0));
    let dropped = if shard.opening_dropped { ", its opening was dropped before" } else { "" };
    format!("{} has {size} entries, {new} new{dropped}", shard.name)
}

/// Tells of an alarm on this side: on standard error and by every way of the bell.
pub async fn raise(bell: &Bell, alarm: &Alarm) -> Outcome {
    let now = SystemClock.now();
    warn(format!("{now} {alarm}"));
    let failed = bell.ring(alarm, now).await;
    failed.iter().for_each(warn);
    Outcome { alarm: Some(alarm.severity()), unsent: !failed.is_empty(), kept: false }
}
