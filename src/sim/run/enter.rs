use super::journey::{Straight, Way};
use super::machine::{Go, Machine};
use super::request::{DONE, NOWHERE, Stage, Verdict};
use super::work::works;
use crate::problem::model::Reason;
use crate::sim::engine::Handle;
use crate::sim::program::{Door, Flow};

impl Machine<'_> {
    /// Enters the components of a flow that are left, one after the other.
    #[inline(always)]
    pub(super) fn enters(&mut self, handle: Handle, flow: &Flow) -> Go {
        while let Some(door) = flow.doors.get(self.of(handle).entered as usize) {
            if self.enter(handle, flow, door) == Go::Wait {
                return Go::Wait;
            }
        }
        Go::On
    }

    /// Enters the next component of a flow: a slot of it, and its own work.
    // What is rare stands in functions of its own, so that what every request goes through stays short.
    #[inline(always)]
    fn enter(&mut self, handle: Handle, flow: &Flow, door: &Door) -> Go {
        let request = self.of(handle);
        let (stage, entered) = (request.stage, request.entered);
        if door.free {
            self.entered(handle, NOWHERE);
            return Go::On;
        }
        if stage == Stage::Done {
            let station = request.station;
            if self.troubled && !self.stations[station as usize].is_up(self.now()) {
                return self.refuse_entry(handle, Verdict { unknown: true, ..Verdict::no(Reason::Down) });
            }
            self.entered(handle, station);
            if door.external {
                self.entry_ends(handle, door.at, place(flow, entered));
            }
            return Go::On;
        }
        let served = match stage {
            Stage::Fresh => self.straight(handle, door),
            Stage::Served => self.handed(handle),
            _ => Straight::No,
        };
        match served {
            Straight::Slot(request, station, queue) => {
                request.held.push(request.station);
                request.stage = Stage::Done;
                if works(queue, handle, request, station, place(flow, entered)) { Go::On } else { Go::Wait }
            }
            Straight::Waits => Go::Wait,
            Straight::No => self.comes_in(handle, door.at, place(flow, entered)),
        }
    }

    /// A request that was handed a slot, and what serves it.
    #[inline(always)]
    fn handed(&mut self, handle: Handle) -> Straight<'_> {
        let Machine { stations, requests, queue, .. } = self;
        let request = requests.claimed_mut(handle);
        let station = &mut stations[request.station as usize];
        Straight::Slot(request, station, queue)
    }

    /// How the visit of a provider ends that a flow runs on.
    #[inline(never)]
    fn entry_ends(&mut self, handle: Handle, at: usize, place: u32) {
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
    }

    /// Enters a component whatever stands in the way.
    #[inline(never)]
    fn comes_in(&mut self, handle: Handle, at: usize, place: u32) -> Go {
        if self.of(handle).stage == Stage::Lost {
            self.vanish(handle);
            return Go::Wait;
        }
        match self.long_way(handle, at, place, None, false) {
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
        self.stands_at(handle, station);
        let request = self.at(handle);
        request.entered += 1;
        request.stage = Stage::Fresh;
        request.station = NOWHERE;
        request.answer_lost |= std::mem::take(&mut request.reply_lost);
    }

    /// From now on its expressions see the instance and the clock of this station.
    #[inline]
    pub(in crate::sim) fn stands_at(&mut self, handle: Handle, station: u32) {
        let request = self.at(handle);
        request.home = station;
        request.clock = station;
    }
}

/// Where in a request the work of the components of its flow is drawn, so many of which it has entered.
#[inline]
fn place(flow: &Flow, entered: u32) -> u32 {
    crate::sim::code::place(flow.stream).wrapping_add(entered)
}
