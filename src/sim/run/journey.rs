use super::machine::{Machine, Meter, is_station};
use super::purpose::{DROP, LINK, LOSE};
use super::request::{Request, Stage};
use super::verdict::Verdict;
use super::work::passes;
use crate::problem::model::Reason;
use crate::sim::component::{Admission, Station, Waiter};
use crate::sim::engine::{Delay, Handle};
use crate::sim::program::Door;

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
    #[inline]
    pub(super) fn way(
        &mut self,
        handle: Handle,
        at: usize,
        place: u32,
        shard: Option<i64>,
        replica: bool,
    ) -> Way {
        let door = &self.program.parts[at].door;
        let request = self.of(handle);
        if replica || request.stage != Stage::Fresh || is_station(request.station) {
            return self.long_way(handle, at, place, shard, replica);
        }
        self.straight(handle, door).unwrap_or_else(|| self.long_way(handle, at, place, shard, replica))
    }

    /// Brings who sets out to a slot of the only station of a component or to the end of its line at once; `None` where
    /// something else stands in the way.
    #[inline]
    fn straight(&mut self, handle: Handle, door: &Door) -> Option<Way> {
        let number = door.station.filter(|_| !self.troubled)?;
        let now = self.now();
        let Machine { stations, meters, requests, measuring, .. } = self;
        let station = &mut stations[number as usize];
        if !station.attributes.direct {
            return None;
        }
        if !station.is_free() {
            return self.queues(handle, door.at, number).then_some(Way::Waits);
        }
        takes(requests.claimed_mut(handle), number, station, &mut meters[door.at], now, *measuring);
        Some(Way::There)
    }

    /// Puts a request at the end of the line of the only station of a component: one line for all, with room, and
    /// nobody is told.
    #[inline(never)]
    pub(super) fn queues(&mut self, handle: Handle, at: usize, number: u32) -> bool {
        let now = self.now();
        let Machine { program, stations, meters, requests, .. } = self;
        let station = &mut stations[number as usize];
        if self.tells || !program.parts[at].fair.is_empty() || station.waiting >= station.attributes.queue {
            return false;
        }
        let request = requests.claimed_mut(handle);
        station.waiting += 1;
        station.line.push(Waiter { handle, stamp: request.stamp, since: now }, None);
        request.station = number;
        request.stage = Stage::Counted;
        request.since = now;
        let meter = &mut meters[at];
        meter.visits += u64::from(self.measuring);
        meter.queued.up(now);
        true
    }

    #[inline(never)]
    pub(super) fn long_way(
        &mut self,
        handle: Handle,
        at: usize,
        place: u32,
        shard: Option<i64>,
        replica: bool,
    ) -> Way {
        // Each stage stands here once, so that it is compiled in place.
        let stage = self.of(handle).stage;
        if !matches!(stage, Stage::Fresh | Stage::Arrived | Stage::Metered | Stage::Counted) {
            return Way::There;
        }
        if stage == Stage::Metered {
            return self.turn_came(handle);
        }
        let mut direct = None;
        if stage == Stage::Fresh {
            let station = match self.station_of(handle, at, shard, replica) {
                Ok(station) => station,
                Err(verdict) => return Way::Refused(verdict),
            };
            direct = Some(station).filter(|station| self.is_direct(*station));
            if direct.is_none() && self.sets_out(handle, station, place) {
                return Way::Waits;
            }
        }
        if direct.is_none()
            && stage != Stage::Counted
            && let Some(way) = self.arrives(handle, place)
        {
            return way;
        }
        self.lines_up(handle, direct, self.now())
    }

    /// Whether who sets out for a station stands in its line at once.
    #[inline]
    fn is_direct(&self, station: u32) -> bool {
        !self.troubled && self.stations[station as usize].attributes.direct
    }

    /// The station that a request sets out to: the one that it has chosen, or a choice of those of a component.
    #[inline]
    fn station_of(
        &mut self,
        handle: Handle,
        at: usize,
        shard: Option<i64>,
        replica: bool,
    ) -> Result<u32, Verdict> {
        let station = self.of(handle).station;
        let station = if is_station(station) {
            station
        } else {
            match self.choose(at, shard, replica) {
                Some(station) => station,
                None => return Err(Verdict::no(Reason::Down)),
            }
        };
        if self.program.guarded
            && let Some(verdict) = self.open_breaker(handle, at)
        {
            return Err(verdict);
        }
        Ok(station)
    }

    /// On the way to a station: whether it takes a while.
    #[inline]
    fn sets_out(&mut self, handle: Handle, station: u32, place: u32) -> bool {
        let Machine { requests, stations, queue, .. } = self;
        let request = requests.claimed_mut(handle);
        request.station = station;
        request.stage = Stage::Arrived;
        let attributes = &stations[station as usize].attributes;
        if attributes.drop > 0.0 && request.draw(place, DROP).chance(attributes.drop) {
            self.lose(handle);
            return true;
        }
        let link = &attributes.link;
        *link != Delay::Constant(0)
            && !passes(queue, handle, request.stamp, request.drawn(place, LINK, link), link.is_constant())
    }

    /// At the door of a station: whether it is up, goes on, and has room in its quota.
    #[inline]
    fn arrives(&mut self, handle: Handle, place: u32) -> Option<Way> {
        if self.troubled
            && let Some(way) = self.shut(handle)
        {
            return Some(way);
        }
        let Machine { stations, meters, requests, measuring, .. } = self;
        let request = requests.claimed_mut(handle);
        let station = &stations[request.station as usize];
        if *measuring {
            meters[station.component as usize].visits += 1;
        }
        let attributes = &station.attributes;
        if attributes.lose_reply > 0.0 && request.draw(place, LOSE).chance(attributes.lose_reply) {
            request.rare.reply_lost = true;
        }
        request.stage = Stage::Counted;
        request.since = u64::MAX;
        if attributes.quota > 0.0 { self.throttled(handle) } else { None }
    }

    /// Before a station that does not let in: it is down, or somebody holds it up.
    #[cold]
    fn shut(&mut self, handle: Handle) -> Option<Way> {
        let request = self.of(handle);
        let (index, stamp) = (request.station as usize, request.stamp);
        let now = self.now();
        let station = &mut self.stations[index];
        if !station.is_up(now) {
            if self.measuring {
                self.meters[station.component as usize].visits += 1;
            }
            return Some(Way::Refused(Verdict::no(Reason::Down)));
        }
        if station.attributes.paused {
            station.parked.push((handle, stamp));
            return Some(Way::Waits);
        }
        None
    }

    /// In the quota of a station: whether there is no room yet, or none at all.
    fn throttled(&mut self, handle: Handle) -> Option<Way> {
        let now = self.now();
        let index = self.of(handle).station as usize;
        let station = &self.stations[index];
        let component = station.component as usize;
        let part = &self.program.parts[component];
        let waits = part.quota_waits;
        let wait = self.buckets[index].take(now, station.attributes.quota, part.quota_burst, waits);
        if wait == 0 {
            return None;
        }
        // Also in the drain: a promise that nothing is throttled is one about the whole run.
        if now.cast_signed() >= self.out.window.0 {
            self.out.components[component].throttled += 1;
        }
        if !waits {
            return Some(Way::Refused(Verdict::no(Reason::Throttled)));
        }
        self.meters[component].queued.up(now);
        let request = self.at(handle);
        (request.stage, request.since) = (Stage::Metered, now);
        self.tell(handle, |machine| {
            format!("waits for its turn in the quota of {}", machine.place_name(index))
        });
        self.sleep(handle, wait, false);
        Some(Way::Waits)
    }

    /// Behind the wait for a quota, which counts with that for a slot: both are a wait for the same visit.
    #[cold]
    fn turn_came(&mut self, handle: Handle) -> Way {
        let now = self.now();
        let request = self.at(handle);
        let (station, since) = (request.station as usize, request.since);
        (request.stage, request.since) = (Stage::Counted, u64::MAX);
        self.meters[self.stations[station].component as usize].queued.down(now);
        self.lines_up(handle, None, since)
    }

    /// In the line of a station: of one that was reached at once, or of the one that the request is at; it has waited
    /// there since a time.
    #[inline]
    fn lines_up(&mut self, handle: Handle, direct: Option<u32>, since: u64) -> Way {
        let now = self.now();
        let measured_from = self.out.window.0.max(0).cast_unsigned();
        let Machine { program, stations, meters, requests, .. } = self;
        let request = requests.claimed_mut(handle);
        if let Some(station) = direct {
            request.station = station;
            request.stage = Stage::Counted;
            request.since = u64::MAX;
        }
        let index = request.station as usize;
        let station = &mut stations[index];
        let component = station.component as usize;
        let meter = &mut meters[component];
        meter.visits += u64::from(direct.is_some() && self.measuring);
        let waiter = Waiter { handle, stamp: request.stamp, since };
        let fair = &program.parts[component].fair;
        let value =
            fair.get(request.flow as usize).copied().flatten().map(|slot| request.values[slot as usize]);
        match station.admit(waiter, value) {
            Admission::Slot => {
                meter.takes(station, now);
                if self.measuring {
                    meter.wait.record(now.saturating_sub(since.max(measured_from)));
                }
                request.stage = Stage::Served;
                Way::There
            }
            Admission::Waits => {
                meter.queued.up(now);
                request.since = since;
                self.tell(handle, |machine| format!("waits for a slot of {}", machine.place_name(index)));
                Way::Waits
            }
            Admission::Full => Way::Refused(Verdict::no(Reason::Full)),
        }
    }
}

/// A request takes a free slot of a station of this number, which is no replica.
#[inline(always)]
pub(super) fn takes(
    request: &mut Request,
    number: u32,
    station: &mut Station,
    meter: &mut Meter,
    now: u64,
    measuring: bool,
) {
    station.busy += 1;
    meter.busy.up(now);
    meter.at_once += u64::from(measuring);
    request.station = number;
    request.stage = Stage::Served;
    request.since = u64::MAX;
}
