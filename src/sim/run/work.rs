use super::event::Event;
use super::machine::Machine;
use super::purpose::WORK;
use super::request::{Request, Stage};
use crate::sim::component::Station;
use crate::sim::engine::{Delay, Handle, Queue};
use crate::sim::outcome::Told;

/// How long somebody waits who has said no time-out and whose request or answer was lost: what most clients do.
pub(super) const PATIENCE: u64 = 30_000_000_000;

impl Machine<'_> {
    /// A drawn duration.
    #[inline]
    pub(super) fn drawn(&self, handle: Handle, place: u32, purpose: u32, delay: &Delay) -> u64 {
        self.of(handle).drawn(place, purpose, delay)
    }

    /// Takes the time of some work at a station; true where that is none.
    #[inline]
    pub(super) fn work(
        &mut self,
        handle: Handle,
        station: u32,
        place: u32,
        purpose: u32,
        delay: &Delay,
        more: u64,
    ) -> bool {
        let Machine { requests, stations, queue, .. } = self;
        let request = requests.claimed(handle);
        let time = request.drawn(place, purpose, delay) + more;
        let time = stations[station as usize].attributes.slowed(time);
        passes(queue, handle, request.stamp, time, more == 0 && delay.is_constant())
    }

    /// Takes the time of a station's own work, of which a request has a slot; true where that is none.
    #[inline(always)]
    pub(super) fn own_work(&mut self, handle: Handle, place: u32) -> bool {
        let Machine { requests, stations, queue, .. } = self;
        let request = requests.claimed(handle);
        works(queue, handle, request, &mut stations[request.station as usize], place)
    }

    /// A request, or its answer, gets lost on the way. A strand or a callee is simply never heard of again; who
    /// has nobody that waits for it gives up after a while.
    pub(super) fn lose(&mut self, handle: Handle) {
        self.at(handle).stage = Stage::Lost;
        self.tell(handle, |_| Told::Lost("is lost on the way"));
        self.sleep(handle, PATIENCE, true);
    }
}

/// Takes the time of a station's own work for a request; true where that is none.
#[inline(always)]
pub(super) fn works(
    queue: &mut Queue<Event>,
    handle: Handle,
    request: &Request,
    station: &mut Station,
    place: u32,
) -> bool {
    let attributes = &station.attributes;
    let time = attributes.steady;
    if time == 0 {
        let drawn = attributes.slowed(request.drawn(place, WORK, &attributes.time));
        return passes(queue, handle, request.stamp, drawn, false);
    }
    let lane = match station.lane {
        Some((of, lane)) if of == time => lane,
        _ => station.lane.insert((time, queue.lane(time))).1,
    };
    queue.along(lane, Event::Resume(handle, request.stamp));
    false
}

/// Lets a request go on after a time, `constant` where many take just as long; true where that is none.
#[inline]
pub(super) fn passes(
    queue: &mut Queue<Event>,
    handle: Handle,
    stamp: u32,
    time: u64,
    constant: bool,
) -> bool {
    if time == 0 {
        return true;
    }
    let event = Event::Resume(handle, stamp);
    if constant {
        let lane = queue.lane(time);
        queue.along(lane, event);
    } else {
        queue.after(time, event);
    }
    false
}
