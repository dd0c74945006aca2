use super::seed::number;
use crate::calc::random::Stream;

/// Where in an interval, in days, so many parts of each further day are added to the spread. The ranges of
/// py-fsrs 6.3.2 and Anki.
const RANGES: [(f64, f64, f64); 3] = [(2.5, 7.0, 0.15), (7.0, 20.0, 0.1), (20.0, f64::INFINITY, 0.05)];

/// The interval moved a little, in days, so that cards learned together come apart. The same card after as
/// many reviews is always moved alike: a log replayed gives the same due dates.
pub fn fuzzed(interval: u32, cap: u32, card: &str, reviews: u32) -> u32 {
    let (low, high) = bounds(interval, cap);
    let mut draw = Stream::new(0, number(card)).request(u64::from(reviews)).draw(0, 0);
    let moved = u64::from(low) + draw.below(u64::from(high - low) + 1);
    u32::try_from(moved).unwrap_or(high)
}

/// The shortest and the longest interval that fuzz may make of this one, in days.
fn bounds(interval: u32, cap: u32) -> (u32, u32) {
    let days = f64::from(interval);
    if days < 2.5 {
        return (interval, interval);
    }
    let spread = RANGES.iter().map(|(from, to, share)| share * (days.min(*to) - from).max(0.0));
    let spread = 1.0 + spread.sum::<f64>();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and twice a u32")]
    let whole = |days: f64| libm::rint(days) as u32;
    let high = whole(days + spread).min(cap);
    (whole(days - spread).max(2).min(high), high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spread_is_that_of_py_fsrs() {
        // 1 + 0.15 × 4.5 + 0.1 × 13 + 0.05 × 30 = 4.475
        assert_eq!(bounds(50, 36_500), (46, 54));
        // 1 + 0.15 × 0.5 = 1.075
        assert_eq!(bounds(3, 36_500), (2, 4));
        assert_eq!(bounds(2, 36_500), (2, 2));
        assert_eq!(bounds(50, 50), (46, 50));
        assert_eq!(bounds(30, 20), (20, 20));
    }

    #[test]
    fn every_interval_within_is_met_and_none_without() {
        let met: std::collections::BTreeSet<u32> = (0..1000).map(|n| fuzzed(50, 36_500, "a", n)).collect();
        assert_eq!(met.into_iter().collect::<Vec<_>>(), (46..=54).collect::<Vec<_>>());
        assert_eq!(fuzzed(50, 36_500, "a", 7), fuzzed(50, 36_500, "a", 7));
        let cards = ["a", "b", "c", "d", "e", "f"].map(|card| fuzzed(50, 36_500, card, 1));
        assert!(cards.iter().any(|days| *days != cards[0]), "cards come apart: {cards:?}");
    }
}
