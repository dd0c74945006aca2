use super::machine::{Go, Machine};
use super::request::{Kind, Stage};
use super::verdict::{Verdict, status_of};
use crate::problem::model::{FlowId, Reason};
use crate::sim::component::NOWHERE;
use crate::sim::engine::Handle;
use crate::sim::outcome::{Failure, Outcome, Stop, Told};
use crate::sim::program::Op;
use crate::sim::table::NONE;
use crate::sim::topic::End;

impl Machine<'_> {
    /// A request of a flow begins, as its caller sees it.
    #[inline(always)]
    pub(in crate::sim) fn offered(&mut self, handle: Handle, flow: usize) {
        self.out.begins(flow, self.now().cast_signed());
        self.tell(handle, |machine| {
            let request = machine.of(handle);
            let flow = machine.program.flows[request.flow as usize].id.clone();
            Told::Begins { flow, number: request.number }
        });
    }

    /// Counts an answer of a flow, as its caller sees it.
    #[inline(always)]
    fn record(&mut self, flow: u32, began: u64, status: u16) {
        let (took, began) = (self.now() - began, began.cast_signed());
        if status < 400 || self.program.flows[flow as usize].refusals.contains(&status) {
            self.out.answers(FlowId(flow), began, took, status);
        } else {
            self.out.fails(FlowId(flow), began, Failure::Status(status));
        }
    }

    /// Counts a request of a flow that has no answer, as its caller sees it.
    fn record_failure(&mut self, flow: u32, began: u64, reason: Reason) {
        self.out.fails(FlowId(flow), began.cast_signed(), Failure::Reason(reason));
    }

    /// The flow of a request has ended with an answer.
    // Of most nobody waits for it or is told, and it gives one slot back: those pass here with one look at the request.
    #[inline(always)]
    pub(super) fn ends(&mut self, handle: Handle, status: u16) -> Go {
        let now = self.now();
        let Machine { program, requests, stations, meters, out, .. } = self;
        let request = requests.claimed(handle);
        let alone = matches!(request.kind, Kind::Alone) && !request.rare.is_touched();
        let Some(number) =
            request.held.only().filter(|_| alone && status < 400 && !self.tells && self.flights.is_empty())
        else {
            return self.ends_otherwise(handle, status);
        };
        out.answers(FlowId(request.flow), request.began.cast_signed(), now - request.began, status);
        let station = &mut stations[number as usize];
        if station.waiting == 0 && program.topics.is_empty() {
            station.busy -= 1;
            // Nobody enters a replica by a flow's door.
            meters[station.component as usize].busy.down(now);
        } else {
            self.pass_on(number as usize);
        }
        self.requests.release(handle);
        Go::Wait
    }

    /// The same, whoever waits for it and whatever it holds.
    #[inline(never)]
    fn ends_otherwise(&mut self, handle: Handle, status: u16) -> Go {
        let kind = self.of(handle).kind;
        if matches!(kind, Kind::Strand(_)) {
            return self.strand_replies(handle, status);
        }
        if !self.flights.is_empty() {
            self.land_all(handle, None);
        }
        self.reply(handle, status);
        self.release_slots(handle);
        match kind {
            Kind::Message(id) => self.message_answers(handle, id, status),
            Kind::Timer(count) => self.next_run(handle, count),
            _ => {}
        }
        self.free(handle);
        Go::Wait
    }

    /// The run of a message has ended with an answer.
    #[inline(never)]
    fn message_answers(&mut self, handle: Handle, id: u32, status: u16) {
        let good =
            status < 400 || self.program.flows[self.of(handle).flow as usize].refusals.contains(&status);
        self.message_ended(id, if good { End::Well } else { End::Badly });
    }

    /// The caller has its answer; the flow goes on.
    pub(super) fn answer(&mut self, handle: Handle, status: u16) {
        // A strand answers for the request that it is a part of.
        let mut handle = handle;
        while let Kind::Strand(_) = self.of(handle).kind {
            let Some((parent, _)) = self.of(handle).rare.parent else { return };
            if self.requests.get(parent).is_none() {
                return;
            }
            let replies = self.of(handle).rare.replies.clone();
            self.at(parent).rare.replies = replies;
            handle = parent;
        }
        self.reply(handle, status);
        self.at(handle).rare.answered = true;
    }

    #[inline(always)]
    fn reply(&mut self, handle: Handle, status: u16) {
        let request = self.of(handle);
        let (flow, began) = (request.flow, request.began);
        if request.rare.is_touched() {
            return self.reply_to_caller(handle, status);
        }
        self.tell(handle, |_| Told::Answers(status));
        self.record(flow, began, status);
    }

    /// The same, where somebody waits for it or has its answer, or where that is lost.
    #[inline(never)]
    fn reply_to_caller(&mut self, handle: Handle, status: u16) {
        let request = self.of(handle);
        if request.rare.answered {
            return;
        }
        let (parent, flow, began) = (request.rare.parent, request.flow, request.began);
        let lost = request.rare.answer_lost;
        self.tell(handle, |_| Told::Answers(status));
        match parent {
            Some(parent) => self.reply_to(handle, parent, status, lost),
            None if lost => self.record_timeout(flow, began),
            None => self.record(flow, began, status),
        }
    }

    /// Answers the request that waits for this one, if it still does.
    fn reply_to(&mut self, handle: Handle, (parent, stamp): (Handle, u32), status: u16, lost: bool) {
        if lost {
            self.tell(handle, |_| Told::Lost("the answer is lost"));
            self.patience(handle);
        } else if self.requests.get(parent).is_some_and(|parent| parent.stamp == stamp) {
            let request = self.at(handle);
            let (flow, began, replies) =
                (request.flow, request.began, std::mem::take(&mut request.rare.replies));
            self.record(flow, began, status);
            let verdict = (status >= 400).then(|| Verdict::of_status(status));
            self.bring(parent, stamp, status, verdict, &replies);
            self.at(handle).rare.replies = replies;
        }
    }

    /// A flow ends without an answer, for a reason.
    pub(super) fn give_up(&mut self, handle: Handle, verdict: Verdict) -> Go {
        while !self.of(handle).blocks.is_empty() {
            self.undo_block(handle);
        }
        self.land_all(handle, Some(verdict));
        if matches!(self.of(handle).kind, Kind::Strand(_)) {
            return self.strand_ends(handle, Some(verdict));
        }
        let request = self.of(handle);
        let (parent, flow, began) = (request.rare.parent, request.flow, request.began);
        let entered = request.entered as usize >= self.program.flows[flow as usize].on.len();
        if !request.rare.answered {
            self.tell(handle, |_| format!("ends: {}", verdict.reason.told()));
            let waits = parent.is_none_or(|(parent, stamp)| {
                self.requests.get(parent).is_some_and(|parent| parent.stamp == stamp)
            });
            if waits {
                self.record_failure(flow, began, verdict.reason);
            }
            if let Some((parent, stamp)) = parent {
                // Refused at the door it was never there; later its caller hears a status, or of its death.
                let heard = if !entered || verdict.reason == Reason::Down {
                    verdict
                } else {
                    let unknown = verdict.unknown;
                    Verdict { unknown, ..Verdict::of_status(status_of(verdict.reason)) }
                };
                self.bring(parent, stamp, heard.status, Some(heard), &[]);
            }
        }
        self.release_slots(handle);
        match self.of(handle).kind {
            Kind::Message(id) => {
                let home = self.stations.get(self.of(handle).home as usize);
                let dead = home.is_some_and(|station| !station.is_up(self.now()));
                self.message_ended(id, if dead { End::Dead } else { End::Badly });
            }
            Kind::Timer(count) => self.next_run(handle, count),
            _ => {}
        }
        self.free(handle);
        Go::Wait
    }

    /// A caller's time is over, or its request was lost: that is what it saw of the flow.
    #[inline(never)]
    pub(super) fn record_timeout(&mut self, flow: u32, began: u64) {
        self.record_failure(flow, began, Reason::Timeout);
    }

    pub(super) fn report_lost(&mut self, handle: Handle) {
        let request = self.of(handle);
        let (flow, began, parent) = (request.flow, request.began, request.rare.parent);
        let waits = parent.is_none_or(|(parent, stamp)| {
            self.requests.get(parent).is_some_and(|parent| parent.stamp == stamp)
        });
        if waits {
            self.record_timeout(flow, began);
        }
    }

    /// At the end of a timer's run its next one is set.
    #[inline(never)]
    fn next_run(&mut self, handle: Handle, count: u32) {
        let request = self.of(handle);
        self.next_tick(request.flow as usize, request.home, count);
    }

    /// Gives the place of a request back.
    #[inline(always)]
    pub(super) fn free(&mut self, handle: Handle) {
        let request = self.requests.release(handle);
        if request.rare.is_touched()
            && let Some(ticket) = request.rare.timer
        {
            self.queue.cancel(ticket);
        }
    }

    /// Takes a request away that dies with its instance: what it holds is given back, its caller hears of it.
    pub(in crate::sim) fn kill(&mut self, handle: Handle) {
        let Some(request) = self.requests.get(handle) else { return };
        // In a line, or served on a visit of its own.
        let station = request.station;
        if station != NOWHERE {
            let index = station as usize;
            match request.stage {
                Stage::Metered => {
                    let now = self.now();
                    let component = self.stations[index].component as usize;
                    self.meters[component].queued.down(now);
                }
                Stage::Counted if request.since != u64::MAX => {
                    self.stations[index].waiting -= 1;
                    let now = self.now();
                    let component = self.stations[index].component as usize;
                    self.meters[component].queued.down(now);
                }
                Stage::Served | Stage::Looks => self.leave(station),
                Stage::Done if request.held.last() != Some(station) => self.leave(station),
                _ => {}
            }
        }
        let transaction = std::mem::replace(&mut self.at(handle).rare.transaction, NONE);
        if transaction != NONE {
            self.roll_back(transaction);
        }
        while !self.of(handle).blocks.is_empty() {
            self.undo_block(handle);
        }
        self.tell(handle, |_| "dies with its instance".to_owned());
        if matches!(self.of(handle).kind, Kind::Strand(_)) {
            self.free(handle);
            return;
        }
        self.give_up(handle, Verdict::unknown(Reason::Down));
    }

    /// Whether nothing is under way: every request in flight waits because a step of it says so.
    fn rests(&self) -> bool {
        self.requests.iter().all(|(_, request)| {
            let flow = &self.program.flows[request.flow as usize];
            let entered = request.entered as usize >= flow.on.len();
            let op = flow.ops.get(request.pc as usize);
            entered && request.stage == Stage::Done && matches!(op, Some(Op::Wait(_)))
        })
    }

    /// Ends the run and gives what it has found.
    pub(super) fn end(mut self, stop: Stop) -> Outcome {
        let now = self.now();
        if self.measuring {
            // Stopped before the load was over: what there is so far.
            self.out.window.1 = now.cast_signed().min(self.out.window.1);
            self.load_over();
        }
        self.count_unconsumed();
        for (component, meter) in self.meters.iter().enumerate() {
            self.out.components[component].memory = meter.most_memory;
        }
        for table in 0..self.program.tables.len() {
            self.expire(table);
            self.out.rows[table] = self.truth.tables.all[table].len();
        }
        for flow in &mut self.out.flows {
            let told = flow.good + flow.errors.total();
            for _ in told..flow.offered {
                flow.failed(Failure::Unfinished);
            }
            flow.series.end();
        }
        self.changes.clear();
        self.out.rests = self.rests();
        self.out.only.clone_from(&self.settings.only);
        // A limit on events, an interruption and an expression without a value end a run anywhere; a limit on time is
        // somebody's choice of an end.
        let anywhere = matches!(stop, Stop::MaxEvents | Stop::Cancelled) || self.trap.is_some();
        if !anywhere && self.queue.check().is_ok() {
            self.check_end();
        }
        self.out.ended = now.min(self.settings.max_time).cast_signed();
        self.out.stop = match (self.trap.take(), self.queue.check()) {
            (Some(error), _) => Stop::Failed(error),
            (None, Err(limit)) => Stop::Failed(crate::sim::outcome::RunError {
                at: now.cast_signed(),
                message: limit.to_string(),
                span: crate::diag::Span::default(),
            }),
            (None, Ok(())) => stop,
        };
        self.out
    }
}
