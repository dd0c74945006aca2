use super::execution::{Effect, Execution};
use super::find::Held;
use super::machine::{Machine, Match};
use crate::problem::model::Reason;
use crate::sim::code::{Trap, evaluate};
use crate::sim::component::Draft;
use crate::sim::program::Verb;
use crate::sim::table::{KEYS, NONE};

impl Machine<'_> {
    /// Adds a row, unless a key is taken.
    pub(super) fn insert(&mut self, run: Execution) -> Result<Effect, Trap> {
        let Execution { handle, statement, .. } = run;
        let mut parts = [0; KEYS];
        let mut length = self.key_of(handle, statement, &mut parts)?;
        if statement.key.is_none() {
            // A number is given once, also where the statement waits and looks again.
            parts[0] = self.truth.tables.all[statement.table].number();
            length = 1;
        }
        let now = self.clock(self.of(handle).clock);
        self.initial(statement.table, &parts[..length], now)?;
        self.set_columns(run, now, true)?;
        self.add(run)
    }

    /// Adds the row in `seen.image`.
    fn add(&mut self, run: Execution) -> Result<Effect, Trap> {
        let Execution { handle, statement, part, transaction } = run;
        let effect = if self.takes_back(run) {
            Effect::Done
        } else if let Some(effect) = self.key_is_taken(run, None) {
            effect
        } else if self.is_full(statement.table, part) && !self.makes_room(handle, statement.table) {
            Effect::No(Reason::Full)
        } else {
            let image = std::mem::take(&mut self.seen.image);
            if transaction == NONE {
                self.add_row(statement.table, part, &image);
            } else {
                let rows = &mut self.truth.tables.all[statement.table];
                let row = rows.insert(part, &image);
                let table = u32::try_from(statement.table).unwrap_or(NONE);
                let lock = self.locks.take(transaction, table, row);
                self.locks.lock_mut(lock).draft = Draft::Insert;
                rows.locks[row as usize] = lock;
            }
            self.seen.image = image;
            Effect::Done
        };
        self.seen.found = effect == Effect::Done;
        if effect != Effect::Waits {
            let seen = &mut self.seen;
            seen.row.clone_from(&seen.image);
        }
        Ok(effect)
    }

    /// Changes the row with the key, or adds it.
    pub(super) fn put(&mut self, run: Execution) -> Result<Effect, Trap> {
        let Execution { handle, statement, part, transaction } = run;
        let mut parts = [0; KEYS];
        let length = self.key_of(handle, statement, &mut parts)?;
        let key = &parts[..length];
        if let Some(row) = self.truth.tables.all[statement.table].find(part, key) {
            if transaction != NONE
                && let Held::Other(lock) = self.lock_row(run, row)
            {
                self.wait_for(handle, transaction, lock);
                return Ok(Effect::Waits);
            }
            if let Some(image) = self.image_of(run, row) {
                if !self.matches(handle, statement, image)? {
                    self.see(run, row);
                    return Ok(Effect::No(Reason::None));
                }
                return self.rewrite_all(run, &[(0, 0, row)]);
            }
        }
        let now = self.clock(self.of(handle).clock);
        self.initial(statement.table, key, now)?;
        self.set_columns(run, now, true)?;
        self.add(run)
    }

    /// Changes or removes the row with the key.
    pub(super) fn change_row(&mut self, run: Execution) -> Result<Effect, Trap> {
        let Execution { handle, statement, part, transaction } = run;
        let mut parts = [0; KEYS];
        let length = self.key_of(handle, statement, &mut parts)?;
        let key = &parts[..length];
        let Some(row) = self.find_row(run, key)? else {
            match self.truth.tables.all[statement.table].find(part, key) {
                Some(row) if self.image_of(run, row).is_some() => self.see(run, row),
                _ => self.see_initial(run, key)?,
            }
            return Ok(Effect::No(Reason::None));
        };
        if transaction != NONE
            && let Held::Other(lock) = self.lock_row(run, row)
        {
            self.wait_for(handle, transaction, lock);
            return Ok(Effect::Waits);
        }
        self.rewrite_all(run, &[(0, 0, row)])
    }

    /// Changes or removes all rows of which the condition is true, as many as asked for.
    pub(super) fn change_rows(&mut self, run: Execution) -> Result<Effect, Trap> {
        self.collect(run)?;
        let matches = std::mem::take(&mut self.seen.matches);
        let effect = if matches.is_empty() {
            Ok(Effect::No(Reason::None))
        } else if self.lock_all(run, &matches) {
            self.rewrite_all(run, &matches)
        } else {
            Ok(Effect::Waits)
        };
        self.seen.result = i64::try_from(matches.len()).unwrap_or(i64::MAX);
        self.seen.matches = matches;
        effect
    }

    /// Takes the locks of these rows in turn, up to the first that it has to wait for.
    fn lock_all(&mut self, run: Execution, matches: &[Match]) -> bool {
        if run.transaction == NONE {
            return true;
        }
        for (_, _, row) in matches {
            if let Held::Other(lock) = self.lock_row(run, *row) {
                self.wait_for(run.handle, run.transaction, lock);
                return false;
            }
        }
        true
    }

    /// Writes new versions of these rows, or takes them away.
    fn rewrite_all(&mut self, run: Execution, matches: &[Match]) -> Result<Effect, Trap> {
        if run.statement.moves {
            // All keys before the first row is written: who waits comes back and begins anew.
            for (_, _, row) in matches {
                self.new_image(run, *row)?;
                if let Some(effect) = self.key_is_taken(run, Some(*row)) {
                    return Ok(effect);
                }
            }
        }
        for (_, _, row) in matches {
            self.rewrite(run, *row)?;
        }
        Ok(Effect::Done)
    }

    /// Leaves a row in `seen.row` and its new version in `seen.image`.
    fn new_image(&mut self, run: Execution, row: u32) -> Result<(), Trap> {
        self.see(run, row);
        let seen = &mut self.seen;
        seen.image.clone_from(&seen.row);
        let now = self.clock(self.of(run.handle).clock);
        self.set_columns(run, now, false)
    }

    /// Writes the new version of a row, or takes it away: for good, or as the draft of a transaction.
    fn rewrite(&mut self, run: Execution, row: u32) -> Result<(), Trap> {
        let Execution { statement, transaction, .. } = run;
        self.seen.found = true;
        let traced = self.of(run.handle).traced;
        if statement.verb == Verb::Delete {
            self.see(run, row);
            if traced {
                self.seen.changed.push((self.seen.row.clone(), self.seen.row.clone()));
            }
            if transaction == NONE {
                self.delete_row(statement.table, row);
                return Ok(());
            }
            let lock = self.truth.tables.all[statement.table].locks[row as usize];
            if self.locks.lock(lock).draft == Draft::Insert {
                // Added and removed by one transaction: nobody ever sees it.
                self.locks.drop_from(transaction, lock);
                self.truth.tables.all[statement.table].locks[row as usize] = NONE;
                self.truth.tables.all[statement.table].forget(row);
                self.release(lock, true);
            } else {
                self.locks.lock_mut(lock).draft = Draft::Delete;
            }
            return Ok(());
        }
        self.new_image(run, row)?;
        if traced {
            self.seen.changed.push((self.seen.row.clone(), self.seen.image.clone()));
        }
        let moved =
            statement.moves && self.truth.tables.all[statement.table].moves(&self.seen.row, &self.seen.image);
        let image = std::mem::take(&mut self.seen.image);
        self.seen.row.clone_from(&image);
        if transaction == NONE {
            self.change(statement.table, row, &image);
            if statement.verb == Verb::Put {
                self.set_expiry(statement.table, row);
            }
        } else {
            let table = &mut self.truth.tables.all[statement.table];
            let lock = table.locks[row as usize];
            let held = self.locks.lock_mut(lock);
            if held.draft == Draft::Insert {
                table.rewrite_pending(row, &image);
            } else {
                held.draft = Draft::Update;
                held.image.clear();
                held.image.extend_from_slice(&image);
                if moved {
                    self.locks.moves_key(lock);
                }
            }
        }
        self.seen.image = image;
        Ok(())
    }

    /// Gives columns of `seen.image` their new values; all see the row before. `fresh`: the row is being added.
    fn set_columns(&mut self, run: Execution, now: i64, fresh: bool) -> Result<(), Trap> {
        let version = self.program.tables[run.statement.table].version;
        let mut values = std::mem::take(&mut self.seen.values);
        values.clear();
        let scope = self.scope(self.of(run.handle)).of(&self.seen.image);
        for (_, code) in &run.statement.set {
            values.push(evaluate(code, &scope)?);
        }
        let image = &mut self.seen.image;
        for ((column, _), value) in run.statement.set.iter().zip(&values) {
            image[*column] = *value;
        }
        if fresh {
            image[version] = 0;
            image[version + 1] = now;
        } else {
            image[version] += 1;
        }
        image[version + 2] = now;
        self.seen.values = values;
        Ok(())
    }
}
