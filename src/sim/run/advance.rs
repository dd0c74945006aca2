use super::event::Event;
use super::machine::{Go, Machine, is_station};
use super::request::Stage;
use super::verdict::Verdict;
use crate::problem::model::Reason;
use crate::sim::code::{Code, ListCode, Trap, evaluate, evaluate_list};
use crate::sim::engine::Handle;
use crate::sim::outcome::Told;
use crate::sim::program::{Flow, Op};

impl Machine<'_> {
    /// Lets a request go on until it waits or ends.
    #[inline(always)]
    pub(super) fn advance(&mut self, handle: Handle, flow: &Flow) {
        loop {
            if self.step(handle, flow) == Go::Wait {
                break;
            }
            // What is committed is seen, if only for a moment; what a block has done, only at its end.
            if !self.changes.is_empty() && self.of(handle).blocks.is_empty() {
                self.check_changes(Some(self.of(handle).root));
            }
        }
        if !self.changes.is_empty() {
            // It may be over, and its place given back.
            let root = self.requests.remembered(handle).map(|request| request.root);
            self.check_changes(root);
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

    #[inline(always)]
    fn step(&mut self, handle: Handle, flow: &Flow) -> Go {
        if self.enters(handle, flow) == Go::Wait {
            return Go::Wait;
        }
        let request = self.of(handle);
        if request.closing != 0 {
            return self.close(handle).unwrap_or_else(|trap| self.trapped(handle, &trap));
        }
        let (pc, stage) = (request.pc, request.stage);
        if self.troubled
            && stage == Stage::Fresh
            && let Some(go) = self.in_trouble(handle)
        {
            return go;
        }
        let op = &flow.ops[pc as usize];
        // What most flows end with, and what needs no more than its request.
        if let Op::Reply(status, set) = op
            && set.is_empty()
            && self.of(handle).blocks.is_empty()
        {
            return self.ends(handle, *status);
        }
        let done = self.does(handle, flow, op, flow.of_step[pc as usize]);
        done.unwrap_or_else(|trap| self.trapped(handle, &trap))
    }

    /// An expression of a step has no value: the run ends.
    #[cold]
    fn trapped(&mut self, handle: Handle, trap: &Trap) -> Go {
        let place = self.place_of(handle);
        self.stop(trap, &place);
        Go::Wait
    }

    /// Does an operation.
    #[inline(always)]
    fn does(&mut self, handle: Handle, flow: &Flow, op: &Op, step: u32) -> Result<Go, Trap> {
        // Most of these are calls, never compiled in place: what all requests go through stays short.
        match op {
            Op::Jump(_) | Op::Let(..) | Op::Test(..) | Op::Until(..) => self.think(handle, flow),
            Op::Visit(at) => self.visit(handle, *at, step),
            Op::Statement(statement) => self.statement(handle, statement, step),
            Op::Enter(at, shard) => self.begin_block(handle, *at, shard.as_deref(), step),
            Op::Through => self.succeed(handle, step, 200),
            Op::Leave => self.leave_block(handle),
            Op::Send(post) => self.send(handle, post, step),
            Op::Call(call) => self.call(handle, call, step),
            Op::Begin(begun) => self.begin_loop(handle, begun),
            Op::Next(begin, exit) => self.next_round(handle, *begin, *exit),
            Op::Fork(begun, exit) => self.fork(handle, begun, *exit, step),
            Op::Join => Ok(self.strand_ends(handle, None)),
            Op::Limit(time, exit) => Ok(self.limit(handle, *time, *exit, step)),
            Op::Flight(code, exit, slots) => self.take_off(handle, code, *exit, slots, step),
            Op::Reply(status, set) => {
                if !set.is_empty() {
                    self.reply_with(handle, set)?;
                }
                self.at(handle).closing = *status;
                self.close(handle)
            }
            Op::Wait(code) => self.pause(handle, code),
            Op::LetList(list, code) => self.make_list(handle, *list, code),
            Op::Start(call) => self.start(handle, call).map(|()| self.next(handle)),
            Op::Answer(status, set) => {
                self.reply_with(handle, set)?;
                self.answer(handle, *status);
                Ok(self.next(handle))
            }
            Op::Note(note, value, by) => self.note(handle, *note, value.as_ref(), by.as_ref()),
            Op::Land => {
                self.land(handle, None);
                Ok(self.next(handle))
            }
            Op::First(account) => {
                self.accounts[*account].0 += 1;
                Ok(self.next(handle))
            }
            Op::Passed => {
                self.at(handle).pc += 1;
                Ok(self.passed(handle, step))
            }
        }
    }

    /// On with the operation behind.
    fn next(&mut self, handle: Handle) -> Go {
        self.at(handle).pc += 1;
        Go::On
    }

    #[inline(never)]
    fn make_list(&mut self, handle: Handle, list: u32, code: &ListCode) -> Result<Go, Trap> {
        // Not in its place: the code may read the list that it makes.
        let mut made = std::mem::take(&mut self.list);
        made.clear();
        evaluate_list(code, &self.scope(self.of(handle)), &mut made)?;
        std::mem::swap(&mut self.at(handle).rare.lists_mut()[list as usize], &mut made);
        self.list = made;
        Ok(self.next(handle))
    }

    /// Counts a note, with its value and the one that it is counted by.
    #[inline(never)]
    fn note(
        &mut self,
        handle: Handle,
        note: usize,
        value: Option<&Code>,
        by: Option<&Code>,
    ) -> Result<Go, Trap> {
        let scope = self.scope(self.of(handle));
        let value = value.map(|code| evaluate(code, &scope)).transpose()?;
        let by = by.map(|code| evaluate(code, &scope)).transpose()?;
        let now = self.now().cast_signed();
        if now >= self.out.window.0 {
            self.out.notes[note].note(now, value, by);
        }
        self.tell(handle, |machine| machine.note_told(note, value));
        Ok(self.next(handle))
    }

    /// Works out what an answer brings.
    #[inline(never)]
    fn reply_with(&mut self, handle: Handle, set: &[(usize, Code)]) -> Result<(), Trap> {
        for (at, code) in set {
            let value = evaluate(code, &self.scope(self.of(handle)))?;
            self.at(handle).rare.replies[*at] = value;
        }
        Ok(())
    }

    /// Waits for as long as a step says.
    #[inline(never)]
    fn pause(&mut self, handle: Handle, code: &Code) -> Result<Go, Trap> {
        let request = self.at(handle);
        if request.stage == Stage::Done {
            request.stage = Stage::Fresh;
            return Ok(self.next(handle));
        }
        let constant = code.constant();
        let time = match constant {
            Some(time) => time,
            None => evaluate(code, &self.scope(self.of(handle)))?,
        };
        let time = time.max(0).cast_unsigned();
        self.at(handle).stage = Stage::Done;
        if time == 0 {
            return Ok(Go::On);
        }
        self.tell(handle, |_| Told::Waits(time));
        self.sleep(handle, time, constant.is_some());
        Ok(Go::Wait)
    }

    /// Goes on over operations that ask nobody and change nothing but values, to the first that does more.
    fn think(&mut self, handle: Handle, flow: &Flow) -> Result<Go, Trap> {
        let now = self.now();
        let Machine { requests, stations, truth, .. } = self;
        let request = requests.claimed_mut(handle);
        loop {
            let pc = request.pc;
            let op = &flow.ops[pc as usize];
            let code = match op {
                Op::Jump(to) => {
                    request.pc = *to;
                    continue;
                }
                Op::Let(_, code) | Op::Test(code, _) | Op::Until(code, _) => code,
                _ => return Ok(Go::On),
            };
            let value = evaluate(code, &request.scope(stations, truth, now))?;
            request.pc = match op {
                Op::Test(_, to) if value == 0 => *to,
                Op::Until(_, exit) if value != 0 => *exit,
                _ => pc + 1,
            };
            if let Op::Let(slot, _) = op {
                request.values[*slot as usize] = value;
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

    /// Events that end a wait by time; gives who goes on.
    pub(super) fn timed_out(&mut self, handle: Handle, stamp: u32) -> Option<Handle> {
        self.goes_on(handle, stamp)?;
        let request = self.of(handle);
        let since = request.since;
        let program = self.program;
        let flow = &program.flows[request.flow as usize];
        let pc = request.pc as usize;
        match &flow.ops[pc] {
            Op::Call(call) => self.record_timeout(u32::try_from(call.flow).unwrap_or(u32::MAX), since),
            Op::Limit(..) => {
                let step = flow.of_step[pc];
                self.tell(handle, |machine| {
                    machine.fail_told(handle, step, Verdict::unknown(Reason::Timeout))
                });
            }
            _ => {}
        }
        let request = self.at(handle);
        request.rare.timer = None;
        request.rare.inbox.verdict = Some(Verdict::unknown(Reason::Timeout));
        request.rare.inbox.status = 0;
        request.rare.inbox.replied = false;
        request.stage = Stage::Told;
        request.rare.children = 0;
        Some(handle)
    }

    /// Sets the time after which a waiting request goes on without an answer.
    pub(super) fn until(&mut self, handle: Handle, time: u64) {
        let stamp = self.of(handle).stamp;
        let lane = self.queue.lane(time);
        let ticket = self.queue.along(lane, Event::Timeout(handle, stamp));
        self.at(handle).rare.timer = Some(ticket);
    }
}
