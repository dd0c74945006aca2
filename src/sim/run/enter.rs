use super::journey::Way;
use super::machine::{Go, Machine};
use super::request::{DONE, Kind, NOWHERE, Stage, Verdict};
use crate::problem::model::Reason;
use crate::sim::engine::Handle;
use crate::sim::program::Flow;

impl Machine<'_> {
    /// Enters the components of a flow, one after the other: a slot of each, and its own work.
    #[inline]
    pub(super) fn enter(&mut self, handle: Handle, flow: &Flow) -> Go {
        let program = self.program;
        let request = self.of(handle);
        let at = flow.on[request.entered as usize];
        let part = &program.parts[at];
        let place = crate::sim::code::place(flow.stream).wrapping_add(request.entered);
        if part.free {
            self.entered(handle, NOWHERE);
            return Go::On;
        }
        if request.stage == Stage::Done {
            let station = request.station;
            if self.troubled && !self.stations[station as usize].is_up(self.now()) {
                return self.refuse_entry(handle, Verdict { unknown: true, ..Verdict::no(Reason::Down) });
            }
            self.entered(handle, station);
            match self.outcome(handle, at, place) {
                None => {}
                Some(verdict) if verdict.reason != Reason::Timeout => {
                    self.at(handle).closing = verdict.status;
                }
                Some(verdict) => {
                    // Its answer is lost; whether it did what was asked is another matter.
                    let request = self.at(handle);
                    request.answer_lost = true;
                    request.closing = if verdict.status == DONE { 0 } else { 200 };
                }
            }
            return Go::On;
        }
        if request.stage == Stage::Lost {
            self.vanish(handle);
            return Go::Wait;
        }
        // A timer is where it runs: no link, and no choice.
        if matches!(request.kind, Kind::Timer(_)) && request.stage == Stage::Fresh {
            self.at(handle).stage = Stage::Arrived;
        }
        match self.way(handle, at, place, None, false) {
            Way::Waits => Go::Wait,
            Way::Refused(verdict) => self.refuse_entry(handle, verdict),
            Way::There => {
                let request = self.at(handle);
                request.held.push(request.station);
                request.stage = Stage::Done;
                if self.own_work(handle, place) { Go::On } else { Go::Wait }
            }
        }
    }

    #[inline]
    fn entered(&mut self, handle: Handle, station: u32) {
        let instance = self.stations.get(station as usize).map_or(0, |station| station.number);
        let request = self.at(handle);
        request.entered += 1;
        request.stage = Stage::Fresh;
        request.home = station;
        request.instance = instance;
        request.clock = station;
        request.station = NOWHERE;
        request.answer_lost |= std::mem::take(&mut request.reply_lost);
    }
}
