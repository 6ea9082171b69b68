//! Drawing without replacement from a population of any size, in one pass and in the memory of the sample.
//!
//! Every member has a name. The seed gives each name a rank, SHA-256 of both, and the members with the lowest ranks are
//! drawn. No order of the population matters, so whoever has the seed and the names finds the same sample again with
//! nothing but a hash function and a sort; and because nobody can choose the hash, each member has the same chance.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

use crate::rng::{Rng, random_bytes};
use crate::text_enum::UnknownText;

/// How many lines a sample has unless somebody says otherwise.
pub const SAMPLE_SIZE: u32 = 25;

/// The most lines of one sample: what a person can look through with attention.
pub const MOST_DRAWN: u32 = 200;

/// Goes into every hash, so that a rank is worth nothing elsewhere.
const LABEL: &[u8] = b"poortwacht sample v1\0";

/// What a sample was drawn with. Written as 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seed([u8; 32]);

impl Seed {
    /// A seed that nobody can foresee.
    pub fn random(rng: &dyn Rng) -> Self {
        Self(random_bytes(rng))
    }

    fn rank(&self, name: &str) -> Rank {
        Sha256::new().chain_update(LABEL).chain_update(self.0).chain_update(name).finalize().into()
    }
}

impl fmt::Display for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Seed {
    type Err = UnknownText;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || UnknownText { kind: "Seed", expected: "64 lower-case hexadecimal digits".to_owned() };
        let mut bytes = [0; 32];
        for (at, byte) in bytes.iter_mut().enumerate() {
            let digits = text.get(2 * at..2 * at + 2).ok_or_else(wrong)?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| wrong())?;
        }
        let seed = Self(bytes);
        if seed.to_string() == text { Ok(seed) } else { Err(wrong()) }
    }
}

type Rank = [u8; 32];

/// A draw under way: members are offered one after the other.
pub struct Drawing<T> {
    seed: Seed,
    size: usize,
    population: u64,
    frame: Sha256,
    kept: BTreeMap<Rank, T>,
}

/// What was drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn<T> {
    /// How many members there were.
    pub population: u64,
    /// SHA-256 over the names in the order in which they were offered, each with a line feed, as hexadecimal digits: what
    /// was drawn from cannot be exchanged afterwards.
    pub frame: String,
    /// The members drawn, in an order as random as the choice.
    pub sample: Vec<T>,
}

impl<T> Drawing<T> {
    /// Draws `size` members, or all where there are fewer.
    #[must_use]
    pub fn new(seed: Seed, size: u32) -> Self {
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        Self { seed, size, population: 0, frame: Sha256::new(), kept: BTreeMap::new() }
    }

    /// Offers a member. Names are unique; `member` is made only when it is drawn so far.
    pub fn offer(&mut self, name: &str, member: impl FnOnce() -> T) {
        self.population = self.population.saturating_add(1);
        self.frame.update(name);
        self.frame.update(b"\n");
        let rank = self.seed.rank(name);
        let is_low = self.kept.last_key_value().is_some_and(|(highest, _)| rank < *highest);
        if self.kept.len() < self.size {
            self.kept.insert(rank, member());
        } else if is_low {
            self.kept.pop_last();
            self.kept.insert(rank, member());
        }
    }

    /// Ends the draw.
    #[must_use]
    pub fn finish(self) -> Drawn<T> {
        let frame: Rank = self.frame.finalize().into();
        Drawn {
            population: self.population,
            frame: Seed(frame).to_string(),
            sample: self.kept.into_values().collect(),
        }
    }
}

#[cfg(test)]
#[path = "draw_tests.rs"]
mod tests;
