use super::journey::Way;
use super::machine::{Go, Machine};
use super::purpose::{COMMIT, OUTCOME, WORK};
use super::request::{Open, Stage};
use super::verdict::{DONE, Verdict};
use crate::calc::random::Stream;
use crate::problem::model::Reason;
use crate::sim::code::{Trap, evaluate};
use crate::sim::component::{Answer, Draft, NOWHERE};
use crate::sim::engine::{Delay, Handle};
use crate::sim::outcome::Told;
use crate::sim::program::{Keys, PartKind, Role};
use crate::sim::table::NONE;

impl Machine<'_> {
    /// Begins a block: the way to its component, a slot, a transaction, the time of a script.
    #[inline(never)]
    pub(super) fn begin_block(
        &mut self,
        handle: Handle,
        at: usize,
        keys: Option<&Keys>,
        step: u32,
    ) -> Result<Go, Trap> {
        let program = self.program;
        let part = &program.parts[at];
        let flow = &program.flows[self.of(handle).flow as usize];
        let place = flow.steps[step as usize].place;
        let here =
            flow.on.last() == Some(&at) || self.of(handle).blocks.iter().any(|open| open.at as usize == at);
        let outer_clock = self.of(handle).clock;
        if part.door.free || here {
            let clock = if part.door.free { NOWHERE } else { outer_clock };
            self.opened(handle, Open { clock_of: clock, ..Open::free(step, at, outer_clock) });
            return Ok(Go::On);
        }
        match self.of(handle).stage {
            Stage::Lost => return self.fail(handle, step, Verdict::unknown(Reason::Timeout)),
            Stage::Done => {}
            _ => {
                let shard = match keys {
                    Some(keys) if part.count > 1 => {
                        let scope = self.scope(self.of(handle));
                        let first = evaluate(&keys.first, &scope)?;
                        let mut crosses = false;
                        for other in &keys.others {
                            crosses |= evaluate(other, &scope)? != first;
                        }
                        // CROSSSLOT: a cluster of Redis runs no script over keys of two slots.
                        if crosses && matches!(part.kind, PartKind::Redis { .. }) {
                            return self.fail(handle, step, Verdict::no(Reason::Error));
                        }
                        Some(first)
                    }
                    _ => None,
                };
                match self.way(handle, at, place, shard, false) {
                    Way::Waits => return Ok(Go::Wait),
                    Way::Refused(verdict) => {
                        self.tell_breaker(handle, at, Some(verdict));
                        return self.fail(handle, step, verdict);
                    }
                    Way::There => {
                        let station = self.of(handle).station;
                        self.at(handle).stage = Stage::Done;
                        let attributes = &self.stations[station as usize].attributes;
                        // Before its statements: the time of a script, or of a provider; a pool has none.
                        let time = match part.kind {
                            PartKind::Redis { .. } => attributes.read,
                            PartKind::Pool => Delay::Constant(0),
                            _ => attributes.time,
                        };
                        if !self.work(handle, station, place, WORK, &time, 0) {
                            return Ok(Go::Wait);
                        }
                    }
                }
            }
        }
        let station = self.of(handle).station;
        if self.troubled && !self.stations[station as usize].is_up(self.now()) {
            self.leave(station);
            self.at(handle).station = NOWHERE;
            return self.fail(handle, step, Verdict::unknown(Reason::Down));
        }
        let verdict = self.outcome(handle, at, place);
        let counts = verdict.is_none_or(|verdict| verdict.unknown && verdict.status == DONE);
        let transaction =
            if matches!(part.kind, PartKind::Postgres { .. }) { self.locks.begin(handle) } else { NONE };
        let reply_lost = self.at(handle).rare.take_reply_lost();
        let clock_of = if matches!(part.kind, PartKind::Pool) { outer_clock } else { station };
        self.opened(
            handle,
            Open {
                step,
                at: at_number(at),
                station,
                transaction,
                outer_clock,
                reply_lost,
                counts,
                verdict,
                clock_of,
            },
        );
        // Where nothing counts nothing is done either.
        if !counts {
            let after = flow.steps[step as usize].after;
            self.at(handle).pc = leave_of(flow, step, after);
        }
        Ok(Go::On)
    }

    fn opened(&mut self, handle: Handle, open: Open) {
        let request = self.at(handle);
        request.clock = open.clock_of;
        request.blocks.push(open);
        request.station = NOWHERE;
        request.stage = Stage::Fresh;
        request.pc += 1;
    }

    /// Ends the innermost block: commits what it wrote, and frees its slot.
    #[inline(never)]
    pub(super) fn leave_block(&mut self, handle: Handle) -> Result<Go, Trap> {
        let Some(open) = self.of(handle).blocks.last().copied() else { return Ok(Go::On) };
        if self.of(handle).stage == Stage::Lost {
            self.at(handle).blocks.pop();
            return self.fail(handle, open.step, Verdict::unknown(Reason::Timeout));
        }
        match self.commit_block(handle, open)? {
            Closed::Waits => return Ok(Go::Wait),
            Closed::Failed(verdict) => return self.abort(handle, open.step, verdict),
            Closed::Done => {}
        }
        self.free_block(handle, open);
        let request = self.at(handle);
        request.stage = Stage::Fresh;
        let lost = open.reply_lost || open.verdict.is_some_and(|verdict| verdict.reason == Reason::Timeout);
        if lost {
            // Nobody hears of it: it is closed, and the request waits in vain.
            self.at(handle).blocks.push(Open { station: NOWHERE, transaction: NONE, ..open });
            self.lose(handle);
            return Ok(Go::Wait);
        }
        self.tell_breaker(handle, open.at as usize, open.verdict);
        match open.verdict {
            Some(verdict) => self.fail(handle, open.step, verdict),
            None => self.succeed(handle, open.step, 200),
        }
    }

    /// Commits the innermost block; it takes the time of a write where there is something to commit.
    fn commit_block(&mut self, handle: Handle, open: Open) -> Result<Closed, Trap> {
        if open.transaction == NONE {
            return Ok(Closed::Done);
        }
        if self.of(handle).stage != Stage::Done {
            let transaction = self.locks.transaction(open.transaction);
            let wrote = transaction.locks.iter().any(|lock| self.locks.lock(*lock).draft != Draft::None);
            self.at(handle).stage = Stage::Done;
            if wrote {
                let request = self.of(handle);
                let flow = &self.program.flows[request.flow as usize];
                let place = flow.steps[open.step as usize].place;
                let write = self.stations[open.station as usize].attributes.write;
                if !self.work(handle, open.station, place, COMMIT, &write, 0) {
                    return Ok(Closed::Waits);
                }
            }
        }
        if self.troubled && !self.stations[open.station as usize].is_up(self.now()) {
            return Ok(Closed::Failed(Verdict::unknown(Reason::Down)));
        }
        self.tell(handle, |_| Told::Commits);
        self.commit(open.transaction);
        Ok(Closed::Done)
    }

    /// Gives back what a block holds that has been committed or rolled back.
    fn free_block(&mut self, handle: Handle, open: Open) {
        let request = self.at(handle);
        request.blocks.pop();
        request.clock = open.outer_clock;
        if open.station != NOWHERE {
            self.leave(open.station);
        }
        self.check_changes(Some(self.of(handle).root));
    }

    /// Undoes the innermost block.
    pub(super) fn undo_block(&mut self, handle: Handle) {
        let Some(open) = self.of(handle).blocks.last().copied() else { return };
        if open.transaction != NONE {
            self.tell(handle, |_| Told::RollsBack);
            self.roll_back(open.transaction);
        }
        self.free_block(handle, open);
    }

    /// Undoes blocks from inside out up to the one of a step, which then has failed.
    pub(super) fn abort(&mut self, handle: Handle, step: u32, verdict: Verdict) -> Result<Go, Trap> {
        while let Some(open) = self.of(handle).blocks.last().copied() {
            self.undo_block(handle);
            if open.step == step {
                break;
            }
        }
        self.at(handle).rare.awaited = NONE;
        self.fail(handle, step, verdict)
    }

    /// Ends the flow with an answer: below 400 its open blocks are committed, else they are undone.
    #[inline(never)]
    pub(super) fn close(&mut self, handle: Handle) -> Result<Go, Trap> {
        let status = self.of(handle).closing;
        while let Some(open) = self.of(handle).blocks.last().copied() {
            if status >= 400 {
                self.undo_block(handle);
                continue;
            }
            match self.commit_block(handle, open)? {
                Closed::Waits => return Ok(Go::Wait),
                Closed::Failed(verdict) => {
                    self.at(handle).closing = 0;
                    return self.abort(handle, open.step, verdict);
                }
                Closed::Done => {}
            }
            self.free_block(handle, open);
            self.at(handle).stage = Stage::Fresh;
            if open.reply_lost {
                // The commit took effect; the request never hears of it.
                self.at(handle).closing = 0;
                let leave = {
                    let request = self.of(handle);
                    let flow = &self.program.flows[request.flow as usize];
                    leave_of(flow, open.step, flow.steps[open.step as usize].after)
                };
                let request = self.at(handle);
                request.pc = leave;
                request.blocks.push(Open { station: NOWHERE, transaction: NONE, ..open });
                self.lose(handle);
                return Ok(Go::Wait);
            }
        }
        Ok(self.ends(handle, status))
    }

    /// How a visit of a provider ends; `None` where it succeeds. One that was lost although it took effect has
    /// the status [`DONE`].
    #[inline]
    pub(super) fn outcome(&mut self, handle: Handle, at: usize, place: u32) -> Option<Verdict> {
        if self.answers[at].is_none() { None } else { self.drawn_outcome(handle, at, place) }
    }

    #[inline(never)]
    fn drawn_outcome(&mut self, handle: Handle, at: usize, place: u32) -> Option<Verdict> {
        let PartKind::External(_, per) = &self.program.parts[at].kind else { return None };
        let request = self.of(handle);
        let answer = match per.get(request.flow as usize).copied().flatten() {
            Some(slot) => {
                let key = request.values[slot as usize];
                let stream = Stream::new(self.settings.seed, at as u64 ^ 0x6f75_7463);
                self.answers[at].as_mut()?.of_key(key, stream)
            }
            None => {
                let mut draw = self.draw(handle, place, OUTCOME);
                self.answers[at].as_ref()?.draw(&mut draw)
            }
        };
        match answer {
            Answer::Ok => None,
            Answer::Declined => Some(Verdict::of_status(402)),
            Answer::Error => Some(Verdict::of_status(500)),
            Answer::Lost => Some(Verdict::unknown(Reason::Timeout)),
            Answer::LostButDone => Some(Verdict { status: DONE, ..Verdict::unknown(Reason::Timeout) }),
        }
    }
}

/// What became of a block that was to be closed.
enum Closed {
    Done,
    Waits,
    Failed(Verdict),
}

fn at_number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The operation that leaves the block of a step: the last before what is behind it.
fn leave_of(flow: &crate::sim::program::Flow, step: u32, after: u32) -> u32 {
    debug_assert_eq!(flow.steps[step as usize].role, Role::Block);
    let ops = &flow.ops[..after as usize];
    let last = ops.iter().rposition(|op| matches!(op, crate::sim::program::Op::Leave)).unwrap_or(0);
    u32::try_from(last).unwrap_or(0)
}
