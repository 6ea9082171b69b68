//! What one shard's entries and hashes must be.

use std::sync::mpsc::Receiver;

use poortwacht_domain::act::Act;
use poortwacht_store::ledger_rows::{BUNDLE, Hash, ShardName};

use super::destruction::Destruction;
use super::diagnose::Suspect;
use super::expected::{Expected, Mark};
use super::findings::{Fault, Finding, ShardReport};
use super::index::Rows;
use super::order::Order;
use super::source::Claim;
use super::walk::Parcel;
use crate::checkpoint::Checkpoint;
use crate::kept_head::KeptHead;
use crate::record::{Facts, Record};
use crate::tree::{Tree, leaf_hash};

/// How the shard before ended.
pub(super) struct Ended {
    name: ShardName,
    size: u64,
    root: Option<Hash>,
}

impl Ended {
    /// What the source says of it; verification compared that with the entries, if there are any.
    pub(super) fn of(claim: &Claim, report: &ShardReport) -> Self {
        let computed = (!claim.dropped && report.size == claim.size).then_some(report.root);
        Self { name: claim.name.clone(), size: claim.size, root: computed.or(claim.root) }
    }
}

/// How far the check of a shard got.
pub(super) struct Checker<'a> {
    claim: &'a Claim,
    expected: &'a Expected,
    before: Option<&'a Ended>,
    order: &'a mut Order,
    destruction: &'a mut Destruction,
    shard: String,
    tree: Tree,
    marks: Vec<Mark>,
    signed: Option<u64>,
    unsigned: Option<Fault>,
    lost: Option<KeptHead>,
    scratch: Vec<u8>,
}

/// What is wrong with an entry: known, or to be looked into.
enum Trouble {
    Known(Finding),
    Misplaced,
}

impl<'a> Checker<'a> {
    pub(super) fn new(
        claim: &'a Claim,
        expected: &'a Expected,
        before: Option<&'a Ended>,
        order: &'a mut Order,
        destruction: &'a mut Destruction,
    ) -> Self {
        let shard = claim.name.to_string();
        let (tree, marks, scratch) = (Tree::default(), Vec::new(), Vec::new());
        let (signed, unsigned) = (None, None);
        let mut checker = Self {
            claim,
            expected,
            before,
            order,
            destruction,
            shard,
            tree,
            marks,
            signed,
            unsigned,
            lost: None,
            scratch,
        };
        checker.set_marks();
        checker
    }

    /// Gathers the roots that are known from elsewhere, the smallest size last.
    fn set_marks(&mut self) {
        let known = |heads: &[KeptHead], what| {
            let own = heads.iter().filter(|head| head.shard == self.claim.name);
            own.map(|head| Mark { size: head.size, root: head.root, what }).collect::<Vec<_>>()
        };
        let mut marks = known(&self.expected.kept, Fault::Rewritten);
        marks.extend(known(&self.expected.witnessed, Fault::Forked));
        let head = self.claim.root.map(|root| (self.claim.size, root));
        marks.extend(head.map(|(size, root)| Mark { size, root, what: Fault::HeadMismatch }));
        if let Some(note) = &self.claim.checkpoint {
            match self.expected.open(note, &self.shard) {
                Ok(Checkpoint { size, root, .. }) => {
                    self.signed = self.expected.signer.is_some().then_some(size);
                    marks.push(Mark { size, root, what: Fault::CheckpointDiffers });
                    let claimed = self.claim.signed.unwrap_or(size);
                    self.unsigned = (claimed != size).then_some(Fault::CheckpointDiffers);
                }
                Err(_) => self.unsigned = Some(Fault::BadSignature),
            }
        }
        marks.sort_by_key(|mark| std::cmp::Reverse(mark.size));
        self.marks = marks;
    }

    /// Checks all bundles.
    pub(super) fn all(mut self, parcels: &Receiver<Parcel>) -> ShardReport {
        let mut found = self.empty();
        while found.is_none() {
            let Ok(parcel) = parcels.recv() else { break };
            found = self.parcel(&parcel);
        }
        if found.is_some() {
            self.order.hole();
        }
        let found = found.or_else(|| self.end());
        self.report(self.tree.size(), self.tree.root(), found)
    }

    /// Of a dropped shard the last checkpoint is left, which must be what everybody else knows of its end.
    pub(super) fn dropped(self) -> ShardReport {
        self.order.hole();
        let Claim { size, root, .. } = *self.claim;
        let at_end = |mark: &&Mark| mark.size > size || (mark.size == size && Some(mark.root) != root);
        let last = size.saturating_sub(1);
        let found = self.marks.iter().find(at_end).map(|mark| match mark.size > size {
            true => Finding { position: size, what: Fault::Truncated },
            false => Finding { position: last, what: mark.what },
        });
        let lacks = self.claim.checkpoint.is_none().then_some(Fault::BadSignature);
        let unsigned = self.unsigned.or(lacks).map(|what| Finding { position: last, what });
        self.report(size, root.unwrap_or_default(), found.or(unsigned))
    }

