use crate::calc::random::Stream;

use super::item::Item;

/// Shuffles items, decks interleaved: mixing what is alike trains telling it apart, and related neighbours
/// give answers away. The same seed gives the same order.
pub fn shuffled(items: &[Item], mut chosen: Vec<usize>, seed: u64) -> Vec<usize> {
    let stream = Stream::new(seed, 0);
    chosen.sort_by_key(|&item| (stream.request(item as u64).draw(0, 0).bits(), item));
    interleaved(items, &chosen)
}

/// The same items with their decks spread evenly; within a deck the order stays.
pub fn interleaved(items: &[Item], order: &[usize]) -> Vec<usize> {
    spread(order, |item| items[item].deck.as_str())
}

/// Spreads each group evenly over the whole; within a group the order stays.
fn spread<'a>(order: &[usize], group: impl Fn(usize) -> &'a str) -> Vec<usize> {
    let mut groups: Vec<(&str, Vec<usize>)> = Vec::new();
    let mut places: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    for &item in order {
        let name = group(item);
        let place = *places.entry(name).or_insert_with(|| {
            groups.push((name, Vec::new()));
            groups.len() - 1
        });
        groups[place].1.push(item);
    }
    let mut placed: Vec<(usize, usize, usize, usize)> = Vec::with_capacity(order.len());
    for (rank, (_, members)) in groups.iter().enumerate() {
        for (index, &item) in members.iter().enumerate() {
            // The middle of one of so many equal parts, as a fraction of 2^32.
            let place = ((2 * index + 1) << 32) / (2 * members.len());
            placed.push((place, rank, index, item));
        }
    }
    placed.sort_unstable();
    placed.into_iter().map(|(_, _, _, item)| item).collect()
}

/// Spreads new cards evenly between the others.
pub fn mixed(known: &[usize], new: &[usize]) -> Vec<usize> {
    let all: Vec<usize> = known.iter().chain(new).copied().collect();
    let fresh: std::collections::BTreeSet<usize> = new.iter().copied().collect();
    spread(&all, |item| if fresh.contains(&item) { "new" } else { "known" })
}

/// Moves siblings apart: where two stand side by side, the next card that is no sibling comes between. Where
/// nothing else is left at the end, an earlier place is looked for.
pub fn apart(items: &[Item], order: &mut Vec<usize>) {
    let alike = |left: usize, right: usize| {
        items[left].siblings.is_some() && items[left].siblings == items[right].siblings
    };
    for place in 1..order.len() {
        if !alike(order[place - 1], order[place]) {
            continue;
        }
        let other = (place + 1..order.len()).find(|&later| !alike(order[place - 1], order[later]));
        if let Some(later) = other {
            let item = order.remove(later);
            order.insert(place, item);
        }
    }
    // What stands side by side now stands at the end.
    let mut place = order.len().saturating_sub(1);
    while place > 0 {
        let item = order[place];
        let fits = |&gap: &usize| (gap == 0 || !alike(order[gap - 1], item)) && !alike(order[gap], item);
        let gap = (0..place).find(fits).filter(|_| alike(order[place - 1], item));
        if let Some(gap) = gap {
            order.remove(place);
            order.insert(gap, item);
        } else {
            place -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn item(deck: &str, siblings: Option<&str>) -> Item {
        Item { deck: deck.into(), siblings: siblings.map(Into::into), ..Item::default() }
    }

    #[test]
    fn decks_are_spread_evenly() {
        let items = ["a", "a", "a", "a", "b", "b"].map(|deck| item(deck, None));
        assert_eq!(interleaved(&items, &[0, 1, 2, 3, 4, 5]), [0, 4, 1, 2, 5, 3]);
    }

    #[test]
    fn new_cards_stand_between_the_others() {
        assert_eq!(mixed(&[0, 1, 2, 3], &[8, 9]), [0, 8, 1, 2, 9, 3]);
        assert_eq!(mixed(&[], &[8, 9]), [8, 9]);
    }

    #[test]
    fn siblings_at_the_end_find_an_earlier_place() {
        let items = [item("a", None), item("a", None), item("a", Some("x")), item("a", Some("x"))];
        let mut order = vec![0, 1, 2, 3];
        apart(&items, &mut order);
        assert_eq!(order, [3, 0, 1, 2]);
    }

    proptest! {
        #[test]
        fn siblings_are_never_neighbours_where_that_can_be(groups in proptest::collection::vec(0_u32..6, 1..40), seed: u64) {
            let items: Vec<Item> = groups.iter().map(|group| {
                let name = group.to_string();
                item("d", (*group > 0).then_some(name.as_str()))
            }).collect();
            let mut order = shuffled(&items, (0..items.len()).collect(), seed);
            apart(&items, &mut order);
            let mut seen = order.clone();
            seen.sort_unstable();
            prop_assert_eq!(seen, (0..items.len()).collect::<Vec<_>>());
            let most = (1..6).map(|group| groups.iter().filter(|&&found| found == group).count()).max().unwrap_or(0);
            let neighbours = order.windows(2).any(|pair| {
                items[pair[0]].siblings.is_some() && items[pair[0]].siblings == items[pair[1]].siblings
            });
            // An order without neighbours exists exactly where no group has more than half, rounded up.
            prop_assert!(!neighbours || most > items.len().div_ceil(2), "{:?}", order);
        }
    }
}
