mod folder;
mod growth;
mod halves;
mod hashes;
mod lies;
mod listing;
mod server;

use jiff::{SignedDuration, Timestamp};

use self::server::{Server, log};
use super::*;
use crate::checkpoint::{Cosigner, SigningKey};

fn at(minute: i64) -> Timestamp {
    let start: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
    start + SignedDuration::from_mins(minute)
}

fn cosigner() -> Cosigner {
    Cosigner::new("getuige.example", SigningKey::from_seed([3; 32])).unwrap()
}

fn blank() -> Memory {
    Memory::new(log(), at(0))
}

async fn see(server: &Server, memory: &mut Memory, minute: i64) -> Result<Seen, Alarm> {
    round(server, memory, &cosigner(), &Limits::default(), at(minute)).await
}

/// A memory that has seen the server as it is now.
async fn seen(server: &Server) -> Memory {
    let mut memory = blank();
    see(server, &mut memory, 0).await.unwrap();
    memory
}

/// The lie that the next round finds, the memory staying as it was.
async fn lie(server: &Server, memory: &mut Memory) -> Lie {
    let before = memory.clone();
    let outcome = see(server, memory, 1).await;
    assert_eq!(*memory, before, "a lie changed the memory");
    match outcome {
        Err(Alarm::Lie(lie)) => *lie,
        other => panic!("no lie was found: {other:?}"),
    }
}
