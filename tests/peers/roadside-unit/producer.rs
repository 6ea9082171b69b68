//! Makes passages at the rate that was asked for, each durable before it counts.

use std::{sync::Arc, time::Duration};

use tokio::time::{Interval, interval};

use crate::{
    args::Args,
    clock,
    fault::Fault,
    maker::Maker,
    run::Unit,
    send::Job,
    spool::{Header, Spool},
};

/// Makes `--count` passages, or passages until the run is stopped.
///
/// # Errors
/// Pictures cannot be made, or the spool cannot be written.
pub async fn produce(unit: &Arc<Unit>, mut maker: Maker, args: &Args) -> anyhow::Result<()> {
    let mut pace = pace(args.rate)?;
    let limit = usize::try_from(args.backlog)?;
    let mut number = 0;
    while args.count.is_none_or(|count| number < count) {
        unit.queue.room(limit).await;
        if let Some(pace) = &mut pace {
            tokio::select! {
                _ = pace.tick() => {}
                () = unit.queue.stopped() => {}
            }
        }
        if unit.queue.is_stopped() {
            break;
        }
        number += 1;
        let spool = unit.spool.clone();
        // Drawing and syncing are work for a thread that may block; the maker travels there and back.
        let (back, headers) = tokio::task::spawn_blocking(move || {
            let headers = make(&mut maker, &spool, number);
            (maker, headers)
        })
        .await?;
        maker = back;
        for header in headers? {
            unit.summary.spooled(&header, false);
            unit.queue.push(Job::new(header));
        }
    }
    Ok(())
}

fn pace(rate: f64) -> anyhow::Result<Option<Interval>> {
    if rate == 0.0 {
        return Ok(None);
    }
    Ok(Some(interval(Duration::try_from_secs_f64(1.0 / rate)?)))
}

fn make(maker: &mut Maker, spool: &Spool, number: u64) -> anyhow::Result<Vec<Header>> {
    let plan = maker.plan(number);
    if plan.fault == Some(Fault::SequenceGap) {
        spool.take_sequence();
    }
    let entries = maker.make(&plan, spool.take_sequence(), clock::now())?;
    for entry in &entries {
        spool.put(entry)?;
    }
    Ok(entries.into_iter().map(|entry| entry.header).collect())
}
