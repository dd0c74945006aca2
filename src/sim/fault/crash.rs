use crate::problem::model::FlowId;
use crate::sim::engine::Handle;
use crate::sim::outcome::RequestNumber;
use crate::sim::program::Trigger;
use crate::sim::run::{Luck, Machine};

impl Machine<'_> {
    /// An instance crashes: what it was doing ends at once.
    pub(super) fn crash(&mut self, station: usize) {
        for handle in self.in_flight() {
            let Some(request) = self.requests.get(handle) else { continue };
            let here = request.home as usize == station
                || u32::try_from(station).is_ok_and(|station| request.held.contains(station));
            if here {
                self.kill(handle);
            }
        }
    }

    fn in_flight(&self) -> Vec<Handle> {
        self.requests.iter().map(|(handle, _)| handle).collect()
    }

    /// A primary is gone: whoever waits for a lock there waits in vain; the others meet it at their next step.
    pub(super) fn undo_all(&mut self, station: usize) {
        for handle in self.in_flight() {
            let Some(request) = self.requests.get(handle) else { continue };
            let block = request.blocks.iter().find(|open| open.station as usize == station).copied();
            let single =
                request.station as usize == station && request.rare.transaction != crate::sim::table::NONE;
            let transaction = match block {
                Some(open) => open.transaction,
                None if single => request.rare.transaction,
                None => continue,
            };
            if transaction != crate::sim::table::NONE
                && self.locks.transaction(transaction).waits != crate::sim::table::NONE
            {
                self.locks.stop_waiting(transaction);
                self.at(handle).rare.verdict =
                    Some(crate::sim::run::Verdict::unknown(crate::problem::model::Reason::Down));
                self.wake(handle);
            }
        }
    }

    /// The memory of an instance is gone; flows that wait for its lost rows start.
    pub(super) fn lose_memory(&mut self, component: usize, station: usize) {
        let program = self.program;
        let part = self.stations[station].number;
        for (table, plan) in program.tables.iter().enumerate() {
            if plan.at == component {
                self.lose_rows(table, |rows, row| rows.part(row) == part);
                self.fill(table, part);
            }
        }
        self.lose_messages(component, part);
        self.check_changes(None);
    }

    /// What a shard of a Redis without replicas held is gone.
    pub(super) fn lose_shard(&mut self, component: usize, station: usize) {
        let program = self.program;
        let count = i64::try_from(program.parts[component].count).unwrap_or(1);
        let number = i64::from(self.stations[station].number);
        for (table, plan) in program.tables.iter().enumerate() {
            if plan.at == component {
                self.lose_rows(table, |rows, row| rows.row(row)[0].rem_euclid(count) == number);
            }
        }
        self.lose_messages(component, 0);
        self.check_changes(None);
    }

    fn lose_rows(&mut self, table: usize, which: impl Fn(&crate::sim::table::Table, u32) -> bool) {
        let rows = &self.truth.tables.all[table];
        let mut lost = Vec::new();
        let _: Result<(), ()> = rows.each_row(&mut |row| {
            if which(rows, row) {
                lost.push(row);
            }
            Ok(())
        });
        lost.sort_by(|a, b| rows.row(*a)[..rows.keys()].cmp(&rows.row(*b)[..rows.keys()]));
        let flows = self.program.gone[table].clone();
        for row in lost {
            let image = self.truth.tables.all[table].row(row).to_vec();
            self.delete_row(table, row);
            for flow in &flows {
                self.gone(*flow, &image);
            }
        }
    }

    /// Starts a flow for a lost row.
    fn gone(&mut self, flow: usize, image: &[i64]) {
        let program = self.program;
        let Trigger::Gone(_, columns) = &program.flows[flow].trigger else { return };
        let number = self.loads[flow].called;
        self.loads[flow].called += 1;
        let root = RequestNumber { flow: FlowId(u32::try_from(flow).unwrap_or(u32::MAX)), number };
        let luck = Luck::new(self.loads[flow].luck, number);
        let Some(handle) = self.claim(flow, number, luck, root) else { return };
        for (column, slot) in columns {
            self.at(handle).values[*slot as usize] = image[*column];
        }
        let given = |slot: u32| columns.iter().any(|(_, given)| *given == slot);
        if let Err(trap) = self.defaults(handle, |slot| !given(slot)) {
            return self.stop(&trap, &program.flows[flow].id);
        }
        self.offered(handle, flow);
        self.wake(handle);
    }

    /// A failover forgets the last writes: rows are as they were.
    pub(super) fn forget_writes(&mut self, component: usize, station: usize, since: u64) {
        let program = self.program;
        let count = i64::try_from(program.parts[component].count).unwrap_or(1);
        let number = i64::from(self.stations[station].number);
        let now = self.now();
        for (table, plan) in program.tables.iter().enumerate() {
            if plan.at != component {
                continue;
            }
            let rows = &self.truth.tables.all[table];
            let mut changed: Vec<u32> = rows.changes_since(since).map(|(row, _)| row).collect();
            let deleted: Vec<Vec<i64>> = rows
                .changes_since(since)
                .filter_map(|(_, image)| image.map(<[i64]>::to_vec))
                .filter(|image| rows.find(0, &image[..rows.keys()]).is_none())
                .collect();
            changed.sort_unstable();
            changed.dedup();
            for row in changed {
                let rows = &self.truth.tables.all[table];
                if !rows.is_live(row, now) || rows.row(row)[0].rem_euclid(count) != number {
                    continue;
                }
                match rows.as_of(row, since, now).map(<[i64]>::to_vec) {
                    Some(image) => self.change(table, row, &image),
                    None => self.delete_row(table, row),
                }
            }
            // Of a row deleted since, the oldest image is what it was.
            for image in deleted.into_iter().rev() {
                let rows = &self.truth.tables.all[table];
                if image[0].rem_euclid(count) == number && rows.find(0, &image[..rows.keys()]).is_none() {
                    self.add_row(table, 0, &image);
                }
            }
        }
        self.check_changes(None);
    }
}
