use super::execution::{Effect, Execution};
use super::machine::Machine;
use crate::problem::model::{Lock, Reason};
use crate::sim::code::{Scope, Trap, evaluate, key};
use crate::sim::component::{Draft, Locks};
use crate::sim::engine::Handle;
use crate::sim::program::{Statement, Verb};
use crate::sim::table::{KEYS, NONE, Table};

/// A row as a transaction sees it: committed, or as it has made it itself; `None` where it sees none.
pub(super) fn visible<'a>(
    table: &'a Table,
    locks: &'a Locks,
    row: u32,
    transaction: u32,
    now: u64,
) -> Option<&'a [i64]> {
    let lock = table.locks[row as usize];
    if lock != NONE && transaction != NONE && locks.lock(lock).owner == transaction {
        match locks.lock(lock).draft {
            Draft::None => {}
            Draft::Insert => return Some(table.row(row)),
            Draft::Update => return Some(&locks.lock(lock).image),
            Draft::Delete => return None,
        }
    }
    table.is_live(row, now).then(|| table.row(row))
}

impl Machine<'_> {
    /// Does what a statement says, at once.
    pub(super) fn effect(&mut self, run: Execution) -> Result<Effect, Trap> {
        let Execution { handle, statement, .. } = run;
        self.return_lock(run);
        self.expire(statement.table);
        self.seen.looked = 0;
        self.seen.found = false;
        self.seen.as_of = self.now().cast_signed();
        let effect = match (statement.verb, &statement.key) {
            (Verb::Read | Verb::Count, _) if statement.replica => self.read_past(run)?,
            (Verb::Read, Some(_)) => self.read_row(run)?,
            (Verb::Count, _) if self.read_kept(run)? => Effect::Done,
            (Verb::Read | Verb::Count, _) => self.scan(run)?,
            (Verb::Insert, _) => self.insert(run)?,
            (Verb::Put, _) => self.put(run)?,
            (Verb::Update | Verb::Delete, Some(_)) => self.change_row(run)?,
            (Verb::Update | Verb::Delete, None) => self.change_rows(run)?,
        };
        if effect != Effect::Waits {
            self.tell_effect(handle, statement, effect);
        }
        Ok(effect)
    }

    /// The key of a statement.
    pub(super) fn key_of(
        &self,
        handle: Handle,
        statement: &Statement,
        out: &mut [i64; KEYS],
    ) -> Result<usize, Trap> {
        let Some(codes) = &statement.key else { return Ok(0) };
        Ok(key(codes, &self.scope(self.of(handle)), out)?.len())
    }

    /// Whether the condition of a statement is true of a row.
    pub(super) fn matches(&self, handle: Handle, statement: &Statement, row: &[i64]) -> Result<bool, Trap> {
        match &statement.filter {
            None => Ok(true),
            Some(filter) => Ok(evaluate(filter, &self.scope(self.of(handle)).of(row))? != 0),
        }
    }

    /// The row that there would be: initial values.
    pub(super) fn initial(&mut self, table: usize, key: &[i64], now: i64) -> Result<(), Trap> {
        let plan = &self.program.tables[table];
        let mut image = std::mem::take(&mut self.seen.image);
        image.clear();
        image.extend_from_slice(key);
        image.resize(plan.shape.width, 0);
        let mut result = Ok(());
        for (column, code) in plan.initial.iter().enumerate() {
            if let Some(code) = code {
                let scope = Scope::bare(&self.truth, now).of(&image);
                match evaluate(code, &scope) {
                    Ok(value) => image[column] = value,
                    Err(trap) => result = Err(trap),
                }
            }
        }
        self.seen.image = image;
        result
    }

    /// The row with a key as a transaction sees it, whether the condition of the statement is true of it or not.
    pub(super) fn image_of(&self, run: Execution, row: u32) -> Option<&[i64]> {
        let table = &self.truth.tables.all[run.statement.table];
        visible(table, &self.locks, row, run.transaction, self.truth.tables.now)
    }

    /// Leaves the row that there would be under a key in `seen.row`: initial values.
    pub(super) fn see_initial(&mut self, run: Execution, key: &[i64]) -> Result<(), Trap> {
        let now = self.clock(self.of(run.handle).clock);
        self.initial(run.statement.table, key, now)?;
        std::mem::swap(&mut self.seen.row, &mut self.seen.image);
        Ok(())
    }

    fn read_row(&mut self, run: Execution) -> Result<Effect, Trap> {
        let Execution { handle, statement, transaction, .. } = run;
        let mut parts = [0; KEYS];
        let length = self.key_of(handle, statement, &mut parts)?;
        let Some(row) = self.find_row(run, &parts[..length])? else {
            self.see_initial(run, &parts[..length])?;
            return Ok(Effect::No(Reason::None));
        };
        if statement.lock != Lock::None && transaction != NONE {
            match self.lock_row(run, row) {
                Held::Mine => {}
                Held::Other(_) if statement.lock == Lock::Skip => return Ok(Effect::No(Reason::Skipped)),
                Held::Other(lock) => {
                    self.wait_for(handle, transaction, lock);
                    return Ok(Effect::Waits);
                }
            }
        }
        self.see(run, row);
        self.seen.found = true;
        Ok(Effect::Done)
    }

    /// Copies a row to `seen.row` as the transaction sees it.
    pub(super) fn see(&mut self, run: Execution, row: u32) {
        let Machine { truth, locks, seen, .. } = self;
        let table = &truth.tables.all[run.statement.table];
        let image = visible(table, locks, row, run.transaction, truth.tables.now);
        seen.row.clear();
        seen.row.extend_from_slice(image.unwrap_or(&[]));
    }

    /// The row with a key of which the condition is true, as the transaction sees it. A lock that it has waited for
    /// it keeps to its end, also where the condition is no longer true: so does the real server.
    pub(super) fn find_row(&mut self, run: Execution, key: &[i64]) -> Result<Option<u32>, Trap> {
        let Some(row) = self.truth.tables.all[run.statement.table].find(run.part, key) else {
            return Ok(None);
        };
        let found = match self.image_of(run, row) {
            Some(image) => self.matches(run.handle, run.statement, image)?,
            None => false,
        };
        Ok(found.then_some(row))
    }

    /// Takes the lock of a row, unless somebody else has it.
    pub(super) fn lock_row(&mut self, run: Execution, row: u32) -> Held {
        let Execution { statement: Statement { table, .. }, transaction, .. } = run;
        let rows = &mut self.truth.tables.all[*table];
        let lock = rows.locks[row as usize];
        if lock == NONE {
            let lock = self.locks.take(transaction, u32::try_from(*table).unwrap_or(NONE), row);
            rows.locks[row as usize] = lock;
            return Held::Mine;
        }
        if self.locks.lock(lock).owner == transaction { Held::Mine } else { Held::Other(lock) }
    }
}

/// Who has the lock of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Held {
    /// The transaction that asks.
    Mine,
    /// Another: which lock.
    Other(u32),
}
