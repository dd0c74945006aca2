use std::collections::VecDeque;

use super::unique::{Cells, KEYS, pick};
use super::{Chains, History, NONE, Unique};

/// The rows of one table.
#[derive(Clone, Debug)]
pub struct Table {
    pub(super) shape: Shape,
    pub(super) cells: Vec<i64>,
    states: Vec<State>,
    /// The instance of each row, up to the last that is in another than the first: most tables need none.
    pub(super) parts: Vec<u32>,
    /// What holds the lock of each row; [`NONE`] for nobody.
    pub locks: Vec<u32>,
    /// When each row disappears by itself; as long as it takes for those that do.
    due: Vec<u64>,
    /// The latest change of each row in the history, plus 1.
    pub(super) latest: Vec<u64>,
    free: Vec<u32>,
    live: u64,
    /// Rows of each instance.
    counts: Vec<u64>,
    pub(super) uniques: Vec<Unique>,
    pub(super) chains: Vec<Chains>,
    pub(super) history: Option<History>,
    expiring: VecDeque<(u64, u32)>,
    next_number: i64,
}

/// What is fixed of a table.
#[derive(Clone, Debug, Default)]
pub struct Shape {
    /// Columns.
    pub width: usize,
    /// How many of them are the key.
    pub keys: usize,
    /// Further columns that occur once together.
    pub uniques: Vec<Vec<usize>>,
    /// Columns by which rows are looked for.
    pub indexes: Vec<Vec<usize>>,
    /// How long the past is kept; `None`: not at all.
    pub history: Option<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Free,
    /// Inserted and not committed: its keys are taken, nobody else sees it.
    Pending,
    Live,
}

impl Table {
    /// An empty table.
    pub fn new(shape: Shape) -> Self {
        let key: Vec<usize> = (0..shape.keys).collect();
        let uniques =
            std::iter::once(&key).chain(&shape.uniques).map(|columns| Unique::new(columns)).collect();
        let chains = shape.indexes.iter().map(|columns| Chains::new(columns)).collect();
        let history = shape.history.map(|keeps| History::new(shape.width, keeps));
        Self {
            shape,
            cells: Vec::new(),
            states: Vec::new(),
            parts: Vec::new(),
            locks: Vec::new(),
            due: Vec::new(),
            latest: Vec::new(),
            free: Vec::new(),
            live: 0,
            counts: Vec::new(),
            uniques,
            chains,
            history,
            expiring: VecDeque::new(),
            next_number: 0,
        }
    }

    /// Makes room for the rows of the start in an instance, so many: their keys count from 0.
    pub fn reserve(&mut self, part: u32, rows: usize) {
        self.cells.reserve(rows.saturating_mul(self.shape.width));
        self.states.reserve(rows);
        self.locks.reserve(rows);
        self.latest.reserve(rows);
        for (number, unique) in self.uniques.iter_mut().enumerate() {
            if number == 0 { unique.reserve_numbered(part, rows) } else { unique.reserve(rows) }
        }
    }

    /// Columns of a row.
    pub fn width(&self) -> usize {
        self.shape.width
    }

    /// How many columns are the key.
    pub fn keys(&self) -> usize {
        self.shape.keys
    }

    /// How many rows are there, those whose time is over included until they are taken away.
    pub fn len(&self) -> u64 {
        self.live
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.live == 0
    }

    /// The number for the next row of a table whose rows are numbered.
    pub fn number(&mut self) -> i64 {
        self.next_number += 1;
        self.next_number - 1
    }

