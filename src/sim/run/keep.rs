use super::machine::{Change, Machine};
use crate::sim::code::{Scope, evaluate};
use crate::sim::engine::Handle;
use crate::sim::program::PartKind;
use crate::sim::table::{KEYS, NONE};

impl Machine<'_> {
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
        if !self.program.tables[table].rules.is_empty() {
            let (number, before) = (u32::try_from(table).unwrap_or(NONE), None);
            self.changes.push(Change { table: number, row, before, gone: false });
        }
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
            let scope = Scope::bare(&self.truth, 0).of(image);
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
                    self.stop(&trap, id);
                }
            }
        }
    }

    /// Lets a row disappear when its time is over.
    pub(super) fn set_expiry(&mut self, table: usize, row: u32) {
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
    pub(super) fn is_full(&self, table: usize, part: u32) -> bool {
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
    pub(super) fn makes_room(&mut self, handle: Handle, table: usize) -> bool {
        let plan = &self.program.tables[table];
        if plan.max.is_some_and(|max| self.truth.tables.all[table].len() >= max) {
            return false;
        }
        let PartKind::Redis { forgets: true, .. } = self.program.parts[plan.at].kind else { return false };
        let mut draw = self.draw(handle, self.of(handle).pc, super::purpose::FAULT);
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
