use super::machine::Machine;
use crate::sim::component::Draft;
use crate::sim::table::NONE;

impl Machine<'_> {
    /// Makes what a transaction has written visible, and releases its locks in the order in which it took them.
    pub(super) fn commit(&mut self, transaction: u32) {
        let now = self.now();
        let count = self.locks.transaction(transaction).locks.len();
        for index in 0..count {
            let lock = self.locks.transaction(transaction).locks[index];
            let held = self.locks.lock(lock);
            let (table, row, draft) = (held.table as usize, held.row, held.draft);
            match draft {
                Draft::None => {}
                Draft::Insert => {
                    self.truth.tables.all[table].commit(now, row);
                    self.added(table, row);
                }
                Draft::Update => {
                    let image = std::mem::take(&mut self.locks.lock_mut(lock).image);
                    self.change(table, row, &image);
                    self.locks.lock_mut(lock).image = image;
                }
                Draft::Delete => {
                    self.truth.tables.all[table].locks[row as usize] = NONE;
                    self.delete_row(table, row);
                }
            }
        }
        for index in 0..count {
            let lock = self.locks.transaction(transaction).locks[index];
            let gone = self.locks.lock(lock).draft == Draft::Delete;
            self.release(lock, gone);
        }
        self.end_transaction(transaction);
    }

    /// Takes back what a transaction has written, and releases its locks.
    pub(super) fn roll_back(&mut self, transaction: u32) {
        let count = self.locks.transaction(transaction).locks.len();
        for index in 0..count {
            let lock = self.locks.transaction(transaction).locks[index];
            let held = self.locks.lock(lock);
            let (table, row, draft) = (held.table as usize, held.row, held.draft);
            let inserted = draft == Draft::Insert;
            if inserted {
                self.truth.tables.all[table].locks[row as usize] = NONE;
                self.truth.tables.all[table].forget(row);
            }
            self.release(lock, inserted);
        }
        self.end_transaction(transaction);
    }

    fn end_transaction(&mut self, transaction: u32) {
        self.locks.stop_waiting(transaction);
        while self.locks.pop(transaction).is_some() {}
        self.locks.end(transaction);
    }

    /// Releases one lock, and wakes who gets it.
    pub(super) fn release(&mut self, lock: u32, row_is_gone: bool) {
        let held = self.locks.lock(lock);
        let (table, row) = (held.table as usize, held.row);
        let mut woken = std::mem::take(&mut self.woken);
        if self.locks.release(lock, row_is_gone, &mut woken) && !row_is_gone {
            self.truth.tables.all[table].locks[row as usize] = NONE;
        }
        for handle in woken.drain(..) {
            self.wake(handle);
        }
        self.woken = woken;
    }
}
