use super::hash;

/// A count or a sum for each combination of some columns.
#[derive(Clone, Debug)]
pub struct Total {
    width: usize,
    /// Hash, and entry + 1; 0 is empty.
    slots: Vec<(u32, u32)>,
    keys: Vec<i64>,
    sums: Vec<i128>,
}

impl Total {
    /// Empty, for keys of so many columns.
    pub fn new(width: usize) -> Self {
        Self { width, slots: vec![(0, 0); 16], keys: Vec::new(), sums: Vec::new() }
    }

    fn slot(&self, hash: u32, key: &[i64]) -> Result<usize, usize> {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let (known, entry) = self.slots[at];
            if entry == 0 {
                return Err(at);
            }
            let entry = entry as usize - 1;
            if known == hash && self.keys[entry * self.width..][..self.width] == *key {
                return Ok(entry);
            }
            at = (at + 1) & mask;
        }
    }

    /// The sum for a key; 0 where nothing was added.
    #[inline]
    pub fn get(&self, key: &[i64]) -> i128 {
        self.slot(hash(0, key.iter().copied()), key).map_or(0, |entry| self.sums[entry])
    }

    /// Adds to the sum of a key.
    pub fn add(&mut self, key: &[i64], value: i128) {
        let hash = hash(0, key.iter().copied());
        match self.slot(hash, key) {
            Ok(entry) => self.sums[entry] += value,
            Err(at) => {
                self.keys.extend_from_slice(key);
                self.sums.push(value);
                let entry = u32::try_from(self.sums.len()).unwrap_or(u32::MAX);
                self.slots[at] = (hash, entry);
                if 2 * self.sums.len() > self.slots.len() {
                    self.grow();
                }
            }
        }
    }

    fn grow(&mut self) {
        let old = std::mem::take(&mut self.slots);
        self.slots = vec![(0, 0); old.len() * 2];
        let mask = self.slots.len() - 1;
        for (hash, entry) in old {
            if entry != 0 {
                let mut at = hash as usize & mask;
                while self.slots[at].1 != 0 {
                    at = (at + 1) & mask;
                }
                self.slots[at] = (hash, entry);
            }
        }
    }
}
