use super::machine::Machine;
use super::request::Stage;
use crate::sim::component::NOWHERE;
use crate::sim::engine::Handle;
use crate::sim::program::PartKind;

impl Machine<'_> {
    /// The station of a component that a visit goes to.
    #[inline]
    pub(super) fn choose(&mut self, at: usize, shard: Option<i64>, replica: bool) -> Option<u32> {
        let part = &self.program.parts[at];
        let small = |index: usize| u32::try_from(index).unwrap_or(NOWHERE);
        let sharded = matches!(part.kind, PartKind::Postgres { .. } | PartKind::Redis { .. });
        if part.count == 1 {
            return Some(small(part.first + usize::from(replica && sharded && part.replicas > 0)));
        }
        if sharded {
            let count = i64::try_from(part.count).unwrap_or(1);
            let number = usize::try_from(shard.unwrap_or(0).rem_euclid(count)).unwrap_or(0);
            let station = if replica && part.replicas > 0 { part.count + number } else { number };
            return Some(small(part.first + station));
        }
        self.balance(at)
    }

    /// Of several instances the one with the least to do, beginning with the next in turn.
    fn balance(&mut self, at: usize) -> Option<u32> {
        let part = &self.program.parts[at];
        let small = |index: usize| u32::try_from(index).unwrap_or(NOWHERE);
        let now = self.now();
        let turn = self.turns[at] as usize % part.count;
        self.turns[at] = small(turn + 1);
        let mut best: Option<(u64, usize)> = None;
        for step in 0..part.count {
            let mut number = turn + step;
            if number >= part.count {
                number -= part.count;
            }
            let station = &self.stations[part.first + number];
            if station.open && (!self.troubled || station.is_up(now)) {
                let load = station.load();
                if load == 0 {
                    return Some(small(part.first + number));
                }
                if best.is_none_or(|(least, _)| load < least) {
                    best = Some((load, number));
                }
            }
        }
        best.map(|(_, number)| small(part.first + number))
    }

    /// Gives a slot back, and hands it to the next in line.
    #[inline]
    pub(super) fn leave(&mut self, station: u32) {
        let (now, index) = (self.now(), station as usize);
        let Machine { program, stations, meters, .. } = self;
        let station = &mut stations[index];
        if station.waiting == 0 && program.topics.is_empty() {
            station.busy -= 1;
            meters[station.component as usize].frees(station, now);
        } else {
            self.pass_on(index);
        }
    }

    /// Gives a slot back that somebody may wait for.
    #[inline(never)]
    pub(super) fn pass_on(&mut self, index: usize) {
        // A slot that goes from hand to hand was never free. Of one that a fault has taken, none is left to hand on.
        let station = &self.stations[index];
        let (component, within) = (station.component as usize, station.busy <= station.attributes.slots);
        if !within || !self.hands_over(index) {
            let now = self.now();
            let station = &mut self.stations[index];
            station.busy -= 1;
            self.meters[component].frees(station, now);
        }
        if !self.program.parts[component].receives.is_empty() {
            self.slot_is_free(component);
        }
    }

    /// Gives free slots to those in line.
    pub(in crate::sim) fn admit_waiting(&mut self, index: usize) {
        while self.stations[index].busy < self.stations[index].attributes.slots && self.hands_over(index) {
            let now = self.now();
            let station = &mut self.stations[index];
            station.busy += 1;
            self.meters[station.component as usize].takes(station, now);
        }
    }

    /// Gives a slot, which counts as taken, to the next in line; false where nobody waits.
    #[inline(always)]
    fn hands_over(&mut self, index: usize) -> bool {
        let now = self.now();
        let Machine { stations, meters, requests, ready, .. } = self;
        let station = &mut stations[index];
        while station.waiting > 0 {
            let Some(waiter) = station.line.pop() else { break };
            let Some(request) =
                requests.get_mut(waiter.handle).filter(|request| request.stamp == waiter.stamp)
            else {
                // It has died; who took it away has taken it off the count.
                continue;
            };
            request.stage = Stage::Served;
            station.waiting -= 1;
            let meter = &mut meters[station.component as usize];
            meter.queued.down(now);
            if self.measuring {
                let measured_from = self.out.window.0.max(0).cast_unsigned().min(now);
                meter.wait.record(now - waiter.since.max(measured_from));
            }
            ready.push_back((waiter.handle, waiter.stamp));
            return true;
        }
        false
    }

    /// Gives back every slot that a request holds for its flow.
    #[inline(always)]
    pub(super) fn release_slots(&mut self, handle: Handle) {
        let held = &mut self.at(handle).held;
        if let Some(station) = held.pop() {
            let more = !held.is_empty();
            self.leave(station);
            if more {
                self.release_slots_of_more(handle);
            }
        }
    }

    /// The same, of a flow that runs in more than one component.
    #[inline(never)]
    fn release_slots_of_more(&mut self, handle: Handle) {
        while let Some(station) = self.at(handle).held.pop() {
            self.leave(station);
        }
    }
}
