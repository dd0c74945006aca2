use super::key::Key;

/// The least of a few keys of which one changes at a time: a tournament. A change plays again only the matches on
/// its way up, one for each doubling of how many there are, without a branch on who wins.
#[derive(Debug)]
pub(super) struct Winners {
    /// Of the two of pair n the winner is in pair n / 2, at n % 2; the second half of the pairs are the keys themselves.
    /// None where there are two keys at most: two delays, or one beside a load that comes round.
    pairs: Vec<[Key; 2]>,
    /// Pair 1.
    last: [Key; 2],
    /// Its winner, that of all.
    least: Key,
}

impl Winners {
    pub const fn new() -> Self {
        Self { pairs: Vec::new(), last: [Key::NEVER; 2], least: Key::NEVER }
    }

    /// The least key, [`Key::NEVER`] where there is none.
    #[inline]
    pub const fn least(&self) -> Key {
        self.least
    }

    /// Changes the key of a place that there is; [`Key::NEVER`] takes it away.
    #[inline]
    pub fn set(&mut self, place: usize, key: Key) {
        let (place, winner) = if self.pairs.is_empty() { (place, key) } else { self.before_last(place, key) };
        self.last[place % 2] = winner;
        // Of the two as they lie there: written so, no branch decides it, which could not be foreseen.
        self.least = self.last[0].min(self.last[1]);
    }

    /// Plays all matches but the last: who comes to that, and at which place.
    #[inline]
    fn before_last(&mut self, place: usize, key: Key) -> (usize, Key) {
        let mut node = self.pairs.len() + place;
        let mut winner = key;
        while node > 3 {
            let pair = &mut self.pairs[node / 2];
            pair[node % 2] = winner;
            winner = pair[0].min(pair[1]);
            node /= 2;
        }
        (node, winner)
    }

    /// Makes room for a place.
    pub fn widen(&mut self, place: usize) {
        if place < self.pairs.len().max(2) {
            return;
        }
        let mut keys = self.pairs.split_off(self.pairs.len() / 2);
        if keys.is_empty() {
            keys.push(self.last);
        }
        *self = Self::new();
        self.pairs.resize((place + 1).next_power_of_two(), [Key::NEVER; 2]);
        for (place, key) in keys.into_iter().flatten().enumerate() {
            self.set(place, key);
        }
    }

    /// What it has allocated, in entries.
    #[cfg(test)]
    pub fn capacity(&self) -> usize {
        2 * self.pairs.capacity()
    }
}

#[cfg(test)]
mod tests {
    use super::super::key::{Sequence, Stamp};
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_least_is_that_of_a_search(
            // One, two and many are different ways.
            most in prop_oneof![1_usize..4, 4_usize..40],
            changes in prop::collection::vec((0_usize..40, 0_u64..50), 1..200),
        ) {
            let mut winners = Winners::new();
            let mut keys = vec![Key::NEVER; 40];
            for (number, (place, time)) in (0..).zip(changes) {
                let place = place % most;
                // Times from 40 on take the key away.
                let key = if time < 40 { Key::new(time, Stamp::new(Sequence::nth(number), 0)) } else { Key::NEVER };
                winners.widen(place);
                winners.set(place, key);
                keys[place] = key;
                prop_assert_eq!(Some(winners.least()), keys.iter().min().copied());
            }
        }
    }
}
