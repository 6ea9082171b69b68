//! What may be told of a number, and of a sum with small numbers in it.

use std::iter::Sum;

/// Counts below this, and above nought, are not told: they could point at a person.
const LEAST: u64 = 5;

/// A count as it may be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// The number.
    Told(u64),
    /// At least one, fewer than five.
    Few,
    /// A sum with counts in it that are not told: what it comes to if each of them is one, and if each is four.
    Between {
        /// The smallest sum it can be.
        least: u64,
        /// The largest.
        most: u64,
    },
}

impl Count {
    /// How the number of one location in one week may be told. Anything larger is a [`Sum`] of these.
    #[must_use]
    pub const fn of(number: u64) -> Self {
        match number {
            1..LEAST => Self::Few,
            number => Self::Told(number),
        }
    }

    /// What it is at least.
    #[must_use]
    pub const fn least(self) -> u64 {
        match self {
            Self::Told(number) => number,
            Self::Few => 1,
            Self::Between { least, .. } => least,
        }
    }

    const fn most(self) -> u64 {
        match self {
            Self::Told(number) => number,
            Self::Few => LEAST - 1,
            Self::Between { most, .. } => most,
        }
    }

    const fn between(least: u64, most: u64) -> Self {
        match (least, most) {
            (1, 4) => Self::Few,
            (least, most) if least == most => Self::Told(least),
            (least, most) => Self::Between { least, most },
        }
    }
}

/// Made of what may be told of the parts, never of the parts: whoever compares sums, by week, by location, over a longer
/// and a shorter period, learns nothing of a hidden part that its own place does not say.
impl Sum for Count {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        let add = |(least, most): (u64, u64), part: Self| {
            (least.saturating_add(part.least()), most.saturating_add(part.most()))
        };
        let (least, most) = parts.fold((0, 0), add);
        Self::between(least, most)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_to_four_are_not_told_and_nought_is() {
        let told: Vec<Count> = [0, 1, 4, 5, 60].into_iter().map(Count::of).collect();
        assert_eq!(told, [Count::Told(0), Count::Few, Count::Few, Count::Told(5), Count::Told(60)]);
    }

    #[test]
    fn a_sum_is_told_exactly_only_without_hidden_parts() {
        let sum = |parts: &[u64]| parts.iter().map(|part| Count::of(*part)).sum::<Count>();
        assert_eq!(sum(&[]), Count::Told(0));
        assert_eq!(sum(&[36, 0, 5]), Count::Told(41));
        assert_eq!(sum(&[0, 3]), Count::Few);
        assert_eq!(sum(&[36, 3]), Count::Between { least: 37, most: 40 });
        assert_eq!(sum(&[2, 2]), Count::Between { least: 2, most: 8 });
    }

    /// Every sum that the page can be asked for: each location over each period that ends now, and all locations in
    /// each week.
    fn told(table: &[Vec<u64>]) -> Vec<Count> {
        let weeks = table.first().map_or(0, Vec::len);
        let of_location = |row: &Vec<u64>| {
            let row: Vec<Count> = row.iter().map(|number| Count::of(*number)).collect();
            (0..=weeks).map(move |from| row[from..].iter().copied().sum()).collect::<Vec<Count>>()
        };
        let of_week = |week: usize| table.iter().map(|row| Count::of(row[week])).sum();
        table.iter().flat_map(of_location).chain((0..weeks).map(of_week)).collect()
    }

    proptest! {
        /// A table of locations by weeks, and another in which each hidden count is any other hidden count.
        #[test]
        fn no_hidden_count_can_be_told_from_the_sums_of_any_page(
            table in prop::collection::vec(prop::collection::vec((0..9_u64, 1..5_u64), 6), 1..4),
        ) {
            let one: Vec<Vec<u64>> = table.iter().map(|row| row.iter().map(|(number, _)| *number).collect()).collect();
            let hidden = |(number, other): &(u64, u64)| if Count::of(*number) == Count::Few { *other } else { *number };
            let other: Vec<Vec<u64>> = table.iter().map(|row| row.iter().map(hidden).collect()).collect();
            prop_assert_eq!(told(&one), told(&other));
        }

        #[test]
        fn a_sum_lies_where_it_is_told_to_lie(parts in prop::collection::vec(0..40_u64, 0..8)) {
            let sum: Count = parts.iter().map(|part| Count::of(*part)).sum();
            let exact = parts.iter().sum::<u64>();
            prop_assert!(sum.least() <= exact && exact <= sum.most(), "{sum:?} {exact}");
        }
    }
}
