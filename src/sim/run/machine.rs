use std::collections::{BTreeMap, VecDeque};

use super::event::Event;
use super::load::Load;
use super::request::Request;
use super::settings::{Settings, Traced};
use crate::sim::code::{Scope, Trap, Truth};
use crate::sim::component::{Answers, Bucket, Gate, Locks, NOWHERE, Station, clock, instance};
use crate::sim::engine::{Handle, Histogram, Level, Queue, Slab};
use crate::sim::outcome::{Outcome, RequestNumber, RunError};
use crate::sim::program::Program;
use crate::sim::topic::Streams;

/// Everything that a run holds.
// Each is a fact of its own, asked for by itself.
#[allow(clippy::struct_excessive_bools)]
pub(in crate::sim) struct Machine<'p> {
    pub program: &'p Program,
    pub settings: &'p Settings,
    /// Whether somebody is told a story, and whether only some requests of load arrive or those that do are listed.
    pub tells: bool,
    pub picks: bool,
    /// Of each flow what is known of its requests.
    pub loads: Vec<Load>,
    pub queue: Queue<Event>,
    pub requests: Slab<Request>,
    /// A list that is being made.
    pub list: Vec<i64>,
    /// What happens soon, while that which it is about is brought into the cache.
    pub ahead: Vec<Event>,
    /// Requests that can go on at once.
    pub ready: VecDeque<(Handle, u32)>,
    pub stations: Vec<Station>,
    /// Some station is down, paused or loses what it gets.
    pub troubled: bool,
    pub buckets: Vec<Bucket>,
    pub gates: Vec<Vec<Gate>>,
    /// How visits of each provider end.
    pub answers: Vec<Option<Answers>>,
    /// Of each component where load balancing goes on.
    pub turns: Vec<u32>,
    pub meters: Vec<Meter>,
    pub truth: Truth,
    pub locks: Locks,
    /// What was changed and not yet checked, and the rows before.
    pub changes: Vec<Change>,
    pub before: Vec<i64>,
    /// What the statement at hand has found.
    pub seen: Seen,
    /// What a rule at hand looks at.
    pub sight: Sight,
    /// Of each retry budget: first attempts and retries.
    pub accounts: Vec<(u64, u64)>,
    pub flights: Vec<Flight>,
    /// Who went round in loops last, at which wait, and how often.
    pub spins: (Option<(Handle, u32)>, u32),
    /// Topics and who consumes them.
    pub streams: Streams,
    /// For each rule what it is untrue of.
    pub watch: Vec<Watch>,
    /// How often a fault's step has run.
    pub passed: Vec<u64>,
    /// Faults that act, in the order in which they began, and the station of each where it is one.
    pub acting: Vec<(usize, u32)>,
    pub out: Outcome,
    /// Components are being measured.
    pub measuring: bool,
    pub trap: Option<RunError>,
    pub woken: Vec<Handle>,
    pub stopped: bool,
}

/// A change of a row that rules have not seen.
#[derive(Clone, Copy, Debug)]
pub(in crate::sim) struct Change {
    pub table: u32,
    pub row: u32,
    /// Where the row before it stands; `None` where there was none.
    pub before: Option<u32>,
    /// The row is gone.
    pub gone: bool,
}

/// What a statement has found.
#[derive(Debug, Default)]
pub(in crate::sim) struct Seen {
    /// The row.
    pub row: Vec<i64>,
    /// Whether there is one.
    pub found: bool,
    /// Rows: columns, distance, time.
    pub rows: Vec<i64>,
    /// A count or a sum.
    pub result: i64,
    /// Of which time it is.
    pub as_of: i64,
    /// Rows looked at.
    pub looked: u64,
    /// Rows of a scan, in order.
    pub matches: Vec<Match>,
    /// What columns of a row become.
    pub values: Vec<i64>,
    /// A row that is being made.
    pub image: Vec<i64>,
    /// Rows that a statement has changed, before and after; only of a request whose story is told.
    pub changed: Vec<(Vec<i64>, Vec<i64>)>,
}

/// What a rule at hand looks at: buffers.
#[derive(Debug, Default)]
pub(in crate::sim) struct Sight {
    /// Keys under which an index finds rows.
    pub keys: Vec<i64>,
    /// Those rows.
    pub rows: Vec<u32>,
    /// One of them.
    pub image: Vec<i64>,
    /// The key of its group.
    pub group: Vec<i64>,
}

/// A row of a scan: by what it is ordered, how far away it is, and its index.
pub(in crate::sim) type Match = (i64, i64, u32);

/// What is measured of a component.
#[derive(Debug, Default)]
pub(in crate::sim) struct Meter {
    pub busy: Level,
    pub slots: Level,
    /// Those of them that are replicas': they take no writes, and a full primary is not less full for their sake.
    pub copies_busy: Level,
    pub copies: Level,
    pub queued: Level,
    pub wait: Histogram,
    /// Visits that found a slot at once, and all others.
    pub at_once: u64,
    pub visits: u64,
    pub memory: u64,
    pub most_memory: u64,
    /// Busy time at the last look of autoscaling.
    pub looked: u128,
}

