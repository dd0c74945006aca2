/// Counts of a few different things, in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally<K>(Vec<(K, u64)>);

impl<K: Copy + Ord> Tally<K> {
    /// One more of this.
    #[inline]
    pub fn add(&mut self, key: K) {
        match self.0.first_mut() {
            Some((known, count)) if *known == key => *count += 1,
            _ => self.add_another(key),
        }
    }

    /// The same, of one that is not the first: of answers to most flows there is one.
    fn add_another(&mut self, key: K) {
        match self.0.iter_mut().find(|(known, _)| *known == key) {
            Some((_, count)) => *count += 1,
            None => self.insert(key),
        }
    }

    #[cold]
    fn insert(&mut self, key: K) {
        let at = self.0.partition_point(|(known, _)| *known < key);
        self.0.insert(at, (key, 1));
    }

    /// How many of this.
    pub fn get(&self, key: K) -> u64 {
        self.0.iter().find(|(known, _)| *known == key).map_or(0, |(_, count)| *count)
    }

    /// Everything counted, in order.
    pub fn iter(&self) -> impl Iterator<Item = (K, u64)> + '_ {
        self.0.iter().copied()
    }

    /// All together.
    pub fn total(&self) -> u64 {
        self.0.iter().map(|(_, count)| count).sum()
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

impl<K> Default for Tally<K> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_comes_in_order() {
        let mut tally = Tally::default();
        for status in [409, 201, 409, 503, 201, 409] {
            tally.add(status);
        }
        assert_eq!(tally.iter().collect::<Vec<_>>(), [(201, 2), (409, 3), (503, 1)]);
        assert_eq!((tally.get(409), tally.get(200), tally.total()), (3, 0, 6));
    }
}
