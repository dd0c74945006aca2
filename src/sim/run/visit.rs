use super::journey::Way;
use super::machine::{Go, Machine};
use super::request::Stage;
use super::verdict::Verdict;
use crate::problem::model::Reason;
use crate::sim::code::Trap;
use crate::sim::component::NOWHERE;
use crate::sim::engine::Handle;

impl Machine<'_> {
    /// A visit with no rows: its time, and how it ends.
    #[inline]
    pub(super) fn visit(&mut self, handle: Handle, at: usize, step: u32) -> Result<Go, Trap> {
        let program = self.program;
        let request = self.of(handle);
        let stage = request.stage;
        if stage == Stage::Fresh
            && (program.parts[at].door.free || request.blocks.iter().any(|open| open.at as usize == at))
        {
            return self.succeed(handle, step, 200);
        }
        match stage {
            Stage::Done => {}
            Stage::Lost => return self.fail(handle, step, Verdict::unknown(Reason::Timeout)),
            _ => {
                let place = program.flows[request.flow as usize].steps[step as usize].place;
                match self.way(handle, at, place, None, false) {
                    Way::Waits => return Ok(Go::Wait),
                    Way::Refused(verdict) => {
                        self.tell_breaker(handle, at, Some(verdict));
                        return self.fail(handle, step, verdict);
                    }
                    Way::There => {
                        let verdict = self.outcome(handle, at, place);
                        let request = self.at(handle);
                        request.stage = Stage::Done;
                        if verdict.is_some() {
                            request.rare.verdict = verdict;
                        }
                        if !self.own_work(handle, place) {
                            return Ok(Go::Wait);
                        }
                    }
                }
            }
        }
        let request = self.at(handle);
        let station = std::mem::replace(&mut request.station, NOWHERE);
        let mut verdict = request.rare.take_verdict();
        let reply_lost = request.rare.take_reply_lost();
        if self.troubled && !self.stations[station as usize].is_up(self.now()) {
            verdict = Some(Verdict::unknown(Reason::Down));
        }
        self.leave(station);
        if reply_lost || verdict.is_some_and(|verdict| verdict.reason == Reason::Timeout) {
            self.lose(handle);
            return Ok(Go::Wait);
        }
        self.tell_breaker(handle, at, verdict);
        match verdict {
            None => self.succeed(handle, step, 200),
            Some(verdict) => self.fail(handle, step, verdict),
        }
    }
}