    fn report(&self, size: u64, root: Hash, first_bad: Option<Finding>) -> ShardReport {
        let (shard, dropped, signed) = (self.claim.name.clone(), self.claim.dropped, self.signed);
        let lost = self.lost.clone();
        ShardReport { shard, size, root, signed, dropped, lost, first_bad }
    }

    /// A head of no entries at all.
    fn empty(&mut self) -> Option<Finding> {
        let root = self.tree.root();
        let wrong = self.marks.iter().find(|mark| mark.size == 0 && mark.root != root);
        wrong.map(|mark| Finding { position: 0, what: mark.what })
    }

    /// What is known from elsewhere of entries that are not there, and of who signed.
    fn end(&self) -> Option<Finding> {
        let size = self.tree.size();
        let last = size.saturating_sub(1);
        if self.marks.iter().any(|mark| mark.size > size) {
            return Some(Finding { position: size, what: Fault::Truncated });
        }
        if self.lost.is_some() && size < 2 {
            return Some(Finding { position: size, what: Fault::BadOpening });
        }
        if let Some(what) = self.unsigned {
            return Some(Finding { position: last, what });
        }
        self.claim.root.is_none().then_some(Finding { position: last, what: Fault::HeadMismatch })
    }

    fn parcel(&mut self, parcel: &Parcel) -> Option<Finding> {
        let leaves = parcel.leaves.as_chunks::<32>().0;
        match &parcel.entries {
            Some(bundle) => self.bundle(parcel, bundle, leaves),
            None => self.hashes_alone(parcel, leaves),
        }
    }

    fn wanted(&self, number: u64) -> usize {
        usize::try_from(BUNDLE.min(self.claim.size - number * BUNDLE)).unwrap_or(256)
    }

    /// A bundle with its entries.
    fn bundle(&mut self, parcel: &Parcel, bundle: &[u8], leaves: &[Hash]) -> Option<Finding> {
        let (first, wanted) = (parcel.number * BUNDLE, self.wanted(parcel.number));
        let (entries, whole) = cut(bundle);
        let mut rows = match &parcel.index {
            Some(text) => match Rows::of(text) {
                Some(rows) => Some(rows),
                None => return Some(Finding { position: first, what: Fault::IndexDiffers }),
            },
            None => None,
        };
        for ((entry, position), within) in entries.iter().zip(first..).zip(0..wanted) {
            let leaf = leaf_hash(entry);
            let is_leaf = leaves.get(within) == Some(&leaf);
            let found = match self.entry(position, entry, is_leaf, &mut rows) {
                Ok(()) => self.push(leaf, &parcel.above),
                Err(Trouble::Known(finding)) => Some(finding),
                Err(Trouble::Misplaced) => {
                    let (shard, tree, above) = (&self.shard, &self.tree, parcel.above.first().copied());
                    let end = self.claim.root;
                    let suspect =
                        Suspect { shard, tree, entries: &entries, leaves, first, wanted, above, end };
                    Some(suspect.diagnose(within))
                }
            };
            if found.is_some() {
                return found;
            }
        }
        let beyond = first + u64::try_from(entries.len().min(wanted)).unwrap_or(BUNDLE);
        match (whole, entries.len()) {
            (false, _) => Some(Finding { position: beyond, what: Fault::Edited }),
            (true, there) if there < wanted => Some(self.lacking(first, wanted, beyond)),
            (true, there) if there > wanted => Some(Finding { position: beyond, what: Fault::BeyondHead }),
            _ => rows.and_then(|rows| rows.left_over(first)),
        }
    }

    /// Cut off when nothing follows, taken out when something does.
    fn lacking(&self, first: u64, wanted: usize, position: u64) -> Finding {
        let is_last = first + u64::try_from(wanted).unwrap_or(BUNDLE) >= self.claim.size;
        Finding { position, what: if is_last { Fault::Truncated } else { Fault::Missing } }
    }

