use super::machine::{Machine, is_station};
use super::request::{Stage, Verdict};
use crate::problem::model::Reason;
use crate::sim::component::{Admission, Waiter};
use crate::sim::engine::{Delay, Handle};

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
        self.walk(handle, at, place, shard, replica)
    }

    /// The same, in the place of the call: for those that go nowhere in particular, the most frequent by far, half of
    /// it falls away.
    #[expect(
        clippy::inline_always,
        reason = "a tenth of the time of an event; measured by `benches/engine.rs`"
    )]
    #[inline(always)]
    pub(super) fn walk(
        &mut self,
        handle: Handle,
        at: usize,
        place: u32,
        shard: Option<i64>,
        replica: bool,
    ) -> Way {
        let request = self.of(handle);
        let stage = request.stage;
        if !matches!(stage, Stage::Fresh | Stage::Arrived | Stage::Counted) {
            return Way::There;
        }
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
                && let Some(verdict) = self.open_breaker(handle, at)
            {
                return Way::Refused(verdict);
            }
            if let Some(way) = self.sets_out(handle, station, place) {
                return way;
            }
        }
        if stage != Stage::Counted
            && let Some(way) = self.arrives(handle, place)
        {
            return way;
        }
        self.queues(handle)
    }

    /// On the way to a station.
    #[inline]
    fn sets_out(&mut self, handle: Handle, station: u32, place: u32) -> Option<Way> {
        let request = self.at(handle);
        request.station = station;
        request.stage = Stage::Arrived;
        let attributes = &self.stations[station as usize].attributes;
        let (drop, link) = (attributes.drop, attributes.link);
        if drop > 0.0 && self.draw(handle, place, DROP).chance(drop) {
            self.lose(handle);
            return Some(Way::Waits);
        }
        if link != Delay::Constant(0) {
            let time = self.drawn(handle, place, LINK, &link);
            if time > 0 {
                self.sleep(handle, time, matches!(link, Delay::Constant(_)));
                return Some(Way::Waits);
            }
        }
        None
    }

    /// At the door of a station: whether it is up, goes on, and has room in its quota.
    #[inline]
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
    #[inline]
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
}
