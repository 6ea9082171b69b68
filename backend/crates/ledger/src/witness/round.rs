//! One round of the witness: read, compare, prove, remember, cosign.

use jiff::{SignedDuration, Timestamp};
use poortwacht_store::ledger_rows::ShardName;

use super::alarm::{Alarm, Lie, LieKind, Paper};
use super::memory::{KeptShard, Memory};
use super::proof::{NoProof, Tree};
use super::{Limits, ShardSource, SourceError, listing};
use crate::checkpoint::{Checkpoint, CheckpointError, Cosigner};

/// What a good round saw.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Seen {
    /// When.
    pub at: Timestamp,
    /// The shards, oldest first.
    pub shards: Vec<SeenShard>,
    /// The cosigned checkpoints, to hand to the server: of the open shard, and of each shard that grew to its end.
    /// Only to be handed over after the memory was kept.
    pub cosigned: Vec<Cosigned>,
}

/// A shard in a good round.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SeenShard {
    /// The shard.
    pub name: ShardName,
    /// Where it stands.
    pub checkpoint: Checkpoint,
    /// How many entries it had in the round before; `None` when it is new to the witness.
    pub before: Option<u64>,
    /// Its hashes were dropped, or a recovery began it, before this witness first saw it: its first entry cannot be compared.
    pub opening_dropped: bool,
}

/// A checkpoint with the witness's cosignature.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cosigned {
    /// The shard.
    pub shard: ShardName,
    /// The signed note with the cosignature line added.
    pub note: String,
}

enum Halt {
    Lie(Box<Lie>),
    Source(SourceError),
}

impl From<SourceError> for Halt {
    fn from(error: SourceError) -> Self {
        Self::Source(error)
    }
}

impl From<Box<Lie>> for Halt {
    fn from(lie: Box<Lie>) -> Self {
        Self::Lie(lie)
    }
}

/// Does one round. The memory changes only when everything was verified; keep it before handing over a cosignature.
///
/// # Errors
/// [`Alarm`]: a lie; no answer; or, with the memory brought up to date, a log that has not grown for too long.
pub async fn round<S: ShardSource>(
    source: &S,
    memory: &mut Memory,
    cosigner: &Cosigner,
    limits: &Limits,
    now: Timestamp,
) -> Result<Seen, Alarm> {
    let shards = match (Round { source, memory, now }).shards().await {
        Ok(shards) => shards,
        Err(Halt::Lie(lie)) => return Err(Alarm::Lie(lie)),
        Err(Halt::Source(error)) => return Err(unanswered(memory, limits, now, &error)),
    };
    let seen: Vec<_> = shards.iter().map(|(_, seen)| seen.clone()).collect();
    remember(memory, shards.into_iter().map(|(kept, _)| kept).collect(), &seen, now);
    if let Some(alarm) = unmoved(memory, limits, now) {
        return Err(alarm);
    }
    let cosigned = cosigned(memory, &seen, cosigner, now)?;
    Ok(Seen { at: now, shards: seen, cosigned })
}

fn remember(memory: &mut Memory, shards: Vec<KeptShard>, seen: &[SeenShard], now: Timestamp) {
    if seen.iter().any(SeenShard::moved) || memory.grown_at.is_none() {
        memory.grown_at = Some(now);
    }
    memory.shards = shards;
    memory.seen_at = Some(now);
}

fn unanswered(memory: &Memory, limits: &Limits, now: Timestamp, error: &SourceError) -> Alarm {
    let since = memory.seen_at.unwrap_or(memory.started_at);
    let reason = error.to_string();
    if longer(since, now, limits.without_answer) {
        Alarm::Stopped { since, reason }
    } else {
        Alarm::Unreachable { reason }
    }
}

fn unmoved(memory: &Memory, limits: &Limits, now: Timestamp) -> Option<Alarm> {
    let (since, limit) = memory.grown_at.zip(limits.without_growth)?;
    let reason = "the server answers, but no entry was added".to_owned();
    longer(since, now, limit).then_some(Alarm::Stopped { since, reason })
}

fn longer(since: Timestamp, now: Timestamp, limit: SignedDuration) -> bool {
    now.duration_since(since) > limit
}

