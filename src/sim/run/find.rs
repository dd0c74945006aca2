use super::machine::{Machine, Seen};
use super::statement::Effect;
use crate::problem::model::{Lock, Reason};
use crate::sim::code::{Trap, evaluate, key};
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
    /// Does what a statement says, at once. `transaction` is [`NONE`] where nothing is locked.
    pub(super) fn effect(
        &mut self,
        handle: Handle,
        statement: &Statement,
        part: u32,
        transaction: u32,
    ) -> Result<Effect, Trap> {
        self.expire(statement.table);
        self.seen.looked = 0;
        self.seen.found = false;
        self.seen.as_of = self.now().cast_signed();
        let effect = match (statement.verb, &statement.key) {
            (Verb::Read | Verb::Count, _) if statement.replica => self.read_past(handle, statement, part)?,
            (Verb::Read, Some(_)) => self.read_row(handle, statement, part, transaction)?,
            (Verb::Read | Verb::Count, _) => self.scan(handle, statement, part, transaction)?,
            (Verb::Insert, _) => self.insert(handle, statement, part, transaction)?,
            (Verb::Put, _) => self.put(handle, statement, part, transaction)?,
            (Verb::Update | Verb::Delete, Some(_)) => {
                self.change_row(handle, statement, part, transaction)?
            }
            (Verb::Update | Verb::Delete, None) => self.change_rows(handle, statement, part, transaction)?,
        };
        if effect != Effect::Waits {
            self.at(handle).awaited = NONE;
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
                let scope = crate::sim::code::Scope::bare(&self.truth, now).of(&image);
                match evaluate(code, &scope) {
                    Ok(value) => image[column] = value,
                    Err(trap) => result = Err(trap),
                }
            }
        }
        self.seen.image = image;
        result
    }

    fn read_row(
        &mut self,
        handle: Handle,
        statement: &Statement,
        part: u32,
        transaction: u32,
    ) -> Result<Effect, Trap> {
        let mut parts = [0; KEYS];
        let length = self.key_of(handle, statement, &mut parts)?;
        let key = &parts[..length];
        let found = self.find_row(handle, statement, part, transaction, key)?;
        let Some(row) = found else {
            // A row that is missing has its initial values.
            let now = self.clock(self.of(handle).clock);
            self.initial(statement.table, key, now)?;
            std::mem::swap(&mut self.seen.row, &mut self.seen.image);
            return Ok(Effect::No(Reason::None));
        };
        if statement.lock != Lock::None && transaction != NONE {
            match self.lock_row(handle, statement.table, row, transaction) {
                Held::Mine => {}
                Held::Other(_) if statement.lock == Lock::Skip => return Ok(Effect::No(Reason::Skipped)),
                Held::Other(lock) => {
                    self.wait_for(handle, transaction, lock);
                    return Ok(Effect::Waits);
                }
            }
        }
        let Machine { truth, locks, seen, .. } = self;
        let image = visible(&truth.tables.all[statement.table], locks, row, transaction, truth.tables.now);
        seen.row.clear();
        seen.row.extend_from_slice(image.unwrap_or(&[]));
        seen.found = true;
        Ok(Effect::Done)
    }

    /// The row with a key of which the condition is true, as the transaction sees it.
    pub(super) fn find_row(
        &mut self,
        handle: Handle,
        statement: &Statement,
        part: u32,
        transaction: u32,
        key: &[i64],
    ) -> Result<Option<u32>, Trap> {
        let table = &self.truth.tables.all[statement.table];
        let Some(row) = table.find(part, key) else { return Ok(None) };
        let image = visible(table, &self.locks, row, transaction, self.truth.tables.now);
        let found = match image {
            Some(image) => self.matches(handle, statement, image)?,
            None => false,
        };
        if found {
            return Ok(Some(row));
        }
        self.let_go(handle, transaction, row, statement.table);
        Ok(None)
    }

    /// Gives back a lock that was waited for in vain.
    pub(super) fn let_go(&mut self, handle: Handle, transaction: u32, row: u32, table: usize) {
        let lock = self.truth.tables.all[table].locks[row as usize];
        if lock == NONE || self.of(handle).awaited != lock || transaction == NONE {
            return;
        }
        if self.locks.lock(lock).owner == transaction && self.locks.lock(lock).draft == Draft::None {
            self.locks.drop_from(transaction, lock);
            self.release(lock, false);
        }
    }

    /// Takes the lock of a row, unless somebody else has it.
    pub(super) fn lock_row(&mut self, _: Handle, table: usize, row: u32, transaction: u32) -> Held {
        let rows = &mut self.truth.tables.all[table];
        let lock = rows.locks[row as usize];
        if lock == NONE {
            let lock = self.locks.take(transaction, u32::try_from(table).unwrap_or(NONE), row);
            rows.locks[row as usize] = lock;
            return Held::Mine;
        }
        if self.locks.lock(lock).owner == transaction { Held::Mine } else { Held::Other(lock) }
    }

    /// The rows of a scan that match, in order, as many as asked for, into `seen.matches`.
    pub(super) fn collect(
        &mut self,
        handle: Handle,
        statement: &Statement,
        part: u32,
        transaction: u32,
    ) -> Result<(), Trap> {
        let mut matches = std::mem::take(&mut self.seen.matches);
        matches.clear();
        let result = self.collect_into(handle, statement, part, transaction, &mut matches);
        self.seen.matches = matches;
        self.seen.looked = result?;
        Ok(())
    }

    fn collect_into(
        &self,
        handle: Handle,
        statement: &Statement,
        part: u32,
        transaction: u32,
        matches: &mut Vec<(i64, i64, u32)>,
    ) -> Result<u64, Trap> {
        let table = &self.truth.tables.all[statement.table];
        let now = self.truth.tables.now;
        let scope = self.scope(self.of(handle));
        let scan = &statement.scan;
        let near = match &scan.near {
            Some(near) => {
                let (columns, [x, y, within]) = &**near;
                Some((columns, evaluate(x, &scope)?, evaluate(y, &scope)?, evaluate(within, &scope)?))
            }
            None => None,
        };
        let mut looked = 0;
        let mut look = |row: u32, mine: bool| -> Result<(), Trap> {
            if table.part(row) != part {
                return Ok(());
            }
            // What this transaction has written is looked at apart, whatever index the committed row stands in.
            let lock = table.locks[row as usize];
            let own = lock != NONE
                && transaction != NONE
                && self.locks.lock(lock).owner == transaction
                && self.locks.lock(lock).draft != Draft::None;
            if own != mine {
                return Ok(());
            }
            looked += 1;
            let Some(image) = visible(table, &self.locks, row, transaction, now) else { return Ok(()) };
            if let Some(filter) = &statement.filter
                && evaluate(filter, &scope.of(image))? == 0
            {
                return Ok(());
            }
            if statement.lock == Lock::Skip && lock != NONE && self.locks.lock(lock).owner != transaction {
                return Ok(());
            }
            let mut distance = 0;
            if let Some(([a, b], x, y, within)) = near {
                distance = straight(image[*a], image[*b], x, y);
                if distance > within {
                    return Ok(());
                }
            }
            let order = match (scan.by, near) {
                (Some((column, false)), _) => image[column],
                (Some((column, true)), _) => image[column].saturating_neg(),
                (None, Some(_)) => distance,
                (None, None) => 0,
            };
            matches.push((order, distance, row));
            Ok(())
        };
        match &scan.index {
            Some((index, codes)) => {
                let mut parts = [0; KEYS];
                let key = key(codes, &scope, &mut parts)?;
                let mut next = table.first(*index, key);
                while let Some(row) = next {
                    look(row, false)?;
                    next = table.next(*index, row);
                }
            }
            None => table.each_row(&mut |row| look(row, false))?,
        }
        if transaction != NONE {
            for lock in &self.locks.transaction(transaction).locks {
                let held = self.locks.lock(*lock);
                if held.table as usize == statement.table && held.draft != Draft::None {
                    look(held.row, true)?;
                }
            }
        }
        let keys = table.keys();
        let image = |row: u32| visible(table, &self.locks, row, transaction, now).unwrap_or(&[]);
        if statement.verb != Verb::Count {
            matches.sort_unstable_by(|a, b| {
                a.0.cmp(&b.0).then_with(|| image(a.2)[..keys].cmp(&image(b.2)[..keys]))
            });
        }
        if let Some(limit) = &scan.limit {
            let limit = evaluate(limit, &scope)?.max(0);
            matches.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        }
        Ok(looked)
    }

    fn scan(
        &mut self,
        handle: Handle,
        statement: &Statement,
        part: u32,
        transaction: u32,
    ) -> Result<Effect, Trap> {
        self.collect(handle, statement, part, transaction)?;
        if statement.lock != Lock::None && transaction != NONE {
            for index in 0..self.seen.matches.len() {
                let row = self.seen.matches[index].2;
                if let Held::Other(lock) = self.lock_row(handle, statement.table, row, transaction) {
                    self.wait_for(handle, transaction, lock);
                    return Ok(Effect::Waits);
                }
            }
        }
        let scope = self.scope(self.of(handle));
        let Machine { truth, locks, .. } = &*self;
        let table = &truth.tables.all[statement.table];
        let Seen { matches, .. } = &self.seen;
        if statement.verb == Verb::Count {
            let mut result: i64 = 0;
            for (_, _, row) in matches {
                let image = visible(table, locks, *row, transaction, truth.tables.now).unwrap_or(&[]);
                let value = match &statement.sum {
                    Some(sum) => evaluate(sum, &scope.of(image))?,
                    None => 1,
                };
                result = result.saturating_add(value);
            }
            self.seen.result = result;
            return Ok(Effect::Done);
        }
        let mut rows = Vec::new();
        std::mem::swap(&mut rows, &mut self.seen.rows);
        rows.clear();
        let Machine { truth, locks, seen, .. } = &*self;
        let table = &truth.tables.all[statement.table];
        for (_, distance, row) in &seen.matches {
            rows.extend_from_slice(visible(table, locks, *row, transaction, truth.tables.now).unwrap_or(&[]));
            rows.push(*distance);
            rows.push(seen.as_of);
        }
        self.seen.rows = rows;
        self.seen.found = !self.seen.matches.is_empty();
        Ok(if self.seen.found { Effect::Done } else { Effect::No(Reason::None) })
    }

    /// A read at a replica: rows as they were a while ago.
    fn read_past(&mut self, handle: Handle, statement: &Statement, part: u32) -> Result<Effect, Trap> {
        let now = self.now();
        let station = self.replica_of(handle, statement);
        let lag = match station {
            Some(station) => {
                let lag = self.stations[station as usize].attributes.lag;
                self.drawn(handle, self.of(handle).pc, super::journey::LAG, &lag)
            }
            None => 0,
        };
        let table = &self.truth.tables.all[statement.table];
        let time = now.saturating_sub(lag.min(table.keeps()));
        self.seen.as_of = time.cast_signed();
        if statement.key.is_some() {
            let mut parts = [0; KEYS];
            let length = self.key_of(handle, statement, &mut parts)?;
            let key = &parts[..length];
            let table = &self.truth.tables.all[statement.table];
            let image = match table.find(part, key) {
                Some(row) => table.as_of(row, time, now),
                None => table.lost_since(key, time),
            };
            let found = match image {
                Some(image) => self.matches(handle, statement, image)?,
                None => false,
            };
            if found {
                let image = image.map(<[i64]>::to_vec).unwrap_or_default();
                self.seen.row = image;
                self.seen.found = true;
                return Ok(Effect::Done);
            }
            let clock = self.clock(self.of(handle).clock);
            self.initial(statement.table, key, clock)?;
            std::mem::swap(&mut self.seen.row, &mut self.seen.image);
            return Ok(Effect::No(Reason::None));
        }
        self.scan_past(handle, statement, time)
    }

    fn replica_of(&self, handle: Handle, statement: &Statement) -> Option<u32> {
        let part = &self.program.parts[statement.at];
        if part.replicas == 0 {
            return None;
        }
        let station = self.of(handle).station;
        let first = part.first + part.count;
        let replicas = first..first + part.replicas;
        if replicas.contains(&(station as usize)) { Some(station) } else { u32::try_from(first).ok() }
    }

    fn scan_past(&mut self, handle: Handle, statement: &Statement, time: u64) -> Result<Effect, Trap> {
        let now = self.now();
        let scope = self.scope(self.of(handle));
        let table = &self.truth.tables.all[statement.table];
        let mut rows: Vec<u32> = Vec::new();
        match &statement.scan.index {
            Some((index, codes)) => {
                let mut parts = [0; KEYS];
                let key = key(codes, &scope, &mut parts)?;
                let mut next = table.first(*index, key);
                while let Some(row) = next {
                    rows.push(row);
                    next = table.next(*index, row);
                }
            }
            None => table.each_row(&mut |row| -> Result<(), Trap> {
                rows.push(row);
                Ok(())
            })?,
        }
        // What has changed since stood elsewhere in the index, or was there and is gone.
        rows.extend(table.changes_since(time).map(|(row, _)| row));
        rows.sort_unstable();
        rows.dedup();
        let mut found: Vec<(i64, &[i64])> = Vec::new();
        let looked = rows.len() as u64;
        for row in rows {
            let Some(image) = table.as_of(row, time, now) else { continue };
            if let Some(filter) = &statement.filter
                && evaluate(filter, &scope.of(image))? == 0
            {
                continue;
            }
            let order = match statement.scan.by {
                Some((column, false)) => image[column],
                Some((column, true)) => image[column].saturating_neg(),
                None => 0,
            };
            found.push((order, image));
        }
        let keys = table.keys();
        found.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1[..keys].cmp(&b.1[..keys])));
        if let Some(limit) = &statement.scan.limit {
            found.truncate(usize::try_from(evaluate(limit, &scope)?.max(0)).unwrap_or(usize::MAX));
        }
        let mut result: i64 = 0;
        let mut out = Vec::new();
        for (_, image) in &found {
            let value = match &statement.sum {
                Some(sum) => evaluate(sum, &scope.of(image))?,
                None => 1,
            };
            result = result.saturating_add(value);
            out.extend_from_slice(image);
            out.push(0);
            out.push(time.cast_signed());
        }
        let any = !found.is_empty();
        self.seen.looked = looked;
        self.seen.result = result;
        self.seen.rows = out;
        self.seen.found = any;
        Ok(if any || statement.verb == Verb::Count { Effect::Done } else { Effect::No(Reason::None) })
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

/// The straight line between two places, in their unit, down to the next whole.
#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "millimetres on one planet")]
fn straight(a: i64, b: i64, x: i64, y: i64) -> i64 {
    let (dx, dy) = (a.saturating_sub(x) as f64, b.saturating_sub(y) as f64);
    libm::sqrt(dx * dx + dy * dy) as i64
}
