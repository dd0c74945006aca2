use super::hash;

/// Columns of a key or an index at most.
pub const KEYS: usize = 8;

/// The rows of a table by some columns that occur once together: open addressing with linear probing, and an array
/// for the rows of the start, whose keys most often count from 0.
#[derive(Clone, Debug)]
pub struct Unique {
    columns: Box<[usize]>,
    /// Row + 1 by a key of one column, of the first instance: such a key is in no slot. 0 is empty.
    numbered: Vec<u32>,
    /// Hash, and row + 1; 0 is empty. A power of two of them, at most half of them taken.
    slots: Vec<(u32, u32)>,
    count: usize,
}

/// What an index reads of its table: cells, cells of one row, and for each row the instance it is in.
#[allow(clippy::struct_field_names)]
#[derive(Clone, Copy)]
pub struct Cells<'a> {
    /// All cells.
    pub cells: &'a [i64],
    /// Cells of one row.
    pub width: usize,
    /// The instance of each row; empty where that does not matter.
    pub parts: &'a [u32],
}

impl Cells<'_> {
    #[inline]
    fn row(&self, row: u32) -> &[i64] {
        &self.cells[row as usize * self.width..][..self.width]
    }

    #[inline]
    fn part(&self, row: u32) -> u32 {
        self.parts.get(row as usize).copied().unwrap_or(0)
    }
}

impl Unique {
    /// An empty index on these columns.
    pub fn new(columns: &[usize]) -> Self {
        Self { columns: columns.into(), numbered: Vec::new(), slots: vec![(0, 0); 16], count: 0 }
    }

    /// Which columns.
    pub fn columns(&self) -> &[usize] {
        &self.columns
    }

    /// The row with this key in an instance.
    #[inline]
    pub fn find(&self, cells: Cells, part: u32, key: &[i64]) -> Option<u32> {
        if let [key] = key
            && let Some(number) = self.number(part, *key)
        {
            return self.numbered[number].checked_sub(1);
        }
        let hash = hash(part, key.iter().copied());
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let (known, row) = self.slots[at];
            if row == 0 {
                return None;
            }
            if known == hash && cells.part(row - 1) == part {
                let image = cells.row(row - 1);
                if self.columns.iter().zip(key).all(|(column, part)| image[*column] == *part) {
                    return Some(row - 1);
                }
            }
            at = (at + 1) & mask;
        }
    }

    /// The place of a key among the numbered ones, if it is one.
    #[inline]
    fn number(&self, part: u32, key: i64) -> Option<usize> {
        usize::try_from(key).ok().filter(|number| part == 0 && *number < self.numbered.len())
    }

    #[inline]
    fn number_of(&self, cells: Cells, row: u32) -> Option<usize> {
        let [column] = *self.columns else { return None };
        self.number(cells.part(row), cells.row(row)[column])
    }

    fn hash_of(&self, cells: Cells, row: u32) -> u32 {
        let image = cells.row(row);
        hash(cells.part(row), self.columns.iter().map(|column| image[*column]))
    }

    /// Makes room for so many rows of an instance whose keys count from 0. With a key of one column, in an empty index,
    /// nobody looks for those by their hash.
    pub fn reserve_numbered(&mut self, part: u32, rows: usize) {
        if part == 0 && self.columns.len() == 1 && self.count == 0 && self.numbered.is_empty() {
            self.numbered = vec![0; rows];
        } else {
            self.reserve(rows);
        }
    }

    /// Makes room for so many more rows.
    pub fn reserve(&mut self, rows: usize) {
        let slots = (2 * (self.count + rows)).next_power_of_two();
        if slots > self.slots.len() {
            let old = std::mem::replace(&mut self.slots, vec![(0, 0); slots]);
            for (hash, row) in old {
                if row != 0 {
                    self.place(hash, row);
                }
            }
        }
    }

    /// Adds a row, whose cells are written and whose key is free.
    pub fn insert(&mut self, cells: Cells, row: u32) {
        if let Some(number) = self.number_of(cells, row) {
            self.numbered[number] = row + 1;
            return;
        }
        self.reserve(1);
        let hash = self.hash_of(cells, row);
        self.place(hash, row + 1);
        self.count += 1;
    }

    fn place(&mut self, hash: u32, row: u32) {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        while self.slots[at].1 != 0 {
            at = (at + 1) & mask;
        }
        self.slots[at] = (hash, row);
    }

    /// Removes a row, whose cells are still those it was added with.
    pub fn remove(&mut self, cells: Cells, row: u32) {
        if let Some(number) = self.number_of(cells, row) {
            if self.numbered[number] == row + 1 {
                self.numbered[number] = 0;
            }
            return;
        }
        let hash = self.hash_of(cells, row);
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        while self.slots[at].1 != row + 1 {
            if self.slots[at].1 == 0 {
                return;
            }
            at = (at + 1) & mask;
        }
        self.count -= 1;
        // Moves back what stands behind it, so that no probe ends too early.
        let mut hole = at;
        loop {
            at = (at + 1) & mask;
            let (hash, row) = self.slots[at];
            if row == 0 {
                break;
            }
            let home = hash as usize & mask;
            if (at.wrapping_sub(home) & mask) >= (at.wrapping_sub(hole) & mask) {
                self.slots[hole] = (hash, row);
                hole = at;
            }
        }
        self.slots[hole] = (0, 0);
    }
}

/// The columns of a key, in a buffer.
pub(super) fn pick<'k, const N: usize>(key: &'k mut [i64; N], columns: &[usize], image: &[i64]) -> &'k [i64] {
    for (part, column) in key.iter_mut().zip(columns) {
        *part = image[*column];
    }
    &key[..columns.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        /// Numbered or not, what was added and not removed is found, and nothing else.
        #[test]
        fn it_finds_what_a_map_finds(
            reserved in prop::option::of(0_usize..12),
            steps in prop::collection::vec((0_u32..2, -2_i64..14, any::<bool>()), 1..80),
        ) {
            let mut index = Unique::new(&[0]);
            if let Some(rows) = reserved {
                index.reserve_numbered(0, rows);
            }
            let (mut cells, mut parts, mut map) = (Vec::new(), Vec::new(), BTreeMap::new());
            for (part, key, add) in steps {
                let known = map.get(&(part, key)).copied();
                if add && known.is_none() {
                    let row = u32::try_from(cells.len()).unwrap();
                    cells.push(key);
                    parts.push(part);
                    index.insert(Cells { cells: &cells, width: 1, parts: &parts }, row);
                    map.insert((part, key), row);
                } else if let (false, Some(row)) = (add, known) {
                    index.remove(Cells { cells: &cells, width: 1, parts: &parts }, row);
                    map.remove(&(part, key));
                }
                for part in 0..2 {
                    for key in -2..14 {
                        let found = index.find(Cells { cells: &cells, width: 1, parts: &parts }, part, &[key]);
                        prop_assert_eq!(found, map.get(&(part, key)).copied(), "{} {}", part, key);
                    }
                }
            }
        }
    }
}
