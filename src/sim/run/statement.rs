use super::event::Event;
use super::execution::{Effect, Execution};
use super::journey::Way;
use super::machine::{Go, Machine};
use super::purpose::{COMMIT, WORK};
use super::request::Stage;
use super::verdict::{DONE, Verdict};
use crate::problem::model::Reason;
use crate::sim::code::{Trap, evaluate};
use crate::sim::component::NOWHERE;
use crate::sim::engine::{Delay, Handle, SECOND};
use crate::sim::outcome::Told;
use crate::sim::program::{Home, PartKind, Statement};
use crate::sim::table::NONE;

/// After so long a transaction that waits for a lock looks whether it waits in a circle: `deadlock_timeout`.
const DEADLOCK_TIMEOUT: u64 = SECOND;

impl Machine<'_> {
    /// Reads or writes rows, wherever they are.
    #[inline(never)]
    pub(super) fn statement(&mut self, handle: Handle, statement: &Statement, step: u32) -> Result<Go, Trap> {
        match statement.home {
            Home::Here => {
                let part = if self.program.tables[statement.table].own {
                    self.instance(self.of(handle).home)
                } else {
                    0
                };
                let effect = self.effect(Execution { handle, statement, part, transaction: NONE })?;
                self.look_back(handle, step, effect)
            }
            Home::Block => self.inside(handle, statement, step),
            Home::Away => self.away(handle, statement, step),
        }
    }

    /// Goes on after an effect that took no time.
    fn look_back(&mut self, handle: Handle, step: u32, effect: Effect) -> Result<Go, Trap> {
        match effect {
            Effect::Done => {
                self.bind_seen(handle, step);
                self.succeed(handle, step, 0)
            }
            Effect::No(reason) => self.fail(handle, step, Verdict::no(reason)),
            Effect::Waits => Ok(Go::Wait),
        }
    }

    /// A statement of a block: of a transaction it takes the time of a read, in a script none of its own.
    fn inside(&mut self, handle: Handle, statement: &Statement, step: u32) -> Result<Go, Trap> {
        let program = self.program;
        let open = self.of(handle).blocks.iter().rev().find(|open| open.at as usize == statement.at).copied();
        let Some(open) = open else { return self.fail(handle, step, Verdict::no(Reason::Down)) };
        let part = if program.tables[statement.table].own && open.station != NOWHERE {
            self.stations[open.station as usize].number
        } else if program.tables[statement.table].own {
            self.instance(self.of(handle).home)
        } else {
            0
        };
        let PartKind::Postgres { per_row, .. } = program.parts[statement.at].kind else {
            if !open.counts && statement.writes() {
                return self.succeed(handle, step, 0);
            }
            let effect = self.effect(Execution { handle, statement, part, transaction: NONE })?;
            return self.look_back(handle, step, effect);
        };
        if self.of(handle).stage == Stage::Done {
            if self.troubled && !self.stations[open.station as usize].is_up(self.now()) {
                return self.abort(handle, open.step, Verdict::unknown(Reason::Down));
            }
            return match self.at(handle).rare.take_verdict() {
                None => self.succeed(handle, step, 0),
                Some(verdict) => self.fail(handle, step, verdict),
            };
        }
        if let Some(verdict) = self.at(handle).rare.take_verdict() {
            // The victim of a deadlock, or its database went away: the whole block is undone.
            return self.abort(handle, open.step, verdict);
        }
        let effect = self.effect(Execution { handle, statement, part, transaction: open.transaction })?;
        let verdict = match effect {
            Effect::Waits => return Ok(Go::Wait),
            Effect::Done => {
                self.bind_seen(handle, step);
                None
            }
            Effect::No(reason) => Some(Verdict::no(reason)),
        };
        let request = self.at(handle);
        request.stage = Stage::Done;
        request.rare.verdict = verdict;
        let place = program.flows[request.flow as usize].steps[step as usize].place;
        let read = self.stations[open.station as usize].attributes.read;
        let more = per_row * self.seen.looked;
        Ok(if self.work(handle, open.station, place, WORK, &read, more) { Go::On } else { Go::Wait })
    }

    /// A statement by itself: a visit of its own.
    fn away(&mut self, handle: Handle, statement: &Statement, step: u32) -> Result<Go, Trap> {
        let program = self.program;
        let place = program.flows[self.of(handle).flow as usize].steps[step as usize].place;
        match self.of(handle).stage {
            Stage::Lost => return self.fail(handle, step, Verdict::unknown(Reason::Timeout)),
            Stage::Done => return self.visited_rows(handle, statement, step),
            Stage::Looks => {}
            _ => {
                let shard = self.shard(handle, statement)?;
                match self.way(handle, statement.at, place, shard, statement.replica) {
                    Way::Waits => return Ok(Go::Wait),
                    Way::Refused(verdict) => {
                        self.tell_breaker(handle, statement.at, Some(verdict));
                        return self.fail(handle, step, verdict);
                    }
                    Way::There => {
                        self.at(handle).stage = Stage::Looks;
                        if statement.writes() && program.tables[statement.table].locks
                            || statement.lock != crate::problem::model::Lock::None
                        {
                            self.at(handle).rare.transaction = self.locks.begin(handle);
                        }
                    }
                }
            }
        }
        let station = self.of(handle).station;
        let transaction = self.of(handle).rare.transaction;
        if self.of(handle).rare.verdict.is_none() {
            let part =
                if program.tables[statement.table].own { self.stations[station as usize].number } else { 0 };
            let outcome = if statement.writes() { self.outcome(handle, statement.at, place) } else { None };
            let counts = outcome.is_none_or(|verdict| verdict.unknown && verdict.status == DONE);
            let run = Execution { handle, statement, part, transaction };
            let effect = if counts { self.effect(run)? } else { Effect::Done };
            let verdict = match effect {
                Effect::Waits => return Ok(Go::Wait),
                Effect::Done => {
                    if counts {
                        self.bind_seen(handle, step);
                    }
                    outcome
                }
                Effect::No(reason) => {
                    // It holds nothing that anybody should wait for.
                    if transaction != NONE {
                        self.at(handle).rare.transaction = NONE;
                        self.roll_back(transaction);
                    }
                    Some(Verdict::no(reason))
                }
            };
            self.at(handle).rare.verdict = verdict;
        }
        self.at(handle).stage = Stage::Done;
        let wrote = self.of(handle).rare.verdict.is_none() && statement.writes();
        let attributes = &self.stations[station as usize].attributes;
        let (time, more): (Delay, u64) = match program.parts[statement.at].kind {
            PartKind::Postgres { per_row, .. } => {
                (if wrote { attributes.write } else { attributes.read }, per_row * self.seen.looked)
            }
            _ => (attributes.time, 0),
        };
        let purpose = if wrote { COMMIT } else { WORK };
        Ok(if self.work(handle, station, place, purpose, &time, more) { Go::On } else { Go::Wait })
    }

    /// The end of a visit of its own: commit, and back.
    fn visited_rows(&mut self, handle: Handle, statement: &Statement, step: u32) -> Result<Go, Trap> {
        let station = self.of(handle).station;
        let up = !self.troubled || self.stations[station as usize].is_up(self.now());
        let transaction = self.of(handle).rare.transaction;
        let mut verdict = self.at(handle).rare.take_verdict();
        if !up {
            verdict = Some(Verdict::unknown(Reason::Down));
        }
        if transaction != NONE {
            self.at(handle).rare.transaction = NONE;
            if verdict.is_none() { self.commit(transaction) } else { self.roll_back(transaction) }
        }
        self.leave(station);
        let request = self.at(handle);
        request.station = NOWHERE;
        let lost = request.rare.take_reply_lost()
            || verdict.is_some_and(|verdict| verdict.unknown && verdict.reason == Reason::Timeout);
        if lost {
            self.lose(handle);
            return Ok(Go::Wait);
        }
        self.tell_breaker(handle, statement.at, verdict);
        match verdict {
            None => self.succeed(handle, step, 0),
            Some(verdict) => self.fail(handle, step, verdict),
        }
    }

    /// What chooses the shard of a statement: the first column of its key.
    fn shard(&self, handle: Handle, statement: &Statement) -> Result<Option<i64>, Trap> {
        if self.program.parts[statement.at].count == 1 {
            return Ok(None);
        }
        let scope = self.scope(self.of(handle));
        let key = statement.key.as_ref().and_then(|key| key.first());
        let key = key.or_else(|| {
            // Of a scan the column that its condition says first, where that is the first of the key.
            let index = statement.scan.index.as_ref()?;
            let columns = &self.program.tables[statement.table].shape.indexes[index.number];
            (columns.first() == Some(&0)).then(|| index.key.first()).flatten()
        });
        key.map(|code| evaluate(code, &scope)).transpose()
    }

    /// Waits for a lock, and looks for a circle after a while.
    pub(super) fn wait_for(&mut self, handle: Handle, transaction: u32, lock: u32) {
        let wait = self.locks.wait(transaction, lock);
        let lane = self.queue.lane(DEADLOCK_TIMEOUT);
        self.queue.along(lane, Event::Deadlock(transaction, wait));
        self.tell_wait(handle, lock);
    }

    /// A transaction has waited for a while: if it waits in a circle it is the victim, and goes on as one.
    pub(super) fn look_for_a_circle(&mut self, transaction: u32, wait: u32) -> Option<Handle> {
        if !self.locks.still_waits(transaction, wait) || !self.locks.in_a_circle(transaction) {
            return None;
        }
        let lock = self.locks.transaction(transaction).waits;
        let component = self.program.tables[self.locks.lock(lock).table as usize].at;
        self.out.components[component].deadlocks += 1;
        let handle = self.locks.transaction(transaction).handle;
        self.locks.stop_waiting(transaction);
        let request = self.at(handle);
        request.goes_on();
        request.rare.awaited = NONE;
        request.rare.verdict = Some(Verdict::no(Reason::Deadlock));
        self.tell(handle, |_| Told::Deadlock);
        Some(handle)
    }
}
