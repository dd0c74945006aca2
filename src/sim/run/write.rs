use super::find::{Held, visible};
use super::machine::{Change, Machine};
use super::statement::Effect;
use crate::problem::model::Reason;
use crate::sim::code::{Trap, evaluate};
use crate::sim::component::Draft;
use crate::sim::engine::Handle;
use crate::sim::program::{PartKind, Statement, Verb};
use crate::sim::table::{KEYS, NONE};

impl Machine<'_> {
    /// Adds a row, unless a key is taken.
    pub(super) fn insert(
        &mut self,
        handle: Handle,
        statement: &Statement,
        part: u32,
        transaction: u32,
    ) -> Result<Effect, Trap> {
        let mut parts = [0; KEYS];
        let mut length = self.key_of(handle, statement, &mut parts)?;
        if statement.key.is_none() {
            // A number is given once, also where the statement waits and looks again.
            parts[0] = self.truth.tables.all[statement.table].number();
            length = 1;
        }
        let now = self.clock(self.of(handle).clock);
        self.initial(statement.table, &parts[..length], now)?;
        self.set_columns(handle, statement, now, true)?;
        self.add(handle, statement, part, transaction)
    }

    /// Adds the row in `seen.image`.
    fn add(
        &mut self,
        handle: Handle,
        statement: &Statement,
        part: u32,
        transaction: u32,
    ) -> Result<Effect, Trap> {
        let image = std::mem::take(&mut self.seen.image);
        let taken = self.truth.tables.all[statement.table].taken(part, &image, None);
        let effect = match taken {
            Some(row) => self.add_beside(handle, statement, transaction, row, &image),
            None if self.is_full(statement.table, part) && !self.makes_room(handle, statement.table) => {
                Effect::No(Reason::Full)
            }
            None => {
                if transaction == NONE {
                    self.add_row(statement.table, part, &image);
                } else {
                    let rows = &mut self.truth.tables.all[statement.table];
                    let row = rows.insert(part, &image);
                    let lock =
                        self.locks.take(transaction, u32::try_from(statement.table).unwrap_or(NONE), row);
                    self.locks.lock_mut(lock).draft = Draft::Insert;
                    rows.locks[row as usize] = lock;
                }
                Effect::Done
            }
        };
        self.seen.found = effect == Effect::Done;
        if effect != Effect::Waits {
            self.seen.row.clear();
            self.seen.row.extend_from_slice(&image);
        }
        self.seen.image = image;
        Ok(effect)
    }

    /// A key is taken: by a row that stays, or one of which that is not known yet.
    fn add_beside(
        &mut self,
        handle: Handle,
        statement: &Statement,
        transaction: u32,
        row: u32,
        image: &[i64],
    ) -> Effect {
        let table = &self.truth.tables.all[statement.table];
        let lock = table.locks[row as usize];
        if lock == NONE || transaction == NONE {
            return Effect::No(Reason::Conflict);
        }
        let held = self.locks.lock_mut(lock);
        let own = held.owner == transaction;
        match held.draft {
            Draft::Delete if own && table.row(row)[..table.keys()] == image[..table.keys()] => {
                held.draft = Draft::Update;
                held.image.clear();
                held.image.extend_from_slice(image);
                Effect::Done
            }
            Draft::Insert | Draft::Delete if !own => {
                self.wait_for(handle, transaction, lock);
                Effect::Waits
            }
            _ => {
                self.let_go(handle, transaction, row, statement.table);
                Effect::No(Reason::Conflict)
            }
        }
    }

    /// Changes the row with the key, or adds it.
    pub(super) fn put(
        &mut self,
        handle: Handle,
        statement: &Statement,
        part: u32,
        transaction: u32,
    ) -> Result<Effect, Trap> {
        let mut parts = [0; KEYS];
        let length = self.key_of(handle, statement, &mut parts)?;
        let key = &parts[..length];
        let found = self.truth.tables.all[statement.table].find(part, key);
        if let Some(row) = found {
            let lock = self.truth.tables.all[statement.table].locks[row as usize];
            if transaction != NONE {
                if lock != NONE && self.locks.lock(lock).owner != transaction {
                    self.wait_for(handle, transaction, lock);
                    return Ok(Effect::Waits);
                }
                self.lock_row(handle, statement.table, row, transaction);
            }
            let image = visible(
                &self.truth.tables.all[statement.table],
                &self.locks,
                row,
                transaction,
                self.truth.tables.now,
            );
            if let Some(image) = image {
                if !self.matches(handle, statement, image)? {
                    let image = image.to_vec();
                    self.seen.row = image;
                    return Ok(Effect::No(Reason::None));
                }
                self.rewrite(handle, statement, row, transaction)?;
                return Ok(Effect::Done);
            }
        }
        let now = self.clock(self.of(handle).clock);
        self.initial(statement.table, key, now)?;
        self.set_columns(handle, statement, now, true)?;
        self.add(handle, statement, part, transaction)
    }

    /// Changes or removes the row with the key.
    pub(super) fn change_row(
        &mut self,
        handle: Handle,
        statement: &Statement,
        part: u32,
        transaction: u32,
    ) -> Result<Effect, Trap> {
        let mut parts = [0; KEYS];
        let length = self.key_of(handle, statement, &mut parts)?;
        let Some(row) = self.find_row(handle, statement, part, transaction, &parts[..length])? else {
            let now = self.clock(self.of(handle).clock);
            let row = self.truth.tables.all[statement.table].find(part, &parts[..length]);
            let image = row.and_then(|row| {
                visible(
                    &self.truth.tables.all[statement.table],
                    &self.locks,
                    row,
                    transaction,
                    self.truth.tables.now,
                )
                .map(<[i64]>::to_vec)
            });
            match image {
                Some(image) => self.seen.row = image,
                None => {
                    self.initial(statement.table, &parts[..length], now)?;
                    std::mem::swap(&mut self.seen.row, &mut self.seen.image);
                }
            }
            return Ok(Effect::No(Reason::None));
        };
        if transaction != NONE
            && let Held::Other(lock) = self.lock_row(handle, statement.table, row, transaction)
        {
            self.wait_for(handle, transaction, lock);
            return Ok(Effect::Waits);
        }
        self.rewrite(handle, statement, row, transaction)?;
        Ok(Effect::Done)
    }

    /// Changes or removes all rows of which the condition is true, as many as asked for.
    pub(super) fn change_rows(
        &mut self,
        handle: Handle,
        statement: &Statement,
        part: u32,
        transaction: u32,
    ) -> Result<Effect, Trap> {
        self.collect(handle, statement, part, transaction)?;
        let matches = std::mem::take(&mut self.seen.matches);
        let mut effect = if matches.is_empty() { Effect::No(Reason::None) } else { Effect::Done };
        if transaction != NONE {
            for (_, _, row) in &matches {
                if let Held::Other(lock) = self.lock_row(handle, statement.table, *row, transaction) {
                    self.wait_for(handle, transaction, lock);
                    effect = Effect::Waits;
                    break;
                }
            }
        }
        let mut result = Ok(());
        if effect == Effect::Done {
            for (_, _, row) in &matches {
                result = self.rewrite(handle, statement, *row, transaction);
                if result.is_err() {
                    break;
                }
            }
            self.seen.result = i64::try_from(matches.len()).unwrap_or(i64::MAX);
        }
        self.seen.matches = matches;
        result.map(|()| effect)
    }

    /// Writes the new version of a row, or takes it away: for good, or as the draft of a transaction.
    fn rewrite(
        &mut self,
        handle: Handle,
        statement: &Statement,
        row: u32,
        transaction: u32,
    ) -> Result<(), Trap> {
        let Machine { truth, locks, seen, .. } = self;
        let table = &truth.tables.all[statement.table];
        let image = visible(table, locks, row, transaction, truth.tables.now).unwrap_or(&[]);
        seen.image.clear();
        seen.image.extend_from_slice(image);
        seen.row.clear();
        seen.row.extend_from_slice(image);
        seen.found = true;
        if statement.verb == Verb::Delete {
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
        let now = self.clock(self.of(handle).clock);
        self.set_columns(handle, statement, now, false)?;
        let image = std::mem::take(&mut self.seen.image);
        self.seen.row.clear();
        self.seen.row.extend_from_slice(&image);
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
            }
        }
        self.seen.image = image;
        Ok(())
    }

    /// Gives columns of `seen.image` their new values; all see the row before. `fresh`: the row is being added.
    fn set_columns(
        &mut self,
        handle: Handle,
        statement: &Statement,
        now: i64,
        fresh: bool,
    ) -> Result<(), Trap> {
        let version = self.program.tables[statement.table].version;
        let mut values = [0_i64; 64];
        {
            let scope = self.scope(self.of(handle)).of(&self.seen.image);
            for ((_, code), value) in statement.set.iter().zip(&mut values) {
                *value = evaluate(code, &scope)?;
            }
        }
        let image = &mut self.seen.image;
        for ((column, _), value) in statement.set.iter().zip(&values) {
            image[*column] = *value;
        }
        if fresh {
            image[version] = 0;
            image[version + 1] = now;
        } else {
            image[version] += 1;
        }
        image[version + 2] = now;
        Ok(())
    }

    /// Adds a row for good.
    pub(in crate::sim) fn add_row(&mut self, table: usize, part: u32, image: &[i64]) -> u32 {
        let now = self.now();
        let rows = &mut self.truth.tables.all[table];
        let row = rows.insert(part, image);
        rows.commit(now, row);
        self.added(table, row);
        row
    }

    /// A row has become visible.
    pub(super) fn added(&mut self, table: usize, row: u32) {
        self.set_expiry(table, row);
        self.count_row(table, row, 1);
        self.meter_memory(table, true);
        let (number, before) = (u32::try_from(table).unwrap_or(NONE), None);
        self.changes.push(Change { table: number, row, before, gone: false });
        self.feed_change(table, row);
    }

    /// Changes a row for good.
    pub(in crate::sim) fn change(&mut self, table: usize, row: u32, image: &[i64]) {
        let now = self.now();
        self.note_change(table, row, false);
        self.count_row(table, row, -1);
        self.truth.tables.all[table].update(now, row, image);
        self.count_row(table, row, 1);
        self.feed_change(table, row);
    }

    /// Those who follow the changes of a table hear of one.
    fn feed_change(&mut self, table: usize, row: u32) {
        if let Some(topic) = self.program.tables[table].feed {
            self.feed(topic, table, row);
        }
    }

    /// Takes a row away for good.
    pub(in crate::sim) fn delete_row(&mut self, table: usize, row: u32) {
        let now = self.now();
        self.note_change(table, row, true);
        self.count_row(table, row, -1);
        self.truth.tables.all[table].delete(now, row);
        self.meter_memory(table, false);
    }

    /// Remembers a row before its change, for the rules that look at it afterwards.
    fn note_change(&mut self, table: usize, row: u32, gone: bool) {
        if self.program.tables[table].rules.is_empty() {
            return;
        }
        let number = u32::try_from(table).unwrap_or(NONE);
        // One row that is changed twice before anybody looks was changed once.
        if !gone
            && self.changes.iter().rev().take(16).any(|change| change.table == number && change.row == row)
        {
            return;
        }
        let start = u32::try_from(self.before.len()).unwrap_or(NONE);
        self.before.extend_from_slice(self.truth.tables.all[table].row(row));
        self.changes.push(Change { table: number, row, before: Some(start), gone });
    }

    /// Adds a row to the counts and sums over its table, or takes it off.
    fn count_row(&mut self, table: usize, row: u32, sign: i128) {
        let program = self.program;
        for number in &program.tables[table].totals {
            let plan = &program.totals[*number];
            let image = self.truth.tables.all[table].row(row);
            let scope = crate::sim::code::Scope::bare(&self.truth, 0).of(image);
            let counted = plan.filter.as_ref().map_or(Ok(1), |filter| evaluate(filter, &scope));
            let value = plan.value.as_ref().map_or(Ok(1), |value| evaluate(value, &scope));
            match (counted, value) {
                (Ok(0), _) => {}
                (Ok(_), Ok(value)) => {
                    let mut key = [0; KEYS];
                    for (part, column) in key.iter_mut().zip(&plan.columns) {
                        *part = image[*column];
                    }
                    let width = plan.columns.len();
                    self.truth.tables.totals[*number].add(&key[..width], sign * i128::from(value));
                }
                (Err(trap), _) | (_, Err(trap)) => {
                    let id = &program.tables[table].id;
                    self.stop(trap, id);
                }
            }
        }
    }

    /// Lets a row disappear when its time is over.
    fn set_expiry(&mut self, table: usize, row: u32) {
        if let Some(ttl) = self.program.tables[table].ttl {
            let due = self.now() + ttl;
            self.truth.tables.all[table].expire_at(row, due);
        }
    }

    /// Takes the rows away whose time is over.
    pub(super) fn expire(&mut self, table: usize) {
        if self.program.tables[table].ttl.is_none() {
            return;
        }
        let now = self.now();
        while let Some(row) = self.truth.tables.all[table].expired(now) {
            self.delete_row(table, row);
        }
    }

    /// Bytes of a component's rows.
    fn meter_memory(&mut self, table: usize, added: bool) {
        let plan = &self.program.tables[table];
        let meter = &mut self.meters[plan.at];
        if added {
            meter.memory += plan.bytes;
            meter.most_memory = meter.most_memory.max(meter.memory);
        } else {
            meter.memory = meter.memory.saturating_sub(plan.bytes);
        }
    }

    /// Whether a table, or the memory it is in, has no room for another row.
    fn is_full(&self, table: usize, part: u32) -> bool {
        let plan = &self.program.tables[table];
        if let Some(max) = plan.max {
            let rows = &self.truth.tables.all[table];
            let count = if plan.own { rows.count_of(part) } else { rows.len() };
            if count >= max {
                return true;
            }
        }
        let component = &self.program.parts[plan.at];
        let memory = self.stations[component.first].attributes.memory;
        memory > 0
            && matches!(component.kind, PartKind::Redis { .. })
            && self.meters[plan.at].memory + plan.bytes > memory.saturating_mul(component.count as u64)
    }

    /// Makes room where a full Redis forgets; a table with a bound of its own does not.
    fn makes_room(&mut self, handle: Handle, table: usize) -> bool {
        let plan = &self.program.tables[table];
        if plan.max.is_some_and(|max| self.truth.tables.all[table].len() >= max) {
            return false;
        }
        let PartKind::Redis { forgets: true, .. } = self.program.parts[plan.at].kind else { return false };
        let mut draw = self.draw(handle, self.of(handle).pc, super::journey::FAULT);
        let rows = &self.truth.tables.all[table];
        let written = plan.version + 2;
        let victim = crate::sim::component::sample(rows.slots(), &mut draw, |number| {
            let row = u32::try_from(number).ok()?;
            rows.is_live(row, self.truth.tables.now).then(|| (rows.row(row)[written].cast_unsigned(), row))
        });
        match victim {
            Some(row) => {
                self.delete_row(table, row);
                true
            }
            None => false,
        }
    }
}
