use super::execution::{Effect, Execution};
use super::find::{Held, visible};
use super::machine::Machine;
use crate::problem::model::{Lock, Reason};
use crate::sim::code::{Scope, Trap, evaluate, key};
use crate::sim::component::Draft;
use crate::sim::program::{Scan, Verb};
use crate::sim::table::{KEYS, NONE, Table};

impl Machine<'_> {
    /// The rows of a scan that match, in order, as many as asked for, into `seen.matches`.
    pub(super) fn collect(&mut self, run: Execution) -> Result<(), Trap> {
        let mut matches = std::mem::take(&mut self.seen.matches);
        matches.clear();
        let result = self.collect_into(run, &mut matches);
        self.seen.matches = matches;
        self.seen.looked = result?;
        Ok(())
    }

    fn collect_into(&self, run: Execution, matches: &mut Vec<(i64, i64, u32)>) -> Result<u64, Trap> {
        let Execution { handle, statement, part, transaction } = run;
        let table = &self.truth.tables.all[statement.table];
        let now = self.truth.tables.now;
        let scope = self.scope(self.of(handle));
        // One for all rows: a scope is large to copy.
        let mut of_row = scope;
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
            if let Some(filter) = &statement.filter {
                of_row.this = image;
                if evaluate(filter, &of_row)? == 0 {
                    return Ok(());
                }
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
        each_row(scan, table, &scope, &mut |row| look(row, false))?;
        for row in self.written(transaction, statement.table) {
            look(row, true)?;
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

    /// The rows of a table that a transaction has written and not committed.
    fn written(&self, transaction: u32, table: usize) -> impl Iterator<Item = u32> + '_ {
        let locks = (transaction != NONE).then(|| &self.locks.transaction(transaction).locks);
        let held = locks.into_iter().flatten().map(|lock| self.locks.lock(*lock));
        held.filter(move |held| held.table as usize == table && held.draft != Draft::None)
            .map(|held| held.row)
    }

    /// Takes a count from where it is kept; false where its rows have to be looked at: the transaction has written
    /// some of its own, or somebody wants to see them.
    pub(super) fn read_kept(&mut self, run: Execution) -> Result<bool, Trap> {
        let Execution { handle, statement, transaction, .. } = run;
        let request = self.of(handle);
        let Some(kept) = statement.kept.as_ref().filter(|_| !request.traced) else { return Ok(false) };
        if self.written(transaction, statement.table).next().is_some() {
            return Ok(false);
        }
        let scope = self.scope(request);
        let (result, looked) = (evaluate(&kept.result, &scope)?, evaluate(&kept.looked, &scope)?);
        self.seen.result = result;
        self.seen.looked = looked.unsigned_abs();
        Ok(true)
    }

    pub(super) fn scan(&mut self, run: Execution) -> Result<Effect, Trap> {
        let Execution { handle, statement, transaction, .. } = run;
        self.collect(run)?;
        if statement.lock != Lock::None && transaction != NONE {
            for index in 0..self.seen.matches.len() {
                let row = self.seen.matches[index].2;
                if let Held::Other(lock) = self.lock_row(run, row) {
                    self.wait_for(handle, transaction, lock);
                    return Ok(Effect::Waits);
                }
            }
        }
        if statement.verb == Verb::Count {
            let scope = self.scope(self.of(handle));
            let mut result: i64 = 0;
            for (_, _, row) in &self.seen.matches {
                let value = match &statement.sum {
                    Some(sum) => evaluate(sum, &scope.of(self.image_of(run, *row).unwrap_or(&[])))?,
                    None => 1,
                };
                result = result.saturating_add(value);
            }
            self.seen.result = result;
            return Ok(Effect::Done);
        }
        let mut rows = std::mem::take(&mut self.seen.rows);
        rows.clear();
        for (_, distance, row) in &self.seen.matches {
            rows.extend_from_slice(self.image_of(run, *row).unwrap_or(&[]));
            rows.push(*distance);
            rows.push(self.seen.as_of);
        }
        self.seen.rows = rows;
        self.seen.found = !self.seen.matches.is_empty();
        Ok(if self.seen.found { Effect::Done } else { Effect::No(Reason::None) })
    }
}

/// Visits the committed rows that a scan looks at: those of its index, or all.
pub(super) fn each_row(
    scan: &Scan,
    table: &Table,
    scope: &Scope,
    visit: &mut impl FnMut(u32) -> Result<(), Trap>,
) -> Result<(), Trap> {
    let Some(index) = &scan.index else { return table.each_row(visit) };
    let mut parts = [0; KEYS];
    let length = key(&index.key, scope, &mut parts)?.len();
    let mut of_key = |parts: &[i64; KEYS]| -> Result<(), Trap> {
        let mut next = table.first(index.number, &parts[..length]);
        while let Some(row) = next {
            visit(row)?;
            next = table.next(index.number, row);
        }
        Ok(())
    };
    let Some((place, members)) = &index.any else { return of_key(&parts) };
    for member in members {
        parts[*place] = *member;
        of_key(&parts)?;
    }
    Ok(())
}

/// The straight line between two places, in their unit, down to the next whole.
#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "millimetres on one planet")]
fn straight(a: i64, b: i64, x: i64, y: i64) -> i64 {
    let (dx, dy) = (a.saturating_sub(x) as f64, b.saturating_sub(y) as f64);
    libm::sqrt(dx * dx + dy * dy) as i64
}
