use super::machine::{Go, Machine};
use super::request::Stage;
use super::verdict::Verdict;
use crate::problem::model::{Reason, Seen as Part};
use crate::sim::code::Trap;
use crate::sim::engine::Handle;
use crate::sim::program::{Op, Step};

/// By how much attempts change which time a place is passed: each has luck of its own.
pub(super) fn lap_of(attempts: i64) -> u32 {
    u32::try_from(attempts).unwrap_or(0).wrapping_shl(24)
}

impl Machine<'_> {
    /// Leaves what a statement has found in the values that ask for it.
    pub(super) fn bind_seen(&mut self, handle: Handle, step: u32) {
        let program = self.program;
        let plan = &program.flows[self.of(handle).flow as usize].steps[step as usize];
        if plan.binds.is_empty() {
            return;
        }
        let Machine { requests, seen, .. } = self;
        let Some(request) = requests.get_mut(handle) else { return };
        for (part, slot, list) in &plan.binds {
            let value = match part {
                Part::Found => i64::from(seen.found),
                Part::AsOf => seen.as_of,
                Part::Column(column) => seen.row.get(column.index()).copied().unwrap_or(0),
                Part::Result => match list {
                    Some(list) => {
                        let list = &mut request.rare.lists_mut()[*list as usize];
                        list.clear();
                        if seen.found {
                            list.extend_from_slice(&seen.rows);
                        }
                        continue;
                    }
                    None => seen.result,
                },
                Part::Ok | Part::Unknown | Part::Status | Part::Reason | Part::Distance | Part::Reply(_) => {
                    continue;
                }
            };
            request.values[*slot as usize] = value;
        }
    }

    /// A step has succeeded: what is seen of that, and on with the operation behind it.
    #[inline]
    pub(super) fn succeed(&mut self, handle: Handle, step: u32, status: u16) -> Result<Go, Trap> {
        let program = self.program;
        let plan = &program.flows[self.of(handle).flow as usize].steps[step as usize];
        if !plan.binds.is_empty() || plan.retry.is_some() {
            self.bind_success(handle, plan, status);
        }
        let request = self.at(handle);
        request.pc += 1;
        request.stage = Stage::Fresh;
        Ok(Go::On)
    }

    #[inline(never)]
    fn bind_success(&mut self, handle: Handle, plan: &Step, status: u16) {
        let request = self.at(handle);
        for (part, slot, _) in &plan.binds {
            let value = match part {
                Part::Ok => 1,
                Part::Unknown => 0,
                Part::Reason => Reason::None as i64,
                Part::Status => i64::from(status),
                Part::Reply(at) => request.rare.inbox.replies.get(*at).copied().unwrap_or(0),
                _ => continue,
            };
            request.values[*slot as usize] = value;
        }
        if let Some(retry) = &plan.retry {
            // The next time it is passed it begins anew.
            let attempts = std::mem::take(&mut request.values[retry.counter as usize]);
            request.lap = request.lap.wrapping_sub(lap_of(attempts));
        }
    }

    /// What is seen of a step that has not succeeded.
    pub(super) fn bind_failure(&mut self, handle: Handle, plan: &Step, verdict: Verdict) -> Result<(), Trap> {
        if plan.binds.is_empty() {
            return Ok(());
        }
        let program = self.program;
        let flow = &program.flows[self.of(handle).flow as usize];
        // Columns of a row that was seen, or as it would be: only of a step on rows that looked and found none.
        let looked =
            matches!(verdict.reason, Reason::None | Reason::Conflict | Reason::Skipped | Reason::Full);
        let width = match flow.ops.get(plan.start as usize) {
            Some(Op::Statement(statement)) => program.tables[statement.table].shape.width,
            Some(Op::Limit(..)) => match flow.ops.get(plan.start as usize + 1) {
                Some(Op::Statement(statement)) => program.tables[statement.table].shape.width,
                _ => 0,
            },
            _ => 0,
        };
        if width > 0 && (!looked || self.seen.row.len() != width) {
            self.unseen(handle, plan)?;
        }
        let Machine { requests, seen, .. } = self;
        let Some(request) = requests.get_mut(handle) else { return Ok(()) };
        for (part, slot, list) in &plan.binds {
            let value = match part {
                Part::Ok | Part::Found | Part::Distance => 0,
                Part::Unknown => i64::from(verdict.unknown),
                Part::Status => i64::from(verdict.status),
                Part::Reason => verdict.reason as i64,
                Part::AsOf => seen.as_of,
                Part::Column(column) => seen.row.get(column.index()).copied().unwrap_or(0),
                Part::Result => {
                    if let Some(list) = list {
                        request.rare.lists_mut()[*list as usize].clear();
                    }
                    0
                }
                Part::Reply(at) if verdict.status > 0 => {
                    request.rare.inbox.replies.get(*at).copied().unwrap_or(0)
                }
                Part::Reply(_) => 0,
            };
            request.values[*slot as usize] = value;
        }
        Ok(())
    }

    /// The row that a statement would have seen where there is none: initial values under its key.
    fn unseen(&mut self, handle: Handle, plan: &Step) -> Result<(), Trap> {
        let program = self.program;
        let flow = &program.flows[self.of(handle).flow as usize];
        let at = plan.start as usize + usize::from(matches!(flow.ops[plan.start as usize], Op::Limit(..)));
        let Some(Op::Statement(statement)) = flow.ops.get(at) else { return Ok(()) };
        let mut parts = [0; crate::sim::table::KEYS];
        let length = self.key_of(handle, statement, &mut parts)?;
        let now = self.clock(self.of(handle).clock);
        self.initial(statement.table, &parts[..length], now)?;
        std::mem::swap(&mut self.seen.row, &mut self.seen.image);
        self.seen.as_of = now;
        Ok(())
    }
}
