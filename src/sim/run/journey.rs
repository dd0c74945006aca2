use super::machine::{Go, Machine, is_station};
use super::request::{DONE, Kind, NOWHERE, Stage, Verdict};
use crate::calc::random::Draw;
use crate::problem::model::Reason;
use crate::sim::component::{Admission, Waiter};
use crate::sim::engine::{Delay, Handle};
use crate::sim::outcome::Told;
use crate::sim::program::PartKind;

/// Purposes of the draws of one visit: each has luck of its own.
pub(super) const LINK: u32 = 1;
const DROP: u32 = 2;
const LOSE: u32 = 3;
pub(super) const WORK: u32 = 4;
pub(super) const OUTCOME: u32 = 5;
pub(super) const COMMIT: u32 = 6;
pub(super) const BACKOFF: u32 = 7;
pub(super) const FAULT: u32 = 8;
pub(super) const LAG: u32 = 9;

/// How long somebody waits who has said no time-out and whose request or answer was lost: what most clients do.
pub(super) const PATIENCE: u64 = 30_000_000_000;

/// How a request leaves the way to a station.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// It has a slot.
    There,
    /// It is on its way, or waits.
    Waits,
    /// It is refused.
    Refused(Verdict),
}

impl Machine<'_> {
    /// Brings a request to a station of a component and gives it a slot there: the link, the quota, the line.
    /// Call it again at each stage. `shard` chooses the station; else the one with the least to do is taken.
    pub(super) fn way(
        &mut self,
        handle: Handle,
        at: usize,
        place: u32,
        shard: Option<i64>,
        replica: bool,
    ) -> Way {
        let request = self.of(handle);
        let mut stage = request.stage;
        if stage == Stage::Fresh {
            let station = if is_station(request.station) {
                request.station
            } else {
                match self.choose(at, shard, replica) {
                    Some(station) => station,
                    None => return Way::Refused(Verdict::no(Reason::Down)),
                }
            };
            if self.program.guarded
                && let Some(refused) = self.stopped_by_a_breaker(handle, at)
            {
                return refused;
            }
            let attributes = &self.stations[station as usize].attributes;
            let (drop, link) = (attributes.drop, attributes.link);
            let request = self.at(handle);
            request.station = station;
            request.stage = Stage::Arrived;
            stage = Stage::Arrived;
            if drop > 0.0 && self.draw(handle, place, DROP).chance(drop) {
                self.lose(handle);
                return Way::Waits;
            }
            if link != Delay::Constant(0) {
                let time = self.drawn(handle, place, LINK, &link);
                if time > 0 {
                    self.sleep(handle, time, matches!(link, Delay::Constant(_)));
                    return Way::Waits;
                }
            }
        }
        if stage == Stage::Arrived {
            if let Some(way) = self.arrives(handle, place) {
                return way;
            }
            stage = Stage::Counted;
        }
        if stage == Stage::Counted { self.queues(handle) } else { Way::There }
    }

    /// At the door of a station: whether it is up, goes on, and has room in its quota.
    fn arrives(&mut self, handle: Handle, place: u32) -> Option<Way> {
        let now = self.now();
        let index = self.of(handle).station as usize;
        let station = &self.stations[index];
        let component = station.component as usize;
        if self.troubled {
            if !station.is_up(now) {
                self.visited(component);
                return Some(Way::Refused(Verdict::no(Reason::Down)));
            }
            if station.attributes.paused {
                let stamp = self.of(handle).stamp;
                self.stations[index].parked.push((handle, stamp));
                return Some(Way::Waits);
            }
        }
        let (lose, quota) = (station.attributes.lose_reply, station.attributes.quota);
        self.visited(component);
        let lost = lose > 0.0 && self.draw(handle, place, LOSE).chance(lose);
        let request = self.at(handle);
        request.reply_lost |= lost;
        request.stage = Stage::Counted;
        request.since = u64::MAX;
        if quota > 0.0 {
            let part = &self.program.parts[component];
            let waits = part.quota_waits;
            let wait = self.buckets[index].take(now, quota, part.quota_burst, waits);
            if wait > 0 {
                if self.measuring {
                    self.meters[component].throttled += 1;
                    self.out.components[component].throttled += 1;
                }
                if !waits {
                    return Some(Way::Refused(Verdict::no(Reason::Throttled)));
                }
                self.sleep(handle, wait, false);
                return Some(Way::Waits);
            }
        }
        None
    }

    /// In the line of a station.
    fn queues(&mut self, handle: Handle) -> Way {
        let now = self.now();
        let Machine { program, stations, meters, requests, .. } = self;
        let Some(request) = requests.get_mut(handle) else { return Way::Waits };
        let index = request.station as usize;
        let station = &mut stations[index];
        let component = station.component as usize;
        let meter = &mut meters[component];
        let waiter = Waiter { handle, stamp: request.stamp, since: now };
        let fair = &program.parts[component].fair;
        let value =
            fair.get(request.flow as usize).copied().flatten().map(|slot| request.values[slot as usize]);
        match station.admit(waiter, value) {
            Admission::Slot => {
                meter.busy.up(now);
                if self.measuring {
                    meter.wait.record(0);
                }
                request.stage = Stage::Served;
                Way::There
            }
            Admission::Waits => {
                meter.queued.up(now);
                request.since = now;
                self.tell(handle, |machine| format!("waits for a slot of {}", machine.place_name(index)));
                Way::Waits
            }
            Admission::Full => Way::Refused(Verdict::no(Reason::Full)),
        }
    }

    #[inline]
    fn visited(&mut self, component: usize) {
        if self.measuring {
            self.meters[component].visits += 1;
        }
    }

    /// Gives a slot back, and hands it to the next in line.
    #[inline]
    pub(super) fn leave(&mut self, station: u32) {
        let now = self.now();
        let index = station as usize;
        let station = &mut self.stations[index];
        station.busy -= 1;
        let component = station.component as usize;
        self.meters[component].busy.down(now);
        if station.waiting > 0 {
            self.admit_waiting(index);
        }
        if !self.program.parts[component].receives.is_empty() {
            self.slot_is_free(component);
        }
    }

    /// Gives free slots to those in line.
    pub(in crate::sim) fn admit_waiting(&mut self, index: usize) {
        let now = self.now();
        let measured_from = self.out.window.0.max(0).cast_unsigned().min(now);
        let Machine { stations, meters, requests, ready, .. } = self;
        let station = &mut stations[index];
        let meter = &mut meters[station.component as usize];
        while station.waiting > 0 && station.busy < station.attributes.slots {
            let Some(waiter) = station.line.pop() else { break };
            let Some(request) =
                requests.get_mut(waiter.handle).filter(|request| request.stamp == waiter.stamp)
            else {
                // It has died; who took it away has taken it off the count.
                continue;
            };
            request.stage = Stage::Served;
            station.waiting -= 1;
            station.busy += 1;
            meter.queued.down(now);
            meter.busy.up(now);
            if self.measuring {
                meter.wait.record(now - waiter.since.max(measured_from));
            }
            ready.push_back((waiter.handle, waiter.stamp));
        }
    }

    /// The station of a component that a visit goes to.
    pub(super) fn choose(&mut self, at: usize, shard: Option<i64>, replica: bool) -> Option<u32> {
        let part = &self.program.parts[at];
        let small = |index: usize| u32::try_from(index).unwrap_or(NOWHERE);
        let sharded = matches!(part.kind, PartKind::Postgres { .. } | PartKind::Redis { .. });
        if sharded {
            let count = i64::try_from(part.count).unwrap_or(1);
            let number = usize::try_from(shard.unwrap_or(0).rem_euclid(count)).unwrap_or(0);
            let station = if replica && part.replicas > 0 { part.count + number } else { number };
            return Some(small(part.first + station));
        }
        if part.count == 1 {
            return Some(small(part.first));
        }
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

    /// A drawn duration.
    #[inline]
    pub(super) fn drawn(&self, handle: Handle, place: u32, purpose: u32, delay: &Delay) -> u64 {
        if let Delay::Constant(time) = delay {
            return *time;
        }
        let mut draw: Draw = self.draw(handle, place, purpose);
        delay.draw(&mut draw)
    }

    /// Takes the time of some work at a station; true where that is none.
    pub(super) fn work(
        &mut self,
        handle: Handle,
        station: u32,
        place: u32,
        purpose: u32,
        delay: &Delay,
        more: u64,
    ) -> bool {
        let time = self.drawn(handle, place, purpose, delay) + more;
        let time = self.stations[station as usize].attributes.slowed(time);
        if time == 0 {
            return true;
        }
        self.sleep(handle, time, more == 0 && matches!(delay, Delay::Constant(_)));
        false
    }

    /// A request, or its answer, gets lost on the way. A strand or a callee is simply never heard of again; who
    /// has nobody that waits for it gives up after a while.
    pub(super) fn lose(&mut self, handle: Handle) {
        self.at(handle).stage = Stage::Lost;
        self.tell(handle, |_| Told::Lost("is lost on the way"));
        self.sleep(handle, PATIENCE, true);
    }

    fn stopped_by_a_breaker(&mut self, handle: Handle, at: usize) -> Option<Way> {
        let now = self.now();
        let home = self.of(handle).home;
        if !is_station(home) {
            return None;
        }
        let component = self.stations[home as usize].component as usize;
        let number = self.program.parts[component].breakers.iter().position(|breaker| breaker.on == at)?;
        if self.gates[home as usize][number].passes(now) {
            return None;
        }
        Some(Way::Refused(Verdict::no(Reason::Open)))
    }

    /// Tells the breaker of the caller's instance what became of a visit or a call.
    #[inline]
    pub(super) fn tell_breaker(&mut self, handle: Handle, at: usize, verdict: Option<Verdict>) {
        if self.program.guarded {
            self.breaker_hears(handle, at, verdict);
        }
    }

    fn breaker_hears(&mut self, handle: Handle, at: usize, verdict: Option<Verdict>) {
        let home = self.of(handle).home;
        if !is_station(home) {
            return;
        }
        let now = self.now();
        let component = self.stations[home as usize].component as usize;
        let breakers = &self.program.parts[component].breakers;
        let Some(number) = breakers.iter().position(|breaker| breaker.on == at) else { return };
        let failed = match verdict.map(|verdict| verdict.reason) {
            None | Some(Reason::None | Reason::Declined | Reason::Conflict | Reason::Skipped) => false,
            Some(Reason::Open) => return,
            Some(_) => true,
        };
        self.gates[home as usize][number].record(&breakers[number], now, failed);
    }

    /// Enters the components of a flow, one after the other: a slot of each, and its own work.
    pub(super) fn enter(&mut self, handle: Handle) -> Go {
        let program = self.program;
        let request = self.of(handle);
        let flow = &program.flows[request.flow as usize];
        let entered = request.entered as usize;
        let at = flow.on[entered];
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
                let station = self.of(handle).station;
                self.at(handle).held.push(station);
                self.at(handle).stage = Stage::Done;
                let time = self.stations[station as usize].attributes.time;
                if self.work(handle, station, place, WORK, &time, 0) { Go::On } else { Go::Wait }
            }
        }
    }

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
