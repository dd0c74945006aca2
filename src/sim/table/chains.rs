use super::unique::Cells;
use super::{NONE, Unique};

/// The rows of a table that are equal in some columns, chained; the first of each chain stands in a key index.
#[derive(Clone, Debug)]
pub struct Chains {
    heads: Unique,
    next: Vec<u32>,
    previous: Vec<u32>,
}

impl Chains {
    /// An empty index on these columns.
    pub fn new(columns: &[usize]) -> Self {
        Self { heads: Unique::new(columns), next: Vec::new(), previous: Vec::new() }
    }

    /// Which columns.
    pub fn columns(&self) -> &[usize] {
        self.heads.columns()
    }

    /// The first row with this key, in any instance.
    #[inline]
    pub fn first(&self, cells: Cells, key: &[i64]) -> Option<u32> {
        self.heads.find(anywhere(cells), 0, key)
    }

    /// The row after this one.
    #[inline]
    pub fn next(&self, row: u32) -> Option<u32> {
        Some(self.next[row as usize]).filter(|row| *row != NONE)
    }

    /// Adds a row, whose cells are written.
    pub fn insert(&mut self, cells: Cells, row: u32, key: &[i64]) {
        let at = row as usize;
        if at >= self.next.len() {
            self.next.resize(at + 1, NONE);
            self.previous.resize(at + 1, NONE);
        }
        self.previous[at] = NONE;
        if let Some(head) = self.first(cells, key) {
            // Behind the head, so that the head stays in its place.
            let second = std::mem::replace(&mut self.next[head as usize], row);
            self.next[at] = second;
            self.previous[at] = head;
            if second != NONE {
                self.previous[second as usize] = row;
            }
        } else {
            self.next[at] = NONE;
            self.heads.insert(anywhere(cells), row);
        }
    }

    /// Removes a row, whose cells are still those it was added with.
    pub fn remove(&mut self, cells: Cells, row: u32) {
        let (before, after) = (self.previous[row as usize], self.next[row as usize]);
        if after != NONE {
            self.previous[after as usize] = before;
        }
        if before == NONE {
            self.heads.remove(anywhere(cells), row);
            if after != NONE {
                self.heads.insert(anywhere(cells), after);
            }
        } else {
            self.next[before as usize] = after;
        }
    }
}

/// The same cells, whatever instance each row is in.
const fn anywhere(cells: Cells<'_>) -> Cells<'_> {
    Cells { parts: &[], ..cells }
}
