//! Repeatable chance for scenes and faults. Not for keys or identifiers.

/// SplitMix64: small, and the same on every machine.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// The dice of one packet: depends on the seed and the packet's number only.
    pub fn of(seed: u64, number: u64) -> Self {
        let mut dice = Self(seed ^ number.wrapping_mul(0xA076_1D64_78BD_642F));
        dice.next();
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from `low` to `high`, both included.
    pub fn range(&mut self, low: i32, high: i32) -> i32 {
        let width = u64::from(high.abs_diff(low)) + 1;
        let step = i32::try_from(self.next() % width).unwrap_or(0);
        low.saturating_add(step)
    }

    /// True with the given probability.
    pub fn chance(&mut self, share: f64) -> bool {
        // 53 bits fit a double exactly.
        let bits = u32::try_from(self.next() >> 32).unwrap_or(u32::MAX);
        f64::from(bits) / (f64::from(u32::MAX) + 1.0) < share
    }

    /// One of the choices.
    pub fn pick<T: Copy>(&mut self, choices: &[T], otherwise: T) -> T {
        let last = i32::try_from(choices.len()).unwrap_or(1).saturating_sub(1).max(0);
        let index = usize::try_from(self.range(0, last)).unwrap_or(0);
        choices.get(index).copied().unwrap_or(otherwise)
    }

    /// Fills a slice with noise.
    pub fn fill(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            for (byte, noise) in chunk.iter_mut().zip(self.next().to_le_bytes()) {
                *byte = noise;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_and_number_give_the_same_throws() {
        let throws = |mut dice: Dice| (0..20).map(|_| dice.range(-5, 5)).collect::<Vec<_>>();
        assert_eq!(throws(Dice::of(7, 3)), throws(Dice::of(7, 3)));
        assert_ne!(throws(Dice::of(7, 3)), throws(Dice::of(7, 4)));
        assert!(throws(Dice::of(1, 1)).iter().all(|throw| (-5..=5).contains(throw)));
    }
}
