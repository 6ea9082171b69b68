//! One run of the unit: passages into the spool, packets out of it, until the end or a signal.

use std::{sync::Arc, time::Duration};

use anyhow::{Context as _, ensure};
use tokio::{signal::unix, task::JoinSet};

use crate::{
    args::Args,
    heartbeat,
    maker::Maker,
    producer,
    progress::Progress,
    send::{Backoff, Client, Job, Queue, work},
    spool::Spool,
    summary::{Report, Summary},
};

/// What requests under way get after a stop.
const LAST_ANSWERS: Duration = Duration::from_secs(10);

/// Everything that the tasks of a run share.
#[derive(Debug)]
pub struct Unit {
    /// Packets on disk.
    pub spool: Arc<Spool>,
    /// Packets on their way.
    pub queue: Queue,
    /// The server.
    pub client: Client,
    /// What happened.
    pub summary: Summary,
    /// For a person at a terminal.
    pub progress: Progress,
}

/// Runs until everything is delivered, the time is over or a signal comes.
///
/// # Errors
/// Unusable options or files, or a spool that fails.
pub async fn run(args: &Args) -> anyhow::Result<Report> {
    ensure!(
        args.exempt_share == 0.0 || !args.exempt_plates.0.is_empty(),
        "--exempt-share needs --exempt-plates"
    );
    let maker = Maker::new(args)?;
    let unit = Arc::new(open(args)?);
    let background = background(args, &unit)?;
    let mut workers = JoinSet::new();
    for _ in 0..args.concurrency {
        let unit = unit.clone();
        workers.spawn(async move { stopping(&unit, work(&unit).await) });
    }
    let produced = stopping(&unit, producer::produce(&unit, maker, args).await);
    unit.queue.end_of_production();
    let delivered = last_answers(&unit, &mut workers).await;
    drop(background);
    unit.progress.finish();
    produced.and(delivered)?;
    Ok(unit.summary.report())
}

fn open(args: &Args) -> anyhow::Result<Unit> {
    let backoff = Backoff {
        first: Duration::try_from_secs_f64(args.backoff)?,
        longest: Duration::try_from_secs_f64(args.backoff_max)?,
    };
    let client = Client::new(args)?;
    let (spool, recovered) = Spool::open(&args.spool)?;
    let queue = Queue::new(backoff);
    let summary = Summary::new();
    let expected = args.count.map(|count| count + recovered.headers.len() as u64);
    if recovered.unfinished > 0 {
        tracing::warn!(files = recovered.unfinished, "half-written packets removed from the spool");
    }
    for header in recovered.headers {
        summary.spooled(&header, true);
        queue.push(Job::new(header));
    }
    Ok(Unit { spool: Arc::new(spool), queue, client, summary, progress: Progress::new(expected) })
}

/// Heartbeats, signals and the time limit; they end when the set is dropped.
fn background(args: &Args, unit: &Arc<Unit>) -> anyhow::Result<JoinSet<()>> {
    let mut tasks = JoinSet::new();
    if args.heartbeat > 0.0 {
        let (unit, every) = (unit.clone(), Duration::try_from_secs_f64(args.heartbeat)?);
        tasks.spawn(async move { heartbeat::beat(&unit, every).await });
    }
    if let Some(seconds) = args.give_up {
        let (unit, limit) = (unit.clone(), Duration::try_from_secs_f64(seconds)?);
        tasks.spawn(async move {
            tokio::time::sleep(limit).await;
            unit.queue.stop();
        });
    }
    for kind in [unix::SignalKind::interrupt(), unix::SignalKind::terminate()] {
        let mut signal = unix::signal(kind).context("signals")?;
        let unit = unit.clone();
        tasks.spawn(async move {
            signal.recv().await;
            unit.queue.stop();
        });
    }
    Ok(tasks)
}

/// A task that failed ends the run for all.
fn stopping(unit: &Unit, result: anyhow::Result<()>) -> anyhow::Result<()> {
    if result.is_err() {
        unit.queue.stop();
    }
    result
}

async fn last_answers(unit: &Unit, workers: &mut JoinSet<anyhow::Result<()>>) -> anyhow::Result<()> {
    let mut outcome = Ok(());
    let join = async {
        while let Some(joined) = workers.join_next().await {
            let result = joined.context("worker").and_then(|result| result);
            outcome = std::mem::replace(&mut outcome, Ok(())).and(result);
        }
    };
    let patience = async {
        unit.queue.stopped().await;
        tokio::time::sleep(LAST_ANSWERS).await;
    };
    tokio::select! {
        () = join => {}
        () = patience => tracing::warn!("requests without an answer given up: their packets stay in the spool"),
    }
    outcome
}