fn cosigned(
    memory: &Memory,
    seen: &[SeenShard],
    cosigner: &Cosigner,
    now: Timestamp,
) -> Result<Vec<Cosigned>, Alarm> {
    let open = memory.shards.last().map(|kept| &kept.name);
    let due = memory.shards.iter().zip(seen).filter(|(kept, seen)| Some(&kept.name) == open || seen.moved());
    due.map(|(kept, _)| {
        let line = cosigner.cosign(&kept.note, now);
        let line = line.map_err(|error| Alarm::Unreachable { reason: error.to_string() })?;
        Ok(Cosigned { shard: kept.name.clone(), note: format!("{}{line}\n", kept.note) })
    })
    .collect()
}

impl SeenShard {
    fn moved(&self) -> bool {
        self.before != Some(self.checkpoint.size)
    }
}

struct Round<'a, S> {
    source: &'a S,
    memory: &'a Memory,
    now: Timestamp,
}

impl<S: ShardSource> Round<'_, S> {
    async fn shards(&self) -> Result<Vec<(KeptShard, SeenShard)>, Halt> {
        let listed = self.source.shards().await?;
        let names = listing::checked(self.memory, &listed, self.now)?;
        let mut found: Vec<(KeptShard, SeenShard)> = Vec::with_capacity(names.len());
        for (place, name) in names.iter().enumerate() {
            let shown = self.shown(name).await?;
            let before = found.last().map(|(kept, _)| kept);
            let opening_dropped = self.verified(place, before, &shown, place + 1 < names.len()).await?;
            let size = self.memory.shards.get(place).map(|kept| kept.checkpoint.size);
            let checkpoint = shown.checkpoint.clone();
            let seen = SeenShard { name: name.clone(), checkpoint, before: size, opening_dropped };
            found.push((shown, seen));
        }
        Ok(found)
    }

    /// The signed checkpoint that the server shows, without the signatures of others.
    async fn shown(&self, name: &ShardName) -> Result<KeptShard, Halt> {
        let note = self.source.checkpoint(name).await?;
        let opened = Checkpoint::open(&note, &self.memory.log.origin(name), &self.memory.log.key);
        let (checkpoint, others) = opened.map_err(|error| unsigned(name, &note, &error))?;
        let own =
            note.split_inclusive('\n').filter(|line| !others.iter().any(|other| line.trim_end() == other));
        Ok(KeptShard { name: name.clone(), note: own.collect(), checkpoint })
    }

    /// Compares a shard with what is known. Tells whether its opening could not be read because it was dropped.
    async fn verified(
        &self,
        place: usize,
        before: Option<&KeptShard>,
        shown: &KeptShard,
        followed: bool,
    ) -> Result<bool, Halt> {
        let closed = place + 1 < self.memory.shards.len();
        match (self.memory.shards.get(place), before) {
            (Some(kept), _) if closed => unchanged(kept, shown).map(|()| false),
            (Some(kept), _) => self.grown(kept, shown).await.map(|()| false),
            (None, Some(before)) => self.opened(before, shown, followed).await,
            (None, None) => Ok(false),
        }
    }

    /// The open shard of the memory: it may have grown.
    async fn grown(&self, kept: &KeptShard, shown: &KeptShard) -> Result<(), Halt> {
        let (old, new) = (&kept.checkpoint, &shown.checkpoint);
        if new.size <= old.size || old.size == 0 {
            return same_or_shorter(kept, shown);
        }
        match self.tree(shown).continues(old).await {
            Ok(()) => Ok(()),
            Err(NoProof::Unread(error)) => Err(Halt::Source(error)),
            Err(NoProof::Differs { detail, papers }) => Err(differs(kept, shown, detail, papers)),
            Err(NoProof::Refuted) => {
                let detail =
                    format!("the first {} of its {} entries are not those seen before", old.size, new.size);
                Err(between(LieKind::Fork, kept, shown, detail))
            }
        }
    }

    /// A shard that is new to the witness and follows another: its first entry is the last checkpoint of that one.
    async fn opened(&self, before: &KeptShard, shown: &KeptShard, followed: bool) -> Result<bool, Halt> {
        if shown.checkpoint.size == 0 {
            return Err(between(LieKind::BadOpening, before, shown, "it is empty".to_owned()));
        }
        let tree = self.tree(shown);
        match tree.begins_with(before.checkpoint.body().as_bytes()).await {
            Ok(()) => Ok(false),
            // Only a witness that begins today can meet a shard that ended, and was dropped, before its time.
            Err(NoProof::Unread(SourceError::Missing(_))) if followed && self.memory.shards.is_empty() => {
                Ok(true)
            }
            Err(NoProof::Unread(error)) => Err(Halt::Source(error)),
            Err(NoProof::Differs { detail, papers }) => Err(differs(before, shown, detail, papers)),
            // Likewise: what a recovery names was lost before its time.
            Err(NoProof::Refuted) if shown.name.is_recovery() && self.memory.shards.is_empty() => Ok(true),
            Err(NoProof::Refuted) => Err(self.misopened(before, shown).await),
        }
    }

    /// Tells a predecessor that grew after it was closed from any other false first entry.
    async fn misopened(&self, before: &KeptShard, shown: &KeptShard) -> Halt {
        if let Some(kept) = self.memory.shards.iter().find(|kept| kept.name == before.name)
            && self.tree(shown).begins_with(kept.checkpoint.body().as_bytes()).await.is_ok()
        {
            let detail =
                format!("{} begins with the state seen before, so nothing could be added", shown.name);
            let mut papers = both(kept, before);
            papers.push(Paper::new("next-checkpoint", shown.note.as_str()));
            let (kind, shard) = (LieKind::ShardGrewAfterClosing, before.name.to_string());
            return Halt::Lie(Box::new(Lie { kind, shard, detail, papers }));
        }
        let detail = format!("its first entry is not the last state of {}", before.name);
        between(LieKind::BadOpening, before, shown, detail)
    }

    fn tree<'t>(&'t self, shown: &'t KeptShard) -> Tree<'t, S> {
        Tree { source: self.source, shard: &shown.name, checkpoint: &shown.checkpoint }
    }
}