/// One request that loads for others.
#[derive(Debug)]
pub(in crate::sim) struct Flight {
    pub flow: u32,
    pub pc: u32,
    pub instance: u32,
    pub key: i64,
    pub leader: Handle,
    pub waiting: Vec<(Handle, u32)>,
}

/// Since when a rule is untrue of what.
#[derive(Debug, Default)]
pub(in crate::sim) struct Watch {
    /// By row; `u64::MAX` where it is true.
    pub rows: Vec<u64>,
    /// By group, or the empty key for the whole design.
    pub groups: BTreeMap<Vec<i64>, u64>,
    /// Groups in the order in which their time runs out.
    pub due: VecDeque<(Vec<i64>, u64)>,
}

/// How a handler leaves a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sim) enum Go {
    /// It goes on.
    On,
    /// It waits, or it has ended.
    Wait,
}

impl Meter {
    /// A slot of a station is taken.
    #[inline]
    pub const fn takes(&mut self, station: &Station, now: u64) {
        self.busy.up(now);
        if station.is_replica {
            self.copies_busy.up(now);
        }
    }

    /// A slot of a station is free again.
    #[inline]
    pub const fn frees(&mut self, station: &Station, now: u64) {
        self.busy.down(now);
        if station.is_replica {
            self.copies_busy.down(now);
        }
    }

    /// A new window begins.
    pub const fn begin(&mut self, now: u64) {
        self.busy.begin(now);
        self.slots.begin(now);
        self.copies_busy.begin(now);
        self.copies.begin(now);
        self.queued.begin(now);
    }

    /// Busy slots over slots since the window began, 0 to 1: of a store with replicas the greater of its primaries'
    /// share and its replicas'.
    pub fn utilization(&self, now: u64) -> f64 {
        let share = |busy: f64, slots: f64| if slots > 0.0 { busy / slots } else { 0.0 };
        let (busy, slots) = (self.copies_busy.mean(now), self.copies.mean(now));
        share(self.busy.mean(now) - busy, self.slots.mean(now) - slots).max(share(busy, slots))
    }
}

impl Machine<'_> {
    /// A request that is known to be in flight.
    #[inline]
    pub fn at(&mut self, handle: Handle) -> &mut Request {
        self.requests.claimed_mut(handle)
    }

    /// The same, to look at.
    #[inline]
    pub fn of(&self, handle: Handle) -> &Request {
        self.requests.claimed(handle)
    }

    /// The time, nanoseconds.
    #[inline]
    pub const fn now(&self) -> u64 {
        self.queue.now()
    }

    /// The number of a station in its component.
    #[inline]
    pub fn instance(&self, station: u32) -> u32 {
        instance(&self.stations, station)
    }

    /// The time by the clock of a station.
    #[inline]
    pub fn clock(&self, station: u32) -> i64 {
        clock(&self.stations, station, self.now())
    }

    /// What the expressions of a request see.
    #[inline]
    pub fn scope<'a>(&'a self, request: &'a Request) -> Scope<'a> {
        request.scope(&self.stations, &self.truth, self.now())
    }

    /// Lets a request go on after a time; `constant` where many wait for just as long.
    #[inline]
    pub fn sleep(&mut self, handle: Handle, delay: u64, constant: bool) {
        let event = Event::Resume(handle, self.of(handle).stamp);
        if constant {
            let lane = self.queue.lane(delay);
            self.queue.along(lane, event);
        } else {
            self.queue.after(delay, event);
        }
    }

    /// Lets a request go on at once.
    #[inline]
    pub fn wake(&mut self, handle: Handle) {
        if let Some(request) = self.requests.get(handle) {
            self.ready.push_back((handle, request.stamp));
        }
    }

    /// What a request draws at a place that has nothing to do with the values of its flow.
    #[inline]
    pub fn draw(&self, handle: Handle, place: u32, purpose: u32) -> crate::calc::random::Draw {
        self.of(handle).draw(place, purpose)
    }

    /// Whether the story of a request of load is told.
    #[inline]
    pub fn is_traced(&self, root: RequestNumber) -> bool {
        if !self.tells {
            return false;
        }
        match self.settings.trace {
            Traced::Nothing => false,
            Traced::One(one) => one == root,
            Traced::All => true,
        }
    }

    /// Stops the run: an expression has no value.
    #[cold]
    pub fn stop(&mut self, trap: &Trap, place: &str) {
        let message = if place.is_empty() {
            trap.message().to_owned()
        } else {
            format!("{} in {place}", trap.message())
        };
        self.stopped = true;
        self.trap.get_or_insert(RunError { at: self.now().cast_signed(), message, span: trap.span() });
    }
}

/// Whether a station is one.
#[inline]
pub(in crate::sim) const fn is_station(station: u32) -> bool {
    station != NOWHERE
}
