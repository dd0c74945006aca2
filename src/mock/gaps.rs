use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::past::Past;
use super::standards::Standards;

/// A gap and how often it was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recurring {
    /// A habit or a criterion by its name, a decision or an estimate by the id of its card.
    pub gap: String,
    /// In so many mocks.
    pub times: usize,
    /// When the last of them ended, in milliseconds since 1970 in UTC.
    pub last: i64,
}

/// So many cards are moved to due after a mock: an evening's work.
const MOST_DUE: usize = 20;

/// The gaps of all these mocks, the most frequent first; of equally frequent ones the last seen first,
/// and of one mock in its order.
pub fn recurring(past: &[Past]) -> Vec<Recurring> {
    let mut seen: BTreeMap<&str, (usize, i64, usize)> = BTreeMap::new();
    for mock in past {
        for (at, gap) in mock.gaps.iter().enumerate() {
            if mock.gaps[..at].contains(gap) {
                continue;
            }
            let (times, last, place) = seen.entry(gap).or_insert((0, mock.at, at));
            *times += 1;
            (*last, *place) = (mock.at.max(*last), at);
        }
    }
    let mut ranked: Vec<_> = seen.into_iter().collect();
    ranked.sort_by_key(|(_, (times, last, place))| (Reverse(*times), Reverse(*last), *place));
    let gap =
        |(gap, (times, last, _)): (&str, (usize, i64, usize))| Recurring { gap: gap.to_owned(), times, last };
    ranked.into_iter().map(gap).collect()
}

/// The cards that belong to a gap, of those that are known by id and topic: what the standards say of a habit, or the
/// card of a decision or an estimate itself.
pub fn cards_of(gap: &str, standards: &Standards, known: &[(&str, &str)]) -> Vec<String> {
    let ids = known.iter().filter(|(id, topic)| match standards.gaps.get(gap) {
        Some(habit) => {
            habit.cards.iter().any(|card| card == id) || habit.topics.iter().any(|name| name == topic)
        }
        None => *id == gap,
    });
    ids.map(|(id, _)| (*id).to_owned()).collect()
}

/// The cards to move to due for these gaps: the first of each, then the second of each, to an evening's work.
pub fn due_cards(gaps: &[String], standards: &Standards, known: &[(&str, &str)]) -> Vec<String> {
    let piles: Vec<Vec<String>> = gaps.iter().map(|gap| cards_of(gap, standards, known)).collect();
    let deepest = piles.iter().map(Vec::len).max().unwrap_or(0);
    let mut due: Vec<String> = Vec::new();
    for card in (0..deepest).flat_map(|at| piles.iter().filter_map(move |pile| pile.get(at))) {
        if due.len() < MOST_DUE && !due.contains(card) {
            due.push(card.clone());
        }
    }
    due
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mock::STANDARDS;

    fn mock(at: i64, gaps: &[&str]) -> Past {
        let gaps = gaps.iter().map(|gap| (*gap).to_owned()).collect();
        Past { at, gaps, ..Past::default() }
    }

    #[test]
    fn what_returns_most_comes_first() {
        let past = [mock(1, &["a", "b", "a"]), mock(2, &["c", "b"]), mock(3, &["d"])];
        let found: Vec<(String, usize, i64)> =
            recurring(&past).into_iter().map(|one| (one.gap, one.times, one.last)).collect();
        // b twice; of those seen once d is the last, then c, then a, which stands twice in one mock.
        let wanted = [("b", 2, 2), ("d", 1, 3), ("c", 1, 2), ("a", 1, 1)];
        assert_eq!(found, wanted.map(|(gap, times, last)| (gap.to_owned(), times, last)));
    }

    #[test]
    fn a_gap_has_its_cards_and_many_gaps_share_an_evening() {
        let standards = Standards::read(STANDARDS).unwrap();
        let known = [
            ("interview/wrapup-form", "wrap-up"),
            ("interview/gap-wrapup", "gaps"),
            ("interview/gap-math", "gaps"),
            ("shop:decision.lock", "shop"),
        ];
        assert_eq!(
            cards_of("long_wrapup", &standards, &known),
            ["interview/wrapup-form", "interview/gap-wrapup"]
        );
        assert_eq!(cards_of("shop:decision.lock", &standards, &known), ["shop:decision.lock"]);
        assert!(cards_of("shop:decision.other", &standards, &known).is_empty());
        let gaps = ["long_wrapup", "no_math", "shop:decision.lock"].map(str::to_owned);
        assert_eq!(
            due_cards(&gaps, &standards, &known),
            ["interview/wrapup-form", "interview/gap-math", "shop:decision.lock", "interview/gap-wrapup"]
        );
        let names: Vec<String> = (0..50).map(|number| format!("card-{number}")).collect();
        let known: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "wrap-up")).collect();
        assert_eq!(due_cards(&gaps, &standards, &known).len(), 20);
    }
}
