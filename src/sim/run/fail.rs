use super::bind::lap_of;
use super::event::Event;
use super::machine::{Go, Machine};
use super::purpose::BACKOFF;
use super::request::{Kind, Stage};
use super::verdict::Verdict;
use crate::calc::random::Draw;
use crate::problem::model::{Jitter, OnFailure, Reason};
use crate::sim::code::Trap;
use crate::sim::component::NOWHERE;
use crate::sim::engine::Handle;
use crate::sim::program::{Op, Retry, Role};

impl Machine<'_> {
    /// A step has not succeeded: it is tried again, or what stands beside it happens, or the step around it has
    /// not succeeded either, and at last the flow ends.
    pub(super) fn fail(&mut self, handle: Handle, step: u32, verdict: Verdict) -> Result<Go, Trap> {
        let program = self.program;
        // What ends a wait for strands was told by them, or when their time was over.
        if !self.waited_for_strands(handle) {
            self.tell(handle, |machine| machine.fail_told(handle, step, verdict));
        }
        let mut step = step;
        loop {
            let request = self.at(handle);
            request.stage = Stage::Fresh;
            request.station = NOWHERE;
            request.rare.verdict = None;
            request.rare.reply_lost = false;
            if request.kind == Kind::Strand(step) {
                return Ok(self.strand_ends(handle, Some(verdict)));
            }
            let plan = &program.flows[request.flow as usize].steps[step as usize];
            if let Some(retry) = &plan.retry
                && self.tries_again(handle, retry, plan.start, plan.place, verdict.reason)
            {
                return Ok(Go::Wait);
            }
            self.bind_failure(handle, plan, verdict)?;
            match plan.on_failure {
                OnFailure::GoOn => {
                    self.at(handle).pc = plan.after;
                    return Ok(Go::On);
                }
                OnFailure::Reply(status) => {
                    self.at(handle).closing = status;
                    return Ok(Go::On);
                }
                OnFailure::Next => return self.next_item(handle, step),
                OnFailure::End => {}
            }
            let Some(parent) = plan.parent else { return Ok(self.give_up(handle, verdict)) };
            match program.flows[self.of(handle).flow as usize].steps[parent as usize].role {
                Role::Block => {
                    if self.of(handle).blocks.last().is_some_and(|open| open.step == parent) {
                        self.undo_block(handle);
                    }
                }
                Role::Flight => self.land(handle, Some(verdict)),
                Role::Plain | Role::Loop(_) | Role::Fork => {}
            }
            step = parent;
        }
    }

    fn waited_for_strands(&self, handle: Handle) -> bool {
        let request = self.of(handle);
        let op = &self.program.flows[request.flow as usize].ops[request.pc as usize];
        matches!(op, Op::Fork(..) | Op::Limit(..))
    }

    /// Goes on with the next item of the innermost loop; blocks begun inside it are undone.
    fn next_item(&mut self, handle: Handle, step: u32) -> Result<Go, Trap> {
        let program = self.program;
        let steps = &program.flows[self.of(handle).flow as usize].steps;
        let mut at = step;
        while let Some(parent) = steps[at as usize].parent {
            match steps[parent as usize].role {
                Role::Loop(next) => {
                    self.at(handle).pc = next;
                    return Ok(Go::On);
                }
                Role::Fork => return Ok(self.strand_ends(handle, None)),
                Role::Block => {
                    if self.of(handle).kind == Kind::Strand(parent) {
                        return Ok(self.strand_ends(handle, Some(Verdict::no(Reason::None))));
                    }
                    if self.of(handle).blocks.last().is_some_and(|open| open.step == parent) {
                        self.undo_block(handle);
                    }
                }
                Role::Flight => self.land(handle, Some(Verdict::no(Reason::None))),
                Role::Plain => {}
            }
            at = parent;
        }
        // No loop around it: the flow goes on.
        self.at(handle).pc = steps[step as usize].after;
        Ok(Go::On)
    }

    /// Waits and tries again, where that is said, attempts are left and the budget allows it.
    fn tries_again(&mut self, handle: Handle, retry: &Retry, start: u32, place: u32, reason: Reason) -> bool {
        let (first, again) = self.accounts[retry.account];
        let attempt = self.requests.get(handle).map_or(0, |request| request.values[retry.counter as usize]);
        #[expect(clippy::cast_precision_loss, reason = "attempts of one run")]
        let in_budget = retry.budget.is_none_or(|share| (again + 1) as f64 <= share * first as f64);
        let again = retry.on & Retry::bit(reason) != 0 && attempt < i64::from(retry.times) && in_budget;
        if !again {
            let request = self.at(handle);
            request.values[retry.counter as usize] = 0;
            request.lap = request.lap.wrapping_sub(lap_of(attempt));
            return false;
        }
        self.accounts[retry.account].1 += 1;
        let exponent = u32::try_from(attempt).unwrap_or(63).min(63);
        let most = retry.base.saturating_mul(1_u64.checked_shl(exponent).unwrap_or(u64::MAX)).min(retry.cap);
        let mut draw: Draw = self.draw(handle, place, BACKOFF);
        let request = self.at(handle);
        request.values[retry.counter as usize] = attempt + 1;
        request.pc = start;
        request.lap = request.lap.wrapping_add(lap_of(1));
        let wait = match retry.jitter {
            Jitter::Full => draw.below(most.saturating_add(1)),
            Jitter::None => most,
        };
        self.tell(handle, |_| format!("tries again after {}", crate::sim::outcome::duration(wait)));
        let stamp = self.of(handle).stamp;
        self.queue.after(wait, Event::Resume(handle, stamp));
        true
    }
}
