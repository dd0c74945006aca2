use super::event::Event;
use super::machine::{Go, Machine, is_station};
use super::request::{Stage, Verdict};
use crate::problem::model::Reason;
use crate::sim::code::{Trap, evaluate, evaluate_list};
use crate::sim::engine::Handle;
use crate::sim::outcome::Told;
use crate::sim::program::{Flow, Op};

impl Machine<'_> {
    /// Lets a request go on until it waits or ends.
    pub(super) fn advance(&mut self, handle: Handle) {
        let program = self.program;
        let request = self.at(handle);
        request.stamp = request.stamp.wrapping_add(1);
        let flow = &program.flows[request.flow as usize];
        self.running = Some(handle);
        loop {
            match self.step(handle, flow) {
                // What is committed is seen, if only for a moment; what a block has done, only at its end.
                Ok(Go::On) if self.changes.is_empty() || !self.of(handle).blocks.is_empty() => {}
                Ok(Go::On) => self.check_changes(Some(self.of(handle).root)),
                Ok(Go::Wait) => break,
                Err(trap) => {
                    let place = self.place_of(handle);
                    self.stop(trap, &place);
                    break;
                }
            }
        }
        if !self.changes.is_empty() {
            // It may be over, and its place given back.
            let root = self.requests.get(handle).map_or(self.ended, |request| request.root);
            self.check_changes(Some(root));
        }
    }

    /// The step that a request is at, for errors: `order.take, update stock, request 12`.
    fn place_of(&self, handle: Handle) -> String {
        let Some(request) = self.requests.get(handle) else { return String::new() };
        let flow = &self.program.flows[request.flow as usize];
        let number = flow.of_step.get(request.pc as usize).copied().unwrap_or(u32::MAX);
        match flow.steps.get(number as usize) {
            Some(step) => {
                let id = step.id.as_deref().map_or_else(String::new, |id| format!(".{id}"));
                format!("`{}{id}` ({}), request {}", flow.id, step.label, request.number)
            }
            None => format!("`{}`, request {}", flow.id, request.number),
        }
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each operation")]
    #[inline]
    fn step(&mut self, handle: Handle, flow: &Flow) -> Result<Go, Trap> {
        while (self.of(handle).entered as usize) < flow.on.len() {
            if self.enter(handle, flow) == Go::Wait {
                return Ok(Go::Wait);
            }
        }
        let request = self.of(handle);
        if request.closing != 0 {
            return self.close(handle);
        }
        if self.troubled
            && request.stage == Stage::Fresh
            && let Some(go) = self.in_trouble(handle)
        {
            return Ok(go);
        }
        let pc = self.think(handle, flow)?;
        let step = flow.of_step[pc as usize];
        match &flow.ops[pc as usize] {
            Op::Test(..) | Op::Jump(_) | Op::Let(..) | Op::Until(..) => {}
            Op::LetList(list, code) => {
                // Not in its place: the code may read the list that it makes.
                let mut made = std::mem::take(&mut self.list);
                made.clear();
                evaluate_list(code, &self.scope(self.of(handle)), &mut made)?;
                let request = self.at(handle);
                std::mem::swap(&mut request.lists[*list as usize], &mut made);
                request.pc += 1;
                self.list = made;
            }
            Op::Statement(statement) => return self.statement(handle, statement, step),
            Op::Visit(at) => return self.visit(handle, *at, step),
            Op::Enter(at, shard) => return self.begin_block(handle, *at, shard.as_deref(), step),
            Op::Through => return self.succeed(handle, step, 200),
            Op::Leave => return self.leave_block(handle),
            Op::Send(post) => return self.send(handle, post, step),
            Op::Call(call) => return self.call(handle, call, step),
            Op::Start(call) => {
                self.start(handle, call)?;
                self.at(handle).pc += 1;
            }
            Op::Begin(begun) => return self.begin_loop(handle, begun),
            Op::Next(begin, exit) => return self.next_round(handle, *begin, *exit),
            Op::Fork(begun, exit) => return self.fork(handle, begun, *exit, step),
            Op::Join => return Ok(self.strand_ends(handle, None)),
            Op::Limit(time, exit) => return Ok(self.limit(handle, *time, *exit, step)),
            Op::Wait(code) => {
                let request = self.at(handle);
                if request.stage == Stage::Done {
                    request.stage = Stage::Fresh;
                    request.pc += 1;
                    return Ok(Go::On);
                }
                let constant = code.constant();
                let time = match constant {
                    Some(time) => time,
                    None => evaluate(code, &self.scope(self.of(handle)))?,
                };
                let time = time.max(0).cast_unsigned();
                self.at(handle).stage = Stage::Done;
                if time > 0 {
                    self.tell(handle, |_| Told::Waits(time));
                    self.sleep(handle, time, constant.is_some());
                    return Ok(Go::Wait);
                }
            }
            Op::Reply(status, set) => {
                for (at, code) in set {
                    let value = evaluate(code, &self.scope(self.of(handle)))?;
                    self.at(handle).replies[*at] = value;
                }
                self.at(handle).closing = *status;
                return self.close(handle);
            }
            Op::Answer(status, set) => {
                for (at, code) in set {
                    let value = evaluate(code, &self.scope(self.of(handle)))?;
                    self.at(handle).replies[*at] = value;
                }
                self.answer(handle, *status);
                self.at(handle).pc += 1;
            }
            Op::Note(note, value, by) => {
                let scope = self.scope(self.of(handle));
                let value = value.as_ref().map(|code| evaluate(code, &scope)).transpose()?;
                let by = by.as_ref().map(|code| evaluate(code, &scope)).transpose()?;
                let now = self.now().cast_signed();
                if now >= self.out.window.0 {
                    self.out.notes[*note].note(now, value, by);
                }
                self.tell(handle, |machine| machine.note_told(*note, value));
                self.at(handle).pc += 1;
            }
            Op::Flight(code, exit, slots) => return self.take_off(handle, code, *exit, slots, step),
            Op::Land => {
                self.land(handle, None);
                self.at(handle).pc += 1;
            }
            Op::Passed => {
                self.at(handle).pc += 1;
                return Ok(self.passed(handle, step));
            }
            Op::End => {
                self.at(handle).closing = 200;
                return self.close(handle);
            }
        }
        Ok(Go::On)
    }

    /// Goes on over operations that ask nobody and change nothing but values, and gives the first that does more.
    #[inline]
    fn think(&mut self, handle: Handle, flow: &Flow) -> Result<u32, Trap> {
        let now = self.now();
        let Machine { requests, stations, truth, .. } = self;
        let request = requests.claimed_mut(handle);
        loop {
            let pc = request.pc;
            let (code, slot) = match &flow.ops[pc as usize] {
                Op::Jump(to) => {
                    request.pc = *to;
                    continue;
                }
                Op::Let(slot, code) => (code, Some(*slot)),
                Op::Test(code, _) | Op::Until(code, _) => (code, None),
                _ => return Ok(pc),
            };
            let value = evaluate(code, &request.scope(stations, truth, now))?;
            request.pc = match &flow.ops[pc as usize] {
                Op::Test(_, to) if value == 0 => *to,
                Op::Until(_, exit) if value != 0 => *exit,
                _ => pc + 1,
            };
            if let Some(slot) = slot {
                request.values[slot as usize] = value;
            }
        }
    }

    /// Where the instance of a request is down or paused, it meets that at its next step.
    fn in_trouble(&mut self, handle: Handle) -> Option<Go> {
        let home = self.of(handle).home;
        if !is_station(home) {
            return None;
        }
        let station = &self.stations[home as usize];
        if !station.is_up(self.now()) {
            return Some(self.give_up(handle, Verdict::unknown(Reason::Down)));
        }
        if station.attributes.paused {
            let stamp = self.of(handle).stamp;
            self.stations[home as usize].parked.push((handle, stamp));
            return Some(Go::Wait);
        }
        None
    }

    /// Events that end a wait by time.
    pub(super) fn timed_out(&mut self, handle: Handle, stamp: u32) {
        if self.requests.get(handle).is_none_or(|request| request.stamp != stamp) {
            return;
        }
        let request = self.of(handle);
        let since = request.since;
        if let Op::Call(call) = &self.program.flows[request.flow as usize].ops[request.pc as usize] {
            self.record_timeout(u32::try_from(call.flow).unwrap_or(u32::MAX), since);
        }
        let request = self.at(handle);
        request.timer = None;
        request.inbox.verdict = Some(Verdict::unknown(Reason::Timeout));
        request.inbox.status = 0;
        request.inbox.replied = false;
        request.stage = Stage::Told;
        request.children = 0;
        self.advance(handle);
    }

    /// Sets the time after which a waiting request goes on without an answer.
    pub(super) fn until(&mut self, handle: Handle, time: u64) {
        let stamp = self.of(handle).stamp;
        let lane = self.queue.lane(time);
        let ticket = self.queue.along(lane, Event::Timeout(handle, stamp));
        self.at(handle).timer = Some(ticket);
    }
}
