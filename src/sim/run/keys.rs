use super::execution::{Effect, Execution};
use super::machine::Machine;
use crate::problem::model::Reason;
use crate::sim::component::Draft;
use crate::sim::table::NONE;

impl Machine<'_> {
    /// Whether a row other than `but` has a key of the row in `seen.image`: then the statement conflicts, or waits
    /// for the transaction that is about to take that key or to give it up.
    pub(super) fn key_is_taken(&mut self, run: Execution, but: Option<u32>) -> Option<Effect> {
        let Execution { statement, part, transaction, .. } = run;
        let table = &self.truth.tables.all[statement.table];
        let image = &self.seen.image;
        if let Some(row) = table.taken(part, image, but) {
            let lock = table.locks[row as usize];
            if lock == NONE || transaction == NONE {
                return Some(Effect::No(Reason::Conflict));
            }
            let held = self.locks.lock(lock);
            let leaves = match held.draft {
                Draft::None => false,
                Draft::Insert => held.owner != transaction,
                Draft::Update => !table.share_a_key(&held.image, image),
                Draft::Delete => true,
            };
            return match (leaves, held.owner == transaction) {
                (false, _) => Some(Effect::No(Reason::Conflict)),
                (true, false) => Some(self.wait_for_key(run, lock)),
                // What this transaction has moved or removed itself; an index can hold the new row beside it only
                // after the commit, so that an insert has to do without.
                (true, true) => but.is_none().then_some(Effect::No(Reason::Conflict)),
            };
        }
        if transaction == NONE {
            return None;
        }
        // Keys to which others are about to move a row are in no index yet.
        let about = self.locks.moving().find(|lock| {
            let held = self.locks.lock(*lock);
            held.table as usize == statement.table
                && Some(held.row) != but
                && table.part(held.row) == part
                && table.share_a_key(&held.image, image)
        })?;
        if self.locks.lock(about).owner == transaction {
            return Some(Effect::No(Reason::Conflict));
        }
        Some(self.wait_for_key(run, about))
    }

    /// Whether a transaction adds again what it has removed: then that becomes a change.
    pub(super) fn takes_back(&mut self, run: Execution) -> bool {
        let Execution { statement, part, transaction, .. } = run;
        let table = &self.truth.tables.all[statement.table];
        let image = &self.seen.image;
        let lock = match table.find(part, &image[..table.keys()]) {
            Some(row) if transaction != NONE => table.locks[row as usize],
            _ => return false,
        };
        if lock == NONE {
            return false;
        }
        let held = self.locks.lock_mut(lock);
        let back = held.owner == transaction && held.draft == Draft::Delete;
        if back {
            held.draft = Draft::Update;
            held.image.clone_from(image);
        }
        back
    }

    /// Waits until a transaction has ended that has a key in its hands; its lock is nothing but the way to wait.
    fn wait_for_key(&mut self, run: Execution, lock: u32) -> Effect {
        self.wait_for(run.handle, run.transaction, lock);
        self.at(run.handle).rare.awaited = lock;
        Effect::Waits
    }

    /// Gives back the lock that waiting for a key has brought.
    pub(super) fn return_lock(&mut self, run: Execution) {
        let lock = self.of(run.handle).rare.awaited;
        if lock == NONE {
            return;
        }
        self.at(run.handle).rare.awaited = NONE;
        let held = self.locks.lock(lock);
        if run.transaction != NONE && held.owner == run.transaction && held.draft == Draft::None {
            self.locks.drop_from(run.transaction, lock);
            self.release(lock, false);
        }
    }
}
