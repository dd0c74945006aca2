use super::event::Event;
use super::journey::PATIENCE;
use super::machine::Machine;
use super::request::Stage;
use crate::sim::engine::{Delay, Handle};
use crate::sim::outcome::Told;

impl Machine<'_> {
    /// A drawn duration.
    #[inline]
    pub(super) fn drawn(&self, handle: Handle, place: u32, purpose: u32, delay: &Delay) -> u64 {
        if let Delay::Constant(time) = delay {
            return *time;
        }
        delay.draw(&mut self.draw(handle, place, purpose))
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
        let Some(request) = requests.get(handle) else { return true };
        let time = match *delay {
            Delay::Constant(time) => time,
            _ => delay.draw(&mut request.draw(place, purpose)),
        };
        let time = stations[station as usize].attributes.slowed(time + more);
        if time == 0 {
            return true;
        }
        let event = Event::Resume(handle, request.stamp);
        if more == 0 && matches!(delay, Delay::Constant(_)) {
            let lane = queue.lane(time);
            queue.along(lane, event);
        } else {
            queue.after(time, event);
        }
        false
    }

    /// A request, or its answer, gets lost on the way. A strand or a callee is simply never heard of again; who
    /// has nobody that waits for it gives up after a while.
    pub(super) fn lose(&mut self, handle: Handle) {
        self.at(handle).stage = Stage::Lost;
        self.tell(handle, |_| Told::Lost("is lost on the way"));
        self.sleep(handle, PATIENCE, true);
    }
}
