//! The list of shards: it may only get longer, at its end, by half years that have begun.

use jiff::{SignedDuration, Timestamp};
use poortwacht_store::ledger_rows::{HalfYear, ShardName};

use super::alarm::{Lie, LieKind, Paper};
use super::memory::Memory;

/// How far the clocks of server and witness may lie apart around the turn of a half year.
const CLOCKS_APART: SignedDuration = SignedDuration::from_hours(24);

/// The listed shards, which begin with those of the memory.
pub(super) fn checked(
    memory: &Memory,
    listed: &[String],
    now: Timestamp,
) -> Result<Vec<ShardName>, Box<Lie>> {
    let names = listed.iter().map(|line| named(memory, line)).collect::<Result<Vec<_>, _>>();
    let names = names.map_err(|(line, detail)| lie(memory, listed, LieKind::ParallelShard, line, &detail))?;
    let found =
        |kind, name: &ShardName, detail: &str| Err(lie(memory, listed, kind, name.to_string(), detail));
    if let Some(gone) = memory.shards.iter().find(|kept| !names.contains(&kept.name)) {
        return found(LieKind::ShardGone, &gone.name, "it was seen in an earlier round");
    }
    if let Some(name) = out_of_place(memory, &names) {
        return found(LieKind::ParallelShard, name, "it does not come after the parts that are known");
    }
    match names.last() {
        Some(name) if name.period() > HalfYear::of(now.saturating_add(CLOCKS_APART).unwrap_or(now)) => {
            let detail = "its half year has not begun; check the clock of this machine first";
            found(LieKind::ParallelShard, name, detail)
        }
        _ => Ok(names),
    }
}

/// The first name that does not follow the one before it, or that is new among the known ones.
fn out_of_place<'a>(memory: &Memory, names: &'a [ShardName]) -> Option<&'a ShardName> {
    let known = memory.shards.iter().zip(names).find(|(kept, name)| kept.name != **name);
    let unsorted = || names.iter().zip(names.iter().skip(1)).find(|(earlier, later)| earlier >= later);
    known.map(|(_, name)| name).or_else(|| unsorted().map(|(_, later)| later))
}

fn named(memory: &Memory, line: &str) -> Result<ShardName, (String, String)> {
    match line.parse::<ShardName>() {
        Ok(name) if name.log() == &memory.log.name => Ok(name),
        Ok(_) => Err((line.to_owned(), format!("it is no part of the log {}", memory.log.name))),
        Err(rule) => Err((line.to_owned(), rule.to_owned())),
    }
}

fn lie(memory: &Memory, listed: &[String], kind: LieKind, shard: String, detail: &str) -> Box<Lie> {
    let known: Vec<_> = memory.shards.iter().map(|kept| kept.name.to_string()).collect();
    let notes = memory.shards.iter().map(|kept| kept.note.as_str()).collect::<Vec<_>>();
    let papers = vec![
        Paper::new("known-parts", known.join("\n") + "\n"),
        Paper::new("listed-parts", listed.join("\n") + "\n"),
        Paper::new("kept-checkpoints", notes.join("\n")),
    ];
    Box::new(Lie { kind, shard, detail: detail.to_owned(), papers })
}
