//! Tells the server every so often how the unit is doing.

use std::time::Duration;

use crate::{
    clock,
    packet::{Heartbeat, rfc3339},
    run::Unit,
};

/// Sends heartbeats until it is dropped: one at once, then one every `every`.
pub async fn beat(unit: &Unit, every: Duration) {
    let mut tick = tokio::time::interval(every);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut told = 0;
    loop {
        tick.tick().await;
        let passages = unit.summary.passages();
        if send(unit, passages - told).await {
            told = passages;
        }
    }
}

/// Sends one heartbeat; true when it was answered as it should be.
async fn send(unit: &Unit, passages: u64) -> bool {
    let (queue_length, oldest) = unit.queue.held();
    let heartbeat = Heartbeat {
        time: rfc3339(clock::now()),
        clock_offset_ms: 3,
        queue_length,
        oldest_queued_at: oldest.map(rfc3339),
        passages,
        // This unit reports every passage: it keeps no exemption list of its own.
        no_hits: 0,
        software_version: concat!("simulator ", env!("CARGO_PKG_VERSION")),
    };
    let answered = match unit.client.heartbeat(&heartbeat).await {
        Ok(status) if status.is_success() => true,
        Ok(status) => {
            tracing::warn!(status = status.as_u16(), "heartbeat refused");
            false
        }
        Err(error) => {
            tracing::warn!(cause = error.root_cause().to_string(), "heartbeat not answered");
            false
        }
    };
    unit.summary.heartbeat(answered);
    answered
}