/// A shard that was closed in an earlier round: nothing may differ.
fn unchanged(kept: &KeptShard, shown: &KeptShard) -> Result<(), Halt> {
    if shown.checkpoint.size > kept.checkpoint.size {
        let detail = grew(kept, shown);
        return Err(between(LieKind::ShardGrewAfterClosing, kept, shown, detail));
    }
    same_or_shorter(kept, shown)
}

fn same_or_shorter(kept: &KeptShard, shown: &KeptShard) -> Result<(), Halt> {
    let (old, new) = (&kept.checkpoint, &shown.checkpoint);
    if new.size < old.size {
        return Err(between(LieKind::RolledBack, kept, shown, grew(kept, shown)));
    }
    if new.size == old.size && new.root != old.root {
        let detail = format!("its {} entries are not those seen before", old.size);
        return Err(between(LieKind::Fork, kept, shown, detail));
    }
    Ok(())
}

fn grew(kept: &KeptShard, shown: &KeptShard) -> String {
    format!("it had {} entries and now has {}", kept.checkpoint.size, shown.checkpoint.size)
}

fn unsigned(name: &ShardName, note: &str, error: &CheckpointError) -> Halt {
    let kind = match error {
        CheckpointError::Origin { .. } => LieKind::WrongOrigin,
        _ => LieKind::BadSignature,
    };
    let papers = vec![Paper::new("shown-checkpoint", note)];
    Halt::Lie(Box::new(Lie { kind, shard: name.to_string(), detail: error.to_string(), papers }))
}

fn differs(kept: &KeptShard, shown: &KeptShard, detail: String, papers: Vec<Paper>) -> Halt {
    let mut all = both(kept, shown);
    all.extend(papers);
    let kind = LieKind::TileDiffers;
    Halt::Lie(Box::new(Lie { kind, shard: shown.name.to_string(), detail, papers: all }))
}

fn between(kind: LieKind, kept: &KeptShard, shown: &KeptShard, detail: String) -> Halt {
    Halt::Lie(Box::new(Lie { kind, shard: shown.name.to_string(), detail, papers: both(kept, shown) }))
}

fn both(kept: &KeptShard, shown: &KeptShard) -> Vec<Paper> {
    vec![
        Paper::new("kept-checkpoint", kept.note.as_str()),
        Paper::new("shown-checkpoint", shown.note.as_str()),
    ]
}
