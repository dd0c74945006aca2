use super::execution::{Effect, Execution};
use super::machine::Machine;
use super::scan::each_row;
use crate::problem::model::Reason;
use crate::sim::code::{Trap, evaluate};
use crate::sim::engine::Handle;
use crate::sim::program::{Statement, Verb};
use crate::sim::table::KEYS;

impl Machine<'_> {
    /// A read at a replica: rows as they were a while ago.
    pub(super) fn read_past(&mut self, run: Execution) -> Result<Effect, Trap> {
        let Execution { handle, statement, part, .. } = run;
        let now = self.now();
        let station = self.replica_of(handle, statement);
        let lag = match station {
            Some(station) => {
                let lag = self.stations[station as usize].attributes.lag;
                self.drawn(handle, self.of(handle).pc, super::purpose::LAG, &lag)
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
                self.seen.row.clear();
                self.seen.row.extend_from_slice(image.unwrap_or(&[]));
                self.seen.found = true;
                return Ok(Effect::Done);
            }
            self.see_initial(run, key)?;
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
        let mut out = std::mem::take(&mut self.seen.rows);
        out.clear();
        let scope = self.scope(self.of(handle));
        let table = &self.truth.tables.all[statement.table];
        let mut rows: Vec<u32> = Vec::new();
        each_row(&statement.scan, table, &scope, &mut |row| {
            rows.push(row);
            Ok(())
        })?;
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
