use super::key::Key;

/// The least of a few keys of which one changes at a time: a tournament. A change plays again only the matches on
/// its way up, one for each doubling of how many there are, without a branch on who wins.
#[derive(Debug)]
pub(super) struct Winners {
    /// Of nodes 2n and 2n + 1 the winner is node n; the second half are the keys themselves.
    nodes: Vec<Key>,
    /// The winner of all, which node 1 would be.
    least: Key,
}

impl Winners {
    pub const fn new() -> Self {
        Self { nodes: Vec::new(), least: Key::NEVER }
    }

    /// The least key, [`Key::NEVER`] where there is none.
    #[inline]
    pub const fn least(&self) -> Key {
        self.least
    }

    /// Changes the key of a place; [`Key::NEVER`] takes it away.
    #[inline]
    pub fn set(&mut self, place: usize, key: Key) {
        if place >= self.nodes.len() / 2 {
            self.widen(place);
        }
        let mut node = self.nodes.len() / 2 + place;
        let mut winner = key;
        while node > 1 {
            self.nodes[node] = winner;
            winner = winner.min(self.nodes[node ^ 1]);
            node /= 2;
        }
        self.least = winner;
    }

    /// Makes room for a place.
    #[cold]
    fn widen(&mut self, place: usize) {
        let keys = self.nodes.split_off(self.nodes.len() / 2);
        let half = (place + 1).next_power_of_two().max(2);
        self.nodes.clear();
        self.nodes.resize(2 * half, Key::NEVER);
        for (place, key) in keys.into_iter().enumerate() {
            self.set(place, key);
        }
    }

    /// What it has allocated, in entries.
    #[cfg(test)]
    pub fn capacity(&self) -> usize {
        self.nodes.capacity()
    }
}

#[cfg(test)]
mod tests {
    use super::super::key::Stamp;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_least_is_that_of_a_search(changes in prop::collection::vec((0_usize..40, 0_u64..50), 1..200)) {
            let mut winners = Winners::new();
            let mut keys = vec![Key::NEVER; 40];
            for (number, (place, time)) in (0..).zip(changes) {
                // Times from 40 on take the key away.
                let key = if time < 40 { Key::new(time, Stamp::new(number, 0)) } else { Key::NEVER };
                winners.set(place, key);
                keys[place] = key;
                prop_assert_eq!(Some(winners.least()), keys.iter().min().copied());
            }
        }
    }
}
