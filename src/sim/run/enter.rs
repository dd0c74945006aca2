use super::journey::{Way, takes};
use super::machine::{Go, Machine};
use super::request::Stage;
use super::verdict::{DONE, Verdict};
use super::work::works;
use crate::problem::model::Reason;
use crate::sim::component::NOWHERE;
use crate::sim::engine::Handle;
use crate::sim::program::{Door, Flow};

impl Machine<'_> {
    /// Enters the components of a flow that are left, one after the other: a slot of each, and its own work.
    // What nearly every request goes through stands here, with one look at it; what is rare in functions of its own.
    #[inline(always)]
    pub(super) fn enters(&mut self, handle: Handle, flow: &Flow) -> Go {
        loop {
            let now = self.now();
            let Machine { requests, stations, meters, queue, troubled, measuring, .. } = self;
            let request = requests.claimed_mut(handle);
            let Some(door) = flow.doors.get(request.entered as usize) else { return Go::On };
            let station = match request.stage {
                Stage::Fresh if let Some(number) = door.station.filter(|_| !*troubled) => {
                    let station = &mut stations[number as usize];
                    if !station.attributes.direct {
                        return self.comes_in(handle, flow, door);
                    }
                    if !station.is_free() {
                        let waits = self.queues(handle, door.at, number);
                        return if waits { Go::Wait } else { self.comes_in(handle, flow, door) };
                    }
                    takes(request, number, station, &mut meters[door.at], now, *measuring);
                    station
                }
                Stage::Served => &mut stations[request.station as usize],
                Stage::Done if !*troubled && !door.external => {
                    request.enters();
                    if request.entered as usize == flow.doors.len() {
                        return Go::On;
                    }
                    continue;
                }
                _ => return self.comes_in(handle, flow, door),
            };
            request.held.push(request.station);
            request.stage = Stage::Done;
            if !works(queue, handle, request, station, place(flow, request.entered)) {
                return Go::Wait;
            }
        }
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
                request.rare.answer_lost = true;
                request.closing = if verdict.status == DONE { 0 } else { 200 };
            }
        }
    }

    /// Goes on with entering a component whatever stands in the way, and enters those behind it.
    #[inline(never)]
    fn comes_in(&mut self, handle: Handle, flow: &Flow, door: &Door) -> Go {
        match self.enter(handle, flow, door) {
            Go::On => self.enters(handle, flow),
            Go::Wait => Go::Wait,
        }
    }

    /// Goes on with entering a component whatever stands in the way.
    fn enter(&mut self, handle: Handle, flow: &Flow, door: &Door) -> Go {
        let request = self.at(handle);
        let (at, station, place) = (door.at, request.station, place(flow, request.entered));
        if door.free {
            request.station = NOWHERE;
            request.enters();
            return Go::On;
        }
        if request.stage == Stage::Lost {
            self.vanish(handle);
            return Go::Wait;
        }
        if request.stage == Stage::Done {
            if self.troubled && !self.stations[station as usize].is_up(self.now()) {
                return self.refuse_entry(handle, Verdict { unknown: true, ..Verdict::no(Reason::Down) });
            }
            self.at(handle).enters();
            if door.external {
                self.entry_ends(handle, at, place);
            }
            return Go::On;
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
}

/// Where in a request the work of the components of its flow is drawn, so many of which it has entered.
#[inline]
fn place(flow: &Flow, entered: u32) -> u32 {
    crate::sim::code::place(flow.stream).wrapping_add(entered)
}
