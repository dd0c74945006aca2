use super::machine::{Go, Machine};
use super::request::{Kind, Request, Stage};
use super::verdict::Verdict;
use crate::problem::model::MOST_ROUNDS;
use crate::sim::code::{ListCode, Trap, evaluate, evaluate_list};
use crate::sim::engine::Handle;
use crate::sim::program::{Loop, LoopOver, Op};

/// So many rounds of loops in which a request does not wait are taken for an endless loop: seconds of computing.
const MOST_SPINS: u32 = 10_000_000;

impl Machine<'_> {
    /// Begins a loop: works out what it goes over.
    #[inline(never)]
    pub(super) fn begin_loop(&mut self, handle: Handle, begun: &Loop) -> Result<Go, Trap> {
        self.at(handle).values[begun.counter as usize] = 0;
        match &begun.over {
            LoopOver::Rows(..) => {}
            LoopOver::Items(code, list, _) => self.fill_list(handle, code, *list)?,
            LoopOver::Count(from, to, item, last) => {
                let scope = self.scope(self.of(handle));
                let span = to.span();
                let (from, to) = (evaluate(from, &scope)?, evaluate(to, &scope)?);
                if to.saturating_sub(from) >= MOST_ROUNDS {
                    return Err(Trap::new("a loop of more than 100,000 rounds", span));
                }
                let request = self.at(handle);
                request.values[*item as usize] = from.saturating_sub(1);
                request.values[*last as usize] = to;
            }
        }
        self.at(handle).pc += 1;
        Ok(Go::On)
    }

    fn fill_list(&mut self, handle: Handle, code: &ListCode, list: u32) -> Result<(), Trap> {
        let mut out = std::mem::take(&mut self.at(handle).rare.lists_mut()[list as usize]);
        out.clear();
        let result = evaluate_list(code, &self.scope(self.of(handle)), &mut out);
        self.at(handle).rare.lists_mut()[list as usize] = out;
        result
    }

    /// The next round of a loop, or on with what is behind it.
    #[inline(never)]
    pub(super) fn next_round(&mut self, handle: Handle, begin: u32, exit: u32) -> Result<Go, Trap> {
        let program = self.program;
        let request = self.at(handle);
        let Op::Begin(begun) = &program.flows[request.flow as usize].ops[begin as usize] else {
            request.pc = exit;
            return Ok(Go::On);
        };
        let round = request.values[begun.counter as usize];
        if request.round(begun, round) {
            request.values[begun.counter as usize] = round + 1;
            request.lap = request.lap.wrapping_add(1);
            request.pc += 1;
            self.spin(handle, begin)?;
        } else {
            request.lap = request.lap.wrapping_sub(u32::try_from(round).unwrap_or(0));
            request.pc = exit;
        }
        Ok(Go::On)
    }

    /// Counts a round of a loop, and stops a request that goes round and round without waiting for anything.
    fn spin(&mut self, handle: Handle, begin: u32) -> Result<(), Trap> {
        let request = self.of(handle);
        let (flow, now) = (request.flow as usize, Some((handle, request.stamp)));
        let (of, rounds) = &mut self.spins;
        if *of != now {
            (*of, *rounds) = (now, 0);
        }
        *rounds += 1;
        if *rounds <= MOST_SPINS {
            return Ok(());
        }
        let flow = &self.program.flows[flow];
        let span = flow.steps[flow.of_step[begin as usize] as usize].span;
        Err(Trap::new("loops went round ten million times without waiting for anything", span))
    }

    /// Runs all rounds of a loop at once, each as a strand with values of its own.
    #[inline(never)]
    pub(super) fn fork(&mut self, handle: Handle, begun: &Loop, exit: u32, step: u32) -> Result<Go, Trap> {
        if self.of(handle).stage == Stage::Told {
            return self.strands_back(handle, exit, step);
        }
        self.begin_loop(handle, begun)?;
        self.at(handle).pc -= 1;
        let stamp = self.of(handle).stamp;
        let mut round = 0;
        while self.at(handle).round(begun, round) {
            let Some(strand) = self.strand(handle, stamp, step) else { break };
            let request = self.at(strand);
            request.lap = request.lap.wrapping_add(u32::try_from(round + 1).unwrap_or(0) << 12);
            let Request { rare, values, .. } = request;
            let origin = &mut rare.origin;
            origin.clear();
            origin.extend_from_slice(values);
            self.wake(strand);
            round += 1;
        }
        let request = self.at(handle);
        if round == 0 {
            request.pc = exit;
            return Ok(Go::On);
        }
        request.rare.children = u32::try_from(round).unwrap_or(u32::MAX);
        request.stage = Stage::Waits;
        Ok(Go::Wait)
    }

    /// Runs one step beside the request, which goes on without it when the time is over.
    #[inline(never)]
    pub(super) fn limit(&mut self, handle: Handle, time: u64, exit: u32, step: u32) -> Go {
        if self.of(handle).stage == Stage::Told {
            if let Some(ticket) = self.at(handle).rare.timer.take() {
                self.queue.cancel(ticket);
            }
            return match self.strands_back(handle, exit, step) {
                Ok(go) => go,
                Err(trap) => {
                    self.stop(&trap, "");
                    Go::Wait
                }
            };
        }
        let stamp = self.of(handle).stamp;
        let Some(strand) = self.strand(handle, stamp, step) else { return Go::Wait };
        let request = self.at(handle);
        request.stage = Stage::Waits;
        request.rare.children = 1;
        self.until(handle, time);
        self.wake(strand);
        Go::Wait
    }

    /// A strand of a request: at the next operation, with a copy of its values.
    fn strand(&mut self, handle: Handle, stamp: u32, step: u32) -> Option<Handle> {
        let of = self.of(handle);
        let (flow, number, luck, root) = (of.flow as usize, of.number, of.luck.clone(), of.root);
        let strand = self.claim(flow, number.cast_unsigned(), luck, root)?;
        let (from, to) = self.requests.pair_mut(handle, strand)?;
        to.values.copy_from_slice(&from.values);
        for (to, from) in to.rare.lists_mut().iter_mut().zip(from.rare.lists()) {
            to.extend_from_slice(from);
        }
        to.rare.origin.clear();
        to.kind = Kind::Strand(step);
        to.rare.parent = Some((handle, stamp));
        to.lap = from.lap;
        to.entered = from.entered;
        to.home = from.home;
        to.clock = from.clock;
        to.pc = from.pc + 1;
        to.rare.depth = from.rare.depth;
        Some(strand)
    }

    /// The strands that a request waited for are done, or one has failed or answered for the flow.
    fn strands_back(&mut self, handle: Handle, exit: u32, step: u32) -> Result<Go, Trap> {
        let request = self.at(handle);
        request.stage = Stage::Fresh;
        if let Some(verdict) = request.rare.inbox.verdict {
            return self.fail(handle, step, verdict);
        }
        if request.rare.inbox.replied {
            request.closing = request.rare.inbox.status;
        } else {
            request.pc = exit;
        }
        Ok(Go::On)
    }

    /// A strand is done, or has failed: its values go to the request that it is a part of.
    pub(super) fn strand_ends(&mut self, strand: Handle, verdict: Option<Verdict>) -> Go {
        if verdict.is_none() {
            self.land_all(strand, None);
        }
        self.give_back(strand, verdict, None);
        Go::Wait
    }

    /// A strand answers for the whole flow.
    pub(super) fn strand_replies(&mut self, strand: Handle, status: u16) -> Go {
        self.land_all(strand, None);
        self.give_back(strand, None, Some(status));
        Go::Wait
    }

    fn give_back(&mut self, strand: Handle, verdict: Option<Verdict>, status: Option<u16>) {
        let program = self.program;
        if let Some((parent, stamp)) = self.of(strand).rare.parent
            && let Some((request, of)) = self.requests.pair_mut(parent, strand)
            && request.stamp == stamp
        {
            let op = &program.flows[of.flow as usize].ops[request.pc as usize];
            match op {
                Op::Fork(begun, _) => {
                    for (slot, (value, origin)) in of.values.iter().zip(&of.rare.origin).enumerate() {
                        let summed = begun.sums.iter().any(|sum| *sum as usize == slot);
                        if summed {
                            request.values[slot] =
                                request.values[slot].saturating_add(value.saturating_sub(*origin));
                        } else if value != origin {
                            request.values[slot] = *value;
                        }
                    }
                }
                _ if verdict.is_none() => {
                    request.values.copy_from_slice(&of.values);
                    for (to, from) in request.rare.lists_mut().iter_mut().zip(of.rare.lists()) {
                        to.clear();
                        to.extend_from_slice(from);
                    }
                }
                _ => {}
            }
            request.rare.children = request.rare.children.saturating_sub(1);
            if verdict.is_some() || status.is_some() || request.rare.children == 0 {
                request.rare.inbox.verdict = verdict;
                request.rare.inbox.replied = status.is_some();
                request.rare.inbox.status = status.unwrap_or(0);
                if status.is_some() {
                    request.rare.replies.clone_from(&of.rare.replies);
                }
                request.stage = Stage::Told;
                self.ready.push_back((parent, stamp));
            }
        }
        self.free(strand);
    }
}

impl Request {
    /// Sets the values of a round of a loop; false where there is none.
    fn round(&mut self, begun: &Loop, round: i64) -> bool {
        let index = usize::try_from(round).unwrap_or(usize::MAX);
        match &begun.over {
            LoopOver::Rows(list, width, parts) => {
                let start = index.saturating_mul(*width);
                let Some(row) = self.rare.lists()[*list as usize].get(start..start.saturating_add(*width))
                else {
                    return false;
                };
                for (at, slot) in parts {
                    self.values[*slot as usize] = row[*at];
                }
                true
            }
            LoopOver::Items(_, list, item) => {
                let Some(value) = self.rare.lists()[*list as usize].get(index) else { return false };
                self.values[*item as usize] = *value;
                true
            }
            LoopOver::Count(_, _, item, last) => {
                if self.values[*item as usize] >= self.values[*last as usize] {
                    return false;
                }
                self.values[*item as usize] += 1;
                true
            }
        }
    }
}
