use super::unique::{Cells, KEYS, pick};
use super::{Table, Unique};

/// Rows by their keys and indexes.
impl Table {
    /// The row with this key in an instance, committed or not.
    #[inline]
    pub fn find(&self, part: u32, key: &[i64]) -> Option<u32> {
        self.uniques[0].find(self.view(), part, key)
    }

    /// A row other than `except` that has one of the keys of an image, committed or not.
    pub fn taken(&self, part: u32, image: &[i64], except: Option<u32>) -> Option<u32> {
        let mut key = [0; KEYS];
        self.uniques.iter().find_map(|unique| {
            for (part, column) in key.iter_mut().zip(unique.columns()) {
                *part = image[*column];
            }
            unique.find(self.view(), part, &key[..unique.columns().len()]).filter(|row| Some(*row) != except)
        })
    }

    /// Whether two versions of a row differ in a key.
    pub fn moves(&self, before: &[i64], after: &[i64]) -> bool {
        let differ =
            |unique: &Unique| unique.columns().iter().any(|column| before[*column] != after[*column]);
        self.uniques.iter().any(differ)
    }

    /// Whether two rows have a key in common.
    pub fn share_a_key(&self, one: &[i64], other: &[i64]) -> bool {
        let equal = |unique: &Unique| unique.columns().iter().all(|column| one[*column] == other[*column]);
        self.uniques.iter().any(equal)
    }

    /// The first row of an index with this key.
    #[inline]
    pub fn first(&self, index: usize, key: &[i64]) -> Option<u32> {
        self.chains[index].first(self.view(), key)
    }

    /// The row of an index after this one.
    #[inline]
    pub fn next(&self, index: usize, row: u32) -> Option<u32> {
        self.chains[index].next(row)
    }

    /// Puts a row into every index.
    pub(super) fn chain(&mut self, row: u32) {
        let view = Cells { cells: &self.cells, width: self.shape.width, parts: &self.parts };
        let image = &self.cells[row as usize * self.shape.width..][..self.shape.width];
        let mut key = [0; KEYS];
        for chain in &mut self.chains {
            let key = pick(&mut key, chain.columns(), image);
            chain.insert(view, row, key);
        }
    }
}