    fn entry(
        &mut self,
        position: u64,
        entry: &[u8],
        is_leaf: bool,
        rows: &mut Option<Rows<'_>>,
    ) -> Result<(), Trouble> {
        let found = |what| Trouble::Known(Finding { position, what });
        let text = std::str::from_utf8(entry);
        let body = || text.ok().and_then(|text| Checkpoint::parse_body(text).ok());
        if position == 0 && self.before.is_some() {
            let opens =
                is_leaf && body().is_some_and(|body| self.opens(&body) || self.opens_after_loss(body));
            return if opens { Ok(()) } else { Err(found(Fault::BadOpening)) };
        }
        let facts = text.ok().and_then(|text| Facts::parse(text, &mut self.scratch).ok());
        let Some(facts) =
            facts.filter(|facts| is_leaf && facts.position == position && facts.shard == self.shard)
        else {
            // A shard whose predecessor is not there at all.
            let opening = position == 0 && is_leaf && body().is_some();
            return Err(if opening { found(Fault::BadOpening) } else { Trouble::Misplaced });
        };
        if position == 1 && self.lost.is_some() && !self.tells_what_was_left(text.unwrap_or_default()) {
            return Err(found(Fault::BadOpening));
        }
        if let Some(rows) = rows {
            rows.check(&facts).map_err(Trouble::Known)?;
        }
        if matches!(facts.act, Act::LedgerExpired | Act::LedgerShardDropped) {
            let record = text.ok().and_then(|text| Record::parse(text).ok());
            record.iter().for_each(|record| self.destruction.enter(record));
        }
        let possible = self.claim.name.log().owner().is_none() || self.order.observe(&facts);
        if possible { Ok(()) } else { Err(found(Fault::OutOfOrder)) }
    }

    fn opens(&self, body: &Checkpoint) -> bool {
        self.before.is_some_and(|before| {
            self.expected.is_of(&body.origin, &before.name.to_string())
                && body.size == before.size
                && before.root.is_none_or(|root| body.root == root)
        })
    }

    /// A shard that a recovery began names a state of its log that was seen and that is not there any more.
    fn opens_after_loss(&mut self, body: Checkpoint) -> bool {
        let own = self.expected.shard_of(&body.origin).filter(|shard| shard.log() == self.claim.name.log());
        let Some(shard) = own.filter(|_| self.claim.name.is_recovery()) else { return false };
        self.lost = Some(KeptHead { shard, size: body.size, root: body.root });
        true
    }

    /// The second entry of such a shard says where the one before was left: what stands there is bound by it.
    fn tells_what_was_left(&self, entry: &str) -> bool {
        let Some((record, before)) = Record::parse(entry).ok().zip(self.before) else { return false };
        let says =
            |member: &str, value: &str| record.entry.detail.get(member).is_some_and(|told| told == value);
        record.entry.act == Act::LedgerRecovered
            && says("left_shard", &before.name.to_string())
            && says("left_size", &before.size.to_string())
            && before.root.is_none_or(|root| says("left_root", &hex::encode(root)))
    }

    /// A bundle whose entries are destroyed: the leaves stand for them.
    fn hashes_alone(&mut self, parcel: &Parcel, leaves: &[Hash]) -> Option<Finding> {
        let (first, wanted) = (parcel.number * BUNDLE, self.wanted(parcel.number));
        if leaves.len() < wanted {
            return Some(self.lacking(first, wanted, first));
        }
        self.order.hole();
        self.destruction.find(self.claim.name.clone(), parcel.number);
        let found = leaves.iter().find_map(|leaf| self.push(*leaf, &parcel.above));
        let left_over = parcel.index.as_ref().filter(|text| text.rows > 0).map(|text| {
            let finding = Finding { position: first, what: Fault::IndexDiffers };
            Rows::of(text).and_then(|rows| rows.left_over(first)).unwrap_or(finding)
        });
        found.or(left_over)
    }

    /// Adds a leaf, and compares what it ends with what is stored and with the roots known from elsewhere.
    fn push(&mut self, leaf: Hash, above: &[Option<Hash>]) -> Option<Finding> {
        let position = self.tree.size();
        let found = |what| Some(Finding { position, what });
        let subtrees = self.tree.push(leaf);
        if subtrees.iter().zip(above).any(|(root, stored)| Some(*root) != *stored) {
            return found(Fault::HashDiffers);
        }
        let size = self.tree.size();
        while let Some(mark) = self.marks.pop_if(|mark| mark.size <= size) {
            if mark.size == size && mark.root != self.tree.root() {
                return found(mark.what);
            }
        }
        None
    }
}

/// The entries of a bundle, and whether their lengths fit its bytes.
fn cut(bundle: &[u8]) -> (Vec<&[u8]>, bool) {
    let (mut entries, mut rest) = (Vec::with_capacity(256), bundle);
    while let Some((length, after)) = rest.split_first_chunk::<2>() {
        let length = usize::from(u16::from_be_bytes(*length));
        let Some((entry, after)) = after.split_at_checked(length) else { return (entries, false) };
        entries.push(entry);
        rest = after;
    }
    (entries, rest.is_empty())
}