    #[inline]
    pub(super) fn view(&self) -> Cells<'_> {
        Cells { cells: &self.cells, width: self.shape.width, parts: &self.parts }
    }

    /// A row, committed or, of one that was never committed, as inserted.
    #[inline]
    pub fn row(&self, row: u32) -> &[i64] {
        &self.cells[row as usize * self.shape.width..][..self.shape.width]
    }

    /// The instance in whose memory a row is.
    #[inline]
    pub fn part(&self, row: u32) -> u32 {
        self.parts.get(row as usize).copied().unwrap_or(0)
    }

    fn set_part(&mut self, row: u32, part: u32) {
        let row = row as usize;
        if part != 0 && row >= self.parts.len() {
            self.parts.resize(row + 1, 0);
        }
        if let Some(of) = self.parts.get_mut(row) {
            *of = part;
        }
    }

    /// Whether a row is committed and its time is not over.
    #[inline]
    pub fn is_live(&self, row: u32, now: u64) -> bool {
        debug_assert!((row as usize) < self.states.len());
        self.all_live()
            || self.states[row as usize] == State::Live
                && self.due.get(row as usize).is_none_or(|due| *due > now)
    }

    /// Whether every row that there ever was is committed, and none has a time that ends: then nobody needs to look.
    #[inline]
    fn all_live(&self) -> bool {
        self.live == self.states.len() as u64 && self.due.is_empty()
    }

    /// Brings the first columns of a row into the cache; gives one of them.
    #[inline]
    pub fn look_up(&self, row: u32) -> i64 {
        self.cells.get(row as usize * self.shape.width).copied().unwrap_or(0)
    }

    /// Whether a row was inserted and is not committed.
    #[inline]
    pub fn is_pending(&self, row: u32) -> bool {
        self.states[row as usize] == State::Pending
    }

    /// Adds a row whose keys are free. Nobody else sees it before [`commit`](Self::commit).
    pub fn insert(&mut self, part: u32, image: &[i64]) -> u32 {
        let row = if let Some(row) = self.free.pop() {
            self.cells[row as usize * self.shape.width..][..self.shape.width].copy_from_slice(image);
            self.states[row as usize] = State::Pending;
            self.locks[row as usize] = NONE;
            if let Some(due) = self.due.get_mut(row as usize) {
                *due = u64::MAX;
            }
            self.latest[row as usize] = 0;
            row
        } else {
            let row = u32::try_from(self.states.len()).unwrap_or(NONE - 1);
            self.cells.extend_from_slice(image);
            self.states.push(State::Pending);
            self.locks.push(NONE);
            self.latest.push(0);
            row
        };
        self.set_part(row, part);
        let view = Cells { cells: &self.cells, width: self.shape.width, parts: &self.parts };
        for unique in &mut self.uniques {
            unique.insert(view, row);
        }
        row
    }

    /// Changes an inserted row that is not committed.
    pub fn rewrite_pending(&mut self, row: u32, image: &[i64]) {
        let view = Cells { cells: &self.cells, width: self.shape.width, parts: &self.parts };
        for unique in &mut self.uniques {
            unique.remove(view, row);
        }
        self.cells[row as usize * self.shape.width..][..self.shape.width].copy_from_slice(image);
        let view = Cells { cells: &self.cells, width: self.shape.width, parts: &self.parts };
        for unique in &mut self.uniques {
            unique.insert(view, row);
        }
    }

    /// How many rows there are in the memory of one instance.
    pub fn count_of(&self, part: u32) -> u64 {
        self.counts.get(part as usize).copied().unwrap_or(0)
    }

    /// How many places for rows there are, taken or not: row numbers are below.
    pub fn slots(&self) -> u64 {
        self.states.len() as u64
    }

    /// Makes an inserted row visible.
    pub fn commit(&mut self, now: u64, row: u32) {
        self.states[row as usize] = State::Live;
        self.live += 1;
        let part = self.part(row) as usize;
        if part >= self.counts.len() {
            self.counts.resize(part + 1, 0);
        }
        self.counts[part] += 1;
        self.chain(row);
        self.remember(now, row, false);
    }

    /// Takes an inserted row that was not committed away again.
    pub fn forget(&mut self, row: u32) {
        let view = Cells { cells: &self.cells, width: self.shape.width, parts: &self.parts };
        for unique in &mut self.uniques {
            unique.remove(view, row);
        }
        self.states[row as usize] = State::Free;
        self.free.push(row);
    }

    /// Changes a committed row.
    pub fn update(&mut self, now: u64, row: u32, image: &[i64]) {
        self.remember(now, row, true);
        let at = row as usize * self.shape.width;
        let before = &self.cells[at..at + self.shape.width];
        let moved = |columns: &[usize]| columns.iter().any(|column| before[*column] != image[*column]);
        // Which indexes the change moves the row in, as bits.
        let bit = |moved: bool, index: usize| u64::from(moved) << index.min(63);
        let chains = self
            .chains
            .iter()
            .enumerate()
            .fold(0, |bits, (index, chain)| bits | bit(moved(chain.columns()), index));
        let uniques = self
            .uniques
            .iter()
            .enumerate()
            .fold(0, |bits, (index, unique)| bits | bit(moved(unique.columns()), index));
        let view = Cells { cells: &self.cells, width: self.shape.width, parts: &self.parts };
        for (_, chain) in
            self.chains.iter_mut().enumerate().filter(|(index, _)| chains >> (*index).min(63) & 1 == 1)
        {
            chain.remove(view, row);
        }
        for (_, unique) in
            self.uniques.iter_mut().enumerate().filter(|(index, _)| uniques >> (*index).min(63) & 1 == 1)
        {
            unique.remove(view, row);
        }
        self.cells[at..at + self.shape.width].copy_from_slice(image);
        let view = Cells { cells: &self.cells, width: self.shape.width, parts: &self.parts };
        let mut key = [0; KEYS];
        for (_, chain) in
            self.chains.iter_mut().enumerate().filter(|(index, _)| chains >> (*index).min(63) & 1 == 1)
        {
            let key = pick(&mut key, chain.columns(), image);
            chain.insert(view, row, key);
        }
        for (_, unique) in
            self.uniques.iter_mut().enumerate().filter(|(index, _)| uniques >> (*index).min(63) & 1 == 1)
        {
            unique.insert(view, row);
        }
    }

    /// Removes a committed row.
    pub fn delete(&mut self, now: u64, row: u32) {
        self.remember(now, row, true);
        let view = Cells { cells: &self.cells, width: self.shape.width, parts: &self.parts };
        for chain in &mut self.chains {
            chain.remove(view, row);
        }
        self.live -= 1;
        let part = self.part(row) as usize;
        self.counts[part] -= 1;
        self.forget(row);
    }

    /// Lets a row disappear at a time; later calls with later times take the place of earlier ones.
    pub fn expire_at(&mut self, row: u32, due: u64) {
        if row as usize >= self.due.len() {
            self.due.resize(row as usize + 1, u64::MAX);
        }
        self.due[row as usize] = due;
        self.expiring.push_back((due, row));
    }

    /// A row whose time is over, to be taken away.
    pub fn expired(&mut self, now: u64) -> Option<u32> {
        while let Some((due, row)) = self.expiring.front().copied() {
            if due > now {
                return None;
            }
            self.expiring.pop_front();
            if self.states[row as usize] == State::Live && self.due[row as usize] == due {
                return Some(row);
            }
        }
        None
    }

    /// Visits every committed row, in no order that means anything.
    pub fn each_row<E>(&self, visit: &mut impl FnMut(u32) -> Result<(), E>) -> Result<(), E> {
        for (row, state) in (0..).zip(&self.states) {
            if *state == State::Live {
                visit(row)?;
            }
        }
        Ok(())
    }
}
