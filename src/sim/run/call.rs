use super::luck::Luck;
use super::machine::{Go, Machine};
use super::request::{Kind, Stage};
use super::verdict::{Inbox, Verdict};
use super::work::PATIENCE;
use crate::calc::random::Stream;
use crate::problem::model::Reason;
use crate::sim::code::{Trap, evaluate, evaluate_list};
use crate::sim::component::NOWHERE;
use crate::sim::engine::Handle;
use crate::sim::outcome::Told;
use crate::sim::program::{Call, Trigger};
use crate::sim::topic::End;

impl Machine<'_> {
    /// Calls another flow and waits for its answer.
    #[inline(never)]
    pub(super) fn call(&mut self, handle: Handle, call: &Call, step: u32) -> Result<Go, Trap> {
        if self.of(handle).stage == Stage::Told {
            return self.answered(handle, call, step);
        }
        if self.program.guarded
            && let Some(at) = self.program.flows[call.flow].on.first().copied()
            && let Some(verdict) = self.open_breaker(handle, at)
        {
            return self.fail(handle, step, verdict);
        }
        let Some(callee) = self.prepare(handle, call)? else { return Ok(Go::Wait) };
        let (stamp, now) = (self.of(handle).stamp, self.now());
        let request = self.at(callee);
        request.kind = Kind::Called;
        request.rare.parent = Some((handle, stamp));
        let request = self.at(handle);
        request.stage = Stage::Waits;
        request.since = now;
        if let Some(timeout) = call.timeout {
            self.until(handle, timeout);
        }
        self.tell(handle, |machine| Told::Calls(machine.program.flows[call.flow].id.clone()));
        self.offered(callee, call.flow);
        self.wake(callee);
        Ok(Go::Wait)
    }

    /// The answer of a call is here, or its time is over.
    fn answered(&mut self, handle: Handle, call: &Call, step: u32) -> Result<Go, Trap> {
        let request = self.at(handle);
        let (status, verdict) = (request.rare.inbox.status, request.rare.inbox.verdict);
        if let Some(ticket) = request.rare.timer.take() {
            self.queue.cancel(ticket);
        }
        if let Some(at) = self.program.flows[call.flow].on.first().copied() {
            self.tell_breaker(handle, at, verdict);
        }
        self.tell(handle, |machine| {
            let how = match verdict {
                None => format!(" answers {status}"),
                Some(verdict) if verdict.status > 0 => format!(" answers {}", verdict.status),
                Some(verdict) => format!(": {}", verdict.reason.word()),
            };
            Told::Hears(machine.program.flows[call.flow].id.clone(), how)
        });
        match verdict {
            None => self.succeed(handle, step, status),
            Some(verdict) => self.fail(handle, step, verdict),
        }
    }

    /// Runs another flow and does not wait.
    #[inline(never)]
    pub(super) fn start(&mut self, handle: Handle, call: &Call) -> Result<(), Trap> {
        if let Some(callee) = self.prepare(handle, call)? {
            self.tell(handle, |machine| Told::Starts(machine.program.flows[call.flow].id.clone()));
            self.offered(callee, call.flow);
            self.wake(callee);
        }
        Ok(())
    }

    /// A request of the called flow with its values.
    fn prepare(&mut self, handle: Handle, call: &Call) -> Result<Option<Handle>, Trap> {
        let program = self.program;
        let caller = self.of(handle);
        let (root, depth, key, lap) = (caller.root, caller.rare.depth, caller.luck.key(), caller.lap);
        let flow = &program.flows[caller.flow as usize];
        let step = flow.of_step[caller.pc as usize];
        let place = flow.steps.get(step as usize).map_or(0, |step| step.place);
        let target = &program.flows[call.flow];
        let count = self.loads[call.flow].called;
        self.loads[call.flow].called += 1;
        let arrives = matches!(target.trigger, Trigger::Arrive { .. } | Trigger::Every(..));
        let number = if arrives { super::arrive::CALLED + count } else { count };
        let luck = Luck::new(Stream::new(key.draw(place, lap).bits(), target.stream), 0);
        let Some(callee) = self.claim(call.flow, number, luck, root) else { return Ok(None) };
        self.at(callee).rare.depth = depth + 1;
        for (slot, code) in &call.pass {
            let value = evaluate(code, &self.scope(self.of(handle)))?;
            self.at(callee).values[*slot as usize] = value;
        }
        for (list, code) in &call.pass_lists {
            let mut out = std::mem::take(&mut self.at(callee).rare.lists_mut()[*list as usize]);
            out.clear();
            let result = evaluate_list(code, &self.scope(self.of(handle)), &mut out);
            self.at(callee).rare.lists_mut()[*list as usize] = out;
            result?;
        }
        for default in &call.defaults {
            self.default(callee, &target.defaults[*default])?;
        }
        Ok(Some(callee))
    }

    /// A request that was on its way to its first component has got lost: its caller hears nothing.
    pub(super) fn vanish(&mut self, handle: Handle) {
        self.report_lost(handle);
        let (parent, kind) = (self.of(handle).rare.parent, self.of(handle).kind);
        self.release_slots(handle);
        if let Kind::Message(id) = kind {
            self.message_ended(id, End::Badly);
        }
        self.free(handle);
        if let Some((parent, stamp)) = parent {
            self.bring(parent, stamp, 0, Some(Verdict::unknown(Reason::Timeout)), &[]);
        }
    }

    /// A request is refused at the door of a component.
    pub(super) fn refuse_entry(&mut self, handle: Handle, verdict: Verdict) -> Go {
        self.tell(handle, |_| format!("is refused: {}", verdict.reason.word()));
        self.give_up(handle, verdict)
    }

    /// Brings an answer to a request that waits for it; one that does not wait any more hears nothing.
    pub(super) fn bring(
        &mut self,
        to: Handle,
        stamp: u32,
        status: u16,
        verdict: Option<Verdict>,
        replies: &[i64],
    ) {
        let Some(request) = self.requests.get_mut(to) else { return };
        if request.stamp != stamp {
            return;
        }
        let Inbox { replies: kept, .. } = &mut request.rare.inbox;
        kept.clear();
        kept.extend_from_slice(replies);
        request.rare.inbox.status = status;
        request.rare.inbox.verdict = verdict;
        request.rare.inbox.replied = false;
        request.stage = Stage::Told;
        request.station = NOWHERE;
        self.ready.push_back((to, stamp));
    }

    /// After so long a caller without a time-out of its own gives up an answer that was lost.
    pub(super) fn patience(&mut self, handle: Handle) {
        if let Some((parent, stamp)) = self.of(handle).rare.parent
            && let Some(request) = self.requests.get(parent)
            && request.stamp == stamp
            && request.rare.timer.is_none()
        {
            self.until(parent, PATIENCE);
        }
    }
}
