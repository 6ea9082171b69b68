//! Takes packets from the queue, sends them, and does what the answer says.

use std::time::Instant;

use anyhow::Context as _;

use super::{Answer, Job};
use crate::{clock, run::Unit, summary::End};

enum Verdict {
    Acknowledged,
    TooOld,
    Pause,
    Refused,
}

fn verdict(answer: &Answer) -> Verdict {
    match answer.status {
        200..=299 if answer.body.may_erase => Verdict::Acknowledged,
        410 if answer.body.may_erase => Verdict::TooOld,
        429 | 500..=599 => Verdict::Pause,
        _ => Verdict::Refused,
    }
}

/// Works until the run is over.
///
/// # Errors
/// The spool cannot be read or changed.
pub async fn work(unit: &Unit) -> anyhow::Result<()> {
    while let Some(job) = unit.queue.take().await {
        if clock::now() >= job.header.erase_at() {
            tracing::warn!(packet = %job.header.packet_id, "48 hours are over: erased without acknowledgement");
            finish(unit, job, End::Expired).await?;
        } else {
            attempt(unit, job).await?;
        }
    }
    Ok(())
}

async fn attempt(unit: &Unit, mut job: Job) -> anyhow::Result<()> {
    let (spool, header) = (unit.spool.clone(), job.header.clone());
    let entry = tokio::task::spawn_blocking(move || spool.load(&header)).await?.context("spool")?;
    let (size, started) = (entry.size(), Instant::now());
    job.attempts += 1;
    let answer = unit.client.deliver(entry).await;
    unit.summary.attempt(&job, size, started.elapsed());
    match answer {
        Ok(answer) => obey(unit, job, answer).await,
        Err(error) => {
            let pause = unit.queue.link_failed(None);
            // The address is not part of the text: it is on the command line.
            let cause = error.root_cause().to_string();
            tracing::warn!(packet = %job.header.packet_id, cause, ?pause, "no answer: kept");
            unit.summary.no_answer();
            unit.queue.repeat(job);
            Ok(())
        }
    }
}

async fn obey(unit: &Unit, mut job: Job, answer: Answer) -> anyhow::Result<()> {
    unit.summary.answer(&job, &answer);
    match verdict(&answer) {
        Verdict::Acknowledged => acknowledged(unit, job, answer).await,
        Verdict::TooOld => {
            unit.queue.link_works();
            finish(unit, job, End::TooOld).await
        }
        Verdict::Pause => {
            let pause = unit.queue.link_failed(answer.retry_after);
            tracing::warn!(packet = %job.header.packet_id, status = answer.status, ?pause, "server busy: kept");
            unit.queue.repeat(job);
            Ok(())
        }
        Verdict::Refused => {
            unit.queue.link_works();
            let errors = answer.errors();
            tracing::warn!(packet = %job.header.packet_id, status = answer.status, ?errors, "refused: kept");
            job.refused = true;
            unit.queue.retry(job);
            Ok(())
        }
    }
}

async fn acknowledged(unit: &Unit, mut job: Job, answer: Answer) -> anyhow::Result<()> {
    unit.queue.link_works();
    match job.acknowledged.take() {
        Some(first) => unit.summary.repeated(&job, first.body == answer.body),
        None if job.header.sends > 1 => {
            // Fault `duplicate`: as if the unit had died before it could erase.
            job.acknowledged = Some(answer);
            unit.queue.repeat(job);
            return Ok(());
        }
        None => {}
    }
    finish(unit, job, End::Acknowledged).await
}

async fn finish(unit: &Unit, job: Job, end: End) -> anyhow::Result<()> {
    let (spool, header) = (unit.spool.clone(), job.header.clone());
    tokio::task::spawn_blocking(move || spool.erase(&header)).await?.context("spool")?;
    unit.summary.end(&job, end);
    unit.progress.ended(end);
    unit.queue.done(&job);
    Ok(())
}
