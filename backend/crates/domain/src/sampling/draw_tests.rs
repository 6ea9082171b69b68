//! What makes a draw fair, and possible to check.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::testing::SequenceRng;

fn draw(seed: Seed, size: u32, names: &[String]) -> Drawn<String> {
    let mut drawing = Drawing::new(seed, size);
    for name in names {
        drawing.offer(name, || name.clone());
    }
    drawing.finish()
}

fn names(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("case {number}")).collect()
}

/// Whether `observed` counts fit the same expectation for all, within five standard deviations of a binomial.
fn all_alike(observed: &[u32], trials: u32, chance: f64) {
    let expected = f64::from(trials) * chance;
    let slack = 5.0 * (expected * (1.0 - chance)).sqrt();
    for (member, count) in observed.iter().enumerate() {
        let off = (f64::from(*count) - expected).abs();
        assert!(off <= slack, "member {member} was drawn {count} times, not about {expected}");
    }
}

#[test]
fn every_member_is_drawn_as_often_wherever_it_stands() {
    let (rng, names, trials) = (SequenceRng::new(11), names(40), 8_000);
    let mut drawn = [0_u32; 40];
    let mut first = [0_u32; 40];
    for _ in 0..trials {
        let sample = draw(Seed::random(&rng), 5, &names).sample;
        for (place, name) in sample.iter().enumerate() {
            let member = names.iter().position(|other| other == name).unwrap();
            drawn[member] += 1;
            first[member] += u32::from(place == 0);
        }
    }
    all_alike(&drawn, trials, 5.0 / 40.0);
    all_alike(&first, trials, 1.0 / 40.0);
}

#[test]
fn every_pair_is_drawn_as_often() {
    let (rng, names, trials) = (SequenceRng::new(12), names(6), 9_000);
    let mut pairs = [0_u32; 36];
    for _ in 0..trials {
        let drawn: BTreeSet<String> = draw(Seed::random(&rng), 2, &names).sample.into_iter().collect();
        let places: Vec<usize> =
            drawn.iter().map(|name| names.iter().position(|other| other == name).unwrap()).collect();
        pairs[places[0] * 6 + places[1]] += 1;
    }
    let counted: Vec<u32> = pairs.into_iter().filter(|count| *count > 0).collect();
    assert_eq!(counted.len(), 15, "every pair of six occurs");
    all_alike(&counted, trials, 1.0 / 15.0);
}

#[test]
fn the_ranks_are_what_a_stranger_computes() {
    let seed = Seed([7; 32]);
    let by_hand = Sha256::digest([b"poortwacht sample v1\0".as_slice(), &[7; 32], b"case 1"].concat());
    assert_eq!(seed.rank("case 1"), <Rank>::from(by_hand));
    let frame = Seed(Sha256::digest(b"case 0\ncase 1\n").into()).to_string();
    assert_eq!(draw(seed, 1, &names(2)).frame, frame);
}

proptest! {
    #[test]
    fn a_draw_has_the_asked_size_and_no_member_twice(
        seed in any::<u64>(), size in 0_u32..60, population in 0_usize..120,
    ) {
        let names = names(population);
        let drawn = draw(Seed::random(&SequenceRng::new(seed)), size, &names);
        let distinct: BTreeSet<&String> = drawn.sample.iter().collect();
        prop_assert_eq!(drawn.population, u64::try_from(population).unwrap());
        prop_assert_eq!(drawn.sample.len(), population.min(usize::try_from(size).unwrap()));
        prop_assert_eq!(distinct.len(), drawn.sample.len());
        prop_assert!(drawn.sample.iter().all(|name| names.contains(name)));
    }

    #[test]
    fn the_same_seed_draws_the_same_whatever_the_order(
        seed in any::<u64>(), size in 1_u32..30, order in Just(names(50)).prop_shuffle(),
    ) {
        let seed = Seed::random(&SequenceRng::new(seed));
        prop_assert_eq!(draw(seed, size, &order).sample, draw(seed, size, &names(50)).sample);
    }

    #[test]
    fn a_larger_draw_begins_with_the_smaller_one(seed in any::<u64>(), size in 1_usize..49) {
        let (seed, names) = (Seed::random(&SequenceRng::new(seed)), names(50));
        let larger = draw(seed, 50, &names).sample;
        let smaller = draw(seed, u32::try_from(size).unwrap(), &names).sample;
        prop_assert_eq!(&larger[..size], smaller.as_slice());
    }

    #[test]
    fn a_seed_survives_its_text(seed in any::<u64>()) {
        let seed = Seed::random(&SequenceRng::new(seed));
        prop_assert_eq!(seed.to_string().parse(), Ok(seed));
        prop_assert!(seed.to_string().to_uppercase().parse::<Seed>().is_err() || !seed.to_string().contains(|c: char| c.is_ascii_lowercase()));
    }
}

#[test]
fn a_text_that_is_no_seed_is_refused() {
    for text in
        ["", "00", &"0".repeat(63), &"0".repeat(65), &"g".repeat(64), &"+1".repeat(32), &"é".repeat(32)]
    {
        assert!(text.parse::<Seed>().is_err(), "{text}");
    }
}
