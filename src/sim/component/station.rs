use super::{Attributes, Line, Waiter};
use crate::sim::engine::{Handle, Lane};

/// No station.
pub const NOWHERE: u32 = u32::MAX;

/// Slots, and the bounded line before them: an instance of a server, a shard of a store, its replicas.
#[derive(Debug)]
pub struct Station {
    /// Which component it is a part of.
    pub component: u32,
    /// Its number there.
    pub number: u32,
    /// As the file and the faults of the moment have it.
    pub attributes: Attributes,
    /// As the file has it.
    pub base: Attributes,
    /// Slots taken.
    pub busy: u32,
    /// Requests in the line.
    pub waiting: u32,
    /// Requests that wait for a slot.
    pub line: Line,
    /// Requests that a pause holds up.
    pub parked: Vec<(Handle, u32)>,
    /// Whether it is one of the instances that serve: autoscaling adds and removes some.
    pub open: bool,
    /// Whether it is the replicas of a shard, all together.
    pub is_replica: bool,
    /// How often it has crashed: the memory of each life is its own.
    pub lives: u32,
    /// While it is away for longer than its fault lasts: until when.
    pub away_until: u64,
    /// The constant time of its work that was asked for last, and the lane of those who take it.
    pub lane: Option<(u64, Lane)>,
}

/// What became of a request at a station.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// It has a slot.
    Slot,
    /// It waits for one.
    Waits,
    /// The line is full.
    Full,
}

impl Station {
    /// An idle station.
    pub fn new(component: u32, number: u32, attributes: Attributes, open: bool) -> Self {
        Self {
            component,
            number,
            base: attributes.clone(),
            attributes,
            busy: 0,
            waiting: 0,
            line: Line::default(),
            parked: Vec::new(),
            open,
            is_replica: false,
            lives: 0,
            away_until: 0,
            lane: None,
        }
    }

    /// Whether it answers at all.
    #[inline]
    pub fn is_up(&self, now: u64) -> bool {
        self.attributes.up && self.away_until <= now
    }

    /// How much it has to do: for load balancing.
    #[inline]
    pub fn load(&self) -> u64 {
        u64::from(self.busy) + u64::from(self.waiting)
    }

    /// Whether a slot is free, and nobody waits for it.
    #[inline]
    pub fn is_free(&self) -> bool {
        self.busy < self.attributes.slots && self.waiting == 0
    }

    /// Gives a slot, or a place in the line.
    #[inline]
    pub fn admit(&mut self, waiter: Waiter, value: Option<i64>) -> Admission {
        if self.is_free() {
            self.busy += 1;
            Admission::Slot
        } else if self.waiting < self.attributes.queue {
            self.waiting += 1;
            self.line.push(waiter, value);
            Admission::Waits
        } else {
            Admission::Full
        }
    }
}

/// The number of a station in its component; 0 where there is none.
#[inline]
pub fn instance(stations: &[Station], station: u32) -> u32 {
    stations.get(station as usize).map_or(0, |station| station.number)
}

/// What a clock shows at a time, nanoseconds: that of a station, or the true one where there is none.
#[inline]
pub fn clock(stations: &[Station], station: u32, now: u64) -> i64 {
    let skew = stations.get(station as usize).map_or(0, |station| station.attributes.clock);
    now.cast_signed() + skew
}
