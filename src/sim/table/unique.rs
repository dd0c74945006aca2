use super::hash;

/// Columns of a key or an index at most.
pub const KEYS: usize = 8;

/// The rows of a table by some columns that occur once together: open addressing with linear probing.
#[derive(Clone, Debug)]
pub struct Unique {
    columns: Box<[usize]>,
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
        Self { columns: columns.into(), slots: vec![(0, 0); 16], count: 0 }
    }

    /// Which columns.
    pub fn columns(&self) -> &[usize] {
        &self.columns
    }

    /// The row with this key in an instance.
    #[inline]
    pub fn find(&self, cells: Cells, part: u32, key: &[i64]) -> Option<u32> {
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

    fn hash_of(&self, cells: Cells, row: u32) -> u32 {
        let image = cells.row(row);
        hash(cells.part(row), self.columns.iter().map(|column| image[*column]))
    }

    /// Adds a row, whose cells are written and whose key is free.
    pub fn insert(&mut self, cells: Cells, row: u32) {
        if 2 * (self.count + 1) > self.slots.len() {
            let old = std::mem::take(&mut self.slots);
            self.slots = vec![(0, 0); old.len() * 2];
            for (hash, row) in old {
                if row != 0 {
                    self.place(hash, row);
                }
            }
        }
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
